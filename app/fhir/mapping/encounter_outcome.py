"""What becomes of the referral after a contact: UK Core's outcome of attendance, with our code for it beside its own.

UK Core's codes are those of OUTCOME OF ATTENDANCE CODE in the NHS Data Dictionary. Where the patient went from here
(`hospitalization.dischargeDisposition` in HL7's or the dictionary's codes) says nothing of the referral.
"""

from collections.abc import Iterator
from typing import Final

from app.clinical.encounter import Outcome
from app.fhir.mapping.item_answers import Placed, code_among, extension_values, placed
from app.fhir.mapping.listed_codes import listed_coding
from app.fhir.mapping.looking import Findings, Resource, codings
from app.fhir.systems import OUTCOME_OF_ATTENDANCE

ENGLAND: Final = "https://fhir.hl7.org.uk/CodeSystem/UKCore-OutcomeOfAttendanceEngland"

_SYSTEMS: Final = frozenset(
    {
        ENGLAND,
        "https://fhir.hl7.org.uk/CodeSystem/UKCore-OutcomeOfAttendance",
        "https://fhir.hl7.org.uk/CodeSystem/NHSDataModelAndDictionary-OutcomeOfAttendance",
        "https://fhir.hl7.org.uk/STU3/CodeSystem/CareConnect-OutcomeOfAttendance-1",
    }
)
"""Where the dictionary's codes for England stand, of old and now; those for Wales are others."""

_WORDS: Final = {
    "1": "Discharged from consultant's care (last attendance)",
    "2": "Another appointment given",
    "3": "Appointment to be made at a later date",
}
_OUTCOMES: Final = {"1": Outcome.DISCHARGE, "2": Outcome.REVIEW, "3": Outcome.REVIEW}
_CODES: Final = {Outcome.DISCHARGE: "1", Outcome.REVIEW: "3"}


def outcome_from_encounter(resource: Resource, findings: Findings) -> Outcome | None:
    """The outcome: our code, else UK Core's."""
    own = code_among(_concepts(resource), "outcome", findings)
    if own is not None:
        return Outcome(own)
    for _, concept in _concepts(resource):
        for coding in codings(concept):
            if coding.get("system") in _SYSTEMS and coding.get("code") in _OUTCOMES:
                return _OUTCOMES[coding["code"]]
    return None


def _concepts(resource: Resource) -> Iterator[Placed]:
    for path, each in placed(resource, "extension"):
        if each.get("url") == OUTCOME_OF_ATTENDANCE:
            yield f"{path}.valueCodeableConcept", each.get("valueCodeableConcept", {})
    yield from extension_values(resource, "outcome")
    stay = resource.get("hospitalization", {})
    yield "hospitalization.dischargeDisposition", stay.get("dischargeDisposition", {})


def outcome_extension(outcome: Outcome | None) -> list[Resource]:
    """The outcome in UK Core's extension: seen again is an appointment to make, and a transfer has our code alone."""
    if outcome is None:
        return []
    coding = [listed_coding("outcome", outcome)]
    if outcome in _CODES:
        code = _CODES[outcome]
        coding.insert(0, {"system": ENGLAND, "code": code, "display": _WORDS[code]})
    return [{"url": OUTCOME_OF_ATTENDANCE, "valueCodeableConcept": {"coding": coding}}]
