"""PractitionerRole: what a care professional is here (UK Core PractitionerRole; FHIR R4, PractitionerRole).

Profession, staff group, occupation code and job role are codes of ours in `code`; codes of other systems, such as those
of SNOMED CT or of the job roles of the Spine, are kept.
"""

import re
from dataclasses import dataclass, replace
from typing import Final

from app.clinical.professional import CareProfessional, Profession
from app.fhir.mapping.given import ProfessionalGiven
from app.fhir.mapping.listed_codes import codes_listed, listed_concept, lists, wording_of
from app.fhir.mapping.looking import Findings, Resource, contained, listed, reference
from app.fhir.mapping.practitioner import professional_from_practitioner
from app.fhir.mapping.standing import as_resource
from app.fhir.mapping.surroundings import Surroundings
from app.fhir.structure.problems import IssueType
from app.identity import shown

OWNED: Final = frozenset({"practitioner", "organization", "code"})

_OCCUPATION: Final = re.compile(r"[A-Z0-9]{3}")
"""NHS occupation code, an3."""


@dataclass(frozen=True, slots=True)
class RoleGiven:
    """What the codes of a PractitionerRole say; None is what they do not say."""

    profession: Profession | None = None
    staff_group: str | None = None
    occupation_code: str | None = None
    job_role: str | None = None


def role_from_practitioner_role(resource: Resource, findings: Findings) -> RoleGiven:
    """The role by itself; codes of ours that are not in their list are wrong."""
    profession = _code(resource, "profession", findings)
    return RoleGiven(
        Profession(profession) if profession is not None else None,
        _code(resource, "staff_group", findings),
        _code(resource, "occupation_code", findings),
        _code(resource, "job_role", findings),
    )


def combined(professional: ProfessionalGiven, role: RoleGiven) -> ProfessionalGiven:
    """A care professional with what a role says of them; what it does not say stays as it was."""
    return replace(
        professional,
        profession=role.profession or professional.profession,
        staff_group=role.staff_group or professional.staff_group,
        occupation_code=role.occupation_code or professional.occupation_code,
        job_role=role.job_role or professional.job_role,
    )


def professional_from_practitioner_role(
    resource: Resource, findings: Findings, surroundings: Surroundings
) -> ProfessionalGiven | None:
    """The care professional whose role it is, with the role; None when it does not say whose.

    What is wrong with a Practitioner that was sent by itself is noted there and not here.
    """
    role = role_from_practitioner_role(resource, findings)
    pointer = resource.get("practitioner")
    inside = contained(resource, pointer)
    if inside is not None:
        place = next(index for index, each in enumerate(listed(resource, "contained")) if each is inside)
        there = Findings(f"{findings.place}.contained[{place}]", findings.problems)
        found = professional_from_practitioner(inside, there, surroundings)
    else:
        pointed_at = surroundings.target(resource, pointer) or _as_practitioner(pointer)
        found = professional_from_practitioner(pointed_at, Findings(findings.place, []), surroundings)
    return None if found is None else combined(found, role)


def practitioner_role_from_professional(professional: CareProfessional, surroundings: Surroundings) -> Resource:
    """What a care professional of the organisation is."""
    own = surroundings.organisation
    codes = (
        ("profession", professional.profession.value),
        ("staff_group", professional.staff_group),
        ("occupation_code", professional.occupation_code),
        ("job_role", professional.job_role),
    )
    return {
        "resourceType": "PractitionerRole",
        "id": shown(professional.id),
        "practitioner": reference("Practitioner", professional.id, professional.name),
        "organization": reference("Organization", own.id, own.name),
        "code": [listed_concept(f"professional.{name}", code) for name, code in codes if code is not None],
    }


def _as_practitioner(pointer: object) -> Resource:
    said = as_resource(pointer)
    return {**said, "name": [{"text": said["name"]}]} if "name" in said else said


def _code(resource: Resource, name: str, findings: Findings) -> str | None:
    """The code of ours for one thing; the first, if a role has several of them."""
    key = f"professional.{name}"
    found = None
    for place, concept in enumerate(listed(resource, "code")):
        for code in codes_listed(concept, key):
            if not _is_known(key, code):
                said = "This code is not in its list, which the CodeSystem of the same url has. Send one that is."
                findings.wrong(f"code[{place}]", said, IssueType.CODE_INVALID)
            elif found is not None and code != found:
                findings.warn(
                    f"code[{place}]", "A role before it has another code of this system: that one is recorded."
                )
            else:
                found = code
    return found


def _is_known(key: str, code: str) -> bool:
    return code in wording_of(key) if key in lists() else _OCCUPATION.fullmatch(code) is not None
