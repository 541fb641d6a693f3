"""Which child a Patient is about: by NHS number, else by the sender's identifier. Conflicts are refused, never merged.

Two records of one child can be merged at the register; two children in one record can hardly be told apart again. So
whatever speaks against a match refuses it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.clinical.child import Child
from app.clinical.child_numbers import VERIFIED, number_in_use
from app.fhir.mapping.given import LocalGiven, PatientGiven
from app.fhir.mapping.looking import Findings
from app.fhir.structure.problems import IssueType
from app.identity import Identity

Holders = Mapping[str | tuple[str, str], Child]
"""Children by a number they have in use: an NHS number, or the issuer and the value of a local identifier."""

_OTHER_BIRTH: Final = (
    "A child known here by this number or identifier was born on another date. Nothing is recorded, and nothing is "
    "merged. Check number, identifier and date; if the date here is wrong, correct it at the register first."
)
_UNSURE: Final = (
    "A child known here has this NHS number, but neither side has verified it and the dates of birth cannot be "
    "compared. Send the date of birth, or the number once it is verified (status 01)."
)
_TWO_CHILDREN: Final = (
    "The numbers and identifiers here belong to different children. Send those of one child; if both records are of "
    "one child, merge them at the register first."
)
_OTHER_NUMBER: Final = (
    "The child known here by this identifier has another NHS number. Check both; if the number here is wrong, correct "
    "it at the register first."
)
_ANOTHERS_LOCAL: Final = (
    "Another child has this value as a local patient identifier, and nothing says which organisation it was given by. "
    "It is kept, not recorded. Send the assigner with its ODS code."
)


@dataclass(frozen=True, slots=True)
class Matched:
    """The child a Patient is about, None where nobody here is.

    `given` is what it says without local identifiers that turned out to be another child's: record that.
    """

    child: Child | None
    given: PatientGiven


def match(given: PatientGiven, claimed: Identity | None, holders: Holders, findings: Findings) -> Matched | None:
    """The child a Patient is about; None, and noted as a conflict, where numbers and dates speak for different ones.

    Args:
        given: what the Patient says.
        claimed: the child who is known by the sender's own identifier, system and value.
        holders: who has the numbers in use; `claimed` is among them, under any key.
        findings: of the Patient.

    Raises:
        KeyError: `claimed` is not among the holders.
    """
    by_number = holders.get(given.nhs_number) if given.nhs_number is not None else None
    named = [*([by_number] if by_number is not None else []), *_by_identifier(given, claimed, holders)]
    own, anothers = _loosely(given, named, holders)
    refusal = _refusal(given, by_number, [*named, *own])
    if refusal is not None:
        findings.wrong(refusal[0], refusal[1], IssueType.CONFLICT)
        return None
    for _ in anothers:
        findings.warn("identifier", _ANOTHERS_LOCAL)
    kept = tuple(each for each in given.locals if each not in anothers)
    return Matched(next(iter([*named, *own]), None), replace(given, locals=kept))


def _by_identifier(given: PatientGiven, claimed: Identity | None, holders: Holders) -> Iterator[Child]:
    if claimed is not None:
        found = next((each for each in holders.values() if each.id == claimed), None)
        if found is None:
            raise KeyError("The child whose identifier it is must be among the holders.")
        yield found
    held = (holders.get((each.issuer, each.value)) for each in given.locals if each.issuer_said)
    yield from (each for each in held if each is not None)


def _loosely(given: PatientGiven, named: Sequence[Child], holders: Holders) -> tuple[list[Child], list[LocalGiven]]:
    """By identifiers that do not say who issued them: children they may mean; and those that are another child's."""
    own, anothers = [], []
    for each in given.locals:
        child = holders.get((each.issuer, each.value)) if not each.issuer_said else None
        if child is None:
            continue
        other = any(_stands(child) != _stands(known) for known in named)
        if other or _born_otherwise(given, child) or _numbered_otherwise(given, child, named):
            anothers.append(each)
        else:
            own.append(child)
    return own, anothers


def _refusal(given: PatientGiven, by_number: Child | None, named: Sequence[Child]) -> tuple[str, str] | None:
    """Why children named together cannot be the one the Patient is about: the element, and what is said; else None."""
    if len({_stands(each) for each in named}) > 1:
        return "identifier", _TWO_CHILDREN
    if any(_born_otherwise(given, each) for each in named):
        return "birthDate", _OTHER_BIRTH
    if by_number is None and any(_numbered_otherwise(given, each, ()) for each in named):
        return "identifier", _OTHER_NUMBER
    if by_number is not None and not _sure(given, by_number, named):
        return "identifier", _UNSURE
    return None


def _sure(given: PatientGiven, by_number: Child, named: Sequence[Child]) -> bool:
    """Whether a number proves who it is: verified by either, or borne out by the date of birth or an identifier."""
    held = number_in_use(by_number)
    verified = given.nhs_number_status == VERIFIED or (held is not None and held.status == VERIFIED)
    born = given.demographics.birth_date
    return verified or len(named) > 1 or (born is not None and born == by_number.demographics.birth_date)


def _stands(child: Child) -> Identity:
    """The record that stands for a child."""
    return child.merged_into or child.id


def _born_otherwise(given: PatientGiven, child: Child) -> bool:
    here, there = child.demographics.birth_date, given.demographics.birth_date
    return here is not None and there is not None and here != there


def _numbered_otherwise(given: PatientGiven, child: Child, named: Sequence[Child]) -> bool:
    """Whether a child has another NHS number, and is not known by the one given either."""
    held = number_in_use(child)
    known = any(_stands(each) == _stands(child) for each in named)
    return not known and held is not None and given.nhs_number is not None and held.value != given.nhs_number
