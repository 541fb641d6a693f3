"""CapabilityStatement: what this service takes, answers and does not do (FHIR R4, CapabilityStatement; SMART 2.2)."""

from datetime import datetime
from typing import Final

from app.fhir.content import instant
from app.fhir.discovery import BASE_PATH, TOKEN_PATH
from app.fhir.mapping.looking import Resource
from app.fhir.mapping.measure_codes import BREAKDOWNS, ITEMS, PARTS
from app.fhir.reading.declared import parameters_of
from app.fhir.reading.including import included_by
from app.fhir.reading.released_search import SAYS as REPORTS_BY
from app.fhir.reading.search import DEFAULT_SIZE, MOST_ON_A_PAGE
from app.fhir.structure.limits import Limits
from app.fhir.systems import OURS, extension_url
from app.fhir.types import ACCEPTED, DIRECTORY, KEPT_ONLY, NEED_TYPES

LIMITS_URL: Final = extension_url("capability.limits")

_OPERATIONS: Final = "http://hl7.org/fhir/OperationDefinition/"
_SECURITY: Final = "http://terminology.hl7.org/CodeSystem/restful-security-service"
_OAUTH_URIS: Final = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris"
_WRITING: Final = ("create", "read", "vread", "update", "history-instance", "search-type")
_PUBLISHED: Final = ("CodeSystem", "Measure", "Questionnaire")
_PUBLISHED_BY: Final = {
    "_id": ("token", "The id."),
    "name": ("string", "The whole name, as it is written."),
    "url": ("uri", "The canonical url."),
}
_PUBLISHED_SAYS: Final = {
    "CodeSystem": (
        "Our code lists, each complete but for those that the NHS keeps: the answers of the booking-out form, and the "
        f"codes of MeasureReports, which are {ITEMS} (rows), {BREAKDOWNS} (breakdowns) and {PARTS} (their parts)."
    ),
    "Measure": "What the figures of MeasureReports are of: the measure that each names is read at that address.",
    "Questionnaire": "The booking-out form.",
}
_REPORTS: Final = (
    "Released figures of one area, by one measure and one breakdown, in one quarter: of the organisation whose system "
    "asks (a provider, or an integrated care board), of regions and of England. A figure that is hidden has "
    "data-absent-reason in place of its number. Read only; no versions: neither vread nor history is supported. A "
    "revision is another report, and a search finds those of the last revision."
)
_TERMINOLOGY: Final = {
    "CodeSystem": ("lookup", "subsumes", "validate-code"),
    "ConceptMap": ("translate",),
    "ValueSet": ("expand", "validate-code"),
}


def capability_statement(base: str, version: str, limits: Limits, at: datetime) -> Resource:
    """The statement.

    Args:
        base: our address with its path, such as `https://everyneed.example.nhs.uk/fhir/R4`.
        version: that of this software.
        limits: how large what is sent may be.
        at: since when (aware) it is so.
    """
    return {
        "resourceType": "CapabilityStatement",
        "extension": [_limits(limits)],
        "url": f"{OURS}/CapabilityStatement/everyneed",
        "version": version,
        "name": "EveryNeed",
        "title": "EveryNeed",
        "status": "active",
        "date": instant(at),
        "publisher": "EveryNeed",
        "description": (
            "What disabled children need, recorded once at the end of a clinic visit, coded in SNOMED CT. "
            "UK Core (STU 3) is understood and written."
        ),
        "kind": "instance",
        "software": {"name": "EveryNeed", "version": version},
        "implementation": {"description": "EveryNeed, FHIR R4", "url": base},
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json", "json"],
        "rest": [_rest(base, limits)],
    }


def _limits(limits: Limits) -> Resource:
    most = {
        "bytes": limits.octets,
        "depth": limits.depth,
        "entries": limits.entries,
        "contained": limits.contained,
        "page": MOST_ON_A_PAGE,
    }
    return {"url": LIMITS_URL, "extension": [{"url": name, "valueInteger": value} for name, value in most.items()]}


def _rest(base: str, limits: Limits) -> Resource:
    described = [*(_of_type(name) for name in ACCEPTED), *_published(), _reports(), *_of_terminology()]
    return {
        "mode": "server",
        "documentation": _documentation(limits),
        "security": _security(base.removesuffix(BASE_PATH)),
        "resource": sorted(described, key=lambda each: str(each["type"])),
        "interaction": [{"code": "transaction"}, {"code": "batch"}],
        "operation": [_operation("process-message", "MessageHeader-process-message")],
    }


def _documentation(limits: Limits) -> str:
    return (
        f"A body has at most {limits.octets:,} bytes, {limits.entries:,} entries and {limits.depth} levels of objects "
        f"in one another, a resource at most {limits.contained} contained ones; more is refused with 413 or 400. "
        f"A page of a search has {DEFAULT_SIZE} hits, or as many as _count says, at most {MOST_ON_A_PAGE}. "
        "Unknown parameters are refused, or ignored with Prefer: handling=lenient. A Bundle with an identifier, or any "
        "body with an Idempotency-Key, is recorded once, however often it is sent. Each system reads and writes its "
        "own organisation's records alone; released figures also of regions and of England."
    )


def _security(address: str) -> Resource:
    return {
        "extension": [{"url": _OAUTH_URIS, "extension": [{"url": "token", "valueUri": address + TOKEN_PATH}]}],
        "cors": False,
        "service": [{"coding": [{"system": _SECURITY, "code": "SMART-on-FHIR"}], "text": "SMART Backend Services"}],
        "description": "SMART Backend Services: client_credentials with a signed assertion (RS384, ES384).",
    }


def _of_type(name: str) -> Resource:
    operations = [_operation("validate", "Resource-validate")]
    if name == "Patient":
        operations.append(_operation("everything", "Patient-everything"))
    described: Resource = {
        "type": name,
        "documentation": _says(name),
        "interaction": [{"code": each} for each in _WRITING],
        "versioning": "versioned",
        "readHistory": True,
        "updateCreate": False,
        "conditionalCreate": True,
        "conditionalRead": "not-match",
        "conditionalUpdate": True,
        "conditionalDelete": "not-supported",
        "referencePolicy": ["literal", "logical"],
        "searchParam": [_parameter(name, each) for each in parameters_of(name)],
        "operation": operations,
    }
    includes = [f"{name}:{each}" for each in included_by(name)]
    return {**described, "searchInclude": includes} if includes else described


def _says(name: str) -> str:
    if name in KEPT_ONLY:
        return "Kept and served back as it was sent; nothing of it is recorded."
    if name in NEED_TYPES:
        return "Says that a child has a need; which group it is in is the reference set's affair, not the type's."
    if name in DIRECTORY:
        return "Who and what there is in the organisation; it needs no Patient."
    return "What is understood of it is recorded; the rest is kept and served back as it was sent."


def _parameter(type_name: str, name: str) -> Resource:
    declared = parameters_of(type_name)[name]
    made: Resource = {"name": name}
    if declared.definition is not None:
        made["definition"] = declared.definition
    return {**made, "type": declared.kind.value, "documentation": declared.says}


def _published() -> list[Resource]:
    """What the service publishes and nobody sends."""
    parameters = [
        {"name": name, "type": kind, "documentation": says} for name, (kind, says) in sorted(_PUBLISHED_BY.items())
    ]
    made = []
    for name in _PUBLISHED:
        described: Resource = {
            "type": name,
            "documentation": _PUBLISHED_SAYS[name],
            "interaction": [{"code": "read"}, {"code": "search-type"}],
            "versioning": "no-version",
            "searchParam": parameters,
        }
        made.append({**described, "operation": _operations_on(name)} if name in _TERMINOLOGY else described)
    return made


def _reports() -> Resource:
    return {
        "type": "MeasureReport",
        "documentation": _REPORTS,
        "interaction": [{"code": "read"}, {"code": "search-type"}],
        "versioning": "no-version",
        "readHistory": False,
        "searchParam": [
            {"name": name.partition(":")[0], "type": kind, "documentation": says}
            for name, (kind, says) in REPORTS_BY.items()
        ],
    }


def _of_terminology() -> list[Resource]:
    """Types that are only asked operations of."""
    return [{"type": name, "operation": _operations_on(name)} for name in _TERMINOLOGY if name not in _PUBLISHED]


def _operations_on(name: str) -> list[Resource]:
    return [_operation(each, f"{name}-{each}") for each in _TERMINOLOGY[name]]


def _operation(name: str, definition: str) -> Resource:
    return {"name": name, "definition": _OPERATIONS + definition}
