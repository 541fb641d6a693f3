"""Two small releases of SNOMED CT that hold the shipped list and more, written as RF2 packages.

April has every shipped member, one of them under another name, and a new member of the reference set. In October two
members are retired, one leaves, and two more join.
"""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from app.terminology.concept import ConceptId
from app.terminology.load import load_refset
from app.terminology.refset import Group, Refset
from tests.service import REPOSITORY
from tests.terminology.editions import metadata as m
from tests.terminology.editions.builder import ReleaseBuilder

APRIL: Final = date(2025, 4, 10)
OCTOBER: Final = date(2025, 10, 8)
CEREBRAL_PALSY: Final = ConceptId(128188000)
EPILEPSY: Final = ConceptId(84757009)


@dataclass(frozen=True, slots=True)
class Packages:
    """Where the packages lie, and the concepts of note in them.

    `quadriplegia` is a member new in April below cerebral palsy, with the synonym "Spastic quadriplegia"; `beyond` is
    no member. `renamed` is called "Renamed condition". In October `seizures` and `successor` join; `retired` is from
    then on the same as `successor`, `doubtful` is retired with two concepts that may stand in for it, and `left` is a
    member no more.
    """

    april: Path
    october: Path
    quadriplegia: ConceptId
    beyond: ConceptId
    seizures: ConceptId
    retired: ConceptId
    successor: ConceptId
    doubtful: ConceptId
    left: ConceptId
    renamed: ConceptId


def shipped_list() -> Refset:
    """The list that is shipped."""
    return load_refset(REPOSITORY / "snomed_refsets")


def write_packages(folder: Path) -> Packages:
    """Write both packages below a folder."""
    builder, shipped = ReleaseBuilder(APRIL), shipped_list()
    named = {member.preferred_term: member.concept for member in shipped.members.values()}
    conditions = sorted(
        term for term, concept in named.items()
        if concept not in (CEREBRAL_PALSY, EPILEPSY) and shipped.members[concept].group is Group.CONDITION
    )  # fmt: skip
    # Of those that leave none is common: no child of a small clinic has one.
    retired, doubtful, left, renamed = (named[conditions[place]] for place in (0, 4, 2, 3))
    member = replace(shipped.members[renamed], preferred_term="Renamed condition")
    refset = builder.shipped(replace(shipped, members={**shipped.members, renamed: member}))
    quadriplegia = builder.concept("Quadriplegic cerebral palsy", "Spastic quadriplegia", parents=(CEREBRAL_PALSY,))
    beyond = builder.concept("Wandering spleen", "Spleen that wanders")
    builder.join(refset, quadriplegia)
    april = builder.write_snapshot(folder / "april")
    builder.later(OCTOBER)
    successor = builder.concept("Successor condition")
    seizures = builder.concept("Seizures of a new kind", "Fits of a new kind", parents=(EPILEPSY,))
    builder.join(refset, successor, seizures)
    builder.retire(retired, m.DUPLICATE, [(m.SAME_AS, successor)])
    builder.retire(doubtful, m.AMBIGUOUS, [(m.POSSIBLY_EQUIVALENT, EPILEPSY), (m.POSSIBLY_EQUIVALENT, beyond)])
    builder.leave(refset, left)
    october = builder.write_snapshot(folder / "october")
    return Packages(april, october, quadriplegia, beyond, seizures, retired, successor, doubtful, left, renamed)
