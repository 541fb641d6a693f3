"""On whose word a need rests: asserter, performer or source of a resource, and the same of a statement.

Patient and RelatedPerson are the family. A Practitioner or PractitionerRole is a clinician of ours when the
organisation knows them, by reference or by a number of theirs. Any other clinician is one of whom nobody here can say
what they may diagnose, unless their profession is given: what they say rests on the word of the sending system.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from app.clinical.needs import SaidBy, Source
from app.clinical.professional import CareProfessional, Profession
from app.fhir.mapping.given import ProfessionalGiven
from app.fhir.mapping.looking import Findings, Resource, contained, reference, referred
from app.fhir.mapping.need_extensions import PROFESSION, PROFESSIONAL, SAID_BY, code_extension, code_said, value_said
from app.fhir.mapping.practitioner import professional_from_practitioner
from app.fhir.mapping.practitioner_role import professional_from_practitioner_role
from app.fhir.mapping.standing import as_resource
from app.fhir.mapping.surroundings import Surroundings
from app.fhir.systems import extension_url
from app.identity import Identity

FAMILY: Final[Resource] = {"type": "RelatedPerson", "display": "Family"}
"""The family, of whom nobody is named."""
CLINICIAN: Final[Resource] = {"type": "Practitioner", "display": "Clinician"}
"""A clinician who is not named."""

_WHO: Final = {
    "Patient": SaidBy.FAMILY,
    "RelatedPerson": SaidBy.FAMILY,
    "Practitioner": SaidBy.CLINICIAN,
    "PractitionerRole": SaidBy.CLINICIAN,
}


@dataclass(frozen=True, slots=True)
class Said:
    """On whose word something is said.

    `named` is who the resource says it is, None for nobody; `by` differs from it for a clinician of whom nothing is
    known here.
    """

    by: SaidBy
    named: SaidBy | None
    professional: Identity | None = None
    profession: Profession | None = None


def said(
    resource: Resource, people: Iterable[object], recorder: object, findings: Findings, surroundings: Surroundings
) -> Said:
    """Who says so, by the references to people that a resource makes; the first that is to a person decides.

    `recorder` is who only wrote it down: the professional, where it is not a clinician's own word.
    """
    known = [(who, each) for each in people if (who := _who(resource, each)) is not None]
    named, person = known[0] if known else (None, None)
    profession = code_said(resource, PROFESSION, Profession, findings)
    if named is SaidBy.CLINICIAN:
        return _clinician(resource, person, profession, findings, surroundings)
    writers = (recorder, value_said(resource, PROFESSIONAL), *(each for who, each in known[1:] if who is not named))
    writer = next((found for each in writers if (found := _ours(resource, each, surroundings)) is not None), None)
    return Said(
        named or SaidBy.SENDING_SYSTEM,
        named,
        writer.id if writer is not None else None,
        profession or (writer.profession if writer is not None else None),
    )


def person_of(source: Source) -> Resource | None:
    """The person on whose word a statement rests, as a reference; None where it is the sending system's."""
    if source.said_by is SaidBy.FAMILY:
        return {**FAMILY}
    if source.said_by is SaidBy.SENDING_SYSTEM:
        return None
    return {**CLINICIAN} if source.professional is None else reference("Practitioner", source.professional)


def writer_of(source: Source) -> Resource | None:
    """The professional who wrote down what somebody else says, as a reference; None where there is none."""
    if source.said_by is SaidBy.CLINICIAN or source.professional is None:
        return None
    return reference("Practitioner", source.professional)


def source_extensions(source: Source, *, written: bool) -> Iterator[Resource]:
    """What no reference says of who says so; `written` where the resource has an element for the writer."""
    if source.profession is not None:
        yield code_extension(PROFESSION, source.profession.value)
    elif source.said_by is SaidBy.CLINICIAN and source.professional is None:
        yield code_extension(SAID_BY, source.said_by.value)
    note = writer_of(source)
    if note is not None and not written:
        yield {"url": extension_url(PROFESSIONAL), "valueReference": note}


def _clinician(
    resource: Resource, person: object, profession: Profession | None, findings: Findings, surroundings: Surroundings
) -> Said:
    ours = _ours(resource, person, surroundings)
    if ours is not None:
        return Said(SaidBy.CLINICIAN, SaidBy.CLINICIAN, ours.id, profession or ours.profession)
    given = _described(resource, person, surroundings)
    profession = profession or (given.profession if given is not None else None)
    if profession is not None or code_said(resource, SAID_BY, SaidBy, findings) is SaidBy.CLINICIAN:
        return Said(SaidBy.CLINICIAN, SaidBy.CLINICIAN, None, profession)
    findings.inform(
        "",
        "The clinician who says so is none that is known here, so it is recorded on the word of the sending system. "
        "Send the Practitioner with the number by which the organisation knows them.",
    )
    return Said(SaidBy.SENDING_SYSTEM, SaidBy.CLINICIAN)


def _who(resource: Resource, person: object) -> SaidBy | None:
    """Family or clinician, by the type of what is referred to, however it is told; None for anything else."""
    if not isinstance(person, dict):
        return None
    inside = contained(resource, person)
    told = [person.get("type"), *str(person.get("reference", "")).split("/")]
    if inside is not None:
        told.insert(0, inside.get("resourceType"))
    return next((_WHO[each] for each in told if each in _WHO), None)


def _ours(resource: Resource, person: object, surroundings: Surroundings) -> CareProfessional | None:
    """The care professional of the organisation that a reference means."""
    if not isinstance(person, dict):
        return None
    direct = referred(person, "Practitioner", "PractitionerRole")
    if direct is not None and direct in surroundings.professionals:
        return surroundings.professionals[direct]
    within = _practitioner_within(resource, person, surroundings)
    if within is not None and within in surroundings.professionals:
        return surroundings.professionals[within]
    given = _described(resource, person, surroundings)
    local = given.local_identifier if given is not None else None
    if local is None:
        return None
    return next((each for each in surroundings.professionals.values() if each.local_identifier == local), None)


def _practitioner_within(resource: Resource, person: object, surroundings: Surroundings) -> Identity | None:
    """The Practitioner that a PractitionerRole points at."""
    role = surroundings.target(resource, person)
    return referred(role.get("practitioner"), "Practitioner") if role is not None else None


def _described(resource: Resource, person: object, surroundings: Surroundings) -> ProfessionalGiven | None:
    """What is said of a clinician by the resource that is pointed at, or by the reference itself."""
    silent = Findings("", [])
    target = surroundings.target(resource, person)
    if target is not None and target.get("resourceType") == "PractitionerRole":
        within = {**target, "contained": resource.get("contained") or []}
        return professional_from_practitioner_role(within, silent, surroundings)
    return professional_from_practitioner(target or as_resource(person), silent, surroundings)
