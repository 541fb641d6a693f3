"""Made-up figures of a measure in one area over several quarters, and changes of its services."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Final

from app.identity import Identity
from app.released.figure import HIDDEN, NOT_APPLICABLE, UNAVAILABLE, ZERO, Figure, Share, Standing
from app.released.table import ReleasedRow, ReleasedTable, ReleaseFacts, TableKey
from app.reports.card import Card, Level
from app.reports.changes import ChangeDetails, ServiceChange
from app.reports.comparing import share_of, shown_share
from app.reports.measures import CARDS
from app.reports.pages.quarters import Quarterly, Timeline
from app.reports.pages.wording import Wording
from tests.reports import kept

WORDING: Final = Wording(kept.shipped()[1], lambda _, code: code, {})
TODAY: Final = date(2026, 11, 30)
ENOUGH: Final = share_of(80, 100)
TOO_FEW: Final = share_of(79, 100)

Counted = int | None | str
"""A number as released, None for one that is hidden, `x` for one that is not available."""


def figure(counted: Counted) -> Figure:
    if isinstance(counted, str):
        return UNAVAILABLE
    return HIDDEN if counted is None else ZERO if counted == 0 else Figure(Standing.ROUNDED, counted)


def row(item: str, counted: Counted, of: int | None = None, part: str = "") -> ReleasedRow:
    """A row, without a share where it is of nobody."""
    number, among = figure(counted), NOT_APPLICABLE if of is None else figure(of)
    return ReleasedRow("ZE901", item, part, number, among, shown_share(number, among))


def table(key: str, period: str, *rows: ReleasedRow, profile: str = "nhs-5-5", year: str = "") -> ReleasedTable:
    return ReleasedTable(TableKey(key, "local_authority", "none"), period, profile, rows, year)


def quarterly(
    counted: Counted, of: int | None = None, *, period: str = "2026-Q3", profile: str = "nhs-5-5"
) -> Quarterly:
    return Quarterly(period, period, profile, row("", counted, of))


def facts(period: str, definitions: str = "1", refset: str = "May 2026") -> ReleaseFacts:
    at = datetime(2026, 10, 1, 12, tzinfo=UTC)
    return ReleaseFacts(Identity(1_000_000_000_000), period, "nhs-5-5", 1, at, refset, definitions)


def timeline(
    tables: Sequence[ReleasedTable],
    card: Card | None = None,
    complete: Mapping[str, Share | None] | None = None,
    released: Mapping[str, ReleaseFacts] | None = None,
) -> Timeline:
    """A measure over its releases, with enough captured in each where nothing else is said."""
    periods = [each.period for each in tables]
    return Timeline(
        card or CARDS[tables[0].key.measure],
        tables,
        WORDING,
        TODAY,
        released or {each: facts(each) for each in periods},
        dict.fromkeys(periods, ENOUGH) if complete is None else complete,
    )


def change(began: date, *measures: str, what: str = "A second physiotherapist", place: int = 0) -> ServiceChange:
    details = ChangeDetails(what, began, "Ann Brook, head of therapies", measures or ("needs",))
    at = datetime(2026, 10, 1, 12, tzinfo=UTC)
    return ServiceChange(
        *(Identity(1_000_000_000_000 + place), 1, Level.LOCAL_AUTHORITY, "ZE901", details, at, Identity(1))
    )
