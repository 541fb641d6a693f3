"""Which parameters a search of each type takes (FHIR R4, search; a CapabilityStatement tells the same)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Final

from app.fhir.reading.clinical_date import DATED
from app.fhir.types import ACCEPTED, NEED_TYPES


class ParameterKind(StrEnum):
    """Of what type a parameter is (SearchParamType)."""

    TOKEN = "token"  # noqa: S105 - a type of parameter
    REFERENCE = "reference"
    DATE = "date"
    STRING = "string"


class Meaning(StrEnum):
    """What a parameter is about, whatever a type calls it."""

    ID = "id"
    UPDATED = "updated"
    IDENTIFIER = "identifier"
    PATIENT = "patient"
    ENCOUNTER = "encounter"
    CODE = "code"
    DATE = "date"
    FAMILY = "family"
    GIVEN = "given"
    NAME = "name"
    BIRTH_DATE = "birthdate"


@dataclass(frozen=True, slots=True)
class Declared:
    """A parameter: its name, its kind, what it means here, and how it works, in words."""

    name: str
    kind: ParameterKind
    meaning: Meaning
    says: str
    definition: str | None = None


_KINDS: Final[Mapping[Meaning, ParameterKind]] = MappingProxyType(
    {
        Meaning.ID: ParameterKind.TOKEN,
        Meaning.UPDATED: ParameterKind.DATE,
        Meaning.IDENTIFIER: ParameterKind.TOKEN,
        Meaning.PATIENT: ParameterKind.REFERENCE,
        Meaning.ENCOUNTER: ParameterKind.REFERENCE,
        Meaning.CODE: ParameterKind.TOKEN,
        Meaning.DATE: ParameterKind.DATE,
        Meaning.FAMILY: ParameterKind.STRING,
        Meaning.GIVEN: ParameterKind.STRING,
        Meaning.NAME: ParameterKind.STRING,
        Meaning.BIRTH_DATE: ParameterKind.DATE,
    }
)
_DATE_PREFIXES: Final = "with eq, ge, gt, le, lt, sa or eb"
_SAYS: Final[Mapping[Meaning, str]] = MappingProxyType(
    {
        Meaning.ID: "Ids, separated by commas.",
        Meaning.UPDATED: f"When the version that holds was recorded: an instant or a date, {_DATE_PREFIXES}.",
        Meaning.IDENTIFIER: "system|value, or a value in any system. A system may be written in any case.",
        Meaning.PATIENT: (
            "An id or a reference, or of the Patient: .identifier, .family, .given, .name, .birthdate. Records that "
            "were merged are one Patient."
        ),
        Meaning.ENCOUNTER: (
            "What was recorded at a contact that took place, or names an Encounter otherwise, by its id or a reference."
        ),
        Meaning.CODE: (
            "system|code, or a code in any system. :below takes SNOMED CT concepts with all their kinds, :in an "
            "implicit value set of SNOMED CT, such as http://snomed.info/sct?fhir_vs=ecl/…"
        ),
        Meaning.DATE: f"The day it is about, of a period the day it began, {_DATE_PREFIXES}. Compared by the day.",
        Meaning.FAMILY: "How the family name begins, whatever its case, accents and marks.",
        Meaning.GIVEN: "How any of the given names, or the name the child goes by, begins.",
        Meaning.NAME: "How any of the names begins.",
        Meaning.BIRTH_DATE: f"The day of birth, {_DATE_PREFIXES}.",
    }
)
_DEFINITIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "_id": "http://hl7.org/fhir/SearchParameter/Resource-id",
        "_lastUpdated": "http://hl7.org/fhir/SearchParameter/Resource-lastUpdated",
    }
)

_NO_IDENTIFIER: Final = frozenset({"MessageHeader", "Provenance"})
_NO_SUBJECT: Final = frozenset(
    {
        *("CareTeam", "HealthcareService", "Location", "MessageHeader", "Organization", "Patient"),
        *("Practitioner", "PractitionerRole"),
    }
)
_PATIENT_ALONE: Final = frozenset(
    {
        *("AllergyIntolerance", "Appointment", "Consent", "Device", "EpisodeOfCare", "FamilyMemberHistory"),
        *("Immunization", "Provenance", "RelatedPerson"),
    }
)
"""Types without a parameter `subject`: theirs is always a Patient."""

_AT_ENCOUNTERS: Final = frozenset({"Condition", "Observation", "Procedure", "QuestionnaireResponse"})
_CODED: Final = NEED_TYPES | {"AllergyIntolerance", "FamilyMemberHistory", "Procedure", "ServiceRequest", "Task"}
_DATES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Communication": "sent",
        "Condition": "recorded-date",
        "Goal": "start-date",
        "MedicationStatement": "effective",
        "Provenance": "recorded",
        "QuestionnaireResponse": "authored",
        "ServiceRequest": "authored",
        "Task": "authored-on",
    }
)
"""What R4 calls the date of a type that it does not call `date`; both are taken."""

CHAINED: Final[Mapping[str, Meaning]] = MappingProxyType(
    {
        "identifier": Meaning.IDENTIFIER,
        "family": Meaning.FAMILY,
        "given": Meaning.GIVEN,
        "name": Meaning.NAME,
        "birthdate": Meaning.BIRTH_DATE,
        "_id": Meaning.ID,
    }
)
"""What may be asked of the Patient of a resource, after a point."""


@cache
def parameters_of(type_name: str) -> Mapping[str, Declared]:
    """The parameters of a type by their names, in order; none for a type that is not searched.

    Those that say how to answer (`_count`, `_sort`, `_include`, `_summary`, `_total`, `_format`) are not among them.
    """
    if type_name not in ACCEPTED:
        return MappingProxyType({})
    return MappingProxyType({name: _declared(name, meaning) for name, meaning in _named(type_name)})


def _declared(name: str, meaning: Meaning) -> Declared:
    return Declared(name, _KINDS[meaning], meaning, _SAYS[meaning], _DEFINITIONS.get(name))


def _named(type_name: str) -> Iterator[tuple[str, Meaning]]:
    yield "_id", Meaning.ID
    yield "_lastUpdated", Meaning.UPDATED
    if type_name not in _NO_IDENTIFIER:
        yield "identifier", Meaning.IDENTIFIER
    if type_name == "Patient":
        yield "family", Meaning.FAMILY
        yield "given", Meaning.GIVEN
        yield "name", Meaning.NAME
        yield "birthdate", Meaning.BIRTH_DATE
    if type_name not in _NO_SUBJECT:
        yield "patient", Meaning.PATIENT
        if type_name not in _PATIENT_ALONE:
            yield "subject", Meaning.PATIENT
    if type_name in _AT_ENCOUNTERS:
        yield "encounter", Meaning.ENCOUNTER
    if type_name in _CODED:
        yield "code", Meaning.CODE
    if type_name in DATED:
        yield "date", Meaning.DATE
    if type_name in _DATES:
        yield _DATES[type_name], Meaning.DATE
