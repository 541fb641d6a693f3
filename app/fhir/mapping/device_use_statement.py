"""DeviceUseStatement: a technology dependency (FHIR R4, DeviceUseStatement; UK Core has no profile of it).

Which need it is stands in the type of the Device, which goes with it as a contained resource. R4 has no encounter here:
UK Core's extension AssociatedEncounter names it. Since when the device is used is the start of the time of its use.
"""

from typing import Final

from app.clinical.encounter import Encounter
from app.clinical.needs import Certainty, Change, Statement
from app.fhir.mapping.given import NeedChange, NeedGiven
from app.fhir.mapping.looking import Findings, Resource, extension_value, listed, reference
from app.fhir.mapping.need_concepts import NeedConcept, need_of
from app.fhir.mapping.need_dates import begun, day, partial
from app.fhir.mapping.need_elements import code_element, date_extension, need_resource, shared_extensions
from app.fhir.mapping.need_extensions import CERTAINTY, DIAGNOSED, code_extension, code_said
from app.fhir.mapping.need_given import Circumstance, modified, need_given, withdrawn
from app.fhir.mapping.need_source import person_of, said
from app.fhir.mapping.surroundings import Surroundings
from app.fhir.structure.problems import IssueType

OWNED: Final[frozenset[str]] = frozenset(
    {
        "contained",
        "extension",
        "modifierExtension",
        "status",
        "subject",
        "timingPeriod",
        "recordedOn",
        "source",
        "device",
    }
)
"""The elements that are rendered. A time of use as a Timing or a dateTime is the sender's own, and kept."""

ENCOUNTER: Final = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-AssociatedEncounter"
_ENCOUNTERS: Final = (ENCOUNTER, "http://hl7.org/fhir/StructureDefinition/encounter-associatedEncounter")
DEVICE: Final = "device"
"""The id of the contained Device."""

_USED: Final = {
    "active": NeedChange.PRESENT,
    "completed": NeedChange.RESOLVED,
    "stopped": NeedChange.RESOLVED,
    "intended": NeedChange.NOT_A_NEED,
}
_ON_HOLD: Final = (
    "A device whose use is on hold says neither that the child depends on it nor that it is over: kept, and nothing is "
    "recorded."
)
_EXCLUDED_SAID: Final = (
    "That a device is excluded turns the statement round: send statement-certainty as a modifierExtension, with the "
    "status completed."
)


def needs_from_device_use(resource: Resource, findings: Findings, surroundings: Surroundings) -> tuple[NeedGiven, ...]:
    """The need that a DeviceUseStatement speaks of; none when it says nothing that can be recorded. It has its id."""
    if resource.get("status") == "entered-in-error":
        silent = Findings("", [])
        which = _which(resource, silent, surroundings)
        certainty = _excluded(resource, silent) or code_said(resource, CERTAINTY, Certainty, silent)
        needs = () if which is None else (which,)
        return withdrawn(resource, needs, certainty, _said_when(resource, silent, surroundings), surroundings)
    if modified(resource, findings):
        return ()
    which = _which(resource, findings, surroundings)
    if which is None:
        return ()
    if resource.get("status") == "on-hold":
        findings.inform("status", _ON_HOLD)
        return ()
    excluded = _excluded(resource, findings)
    stated = excluded or code_said(resource, CERTAINTY, Certainty, findings)
    if stated is Certainty.EXCLUDED and (excluded is None or resource.get("status") == "active"):
        findings.wrong("modifierExtension", _EXCLUDED_SAID)
    change = _change(str(resource.get("status")), excluded)
    when = _said_when(resource, findings, surroundings)
    return (
        need_given(resource, which, when, change=change, stated=stated, findings=findings, surroundings=surroundings),
    )


def device_use_from_need(statement: Statement, encounter: Encounter, surroundings: Surroundings) -> Resource:
    """What an encounter says of a need, as a DeviceUseStatement.

    R4 has no status for a device that the child does not have: it is one whose use is over, and a modifier extension
    says that it is excluded.
    """
    del surroundings
    made = need_resource("DeviceUseStatement", statement, encounter)
    made["contained"] = [{"resourceType": "Device", "id": DEVICE, "type": code_element(statement)}]
    made["extension"] = [
        *shared_extensions(statement, written=False),
        {"url": ENCOUNTER, "valueReference": reference("Encounter", encounter.id)},
    ]
    if statement.diagnosed is not None:
        made["extension"].append(date_extension(DIAGNOSED, statement.diagnosed.isoformat()))
    if statement.certainty is Certainty.EXCLUDED:
        made["modifierExtension"] = [code_extension(CERTAINTY, statement.certainty.value)]
    made["status"] = _status(statement)
    if statement.onset is not None:
        made["timingPeriod"] = {"start": statement.onset.isoformat()}
    made["recordedOn"] = encounter.contact.on.isoformat()
    source = person_of(statement.source)
    if source is not None:
        made["source"] = source
    made["device"] = {"reference": f"#{DEVICE}"}
    return made


def _status(statement: Statement) -> str:
    if statement.change is Change.ENTERED_IN_ERROR:
        return "entered-in-error"
    if statement.certainty is Certainty.EXCLUDED:
        return "stopped" if statement.change is Change.RESOLVED else "completed"
    return "completed" if statement.change is Change.RESOLVED else "active"


def _change(status: str, excluded: Certainty | None) -> NeedChange:
    """What becomes of the need; that it is excluded stands, until the statement of that is stopped."""
    if excluded is not None and status == "completed":
        return NeedChange.PRESENT
    return _USED.get(status, NeedChange.NOT_A_NEED)


def _excluded(resource: Resource, findings: Findings) -> Certainty | None:
    """Excluded, when the modifier extension says so; it may say nothing else."""
    modifiers: Resource = {"extension": listed(resource, "modifierExtension")}
    found = code_said(modifiers, CERTAINTY, Certainty, findings)
    return found if found is Certainty.EXCLUDED else None


def _which(resource: Resource, findings: Findings, surroundings: Surroundings) -> NeedConcept | None:
    """The type of the Device, else its name, else what the reference to it displays."""
    known, device = surroundings.known, resource.get("device")
    target = surroundings.target(resource, device)
    place = (
        "device"
        if target is None or target not in listed(resource, "contained")
        else _contained_place(resource, target)
    )
    noted = len(findings.problems)
    found = need_of(target.get("type"), f"{place}.type", known, findings) if target is not None else None
    if found is None:
        found = need_of({"text": _named(target, device)}, "device.display", known, findings)
    if found is None and len(findings.problems) == noted:
        said = "Nothing says which device it is: kept, and not recorded. Send a Device with a type, or its display."
        findings.warn("device", said, IssueType.NOT_FOUND)
    return found


def _contained_place(resource: Resource, target: Resource) -> str:
    index = next(index for index, each in enumerate(listed(resource, "contained")) if each is target)
    return f"contained[{index}]"


def _named(target: Resource | None, device: object) -> str | None:
    names = [each.get("name") for each in listed(target or {}, "deviceName")]
    names.append(device.get("display") if isinstance(device, dict) else None)
    return next((each for each in names if isinstance(each, str)), None)


def _said_when(resource: Resource, findings: Findings, surroundings: Surroundings) -> Circumstance:
    encounters = (extension_value(resource, url) for url in _ENCOUNTERS)
    return Circumstance(
        said(resource, (resource.get("source"),), None, findings, surroundings),
        partial(begun(resource.get("timingPeriod"))),
        None,
        next((each for each in encounters if each is not None), None),
        day(resource.get("recordedOn")) or day(resource.get("timingDateTime")),
    )
