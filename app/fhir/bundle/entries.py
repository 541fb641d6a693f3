"""A Bundle read into entries, each judged: what it asks, about which resource, under which condition.

Sources: R4, http, 3.1.0.11 (batch and transaction) and messaging, 2.4.3 (a message's resources are what it is about).
The Bundle has passed the structural check.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.fhir.bundle.contradictions import named_twice
from app.fhir.bundle.entry import BundleKind, Entry, Method
from app.fhir.bundle.requests import BY_ITSELF, IN_A_BUNDLE, Stated, is_type, judge
from app.fhir.bundle.stated import address_within, resource_of, stated_write
from app.fhir.mapping.looking import Findings, Resource
from app.fhir.structure.problems import MOST_PROBLEMS, IssueType, Problem


@dataclass(frozen=True, slots=True)
class Entries:
    """The entries of a Bundle in their order.

    `refused` are the problems of those entries of a batch that cannot be done, by index; they are not in `entries`. It
    is empty for a transaction and for a message, which are done as a whole or not at all.
    """

    kind: BundleKind
    entries: tuple[Entry, ...]
    refused: Mapping[int, tuple[Problem, ...]] = field(default_factory=dict)


def entries_of(bundle: Resource, base: str, kind: BundleKind) -> Entries | tuple[Problem, ...]:
    """The entries of a Bundle.

    Args:
        bundle: a transaction, batch or message that has passed the structural check.
        base: our address with its path, `https://everyneed.example/fhir/R4`.
        kind: which of the three it is.

    Returns:
        The entries; or what refuses a transaction or message, at most `MOST_PROBLEMS`.
    """
    judged = [_judged(each, index, base, kind) for index, each in enumerate(bundle.get("entry", ()))]
    entries = tuple(each for each in judged if isinstance(each, Entry))
    refused = {index: tuple(each) for index, each in enumerate(judged) if not isinstance(each, Entry)}
    if kind is BundleKind.BATCH:
        return Entries(kind, entries, refused)
    problems = [each for some in refused.values() for each in some]
    if kind is BundleKind.TRANSACTION:
        problems += named_twice(entries)
    return tuple(problems[:MOST_PROBLEMS]) if problems else Entries(kind, entries)


def single_entry(
    method: Method,
    type_name: str,
    resource: Resource,
    *,
    id_text: str | None = None,
    criteria_text: str | None = None,
    if_match: str | None = None,
) -> Entry | tuple[Problem, ...]:
    """A create or update that comes by itself; its place is the type.

    Args:
        method: POST or PUT.
        type_name: the type in the address.
        resource: the body, which has passed the structural check.
        id_text: the id in the address of a PUT.
        criteria_text: the query in the address of a PUT, or the header If-None-Exist of a POST, as sent.
        if_match: the header If-Match, as sent.
    """
    problems: list[Problem] = []
    stated = Stated(method, type_name, id_text, criteria_text, if_match)
    judged = judge(stated, resource, BY_ITSELF, Findings(type_name, problems))
    if problems:
        return tuple(problems)
    return Entry(0, type_name, None, method, type_name, resource, judged.id, judged.criteria, judged.if_match)


def _judged(raw: Resource, index: int, base: str, kind: BundleKind) -> Entry | list[Problem]:
    place = f"Bundle.entry[{index}]"
    findings = Findings(place, [])
    if kind is BundleKind.MESSAGE:
        entry = _of_message(raw, index, findings)
    elif raw["request"].get("method") == Method.GET:
        entry = _read(raw, index, base, kind, findings)
    else:
        entry = _write(raw, index, base, findings)
    return findings.problems if entry is None or findings.problems else entry


def _of_message(raw: Resource, index: int, findings: Findings) -> Entry | None:
    resource = resource_of(raw, findings)
    if resource is None:
        return None
    return Entry(index, findings.place, raw.get("fullUrl"), Method.POST, resource["resourceType"], resource)


def _read(raw: Resource, index: int, base: str, kind: BundleKind, findings: Findings) -> Entry | None:
    if kind is BundleKind.TRANSACTION:
        said = "A transaction only writes here. Send GET by itself, or in a batch."
        findings.wrong("request.method", said, IssueType.NOT_SUPPORTED)
        return None
    for name in ("ifNoneExist", "ifMatch"):
        if name in raw["request"]:
            findings.wrong(f"request.{name}", f"A GET has no {name}. Leave it out.", IssueType.VALUE)
    if "resource" in raw:
        findings.wrong("resource", "A GET has no resource. Leave it out.", IssueType.VALUE)
    url = address_within(raw["request"], base, findings)
    if url is None:
        return None
    first = url.partition("?")[0].partition("/")[0]
    type_name = first if is_type(first) else ""
    return Entry(index, findings.place, raw.get("fullUrl"), Method.GET, type_name, {}, url=url)


def _write(raw: Resource, index: int, base: str, findings: Findings) -> Entry | None:
    stated = stated_write(raw, base, findings)
    if stated is None:
        return None
    resource, full_url = raw["resource"], raw.get("fullUrl")
    judged = judge(stated, resource, IN_A_BUNDLE, findings)
    return Entry(
        index,
        findings.place,
        full_url,
        stated.method,
        stated.type,
        resource,
        judged.id,
        judged.criteria,
        judged.if_match,
    )
