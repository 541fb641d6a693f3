"""What was mended since a submission was built: lists compared, kept, and shown with who did it."""

import csv
import io
from pathlib import Path

from app.access.audit import AuditAction, AuditEvent
from app.csds.delivery.kept.writer import keep_problems, kept_problems
from app.csds.delivery.names import problems_name
from app.csds.delivery.report import PROBLEM_COLUMNS
from app.csds.desk import BuiltFile
from app.csds.mended.engine_mended import gone
from app.csds.periods import ReportingPeriod, Window
from app.csds.submissions import Submission
from app.demo.people import ODS_CODE
from app.identity import Identity, shown
from app.wiring import installation
from tests.service import Service
from tests.web.places import MANIFEST, encounters


def problem(rule: int, record: str, page: str, field: str = "Postcode") -> list[str]:
    told = [str(rule), "", "warning", "analogue", "False", "CYP001MPI", field, "value missing", 'It has, no "value".']
    return [*told, "Enter\nit.", record, page, "0"]


def listed(*problems: list[str]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([list(PROBLEM_COLUMNS), *problems])
    return text.getvalue()


def written(path: Path, *problems: list[str]) -> Path:
    path.write_text(listed(*problems), newline="")
    return path


def test_problems_are_gone_that_the_later_list_has_no_more(tmp_path: Path) -> None:
    first = [problem(7, f"P{number}", f"/children/{number}") for number in range(120)]
    before = written(tmp_path / "it's before.csv", *first, problem(12, "", ""))
    after = written(tmp_path / "after.csv", first[3], problem(8, "P1", "/children/1"), problem(12, "", ""))
    page = gone(before, after, 3)
    assert (page.count, page.stayed, page.pages, len(page.problems)) == (119, 2, 3, 19)
    assert gone(before, after, 1).problems[0] == dict(zip(PROBLEM_COLUMNS, first[0], strict=True))
    assert gone(after, before, 1).count == 1
    assert gone(before, before, 1).count == 0
    assert gone(before, after, 9).problems == ()


def built(service: Service, window: Window, *problems: list[str]) -> Submission:
    """A build whose list of problems is kept as a build does."""
    folder = service.settings.csds_folder / ODS_CODE
    folder.mkdir(parents=True, exist_ok=True)
    period = ReportingPeriod.of(service.day).before
    with installation(service.settings) as opened:
        organisation = opened.desk.records.organisation(ODS_CODE)
        assert organisation is not None
        # Another file takes the place of the one before, as that of a later build does.
        (folder / problems_name("CSDS.accdb")).unlink(missing_ok=True)
        written(folder / problems_name("CSDS.accdb"), *problems)
        file = BuiltFile(period, window, False, False, "CSDS.accdb", "a" * 64, MANIFEST, 0)
        made = opened.submissions.built(organisation, None, file)
        keep_problems(folder, made)
        return made


def corrected(service: Service, child: Identity) -> None:
    with installation(service.settings) as opened:
        organisation = opened.desk.records.organisation(ODS_CODE)
        assert organisation is not None
        clerk = Identity(service.rows("select id from account where username = 'clerk'")[0][0])  # type: ignore[arg-type]
        at, identity = opened.now(), opened.new_identity()
        action = AuditAction.CHILD_CORRECTED
        event = AuditEvent(identity, at, organisation.id, clerk, None, None, action, child, detail="fact.postcode")
        opened.store.accounts.note(event)


def test_the_page_tells_who_changed_the_record_of_a_problem_that_is_gone(service: Service) -> None:
    children = dict.fromkeys(child for _, child in encounters(service))
    first, second, *_ = children
    pages = [f"/children/{each}/registration" for each in (first, second)]
    problems = [problem(7, "P1", pages[0]), problem(7, "P2", pages[1]), problem(9, "P2", pages[1])]
    earlier = built(service, Window.PRIMARY, *problems)
    ((child,),) = service.rows("select child from encounter where id = ? limit 1", _number(encounters(service)[0][0]))
    corrected(service, Identity(child))  # type: ignore[arg-type]
    informatics = service.signed_in("informatics")
    path = f"/csds/submissions/{shown(earlier.id)}/mended"
    assert "Nothing later was built" in informatics.get(path).page.words
    later = built(service, Window.PRIMARY, problems[2])
    page = informatics.get(path).page.words
    name = service.rows("select display_name from account where username = 'clerk'")[0][0]
    assert "2 are gone, 1 stayed." in page
    assert page.count(f"{name}, ") == 1
    assert "child corrected" in page
    assert "Nobody, on its own page" in page
    assert "Nothing later was built" in informatics.get(f"/csds/submissions/{shown(later.id)}/mended").page.words
    folder = service.settings.csds_folder / ODS_CODE
    (folder / kept_problems(earlier)).unlink()
    assert "is not kept here" in informatics.get(path).page.words


def _number(text: str) -> int:
    from app.identity import parse_identity

    return int(parse_identity(text))


def test_a_kept_list_stays_as_it_was_when_the_next_is_built(service: Service) -> None:
    first = built(service, Window.PRIMARY, problem(7, "P1", ""))
    built(service, Window.PRIMARY)
    folder = service.settings.csds_folder / ODS_CODE
    assert (folder / kept_problems(first)).read_text() == listed(problem(7, "P1", "")).replace("\r\n", "\n")
    assert (folder / problems_name("CSDS.accdb")).read_text() == listed().replace("\r\n", "\n")
