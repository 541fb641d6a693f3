"""The periods that published figures are of: a calendar year (`2024`), or an academic one (`202425`), in whose January
plans are counted."""

from dataclasses import replace
from datetime import date
from typing import Final

from app.released.table import ReleasedTable
from app.reports.card import Card

_YEAR: Final = 4


def year_words(period: str) -> str:
    """A period in words: `January 2025` for `202425`, else the year."""
    return period if len(period) == _YEAR else f"January {over(period).year}"


def kind_of_year(period: str) -> str:
    """What kind of period it is, as `time_identifier` says it in files of the Department for Education."""
    return "Calendar year" if len(period) == _YEAR else "Academic year"


def over(period: str) -> date:
    """The day by which a period's figures were counted."""
    year = int(period[:_YEAR])
    return date(year, 12, 31) if len(period) == _YEAR else date(year + 1, 1, 31)


def titled(card: Card) -> str:
    """The title of a measure, with the year where its figures are of another period than the release."""
    return f"{card.title}, {year_words(card.figures_of)}" if card.figures_of else card.title


def as_of(card: Card, table: ReleasedTable) -> Card:
    """The card as of the figures of a released table: files that were imported since may have those of a later year.

    Of a table that does not say its year, the card says none as that of the figures.
    """
    if table.figures_of == card.figures_of:
        return card
    if not table.figures_of:
        return replace(card, figures_of="")
    without = card.source.removesuffix(f". {year_words(card.figures_of)}") if card.figures_of else card.source
    source = f"{without.rstrip('.')}. {year_words(table.figures_of)}"
    return replace(card, source=source, figures_of=table.figures_of)
