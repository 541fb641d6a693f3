"""Everything that may be downloaded of a release, read back as the attacker reads it: files in, tables out."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any, Final, NamedTuple

import openpyxl

from app.fhir.mapping.measure_report import measure_report
from app.fhir.mapping.measure_report_id import report_id
from app.fhir.report_ports import ReportWords
from app.released.figure import SHORTHAND, Figure, Share, Standing
from app.released.table import ReleasedRow, ReleasedTable, TableKey
from app.reports.downloads.comparisons import Statistic
from app.reports.downloads.publication import Publication, json_text
from app.reports.downloads.tidy import csv_text
from app.reports.downloads.workbook import workbook_bytes
from app.reports.rates import PER

IDENTITY: Final = "a release"
_WHY: Final = {"masked": Standing.HIDDEN, "unknown": Standing.UNAVAILABLE, "not-applicable": Standing.NOT_APPLICABLE}
_NO_SHARE: Final = Share(Standing.NOT_APPLICABLE)


class Told(NamedTuple):
    """What a row of any file tells: of which area, and its numbers, None where there is none."""

    area: str
    numerator: int | None
    denominator: int | None


def downloaded(publications: Sequence[Publication], words: ReportWords) -> list[ReleasedTable]:
    """The tables of a measure's publications as JSON tells them.

    Raises:
        AssertionError: another format tells anything else of them: more, less or otherwise.
    """
    tables = [_from_json(json.loads(json_text(each, IDENTITY))) for each in publications]
    told = [_told(row) for table in tables for row in table.rows]
    assert list(_from_csv(csv_text(publications, IDENTITY))) == told
    for publication in publications:
        _compared_from_what_is_released(publication)
    for publication, table in zip(publications, tables, strict=True):
        for area, rows in groupby(table.rows, key=lambda row: row.area):
            _same_in_fhir(publication, area, list(rows), words)
    return tables


def same_in_a_workbook(publications: Sequence[Publication], tables: Sequence[ReleasedTable]) -> None:
    """Raises `AssertionError` if a workbook tells anything else than the tables."""
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(publications, IDENTITY, "All")), read_only=True)
    sheets = [list(_from_sheet(sheet.iter_rows(values_only=True))) for sheet in book.worksheets]
    found, expected = [each for each in sheets if each], [[_told(row) for row in e.rows] for e in tables if e.rows]
    assert found == expected


def _compared_from_what_is_released(publication: Publication) -> None:
    """That comparisons tell nothing more: a share is that of its row, and a rate is reckoned of the figure in it. All
    files are made of the same comparisons; what they are beside is a row of the release, or a sum of shown ones."""
    rows = {(row.area, row.item, row.part): row for row in publication.table.rows}
    for each in publication.comparisons.rows:
        row = rows[each.row.area, each.row.item, each.row.part]
        assert each.row.numerator == row.numerator
        own = (each.own.value, each.own.lower, each.own.upper)
        if each.statistic is Statistic.SHARE:
            assert own == (row.share.percent, row.share.lower, row.share.upper)
        elif row.numerator.number is None:
            assert own == (None, None, None)
        else:
            assert each.residents
            assert each.own.value is not None
            assert abs(each.own.value - Decimal(row.numerator.number) * PER / each.residents) <= Decimal("0.1")
    found = json.loads(json_text(publication, IDENTITY))["comparisons"]["rows"]
    assert [each["value"] for each in found] == [
        None if each.own.value is None else str(each.own.value) for each in publication.comparisons.rows
    ]


def _told(row: ReleasedRow) -> Told:
    return Told(row.area, row.numerator.number, row.denominator.number)


def _from_json(held: dict[str, Any]) -> ReleasedTable:
    key = TableKey(held["measure"]["key"], held["level"], held["breakdown"])
    rows = (
        ReleasedRow(
            *(row["area"], row["item"], row["part"]),
            Figure(Standing(row["numerator_status"]), row["numerator"]),
            Figure(Standing(row["denominator_status"]), row["denominator"]),
            _NO_SHARE,
        )
        for row in held["rows"]
    )
    return ReleasedTable(key, held["period"], held["profile"], tuple(rows))


def _from_csv(text: str) -> Iterator[Told]:
    for row in csv.DictReader(io.StringIO(text)):
        codes = [row[name] for name in ("provider_code", "icb_code", "new_la_code", "region_code", "country_code")]
        yield Told(next(filter(None, codes)), *(_number(row[name]) for name in ("numerator", "denominator")))


def _number(text: str) -> int | None:
    return int(text) if text else None


def _from_sheet(rows: Iterable[tuple[Any, ...]]) -> Iterator[Told]:
    head: list[Any] | None = None
    for row in rows:
        if head is not None and "Out of" not in head:  # shares beside others, rates, or indicators
            return
        if head is not None and row[0] is not None:
            cells = dict(zip(head, row, strict=False))
            if cells["Area code"] != SHORTHAND[Standing.UNAVAILABLE]:  # that there is no row
                yield Told(str(cells["Area code"]), *(_cell(cells[name]) for name in ("Number", "Out of")))
        elif "Area code" in row:
            head = list(row)


def _cell(value: object) -> int | None:
    assert isinstance(value, int) or value in SHORTHAND.values()
    return value if isinstance(value, int) else None


def _same_in_fhir(publication: Publication, area: str, rows: list[ReleasedRow], words: ReportWords) -> None:
    told = report_id(publication.facts.id, publication.table.key, area)
    if told is None:
        return
    report = measure_report(told, publication.table, publication.facts, words, "https://example.org/fhir")
    made = [each for group in report["group"] for each in _from_group(group)]
    expected = [(row.numerator, row.denominator) for _, of_item in _by_item(rows) for row in of_item]
    assert made == [_as_in_fhir(*each) for each in expected]


def _by_item(rows: Iterable[ReleasedRow]) -> list[tuple[str, list[ReleasedRow]]]:
    found: dict[str, list[ReleasedRow]] = {}
    for row in rows:
        found.setdefault(row.item, []).append(row)
    return list(found.items())


def _from_group(group: dict[str, Any]) -> Iterator[tuple[object, ...]]:
    strata = [stratum for by in group.get("stratifier", ()) for stratum in by["stratum"]]
    for each in ([group] if "population" in group else []) + strata:
        yield tuple(_population(population) for population in each["population"])


def _population(held: dict[str, Any]) -> object:
    return held["count"] if "count" in held else _WHY[held["_count"]["extension"][0]["valueCode"]]


def _as_in_fhir(numerator: Figure, denominator: Figure) -> tuple[object, ...]:
    figures = [numerator] + ([] if denominator.standing is Standing.NOT_APPLICABLE else [denominator])
    return tuple(each.standing if each.number is None else each.number for each in figures)
