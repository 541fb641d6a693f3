"""The types of resources that the FHIR API knows, by what is done with them."""

from typing import Final

WRITTEN: Final = frozenset(
    {
        "Appointment",
        "CareTeam",
        "Condition",
        "DeviceUseStatement",
        "Encounter",
        "EpisodeOfCare",
        "HealthcareService",
        "Location",
        "Observation",
        "Organization",
        "Patient",
        "Practitioner",
        "PractitionerRole",
        "Procedure",
        "Provenance",
        "QuestionnaireResponse",
        "RelatedPerson",
        "ServiceRequest",
    }
)
"""Types that are understood: what they say is recorded, and what is recorded is read as them."""

KEPT_ONLY: Final = frozenset(
    {
        "AllergyIntolerance",
        "CarePlan",
        "ClinicalImpression",
        "Communication",
        "Composition",
        "Consent",
        "Device",
        "DocumentReference",
        "FamilyMemberHistory",
        "Flag",
        "Goal",
        "Immunization",
        "MedicationStatement",
        "MessageHeader",
        "RiskAssessment",
        "Task",
    }
)
"""Types that are kept and served back as they were sent, and nothing of which is recorded."""

REPORTED: Final = frozenset({"Measure", "MeasureReport"})
"""Types as which released figures are read, with what they are of."""

READ_ONLY: Final = frozenset({"CodeSystem", "Questionnaire", "ValueSet"}) | REPORTED
"""Types that the service publishes and nobody sends."""

ACCEPTED: Final = WRITTEN | KEPT_ONLY
"""Types that systems send."""

NEED_TYPES: Final = frozenset({"Condition", "DeviceUseStatement", "Observation"})
"""Types that say of a need that a child has it."""

DIRECTORY: Final = frozenset(
    {"CareTeam", "Device", "HealthcareService", "Location", "Organization", "Practitioner", "PractitionerRole"}
)
"""Types that may belong to no child."""
