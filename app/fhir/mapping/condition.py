"""Condition: a need, mostly a health condition (UK Core Condition; FHIR R4, Condition).

verificationStatus says how sure one is and whether the need is at all, clinicalStatus whether it still stands. When it
was diagnosed is the extension condition-assertedDate, when it was written down recordedDate.
"""

from typing import Final

from app.clinical.encounter import Encounter
from app.clinical.needs import Certainty, Change, Statement
from app.fhir.mapping.given import NeedChange, NeedGiven
from app.fhir.mapping.looking import Findings, Resource, codings, extension_value, reference
from app.fhir.mapping.need_certainty import VERIFICATION, verified
from app.fhir.mapping.need_concepts import NeedConcept, nameless, need_of
from app.fhir.mapping.need_dates import begun, day, partial
from app.fhir.mapping.need_elements import code_element, group_category, need_resource, shared_extensions
from app.fhir.mapping.need_extensions import CERTAINTY, code_extension, code_said
from app.fhir.mapping.need_given import Circumstance, check_group, modified, need_given, withdrawn
from app.fhir.mapping.need_source import person_of, said, writer_of
from app.fhir.mapping.surroundings import Surroundings
from app.fhir.structure.problems import IssueType
from app.fhir.systems import CONDITION_CLINICAL, CONDITION_VERIFICATION, DATA_ABSENT_REASON

OWNED: Final[frozenset[str]] = frozenset(
    {
        "extension",
        "clinicalStatus",
        "verificationStatus",
        "category",
        "code",
        "subject",
        "encounter",
        "onsetDateTime",
        "onsetPeriod",
        "abatementDateTime",
        "abatementAge",
        "abatementPeriod",
        "abatementRange",
        "abatementString",
        "recordedDate",
        "recorder",
        "asserter",
    }
)
"""The elements that are rendered. An onset as an age, a range or words is the sender's own, and kept."""

ASSERTED_DATE: Final = "http://hl7.org/fhir/StructureDefinition/condition-assertedDate"
CATEGORY: Final = "http://terminology.hl7.org/CodeSystem/condition-category"

_STANDING: Final = {
    "active": NeedChange.PRESENT,
    "recurrence": NeedChange.PRESENT,
    "relapse": NeedChange.PRESENT,
    "inactive": NeedChange.RESOLVED,
    "remission": NeedChange.RESOLVED,
    "resolved": NeedChange.RESOLVED,
}
_EXCLUDED_SAID: Final = (
    "The extension statement-certainty says excluded, and verificationStatus does not say refuted. Make both say so."
)


def needs_from_condition(resource: Resource, findings: Findings, surroundings: Surroundings) -> tuple[NeedGiven, ...]:
    """The need that a Condition speaks of; none when it says nothing to record. It has the Condition's id."""
    verification = _status(resource, "verificationStatus", CONDITION_VERIFICATION, findings)
    if verification == "entered-in-error":
        silent = Findings("", [])
        certainty = code_said(resource, CERTAINTY, Certainty, silent)
        which = need_of(resource.get("code"), "code", surroundings.known, silent)
        return withdrawn(
            resource,
            () if which is None else (which,),
            certainty,
            _said_when(resource, silent, surroundings),
            surroundings,
        )
    if modified(resource, findings):
        return ()
    which = _which(resource, findings, surroundings)
    if which is None:
        return ()
    check_group(resource, (which,), findings)
    extended = code_said(resource, CERTAINTY, Certainty, findings)
    change = _change(resource, verification, extended, findings)
    stated = verified(verification, extended)
    when = _said_when(resource, findings, surroundings)
    return (
        need_given(resource, which, when, change=change, stated=stated, findings=findings, surroundings=surroundings),
    )


def condition_from_need(statement: Statement, encounter: Encounter, surroundings: Surroundings) -> Resource:
    """What an encounter says of a need, as a Condition."""
    del surroundings
    made = need_resource("Condition", statement, encounter)
    made["extension"] = [*shared_extensions(statement, written=True)]
    if statement.certainty is Certainty.EXCLUDED:
        made["extension"].append(code_extension(CERTAINTY, statement.certainty.value))
    if statement.diagnosed is not None:
        made["extension"].append({"url": ASSERTED_DATE, "valueDateTime": statement.diagnosed.isoformat()})
    made |= _statuses(statement)
    listed_problem = [_coded(CATEGORY, "problem-list-item")] if "clinicalStatus" in made else []
    made["category"] = [*listed_problem, group_category(statement)]
    made["code"] = code_element(statement)
    made["encounter"] = reference("Encounter", encounter.id)
    if statement.onset is not None:
        made["onsetDateTime"] = statement.onset.isoformat()
    made["recordedDate"] = encounter.contact.on.isoformat()
    people = {"recorder": writer_of(statement.source), "asserter": person_of(statement.source)}
    return made | {name: each for name, each in people.items() if each is not None}


def _statuses(statement: Statement) -> Resource:
    """An error has no clinical status (con-5), and neither has what is excluded: it is not active."""
    if statement.change is Change.ENTERED_IN_ERROR:
        return {"verificationStatus": _coded(CONDITION_VERIFICATION, "entered-in-error")}
    verification = {"verificationStatus": _coded(CONDITION_VERIFICATION, VERIFICATION[statement.certainty])}
    if statement.change is Change.RESOLVED:
        return {"clinicalStatus": _coded(CONDITION_CLINICAL, "resolved"), **verification}
    if statement.certainty is Certainty.EXCLUDED:
        return verification
    return {"clinicalStatus": _coded(CONDITION_CLINICAL, "active"), **verification}


def _coded(system: str, code: str) -> Resource:
    return {"coding": [{"system": system, "code": code}]}


def _which(resource: Resource, findings: Findings, surroundings: Surroundings) -> NeedConcept | None:
    code = resource.get("code")
    if isinstance(code, dict) and extension_value(code, DATA_ABSENT_REASON) is not None:
        return nameless(surroundings.known)
    noted = len(findings.problems)
    found = need_of(code, "code", surroundings.known, findings)
    if found is None and len(findings.problems) == noted:
        findings.warn("code", "Nothing says which need it is: kept, and not recorded. Send a code or its text.")
    return found


def _change(resource: Resource, verification: str | None, extended: Certainty | None, findings: Findings) -> NeedChange:
    """What becomes of the need. What is excluded stands as that, unless it says that it is resolved."""
    clinical = _status(resource, "clinicalStatus", CONDITION_CLINICAL, findings)
    excluded = extended is Certainty.EXCLUDED
    if excluded and verification != "refuted":
        findings.wrong("verificationStatus", _EXCLUDED_SAID)
    absent = extension_value(resource.get("code") or {}, DATA_ABSENT_REASON) is not None
    if absent or (verification == "refuted" and not excluded):
        return NeedChange.NOT_A_NEED
    return _STANDING.get(clinical or "active", NeedChange.PRESENT)


def _status(resource: Resource, name: str, system: str, findings: Findings) -> str | None:
    """The code of a status; of several the narrowest, such as relapse beside active.

    Wrong are codes that mean different things: such a resource contradicts itself.
    """
    codes = [str(each.get("code")) for each in codings(resource.get(name)) if each.get("system") == system]
    if len(codes) <= 1:
        return codes[0] if codes else None
    meanings = {_STANDING.get(code) or verified(code, None) or code for code in codes}
    if len(meanings) > 1:
        findings.wrong(name, "The codes contradict one another. Send the one that holds.", IssueType.CODE_INVALID)
    broad = [code for code in codes if code in ("active", "inactive", "unconfirmed")]
    return next((code for code in codes if code not in broad), broad[0] if broad else None)


def _said_when(resource: Resource, findings: Findings, surroundings: Surroundings) -> Circumstance:
    return Circumstance(
        said(resource, (resource.get("asserter"),), resource.get("recorder"), findings, surroundings),
        partial(resource.get("onsetDateTime")) or partial(begun(resource.get("onsetPeriod"))),
        partial(extension_value(resource, ASSERTED_DATE)),
        resource.get("encounter"),
        day(resource.get("recordedDate")),
    )
