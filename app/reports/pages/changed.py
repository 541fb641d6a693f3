"""What a measure's figures were before a service changed something, and after: side by side, no more.

Nothing here says that a change caused what differs. Figures are judged as they were released, those that are hidden
never; and none where needs were asked about too seldom for one quarter to be set beside another.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Final

from app.clinical.ages import clinical_date
from app.released.figure import Figure, Share, Standing
from app.reports.card import Card
from app.reports.changes import ServiceChange
from app.reports.comparing import COMPLETE_ENOUGH, complete_enough
from app.reports.elsewhere.cards import PUBLISHED
from app.reports.pages.findings import listed
from app.reports.pages.quarters import Quarterly, Timeline, quarters_of
from app.reports.profiles import PROFILES

CAPTURE: Final = "capture_completeness"
"""The measure that tells how far needs were asked about. It is itself judged whatever it says."""

CAUTION: Final = (
    "Figures before and after, side by side, do not show that the change caused what differs between them. Many of the "
    "children are the same in both, and a measure that looks back over twelve months changes slowly."
)
BY_INTERVALS: Final = (
    "A share is said to be lower or higher where the 95% intervals of the two, as they are shown, do not overlap, and "
    "the two are further apart than rounding can make them."
)
BY_NUMBERS: Final = (
    "A number is said to be lower or higher where the two are further apart than rounding can make them; how much of "
    "that is chance is not known."
)
NONE_BEFORE: Final = "No {} that ended before it was released."
NONE_AFTER: Final = "No {} after it has been released yet."
NONE_SHOWN: Final = "No figure of it is shown that could be set side by side."


class Judgement(StrEnum):
    """How a later figure stands to an earlier one, for all that can be said of them."""

    LOWER = "lower"
    HIGHER = "higher"
    NO_CLEAR_CHANGE = "no clear change"
    NOT_COMPARED = "not compared"


def judged(before: Quarterly, after: Quarterly) -> Judgement:
    """How a figure stands to an earlier one: by the intervals of shares, and of counts that have no share by how far
    they are apart; in either case where rounding alone could make the difference, by nothing. One that is hidden, or of
    which no interval is known, is judged never."""
    if not (before.numerator.shown and after.numerator.shown):
        return Judgement.NOT_COMPARED
    if before.share.standing is after.share.standing is Standing.NOT_APPLICABLE:
        return _by_numbers(before, after)
    return _by_intervals(before, after)


def _by_intervals(before: Quarterly, after: Quarterly) -> Judgement:
    if before.share.lower is None or after.share.lower is None:
        return Judgement.NOT_COMPARED
    if _above(after, before):
        return Judgement.HIGHER
    return Judgement.LOWER if _above(before, after) else Judgement.NO_CLEAR_CHANGE


def _above(one: Quarterly, other: Quarterly) -> bool:
    """Whether a share is above another: its interval, and the least that rounding leaves it."""
    lower, upper = one.share.lower, other.share.upper
    return lower is not None and upper is not None and lower > upper and _behind(one)[0] > _behind(other)[1]


def _behind(quarter: Quarterly) -> tuple[Fraction, Fraction]:
    """The least and the most that a share may be of the counts behind its figures."""
    number, of = (_counts(each, quarter.profile) for each in (quarter.numerator, quarter.denominator))
    return Fraction(number[0], max(of[1], 1)), Fraction(number[1], max(of[0], 1))


def _counts(figure: Figure, profile: str) -> tuple[int, int]:
    """The least and the most that a shown figure may stand for."""
    number = figure.number or 0
    rounded = figure.standing is Standing.ROUNDED and profile in PROFILES
    return PROFILES[profile].behind(number) if rounded else (number, number)


def _by_numbers(before: Quarterly, after: Quarterly) -> Judgement:
    one, other = before.numerator.number or 0, after.numerator.number or 0
    if abs(other - one) <= _off(before.numerator, before.profile) + _off(after.numerator, after.profile):
        return Judgement.NO_CLEAR_CHANGE
    return Judgement.HIGHER if other > one else Judgement.LOWER


def _off(figure: Figure, profile: str) -> float:
    """By how much a figure may be off: half of what it is rounded to; nothing for an exact one, such as zero."""
    rounded = figure.standing is Standing.ROUNDED and profile in PROFILES
    return PROFILES[profile].round_base / 2 if rounded else 0.0


def asked_too_seldom(
    measure: str, quarters: Iterable[Quarterly], complete: Mapping[str, Share | None]
) -> tuple[str, ...]:
    """The periods, in words, whose figures are compared with none, for needs were asked about at too few contacts.
    `complete` are the shares of contacts captured, by the period of the release. What others have published does not
    hang on that, nor does that share itself."""
    if measure == CAPTURE:
        return ()
    ours = (each for each in quarters if each.profile != PUBLISHED)
    return tuple(each.words for each in ours if not complete_enough(complete.get(each.released)))


def too_seldom(periods: Sequence[str]) -> str:
    """The same as a sentence."""
    return (
        f"Not compared: in {listed(periods)}, needs were asked about at fewer than {COMPLETE_ENOUGH}% of contacts, or "
        "it is not shown at how many."
    )


def before_and_after(began: date, quarters: Iterable[Quarterly]) -> tuple[Quarterly | None, Quarterly | None]:
    """The last of the quarters that ended before a day, and the latest that began on it or after it: never one of which
    a part was before and a part after. None where there is none such."""
    known = sorted(quarters, key=lambda each: each.last)
    before = [each for each in known if each.last < began]
    after = [each for each in known if each.first >= began]
    return (before[-1] if before else None), (after[-1] if after else None)


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """A row of a measure before a change and after it."""

    label: str
    before: Quarterly
    after: Quarterly
    judgement: Judgement

    def cells(self, *, shares: bool) -> tuple[str, ...]:
        """What stands in the columns beside its name; `shares` where those are columns."""
        figures = (cell for each in (self.before, self.after) for cell in _cells(each, shares=shares))
        words = self.judgement.value
        return (*figures, words[:1].upper() + words[1:])


@dataclass(frozen=True, slots=True)
class Changed:
    """A measure before and after a change of a service: what changed and when (`words`), and who answers for it.
    `number` is its place among those of the measure, `unit` what is counted, `caption` says which periods the lines are
    of; there are none where `lacking` says why. `notes` say why lines are not compared, and by what the two were
    counted otherwise."""

    number: int
    words: str
    owner: str
    unit: str
    caption: str = ""
    lines: tuple[ChangedLine, ...] = ()
    lacking: str = ""
    notes: tuple[str, ...] = ()

    @property
    def shares(self) -> bool:
        """Whether its figures are shares of something, or counts alone."""
        figures = (each.share for line in self.lines for each in (line.before, line.after) if each.row is not None)
        return any(each.standing is not Standing.NOT_APPLICABLE for each in figures)

    @property
    def head(self) -> tuple[str, ...]:
        """The headings of the columns beside the names of the rows."""
        further = ("share (95% interval)",) if self.shares else ()
        return (*(f"{when}: {each}" for when in ("Before", "After") for each in (self.unit, *further)), "After it")

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """What stands in the table: the name of each row and its columns."""
        return tuple((line.label, *line.cells(shares=self.shares)) for line in self.lines)


def change_words(change: ServiceChange, today: date) -> str:
    """What changed and when, as a line; a day to come is one that is planned."""
    when = "begins" if change.details.began > today else "began"
    return f"{' '.join(change.details.what.split()).rstrip('.')}, {when} {day_words(change.details.began)}"


def change_cells(change: ServiceChange, about: str, today: date) -> tuple[str, str, str, str]:
    """What stands in the columns of a list of changes: what, when, who answers for it, and what it is about."""
    details = change.details
    when = "Begins" if details.began > today else "Began"
    return details.what, f"{when} {clinical_date(details.began)}", details.owner, about


def day_words(day: date) -> str:
    """A day as commissioners write it: 3 February 2026."""
    return f"{day.day} {day:%B %Y}"


def changes_about(measure: str, changes: Iterable[ServiceChange]) -> tuple[tuple[int, ServiceChange], ...]:
    """The changes that name a measure, with their numbers, the earliest begun first."""
    about = (each for each in changes if measure in each.details.measures)
    return tuple(enumerate(sorted(about, key=lambda each: (each.details.began, each.id)), 1))


def changed(numbered: tuple[int, ServiceChange], timeline: Timeline, items: Collection[str]) -> Changed:
    """Rows of a measure before and after a change: of all quarters that were released, not only those drawn."""
    (number, change), card = numbered, timeline.card
    periods = (Quarterly(each.figures_of or each.period, each.period, each.profile) for each in timeline.tables)
    before, after = before_and_after(change.details.began, periods)
    told = Changed(number, change_words(change, timeline.today), change.details.owner, card.unit)
    if before is None or after is None or not items:
        return replace(told, lacking=" ".join(_lacking(card, before, after)) or NONE_SHOWN)
    seldom = asked_too_seldom(card.key, (before, after), timeline.complete)
    pairs = ((item, _row_in(timeline, item, before), _row_in(timeline, item, after)) for item in items)
    lines = tuple(
        ChangedLine(timeline.named(item), one, other, Judgement.NOT_COMPARED if seldom else judged(one, other))
        for item, one, other in pairs
    )
    caption = f"Before: {before.words}. After: {after.words}."
    notes = (*_not_compared(lines, seldom), *_counted_otherwise(timeline, before, after))
    return replace(told, caption=caption, lines=lines, notes=notes)


def _lacking(card: Card, before: Quarterly | None, after: Quarterly | None) -> Iterator[str]:
    kind = "year" if card.profile == PUBLISHED else "quarter"
    if before is None:
        yield NONE_BEFORE.format(kind)
    if after is None:
        yield NONE_AFTER.format(kind)


def _row_in(timeline: Timeline, item: str, quarter: Quarterly) -> Quarterly:
    """The row of an item in the release of a quarter."""
    table = next(each for each in timeline.tables if each.period == quarter.released)
    return next(each for each in quarters_of([table], item))


def _counted_otherwise(timeline: Timeline, before: Quarterly, after: Quarterly) -> Iterator[str]:
    """That the two were counted by other versions, where they are ours and were."""
    one, other = timeline.facts.get(before.released), timeline.facts.get(after.released)
    if one is None or other is None or PUBLISHED in (before.profile, after.profile):
        return
    for what, earlier, later in (
        ("version of the definitions", one.definitions, other.definitions),
        ("reference set", one.refset, other.refset),
    ):
        if earlier != later:
            yield f"The {what} was another: {earlier} before, {later} after."


def _not_compared(lines: Sequence[ChangedLine], seldom: Sequence[str]) -> Iterator[str]:
    if seldom:
        yield too_seldom(seldom)
    elif any(line.judgement is Judgement.NOT_COMPARED for line in lines):
        yield "Not compared: where a figure is not shown, or no interval of it is known."


def _cells(quarter: Quarterly, *, shares: bool) -> tuple[str, ...]:
    number = quarter.numerator.text
    if not shares:
        return (number,)
    of = f"{number} of {quarter.denominator.text}" if quarter.denominator.shown else number
    return of, f"{quarter.share.text} ({quarter.interval})" if quarter.interval else quarter.share.text
