"""What an entry of a batch or transaction asks to be written: its request taken apart (R4, http, 3.1.0.11)."""

from types import MappingProxyType
from typing import Final

from app.fhir.bundle.addresses import absolute, below, type_and_id
from app.fhir.bundle.entry import Method
from app.fhir.bundle.requests import Stated, is_type
from app.fhir.mapping.looking import Findings, Resource
from app.fhir.structure.problems import IssueType

_NOT_TAKEN: Final = MappingProxyType(
    {
        "DELETE": "Nothing is deleted here. PUT the resource again with a status such as entered-in-error.",
        "PATCH": "PATCH is not supported. Read the resource, change it, and PUT it as a whole.",
        "HEAD": "HEAD is not supported. Send GET.",
    }
)
"""Methods that R4 has and this service has not, and what to do instead."""

_FOR_READS: Final = ("ifNoneMatch", "ifModifiedSince")


def stated_write(raw: Resource, base: str, findings: Findings) -> Stated | None:
    """What an entry asks to be written, with a resource to write; None when problems noted prevent even that."""
    request = raw["request"]
    method = _method(request, findings)
    if method is None:
        return None
    url, resource = address_within(request, base, findings), resource_of(raw, findings)
    stated = None if url is None else _stated(method, url, request, findings)
    if stated is None or resource is None:
        return None
    _judge_full_url(raw.get("fullUrl"), base, stated, findings)
    return stated


def resource_of(raw: Resource, findings: Findings) -> Resource | None:
    """The resource of an entry that must have one."""
    resource: Resource | None = raw.get("resource")
    if resource is None:
        findings.wrong("resource", "The entry has no resource. Add the one to be written.", IssueType.REQUIRED)
    return resource


def address_within(request: Resource, base: str, findings: Findings) -> str | None:
    """The address of a request relative to our base; None, and a problem noted, when it is not ours."""
    url = request.get("url")
    if url is None:
        said = "An address cannot be absent with a reason. Send it, such as Patient."
        findings.wrong("request.url", said, IssueType.REQUIRED)
        return None
    rest = below(base, url)
    if rest is None:
        said = f"This is the address of another server. Send a relative one, such as Patient, or one below {base}."
        findings.wrong("request.url", said, IssueType.NOT_SUPPORTED)
    return rest


def _method(request: Resource, findings: Findings) -> Method | None:
    method = request.get("method")
    if method is None:
        said = "A method cannot be absent with a reason. Send POST or PUT."
        findings.wrong("request.method", said, IssueType.REQUIRED)
        return None
    if method in _NOT_TAKEN:
        findings.wrong("request.method", _NOT_TAKEN[method], IssueType.NOT_SUPPORTED)
        return None
    for name in _FOR_READS:
        if name in request:
            said = f"{name} is for reads. Leave it out; a write has ifNoneExist or ifMatch."
            findings.wrong(f"request.{name}", said, IssueType.NOT_SUPPORTED)
    return Method(method)


def _stated(method: Method, url: str, request: Resource, findings: Findings) -> Stated | None:
    """The parts of an address to write to: `Type`, `Type/id` or `Type?condition`."""
    path, mark, query = url.partition("?")
    type_name, _, id_ = path.strip("/").partition("/")
    if "$" in path or "/" in id_ or id_.startswith("_") or not is_type(type_name):
        said = "Nothing is written at this address. POST to Type; PUT to Type/id or to Type?identifier=system|value."
        findings.wrong("request.url", said, IssueType.NOT_SUPPORTED)
        return None
    if method is Method.POST:
        return _create(type_name, id_, mark, request, findings)
    if "ifNoneExist" in request:
        said = "ifNoneExist is for POST. Put the condition into the address of the PUT: Type?identifier=system|value."
        findings.wrong("request.ifNoneExist", said, IssueType.VALUE)
    return Stated(method, type_name, id_ or None, query if mark else None, request.get("ifMatch"))


def _create(type_name: str, id_: str, mark: str, request: Resource, findings: Findings) -> Stated:
    if id_ or mark:
        said = "POST goes to Type alone. Put a condition into ifNoneExist; to update, PUT."
        findings.wrong("request.url", said, IssueType.VALUE)
    return Stated(Method.POST, type_name, None, request.get("ifNoneExist"), request.get("ifMatch"))


def _judge_full_url(full_url: str | None, base: str, stated: Stated, findings: Findings) -> None:
    """A fullUrl at our address names what the request writes."""
    rest = below(base, full_url) if full_url is not None and absolute(full_url) else None
    named = type_and_id(rest) if rest is not None else None
    if named is None:
        return
    type_name, id_ = named
    if type_name != stated.type or (stated.id is not None and id_.upper() != stated.id.upper()):
        said = "fullUrl and request.url name different resources. Make them the same, or use urn:uuid: and a UUID."
        findings.wrong("fullUrl", said, IssueType.VALUE)
