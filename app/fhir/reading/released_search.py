"""A search of MeasureReports, read from its parameters (FHIR R4, search; MeasureReport, search parameters).

Nothing that is asked here is about anybody, so that links repeat what was asked as it was.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from app.fhir.mapping.measure_report_id import ReportId, parse_report_id
from app.fhir.reading.answering import ANSWERING
from app.fhir.reading.search import Pairs, Search
from app.fhir.reading.written_values import NotReadable, NotTaken, Range, alternatives, days, instants, plain, token
from app.fhir.structure.problems import IssueType, Problem
from app.released.table import ReleaseFacts

PLACE: Final = "_after"
ANSWERED: Final = ("_count", "_summary", "_total", "_sort", "_format", "_pretty")
SAYS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "_id": ("token", "Ids, separated by commas: of every revision of a release."),
        "measure": ("reference", "The Measure, by its id or its address; separated by commas, any of them."),
        "period": (
            "date",
            "What the figures are of, with eq, ge, gt, le, lt, sa or eb: 2026, 2026-07 or ge2026-07-01.",
        ),
        "date": ("date", "When it was released, with eq, ge, gt, le, lt, sa or eb."),
        "reporter:identifier": ("reference", "The area, with :identifier alone: its code, in any system."),
    }
)
"""The parameters, each with its type and how it works."""

_WITHIN: Final = frozenset({"eq", "sa", "eb"})
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z:._\-]{0,60}")
_OTHER_PLACE: Final = "It is what the link to the next page has. Follow that link, or begin with the first page."
_SORT: Final = "Reports are sorted by _id alone."


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when; `within` asks that a period lies in it wholly, else that any of it does."""

    days: Range[date]
    within: bool

    def fits(self, first: date, last: date) -> bool:
        start, end = self.days.start or date.min, self.days.end or date.max
        return start <= first and last <= end if self.within else first <= end and start <= last


@dataclass(frozen=True, slots=True)
class ReportSearch:
    """What is sought; of each set in `ids`, `measures` and `areas` one, and so of each tuple of times.

    `answer` says how it is answered, `after` where the page before ended, and `told` are the parameters for links.
    """

    ids: tuple[frozenset[str], ...] = ()
    measures: tuple[frozenset[str], ...] = ()
    areas: tuple[frozenset[str], ...] = ()
    periods: tuple[tuple[Span, ...], ...] = ()
    released: tuple[tuple[Range[datetime], ...], ...] = ()
    answer: Search = field(default_factory=lambda: Search("MeasureReport"))
    after: ReportId | None = None
    told: Pairs = ()
    ignored: tuple[str, ...] = ()

    @property
    def from_the_beginning(self) -> "ReportSearch":
        return replace(self, after=None)

    @property
    def answered(self) -> Pairs:
        """How it is answered, as links say it."""
        if self.answer.counts:
            return (("_summary", "count"),)
        total: Pairs = () if self.answer.total is None else (("_total", "accurate" if self.answer.total else "none"),)
        return (*total, ("_count", str(self.answer.size)))

    def of_release(self, facts: ReleaseFacts) -> bool:
        """Whether reports of a release are among what is sought."""
        at = facts.released_at
        return all(any(_holds(each, at) for each in ranges) for ranges in self.released)

    def of_days(self, days: tuple[date, date] | None) -> bool:
        """Whether reports whose figures are of these days are; of those that are not known, only where none are
        asked for."""
        if days is None:
            return not self.periods
        return all(any(each.fits(*days) for each in spans) for spans in self.periods)

    def of_measure(self, key: str) -> bool:
        """Whether reports of a measure are."""
        return all(key in each for each in self.measures)

    def takes(self, report: ReportId) -> bool:
        """Whether a report of such a release and measure is, and comes after the page before."""
        named = all(report.text in each for each in self.ids) and all(report.area in each for each in self.areas)
        return named and (self.after is None or report > self.after)


def _holds(range_: Range[datetime], at: datetime) -> bool:
    return (range_.start is None or range_.start <= at) and (range_.end is None or at <= range_.end)


def report_search(pairs: Sequence[tuple[str, str]], base: str, *, lenient: bool) -> ReportSearch | tuple[Problem, ...]:
    """The search that parameters ask for, or everything that is wrong with them.

    Args:
        pairs: names and values, decoded, in order.
        base: our address with its path.
        lenient: whether unknown parameters are ignored, which `ReportSearch.ignored` tells.
    """
    search, problems = ReportSearch(), list[Problem]()
    for name, value in pairs:
        if name not in _READ and name not in _ANSWERS:
            problems += [] if lenient else [_unknown(name)]
            search = replace(search, ignored=(*search.ignored, _shown(name)))
            continue
        try:
            search = _with(search, name, value, base)
        except NotReadable as fault:
            kind = IssueType.NOT_SUPPORTED if isinstance(fault, NotTaken) else IssueType.VALUE
            problems.append(Problem(kind, name, str(fault)))
    return tuple(problems) or search


def _with(search: ReportSearch, name: str, value: str, base: str) -> ReportSearch:
    if name in _ANSWERS:
        return _ANSWERS[name](search, name, value)
    return replace(_READ[name](search, value, base), told=(*search.told, (name, value)))


def _unknown(name: str) -> Problem:
    said = f"{_shown(name)} is not taken in a search of MeasureReport. These are: {', '.join((*SAYS, *ANSWERED))}."
    return Problem(IssueType.NOT_SUPPORTED, _shown(name), said)


def _shown(name: str) -> str:
    """The name of a parameter as it may be repeated."""
    return name if _NAME.fullmatch(name) else "a parameter"


def _id(search: ReportSearch, text: str, _: str) -> ReportSearch:
    return replace(search, ids=(*search.ids, frozenset(map(plain, alternatives(text)))))


def _measure(search: ReportSearch, text: str, base: str) -> ReportSearch:
    named = (plain(each).partition("|")[0] for each in alternatives(text))
    keys = frozenset(each.removeprefix(f"{base}/").removeprefix("Measure/").replace("-", "_") for each in named)
    return replace(search, measures=(*search.measures, keys))


def _area(search: ReportSearch, text: str, _: str) -> ReportSearch:
    return replace(search, areas=(*search.areas, frozenset(token(each)[1] for each in alternatives(text))))


def _period(search: ReportSearch, text: str, _: str) -> ReportSearch:
    spans = tuple(Span(days(each), _prefix(each) in _WITHIN) for each in alternatives(text))
    return replace(search, periods=(*search.periods, spans))


def _prefix(text: str) -> str:
    return text[:2] if text[:1].isalpha() else "eq"


def _released(search: ReportSearch, text: str, _: str) -> ReportSearch:
    return replace(search, released=(*search.released, tuple(instants(each) for each in alternatives(text))))


def _answered(search: ReportSearch, name: str, text: str) -> ReportSearch:
    return replace(search, answer=ANSWERING[name](search.answer, text))


def _sorted(search: ReportSearch, _: str, text: str) -> ReportSearch:
    if text != "_id":
        raise NotTaken(_SORT)
    return search


def _after(search: ReportSearch, _: str, text: str) -> ReportSearch:
    try:
        return replace(search, after=parse_report_id(text))
    except ValueError:
        raise NotReadable(_OTHER_PLACE) from None


_READ: Final[Mapping[str, Callable[[ReportSearch, str, str], ReportSearch]]] = MappingProxyType(
    {"_id": _id, "measure": _measure, "period": _period, "date": _released, "reporter:identifier": _area}
)
_ANSWERS: Final[Mapping[str, Callable[[ReportSearch, str, str], ReportSearch]]] = MappingProxyType(
    {**dict.fromkeys(ANSWERED, _answered), "_sort": _sorted, PLACE: _after}
)
