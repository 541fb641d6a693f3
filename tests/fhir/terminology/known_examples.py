"""What is known with a small release loaded, and without one."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from app.fhir.terminology.known import KnownTerminology
from app.fhir.terminology.parameters import Problem, Resource
from app.terminology.edition_refset import refset_of_edition
from app.terminology.refset import Term, TermKind
from app.terminology.search import RefsetSearch
from tests.clinical.examples import GASTROSTOMY, NORMAL, REFSET
from tests.terminology.small_edition_of_needs import SET, edition_of_needs

SCT = "http://snomed.info/sct"
VERSION = "http://snomed.info/sct/900000000000207008/version/20261124"


def with_a_release(folder: Path) -> KnownTerminology:
    edition = edition_of_needs(folder)
    refset = refset_of_edition(edition, REFSET, (SET,), {})
    return KnownTerminology(refset, edition, RefsetSearch(refset))


def with_the_list_alone() -> KnownTerminology:
    own = {GASTROSTOMY: (Term("PEG", TermKind.SHORT_CODE),), NORMAL: (Term("NAD", TermKind.SHORT_CODE),)}
    members = {
        concept: replace(each, terms=(Term(each.preferred_term, TermKind.PREFERRED), *own.get(concept, ())))
        for concept, each in REFSET.members.items()
    }
    refset = replace(REFSET, members=members)
    return KnownTerminology(refset, None, RefsetSearch(refset))


def answered(given: Resource | Problem) -> Any:
    assert isinstance(given, dict), given
    return given


def refused(given: Resource | Problem) -> Problem:
    assert isinstance(given, Problem), given
    return given


def of(resource: Resource | Problem, name: str) -> list[Any]:
    """The values, or the parts, of the parameters with a name."""
    parameters = [each for each in answered(resource)["parameter"] if each["name"] == name]
    return [next(value for key, value in each.items() if key != "name") for each in parameters]
