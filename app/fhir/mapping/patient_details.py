"""A Patient's ethnic category, and the date of death."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from app.clinical.child import FactAnswer, FactKind
from app.fhir.mapping.listed_codes import codes_listed
from app.fhir.mapping.looking import Findings, Resource, code_of, extension_value, whole_date
from app.fhir.mapping.patient_facts import Standing, beyond_element
from app.fhir.mapping.patient_said import Said, value_said
from app.fhir.structure.problems import IssueType
from app.fhir.systems import ETHNIC_CATEGORIES, ETHNIC_CATEGORY

_ETHNIC_SYSTEMS: Final = (ETHNIC_CATEGORIES, "https://fhir.hl7.org.uk/CodeSystem/UKCore-EthnicCategory")
_NOT_ETHNIC: Final = "This is no code of ETHNIC CATEGORY, A to Z or 99. It is kept, not recorded."
_DEATH_TO_COME: Final = "The date of death is in the future. Check the year."
_DEATH_FIRST: Final = "The date of death is before the date of birth. Check both."
_DEATH_PARTLY: Final = "The date of death is not as precise as a day. It is kept, not recorded."


def ethnicity_said(resource: Resource, findings: Findings) -> Iterator[Said]:
    """The ethnic category."""
    concept = extension_value(resource, ETHNIC_CATEGORY)
    codes = [code_of(concept, system) for system in _ETHNIC_SYSTEMS]
    codes += codes_listed(concept, "fact.ethnic_category")
    value = next((each for each in codes if value_said(FactKind.ETHNIC_CATEGORY, each)), None)
    if value is not None:
        yield Said(FactKind.ETHNIC_CATEGORY, "extension", FactAnswer.KNOWN, value)
    elif concept is not None:
        findings.warn("extension", _NOT_ETHNIC)


def ethnicity_of(standing: Standing) -> list[Resource]:
    """The extension of UK Core, and ours for what it cannot say."""
    fact = standing.get(FactKind.ETHNIC_CATEGORY)
    if fact is None:
        return []
    concept = {"coding": [{"system": ETHNIC_CATEGORIES, "code": fact.value}]}
    made = [{"url": ETHNIC_CATEGORY, "valueCodeableConcept": concept}] if fact.value is not None else []
    return [*made, *beyond_element(standing, FactKind.ETHNIC_CATEGORY)]


def death_said(resource: Resource, findings: Findings, born: date | None, today: date) -> Iterator[Said]:
    """The date of death. That a child has died, without the date, is kept only."""
    text = resource.get("deceasedDateTime")
    on = whole_date(text)
    if text is not None and on is None:
        findings.warn("deceasedDateTime", _DEATH_PARTLY)
    if on is None:
        return
    if on > today:
        findings.wrong("deceasedDateTime", _DEATH_TO_COME, IssueType.VALUE)
    elif born is not None and on < born:
        findings.wrong("deceasedDateTime", _DEATH_FIRST)
    else:
        yield Said(FactKind.DEATH_DATE, "deceasedDateTime", FactAnswer.KNOWN, on.isoformat())


def death_of(standing: Standing) -> tuple[Resource, list[Resource]]:
    """The element of the date of death, none when it is not known; and what it cannot say."""
    fact = standing.get(FactKind.DEATH_DATE)
    made = {"deceasedDateTime": fact.value} if fact is not None and fact.value is not None else {}
    return made, beyond_element(standing, FactKind.DEATH_DATE)
