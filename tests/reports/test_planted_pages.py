"""A true count of 1,237 is planted; nothing that a reader can come to holds it, but 1,235 in its place."""

import csv
import io
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from app.released.table import ReleaseFacts
from app.web.pages import STATIC
from tests.reports import kept
from tests.reports.planted import SHOWN, TRUE, sightings
from tests.reports.routes import neighbourhood
from tests.service import Answer, Prepared, Service, Visitor, copied, opened_service, settings_for

CARDS = ("capture_completeness", "caseload", "needs_by_group", "form_seconds")
AREAS = (("england", "E92000001"), ("local_authority", "ZE901"), ("provider", "RZZ01"))


@pytest.fixture(scope="module")
def planted(prepared_clinic: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service in which the planted counts of a few measures were released."""
    url = copied(prepared_clinic, tmp_path_factory.mktemp("planted"))
    with opened_service(settings_for(url, prepared_clinic.secret), prepared_clinic.day) as service:
        kept.keep(service, CARDS)
        # Before any page is asked for: what was imported is read within a minute.
        neighbourhood.keep_residents(service.settings.reports_folder)
        neighbourhood.keep_indicators(service.settings.reports_folder)
        kept.action(service)
        kept.change_last_quarter(service, "commissioner", kept.NORTHMOOR, ["caseload", "needs_by_group"])
        kept.change_last_quarter(service, "informatics", kept.PROVIDER, ["caseload", "form_seconds"])
        yield service


def walked(visitor: Visitor, areas: tuple[tuple[str, str], ...]) -> dict[str, Answer]:
    """Every page and file of reports that links and filters lead to, by address, of some areas."""
    waiting, answers = deque(["/reports"]), dict[str, Answer]()
    beginnings = tuple(f"/reports/{level}/{code}" for level, code in areas)
    while waiting:
        address = waiting.popleft()
        path = address.split("#")[0]
        if path in answers or not (path == "/reports" or path.startswith(beginnings)) or said_before(path):
            continue
        answers[path] = visitor.get(path)
        if answers[path].headers["content-type"].startswith("text/html"):
            waiting.extend([*answers[path].page.links, *filtered(answers[path])])
    return answers


def said_before(path: str) -> bool:
    """Whether a page beside another area says nothing that other pages beside it do not: one without figures, or a
    report of a measure whose report is walked through for another."""
    plain, _, query = path.partition("?")
    if "beside=" not in query or plain.endswith(".pdf"):
        return False
    other_report = "measure=" in query and "measure=needs_by_group" not in query
    return other_report or plain.endswith(("/actions", "/changes", "/downloads"))


def filtered(answer: Answer) -> Iterator[str]:
    """What the filters of a page lead to: every choice of each, with the others as they stand."""
    for form in answer.page.forms:
        for name in form.chosen if form.method == "get" and form.action != "/reports" else ():
            for choice in choices(answer.text, name):
                yield f"{form.action}?{urlencode(form.with_fields({name: choice}), doseq=True)}"


def choices(text: str, name: str) -> list[str]:
    select = text.partition(f'name="{name}">')[2].partition("</select>")[0]
    ticks = [part.partition('"')[0] for part in text.split(f'name="{name}" value="')[1:]]
    return [part.partition('"')[0] for part in select.split('value="')[1:]] + ticks


@pytest.fixture(scope="module")
def answers(planted: Service) -> dict[str, Answer]:
    """Everything that the informatics team of the provider, who see most, can come to."""
    return walked(planted.signed_in("informatics"), AREAS)


def kinds(answers: dict[str, Answer]) -> dict[str, int]:
    found: dict[str, int] = {}
    for answer in answers.values():
        kind = answer.headers["content-type"].split(";")[0]
        found[kind] = found.get(kind, 0) + 1
    return found


def test_the_walk_comes_to_every_kind_of_page_and_file(answers: dict[str, Answer]) -> None:
    assert {path: answer.status for path, answer in answers.items() if answer.status != 200} == {}
    assert set(kinds(answers)) == {
        "text/html",
        "text/csv",
        "application/csvm+json",
        "application/json",
        "application/pdf",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
    assert min(kinds(answers).values()) >= len(AREAS) * len(CARDS[:3])
    for level, code in AREAS:
        for below in ("", "/report", "/actions", "/changes", "/downloads", "/measures/needs_by_group"):
            assert any(path.split("?")[0] == f"/reports/{level}/{code}{below}" for path in answers), (code, below)


def test_no_page_and_no_file_holds_the_count(answers: dict[str, Answer]) -> None:
    seen = {path: found for path, answer in answers.items() if (found := sightings(answer.content))}
    assert seen == {}


def test_no_address_no_header_and_no_file_name_holds_the_count(answers: dict[str, Answer]) -> None:
    for path, answer in answers.items():
        headers = "\n".join(
            f"{name}: {value}" for name, value in answer.headers.items() if name not in ("content-length", "date")
        )
        assert sightings(f"{path}\n{headers}".encode()) == []


def test_what_is_shown_in_its_place_is_the_rounded_count(answers: dict[str, Answer]) -> None:
    """Without this, a walk through empty pages would find nothing either."""
    for card in CARDS[:3]:
        page = next(answer for path, answer in answers.items() if f"/E92000001/measures/{card}?" in path)
        assert f"{SHOWN:,}" in page.text, card
        file = next(answer for path, answer in answers.items() if f"/E92000001/downloads/{card}.none." in path)
        assert str(SHOWN) in file.text, card


def test_files_beside_other_areas_are_walked_through_and_their_rates_are_those_of_the_rounded_count(
    answers: dict[str, Answer],
) -> None:
    """Without this, comparisons that are not there would hold no count either. Northmoor has 42,972 residents."""
    files = [answer for path, answer in answers.items() if ".comparisons.csv" in path and "metadata" not in path]
    rows = [row for answer in files for row in csv.DictReader(io.StringIO(answer.text))]
    assert {row["statistic"] for row in rows} == {"percent", "rate per 10000 residents"}
    assert {row["beside"] for row in rows} == {"", "england", "region"}
    assert {row["comparison"] for row in rows} >= {"", "similar", "not compared"}
    rates = {row["value"] for row in rows if row["new_la_code"] == "ZE901" and row["residents"] == "42972"}
    assert f"{SHOWN / 4.2972:.1f}" in rates
    assert not rates & {f"{near / 4.2972:.1f}" for near in (TRUE - 1, TRUE, TRUE + 1)}
    assert any("/downloads/indicators." in path for path in answers)


def test_courses_and_what_changed_after_a_service_did_are_walked_through(answers: dict[str, Answer]) -> None:
    """Without this, gaps, marks and tables that are not there would hold no count either."""
    files = [answer for path, answer in answers.items() if path.endswith(".over-time.csv")]
    rows = [row for answer in files for row in csv.DictReader(io.StringIO(answer.text))]
    assert len({row["release_id"] for row in rows}) == len({row["release_period"] for row in rows}) == 2
    assert {str(SHOWN), ""} <= {row["numerator"] for row in rows}
    assert any(path.endswith(".over-time.csv-metadata.json") for path in answers)
    for level, code in AREAS[1:]:
        page = next(answer for path, answer in answers.items() if f"{code}/measures/caseload?" in path).page.words
        assert "What changed after a service did" in page, (level, code)
        assert f"{SHOWN:,}" in page.partition("What changed after a service did")[2].partition("Downloads")[0]
        assert "Each numbered line stands before" in page
    report = next(a for path, a in answers.items() if "/ZE901/report?" in path and "measure=needs_by_group" in path)
    assert "What services changed" in report.page.words
    assert "Before: children" in report.page.words


def test_no_drawing_that_is_kept_for_the_pages_holds_the_count(answers: dict[str, Answer], planted: Service) -> None:
    assert answers
    drawn = list((planted.settings.reports_folder / "charts").rglob("*.svg"))
    assert drawn
    assert [found for path in drawn for found in sightings(path.read_bytes() + path.name.encode())] == []


def test_the_database_holds_no_true_count(planted: Service) -> None:
    import zlib

    rows = planted.rows("select content from released_table")
    assert rows
    for (content,) in rows:
        assert isinstance(content, bytes)
        assert sightings(zlib.decompress(content)) == []


def test_no_file_of_a_release_on_disk_holds_the_count(planted: Service, tmp_path: Path) -> None:
    for path in written(planted, tmp_path):
        assert sightings(path.name.encode()) == []
        assert sightings(path.read_bytes()) == [], path.name


def written(service: Service, folder: Path) -> list[Path]:
    """The files of the newest release, written as the command line does."""
    from app.reports.downloads.writer import Shelf, write_release
    from app.reports.pages.engine_drawings import Drawings
    from app.reports.pages.load import Sources, words_of
    from app.wiring import installation

    with installation(service.settings) as opened:
        releases = opened.store.reports
        facts: ReleaseFacts = releases.latest()
        sources = Sources(
            service.settings.reports_folder, opened.desk.records.organisations, lambda: (kept.shipped()[0], None)
        )
        svg = Drawings(service.settings.reports_folder / "charts").svg
        shelf = Shelf(releases, words_of(sources, facts.period), svg, STATIC / "kit" / "fonts")
        return sorted(write_release(shelf, facts, folder, lambda _: None).iterdir())
