"""The care professionals a body brings: who gives care, as their Practitioner and PractitionerRole say."""

from collections.abc import Mapping, Sequence

from app.clinical.professional import CareProfessional, Profession
from app.fhir.mapping.given import ProfessionalGiven
from app.fhir.mapping.looking import Findings
from app.fhir.mapping.practitioner_role import RoleGiven, combined, role_from_practitioner_role
from app.fhir.mapping.surroundings import Surroundings
from app.fhir.receiving.allotting import Allotted
from app.fhir.receiving.proposed import Proposed
from app.fhir.structure.problems import Problem
from app.identity import Identity


def record_professionals(
    allotted: Sequence[Allotted], proposed: Proposed, surroundings: Surroundings, problems: list[Problem]
) -> None:
    """Add the care professionals who are not known yet. One without any identifier is only kept.

    Who is known stays as the organisation's administrators have them: the staff list is theirs.
    """
    roles = _roles(allotted, problems)
    for each in allotted:
        given = each.professional
        if each.known or not each.writes or given is None or given.local_identifier is None:
            continue
        role = roles.get(each.identity)
        whole = given if role is None else combined(given, role)
        proposed.add_professional(_professional(each.identity, whole, surroundings))


def _roles(allotted: Sequence[Allotted], problems: list[Problem]) -> Mapping[Identity, RoleGiven]:
    roles: dict[Identity, RoleGiven] = {}
    for each in allotted:
        if each.type == "PractitionerRole" and each.writes:
            findings = Findings(each.entry.resource_place, problems)
            roles.setdefault(each.identity, role_from_practitioner_role(each.entry.resource, findings))
    return roles


def _professional(identity: Identity, given: ProfessionalGiven, surroundings: Surroundings) -> CareProfessional:
    return CareProfessional(
        identity,
        surroundings.organisation.id,
        given.name,
        given.profession or Profession.OTHER,
        given.local_identifier or "",
        given.registration_body,
        given.registration_entry,
        given.staff_group,
        given.occupation_code,
        given.job_role,
    )
