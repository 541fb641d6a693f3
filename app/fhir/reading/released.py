"""What systems read of released reports: MeasureReports, and the Measures that they are of."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from urllib.parse import urlencode

from app.access.audit import AuditAction, AuditEvent, audit_event
from app.access.clients import AdmittedSystem
from app.access.scopes import Interaction
from app.errors import NotFound
from app.fhir.content import json_of
from app.fhir.exchange import Reply, refused
from app.fhir.mapping.looking import Resource
from app.fhir.mapping.measure import measure_from_words
from app.fhir.mapping.measure_report_id import ReportId
from app.fhir.outcomes import operation_outcome
from app.fhir.reading.published import found_among
from app.fhir.reading.reader import NOT_HERE
from app.fhir.reading.released_search import PLACE, ReportSearch, report_search
from app.fhir.reading.released_shelf import ReportShelf
from app.fhir.reading.searching import Asking
from app.fhir.report_ports import ReportWords
from app.fhir.structure.problems import IssueType, Problem, Severity
from app.identity import Identity


@dataclass(frozen=True, slots=True)
class Reports:
    """Reads on behalf of systems.

    `words` gives the measures and what codes are called, `note` keeps an audit event, `now` gives the instant (UTC).
    """

    shelf: ReportShelf
    words: Callable[[], ReportWords]
    note: Callable[[AuditEvent], None]
    new_identity: Callable[[], Identity]
    now: Callable[[], datetime]

    def read(self, system: AdmittedSystem, type_name: str, id_text: str, base: str) -> Reply:
        """A MeasureReport or a Measure by its id.

        Raises:
            NotPermitted: the token's scopes do not allow to read the type.
            NotFound: there is none, or none for this system: nobody is told which.
        """
        system.require(Interaction.READ, type_name)
        if type_name == "Measure":
            return Reply(200, json_of(self._measure(system, id_text, base)))
        words = self.words()
        report, facts = self.shelf.found(system, id_text, words)
        body = json_of(self.shelf.resource(report, facts, words, base))
        self._noted(system, f"read MeasureReport {report.text}", report.release)
        return Reply(200, body)

    def search(self, system: AdmittedSystem, asking: Asking) -> Reply:
        """A searchset, or an outcome that says what is wrong with the search.

        Raises:
            NotPermitted: the token's scopes do not allow to search the type.
        """
        system.require(Interaction.SEARCH, asking.type)
        if asking.type == "Measure":
            return found_among(list(self._measures(system, asking.base)), dict(asking.pairs), asking.base)
        search = report_search(asking.pairs, asking.base, lenient=asking.lenient)
        if not isinstance(search, ReportSearch):
            return refused(search)
        body = json_of(self._searchset(system, search, asking.base))
        self._noted(system, "searched MeasureReport")
        return Reply(200, body)

    def _searchset(self, system: AdmittedSystem, search: ReportSearch, base: str) -> Resource:
        answer, words = search.answer, self.words()
        bundle: Resource = {"resourceType": "Bundle", "type": "searchset"}
        if answer.counts:
            return {**bundle, "total": self._count(system, search, words), "link": _links(search, base, None)}
        hits = list(islice(self.shelf.sought(system, search, words), answer.size + 1))
        page = hits[: answer.size]
        more = page[-1][0] if len(hits) > answer.size else None
        if more is None and search.after is None and answer.total is not False:
            bundle["total"] = len(page)
        elif answer.total:
            bundle["total"] = self._count(system, search, words)
        bundle["link"] = _links(search, base, more)
        entries = [_entry(self.shelf.resource(*each, words, base), base) for each in page] + _ignored(search)
        return {**bundle, "entry": entries} if entries else bundle

    def _count(self, system: AdmittedSystem, search: ReportSearch, words: ReportWords) -> int:
        return sum(1 for _ in self.shelf.sought(system, search.from_the_beginning, words))

    def _measures(self, system: AdmittedSystem, base: str) -> Iterator[Resource]:
        """The measures. A provider's own are told to those who have a report of them."""
        words = self.words()
        for each in words.measures.values():
            if not each.provider_only or self._has(system, each.key, words):
                yield measure_from_words(each, base)

    def _has(self, system: AdmittedSystem, measure: str, words: ReportWords) -> bool:
        asked = ReportSearch(measures=(frozenset({measure}),))
        return any(True for _ in self.shelf.sought(system, asked, words))

    def _measure(self, system: AdmittedSystem, id_text: str, base: str) -> Resource:
        found = next((each for each in self._measures(system, base) if each["id"] == id_text), None)
        if found is None:
            raise NotFound(NOT_HERE)
        return found

    def _noted(self, system: AdmittedSystem, what: str, release: Identity | None = None) -> None:
        self.note(
            audit_event(
                system.principal,
                AuditAction.RESOURCES_READ,
                identity=self.new_identity(),
                at=self.now(),
                subject=release,
                detail=what,
            )
        )


def _entry(resource: Resource, base: str) -> Resource:
    return {"fullUrl": f"{base}/MeasureReport/{resource['id']}", "resource": resource, "search": {"mode": "match"}}


def _ignored(search: ReportSearch) -> list[Resource]:
    """What was made of a search whose unknown parameters were to be ignored."""
    if not search.ignored:
        return []
    said = f"Not understood, and ignored as was asked: {', '.join(search.ignored)}."
    outcome = operation_outcome(Problem(IssueType.NOT_SUPPORTED, "", said, severity=Severity.WARNING))
    return [{"resource": outcome, "search": {"mode": "outcome"}}]


def _links(search: ReportSearch, base: str, more: ReportId | None) -> list[Resource]:
    links = [{"relation": "self", "url": _address(search, base, search.after)}]
    return links if more is None else [*links, {"relation": "next", "url": _address(search, base, more)}]


def _address(search: ReportSearch, base: str, after: ReportId | None) -> str:
    pairs = [*search.told, *search.answered, *([] if after is None else [(PLACE, after.text)])]
    return f"{base}/MeasureReport?{urlencode(pairs, safe=',:~/')}"
