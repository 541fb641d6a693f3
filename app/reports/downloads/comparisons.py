"""What a file says of a measure's rows besides the released figures: shares and rates beside those of other areas.

It is what the page of the measure shows to the same reader (`area_section`), of everything that the area may be read
beside together, and nothing else.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from app.released.figure import SHORTHAND, Share, Standing
from app.released.table import Comparison, ReleasedRow, ReleaseFacts
from app.reports.card import Breakdown, Card
from app.reports.desk import AreaView
from app.reports.elsewhere.collection import Elsewhere
from app.reports.pages.choices import Choice
from app.reports.pages.dashboard import Section
from app.reports.pages.sections import NONE_TO_SEE, Setting, area_section
from app.reports.pages.wording import AS_PUBLISHED, Wording
from app.reports.rates import Rate

_LEFT_OUT: Final = "Areas of which no figures that you may see were released are not in it."


class Statistic(StrEnum):
    """What is compared."""

    SHARE = "percent"
    RATE = "rate per 10000 residents"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share or a rate with its 95 % interval, or why there is none."""

    standing: Standing
    value: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None

    @property
    def why_not(self) -> str:
        """The shorthand that stands in the place of a number; of an interval that nobody published, that it is not
        available."""
        return SHORTHAND.get(self.standing, SHORTHAND[Standing.UNAVAILABLE])


@dataclass(frozen=True, slots=True)
class Beside:
    """What a row is beside: how an address names it, its code where it is one area, what it is called, its estimate
    (None where the two are not compared), and how the row stands beside it."""

    key: str
    code: str
    words: str
    estimate: Estimate | None
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """A released row with one of its statistics. `residents` are those that a rate is of; `beside` is None where a rate
    stands alone."""

    row: ReleasedRow
    statistic: Statistic
    own: Estimate
    residents: int | None = None
    beside: Beside | None = None


@dataclass(frozen=True, slots=True)
class Comparisons:
    """The comparisons of a table, and what there is to know of them, in sentences."""

    rows: tuple[ComparedRow, ...] = ()
    notes: tuple[str, ...] = ()

    def of(self, statistic: Statistic) -> tuple[ComparedRow, ...]:
        """Those of one statistic."""
        return tuple(each for each in self.rows if each.statistic is statistic)


NOTHING_BESIDE: Final = Comparisons()


def compared_with_all(
    view: AreaView,
    facts: ReleaseFacts,
    measure: tuple[Card, Breakdown],
    offered: Sequence[Choice],
    words: tuple[Wording, Elsewhere],
) -> Comparisons:
    """A measure by a breakdown in an area, beside each of what its reader may choose from.

    Raises:
        NotFound: the release has it not.
    """
    choices: Sequence[Choice | None] = offered or (None,)
    wording, elsewhere = words
    sections = [area_section(view, facts, *measure, Setting(wording, each, elsewhere)) for each in choices]
    return Comparisons(
        (*_alone(sections[0]), *(row for each in zip(choices, sections, strict=True) for row in _rows(*each))),
        tuple(_notes(sections)),
    )


def put_together(several: Iterable[Comparisons]) -> Comparisons:
    """Those of several areas as one, each note once."""
    kept = list(several)
    notes = dict.fromkeys(note for each in kept for note in each.notes)
    return Comparisons(tuple(row for each in kept for row in each.rows), tuple(notes))


def _alone(section: Section) -> Iterator[ComparedRow]:
    """The rates of an area by themselves."""
    for line in section.rates.lines if section.rates is not None else ():
        yield ComparedRow(line.row, Statistic.RATE, _of_rate(line.rate), round(line.people))


def _rows(choice: Choice | None, section: Section) -> Iterator[ComparedRow]:
    """What stands beside a choice, where the page compares the two."""
    if choice is None:
        return
    code = "" if choice.group else choice.areas[0].code
    for line in section.lines if section.compares else ():
        other = None if line.beside is None else _of_share(line.beside)
        beside = Beside(choice.key, code, section.beside, other, line.row.comparison)
        yield ComparedRow(line.row, Statistic.SHARE, _of_share(line.row.share), None, beside)
    rates = section.rates
    for rated in rates.lines if rates is not None and rates.beside else ():
        theirs = None if rated.beside is None else _of_rate(rated.beside)
        beside = Beside(choice.key, code, choice.words, theirs, rated.comparison)
        yield ComparedRow(rated.row, Statistic.RATE, _of_rate(rated.rate), round(rated.people), beside)


def _of_share(share: Share) -> Estimate:
    return Estimate(share.standing, share.percent, share.lower, share.upper)


def _of_rate(rate: Rate) -> Estimate:
    return Estimate(rate.standing, rate.value, rate.lower, rate.upper)


def _notes(sections: Sequence[Section]) -> Iterator[str]:
    """What the page says beneath; that figures of others are theirs, every file says by itself."""
    said = dict.fromkeys(note for each in sections for note in (*each.notes, *_of_rates(each)))
    yield from (each for each in said if not _is_elsewhere(each, sections[0].card))
    if any(each.endswith(NONE_TO_SEE) for each in said):
        yield _LEFT_OUT


def _of_rates(section: Section) -> tuple[str, ...]:
    return () if section.rates is None else section.rates.notes


def _is_elsewhere(note: str, card: Card) -> bool:
    return note.endswith(NONE_TO_SEE) or note in (AS_PUBLISHED, f"Source: {card.source.rstrip('.')}.")
