"""Bodies received: judged, recorded once, and answered; the same one sent again is answered as the first time."""

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Final

from app.access.people import Principal
from app.access.scopes import Interaction
from app.clinical.ports import Unit, Work
from app.errors import Conflict, NotFound, NotPermitted, Refusal
from app.fhir.bundle.answers import Answered, bundle_answer
from app.fhir.bundle.entries import Entries, entries_of, single_entry
from app.fhir.bundle.entry import BundleKind, Entry, Method
from app.fhir.content import faithful, kept_content, served
from app.fhir.exchange import Preference, Reply, Sent, refused, version_headers
from app.fhir.mapping.looking import Resource, listed
from app.fhir.ports import FhirRecords, ReceivedBody
from app.fhir.receiving.body import Body, Written
from app.fhir.receiving.keeping import Occasion
from app.fhir.receiving.messages import message_answer, message_key
from app.fhir.structure.check import Checked, checked
from app.fhir.structure.limits import Limits
from app.fhir.structure.problems import IssueType, Problem
from app.fhir.structure.r4 import R4
from app.fhir.surroundings import surroundings_of
from app.fhir.terminology.in_use import KnownInUse
from app.fhir.terminology.known import KnownTerminology
from app.fhir.types import ACCEPTED
from app.identity import Identity, is_identity, shown

Begin = Callable[[Principal], AbstractContextManager[Work[FhirRecords]]]
Read = Callable[[Entry, Sent], Answered]
Answer = Callable[[Body, Work[FhirRecords]], Reply]

_OTHER_CONTENT: Final = (
    "Something else was sent under this identifier or Idempotency-Key before. Send new content under a new one."
)
_BUNDLE_TYPE: Final = "This is not a transaction or batch. POST these here, a message to $process-message."
_NOT_MESSAGE: Final = "This is not a message. POST a transaction or batch to the base address."
_OTHER_TYPE: Final = "The resource is of another type than the address says. Send it to the address of its type."
_WRAPPERS: Final = frozenset({"Bundle", "Parameters"})
"""Types that hold what is sent, and are not sent for themselves."""
_KINDS: Final = {"transaction": BundleKind.TRANSACTION, "batch": BundleKind.BATCH}


class SentOtherwise(Conflict):
    """Something else was sent before under the same identifier or key; trying again changes nothing."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A create (POST) or update (PUT) by itself, its parts as they were sent.

    `condition` is If-None-Exist, or the query of the address; `if_match` the header.
    """

    method: Method
    type: str
    id: str | None = None
    condition: str | None = None
    if_match: str | None = None


@dataclass(frozen=True, slots=True)
class Receiver:
    """Receives bodies of provider systems.

    `begin` begins a piece of work, `known` is the terminology in use, `r4` judges structure within `limits`;
    `pseudonym_key` makes the pseudonym of a child who is registered, and `read` answers a GET of a batch. A `Conflict`
    that any method raises is another writer's: nothing was written, and the same may be sent again.
    """

    begin: Begin
    known: KnownInUse
    r4: R4
    limits: Limits
    pseudonym_key: bytes
    read: Read

    def bundle(self, sent: Sent) -> Reply:
        """A transaction or batch."""
        tree = self._checked(sent)
        if isinstance(tree, Reply):
            return tree
        kind = _KINDS.get(str(tree.get("type"))) if tree["resourceType"] == "Bundle" else None
        if kind is None:
            return refused((Problem(IssueType.NOT_SUPPORTED, "Bundle.type", _BUNDLE_TYPE),))
        entries = entries_of(tree, sent.base, kind)
        if not isinstance(entries, Entries):
            return refused(entries)
        key = _key(sent, tree)
        return self._batch(sent, entries, key) if kind is BundleKind.BATCH else self._transaction(sent, entries, key)

    def message(self, sent: Sent) -> Reply:
        """A message: recorded as a transaction is, and answered by a message."""
        tree = self._checked(sent)
        if isinstance(tree, Reply):
            return tree
        if tree["resourceType"] != "Bundle" or tree.get("type") != "message":
            return refused((Problem(IssueType.NOT_SUPPORTED, "Bundle.type", _NOT_MESSAGE),))
        entries = entries_of(tree, sent.base, BundleKind.MESSAGE)
        if not isinstance(entries, Entries):
            return refused(entries)
        self._permit(sent, entries.entries)
        key = _key(sent, tree) or message_key(tree)

        def answer(done: Body, work: Work[FhirRecords]) -> Reply:
            return Reply(200, message_answer(tree, sent.base, work, done.problems))

        return self._once(sent, "message", key, entries.entries, answer)

    def resource(self, sent: Sent, asked: Asked) -> Reply:
        """A create or update by itself."""
        tree = self._checked(sent)
        if isinstance(tree, Reply):
            return tree
        if tree["resourceType"] != asked.type:
            return refused((Problem(IssueType.VALUE, f"{asked.type}.resourceType", _OTHER_TYPE),))
        entry = single_entry(
            asked.method, asked.type, tree, id_text=asked.id, criteria_text=asked.condition, if_match=asked.if_match
        )
        if not isinstance(entry, Entry):
            return refused(entry)
        self._permit(sent, [entry])
        key = f"key:{sent.key}" if sent.key else None

        def answer(done: Body, work: Work[FhirRecords]) -> Reply:
            del work
            return _single(done.written[0], sent, _by_entry(done.problems))

        return self._once(sent, f"{asked.method.value} {asked.type}", key, [entry], answer)

    def validated(self, sent: Sent, type_name: str) -> Reply:
        """What would be answered to a resource, or to every entry of a Bundle, were it sent to be written.

        Everything is judged and nothing is written: an OperationOutcome, with 200, says what is wrong if anything is.

        Raises:
            NotPermitted: the token's scopes do not allow all entries of a Bundle.
        """
        found = checked(sent.body, self.r4, limits=self.limits, accepted=ACCEPTED | _WRAPPERS)
        if not isinstance(found, Checked):
            return refused(found, 200)
        tree = resource_to_validate(faithful(sent.body, found.resource))
        if tree["resourceType"] != type_name:
            return refused((Problem(IssueType.VALUE, f"{type_name}.resourceType", _OTHER_TYPE),), 200)
        entries = _as_sent(tree, sent.base)
        if not entries or not isinstance(entries[0], Entry):
            return refused(tuple(each for each in entries if isinstance(each, Problem)), 200)
        writes = [each for each in entries if isinstance(each, Entry) and each.method is not Method.GET]
        if type_name == "Bundle":
            self._permit(sent, writes)
        known = self.known.now
        with self.begin(sent.system.principal) as work:
            body, _ = self._unit(writes, sent, work, known)
        return refused((*found.warnings, *body.problems), 200)

    def _checked(self, sent: Sent) -> Resource | Reply:
        found = checked(sent.body, self.r4, limits=self.limits, accepted=ACCEPTED | _WRAPPERS)
        return faithful(sent.body, found.resource) if isinstance(found, Checked) else refused(found)

    def _permit(self, sent: Sent, entries: Sequence[Entry]) -> None:
        """Each entry by the scopes of the token.

        Raises:
            NotPermitted: they do not allow all of them.
        """
        for interaction, type_name in dict.fromkeys((_interaction(each), each.type) for each in entries):
            sent.system.require(interaction, type_name)

    def _transaction(self, sent: Sent, entries: Entries, key: str | None) -> Reply:
        self._permit(sent, entries.entries)

        def answer(done: Body, work: Work[FhirRecords]) -> Reply:
            del work
            told = _by_entry(done.problems)
            answered = [_answered(each, sent, told) for each in done.written]
            return Reply(200, bundle_answer(BundleKind.TRANSACTION, answered, sent.base))

        return self._once(sent, "transaction", key, entries.entries, answer)

    def _once(
        self,
        sent: Sent,
        interaction: str,
        key: str | None,
        entries: Sequence[Entry],
        answer: Answer,
    ) -> Reply:
        """Record entries in one transaction, with the body and its answer; or answer as when it was sent before."""
        known = self.known.now
        with self.begin(sent.system.principal) as work:
            before = work.records.received_before(sent.system.client.id, key) if key is not None else None
            if before is not None:
                return _as_before(before, sent)
            body, unit = self._unit(entries, sent, work, known)
            if unit is None:
                return refused(tuple(body.problems), 412 if body.stale else None)
            reply = answer(body, work)
            row = _received(_Act(interaction, key, body.occasion.received), sent, reply, work)
            work.records.commit(Unit((*unit.writes, row), unit.audit))
            return reply

    def _unit(
        self, entries: Sequence[Entry], sent: Sent, work: Work[FhirRecords], known: KnownTerminology
    ) -> tuple[Body, Unit | None]:
        """What is written of entries. `known` was looked up before the work began, which may read."""
        organisation = work.principal.organisation.id
        occasion = Occasion(organisation, work.now, work.principal.account, work.new_identity())
        around = surroundings_of(work, known)
        body = Body(work, around, self.r4, self.pseudonym_key, sent.base, occasion)
        return body, body.unit(entries)

    def _batch(self, sent: Sent, entries: Entries, key: str | None) -> Reply:
        """Each entry by itself; a read among them is answered by `reads`."""
        with self.begin(sent.system.principal) as work:
            before = work.records.received_before(sent.system.client.id, key) if key is not None else None
        if before is not None:
            return _as_before(before, sent)
        by_index = {each.index: each for each in entries.entries}
        count = max([*by_index, *entries.refused], default=-1) + 1
        answered = [
            _declined(entries.refused[index]) if index in entries.refused else self._alone(by_index[index], sent)
            for index in range(count)
        ]
        reply = Reply(200, bundle_answer(BundleKind.BATCH, answered, sent.base))
        with self.begin(sent.system.principal) as work:
            row = _received(_Act("batch", key, work.new_identity()), sent, reply, work)
            work.records.commit(Unit((row,), ()))
        return reply

    def _alone(self, entry: Entry, sent: Sent) -> Answered:
        """One entry of a batch."""
        if entry.method is Method.GET:
            return self.read(entry, sent)
        try:
            self._permit(sent, [entry])
            known = self.known.now
            with self.begin(sent.system.principal) as work:
                body, unit = self._unit([entry], sent, work, known)
                if unit is None:
                    return _declined(tuple(body.problems), 412 if body.stale else None)
                work.records.commit(unit)
                return _answered(body.written[0], sent, _by_entry(body.problems))
        except Refusal as refusal:
            return _turned_away(entry, refusal)


def resource_to_validate(tree: Resource) -> Resource:
    """The resource to be validated: the body itself, or the parameter `resource` of it (R4, Resource $validate)."""
    if tree["resourceType"] != "Parameters":
        return tree
    inside = (each.get("resource") for each in listed(tree, "parameter") if each.get("name") == "resource")
    return next((each for each in inside if isinstance(each, dict)), tree)


def _as_sent(tree: Resource, base: str) -> Sequence[Entry | Problem]:
    """What is validated as the entries it would be."""
    if tree["resourceType"] != "Bundle":
        id_text = tree.get("id")
        ours = isinstance(id_text, str) and is_identity(id_text)
        method = Method.PUT if ours else Method.POST
        entry = single_entry(method, tree["resourceType"], tree, id_text=id_text if ours else None)
        return [entry] if isinstance(entry, Entry) else entry
    kind = BundleKind.MESSAGE if tree.get("type") == "message" else _KINDS.get(str(tree.get("type")))
    if kind is None:
        return ()
    entries = entries_of(tree, base, kind)
    return entries.entries if isinstance(entries, Entries) else entries


def _interaction(entry: Entry) -> Interaction:
    return Interaction.CREATE if entry.method is Method.POST else Interaction.UPDATE


def _key(sent: Sent, bundle: Resource) -> str | None:
    """What makes a bundle recognisable: the header, else its own identifier."""
    if sent.key:
        return f"key:{sent.key}"
    identifier = bundle.get("identifier") or {}
    return f"{identifier.get('system', '')}|{identifier['value']}" if identifier.get("value") else None


def _as_before(before: ReceivedBody, sent: Sent) -> Reply:
    if before.digest != sent.digest:
        raise SentOtherwise(_OTHER_CONTENT)
    headers, _, body = before.answer.partition(b"\n")
    return Reply(before.status, body, json.loads(headers))


@dataclass(frozen=True, slots=True)
class _Act:
    interaction: str
    key: str | None
    identity: Identity


def _received(act: _Act, sent: Sent, reply: Reply, work: Work[FhirRecords]) -> ReceivedBody:
    """The body as it came, with the headers of its answer in a line before the answer."""
    answer = json.dumps(dict(reply.headers)).encode() + b"\n" + reply.body
    return ReceivedBody(
        work.principal.organisation.id,
        act.identity,
        sent.system.client.id,
        act.interaction,
        act.key,
        sent.digest,
        sent.body,
        reply.status,
        answer,
        work.now,
    )


def _by_entry(problems: Sequence[Problem]) -> Mapping[str, tuple[Problem, ...]]:
    """The problems by the place of the entry they are about: `Bundle.entry[3]`, or the type of a resource by itself."""
    found: defaultdict[str, list[Problem]] = defaultdict(list)
    for each in problems:
        place, bracket, _ = each.expression.partition("]")
        bundled = bracket and place.startswith("Bundle.entry[")
        found[f"{place}]" if bundled else each.expression.partition(".")[0]].append(each)
    return {place: tuple(each) for place, each in found.items()}


def _representation(written: Written) -> bytes | None:
    entry, kept = written.allotted.entry, written.kept
    content, meta = (kept.content, kept.meta) if kept is not None else kept_content(entry.resource)
    identity, version, at = written.allotted.identity, written.version, written.at
    return served(entry.type, identity, version=version, at=at, content=content, meta=meta)


def _answered(written: Written, sent: Sent, told: Mapping[str, tuple[Problem, ...]]) -> Answered:
    return Answered(
        201 if written.created else 200,
        written.allotted.type,
        written.allotted.identity,
        written.version,
        written.at,
        _representation(written) if sent.prefer is Preference.REPRESENTATION else None,
        told.get(written.allotted.entry.place, ()),
    )


def _single(written: Written, sent: Sent, told: Mapping[str, tuple[Problem, ...]]) -> Reply:
    type_name, identity = written.allotted.target
    location = f"{sent.base}/{type_name}/{shown(identity)}/_history/{written.version}"
    headers = version_headers(written.version, written.at, location)
    status = 201 if written.created else 200
    if sent.prefer is Preference.MINIMAL:
        return Reply(status, b"", headers)
    if sent.prefer is Preference.OUTCOME:
        return Reply(status, refused(told.get(written.allotted.entry.place, ())).body, headers)
    return Reply(status, _representation(written) or b"", headers)


def _declined(problems: tuple[Problem, ...], status: int | None = None) -> Answered:
    return Answered(status if status is not None else refused(problems).status, outcome=problems)


_REFUSALS: Final = {NotPermitted: (403, IssueType.FORBIDDEN), NotFound: (404, IssueType.NOT_FOUND)}


def _turned_away(entry: Entry, refusal: Refusal) -> Answered:
    status, kind = _REFUSALS.get(type(refusal), (409, IssueType.CONFLICT))
    return Answered(status, outcome=(Problem(kind, entry.place, str(refusal)),))
