"""Damage to what rows say of one another: sound rows that contradict, repeat or refer to nothing."""

from random import Random
from typing import Final
from uuid import UUID

from tests.terminology.damage.kinds import Damaged, Kind, Verdict, in_cell
from tests.terminology.damage.release import Place, SoundRelease
from tests.terminology.editions import metadata as m
from tests.terminology.editions.identifiers import CONCEPT, DESCRIPTION, RELATIONSHIP, component_id
from tests.terminology.editions.tables import Table

_NOWHERE: Final = 6_000_000
"""The item of components that are in no release."""
_REFERENCES: Final = {
    Table.CONCEPT: ("moduleId",),
    Table.DESCRIPTION: ("conceptId", "moduleId"),
    Table.RELATIONSHIP: ("sourceId", "destinationId", "typeId", "moduleId"),
    Table.SIMPLE: ("refsetId", "referencedComponentId"),
    Table.LANGUAGE: ("refsetId", "referencedComponentId"),
    Table.ASSOCIATION: ("refsetId", "referencedComponentId", "targetComponentId"),
    Table.ATTRIBUTE_VALUE: ("refsetId", "referencedComponentId", "valueId"),
}


def _absent(chance: Random, component: int) -> bytes:
    return str(component_id(_NOWHERE + chance.randrange(1_000), component)).encode()


def a_row_refers_to_nothing(release: SoundRelease, chance: Random) -> Damaged:
    place = release.any_row(chance, *_REFERENCES, active=True)
    column = chance.choice(_REFERENCES[place.table])
    described = place.table is Table.LANGUAGE and column == "referencedComponentId"
    return in_cell(release, place, column, _absent(chance, DESCRIPTION if described else CONCEPT))


def a_concept_is_missing(release: SoundRelease, chance: Random) -> Damaged:
    """Its descriptions refer to nothing then."""
    place = release.any_row(chance, Table.CONCEPT)
    return Damaged(release.with_line(place))


def a_full_name_is_missing(release: SoundRelease, chance: Random) -> Damaged:
    return Damaged(release.with_line(_full_name(release, chance)))


def a_full_name_is_inactive(release: SoundRelease, chance: Random) -> Damaged:
    place = _full_name(release, chance)
    concept = next(row for row in release.rows(Table.CONCEPT) if row.cells[0] == place.cell("conceptId"))
    return Damaged(release.with_cells(place, place.with_cell("active", b"0")), concept.path, concept.line)


def a_concept_has_two_full_names(release: SoundRelease, chance: Random) -> Damaged:
    place = _full_name(release, chance)
    cells = (_absent(chance, DESCRIPTION), *place.cells[1:])
    files, line = release.with_row_at_end(place.path, cells)
    return Damaged(files, place.path, line)


def _full_name(release: SoundRelease, chance: Random) -> Place:
    """An active fully specified name of an active concept."""
    active = {row.cells[0] for row in release.rows(Table.CONCEPT, active=True)}
    rows = release.rows(Table.DESCRIPTION, active=True)
    full = str(m.FULLY_SPECIFIED).encode()
    return chance.choice([row for row in rows if row.cell("typeId") == full and row.cell("conceptId") in active])


def a_line_is_doubled(release: SoundRelease, chance: Random) -> Damaged:
    place = release.any_row(chance)
    line = b"\t".join(place.cells)
    return Damaged(release.with_line(place, line, line), place.path, place.line + 1)


def a_line_stands_again_at_the_end(release: SoundRelease, chance: Random) -> Damaged:
    place = release.any_row(chance)
    files, line = release.with_row_at_end(place.path, place.cells)
    return Damaged(files, place.path, line)


def an_identifier_has_two_rows(release: SoundRelease, chance: Random) -> Damaged:
    """In one Snapshot or Delta, whatever the second row says."""
    place = release.any_row(chance)
    cells = place.with_cell("active", b"0" if place.active else b"1")
    files, line = release.with_row_at_end(place.path, cells)
    return Damaged(files, place.path, line)


def a_line_is_missing(release: SoundRelease, chance: Random) -> Damaged:
    return Damaged(release.with_line(release.any_row(chance)))


def two_packages_contradict(release: SoundRelease, chance: Random) -> Damaged:
    """The same identifier and effective time, and something else: which of them is right nobody can say."""
    place = release.any_row(chance, *(set(release_tables()) - {Table.MODULE_DEPENDENCY}))
    other = place.with_cell("active", b"0" if place.active else b"1")
    head = release.files[place.path].split(b"\r\n")[0]
    beside = {place.path: b"\r\n".join((head, b"\t".join(other), b""))}
    return Damaged(release.files, place.path, beside=beside)


def two_packages_agree(release: SoundRelease, chance: Random) -> Damaged:
    path = chance.choice(release.paths())
    return Damaged(release.files, beside={path: release.files[path]})


def release_tables() -> tuple[Table, ...]:
    """The tables that are read, apart from text definitions."""
    return (*_REFERENCES, Table.MODULE_DEPENDENCY)


def is_a_goes_in_a_circle(release: SoundRelease, chance: Random) -> Damaged:
    """A concept becomes a kind of one below it; any of the relationships of the circle may be told."""
    parents: dict[bytes, list[bytes]] = {}
    rows = [row for row in release.rows(Table.RELATIONSHIP, active=True) if _is_a(row)]
    for row in rows:
        parents.setdefault(row.cell("sourceId"), []).append(row.cell("destinationId"))
    place = chance.choice(rows)
    below, above = place.cell("sourceId"), place.cell("destinationId")
    while above in parents and chance.random() < 0.6:
        above = chance.choice(parents[above])
    cells = (_absent(chance, RELATIONSHIP), *place.cells[1:4], above, below, *place.cells[6:])
    return Damaged(release.with_row_at_end(place.path, cells)[0], place.path.rpartition("/")[2].split("_")[1])


def a_concept_is_a_kind_of_itself(release: SoundRelease, chance: Random) -> Damaged:
    place = chance.choice([row for row in release.rows(Table.RELATIONSHIP, active=True) if _is_a(row)])
    return in_cell(release, place, "destinationId", place.cell("sourceId"))


def _is_a(row: Place) -> bool:
    return row.cell("typeId") == str(m.IS_A).encode() and row.cell("characteristicTypeId") == str(m.INFERRED).encode()


def an_is_a_leads_elsewhere(release: SoundRelease, chance: Random) -> Damaged:
    """To any concept, active or not: no fault by itself, but it may close a circle."""
    place = chance.choice([row for row in release.rows(Table.RELATIONSHIP, active=True) if _is_a(row)])
    other = release.any_row(chance, Table.CONCEPT)
    return Damaged(release.with_cells(place, place.with_cell("destinationId", other.cells[0])))


def a_row_changes_its_state(release: SoundRelease, chance: Random) -> Damaged:
    place = release.any_row(chance)
    return Damaged(release.with_cells(place, place.with_cell("active", b"0" if place.active else b"1")))


def two_identifiers_are_swapped_between_rows(release: SoundRelease, chance: Random) -> Damaged:
    path = release.any_row(chance).path
    rows = release.rows_of(path)
    one, two = chance.choice(rows), chance.choice(rows)
    once = SoundRelease(release.with_cells(one, (two.cells[0], *one.cells[1:])))
    return Damaged(once.with_cells(two, (one.cells[0], *two.cells[1:])) if one != two else release.files)


def a_language_prefers_two_terms(release: SoundRelease, chance: Random) -> Damaged:
    """Both are marked as preferred: a mistake of the distributor that harms nobody but who is called so."""
    accepted = str(m.ACCEPTABLE).encode()
    rows = [row for row in release.rows(Table.LANGUAGE, active=True) if row.cell("acceptabilityId") == accepted]
    place = chance.choice(rows)
    return Damaged(release.with_cells(place, place.with_cell("acceptabilityId", str(m.PREFERRED).encode())))


def a_member_is_of_another_kind_of_component(release: SoundRelease, chance: Random) -> Damaged:
    place = release.any_row(chance, Table.SIMPLE, Table.LANGUAGE, Table.ASSOCIATION, Table.ATTRIBUTE_VALUE)
    other = release.any_row(chance, Table.CONCEPT, Table.DESCRIPTION, Table.RELATIONSHIP)
    return Damaged(release.with_cells(place, place.with_cell("referencedComponentId", other.cells[0])))


def a_member_joins_twice(release: SoundRelease, chance: Random) -> Damaged:
    """Two members of different identifiers say the same."""
    place = release.any_row(chance, Table.SIMPLE, Table.ASSOCIATION, active=True)
    uuid = str(UUID(int=chance.getrandbits(128), version=4)).encode()
    return Damaged(release.with_row_at_end(place.path, (uuid, *place.cells[1:]))[0])


KINDS: Final = (
    *(
        Kind(Verdict.REFUSED, each)
        for each in (
            a_row_refers_to_nothing, a_concept_is_missing, a_full_name_is_missing, a_full_name_is_inactive,
            a_concept_has_two_full_names, a_line_is_doubled, a_line_stands_again_at_the_end,
            an_identifier_has_two_rows, two_packages_contradict, is_a_goes_in_a_circle, a_concept_is_a_kind_of_itself,
        )
    ),
    Kind(Verdict.SAME, two_packages_agree),
    Kind(Verdict.SAME, a_member_joins_twice),
    Kind(Verdict.LOADED, a_language_prefers_two_terms),
    Kind(Verdict.EITHER, a_line_is_missing),
    Kind(Verdict.EITHER, an_is_a_leads_elsewhere),
    Kind(Verdict.EITHER, a_row_changes_its_state),
    Kind(Verdict.EITHER, two_identifiers_are_swapped_between_rows),
    Kind(Verdict.EITHER, a_member_is_of_another_kind_of_component),
)  # fmt: skip
