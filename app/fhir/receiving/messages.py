"""Messages: what makes one recognisable, and the message that answers it (R4, messaging, 2.4.3 and 2.4.6)."""

from collections.abc import Sequence

from app.clinical.ports import Work
from app.fhir.content import instant, json_of
from app.fhir.mapping.looking import Resource
from app.fhir.outcomes import operation_outcome
from app.fhir.ports import FhirRecords
from app.fhir.structure.problems import Problem
from app.identity import shown


def header_of(bundle: Resource) -> Resource:
    """The MessageHeader, which the structural check has seen to be first."""
    header: Resource = bundle["entry"][0]["resource"]
    return header


def message_key(bundle: Resource) -> str | None:
    """What makes a message recognisable when it is sent again: the id of its header, else that of its bundle."""
    identity = header_of(bundle).get("id") or bundle.get("id")
    return f"message:{identity}" if identity else None


def message_answer(bundle: Resource, base: str, work: Work[FhirRecords], told: Sequence[Problem]) -> bytes:
    """The message that says that one was taken, as JSON; with what it was recorded over, if there is anything."""
    asked = header_of(bundle)
    response: Resource = {"identifier": str(asked.get("id") or bundle.get("id") or shown(work.new_identity()))}
    header: Resource = {
        "resourceType": "MessageHeader",
        "id": shown(work.new_identity()),
        **{name: asked[name] for name in ("eventCoding", "eventUri") if name in asked},
        "source": {"name": "EveryNeed", "endpoint": base},
        "response": {**response, "code": "ok"},
    }
    entries: list[Resource] = [{"fullUrl": f"{base}/MessageHeader/{header['id']}", "resource": header}]
    if told:
        outcome = {**operation_outcome(*told), "id": shown(work.new_identity())}
        entries.append({"fullUrl": f"{base}/OperationOutcome/{outcome['id']}", "resource": outcome})
        header["response"]["details"] = {"reference": f"OperationOutcome/{outcome['id']}"}
    return json_of({"resourceType": "Bundle", "type": "message", "timestamp": instant(work.now), "entry": entries})
