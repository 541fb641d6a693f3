"""Which clinician of ours a host's Practitioner is: by staff identifier, or SDS user id, of an account."""

from collections.abc import Iterator, Sequence
from typing import Final

from app.access.hosts import Host
from app.access.people import Account
from app.clinical.professional import CareProfessional
from app.fhir.mapping.looking import Resource, identifiers
from app.fhir.systems import LOCAL_PROFESSIONAL, SDS_USER, same_system

READABLE: Final = ("Practitioner", "PractitionerRole")
"""Types of resource that say which clinician is signed in at a host."""


def account_of(
    practitioner: Resource,
    host: Host,
    professionals: Sequence[CareProfessional],
    accounts: Sequence[Account],
) -> Account | None:
    """The account of the organisation whose care professional has an identifier of the Practitioner.

    Returns:
        None when there is none, or when its identifiers are those of several people.
    """
    named = {value.strip().casefold() for value in _staff_identifiers(practitioner, host)}
    known = {each.id for each in professionals if each.local_identifier.strip().casefold() in named}
    found = [each for each in accounts if each.professional is not None and each.professional in known]
    return found[0] if len(known) == 1 and len(found) == 1 else None


def _staff_identifiers(practitioner: Resource, host: Host) -> Iterator[str]:
    systems = (LOCAL_PROFESSIONAL, SDS_USER, *([host.staff_system] if host.staff_system is not None else []))
    for system, value in identifiers(practitioner):
        if any(same_system(system, each) for each in systems) and value.strip():
            yield value
