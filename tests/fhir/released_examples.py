"""Releases as systems may read them: three, of two quarters, with every kind of figure."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from app.released.figure import (
    HIDDEN,
    HIDDEN_SHARE,
    NO_SHARE,
    NOT_APPLICABLE,
    UNAVAILABLE,
    ZERO,
    Figure,
    Share,
    Standing,
)
from app.released.table import ReleasedRow, ReleasedTable, ReleaseFacts, TableKey
from tests.databases import START, new_identity

HERE, ELSEWHERE, BOARD = "RYY01", "RZZ01", "QHM"
ENGLAND, REGION, AUTHORITY = "E92000001", "E12000001", "E08000024"
SHARE = Share(Standing.ROUNDED, Decimal("33.6"), Decimal("32.0"), Decimal("35.3"))


def rounded(number: int) -> Figure:
    return Figure(Standing.ROUNDED, number)


def shown_row(area: str, item: str = "", part: str = "") -> ReleasedRow:
    return ReleasedRow(area, item, part, rounded(1235), rounded(3675), SHARE)


def hidden_row(area: str, item: str = "", part: str = "") -> ReleasedRow:
    return ReleasedRow(area, item, part, HIDDEN, rounded(40), HIDDEN_SHARE)


def count_row(area: str) -> ReleasedRow:
    return ReleasedRow(area, "", "", rounded(55), NOT_APPLICABLE, NO_SHARE)


def table(measure: str, level: str, breakdown: str, *rows: ReleasedRow, period: str = "2026-Q3") -> ReleasedTable:
    return ReleasedTable(TableKey(measure, level, breakdown), period, "nhs-5-5", rows)


def by_age(area: str) -> tuple[ReleasedRow, ...]:
    """A row of all, and of each part one: shown, none, hidden and not there."""
    return (
        shown_row(area),
        shown_row(area, part="0-4"),
        ReleasedRow(area, "", "5-10", ZERO, rounded(25), Share(Standing.ZERO, Decimal("0.0"))),
        hidden_row(area, part="11-15"),
        ReleasedRow(area, "", "unknown", UNAVAILABLE, UNAVAILABLE, Share(Standing.UNAVAILABLE)),
    )


def tables(period: str = "2026-Q3") -> tuple[ReleasedTable, ...]:
    """What a quarter's release has: of two providers, a board, a region, England and a local authority."""
    made = (
        table("needs", "provider", "none", shown_row(HERE), hidden_row(ELSEWHERE)),
        table("needs", "provider", "age_band", *by_age(HERE), *by_age(ELSEWHERE)),
        table("needs", "icb", "none", shown_row(BOARD), shown_row("unknown")),
        table("needs", "local_authority", "none", shown_row(AUTHORITY)),
        table("needs", "england", "none", shown_row(ENGLAND)),
        table("needs", "region", "none", shown_row(REGION), hidden_row("unknown")),
        table("caseload", "provider", "none", count_row(HERE), count_row(ELSEWHERE)),
        table("form_seconds", "provider", "none", shown_row(HERE, "under_60"), hidden_row(HERE, "unread")),
        table("form_seconds", "england", "none", shown_row(ENGLAND, "under_60")),
        table("retired_measure", "england", "none", shown_row(ENGLAND)),
    )
    return tuple(replace(each, period=period) for each in made)


def facts(period: str = "2026-Q3", revision: int = 1) -> ReleaseFacts:
    at = START + timedelta(days=revision)
    note = "" if revision == 1 else "Late visits"
    return ReleaseFacts(new_identity(), period, "nhs-5-5", revision, at, "2026-05-01", "1", note)
