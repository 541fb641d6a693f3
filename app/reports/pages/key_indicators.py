"""The key indicators on the front page of a report: a fixed few, each with what was released of it and what is done."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.errors import NotFound
from app.released.table import ReleasedTable
from app.reports.actions import ReportAction
from app.reports.card import Card
from app.reports.elsewhere.years import year_words
from app.reports.pages.dashboard import Section
from app.reports.pages.findings import listed, lowered, said


@dataclass(frozen=True, slots=True)
class Key:
    """A key indicator: what it is called, of which row of which measure it is, and the measures whose actions are about
    it."""

    words: str
    measure: str
    item: str = ""
    about: tuple[str, ...] = ()


KEYS: Final = (
    Key("Children on the caseload", "caseload"),
    Key("Children seen who were asked about health conditions in 12 months", "asked", "condition"),
    Key("Children asked who have any recorded need", "needs"),
    Key("Children asked who have a technology dependency", "needs_by_group", "technology_dependency", ("technology",)),
    Key("Waits to first contact: still waiting, 18 weeks and over", "wait_first_contact", "waiting:18-and-over"),
    Key("Contacts to which a child was not brought", "was_not_brought"),
    Key("Children asked whose family reports a barrier", "needs_by_group", "family_reported_issue", ("barriers",)),
    Key("EHC plans issued within 20 weeks", "ehc_plans_within_20_weeks"),
)
"""All of them, in the order they are shown in."""


@dataclass(frozen=True, slots=True)
class KeyLine:
    """An indicator: what it is called, its measure, its figure, how it stands beside what was chosen (empty where that
    is not said), the figure of the quarter before (empty where none is shown), and how far its actions have come."""

    words: str
    measure: str
    figure: str
    compared: str
    before: str
    progress: str


@dataclass(frozen=True, slots=True)
class KeyTable:
    """The indicators of an area. `beside` is what they are beside, empty for nothing; `notes` say what is left out."""

    lines: tuple[KeyLine, ...]
    beside: str
    notes: tuple[str, ...]

    @property
    def head(self) -> tuple[str, ...]:
        """The headings of the columns."""
        return ("Indicator", "Figure", *self._beside, "Quarter before", "Progress of actions")

    @property
    def _beside(self) -> tuple[str, ...]:
        return (f"Beside {self.beside}",) if self.beside else ()

    def cells(self, line: KeyLine) -> tuple[str, ...]:
        """What stands in the columns of an indicator; a dash where there is nothing."""
        compared = (line.compared or "–",) if self.beside else ()
        return (line.words, line.figure, *compared, line.before or "–", line.progress or "–")


@dataclass(frozen=True, slots=True)
class KeySource:
    """Where key indicators come from: the cards there are, the section and the table of the quarter before of a card
    (both raise `NotFound` where there is none), and what is done in the area."""

    cards: Mapping[str, Card]
    section: Callable[[Card], Section]
    before: Callable[[Card], ReleasedTable]
    actions: Sequence[ReportAction]


def key_table(source: KeySource, beside: str) -> KeyTable:
    """The key indicators of an area, of released figures alone; one that is hidden is named beneath."""
    lines: list[KeyLine] = []
    hidden: list[str] = []
    for key in KEYS:
        section = _section(source, key)
        found = () if section is None else tuple(_lines(key, section, source))
        lines += found
        hidden += [key.words] if section is not None and not found else []
    names = listed([hidden[0], *map(lowered, hidden[1:])]) if hidden else ""
    notes = (f"Not shown, so that no child can be worked out: {names}.",) if hidden else ()
    return KeyTable(tuple(lines), beside if any(line.compared for line in lines) else "", notes)


def _section(source: KeySource, key: Key) -> Section | None:
    try:
        return source.section(source.cards[key.measure])
    except (KeyError, NotFound):
        return None


def _lines(key: Key, section: Section, source: KeySource) -> Iterator[KeyLine]:
    """The indicator, once, where its figure is shown."""
    for line in section.lines:
        if line.row.item == key.item and line.row.numerator.shown:
            year = section.card.figures_of
            words = f"{key.words}, {year_words(year)}" if year else key.words
            yield KeyLine(
                *(words, key.measure, said(line.row), line.compared),
                *(_before(key, section, source), _progress(key, source.actions)),
            )


def _before(key: Key, section: Section, source: KeySource) -> str:
    """The figure of the quarter before; of others' figures that of their year before, where it was another."""
    try:
        table = source.before(section.card)
    except NotFound:
        return ""
    year = table.figures_of
    if year and year == section.card.figures_of:
        return ""
    found = (row for row in table.rows if row.item == key.item and not row.part and row.numerator.shown)
    return next((f"{said(row)}, {year_words(year)}" if year else said(row) for row in found), "")


def _progress(key: Key, actions: Iterable[ReportAction]) -> str:
    """How far the actions about an indicator have come, each rating once."""
    about = {*key.about} or {key.measure}
    return ", ".join(dict.fromkeys(each.details.progress.words for each in actions if each.measure in about))
