"""Searches answered: a page of resources, whole, with what is to be brought along; and the reads of a batch."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from app.access.clients import AdmittedSystem
from app.access.scopes import Interaction
from app.errors import NotFound, NotPermitted, Refusal
from app.fhir.bundle.answers import Answered
from app.fhir.bundle.entry import Entry
from app.fhir.exchange import Reply, Sent, refused
from app.fhir.mapping.looking import Resource
from app.fhir.outcomes import operation_outcome
from app.fhir.ports import Hit, TypeAndId
from app.fhir.reading.bundles import Found, Mode, searchset_bundle
from app.fhir.reading.finding import Page, found
from app.fhir.reading.including import included
from app.fhir.reading.links import next_link, self_link
from app.fhir.reading.parameters import parsed_search
from app.fhir.reading.reader import NOT_HERE, Begin, Opened, Reader, opened_in
from app.fhir.reading.search import Search
from app.fhir.structure.problems import IssueType, Problem, Severity
from app.fhir.terminology.in_use import KnownInUse
from app.fhir.types import ACCEPTED
from app.identity import Identity, is_identity

MOST_PARAMETERS = 100


@dataclass(frozen=True, slots=True)
class Asking:
    """A search as it was asked: the type, its parameters (decoded, in order), our address with its path.

    `lenient` says that unknown parameters are to be ignored.
    """

    type: str
    pairs: Sequence[tuple[str, str]]
    base: str
    lenient: bool = False


@dataclass(frozen=True, slots=True)
class Searcher:
    """Searches on behalf of provider systems. `begin` begins a piece of work; `known` is the terminology in use."""

    begin: Begin
    known: KnownInUse

    def search(self, system: AdmittedSystem, asking: Asking) -> Reply:
        """A searchset, or an outcome that says what is wrong with the search.

        Raises:
            NotPermitted: the token's scopes do not allow to search the type.
            NotFound: there is no such type here.
        """
        if asking.type not in ACCEPTED:
            raise NotFound(NOT_HERE)
        system.require(Interaction.SEARCH, asking.type)
        known = self.known.now
        search = parsed_search(asking.type, asking.pairs, known, base=asking.base, lenient=asking.lenient)
        if not isinstance(search, Search):
            return refused(search)
        with self.begin(system.principal) as work:
            page = found(search, work.records)
            if not isinstance(page, Page):
                return refused(page)
            opened = opened_in(work, known)
            body = _searchset(page, opened, system, asking)
            children = {hit.child for hit in page.hits}
            opened.note(f"searched {asking.type}", next(iter(children)) if len(children) == 1 else None)
        return Reply(200, body)

    def of_batch(self, entry: Entry, sent: Sent) -> Answered:
        """What a GET of a batch finds: a resource, a version, a history or a search."""
        try:
            return self._read(entry, sent)
        except NotPermitted as refusal:
            return _turned_away(403, IssueType.FORBIDDEN, entry, refusal)
        except NotFound as refusal:
            return _turned_away(404, IssueType.NOT_FOUND, entry, refusal)

    def _read(self, entry: Entry, sent: Sent) -> Answered:
        path, _, query = entry.url.partition("?")
        words = [each for each in path.split("/") if each]
        reader, system = Reader(self.begin, self.known), sent.system
        reads: dict[int, Callable[[], Reply]] = {
            1: lambda: self.search(
                system, Asking(words[0], parse_qsl(query, True, max_num_fields=MOST_PARAMETERS), sent.base)
            ),
            2: lambda: reader.read(system, words[0], words[1]),
            3: lambda: reader.history(system, words[0], words[1], sent.base),
            4: lambda: reader.version(system, words[0], words[1], words[3]),
        }
        odd = len(words) > 2 and words[2] != "_history"
        if len(words) not in reads or odd or "$" in path:
            raise NotFound("There is nothing at this address. Send Type?…, Type/id, or Type/id/_history.")
        reply = reads[len(words)]()
        if reply.status != 200:
            return Answered(reply.status, outcome=_problems(reply))
        target = (words[0], words[1]) if len(words) == 2 and is_identity(words[1]) else None
        return Answered(200, resource=reply.body, type=target[0] if target else "")


def _searchset(page: Page, opened: Opened, system: AdmittedSystem, asking: Asking) -> bytes:
    opened.shelf.bring({hit.child for hit in page.hits if hit.child is not None})
    matches = list(_matches(asking.type, page.hits, opened))
    links = {"self": self_link(asking.base, page.search)}
    if page.next is not None:
        links["next"] = next_link(asking.base, page.search, page.next)
    along = _included(asking.type, page.search, matches, opened, system)
    outcome = _ignored(page.search)
    return searchset_bundle([*matches, *along], asking.base, links, page.total, outcome)


def _matches(type_name: str, hits: Sequence[Hit], opened: Opened) -> Iterator[Found]:
    for hit in hits:
        target = type_name, hit.id
        latest = opened.shelf.versions(target, hit.child)[-1:]
        for version in latest:
            content = opened.shelf.json(target, version)
            yield Found(type_name, hit.id, version.number, version.at, content)


def _included(
    type_name: str, search: Search, matches: Sequence[Found], opened: Opened, system: AdmittedSystem
) -> Iterator[Found]:
    """What is brought along; only what the token's scopes allow to read."""
    if not search.includes:
        return
    here = {(each.type, each.id) for each in matches}
    resources: list[Resource] = [json.loads(each.content) for each in matches]
    wanted = [
        target
        for target in included(type_name, search.includes, resources)
        if target not in here and system.may(Interaction.READ, target[0])
    ]
    whose = opened.work.records.children_of(wanted)
    opened.shelf.bring({child for child in whose.values() if child is not None})
    for target in wanted:
        if target in whose:
            yield from _along(target, whose[target], opened)


def _along(target: TypeAndId, child: Identity | None, opened: Opened) -> Iterator[Found]:
    for version in opened.shelf.versions(target, child)[-1:]:
        content = opened.shelf.json(target, version)
        yield Found(*target, version.number, version.at, content, Mode.INCLUDE)


def _ignored(search: Search) -> Resource | None:
    if not search.ignored:
        return None
    said = f"Not understood, and ignored as was asked: {', '.join(search.ignored)}."
    problem = Problem(IssueType.NOT_SUPPORTED, "", said, severity=Severity.WARNING)
    return operation_outcome(problem)


def _turned_away(status: int, kind: IssueType, entry: Entry, refusal: Refusal) -> Answered:
    return Answered(status, outcome=(Problem(kind, entry.place, str(refusal)),))


def _problems(reply: Reply) -> tuple[Problem, ...]:
    """The problems of an outcome, to be told in the answer of a batch's entry."""
    if not reply.body:
        return ()
    told = json.loads(reply.body).get("issue", [])
    return tuple(
        Problem(IssueType(each["code"]), (each.get("expression") or [""])[0], each["diagnostics"]) for each in told
    )
