"""Where a need goes in the submission: by its group, by what kind of concept it is, and by how sure one is of it.

A diagnosis is a disorder (the semantic tag of its fully specified name) of which a clinician is sure, or which one
suspects. What the family reports, what was excluded, and what is no disorder is never submitted as a diagnosis.
Safeguarding needs are submitted nowhere: safeguarding has questions of its own (CYP001, CYP402, CYP403).
"""

from enum import StrEnum
from typing import Final

from app.clinical.history import NeedHistory
from app.clinical.needs import Certainty, Change, Statement
from app.terminology.concept import ConceptId
from app.terminology.refset import Group, Refset

SNOMED_DIAGNOSIS: Final = "06"
"""DIAGNOSIS SCHEME IN USE (COMMUNITY CARE) for SNOMED CT."""

SNOMED_FINDING: Final = "04"
"""FINDING SCHEME IN USE for SNOMED CT."""

CIRCUMSTANCES: Final = frozenset(
    map(
        ConceptId,
        (
            25622003,  # Support system deficit
            105531004,  # Housing unsatisfactory
            161155000,  # School problem
            248539004,  # Family problems
            300742006,  # Difficulty participating in leisure activities
        ),
    )
)
"""The family-reported issues that are social and personal circumstances (CYP006); the others are findings (CYP202)."""

_DISORDERS_BY_NAME: Final = frozenset(
    map(
        ConceptId,
        (
            56409008,  # Monoplegic cerebral palsy
            230777006,  # Monoplegic cerebral palsy affecting upper limb
            230778001,  # Monoplegic cerebral palsy affecting lower limb
            774149004,  # Severe intellectual disability, microcephaly, midline stereotypic hand movements syndrome
            778011005,  # Severe intellectual disability and progressive spastic paraplegia
            782555009,  # Allergy to cow's milk protein
            782723007,  # Severe intellectual disability, progressive spastic diplegia syndrome
            782755007,  # Primary microcephaly, mild intellectual disability, young-onset diabetes syndrome
            1010441004,  # Sensorineural hearing loss of right ear with normal hearing on left side
            1010442006,  # Sensorineural hearing loss of left ear with normal hearing on right side
            1119386008,  # Sensorineural hearing loss of right ear
            1119387004,  # Sensorineural hearing loss of left ear
            1148757008,  # Microcephaly
            1148758003,  # Congenital microcephaly
        ),
    )
)
"""Members whose fully specified name the shipped list does not have, and which are disorders by their preferred term.
"""


_DISORDER: Final = "disorder"
_NOT_THERE: Final = frozenset({Certainty.EXCLUDED, Certainty.SUSPECTED})


class Place(StrEnum):
    """The table that states a need."""

    CIRCUMSTANCE = "CYP006SocPerCircumstances"
    TECHNOLOGY = "CYP404AssTechToSupportDisTyp"
    PREVIOUS = "CYP601MedicalHistory"
    PROVISIONAL = "CYP606ProvDiag"
    DIAGNOSIS = "CYP607PrimDiag or CYP608SecDiag"
    FINDING = "CYP202CareActivity"
    NOWHERE = ""


def is_disorder(concept: ConceptId, refset: Refset) -> bool:
    """Whether a concept is a disorder: by its semantic tag, of a member now or once, or in the edition in use."""
    member = refset.known(concept)
    name = "" if member is None else member.fully_specified_name or ""
    if name:
        return name.endswith("(disorder)")
    wider = refset.beyond.concept(concept)
    return concept in _DISORDERS_BY_NAME if wider is None else wider.kind == _DISORDER


def place_of(need: NeedHistory, refset: Refset) -> Place:
    """Where a need that stands, or stood, at the date of the submission is stated."""
    statement = need.latest
    if statement.concept is None or statement.change is Change.ENTERED_IN_ERROR:
        return Place.NOWHERE
    diagnosable = _diagnosable(statement, refset)
    if diagnosable or not statement.change.standing:
        return _place_of_disorder(statement) if diagnosable else Place.NOWHERE
    if statement.certainty in _NOT_THERE or statement.group is Group.SAFEGUARDING:
        return Place.NOWHERE
    if statement.group is Group.TECHNOLOGY_DEPENDENCY:
        return Place.TECHNOLOGY
    return Place.CIRCUMSTANCE if statement.concept in CIRCUMSTANCES else Place.FINDING


def _place_of_disorder(statement: Statement) -> Place:
    if statement.certainty is Certainty.DIAGNOSED:
        return Place.DIAGNOSIS if statement.change.standing else Place.PREVIOUS
    suspected = statement.certainty is Certainty.SUSPECTED and statement.change.standing
    return Place.PROVISIONAL if suspected else Place.NOWHERE


def is_finding(statement: Statement, refset: Refset) -> bool:
    """Whether what a contact says of a need is a finding of that contact (CYP202), placed nowhere else."""
    if statement.concept is None or not statement.change.affirmed:
        return False
    if statement.certainty in _NOT_THERE:
        return False
    elsewhere = (Group.TECHNOLOGY_DEPENDENCY, Group.SAFEGUARDING)
    if statement.group in elsewhere or statement.concept in CIRCUMSTANCES:
        return False
    return not _diagnosable(statement, refset)


def _diagnosable(statement: Statement, refset: Refset) -> bool:
    concept = statement.concept
    if concept is None or statement.group not in (Group.CONDITION, Group.UNGROUPED):
        return False
    return is_disorder(concept, refset)
