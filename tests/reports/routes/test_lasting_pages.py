"""Courses over time and what changed after a service did: on a measure's page, in the report, its PDF and the course's
own file."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from csvw import CSVW
from pypdf import PdfReader

from tests.reports import kept
from tests.reports.routes.page_words import said
from tests.service import Answer, Prepared, Service, Visitor, copied, opened_service, settings_for

HERE = "/reports/local_authority/ZE901"
CARDS = ("capture_completeness", "caseload", "needs_by_group", "form_seconds", "was_not_brought")
SECTION = "What changed after a service did"
CHANGED = "A reminder is sent two days before each appointment, began 1 "


@pytest.fixture(scope="module")
def released(prepared_clinic: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service in which two quarters of a few measures were released, and something changed with the second."""
    url = copied(prepared_clinic, tmp_path_factory.mktemp("lasting"))
    with opened_service(settings_for(url, prepared_clinic.secret), prepared_clinic.day) as service:
        kept.keep(service, CARDS)
        kept.change_last_quarter(service, "commissioner", kept.NORTHMOOR, ["caseload", "needs_by_group"])
        kept.change_last_quarter(service, "informatics", kept.PROVIDER, ["form_seconds"])
        yield service


@pytest.fixture(scope="module")
def commissioner(released: Service) -> Visitor:
    return released.signed_in("commissioner")


@pytest.fixture(scope="module")
def period(released: Service) -> str:
    return kept.keep(released)


def pdf_words(answer: Answer) -> str:
    assert answer.status == 200
    reader = PdfReader(io.BytesIO(answer.content))
    assert reader.xmp_metadata is not None
    assert b"pdfuaid" in reader.xmp_metadata.stream.get_data()
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_a_measure_has_its_figures_before_and_after_side_by_side(commissioner: Visitor, released: Service) -> None:
    before, last = kept.quarters(released.day)
    page = commissioner.get(f"{HERE}/measures/needs_by_group")
    told = said(page).partition(f"{SECTION} ")[2].partition("What it means")[0]
    assert told.startswith("Figures before and after, side by side, do not show that the change caused")
    assert f"1: {CHANGED}" in told
    assert f"Before: {before.words}. After: {last.words}." in told
    assert re.search(r"[\d,]+ of [\d,]+ [\d.]+% \([\d.]+ to [\d.]+\) [\d,]+ of [\d,]+ [\d.]+%", told)
    assert "Marek Novak, service manager" in told
    assert re.search(r"(Lower|Higher|No clear change)\b", told)
    assert "the 95% intervals of the two, as they are shown, do not overlap" in told


def test_its_courses_have_a_numbered_line_with_its_words_beneath(commissioner: Visitor) -> None:
    page = commissioner.get(f"{HERE}/measures/caseload").text
    course = page.partition('<h2 class="nhsuk-heading-s">Over time</h2>')[2].partition("<table")[0]
    drawing, _, beneath = course.partition("</svg>")
    assert 'stroke-dasharray="4,3"' in drawing
    assert re.search(r'<ol [^>]*><li value="1">A reminder is sent [^<]*, began 1 \w+ \d{4}</li></ol>', beneath)


def test_a_measure_that_no_change_names_has_neither(commissioner: Visitor) -> None:
    page = commissioner.get(f"{HERE}/measures/was_not_brought").text
    assert "Over time" in page
    assert SECTION not in page
    assert "stroke-dasharray" not in page


def test_another_area_has_none_of_its_changes(commissioner: Visitor) -> None:
    for below in ("/measures/caseload", "/report?measure=caseload"):
        assert "A reminder is sent" not in commissioner.get(f"/reports/england/E92000001{below}").text


def test_a_report_and_its_pdf_list_the_changes_and_the_figures_of_the_measures_chosen(
    commissioner: Visitor, released: Service, period: str
) -> None:
    before, last = kept.quarters(released.day)
    chosen = "measure=caseload&measure=was_not_brought"
    page = said(commissioner.get(f"{HERE}/report?{chosen}"))
    pdf = pdf_words(commissioner.get(f"{HERE}/downloads/report.{period}.pdf?{chosen}"))
    for words in (page, pdf):
        assert words.count(SECTION) == 1
        assert f"1: {CHANGED}" in words
        assert f"Before: {before.words}. After: {last.words}." in words
        about = "Marek Novak, service manager Children by group of need; Children on the caseload"
        assert re.search(rf"Began 01-\w{{3}}-{last.year} {about}", words)
        assert words.count("do not show that the change caused what differs") == 1
    assert "What services changed" in pdf_words(commissioner.get(f"{HERE}/downloads/was_not_brought.none.{period}.pdf"))


def test_what_is_for_the_providers_own_people_alone_is_told_to_no_other(released: Service, period: str) -> None:
    kept.give(released, "commissioner", kept.PROVIDER)
    own, other = released.signed_in("informatics"), released.signed_in("commissioner")
    place = "/reports/provider/RZZ01"
    assert SECTION in own.get(f"{place}/measures/form_seconds").text
    assert "A reminder is sent" in own.get(f"{place}/report?measure=caseload").text
    assert "A reminder is sent" not in other.get(f"{place}/report?measure=caseload").text
    assert other.get(f"{place}/downloads/form_seconds.none.{period}.over-time.csv").status == 404
    assert own.get(f"{place}/downloads/form_seconds.none.{period}.over-time.csv").status == 200


def test_a_course_is_downloaded_with_every_quarter_of_its_own_release(
    commissioner: Visitor, released: Service, period: str, tmp_path: Path
) -> None:
    name = f"needs_by_group.none.{period}.over-time.csv"
    assert f"{HERE}/downloads/{name}" in commissioner.get(f"{HERE}/measures/needs_by_group").page.links
    answer = commissioner.get(f"{HERE}/downloads/{name}")
    assert answer.headers["content-disposition"] == f'attachment; filename="ZE901.{name}"'
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert f"<{HERE}/downloads/{name}-metadata.json>" in answer.headers["link"]
    last = "select action, detail from audit_event order by at desc, id desc limit 1"
    assert released.rows(last) == [("report downloaded", f"local_authority ZE901, {name}")]
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    quarters = [str(each) for each in kept.quarters(released.day)]
    assert list(dict.fromkeys(row["release_period"] for row in rows)) == quarters
    assert [row["time_period"] for row in rows] == sorted(row["time_period"] for row in rows)
    assert len({(row["release_period"], row["release_id"]) for row in rows}) == 2
    assert {row["profile"] for row in rows} == {"nhs-5-5"}
    (tmp_path / name).write_bytes(answer.content)
    described = commissioner.get(f"{HERE}/downloads/{name}-metadata.json")
    assert described.headers["content-type"] == "application/csvm+json"
    (tmp_path / f"{name}-metadata.json").write_bytes(described.content)
    checked = CSVW(str(tmp_path / f"{name}-metadata.json"), validate=True)
    assert checked.is_valid, checked.warnings


@pytest.mark.parametrize(
    "below",
    [
        "needs_by_group.sex.{}.over-time.csv",
        "nothing.none.{}.over-time.csv",
        "needs_by_group.none.2026-Q9.over-time.csv",
    ],
)
def test_there_is_no_course_of_a_breakdown_or_of_what_was_not_released(
    below: str, commissioner: Visitor, period: str
) -> None:
    assert commissioner.get(f"{HERE}/downloads/{below.format(period)}").status == 404
    named = f"/downloads/needs_by_group.none.{period}.over-time.csv"
    assert commissioner.get(f"/reports/local_authority/ZE902{named}").status == 404


def test_a_page_of_an_earlier_quarter_tells_of_no_later_one(commissioner: Visitor, released: Service) -> None:
    before, last = kept.quarters(released.day)
    page = said(commissioner.get(f"{HERE}/measures/caseload?period={before}"))
    told = page.partition(SECTION)[2].partition("What it means")[0]
    assert "No quarter after it has been released yet." in told
    assert f"After: {last.words}" not in told
    text = commissioner.get(f"{HERE}/downloads/caseload.none.{before}.over-time.csv").text
    assert {row["release_period"] for row in csv.DictReader(io.StringIO(text))} == {str(before)}
