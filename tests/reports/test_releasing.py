"""A release: what is in it, what the ledger then says, and what is refused beside what was released."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest

from app.access.audit import AuditEvent
from app.errors import NotFound
from app.identity import Identity
from app.released.table import ReleasedTable, ReleaseFacts, TableKey
from app.reports.card import Breakdown, Level
from app.reports.cards.countable import counting
from app.reports.cards.parts import ENGLAND, PARTS, UNKNOWN
from app.reports.cube import Cell, Cube, Raw
from app.reports.ledger import Refused
from app.reports.measures import CARDS, DEFINITIONS
from app.reports.periods import Quarter
from app.reports.ports import LedgerEntry, NewRelease
from app.reports.profiles import NHS_5_5
from app.reports.protection.splits import Nest
from app.reports.releasing import (
    COUNTING,
    HIDING,
    Surroundings,
    Wanted,
    condition_slices,
    defined_slices,
    made,
    nests,
)
from app.reports.slices import Slice
from tests.reports.generated_records import shipped_counts

THIRD, FOURTH = Quarter(2026, 3), Quarter(2026, 4)
REGIONS = {"ZE901": "ZE9", "ZE902": "ZE9", "ZE801": "ZE8"}
AT = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass
class Clinic:
    """An engine by which the caseload is the only measure with children in it, so many in Northmoor."""

    children: int = 1237
    close: int = 0
    asked: list[tuple[str, Level, Breakdown]] = field(default_factory=list)

    def cube(self, measure: str, level: Level, breakdown: Breakdown, quarter: Quarter) -> Cube:
        self.asked.append((measure, level, breakdown))
        cells: list[tuple[Cell, Raw]] = []
        if (measure, breakdown) == ("caseload", Breakdown.NONE):
            area = {Level.ENGLAND: ENGLAND, Level.REGION: "ZE9", Level.LOCAL_AUTHORITY: "ZE901"}.get(level, UNKNOWN)
            cells = [(Cell(area, "", ""), Raw(self.children, None))]
        return Cube(measure, level, breakdown, quarter, cells)

    def cubes(self, measure: str, quarter: Quarter) -> Iterator[Cube]:
        return (self.cube(measure, level, breakdown, quarter) for level, breakdown in CARDS[measure].tables())

    def differing(self, one: Slice, other: Slice, quarter: Quarter) -> int:
        assert one != other
        assert quarter in (THIRD, FOURTH)
        return self.close


@dataclass
class Kept:
    """Releases in memory, the newest first."""

    new: list[NewRelease] = field(default_factory=list)

    def all(self) -> tuple[ReleaseFacts, ...]:
        facts = [each.facts for each in self.new]
        return tuple(sorted(facts, key=lambda each: (each.period, each.revision), reverse=True))

    def latest(self, period: str | None = None) -> ReleaseFacts:
        for facts in self.all():
            if period in (None, facts.period):
                return facts
        raise NotFound("Nothing has been released yet.")

    def table(self, release: Identity, key: TableKey) -> ReleasedTable:
        for table in (table for each in self.new if each.facts.id == release for table in each.tables):
            if table.key == key:
                return table
        raise NotFound("This release has no such table.")

    def rows_of(self, release: Identity, key: TableKey, area: str) -> ReleasedTable:
        table = self.table(release, key)
        return replace(table, rows=tuple(row for row in table.rows if row.area == area))

    def areas_of(self, release: Identity, key: TableKey) -> tuple[str, ...]:
        return tuple(dict.fromkeys(row.area for row in self.table(release, key).rows))

    def keys(self, release: Identity) -> tuple[TableKey, ...]:
        return tuple(table.key for each in self.new if each.facts.id == release for table in each.tables)

    def ledger(self) -> tuple[LedgerEntry, ...]:
        return tuple(entry for each in self.new for entry in each.ledger)

    def keep(self, new: NewRelease, events: Sequence[AuditEvent] = ()) -> None:
        assert not events
        self.new.append(new)


def wanted(quarter: Quarter = THIRD, note: str = "", identity: int = 1) -> Wanted:
    return Wanted(Identity(identity), AT, quarter, NHS_5_5, "a list", note)


def here(kept: Kept, clinic: Clinic | None = None, beside: Sequence[ReleasedTable] = ()) -> Surroundings:
    return Surroundings(clinic or Clinic(), kept, lambda _: beside, REGIONS, lambda *_: None, shipped_counts())


def released(kept: Kept, quarter: Quarter = THIRD, children: int = 1237, note: str = "") -> NewRelease:
    new = made(wanted(quarter, note, len(kept.new) + 1), here(kept, Clinic(children)))
    kept.keep(new)
    return new


def caseload(new: NewRelease) -> int | None:
    key = TableKey("caseload", "local_authority", "none")
    (row,) = next(table for table in new.tables if table.key == key).rows
    return row.numerator.number


def test_a_release_has_every_table_of_the_cards_and_says_what_it_is() -> None:
    clinic = Clinic()
    new = made(wanted(), here(Kept(), clinic))
    expected = [(card.key, level, by) for card in CARDS.values() for level, by in card.tables()]
    assert sorted(clinic.asked) == sorted(expected)
    assert {table.key for table in new.tables} == {TableKey(key, level.value, by.value) for key, level, by in expected}
    assert new.facts == ReleaseFacts(Identity(1), "2026-Q3", "nhs-5-5", 1, AT, "a list", DEFINITIONS, "")
    assert caseload(new) == 1235


def test_the_ledger_says_each_slice_once_and_each_is_of_the_release() -> None:
    new = made(wanted(), here(Kept()))
    slices = (*defined_slices(), *condition_slices(shipped_counts()))
    assert sorted(entry.definition for entry in new.ledger) == sorted(each.json() for each in slices)
    assert {(entry.period, entry.release) for entry in new.ledger} == {("2026-Q3", Identity(1))}
    assert len({entry.definition for entry in new.ledger}) == len(new.ledger)


def test_every_part_of_every_breakdown_is_a_slice_and_age_bands_say_their_ages() -> None:
    slices = defined_slices()
    assert len(slices) == sum(len(PARTS[by]) for card in CARDS.values() for by in card.breakdowns)
    assert Slice("caseload", ages=(5, 10)) in slices
    assert Slice("caseload", filters=((Breakdown.SEX, "1"),)) in slices
    assert Slice("caseload") in slices


def test_a_quarter_is_released_once() -> None:
    kept = Kept()
    released(kept)
    with pytest.raises(Refused, match="Give a note that says what is revised and why"):
        made(wanted(), here(kept))
    with pytest.raises(Refused, match="Give a note"):
        made(wanted(note="  "), here(kept))


def test_a_revision_has_a_note_and_the_next_number_and_keeps_what_hardly_changed() -> None:
    kept = Kept()
    released(kept, children=1237)
    little = released(kept, children=1239, note=" A clinic sent its visits late. ")
    assert (little.facts.revision, little.facts.note) == (2, "A clinic sent its visits late.")
    assert caseload(little) == 1235
    much = released(kept, children=1300, note="A clinic was missing.")
    assert (much.facts.revision, caseload(much)) == (3, 1300)


def test_after_a_later_quarter_an_earlier_one_is_not_revised() -> None:
    kept = Kept()
    released(kept, THIRD)
    released(kept, FOURTH)
    with pytest.raises(Refused, match="a later quarter was released since"):
        made(wanted(THIRD, "A clinic was missing."), here(kept))
    assert released(kept, FOURTH, note="A clinic was missing.").facts.revision == 2


def test_a_slice_that_differs_by_few_from_a_released_one_is_refused() -> None:
    kept = Kept()
    new = released(kept)
    odd = LedgerEntry(Slice("caseload", ages=(5, 11)).json(), "2026-Q3", Identity(9))
    others = tuple(entry for entry in new.ledger if entry.definition != Slice("caseload", ages=(5, 10)).json())
    kept.new = [replace(new, ledger=(*others, odd))]
    with pytest.raises(Refused, match=r"aged 5 to 10.*aged 5 to 11"):
        made(wanted(note="Again"), here(kept, Clinic(close=4)))
    assert made(wanted(note="Again"), here(kept, Clinic(close=5))).facts.revision == 2


def test_a_quarter_is_not_revised_by_other_conditions_than_it_was_released_with() -> None:
    kept = Kept()
    released(kept)
    counts = shipped_counts()
    more = counting(counts, {**counts.under, "rare": counts.under["epilepsy"] | counts.under["autism"]})
    fewer = counting(counts, {**counts.under, "epilepsy": counts.under["epilepsy"] - {min(counts.under["epilepsy"])}})
    with pytest.raises(Refused, match=r"rare\) cannot be released for"):
        made(wanted(note="Again"), replace(here(kept), counts=more))
    with pytest.raises(Refused, match=r"epilepsy\) take in other concepts"):
        made(wanted(note="Again"), replace(here(kept), counts=fewer))
    assert made(wanted(FOURTH), replace(here(kept), counts=more)).facts.period == "2026-Q4"
    assert made(wanted(note="Again"), here(kept)).facts.revision == 2


def test_what_others_published_stands_beside() -> None:
    theirs = ReleasedTable(TableKey("ehc_plans_by_need", "england", "none"), "2026-Q3", "published", ())
    kept = Kept()
    new = made(wanted(), here(kept, beside=[theirs]))
    assert new.tables[-1] == theirs
    kept.keep(new)
    assert made(wanted(note="Again"), here(kept)).facts.revision == 2


def test_what_is_done_is_told_to_its_end() -> None:
    told: list[tuple[str, int, int]] = []
    surroundings = replace(here(Kept()), tell=lambda *step: told.append(step))
    made(wanted(), surroundings)
    assert told[0] == (COUNTING, 0, len(CARDS))
    assert (COUNTING, len(CARDS), len(CARDS)) in told
    assert told[-2:] == [(HIDING, 0, 1), (HIDING, 1, 1)]


def cube(level: Level, *areas: str) -> Cube:
    cells = [(Cell(each, "", ""), Raw(9, None)) for each in areas]
    return Cube("caseload", level, Breakdown.NONE, THIRD, cells)


def test_authorities_sum_to_their_regions_and_each_level_of_one_area_a_child_to_england() -> None:
    cubes = [
        cube(Level.ENGLAND, ENGLAND),
        cube(Level.REGION, "ZE9", UNKNOWN),
        cube(Level.LOCAL_AUTHORITY, "ZE901", UNKNOWN),
        cube(Level.ICB, "QZZ"),
        cube(Level.PROVIDER, "RZZ01", "RYY01"),
        cube(Level.RESPONSIBLE_AUTHORITY, "ZE901"),
    ]
    assert set(nests(cubes, REGIONS)) == {
        Nest(Level.REGION, "ZE8", Level.LOCAL_AUTHORITY, ("ZE801",)),
        Nest(Level.REGION, "ZE9", Level.LOCAL_AUTHORITY, ("ZE901", "ZE902")),
        Nest(Level.REGION, UNKNOWN, Level.LOCAL_AUTHORITY, (UNKNOWN,)),
        Nest(Level.ENGLAND, ENGLAND, Level.REGION, ("ZE9", UNKNOWN)),
        Nest(Level.ENGLAND, ENGLAND, Level.LOCAL_AUTHORITY, ("ZE901", UNKNOWN)),
        Nest(Level.ENGLAND, ENGLAND, Level.ICB, ("QZZ",)),
    }


def test_where_one_provider_alone_appears_its_children_are_all_there_are() -> None:
    cubes = [cube(Level.ENGLAND, ENGLAND), cube(Level.PROVIDER, "RZZ01")]
    assert Nest(Level.ENGLAND, ENGLAND, Level.PROVIDER, ("RZZ01",)) in nests(cubes, {})
