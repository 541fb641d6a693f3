"""Which released reports there are for a system, and what each of them tells.

A provider's system sees its own organisation, an integrated care board's its board: the area whose code is the
organisation's ODS code. England and the regions are published. All else is as if it were not there.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from app.access.clients import AdmittedSystem
from app.errors import NotFound
from app.fhir.mapping.looking import Resource
from app.fhir.mapping.measure_report import days_of_table, measure_report
from app.fhir.mapping.measure_report_id import TOLD, ReportId, parse_report_id, report_id
from app.fhir.reading.reader import NOT_HERE
from app.fhir.reading.released_search import ReportSearch
from app.fhir.report_ports import MeasureWords, ReleasedReports, ReportWords
from app.identity import Identity
from app.released.table import ReleasedTable, ReleaseFacts, TableKey

_PUBLISHED: Final = frozenset({"england", "region"})
_PROVIDER: Final = "provider"
_UNKNOWN: Final = "unknown"
_KEPT_TABLES: Final = 64
_KEPT_OUTLINES: Final = 8192


class _Outline(NamedTuple):
    """The areas of a table, and of which year its figures are, where others have published them."""

    areas: tuple[str, ...]
    figures_of: str


@dataclass(frozen=True, slots=True)
class ReportShelf:
    """The released reports. The tables that were read are kept, and of others which areas they have and of when they
    are: a released table never changes."""

    releases: ReleasedReports
    _table: Callable[[Identity, TableKey], ReleasedTable]
    _outline: Callable[[Identity, TableKey], _Outline]

    @classmethod
    def over(cls, releases: ReleasedReports) -> "ReportShelf":
        """A shelf that has read nothing yet."""
        table = lru_cache(_KEPT_TABLES)(releases.table)

        @lru_cache(_KEPT_OUTLINES)
        def outline(release: Identity, key: TableKey) -> _Outline:
            read = table(release, key)
            return _Outline(tuple(sorted({row.area for row in read.rows})), read.figures_of)

        return cls(releases, table, outline)

    def found(self, system: AdmittedSystem, id_text: str, words: ReportWords) -> tuple[ReportId, ReleaseFacts]:
        """A report by its id, with its release.

        Raises:
            NotFound: there is none, or none for this system.
        """
        try:
            report = parse_report_id(id_text)
        except ValueError:
            raise NotFound(NOT_HERE) from None
        facts = next((each for each in self.releases.all() if each.id == report.release), None)
        if facts is None or report not in self._of_table(system, facts, report.key, words, ReportSearch()):
            raise NotFound(NOT_HERE)
        return report, facts

    def resource(self, report: ReportId, facts: ReleaseFacts, words: ReportWords, base: str) -> Resource:
        """What a report tells."""
        table = self._table(report.release, report.key)
        # Not by the models of fhir.resources: they take seconds for a table of many rows. Tests hold that it fits them.
        return measure_report(report, table, facts, words, base)

    def sought(
        self, system: AdmittedSystem, search: ReportSearch, words: ReportWords
    ) -> Iterator[tuple[ReportId, ReleaseFacts]]:
        """What a search finds after its place, in order; tables are read as they are come to."""
        for facts in sorted(self._releases(search), key=lambda each: each.id):
            for key in self._keys(facts, search):
                for report in self._of_table(system, facts, key, words, search):
                    if search.takes(report):
                        yield report, facts

    def _of_table(
        self, system: AdmittedSystem, facts: ReleaseFacts, key: TableKey, words: ReportWords, search: ReportSearch
    ) -> list[ReportId]:
        """The reports of a table that a system sees, in order, where its figures are of the days that are sought."""
        if not _is_told(key, words):
            return []
        try:
            sought = search.of_days(self._days(facts, key, words.measures[key.measure]))
            areas = self._outline(facts.id, key).areas if sought else ()
        except NotFound:
            return []
        made = (report_id(facts.id, key, each) for each in areas if _is_for(system, key.level, each))
        return [each for each in made if each is not None]

    def _days(self, facts: ReleaseFacts, key: TableKey, measure: MeasureWords) -> tuple[date, date] | None:
        """The days that the figures of a table are of; the table is read for those of others alone."""
        figures_of = self._outline(facts.id, key).figures_of if measure.by_others else ""
        return days_of_table(facts.period, figures_of, by_others=measure.by_others)

    def _releases(self, search: ReportSearch) -> list[ReleaseFacts]:
        """The last revision of each period; every one where reports are named."""
        every = self.releases.all()
        last = {each.period: each for each in reversed(every)}
        return [each for each in (every if search.ids else last.values()) if search.of_release(each)]

    def _keys(self, facts: ReleaseFacts, search: ReportSearch) -> list[TableKey]:
        """The tables in which something may be sought, in order."""
        keys = [each for each in self.releases.keys(facts.id) if search.of_measure(each.measure)]
        if search.ids:
            named = {each.key for each in _named(search.ids[0])}
            keys = [each for each in keys if each in named]
        if search.after is not None:
            keys = [each for each in keys if (facts.id, *_order(each)) >= search.after[:4]]
        return sorted(keys, key=_order)


def _is_told(key: TableKey, words: ReportWords) -> bool:
    """Whether a table is told to any system; one of a provider's own measure is by provider alone."""
    measure = words.measures.get(key.measure)
    return measure is not None and key.level in TOLD and (key.level == _PROVIDER or not measure.provider_only)


def _is_for(system: AdmittedSystem, level: str, area: str) -> bool:
    """Whether the figures of an area are published, or the system's own organisation's."""
    return level in _PUBLISHED or (area == system.organisation.ods_code and area != _UNKNOWN)


def _order(key: TableKey) -> tuple[str, str, str]:
    return key.measure, key.level, key.breakdown


def _named(ids: Iterable[str]) -> Iterator[ReportId]:
    for each in ids:
        try:
            yield parse_report_id(each)
        except ValueError:
            continue
