"""The concepts of an edition that an expression constraint selects.

Source: SNOMED CT Expression Constraint Language 2.2. An expression is evaluated over the active concepts, its
substrate: an inactive or unknown one that it names selects nothing, and `absent` tells of it.
"""

from collections.abc import Iterator
from functools import reduce
from typing import Final, assert_never

import numpy as np
from pyroaring import BitMap

from app.terminology.concept import ConceptId
from app.terminology.edition.arrays import Places, Starts
from app.terminology.edition.bitmaps import bitmap_of, places_of
from app.terminology.edition.constraint import (
    Constraint,
    ConstraintFault,
    Everything,
    Joined,
    Junction,
    Members,
    One,
    Related,
    Relation,
)
from app.terminology.edition.ecl_parser import parse_constraint
from app.terminology.edition.edition import Edition
from app.terminology.edition.starts import gathered, reached

__all__ = ["ConstraintFault", "absent", "select"]

_UPWARDS: Final = frozenset(
    {Relation.ANCESTORS, Relation.ANCESTORS_AND_SELF, Relation.PARENTS, Relation.PARENTS_AND_SELF}
)
_ONE_STEP: Final = frozenset(
    {Relation.CHILDREN, Relation.CHILDREN_AND_SELF, Relation.PARENTS, Relation.PARENTS_AND_SELF}
)
_WITH_SELF: Final = frozenset(
    {
        Relation.DESCENDANTS_AND_SELF,
        Relation.CHILDREN_AND_SELF,
        Relation.ANCESTORS_AND_SELF,
        Relation.PARENTS_AND_SELF,
    }
)


def select(expression: str, edition: Edition) -> BitMap:
    """The places of the active concepts that an expression such as "<< 128188000 MINUS 275540000" selects.

    The bitmap is the caller's own. Raises ConstraintFault, with the column, when the expression cannot be read.
    """
    return _selected(parse_constraint(expression), edition)


def absent(expression: str, edition: Edition) -> tuple[ConceptId, ...]:
    """The concepts an expression names that the edition has not or has as inactive, and the reference sets it has not.

    By identifier. Each may be a mistake, or a reason why less is selected than with another release. Raises
    ConstraintFault when the expression cannot be read.
    """
    return tuple(sorted(set(_absent(parse_constraint(expression), edition))))


def _selected(constraint: Constraint, edition: Edition) -> BitMap:
    match constraint:
        case Everything():
            return bitmap_of(np.flatnonzero(edition.arrays.concepts.active))
        case One(concept):
            place = edition.place(concept)
            return BitMap([place]) if place is not None and edition.places.active(place) else BitMap()
        case Members(of):
            return _members(of, edition)
        case Related(relation, to):
            return _related(relation, _selected(to, edition), edition)
        case Joined(junction, parts):
            return _joined(junction, [_selected(part, edition) for part in parts])
        case _:
            assert_never(constraint)


def _joined(junction: Junction, sets: list[BitMap]) -> BitMap:
    match junction:
        case Junction.AND:
            return reduce(BitMap.__iand__, sets)
        case Junction.OR:
            return reduce(BitMap.__ior__, sets)
        case Junction.MINUS:
            return reduce(BitMap.__isub__, sets)
        case _:
            assert_never(junction)


def _members(of: Constraint, edition: Edition) -> BitMap:
    """The active members of the sets meant; a set that is named need not be an active concept itself."""
    columns = edition.arrays.refsets
    match of:
        case Everything():
            members = columns.members
        case One(concept):
            found = edition.refset_places(concept)
            members = columns.members[:0] if found is None else found
        case _:
            meant = _selected(of, edition)
            rows = [
                row
                for row, each in enumerate(edition.refset_ids())
                if (place := edition.place(each)) is not None and place in meant
            ]
            members = gathered(columns.starts, columns.members, np.array(rows, dtype=np.uint32))
    return bitmap_of(members[edition.arrays.concepts.active[members]])


def _related(relation: Relation, to: BitMap, edition: Edition) -> BitMap:
    columns = edition.arrays.hierarchy
    steps: tuple[Starts, Places]
    closure: tuple[Starts, Places]
    if relation in _UPWARDS:
        steps, closure = (columns.parent_starts, columns.parents), (columns.ancestor_starts, columns.ancestors)
    else:
        steps, closure = (columns.child_starts, columns.children), (columns.descendant_starts, columns.descendants)
    places = places_of(to)
    if relation in _ONE_STEP:
        found = bitmap_of(gathered(*steps, places))
    else:
        found = bitmap_of(gathered(*closure, places) if len(places) == 1 else reached(*steps, places))
    return found | to if relation in _WITH_SELF else found


def _absent(constraint: Constraint, edition: Edition) -> Iterator[ConceptId]:
    match constraint:
        case One(concept):
            if not edition.is_active(concept):
                yield concept
        case Members(One(concept)):
            if edition.refset_places(concept) is None:
                yield concept
        case Members(of) | Related(_, of):
            yield from _absent(of, edition)
        case Joined(_, parts):
            for part in parts:
                yield from _absent(part, edition)
        case Everything():
            return
        case _:
            assert_never(constraint)
