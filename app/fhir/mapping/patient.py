"""Patient: a child, as UK Core Patient 2.6.1 identifies them, and back.

Elements come first; what R4 and UK Core have no element for is said by our own extensions (`patient_facts`). Names,
addresses, contacts and identifiers that are not recorded are only kept; `patient_over_sent` brings them back.
"""

from datetime import date
from types import MappingProxyType
from typing import Final

from app.clinical.ages import completed_years
from app.clinical.child import OLDEST_YEARS, Child, ChildFact, Demographics, FactKind, Gender
from app.clinical.child_facts import SEVERAL, WORKING_YEARS
from app.fhir.mapping.given import FactGiven, PatientGiven
from app.fhir.mapping.looking import Findings, Resource, listed, partial_date, reference, whole_date
from app.fhir.mapping.patient_carer import carer_of, carer_said
from app.fhir.mapping.patient_details import death_of, death_said, ethnicity_of, ethnicity_said
from app.fhir.mapping.patient_facts import Standing, extensions_said, fact_extension, facts_said
from app.fhir.mapping.patient_identifiers import identifiers_of, locals_given, nhs_number_given, unavailable
from app.fhir.mapping.patient_language import interpreter_of, interpreter_said, language_of, language_said
from app.fhir.mapping.patient_names import name_said, names_of
from app.fhir.mapping.patient_places import address_of, address_said, practice_of, practice_said
from app.fhir.mapping.patient_sent import with_what_was_sent
from app.fhir.mapping.surroundings import Surroundings
from app.fhir.r4 import built
from app.fhir.structure.problems import IssueType, Severity
from app.identity import shown

OWNED: Final = frozenset(
    {
        "extension",
        "identifier",
        "name",
        "gender",
        "_gender",
        "birthDate",
        "_birthDate",
        "deceasedBoolean",
        "_deceasedBoolean",
        "deceasedDateTime",
        "_deceasedDateTime",
        "address",
        "contact",
        "communication",
        "generalPractitioner",
        "contained",
    }
)
"""The elements rendered from the record. `patient_over_sent` brings back what of them is only kept."""

_GENDERS: Final = MappingProxyType(
    {"male": Gender.MALE, "female": Gender.FEMALE, "other": Gender.INDETERMINATE, "unknown": Gender.NOT_KNOWN}
)
_CODES: Final = MappingProxyType({gender: code for code, gender in _GENDERS.items()})
_BY_ELEMENTS: Final = frozenset(
    {
        FactKind.ADDRESS,
        FactKind.POSTCODE,
        FactKind.GP_PRACTICE,
        FactKind.ETHNIC_CATEGORY,
        FactKind.PREFERRED_LANGUAGE,
        FactKind.INTERPRETER,
        FactKind.MAIN_CARER,
        FactKind.DEATH_DATE,
    }
)
_OF_THE_MOTHER: Final = frozenset({FactKind.MOTHER_NHS_NUMBER, FactKind.MOTHER_NHS_NUMBER_STATUS})

_BORN_PARTLY: Final = "The date of birth is not as precise as a day. It is kept, not recorded."
_BORN_TO_COME: Final = "The date of birth is in the future. Check the year."
_GROWN_UP: Final = (
    f"The date of birth is that of somebody older than {OLDEST_YEARS}. This is a service for children and young "
    "people: check the year, and that it is the child's."
)
_YOUNG_TO_WORK: Final = f"Employment is said of a child younger than {WORKING_YEARS}. Check whose it is."
_LINKED: Final = "That two Patients are one child is kept, not recorded: records are merged at the register."


def child_from_patient(resource: Resource, findings: Findings, surroundings: Surroundings) -> PatientGiven | None:
    """What a Patient says of a child; None where something refuses it, and is noted in `findings`."""
    before, today = len(findings.problems), surroundings.today
    born = _born(resource, findings, today)
    name = name_said(resource, findings, today)
    number = nhs_number_given(resource, findings, born, surroundings)
    local = locals_given(resource, findings, surroundings)
    facts = _facts(resource, findings, born, surroundings)
    _note_links(resource, findings)
    if name is None or any(each.severity is Severity.ERROR for each in findings.problems[before:]):
        return None
    gender = _GENDERS[resource.get("gender", "unknown")]
    return PatientGiven(
        Demographics(name.family, name.given, name.title, name.preferred, born, gender),
        number.value if number is not None else None,
        number.status if number is not None else None,
        local,
        facts,
        number.since if number is not None and number.value is not None else None,
        name.in_parts,
    )


def _born(resource: Resource, findings: Findings, today: date) -> date | None:
    text = resource.get("birthDate")
    born = whole_date(text)
    if born is not None and born > today:
        findings.wrong("birthDate", _BORN_TO_COME, IssueType.VALUE)
    elif born is not None and completed_years(born, today) > OLDEST_YEARS:
        findings.warn("birthDate", _GROWN_UP)
    elif born is None and partial_date(text) is not None:
        findings.warn("birthDate", _BORN_PARTLY)
    return born


def _facts(
    resource: Resource, findings: Findings, born: date | None, surroundings: Surroundings
) -> tuple[FactGiven, ...]:
    today = surroundings.today
    by_elements = (
        *address_said(resource, findings, today),
        *practice_said(resource, findings, surroundings),
        *ethnicity_said(resource, findings),
        *language_said(resource, findings),
        *interpreter_said(resource, findings),
        *carer_said(resource, findings, today),
        *death_said(resource, findings, born, today),
    )
    extended = extensions_said(resource, findings)
    for each in extended:
        if each.kind is FactKind.EMPLOYMENT and born is not None and completed_years(born, today) < WORKING_YEARS:
            findings.warn(each.path, _YOUNG_TO_WORK)
    return facts_said(by_elements, extended, findings, today)


def _note_links(resource: Resource, findings: Findings) -> None:
    for place, each in enumerate(listed(resource, "link")):
        if each.get("type") in ("replaced-by", "replaces"):
            findings.warn(f"link[{place}]", _LINKED)


def patient_from_child(child: Child, surroundings: Surroundings) -> Resource:
    """A child as they are known today, without `meta`. A sensitive address is left out."""
    standing = _standing(child, surroundings.today)
    addresses, of_address = address_of(standing)
    practices, of_practice = practice_of(standing)
    languages, of_language = language_of(standing)
    carers, of_carer = carer_of(standing)
    death, of_death = death_of(standing)
    reason = unavailable(child)
    extensions = [
        *ethnicity_of(standing),
        *interpreter_of(standing),
        *([reason] if reason is not None else []),
        *(*of_address, *of_practice, *of_language, *of_carer, *of_death),
        *_by_extensions(child, standing, surroundings.today),
    ]
    who = child.demographics
    rendered: Resource = {
        "resourceType": "Patient",
        "id": shown(child.id),
        "extension": extensions,
        "identifier": identifiers_of(child),
        "name": names_of(who),
        "gender": _CODES[who.gender],
        **({"birthDate": who.birth_date.isoformat()} if who.birth_date is not None else {}),
        **death,
        "address": addresses,
        "contact": carers,
        "communication": languages,
        "generalPractitioner": practices,
        **_merging(child),
    }
    return {name: value for name, value in rendered.items() if value != []}


def patient_over_sent(child: Child, surroundings: Surroundings, sent: Resource) -> Resource:
    """A child as they are known today, laid over the last Patient that a system sent of them.

    Names, addresses, contacts, extensions and the like of `sent` that are not recorded stand beside those that are;
    elements that are not OWNED are as they were sent. A sensitive address is left out, whoever sent it. What was sent
    does not pass the models that build what is sent (`r4`), which would rewrite it.
    """
    rendered = built(patient_from_child(child, surroundings))
    standing = _standing(child, surroundings.today)
    return with_what_was_sent(rendered, child, standing, sent, surroundings)


def _standing(child: Child, today: date) -> Standing:
    held = {kind: child.fact(kind, today) for kind in FactKind}
    return {kind: fact for kind, fact in held.items() if fact is not None}


def _by_extensions(child: Child, standing: Standing, today: date) -> list[Resource]:
    """The facts that have no element, of which some are several; the mother's are RelatedPerson's."""
    without = [kind for kind in FactKind if kind not in _BY_ELEMENTS | _OF_THE_MOTHER]
    facts: list[ChildFact] = []
    for kind in without:
        if kind in SEVERAL:
            facts += child.answers(kind, today)
        elif kind in standing:
            facts.append(standing[kind])
    return [made for each in facts if (made := fact_extension(each)) is not None]


def _merging(child: Child) -> Resource:
    """That another record stands for the child, or that this one stands for others."""
    if child.merged_into is not None:
        return {"active": False, "link": [{"other": reference("Patient", child.merged_into), "type": "replaced-by"}]}
    links = [{"other": reference("Patient", each), "type": "replaces"} for each in child.merged_from]
    return {"link": links} if links else {}
