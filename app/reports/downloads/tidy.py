"""Tidy CSV in the header layout of the Department for Education's statistics, and its CSVW metadata.

Layout: time_period, time_identifier, geographic_level and codes and names of places first, then filters, then
indicators (Explore education statistics, data standards). Metadata: CSV on the Web, W3C Recommendation, 2015.
"""

import csv
import io
import json
from collections.abc import Sequence
from typing import Any, Final

from app.released.table import ReleasedRow
from app.reports.card import Level
from app.reports.downloads.publication import Publication, figure_value, share_value

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

COLUMNS: Final[tuple[tuple[str, str, str], ...]] = (
    ("time_period", "integer", "Year and quarter, such as 202603 for July to September 2026"),
    ("time_identifier", "string", "Which quarter of the calendar year"),
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
    ("measure", "string", "Key of the measure"),
    ("item", "string", "Code of the row of the measure: a SNOMED CT concept, a group or a band"),
    ("item_name", "string", "What it is called"),
    ("breakdown_topic", "string", "By what children are split"),
    ("breakdown", "string", "Which part"),
    ("numerator", "integer", "How many, as released"),
    ("numerator_status", "string", "How the numerator stands"),
    ("denominator", "integer", "Of how many, as released"),
    ("denominator_status", "string", "How the denominator stands"),
    ("percent", "decimal", "Share of released figures, per cent"),
    ("percent_status", "string", "How the share stands"),
    ("lower_95", "decimal", "Lower end of its 95% interval (Wilson)"),
    ("upper_95", "decimal", "Upper end of its 95% interval (Wilson)"),
    ("release_id", "string", "The release"),
    ("profile", "string", "The rules by which counts were hidden and rounded; published: others' figures as they are"),
)
"""Name, datatype (CSVW) and description of each column."""

STATUSES: Final = "rounded|exact|zero|suppressed|unavailable|not_applicable"


def csv_text(publications: Sequence[Publication], identity: str) -> str:
    """Tables of one measure and breakdown, of one level or several, as CSV (RFC 4180).

    Numbers are blank where they are not shown. `identity` is the release's, as shown.
    """
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(name for name, _, _ in COLUMNS)
    for publication in publications:
        for row in publication.table.rows:
            writer.writerow([*_place(publication, row), *_indicators(publication, row, identity)])
    return file.getvalue()


def _place(publication: Publication, row: ReleasedRow) -> list[str]:
    quarter, level = publication.quarter, publication.level
    time = [f"{quarter.year}{quarter.number:02d}", f"Calendar quarter {quarter.number}", _LEVELS[level], *_COUNTRY]
    here = [row.area, publication.area(row)]
    region, authority, board, provider = ["", ""], ["", "", ""], ["", ""], ["", ""]
    if level is Level.REGION:
        region = here
    elif level in _AUTHORITIES:
        code = publication.region_of(row.area)
        region = [code, publication.wording.area(Level.REGION, code) if code else ""]
        authority = [row.area, "", here[1]]
    elif level is Level.ICB:
        board = here
    elif level is Level.PROVIDER:
        provider = here
    return [*time, *region, *authority, *board, *provider]


def _indicators(publication: Publication, row: ReleasedRow, identity: str) -> list[str]:
    share = row.share
    return [
        publication.card.key,
        row.item,
        publication.item(row),
        publication.breakdown.words,
        publication.part(row),
        figure_value(row.numerator),
        row.numerator.standing.value,
        figure_value(row.denominator),
        row.denominator.standing.value,
        share_value(share),
        share.standing.value,
        "" if share.lower is None else str(share.lower),
        "" if share.upper is None else str(share.upper),
        identity,
        publication.profile,
    ]


def csvw_text(publication: Publication, identity: str, csv_name: str) -> str:
    """The metadata of the CSV beside it, as `<file>-metadata.json` states it."""
    held = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": csv_name,
        "dc:title": publication.title,
        "dc:description": " ".join(publication.notes(identity)),
        "dc:source": publication.card.source,
        "dc:identifier": identity,
        "dc:issued": publication.facts.released_at.date().isoformat(),
        "dialect": {"header": True, "encoding": "utf-8"},
        "tableSchema": {"columns": [_column(*each) for each in COLUMNS]},
    }
    return json.dumps(held, ensure_ascii=False, indent=1)


def _column(name: str, kind: str, description: str) -> dict[str, Any]:
    held: dict[str, Any] = {"name": name, "titles": name, "dc:description": description, "datatype": kind}
    if name.endswith("_status"):
        held["datatype"] = {"base": "string", "format": STATUSES}
    return held
