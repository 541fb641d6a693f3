"""A release of made-up counts, kept in a service's database, with the areas of those who may see it.

The counts are of the demonstration's places and of nobody. Wherever there is room for it the true count is 1,236, 1,237
or 1,238 (`planted`), beside small ones that must be hidden.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

from app.identity import Identity
from app.released.table import ReleaseFacts
from app.reports.card import Breakdown, Card, Level
from app.reports.cards.countable import Countable, countable
from app.reports.cards.parts import AGE_BANDS, ENGLAND, PARTS
from app.reports.cube import Cell, Cube, Raw
from app.reports.desk import Area
from app.reports.disclosure import release
from app.reports.ledger import entries
from app.reports.measures import CARDS, COUNTS_ALONE, DEFINITIONS, measure
from app.reports.periods import Quarter, complete_before
from app.reports.ports import NewRelease
from app.reports.profiles import NHS_5_5
from app.reports.slices import Slice
from app.terminology.refset import Refset
from tests.reports.planted import NEAR
from tests.service import REPOSITORY, Service

NORTHMOOR: Final = Area(Level.LOCAL_AUTHORITY, "ZE901")
FELLSIDE: Final = Area(Level.LOCAL_AUTHORITY, "ZE902")
PROVIDER: Final = Area(Level.PROVIDER, "RZZ01")
AREAS: Final = {
    Level.ENGLAND: ENGLAND,
    Level.REGION: "ZE9",
    Level.LOCAL_AUTHORITY: NORTHMOOR.code,
    Level.ICB: "QZZ",
    Level.PROVIDER: PROVIDER.code,
}
SPLIT: Final = {
    "caseload": (Breakdown.AGE_BAND,),
    "needs_by_group": (Breakdown.SEX,),
}
"""By what the measures are split here, beside the whole."""

_MOST_ITEMS: Final = 15
_COUNTS: Final = (*NEAR, 611, 44, 3, 0)
_CONTACTS: Final = 1321
"""Needs were asked about at more than four fifths of them, so that areas are compared."""


@lru_cache(1)
def shipped() -> tuple[Refset, Countable]:
    """The reference set that is shipped, and what may be counted of it."""
    from app.terminology.load import load_refset

    refset = load_refset(REPOSITORY / "snomed_refsets")
    return refset, countable(refset)


def raw(card: Card, place: int, at: int) -> Raw:
    """The count of the item in a place of a measure; `at` tells quarters and areas apart."""
    counted = _COUNTS[(place + at % 2) % len(_COUNTS)]
    if card.key == "capture_completeness":
        return Raw(counted, _CONTACTS)
    return Raw(counted, None) if card.key in COUNTS_ALONE else Raw(counted, NEAR[at % 3] if counted < 1000 else 4321)


def _split(whole: Raw, breakdown: Breakdown) -> Iterator[tuple[str, Raw]]:
    """A whole shared out to two parts of a breakdown, all but a third to the first."""
    first, second, *_ = PARTS[breakdown]
    share = Raw(whole.counted // 3, None if whole.of is None else whole.of // 3)
    yield first, Raw(whole.counted - share.counted, None if whole.of is None else whole.of - (share.of or 0))
    yield second, share


def _cells(card: Card, level: Level, breakdown: Breakdown, at: int) -> Iterator[tuple[Cell, Raw]]:
    areas = [(AREAS[level], at)]
    areas += [(FELLSIDE.code, at + 1)] if level is Level.LOCAL_AUTHORITY and card.key == "was_not_brought" else []
    for area, shift in areas:
        for place, item in enumerate(measure(card.key, shipped()[1]).items[:_MOST_ITEMS]):
            whole = raw(card, place, shift)
            parts = [("", whole)] if breakdown is Breakdown.NONE else _split(whole, breakdown)
            yield from ((Cell(area, item.key, part), each) for part, each in parts)


def cubes(quarter: Quarter, cards: Iterable[str] = CARDS) -> Iterator[Cube]:
    """The counts of a quarter."""
    for card in (CARDS[key] for key in cards):
        for level in (level for level in AREAS if level in card.levels):
            for breakdown in (Breakdown.NONE, *SPLIT.get(card.key, ())):
                yield Cube(card.key, level, breakdown, quarter, _cells(card, level, breakdown, quarter.number))


def made(quarter: Quarter, identity: int, cards: Iterable[str] = CARDS) -> NewRelease:
    """A release of a quarter, as disclosure control lets it be seen."""
    at = datetime(quarter.last.year, quarter.last.month, quarter.last.day, 12, tzinfo=UTC)
    label = shipped()[0].release.label
    facts = ReleaseFacts(Identity(identity), str(quarter), NHS_5_5.key, 1, at, label, DEFINITIONS)
    slices = [Slice("caseload", ages=ages) for ages in AGE_BANDS.values()]
    tables = tuple(table for cube in cubes(quarter, cards) for table in release([cube], NHS_5_5))
    return NewRelease(facts, tables, entries(slices, quarter, facts.id))


def quarters(day: date) -> tuple[Quarter, Quarter]:
    """The two quarters before a day that are over, the earlier first."""
    last = complete_before(day)
    return last.earlier(1), last


def keep(service: Service, cards: Iterable[str] = CARDS) -> str:
    """Keep two quarters in a service, unless they are there, and let the commissioner and the informatics team see
    Northmoor and no other area; the later period."""
    from app.demo.people import ODS_CODE
    from app.wiring import installation

    found = quarters(service.day)
    if service.rows("select id from report_release"):
        return str(found[-1])
    _keep_places(service.settings.reports_folder)
    with installation(service.settings) as opened:
        organisation = opened.desk.records.organisation(ODS_CODE)
        assert organisation is not None
        for place, quarter in enumerate(found, 1):
            opened.store.reports.keep(made(quarter, 1_000_000_000_000 + place, cards), ())
        for username in ("commissioner", "informatics"):
            account = opened.store.accounts.account_named(username)
            assert account is not None
            for each in opened.store.reports.grants_of(organisation.id, account.id):
                opened.reports.grant(organisation, account.id, Area(each.level, each.area), None, standing=False)
            opened.reports.grant(organisation, account.id, NORTHMOOR, None)
    return str(found[-1])


def give(service: Service, username: str, area: Area, *, standing: bool = True) -> None:
    """Let an account see an area, or no longer, as an operator does."""
    from app.demo.people import ODS_CODE
    from app.wiring import installation

    with installation(service.settings) as opened:
        organisation = opened.desk.records.organisation(ODS_CODE)
        account = opened.store.accounts.account_named(username)
        assert organisation is not None
        assert account is not None
        opened.reports.grant(organisation, account.id, area, None, standing=standing)


def _keep_places(folder: Path) -> None:
    places = folder / "places"
    places.mkdir(parents=True, exist_ok=True)
    for listed in (REPOSITORY / "app" / "demo" / "places").glob("*.csv"):
        (places / listed.name).write_bytes(listed.read_bytes())


def action(service: Service) -> str:
    """An action about Northmoor, recorded by the commissioner; its identity as shown."""
    return _posted(service, "actions", "report_action", ACTION)


def change(service: Service) -> str:
    """A change of a service of Northmoor, noted by the commissioner; its identity as shown."""
    return _posted(service, "changes", "report_change", CHANGE)


def change_last_quarter(service: Service, username: str, area: Area, measures: list[str]) -> None:
    """A change of a service that began with the last quarter that was released."""
    period, began = keep(service), quarters(service.day)[-1].first
    day = {f"began-{name}": str(getattr(began, name)) for name in ("day", "month", "year")}
    place = f"/reports/{area.level.value}/{area.code}/changes?period={period}"
    answer = service.signed_in(username).post_with_proof(place, {**CHANGE, **day, "measure": measures})
    assert answer.status == 303


def _posted(service: Service, below: str, table: str, fields: Mapping[str, str]) -> str:
    from app.identity import shown

    period = keep(service)
    if not service.rows(f"select id from {table}"):  # noqa: S608
        visitor, place = service.signed_in("commissioner"), f"/reports/{NORTHMOOR.level.value}/{NORTHMOOR.code}/{below}"
        assert visitor.post_with_proof(f"{place}?period={period}", fields).status == 303
    found = service.rows(f"select id from {table} order by id")[0][0]  # noqa: S608
    assert isinstance(found, int)
    return shown(Identity(found))


ACTION: Final = {
    "measure": "needs_by_group",
    "what": "Ask families which hours they can come",
    "owner": "Philippa Thorne, head of children's commissioning",
    "due-day": "31",
    "due-month": "3",
    "due-year": "2099",
    "progress": "on_track",
}

CHANGE: Final = {
    "measure": "was_not_brought",
    "what": "A reminder is sent two days before each appointment",
    "owner": "Marek Novak, service manager",
    "began-day": "1",
    "began-month": "4",
    "began-year": "2026",
}
