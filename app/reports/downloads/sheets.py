"""What stands on each sheet of a workbook: one table with its title, its source and the words that a reader needs."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from app.released.figure import SHORTHAND, Share, Standing
from app.released.table import ReleasedRow
from app.reports.card import Level
from app.reports.downloads.comparisons import ComparedRow, Estimate, Statistic
from app.reports.downloads.indicators import ComparedIndicator, IndicatorFile
from app.reports.downloads.publication import Publication
from app.reports.pages.wording import AS_PUBLISHED

_LONGEST_NAME: Final = 31
"""So many characters Excel takes in the name of a sheet."""

_LEFT_OUT: Final = "…"
_LEVEL_NAMES: Final = {
    Level.ENGLAND: "all",
    Level.REGION: "regions",
    Level.LOCAL_AUTHORITY: "LAs",
    Level.RESPONSIBLE_AUTHORITY: "placed",
    Level.ICB: "ICBs",
    Level.PROVIDER: "providers",
}
_NONE: Final = SHORTHAND[Standing.UNAVAILABLE]
_NOT_APPLICABLE: Final = SHORTHAND[Standing.NOT_APPLICABLE]

Cells = list[object]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name, the name of its table, and what stands on it. `reference` is that of the note on the measure,
    empty for none. No cell is blank, for a blank one does not say why."""

    name: str
    table: str
    title: str
    reference: str
    subtitles: tuple[str, ...]
    scope: str
    source: str
    head: tuple[str, ...] = ()
    rows: tuple[Cells, ...] = ()


HEAD: Final = (
    "Area",
    "Area code",
    "Of what",
    "Which part",
    "Number",
    "Out of",
    "Percentage",
    "Lower 95%",
    "Upper 95%",
)
_BESIDE: Final = ("Beside", "Code of that", "Its value", "Its lower 95%", "Its upper 95%", "Comparison")
SHARES_HEAD: Final = (*HEAD[:4], "Percentage", "Lower 95%", "Upper 95%", *_BESIDE)
RATES_HEAD: Final = (
    *HEAD[:5],
    "Residents",
    "Rate per 10,000 residents",
    "Lower 95%",
    "Upper 95%",
    *_BESIDE,
)
INDICATORS_HEAD: Final = (
    "Area",
    "Area code",
    "Indicator",
    "Sex",
    "Age",
    "Period",
    "Value",
    "Lower 95%",
    "Upper 95%",
    "Beside",
    "Code of that",
    "Its value",
    "Comparison",
)


def sheets_of(place: int, publication: Publication, identity: str, *, names_level: bool = False) -> Iterator[Sheet]:
    """The sheets of a table in its place of a workbook: its figures, its shares beside others, its rates. `identity` is
    the release's, as shown; with `names_level` the names of sheets say of what level of areas they are."""
    first = _sheet(publication, identity, str(place), names_level=names_level)
    rows = [_row(publication, row) for row in publication.table.rows] or [_no_row(HEAD)]
    yield replace(first, head=HEAD, rows=tuple(rows))
    said = (*first.subtitles, *publication.comparisons.notes)
    for kind, title, head, cells in _COMPARED:
        if rows := [cells(publication, each) for each in publication.comparisons.of(kind)]:
            words = f"{publication.title_with_area}: {title}"
            made = _sheet(publication, identity, f"{place} {title.partition(' ')[0]}", names_level=names_level)
            yield replace(made, title=words, subtitles=said, head=head, rows=tuple(rows))


def _sheet(publication: Publication, identity: str, name: str, *, names_level: bool) -> Sheet:
    """What all sheets of a table say, without a row."""
    key = publication.card.key
    names = ("table", name.partition(" ")[2], key, publication.level.value, publication.breakdown.value)
    return Sheet(
        sheet_name(name, key, _LEVEL_NAMES[publication.level] if names_level else ""),
        re.sub(r"\W", "_", "_".join(each for each in names if each)),
        publication.title_with_area,
        key,
        (f"{publication.level.words}. Release {identity}.", publication.made_safe),
        f"Of: {publication.card.denominator}. {publication.counted_by}",
        f"Source: {publication.card.source.rstrip('.')}.",
    )


def sheet_name(first: str, key: str, last: str) -> str:
    """A name of at most 31 characters: of a key that is too long the first word and as many of the last as there is
    room for, for it is there that the long ones differ."""
    around = [each for each in (first, last) if each]
    room = _LONGEST_NAME - sum(len(each) + 1 for each in around)
    return " ".join(each for each in (first, _shortened(key, room), last) if each)


def _shortened(key: str, room: int) -> str:
    words = key.split("_")
    shorter = (f"{words[0]}{_LEFT_OUT}{'_'.join(words[at:])}" for at in range(2, len(words)))
    return next((each for each in (key, *shorter) if len(each) <= room), key[:room])


def _no_row(head: Sequence[str]) -> Cells:
    return ["No figure was released", *[_NONE] * (len(head) - 1)]


def _place(publication: Publication, row: ReleasedRow) -> Cells:
    return [publication.area(row), row.area, publication.item(row), publication.part(row)]


def _row(publication: Publication, row: ReleasedRow) -> Cells:
    share = row.share
    return [
        *_place(publication, row),
        row.numerator.text if row.numerator.number is None else row.numerator.number,
        row.denominator.text if row.denominator.number is None else row.denominator.number,
        *(_number(each, share) for each in (share.percent, share.lower, share.upper)),
    ]


def _share(publication: Publication, each: ComparedRow) -> Cells:
    return [*_place(publication, each.row), *_numbers(each.own), *_beside(each)]


def _rate(publication: Publication, each: ComparedRow) -> Cells:
    figure = each.row.numerator
    counted = figure.text if figure.number is None else figure.number
    residents = _NONE if each.residents is None else each.residents
    return [*_place(publication, each.row), counted, residents, *_numbers(each.own), *_beside(each)]


def _beside(each: ComparedRow) -> Cells:
    """What a row is beside: not applicable for a rate alone, and an area of several has no code."""
    beside = each.beside
    if beside is None:
        return [_NOT_APPLICABLE] * len(_BESIDE)
    numbers = [_NONE] * 3 if beside.estimate is None else _numbers(beside.estimate)
    return [beside.words, beside.code or _NOT_APPLICABLE, *numbers, beside.comparison.value.capitalize()]


def _numbers(estimate: Estimate) -> Cells:
    numbers = (estimate.value, estimate.lower, estimate.upper)
    return [estimate.why_not if each is None else float(each) for each in numbers]


def _number(number: Decimal | None, share: Share) -> float | str:
    """A number of a share, or why there is none; what others published without an interval has none to show."""
    return float(number) if number is not None else SHORTHAND.get(share.standing, _NONE)


_COMPARED: Final[tuple[tuple[Statistic, str, tuple[str, ...], Callable[[Publication, ComparedRow], Cells]], ...]] = (
    (Statistic.SHARE, "shares beside those of other areas", SHARES_HEAD, _share),
    (Statistic.RATE, "rates per 10,000 residents", RATES_HEAD, _rate),
)
"""What is compared: its title, its columns and its cells."""


def indicator_sheet(place: int, file: IndicatorFile, identity: str) -> Sheet:
    """The sheet of the indicators of areas."""
    return Sheet(
        f"{place} indicators",
        "table_indicators",
        file.title,
        "",
        (f"Shown beside release {identity}.", AS_PUBLISHED, *file.notes),
        "Each value is of its own period; neither lower nor higher is better or worse.",
        f"Source: {file.source}.",
        INDICATORS_HEAD,
        tuple(_indicator(file, each) for each in file.rows),
    )


def _indicator(file: IndicatorFile, each: ComparedIndicator) -> Cells:
    row, beside = each.indicator.row, each.beside
    what = [row.name, row.sex or _NONE, row.age or _NONE, row.period]
    there: Cells = [_NOT_APPLICABLE] * 4
    if beside is not None and beside.estimate is not None:
        value = _numbers(beside.estimate)[0]
        there = [beside.words, beside.code or _NOT_APPLICABLE, value, beside.comparison.value.capitalize()]
    return [file.wording.area(*each.area), each.area.code, *what, *_numbers(each.own), *there]
