"""Fingertips' indicators of areas as files: what the page of an area shows of them, beside each area that it may be
read beside; tidy CSV, its CSVW metadata, and JSON."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from app.released.figure import MEANING
from app.released.table import ReleaseFacts
from app.reports.desk import Area
from app.reports.downloads.comparisons import Beside, Estimate
from app.reports.downloads.publication import decimal_value
from app.reports.downloads.tidy import OF_AREAS, About, Column, area_cells, described
from app.reports.elsewhere.amounts import Amount
from app.reports.elsewhere.cards import PUBLISHED
from app.reports.elsewhere.collection import Elsewhere
from app.reports.elsewhere.indicators import Indicator
from app.reports.pages.choices import Choice
from app.reports.pages.indicators import IndicatorLine, indicator_table, source_of
from app.reports.pages.wording import AS_PUBLISHED, Wording
from app.reports.periods import parse_quarter

STEM: Final = "indicators"
_OF_BESIDE: Final = 6

COLUMNS: Final[tuple[Column, ...]] = (
    ("time_period", "string", "Period of the value, as its source writes it, such as 2023/24"),
    ("time_identifier", "string", "Period as published"),
    *OF_AREAS,
    ("indicator", "integer", "Number of the indicator"),
    ("indicator_name", "string", "What it is called"),
    ("sex", "string", "Of which sex, as published"),
    ("age", "string", "Of which age, as published"),
    ("value", "decimal", "The value as published, in the unit that the name of the indicator says"),
    ("value_status", "string", "How it stands"),
    ("lower_95", "decimal", "Lower end of its 95% interval, as published"),
    ("upper_95", "decimal", "Upper end of its 95% interval, as published"),
    ("beside", "string", "What it is beside: england, region, icb or a neighbour; blank for the value alone"),
    ("beside_code", "string", "GSS or ODS code of that"),
    ("beside_name", "string", "Name of that"),
    ("beside_value", "decimal", "The same indicator there, of the same period"),
    ("beside_status", "string", "How that stands"),
    ("comparison", "string", "Where the area's interval leaves the other value out: lower or higher; else similar"),
    ("source", "string", "Who published it, and its licence"),
    ("release_id", "string", "The release beside which it is shown"),
    ("release_period", "string", "The quarter of the release"),
    ("profile", "string", "published: others' figures as they are"),
)
"""Name, datatype (CSVW) and description of each column."""


@dataclass(frozen=True, slots=True)
class ComparedIndicator:
    """An area's value of an indicator, where it is from, and what it is beside; None for the value alone."""

    area: Area
    indicator: Indicator
    source: str
    beside: Beside | None = None

    @property
    def own(self) -> Estimate:
        """The value with its interval."""
        row = self.indicator.row
        return Estimate(row.value.standing, row.value.number, row.lower.number, row.upper.number)


@dataclass(frozen=True, slots=True)
class IndicatorFile:
    """The indicators of some areas, shown beside a release. `region_of` is as a publication's."""

    facts: ReleaseFacts
    wording: Wording
    region_of: Callable[[str], str]
    rows: tuple[ComparedIndicator, ...]
    notes: tuple[str, ...]

    @property
    def stem(self) -> str:
        """The name of its files, without what kind they are."""
        return f"{STEM}.{self.facts.period}"

    @property
    def title(self) -> str:
        return f"Fingertips indicators, shown beside {parse_quarter(self.facts.period).words}"

    @property
    def source(self) -> str:
        """Where the values are from."""
        return "; ".join(dict.fromkeys(each.source for each in self.rows))

    def said(self, identity: str) -> list[str]:
        """What a reader must know, in sentences. `identity` is the release's, as shown."""
        shorthand = " ".join(f"{short} is {means}." for short, means in MEANING.items())
        return [*self.notes, f"Shown beside release {identity}, {self.facts.period}.", AS_PUBLISHED, shorthand]


def indicators_beside(
    area: Area, elsewhere: Elsewhere, year: int, offered: Sequence[Choice]
) -> tuple[tuple[ComparedIndicator, ...], tuple[str, ...]]:
    """The last values of an area up to a year, each alone and then beside every area that has it, and what there is to
    know of them; nothing where none were imported."""
    alone = indicator_table(area, elsewhere, year, None)
    if alone is None:
        return (), ()
    rows = [ComparedIndicator(area, each.indicator, source_of(each.indicator, elsewhere)) for each in alone.lines]
    notes = dict.fromkeys(alone.notes)
    for choice in (each for each in offered if not each.group):
        table = indicator_table(area, elsewhere, year, choice)
        if table is not None and table.beside:
            rows += [_compared(area, each, choice, elsewhere) for each in table.lines if each.other is not None]
            notes |= dict.fromkeys(table.notes)
    return tuple(rows), tuple(notes)


def indicator_file(
    facts: ReleaseFacts,
    words: tuple[Wording, Callable[[str], str]],
    found: Iterable[tuple[tuple[ComparedIndicator, ...], tuple[str, ...]]],
) -> IndicatorFile | None:
    """What was found of areas as one file; None where nothing was."""
    kept = list(found)
    rows = tuple(row for rows, _ in kept for row in rows)
    notes = tuple(dict.fromkeys(note for _, notes in kept for note in notes))
    return IndicatorFile(facts, *words, rows, notes) if rows else None


def _compared(area: Area, line: IndicatorLine, choice: Choice, elsewhere: Elsewhere) -> ComparedIndicator:
    other = None if line.other is None else _value(line.other.row.value)
    beside = Beside(choice.key, choice.areas[0].code, choice.words, other, line.comparison)
    return ComparedIndicator(area, line.indicator, source_of(line.indicator, elsewhere), beside)


def _value(amount: Amount) -> Estimate:
    return Estimate(amount.standing, amount.number)


def indicators_text(file: IndicatorFile, identity: str) -> str:
    """The indicators as CSV (RFC 4180). `identity` is the release's, as shown."""
    held = io.StringIO()
    writer = csv.writer(held)
    writer.writerow(name for name, _, _ in COLUMNS)
    for each in file.rows:
        row = each.indicator.row
        place = area_cells(*each.area, file.wording, file.region_of)
        what = [str(row.indicator), row.name, row.sex, row.age]
        release = [each.source, identity, file.facts.period, PUBLISHED]
        writer.writerow([row.period, "As published", *place, *what, *_cells(each), *release])
    return held.getvalue()


def _cells(each: ComparedIndicator) -> list[str]:
    own, beside = each.own, each.beside
    value = [decimal_value(own.value), own.standing.value, decimal_value(own.lower), decimal_value(own.upper)]
    if beside is None or beside.estimate is None:
        return [*value, *[""] * _OF_BESIDE]
    there = [decimal_value(beside.estimate.value), beside.estimate.standing.value]
    return [*value, beside.key, beside.code, beside.words, *there, beside.comparison.value]


def indicators_csvw_text(file: IndicatorFile, identity: str, csv_name: str) -> str:
    """The metadata of that CSV."""
    issued = file.facts.released_at.date().isoformat()
    return described(COLUMNS, About(csv_name, file.title, file.said(identity), file.source, identity, issued))


def indicators_json_text(file: IndicatorFile, identity: str) -> str:
    """The indicators as JSON."""
    held = {
        "release": identity,
        "period": file.facts.period,
        "revision": file.facts.revision,
        "profile": PUBLISHED,
        "released_at": file.facts.released_at.isoformat(),
        "source": file.source,
        "notes": file.said(identity),
        "rows": [_held(file, each) for each in file.rows],
    }
    return json.dumps(held, ensure_ascii=False, indent=1)


def _held(file: IndicatorFile, each: ComparedIndicator) -> dict[str, object]:
    row, own, beside = each.indicator.row, each.own, each.beside
    there = None if beside is None or beside.estimate is None else beside.estimate.value
    return {
        "level": each.area.level.value,
        "area": each.area.code,
        "area_name": file.wording.area(*each.area),
        "indicator": row.indicator,
        "indicator_name": row.name,
        "sex": row.sex,
        "age": row.age,
        "period": row.period,
        "value": decimal_value(own.value) or None,
        "lower_95": decimal_value(own.lower) or None,
        "upper_95": decimal_value(own.upper) or None,
        "beside": None
        if beside is None
        else {"key": beside.key, "code": beside.code, "name": beside.words, "value": decimal_value(there) or None},
        "comparison": None if beside is None else beside.comparison.value,
        "source": each.source,
    }
