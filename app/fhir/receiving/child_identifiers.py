"""The numbers of a Patient as identifiers of a child: those added, and next versions of those in use.

A Patient never takes a verified NHS number back to untraced, and never brings back a number that was taken away here.
Numbers of records merged into a child's stay with those.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from app.clinical.ages import london_date
from app.clinical.child import Child, ChildIdentifier, IdentifierKind
from app.clinical.child_numbers import (
    CONFLICT_FOUND,
    VERIFIED,
    absence_of_number,
    absent_number,
    number_in_use,
    status_by_default,
)
from app.clinical.ports import Work
from app.fhir.mapping.given import LocalGiven, PatientGiven
from app.fhir.ports import FhirRecords


def number_versions(
    child: Child, given: PatientGiven, merged: Sequence[Child], work: Work[FhirRecords]
) -> Iterator[ChildIdentifier]:
    """The NHS number added, or the next version of it or of its absence."""
    number, value = number_in_use(child), given.nhs_number
    if value is None:
        if number is None and given.nhs_number_status is not None:
            yield from _absence(child, given.nhs_number_status, work)
    elif number is None:
        held = any((known := number_in_use(each)) is not None and known.value == value for each in merged)
        gone = any(each.value == value for each in child.identifiers) and given.nhs_number_status != VERIFIED
        if not held and not gone:
            yield number_given(given, work)
    elif number.value == value:
        since = given.nhs_number_since or number.since
        status = _status_after(number.status, given.nhs_number_status)
        if (status, since) != (number.status, number.since):
            yield replace(number, version=number.version + 1, status=status, since=since)


def number_given(given: PatientGiven, work: Work[FhirRecords]) -> ChildIdentifier:
    """The NHS number of a Patient, or that there is none, as the first version of an identifier."""
    born, today = given.demographics.birth_date, london_date(work.now)
    numbered = given.nhs_number is not None
    status = given.nhs_number_status or status_by_default(numbered=numbered, born=born, today=today)
    if given.nhs_number is None:
        return absent_number(work.new_identity(), status, work.now)
    since = given.nhs_number_since or today
    return ChildIdentifier(work.new_identity(), IdentifierKind.NHS_NUMBER, given.nhs_number, None, status, since)


def _status_after(known: str | None, said: str | None) -> str | None:
    """A verified number stays verified unless tracing found a conflict."""
    return known if said is None or (known == VERIFIED and said != CONFLICT_FOUND) else said


def _absence(child: Child, status: str, work: Work[FhirRecords]) -> Iterator[ChildIdentifier]:
    before = absence_of_number(child)
    if before is None:
        yield absent_number(work.new_identity(), status, work.now)
    elif before.status != status:
        yield replace(before, version=before.version + 1, status=status)


def local_versions(
    child: Child, given: PatientGiven, merged: Sequence[Child], work: Work[FhirRecords]
) -> Iterator[ChildIdentifier]:
    """The local identifiers added, and the next versions of those in use from another day."""
    own = work.principal.organisation.ods_code
    known = {(each.issuer or own, each.value): each for each in _local_ones((*merged, child))}
    mine = {each.id for each in child.identifiers}
    for each in given.locals:
        before = known.get((each.issuer, each.value))
        if before is None:
            yield local_given(each, work)
        elif before.id in mine and before.until is None and each.since not in (None, before.since):
            yield replace(before, version=before.version + 1, since=each.since)


def _local_ones(children: Iterable[Child]) -> Iterator[ChildIdentifier]:
    return (each for child in children for each in child.identifiers if each.kind is IdentifierKind.LOCAL)


def local_given(local: LocalGiven, work: Work[FhirRecords]) -> ChildIdentifier:
    """A local identifier of a Patient, as the first version of an identifier."""
    since = local.since or london_date(work.now)
    return ChildIdentifier(work.new_identity(), IdentifierKind.LOCAL, local.value, local.issuer, None, since)
