"""The pages of what comes back, over HTTP."""

from collections.abc import Mapping

import pytest
from typer.testing import CliRunner

from app.access.audit import AuditAction
from app.csds.returned.asking import READ
from app.identity import shown
from tests.service import HERE, Answer, Service, Visitor
from tests.web.places import encounters, returned_report, submission


@pytest.fixture
def informatics(service: Service) -> Visitor:
    return service.signed_in("informatics")


def sent(visitor: Visitor, path: str, content: bytes, fields: Mapping[str, str]) -> Answer:
    """A form with a file, as a browser sends it."""
    answer = visitor.http.post(
        path, data={"proof": visitor.proof(), **fields}, files={"file": ("a.csv", content)}, headers=HERE
    )
    return Answer(answer.status_code, answer.headers, answer.content)


def worked(service: Service) -> str:
    """Let a worker do what waits."""
    from app.cli import application

    settings = service.settings
    environment = {
        "EVERYNEED_DATABASE_URL": settings.database_url,
        "EVERYNEED_SECRET_KEY_FILE": str(settings.secret_key_file),
        "EVERYNEED_REFSET_FOLDER": str(settings.refset_folder),
        "EVERYNEED_TERMINOLOGY_FOLDER": str(settings.terminology_folder),
        "EVERYNEED_CSDS_FOLDER": str(settings.csds_folder),
    }
    done = CliRunner().invoke(application(), ["worker", "--once"], env=environment)
    assert done.exit_code == 0, done.output
    return done.output


def test_a_report_given_in_on_the_page_is_read_by_a_worker_and_its_lines_lead_to_their_records(
    service: Service, informatics: Visitor
) -> None:
    of, (encounter, child) = submission(service), encounters(service)[0]
    path = f"/csds/submissions/{of}"
    text = f"Rule,Table,CareContactID\r\nCYP20101,CYP201,{encounter}\r\nCYP20102,CYP201,ELSEWHERE\r\n"
    answer = sent(informatics, f"{path}/reports", text.encode(), {"kind": "validation"})
    assert (answer.status, answer.location) == (303, f"{path}#reports")
    assert "waits for a worker, given in by" in informatics.get(path).page.words
    worked(service)
    page = informatics.get(path).page
    assert "Validation: 2 lines" in page.words
    assert "1 of records here." in page.words
    ((report, kind),) = service.rows("select id, kind from csds_report")
    assert (kind, service.rows("select kind, state from job")) == ("validation", [(READ, "done")])
    lines = informatics.get(f"{path}/reports/{shown(report)}")  # type: ignore[arg-type]
    assert f'href="/encounters/{encounter}/amendment"' in lines.text
    assert "Names no record of ours" in lines.page.words
    assert list(service.settings.csds_folder.rglob("*.upload")) == []
    assert AuditAction.SUBMISSION_REPORT_READ.value in service.events()
    assert child not in answer.location


def test_what_cannot_be_read_is_told_on_the_page_and_taken_away(service: Service, informatics: Visitor) -> None:
    path = f"/csds/submissions/{submission(service)}"
    assert sent(informatics, f"{path}/reports", b"Alpha,Beta\r\n1,2\r\n", {"kind": "data-quality"}).status == 303
    worked(service)
    page = informatics.get(path).page.words
    assert "was not read. Nothing was read." in page
    assert "Alpha, Beta" in page
    assert list(service.settings.csds_folder.rglob("*.upload")) == []
    assert service.rows("select count(*) from csds_report") == [(0,)]


@pytest.mark.parametrize(
    ("content", "kind", "said"),
    [
        (b"", "validation", "Choose a file"),
        (b"x", "", "validation or the data quality"),
        (b"x", "both", "data quality"),
    ],
)
def test_a_form_that_lacks_something_is_refused(
    content: bytes, kind: str, said: str, service: Service, informatics: Visitor
) -> None:
    answer = sent(informatics, f"/csds/submissions/{submission(service)}/reports", content, {"kind": kind})
    assert answer.status == 422
    assert said in answer.page.words
    assert service.rows("select count(*) from job") == [(0,)]


def test_a_file_of_more_than_a_mebibyte_is_refused(service: Service, informatics: Visitor) -> None:
    path = f"/csds/submissions/{submission(service)}/reports"
    assert sent(informatics, path, b"x" * (1 << 20), {"kind": "validation"}).status == 413


def test_lines_are_filtered_and_odd_filters_find_nothing(service: Service, informatics: Visitor) -> None:
    report = returned_report(service)
    path = f"/csds/submissions/{submission(service)}/reports/{report}"
    page = informatics.get(path).page.words
    assert "3 lines." in page
    assert "The postcode is not in the list." in page
    assert "1 line." in informatics.get(f"{path}?ours=yes").page.words
    assert "2 lines." in informatics.get(f"{path}?ours=no").page.words
    assert "1 line." in informatics.get(f"{path}?table=CYP001MPI&severity=warning&rule=CYP00102").page.words
    for odd in ("?page=99", "?page=-1", "?page=x", "?page=9999999999", "?table=%3Cscript%3E", "?severity='", "?ours=?"):
        assert informatics.get(path + odd).status == 200


def test_another_submission_or_organisation_does_not_have_the_report(service: Service, informatics: Visitor) -> None:
    of, report = submission(service), returned_report(service)
    assert informatics.get(f"/csds/submissions/{report}/reports/{report}").status == 404
    assert informatics.get(f"/csds/submissions/{of}/reports/{of}").status == 404
    service.change("update account set role = 'informatics' where username = 'outsider-admin'")
    other = service.signed_in("outsider-admin")
    for where in (f"/reports/{report}", "/reconciliation", "/mended"):
        assert other.get(f"/csds/submissions/{of}{where}").status == 404
    assert sent(other, f"/csds/submissions/{of}/reports", b"x", {"kind": "validation"}).status == 404
    assert sent(other, f"/csds/submissions/{of}/reconciliation", b"x", {}).status == 404


@pytest.mark.parametrize("username", ["commissioner", "paediatrician", "clerk", "administrator"])
def test_nobody_else_reaches_any_of_it(username: str, service: Service) -> None:
    visitor, of = service.signed_in(username), submission(service)
    report = returned_report(service)
    for where in (f"/reports/{report}", "/reconciliation", "/mended"):
        assert visitor.get(f"/csds/submissions/{of}{where}").status == 403
    for where in ("/reports", "/reconciliation"):
        assert sent(visitor, f"/csds/submissions/{of}{where}", b"x", {"kind": "validation"}).status == 403


def test_an_extract_whose_file_is_gone_is_told(service: Service, informatics: Visitor) -> None:
    path = f"/csds/submissions/{submission(service)}/reconciliation"
    assert "Compare with an extract" in informatics.get(path).page.words
    answer = sent(informatics, path, b"SERVICE REQUEST IDENTIFIER\r\nR1\r\n", {"table": ""})
    assert answer.status == 422
    assert "built anew since" in answer.page.words
    assert "Choose a file" in sent(informatics, path, b"", {}).page.words
