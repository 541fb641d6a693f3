"""Tidy CSV in the header layout of the Department for Education's statistics, and its CSVW metadata.

Layout: time_period, time_identifier, geographic_level and codes and names of places first, then filters, then
indicators (Explore education statistics, data standards). Metadata: CSV on the Web, W3C Recommendation, 2015.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.released.table import Comparison, ReleasedRow
from app.reports.card import Level
from app.reports.downloads.publication import Publication, decimal_value, figure_value
from app.reports.elsewhere.years import kind_of_year
from app.reports.pages.wording import Wording

Column = tuple[str, str, str]
"""The name of a column, its datatype (CSVW) and its description."""

_COUNTRY: Final = ("E92000001", "England")
_LEVELS: Final = {
    Level.ENGLAND: "National",
    Level.REGION: "Regional",
    Level.LOCAL_AUTHORITY: "Local authority",
    Level.RESPONSIBLE_AUTHORITY: "Local authority",
    Level.ICB: "Integrated care board",
    Level.PROVIDER: "Provider",
}
_AUTHORITIES: Final = (Level.LOCAL_AUTHORITY, Level.RESPONSIBLE_AUTHORITY)

_TIMES: Final[tuple[Column, ...]] = (
    (
        "time_period",
        "integer",
        "Year and quarter that the figures are of, such as 202603 for July to September 2026; of figures of others "
        "their year, or academic year, such as 202425; blank where that was not kept",
    ),
    ("time_identifier", "string", "What kind of period it is, and which quarter of the calendar year"),
)
OF_AREAS: Final[tuple[Column, ...]] = (
    ("geographic_level", "string", "What kind of place the row is of"),
    ("country_code", "string", "GSS code of the country"),
    ("country_name", "string", "Name of the country"),
    ("region_code", "string", "GSS code of the region"),
    ("region_name", "string", "Name of the region"),
    ("new_la_code", "string", "GSS code of the local authority"),
    ("old_la_code", "string", "Three-digit code of the local authority; not held"),
    ("la_name", "string", "Name of the local authority"),
    ("icb_code", "string", "ODS code of the integrated care board"),
    ("icb_name", "string", "Name of the integrated care board"),
    ("provider_code", "string", "ODS code of the provider"),
    ("provider_name", "string", "Name of the provider"),
)
OF_PLACES: Final[tuple[Column, ...]] = (*_TIMES, *OF_AREAS)
OF_ROWS: Final[tuple[Column, ...]] = (
    ("measure", "string", "Key of the measure"),
    ("item", "string", "Code of the row of the measure: a SNOMED CT concept, a group or a band"),
    ("item_name", "string", "What it is called"),
    ("breakdown_topic", "string", "By what children are split"),
    ("breakdown", "string", "Which part"),
)
OF_CARD: Final[tuple[Column, ...]] = (
    ("population", "string", "Who is counted for an area of the level"),
    ("area_rule", "string", "By what a child is of an area of the level"),
    ("age_date", "string", "At which day ages are taken"),
)
OF_RELEASE: Final[tuple[Column, ...]] = (
    ("release_id", "string", "The release"),
    ("release_period", "string", "The quarter of the release"),
    ("profile", "string", "The rules by which counts were hidden and rounded; published: others' figures as they are"),
    ("definitions", "string", "Version of the measures' definitions; blank for figures of others"),
)
COLUMNS: Final[tuple[Column, ...]] = (
    *OF_PLACES,
    *OF_ROWS,
    ("numerator", "integer", "How many, as released"),
    ("numerator_status", "string", "How the numerator stands"),
    ("denominator", "integer", "Of how many, as released"),
    ("denominator_status", "string", "How the denominator stands"),
    ("percent", "decimal", "Share of released figures, per cent"),
    ("percent_status", "string", "How the share stands"),
    ("lower_95", "decimal", "Lower end of its 95% interval (Wilson)"),
    ("upper_95", "decimal", "Upper end of its 95% interval (Wilson)"),
    *OF_CARD,
    *OF_RELEASE,
)
"""Name, datatype (CSVW) and description of each column."""

STATUSES: Final = "rounded|exact|zero|suppressed|unavailable|not_applicable"
_FORMATS: Final = {"comparison": "|".join(Comparison)}


def csv_text(publications: Sequence[Publication], identity: str) -> str:
    """Tables of one measure and breakdown, of one level or several, as CSV (RFC 4180).

    Numbers are blank where they are not shown. `identity` is the release's, as shown.
    """
    return written((each, identity) for each in publications)


def written(publications: Iterable[tuple[Publication, str]]) -> str:
    """The same of tables of one release or several, each with the identity of its release, as shown."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(name for name, _, _ in COLUMNS)
    for publication, identity in publications:
        for row in publication.table.rows:
            place = (*place_cells(publication, row), *publication.named(row))
            told = (*card_cells(publication), *release_cells(publication, identity))
            writer.writerow([*place, *_figures(row), *told])
    return file.getvalue()


def place_cells(publication: Publication, row: ReleasedRow) -> list[str]:
    """When and where a row is of: the cells of `OF_PLACES`."""
    quarter, year = publication.quarter, publication.card.figures_of
    time = [f"{quarter.year}{quarter.number:02d}", f"Calendar quarter {quarter.number}"]
    if publication.by_others:
        time = [year, kind_of_year(year)] if year else ["", ""]
    return [*time, *area_cells(publication.level, row.area, publication.wording, publication.region_of)]


def area_cells(level: Level, code: str, wording: Wording, region_of: Callable[[str], str]) -> list[str]:
    """What an area is: the cells of `OF_AREAS`."""
    here = [code, wording.area(level, code)]
    region, authority, board, provider = ["", ""], ["", "", ""], ["", ""], ["", ""]
    if level is Level.REGION:
        region = here
    elif level in _AUTHORITIES:
        around = region_of(code)
        region = [around, wording.area(Level.REGION, around) if around else ""]
        authority = [code, "", here[1]]
    elif level is Level.ICB:
        board = here
    elif level is Level.PROVIDER:
        provider = here
    return [_LEVELS[level], *_COUNTRY, *region, *authority, *board, *provider]


def card_cells(publication: Publication) -> list[str]:
    """What the card says of the level and the breakdown: the cells of `OF_CARD`."""
    card, level = publication.card, publication.level
    return [card.population_at(level).words, card.area_rule(level), card.age_rule(publication.breakdown)]


def release_cells(publication: Publication, identity: str) -> list[str]:
    """Of which release a row is, and how it was made safe: the cells of `OF_RELEASE`."""
    facts = publication.facts
    return [identity, facts.period, publication.profile, "" if publication.by_others else facts.definitions]


def _figures(row: ReleasedRow) -> list[str]:
    share = row.share
    return [
        figure_value(row.numerator),
        row.numerator.standing.value,
        figure_value(row.denominator),
        row.denominator.standing.value,
        decimal_value(share.percent),
        share.standing.value,
        decimal_value(share.lower),
        decimal_value(share.upper),
    ]


@dataclass(frozen=True, slots=True)
class About:
    """What the metadata of a CSV say of it: its name, title, notes in sentences, source, release (as shown) and the day
    of that."""

    csv_name: str
    title: str
    notes: Sequence[str]
    source: str
    identity: str
    issued: str


def csvw_text(publication: Publication, identity: str, csv_name: str) -> str:
    """The metadata of the CSV beside it, as `<file>-metadata.json` states it."""
    return described(COLUMNS, about(publication, identity, csv_name))


def about(publication: Publication, identity: str, csv_name: str) -> About:
    """What there is to say of any CSV of a publication."""
    notes, source = tuple(publication.notes(identity)), publication.card.source
    return About(csv_name, publication.title, notes, source, identity, publication.released_on)


def described(columns: Sequence[Column], told: About) -> str:
    """A table of these columns as CSVW describes it."""
    held = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": told.csv_name,
        "dc:title": told.title,
        "dc:description": " ".join(told.notes),
        "dc:source": told.source,
        "dc:identifier": told.identity,
        "dc:issued": told.issued,
        "dialect": {"header": True, "encoding": "utf-8"},
        "tableSchema": {"columns": [_column(*each) for each in columns]},
    }
    return json.dumps(held, ensure_ascii=False, indent=1)


def _column(name: str, kind: str, description: str) -> dict[str, Any]:
    held: dict[str, Any] = {"name": name, "titles": name, "dc:description": description, "datatype": kind}
    if name.endswith("_status"):
        held["datatype"] = {"base": "string", "format": STATUSES}
    elif name in _FORMATS:
        held["datatype"] = {"base": "string", "format": _FORMATS[name]}
    return held
