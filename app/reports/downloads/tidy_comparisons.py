"""Tidy CSV of comparisons, in the header layout of a measure's own file, and its CSVW metadata: a row for each share or
rate and what it is beside."""

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from app.reports.downloads.comparisons import ComparedRow, Estimate
from app.reports.downloads.publication import Publication, decimal_value
from app.reports.downloads.tidy import (
    OF_CARD,
    OF_PLACES,
    OF_RELEASE,
    OF_ROWS,
    Column,
    about,
    card_cells,
    described,
    place_cells,
    release_cells,
)

COMPARISONS: Final[tuple[Column, ...]] = (
    ("statistic", "string", "What is compared: percent, a share of released figures; or rate per 10000 residents"),
    ("value", "decimal", "The share or rate of the area itself"),
    ("value_status", "string", "How it stands"),
    ("lower_95", "decimal", "Lower end of its 95% interval: of a share Wilson's, of a rate Byar's, exact below 10"),
    ("upper_95", "decimal", "Upper end of the same"),
    ("residents", "integer", "Residents whom a rate is of, rounded to a whole number"),
    ("beside", "string", "What it is beside: england, region, icb, neighbours or a neighbour; blank for a rate alone"),
    ("beside_code", "string", "GSS or ODS code of that, where it is one area"),
    ("beside_name", "string", "Name of that"),
    ("beside_value", "decimal", "The same share or rate there"),
    ("beside_status", "string", "How that stands; blank where the two are not compared"),
    ("beside_lower_95", "decimal", "Lower end of its 95% interval"),
    ("beside_upper_95", "decimal", "Upper end of the same"),
    (
        "comparison",
        "string",
        "How the area's own interval stands: lower, similar or higher; of time limits better or worse",
    ),
)
COLUMNS: Final[tuple[Column, ...]] = (*OF_PLACES, *OF_ROWS, *COMPARISONS, *OF_CARD, *OF_RELEASE)
"""Name, datatype (CSVW) and description of each column."""


def comparisons_text(publications: Sequence[Publication], identity: str) -> str:
    """The comparisons of tables of one measure and breakdown as CSV (RFC 4180): the header alone where nothing is
    compared. `identity` is the release's, as shown."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(name for name, _, _ in COLUMNS)
    for publication in publications:
        for each in publication.comparisons.rows:
            place = (*place_cells(publication, each.row), *publication.named(each.row))
            told = (*card_cells(publication), *release_cells(publication, identity))
            writer.writerow([*place, *_cells(each), *told])
    return file.getvalue()


def comparisons_csvw_text(publications: Sequence[Publication], identity: str, csv_name: str) -> str:
    """The metadata of that file."""
    told = about(publications[0], identity, csv_name)
    further = dict.fromkeys(note for each in publications for note in each.comparisons.notes)
    title = f"{told.title}: beside other areas, and rates"
    return described(COLUMNS, replace(told, title=title, notes=(*told.notes, *further)))


def _cells(each: ComparedRow) -> list[str]:
    residents = "" if each.residents is None else str(each.residents)
    own = [each.statistic.value, *_numbers(each.own), residents]
    beside = each.beside
    if beside is None:
        return [*own, *[""] * 8]
    return [*own, beside.key, beside.code, beside.words, *_numbers(beside.estimate), beside.comparison.value]


def _numbers(estimate: Estimate | None) -> list[str]:
    """A value, how it stands and its interval; blank where there is none."""
    if estimate is None:
        return [""] * 4
    value, lower, upper = (decimal_value(each) for each in (estimate.value, estimate.lower, estimate.upper))
    return [value, estimate.standing.value, lower, upper]
