"""What one request asks, judged: its method, its address, its condition, the version it expects (R4, http, 3.1.0)."""

import re
from dataclasses import dataclass
from typing import Final

from app.fhir.bundle.criteria import criteria_from
from app.fhir.bundle.entry import Criteria, Method
from app.fhir.mapping.looking import Findings, Resource
from app.fhir.structure.problems import IssueType, Problem
from app.identity import Identity, parse_identity

_WEAK_TAG: Final = re.compile(r'W/"([1-9][0-9]{0,8})"')
_TYPE: Final = re.compile(r"[A-Z][A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Where:
    """Where the parts of a request are, relative to its place."""

    url: str
    condition: str
    if_match: str
    resource: str


IN_A_BUNDLE: Final = Where("request.url", "request.ifNoneExist", "request.ifMatch", "resource")
BY_ITSELF: Final = Where("", "", "", "")


@dataclass(frozen=True, slots=True)
class Stated:
    """A create or update as stated, its parts still texts.

    `id` is the one in the address of a PUT. `condition` is the query in the address of a PUT, or `ifNoneExist`.
    """

    method: Method
    type: str
    id: str | None = None
    condition: str | None = None
    if_match: str | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """The same, understood."""

    id: Identity | None = None
    criteria: Criteria | None = None
    if_match: int | None = None


def judge(stated: Stated, resource: Resource, where: Where, findings: Findings) -> Judged:
    """What a create or update asks; what is wrong with it is noted in `findings`."""
    _judge_type(stated, resource, where, findings)
    if stated.method is Method.PUT and (stated.id is None) == (stated.condition is None):
        said = "PUT names one resource: by its id, Type/id, or by a condition, Type?identifier=system|value."
        findings.wrong(where.url, said, IssueType.VALUE)
        return Judged()
    identity = _identity(stated, resource, where, findings)
    return Judged(identity, _criteria(stated, where, findings), _version(stated, where, findings))


def is_type(text: str) -> bool:
    """Whether a text has the form of a resource type."""
    return _TYPE.fullmatch(text) is not None


def _judge_type(stated: Stated, resource: Resource, where: Where, findings: Findings) -> None:
    if stated.type != resource["resourceType"]:
        said = "The address and the resource name different types. Send a resource to the address of its own type."
        findings.wrong(where.url, said, IssueType.VALUE)


def _identity(stated: Stated, resource: Resource, where: Where, findings: Findings) -> Identity | None:
    if stated.id is None:
        return None
    own = resource.get("id")
    try:
        identity = parse_identity(stated.id)
    except ValueError:
        said = (
            "Ids are given by this service, and this is none of them. Create with POST; or PUT by a condition, "
            "Type?identifier=system|value."
        )
        findings.wrong(where.url, said, IssueType.NOT_SUPPORTED)
        return None
    if own is not None and own.upper() != stated.id.upper():
        said = "The id of the resource and that in the address differ. Make them the same."
        findings.wrong(f"{where.resource}.id".removeprefix("."), said, IssueType.VALUE)
    return identity


def _criteria(stated: Stated, where: Where, findings: Findings) -> Criteria | None:
    if stated.condition is None:
        return None
    place = where.url if stated.method is Method.PUT else where.condition
    query = _query(stated)
    if query is None:
        said = "The condition is about another type than the resource. Send identifier=system|value alone."
        findings.wrong(place, said, IssueType.VALUE)
        return None
    found = criteria_from(stated.type, query)
    if isinstance(found, Problem):
        findings.wrong(place, found.diagnostic, found.code)
        return None
    return found


def _query(stated: Stated) -> str | None:
    """The condition without `?` or `Type?` before it; None when it states another type."""
    before, mark, rest = (stated.condition or "").partition("?")
    if not mark or "=" in before:
        return stated.condition
    return rest if before.lstrip("/") in ("", stated.type) else None


def _version(stated: Stated, where: Where, findings: Findings) -> int | None:
    if stated.if_match is None:
        return None
    if stated.method is not Method.PUT:
        said = "Only PUT expects a version (If-Match). Leave it out, or use PUT."
        findings.wrong(where.if_match, said, IssueType.VALUE)
        return None
    found = _WEAK_TAG.fullmatch(stated.if_match.strip())
    if found is None:
        said = 'If-Match takes the version as it was answered in ETag, W/"3".'
        findings.wrong(where.if_match, said, IssueType.VALUE)
        return None
    return int(found[1])
