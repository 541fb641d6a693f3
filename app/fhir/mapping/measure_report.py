"""MeasureReport: the released figures of one area, and nothing that a release does not say (FHIR R4, MeasureReport).

A figure that is hidden is there without a number: in its place stands why (`data-absent-reason`). The counts are those
released, rounded, so that a share is told as it was released and never worked out from them.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from app.fhir.content import instant
from app.fhir.mapping.looking import Resource
from app.fhir.mapping.measure import counted, improvement, measure_url, population_code
from app.fhir.mapping.measure_codes import breakdown_concept, item_concept, part_concept
from app.fhir.mapping.measure_report_id import ReportId
from app.fhir.report_ports import MeasureWords, ReportWords
from app.fhir.systems import DATA_ABSENT_REASON, ODS_ORGANISATION, UCUM, extension_url
from app.identity import shown
from app.released.figure import Figure, Share, Standing
from app.released.table import ReleasedRow, ReleasedTable, ReleaseFacts

GSS: Final = "http://statistics.data.gov.uk/id/statistical-geography"
"""The register of areas of the Office for National Statistics, whose codes begin with a letter and eight digits."""

RELEASE_URL: Final = extension_url("report.release")
INTERVAL_URL: Final = extension_url("report.interval")
COUNTED_BY_URL: Final = extension_url("report.counted_by")

_ORGANISATIONS: Final = frozenset({"icb", "provider"})
_UNKNOWN: Final = "unknown"
_QUARTER: Final = re.compile(r"([0-9]{4})-Q([1-4])")
_YEAR: Final = re.compile(r"[1-9][0-9]{3}(?:[0-9]{2})?")
_WHY: Final[Mapping[Standing, str]] = MappingProxyType(
    {Standing.HIDDEN: "masked", Standing.UNAVAILABLE: "unknown", Standing.NOT_APPLICABLE: "not-applicable"}
)
"""Why there is no number, in the codes of data-absent-reason."""


@dataclass(frozen=True, slots=True)
class _Told:
    """What the rows of a report have in common."""

    id: ReportId
    measure: MeasureWords
    words: ReportWords


def measure_report(
    told: ReportId, table: ReleasedTable, facts: ReleaseFacts, words: ReportWords, base: str
) -> Resource:
    """The report of an area.

    Args:
        told: which; its measure is one of the words.
        table: the table it names, with the rows of all areas.
        facts: of the release that the table is of.
        words: the measures, and what codes are called.
        base: our address with its path.
    """
    measure = words.measures[told.measure]
    of_area = replace(table, rows=tuple(row for row in table.rows if row.area == told.area))
    return {
        "resourceType": "MeasureReport",
        "id": told.text,
        "extension": [_release(facts, table.profile), *_counted_by(told, measure)],
        "status": "complete",
        "type": "summary",
        "measure": measure_url(told.measure, base),
        "date": instant(facts.released_at),
        "reporter": _reporter(told, words),
        "period": _period(days_of_table(table.period, table.figures_of, by_others=measure.by_others)),
        **improvement(measure),
        "group": _groups(words.in_order(of_area), _Told(told, measure, words)),
    }


def days_of(period: str) -> tuple[date, date]:
    """The first and the last day of a quarter, such as `2026-Q3`.

    Raises:
        ValueError: it is written otherwise.
    """
    found = _QUARTER.fullmatch(period)
    if found is None:
        raise ValueError("A release is of a quarter.")
    year, quarter = int(found[1]), int(found[2])
    after = date(year + quarter // 4, quarter * 3 % 12 + 1, 1)
    return date(year, quarter * 3 - 2, 1), after - timedelta(days=1)


def days_of_table(period: str, figures_of: str, *, by_others: bool) -> tuple[date, date] | None:
    """The first and the last day that the figures of a table are of.

    Args:
        period: the release's, which what is counted here is of.
        figures_of: the year that others' figures are of, `2024` for a calendar year; of an academic year, such as
            `202425`, they are of its January (Department for Education, Education, health and care plans).
        by_others: whether others have published them; their year may not have been kept, and the answer is None.

    Raises:
        ValueError: one of them is written otherwise.
    """
    if not by_others:
        return days_of(period)
    if not figures_of:
        return None
    if _YEAR.fullmatch(figures_of) is None:
        raise ValueError("Figures of others are of a calendar or an academic year.")
    year = int(figures_of[:4])
    return (
        (date(year, 1, 1), date(year, 12, 31))
        if len(figures_of) == 4
        else (date(year + 1, 1, 1), date(year + 1, 1, 31))
    )


def _period(days: tuple[date, date] | None) -> Resource:
    """A period, or that nobody knows it any more."""
    if days is None:
        return {"extension": [{"url": DATA_ABSENT_REASON, "valueCode": "unknown"}]}
    first, last = days
    return {"start": first.isoformat(), "end": last.isoformat()}


def _counted_by(told: ReportId, measure: MeasureWords) -> list[Resource]:
    """Who is counted for the area, by what a child is of it, and at which day ages are taken: of the measure as it is
    counted now."""
    level, by = measure.level(told.level), measure.breakdown(told.breakdown)
    texts = {} if level is None else {"population": level.population, "areaRule": level.area_rule}
    texts |= {} if by is None else {"ageDate": by.age_date}
    parts = [{"url": name, "valueString": text} for name, text in texts.items()]
    return [{"url": COUNTED_BY_URL, "extension": parts}] if parts else []


def _release(facts: ReleaseFacts, profile: str) -> Resource:
    """The release it is of, how figures were hidden in it, and by which definitions they were counted."""
    texts = {
        "id": shown(facts.id),
        "period": facts.period,
        "profile": profile,
        "definitions": facts.definitions,
        "referenceSet": facts.refset,
        "note": facts.note,
    }
    parts: list[Resource] = [{"url": name, "valueString": text} for name, text in texts.items() if text]
    return {"url": RELEASE_URL, "extension": [*parts, {"url": "revision", "valuePositiveInt": facts.revision}]}


def _reporter(told: ReportId, words: ReportWords) -> Resource:
    """The area: a care board and a provider are organisations, other areas are places."""
    organisation = told.level in _ORGANISATIONS
    reference: Resource = {"type": "Organization" if organisation else "Location"}
    if told.area != _UNKNOWN:
        reference["identifier"] = {"system": ODS_ORGANISATION if organisation else GSS, "value": told.area}
    return {**reference, "display": words.area(told.level, told.area)}


def _groups(rows: Iterable[ReleasedRow], told: _Told) -> list[Resource]:
    """A group for each item, in the order in which the rows come."""
    by_item: dict[str, list[ReleasedRow]] = {}
    for row in rows:
        by_item.setdefault(row.item, []).append(row)
    return [_group(item, of_item, told) for item, of_item in by_item.items()]


def _group(item: str, rows: list[ReleasedRow], told: _Told) -> Resource:
    """An item: the figures of all, where they were released, and those of each part of the breakdown."""
    made: Resource = {"code": _item(item, told)}
    for row in rows:
        if not row.part:
            made |= _figures(row, told.measure)
    strata = [_stratum(row, told) for row in rows if row.part]
    if strata:
        by = breakdown_concept(told.id.breakdown, told.words.breakdown(told.id.breakdown))
        made["stratifier"] = [{"code": [by], "stratum": strata}]
    return made


def _item(item: str, told: _Told) -> Resource:
    if not item:
        return {"text": told.measure.title}
    return item_concept(item, told.words.item(told.id.measure, item))


def _stratum(row: ReleasedRow, told: _Told) -> Resource:
    value = part_concept(told.id.breakdown, row.part, told.words.part(told.id.breakdown, row.part))
    return {"value": value, **_figures(row, told.measure)}


def _figures(row: ReleasedRow, measure: MeasureWords) -> Resource:
    populations = [_population(counted(measure), row.numerator)]
    if measure.share:
        populations.append(_population("denominator", row.denominator))
    return {"population": populations, **_score(row.share)}


def _population(code: str, figure: Figure) -> Resource:
    """A population with its count as released; without one, why there is none."""
    number: Resource = {"_count": _absent(figure.standing)} if figure.number is None else {"count": figure.number}
    return {"code": population_code(code), **number}


def _score(share: Share) -> Resource:
    """The released percentage with its interval; nothing where a share is not applicable."""
    if share.percent is None:
        return {} if share.standing is Standing.NOT_APPLICABLE else {"measureScore": _absent(share.standing)}
    score: Resource = {"value": float(share.percent), "unit": "%", "system": UCUM, "code": "%"}
    ends = {"lower": share.lower, "upper": share.upper}
    parts = [{"url": name, "valueDecimal": float(end)} for name, end in ends.items() if end is not None]
    interval: Resource = {"extension": [{"url": INTERVAL_URL, "extension": parts}]} if parts else {}
    return {"measureScore": {**interval, **score}}


def _absent(standing: Standing) -> Resource:
    return {"extension": [{"url": DATA_ABSENT_REASON, "valueCode": _WHY[standing]}]}
