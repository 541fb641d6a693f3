"""The measures of an area, each beside what the reader chose, from the tables of a release."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from app.errors import NotFound
from app.identity import Identity, shown
from app.released.figure import Figure, Share
from app.released.table import ReleasedTable, ReleaseFacts, TableKey
from app.reports.card import Breakdown, Card, Level
from app.reports.comparing import COMPLETE_ENOUGH, complete_enough
from app.reports.desk import ENGLAND, Area, AreaView
from app.reports.elsewhere.cards import PUBLISHED
from app.reports.elsewhere.collection import Elsewhere
from app.reports.elsewhere.manifest import Kind
from app.reports.pages.choices import Choice, england_choice
from app.reports.pages.dashboard import Beside, Section, section, shares_of
from app.reports.pages.ordering import in_order
from app.reports.pages.rating import OtherRows, RateTable, Residents, rate_table
from app.reports.pages.wording import AS_PUBLISHED, Wording
from app.reports.periods import parse_quarter
from app.reports.rates import together

_COMPLETENESS: Final = "capture_completeness"
NONE_TO_SEE: Final = "not compared, for no figures of it that you may see were released."
"""What is said of an area of which there is nothing for the reader."""

_TOO_FEW: Final = f"needs were asked about at fewer than {COMPLETE_ENOUGH}% of contacts, or it is not shown at how many"


@dataclass(frozen=True, slots=True)
class Setting:
    """What the measures of an area are read in: words, what is chosen to read them beside, and figures of others."""

    wording: Wording
    choice: Choice | None
    elsewhere: Elsewhere


@dataclass(frozen=True, slots=True)
class _Compared:
    """What an area is compared with: its tables by area; where they are from; and why others are not among them."""

    tables: tuple[tuple[Area, ReleasedTable], ...] = ()
    sources: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()


def area_section(view: AreaView, facts: ReleaseFacts, card: Card, breakdown: Breakdown, setting: Setting) -> Section:
    """A measure as a page shows it. Raises `NotFound` when the release has it not.

    What is for a provider's own people alone is compared with nobody.
    """
    table = view.table(facts, card.key, breakdown)
    choice = None if card.provider_only else setting.choice
    found = _Compared() if choice is None else _compared(view, facts, table, choice, setting.wording)
    made = section(card, table, setting.wording, _beside(found, choice), _of(view, facts, choice))
    rates = _rates(view, facts, table, setting, found)
    compares = made.compares or (rates is not None and bool(rates.beside))
    source = (f"Source: {made.card.source.rstrip('.')}.", AS_PUBLISHED) if table.profile == PUBLISHED else ()
    lacking = found.lacking if made.shares or rates is not None else ()
    return replace(made, notes=(*source, *(found.sources if compares else ()), *lacking), rates=rates)


def _of(view: AreaView, facts: ReleaseFacts, choice: Choice | None) -> tuple[str, ...]:
    """What a drawing is told from others by, besides what is drawn."""
    return shown(facts.id), view.area.level.value, view.area.code, "" if choice is None else choice.key


def _compared(view: AreaView, facts: ReleaseFacts, table: ReleasedTable, choice: Choice, wording: Wording) -> _Compared:
    """The tables of what was chosen that may be read and compared with. No area is compared, and none compared with, at
    which needs were asked about too seldom; what others have published does not hang on that."""
    published = table.profile == PUBLISHED
    if not published and not complete_enough(_completeness(view, facts, view.area)):
        return _Compared(lacking=(f"Compared with nothing: in {wording.area(*view.area)}, {_TOO_FEW}.",))
    found, too_few = [], []
    for area in choice.areas:
        try:
            other = view.other(area, facts, table.key.measure, Breakdown(table.key.breakdown))
        except NotFound:
            continue
        if not published and not complete_enough(_completeness(view, facts, area)):
            too_few.append(wording.area(*area))
        elif other.rows:
            found.append((area, other))
    sources = tuple(_sources(choice, len(found), published=published))
    return _Compared(tuple(found), sources, tuple(_lacking(choice, len(found), too_few)))


def _sources(choice: Choice, found: int, *, published: bool) -> Iterator[str]:
    if choice.group:
        yield f"{choice.note} The shown figures of {found} of {len(choice.areas)} are put together."
    elif choice.note:
        yield choice.note
    if not published:
        everybody = " It is all areas that are counted here." if choice.areas[0].level is Level.ENGLAND else ""
        yield f"{choice.words}: from the same release, made safe in the same way.{everybody}"


def _lacking(choice: Choice, found: int, too_few: list[str]) -> Iterator[str]:
    if too_few:
        yield f"Not compared with {', '.join(too_few)}: there, {_TOO_FEW}."
    elif not found:
        yield f"{choice.words}: {NONE_TO_SEE}"


def _completeness(view: AreaView, facts: ReleaseFacts, area: Area) -> Share | None:
    try:
        table = view.other(area, facts, _COMPLETENESS, Breakdown.NONE) if area != view.area else None
        rows = (table or view.table(facts, _COMPLETENESS, Breakdown.NONE)).rows
    except NotFound:
        return None
    return next((row.share for row in rows if not row.item and not row.part), None)


def _beside(found: _Compared, choice: Choice | None) -> Beside | None:
    if choice is None or not found.tables:
        return None
    tables = [table for _, table in found.tables]
    whole = tables[0] if len(tables) == 1 else together(tables, choice.key)
    # Whose completeness is too low was left out above.
    return Beside(shares_of(whole), None, choice.words)


def _rates(
    view: AreaView, facts: ReleaseFacts, table: ReleasedTable, setting: Setting, found: _Compared
) -> RateTable | None:
    if not setting.elsewhere.populations.rows:
        return None
    entry = setting.elsewhere.entry(Kind.POPULATIONS, Kind.POPULATIONS.value)
    source = Kind.POPULATIONS.source if entry is None else f"{entry.source} ({entry.licence})"
    residents = Residents(setting.elsewhere.populations, parse_quarter(facts.period).year, source)
    other = None
    if setting.choice is not None and found.tables:
        other = OtherRows(setting.choice.words, tuple((area, _figures(each)) for area, each in found.tables))
    ordered = replace(table, rows=tuple(in_order(table, setting.wording)))
    return rate_table(view.area, ordered, residents, setting.wording, other)


def _figures(table: ReleasedTable) -> Mapping[tuple[str, str], Figure]:
    return {(row.item, row.part): row.numerator for row in table.rows}


def all_sections(
    facts: ReleaseFacts,
    keys: tuple[TableKey, ...],
    read: Callable[[Identity, TableKey], ReleasedTable],
    cards: Mapping[str, Card],
    wording: Wording,
) -> Iterator[Section]:
    """Every measure without a breakdown, of every area that the release has: what the pages of areas show where nothing
    else is chosen."""
    england = england_choice(wording.area(Level.ENGLAND, ENGLAND))
    for key in keys:
        if key.breakdown != Breakdown.NONE.value or key.measure not in cards:
            continue
        codes = dict.fromkeys(row.area for row in read(facts.id, key).rows)
        for code in codes:
            area = Area(Level(key.level), code)
            setting = Setting(wording, None if area.level is Level.ENGLAND else england, Elsewhere())
            yield area_section(AreaView(area, (), read), facts, cards[key.measure], Breakdown.NONE, setting)
