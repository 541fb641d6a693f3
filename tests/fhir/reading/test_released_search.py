"""What a search of MeasureReports asks for: quarters, measures, areas, and how it is answered."""

from datetime import UTC, date, datetime

import pytest

from app.fhir.mapping.measure_report_id import ReportId
from app.fhir.reading.released_search import ReportSearch, report_search
from app.identity import Identity
from app.released.table import ReleaseFacts

BASE = "https://everyneed.example.nhs.uk/fhir/R4"
AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)
QUARTER = (date(2026, 7, 1), date(2026, 9, 30))
RELEASE = ReleaseFacts(Identity(7), "2026-Q3", "nhs-5-5", 1, AT, "2026-05-01", "1")


def asked(*pairs: tuple[str, str], lenient: bool = False) -> ReportSearch:
    found = report_search(pairs, BASE, lenient=lenient)
    assert isinstance(found, ReportSearch), found
    return found


def refusals(*pairs: tuple[str, str]) -> list[tuple[str, str]]:
    """What is wrong: the kind of problem and the parameter."""
    found = report_search(pairs, BASE, lenient=False)
    assert not isinstance(found, ReportSearch)
    return [(each.code.value, each.expression) for each in found]


@pytest.mark.parametrize(
    ("period", "fits"),
    [
        ("2026", True),
        ("2026-07", False),
        ("ge2026-09-30", True),
        ("ge2026-10-01", False),
        ("le2026-07-01", True),
        ("le2026-06-30", False),
        ("gt2026-09-29", True),
        ("gt2026-09-30", False),
        ("lt2026-07-02", True),
        ("lt2026-07-01", False),
        ("sa2026-06-30", True),
        ("sa2026-07-01", False),
        ("eb2026-10-01", True),
        ("eb2026-09-30", False),
        ("2025,2026", True),
    ],
)
def test_a_quarter_is_found_by_its_days(period: str, fits: bool) -> None:
    assert asked(("period", period)).of_days(QUARTER) is fits


def test_a_period_repeated_must_hold_each_time() -> None:
    assert asked(("period", "ge2026-07-01"), ("period", "le2026-09-30")).of_days(QUARTER)
    assert not asked(("period", "ge2026-07-01"), ("period", "lt2026-07-01")).of_days(QUARTER)


def test_figures_whose_days_are_not_known_are_found_where_no_period_is_asked_for() -> None:
    assert asked().of_days(None)
    assert not asked(("period", "ge1900")).of_days(None)


@pytest.mark.parametrize(
    ("date", "fits"),
    [("2026-10-14", True), ("2026-10-13", False), ("ge2026-10-14T09:30:00Z", True), ("gt2026-10-14", False)],
)
def test_a_release_is_found_by_when_it_was_made(date: str, fits: bool) -> None:
    assert asked(("date", date)).of_release(RELEASE) is fits


@pytest.mark.parametrize(
    "measure",
    [
        "needs-by-group",
        "Measure/needs-by-group",
        f"{BASE}/Measure/needs-by-group",
        f"{BASE}/Measure/needs-by-group|1",
        "asked,Measure/needs-by-group",
    ],
)
def test_a_measure_is_named_by_its_id_or_its_address(measure: str) -> None:
    search = asked(("measure", measure))
    assert search.of_measure("needs_by_group")
    assert not search.of_measure("needs")


def test_the_address_of_another_server_names_none() -> None:
    assert not asked(("measure", "https://elsewhere.example/Measure/needs")).of_measure("needs")


def test_a_report_is_taken_by_id_and_area_and_after_a_place() -> None:
    report = ReportId(Identity(7), "needs", "icb", "none", "QHM")
    assert asked(("_id", f"x,{report.text}"), ("reporter:identifier", "s|QHM,RYY01")).takes(report)
    assert not asked(("reporter:identifier", "RYY01")).takes(report)
    assert not asked(("_after", report.text)).takes(report)
    assert asked(("_after", report.text)).takes(report._replace(measure="new_needs")) is True
    assert asked(("_after", report.text)).from_the_beginning.takes(report)


def test_how_it_is_answered_stands_in_links_with_what_was_asked() -> None:
    search = asked(("period", "2026"), ("_count", "7"), ("_total", "accurate"), ("_sort", "_id"), ("_format", "json"))
    assert (*search.told, *search.answered) == (("period", "2026"), ("_total", "accurate"), ("_count", "7"))
    assert asked(("_count", "0")).answered == (("_summary", "count"),)


def test_everything_that_is_not_understood_is_told_at_once_by_name() -> None:
    assert refusals(
        *(("period", "Q3"), ("date", "ap2026"), ("_sort", "date"), ("_after", "x"), ("_count", "many")),
        *(("status", "complete"), ("measure:above", "x"), ("<b>", "1"), ("_summary", "true")),
    ) == [
        *(("value", "period"), ("value", "date"), ("not-supported", "_sort"), ("value", "_after"), ("value", "_count")),
        *(("not-supported", "status"), ("not-supported", "measure:above"), ("not-supported", "a parameter")),
        ("not-supported", "_summary"),
    ]


def test_what_is_unknown_is_ignored_where_that_is_asked() -> None:
    search = asked(("status", "complete"), ("period", "2026"), lenient=True)
    assert (search.ignored, search.told) == (("status",), (("period", "2026"),))
