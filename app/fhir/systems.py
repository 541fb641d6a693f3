"""The addresses by which FHIR names systems of identifiers and codes, and extensions.

Those of NHS England and HL7 UK (UK Core, STU 3, FHIR R4), of HL7, and our own below `OURS`, which names and does not
resolve. NHS material writes some of them with another case (`/id/` for `/Id/`), so identifier systems are compared by
`same_system`.
"""

from typing import Final

OURS: Final = "https://everyneed.org.uk/fhir"

_NHS_IDS: Final = "https://fhir.nhs.uk/Id/"

NHS_NUMBER: Final = "https://fhir.nhs.uk/Id/nhs-number"
ODS_ORGANISATION: Final = "https://fhir.nhs.uk/Id/ods-organization-code"
ODS_SITE: Final = "https://fhir.nhs.uk/Id/ods-site-code"
SDS_USER: Final = "https://fhir.nhs.uk/Id/sds-user-id"
GMC_NUMBER: Final = "https://fhir.hl7.org.uk/Id/gmc-number"
NMC_NUMBER: Final = "https://fhir.hl7.org.uk/Id/nmc-number"
HCPC_NUMBER: Final = "https://fhir.hl7.org.uk/Id/hcpc-number"

LOCAL_PATIENT: Final = f"{OURS}/Id/local-patient-identifier"
LOCAL_PROFESSIONAL: Final = f"{OURS}/Id/care-professional-local-identifier"
LOCAL_TEAM: Final = f"{OURS}/Id/team-local-identifier"
OUR_IDENTITY: Final = f"{OURS}/Id/identity"
"""Our identity of a thing, 13 base32 characters, as an identifier."""
BOOKING_REFERENCE: Final = f"{OURS}/Id/booking-reference"

SNOMED_CT: Final = "http://snomed.info/sct"
LOINC: Final = "http://loinc.org"
UCUM: Final = "http://unitsofmeasure.org"
ACT_CODE: Final = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
CONDITION_CLINICAL: Final = "http://terminology.hl7.org/CodeSystem/condition-clinical"
CONDITION_VERIFICATION: Final = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
PARTICIPATION_TYPE: Final = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"
IDENTIFIER_TYPE: Final = "http://terminology.hl7.org/CodeSystem/v2-0203"
HUMAN_LANGUAGE: Final = "https://fhir.hl7.org.uk/CodeSystem/UKCore-HumanLanguage"
ETHNIC_CATEGORIES: Final = "https://fhir.hl7.org.uk/CodeSystem/UKCore-EthnicCategoryEngland"
NHS_NUMBER_STATUSES: Final = "https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatusEngland"
NHS_NUMBER_UNAVAILABLE_REASONS: Final = "https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberUnavailableReason"
ROLE_CODE: Final = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
PERSON_RELATIONSHIP_ROLE: Final = "https://fhir.hl7.org.uk/CodeSystem/UKCore-AdditionalPersonRelationshipRole"
LANGUAGE_TAG: Final = "urn:ietf:bcp:47"

_UK_CORE: Final = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-"
NHS_NUMBER_STATUS: Final = f"{_UK_CORE}NHSNumberVerificationStatus"
NHS_NUMBER_UNAVAILABLE: Final = f"{_UK_CORE}NHSNumberUnavailableReason"
ETHNIC_CATEGORY: Final = f"{_UK_CORE}EthnicCategory"
NHS_COMMUNICATION: Final = f"{_UK_CORE}NHSCommunication"
INTERPRETER_REQUIRED: Final = "http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired"
OUTCOME_OF_ATTENDANCE: Final = f"{_UK_CORE}OutcomeOfAttendance"
SOURCE_OF_SERVICE_REQUEST: Final = f"{_UK_CORE}SourceOfServiceRequest"
COVERAGE: Final = f"{_UK_CORE}Coverage"
SCT_DESCRIPTION_ID: Final = "https://fhir.hl7.org.uk/StructureDefinition/Extension-coding-sctdescid"
DATA_ABSENT_REASON: Final = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"

BOOKING_OUT_QUESTIONNAIRE: Final = f"{OURS}/Questionnaire/booking-out"


def extension_url(item: str) -> str:
    """The url of our own extension for a data item of the catalogue, such as `contact.mechanism`."""
    return f"{OURS}/StructureDefinition/{item.replace('.', '-').replace('_', '-')}"


def code_system_url(name: str) -> str:
    """The url of the code system of one of the service's code lists, such as `contact.mechanism`.

    The codes are those of the NHS Data Dictionary item that the data dictionary states for the item.
    """
    return f"{OURS}/CodeSystem/{name.replace('.', '-').replace('_', '-')}"


def same_system(one: object, other: str) -> bool:
    """Whether two identifier systems are the same, whatever the case they are written in."""
    return isinstance(one, str) and one.casefold() == other.casefold()


def spelled(system: str) -> str:
    """A system as NHS England writes it now: its addresses are also met with another case (`/id/` for `/Id/`)."""
    if system[: len(_NHS_IDS)].casefold() == _NHS_IDS.casefold():
        return _NHS_IDS + system[len(_NHS_IDS) :]
    return system
