"""The measures of an area, each beside all areas, from the tables of a release."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from app.errors import NotFound
from app.identity import Identity
from app.released.table import ReleasedTable, ReleaseFacts, TableKey
from app.reports.card import Breakdown, Card, Level
from app.reports.desk import Area, AreaView
from app.reports.pages.dashboard import Beside, Section, section, shares_of
from app.reports.pages.wording import Wording

_COMPLETENESS: Final = "capture_completeness"


def area_section(view: AreaView, facts: ReleaseFacts, card: Card, breakdown: Breakdown, wording: Wording) -> Section:
    """A measure as a page shows it. Raises `NotFound` when the release has it not."""
    table = view.table(facts, card.key, breakdown)
    return section(card, table, wording, _beside(view, facts, card, breakdown))


def _beside(view: AreaView, facts: ReleaseFacts, card: Card, breakdown: Breakdown) -> Beside | None:
    """What the area is compared with; all areas are not compared with themselves."""
    if view.area.level is Level.ENGLAND:
        return None
    try:
        england = view.of_all(facts, card.key, breakdown)
        complete = view.table(facts, _COMPLETENESS, Breakdown.NONE)
    except NotFound:
        return None
    return Beside(shares_of(england), {row.area: row.share for row in complete.rows if not row.item})


def all_sections(
    facts: ReleaseFacts,
    keys: tuple[TableKey, ...],
    read: Callable[[Identity, TableKey], ReleasedTable],
    cards: Mapping[str, Card],
    wording: Wording,
) -> Iterator[Section]:
    """Every measure without a breakdown, of every area that the release has: what the pages of areas show."""
    for key in keys:
        if key.breakdown != Breakdown.NONE.value or key.measure not in cards:
            continue
        codes = dict.fromkeys(row.area for row in read(facts.id, key).rows)
        for code in codes:
            view = AreaView(Area(Level(key.level), code), (), read)
            yield area_section(view, facts, cards[key.measure], Breakdown.NONE, wording)
