"""A search by period finds figures of others by the days that they are of, and ours by the quarter of their release."""

from dataclasses import dataclass, field, replace

import pytest

from app.access.clients import AccessToken, AdmittedSystem, StoredKeySet, SystemClient
from app.access.people import Organisation
from app.access.scopes import Scopes
from app.errors import NotFound
from app.fhir.reading.released_search import ReportSearch, report_search
from app.fhir.reading.released_shelf import ReportShelf
from app.fhir.report_ports import MeasureWords, ReportWords
from app.identity import Identity
from app.released.table import ReleasedTable, ReleaseFacts, TableKey
from tests.databases import START
from tests.fhir.mapping.test_measure_report import BASE, COUNT, NEEDS, PLANS, WORDS
from tests.fhir.released_examples import ENGLAND, facts, shown_row, table

RELEASE = facts()
SCOPES: Scopes = ()
SYSTEM = AdmittedSystem(
    AccessToken(Identity(1), Identity(2), 1, bytes(32), SCOPES, START, START),
    SystemClient(Identity(2), 1, Identity(3), "A system", StoredKeySet("{}"), SCOPES, START),
    Organisation(Identity(3), "RYY01", "A trust"),
)
WITHOUT_YEAR = "ehc_plans_by_setting"
PLANS_TABLE = table("ehc_plans_by_need", "england", "none", shown_row(ENGLAND))


@dataclass(slots=True)
class Kept:
    """A release of a measure of ours and of two of others; `read` are the tables that were read."""

    read: list[str] = field(default_factory=list)

    def all(self) -> tuple[ReleaseFacts, ...]:
        return (RELEASE,)

    def keys(self, release: Identity) -> tuple[TableKey, ...]:
        return tuple(each.key for each in self._tables() if release == RELEASE.id)

    def table(self, release: Identity, key: TableKey) -> ReleasedTable:
        self.read.append(key.measure)
        found = next((each for each in self._tables() if (release, each.key) == (RELEASE.id, key)), None)
        if found is None:
            raise NotFound("There is none.")
        return found

    def _tables(self) -> tuple[ReleasedTable, ...]:
        return (
            table("needs", "england", "none", shown_row(ENGLAND)),
            replace(PLANS_TABLE, figures_of="202425"),
            table(WITHOUT_YEAR, "england", "none", shown_row(ENGLAND)),
        )


def words() -> ReportWords:
    known: tuple[MeasureWords, ...] = (NEEDS, COUNT, PLANS, replace(PLANS, key=WITHOUT_YEAR))
    return replace(WORDS, measures={each.key: each for each in known})


def search(period: str) -> ReportSearch:
    found = report_search([("period", period)] if period else [], BASE, lenient=False)
    assert isinstance(found, ReportSearch)
    return found


@pytest.mark.parametrize(
    ("period", "measures"),
    [
        ("", ["ehc_plans_by_need", WITHOUT_YEAR, "needs"]),
        ("ge2026-07-01", ["needs"]),
        ("2025-01", ["ehc_plans_by_need"]),
        ("le2025-12-31", ["ehc_plans_by_need"]),
        ("2024", []),
        ("ge2000", ["ehc_plans_by_need", "needs"]),
    ],
)
def test_figures_are_found_by_the_days_that_they_are_of(period: str, measures: list[str]) -> None:
    found = ReportShelf.over(Kept()).sought(SYSTEM, search(period), words())
    assert [report.measure for report, _ in found] == measures


def test_a_table_of_ours_is_not_read_where_its_quarter_is_not_sought() -> None:
    kept = Kept()
    assert list(ReportShelf.over(kept).sought(SYSTEM, search("2024"), words())) == []
    assert sorted(kept.read) == ["ehc_plans_by_need", WITHOUT_YEAR]


def test_a_report_of_others_is_read_by_its_id_whatever_its_period() -> None:
    shelf = ReportShelf.over(Kept())
    reports = [report for report, _ in shelf.sought(SYSTEM, search(""), words())]
    for report in reports:
        assert shelf.found(SYSTEM, report.text, words()) == (report, RELEASE)
