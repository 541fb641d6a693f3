"""Writes a release to a folder: CSV with metadata, JSON, workbooks and a PDF of all areas; whole, or not at all."""

import shutil
from collections import defaultdict
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

from app.errors import Conflict, NotFound
from app.identity import Identity, shown
from app.released.table import ReleasedRow, ReleasedTable, ReleaseFacts, TableKey
from app.reports.areas import Areas
from app.reports.card import Breakdown, Lens, Level
from app.reports.cards.parts import ENGLAND
from app.reports.desk import Area, AreaView
from app.reports.downloads.comparisons import compared_with_all, put_together
from app.reports.downloads.document import Document, document_bytes
from app.reports.downloads.indicators import (
    IndicatorFile,
    indicator_file,
    indicators_beside,
    indicators_csvw_text,
    indicators_json_text,
    indicators_text,
)
from app.reports.downloads.publication import Publication, foot, json_text
from app.reports.downloads.tidy import csv_text, csvw_text
from app.reports.downloads.tidy_comparisons import comparisons_csvw_text, comparisons_text
from app.reports.downloads.workbook import workbook_bytes
from app.reports.pages.chart import Chart
from app.reports.pages.choices import choices
from app.reports.pages.indicators import indicator_table
from app.reports.pages.key_indicators import KeySource, KeyTable, key_table
from app.reports.pages.load import Words
from app.reports.pages.sections import Setting, all_sections, area_section
from app.reports.periods import parse_quarter
from app.reports.ports import Releases

_LEVELS: Final = tuple(Level)
_KEPT_TABLES: Final = 512
_TABLES_AT_ONCE: Final = 16
_EVERYBODY: Final = "caseload"
"""A measure that every area of a release has."""


Read = Callable[[Identity, TableKey], ReleasedTable]
Parted = Callable[[Identity, TableKey], Mapping[str, ReleasedTable]]
"""Gives the rows of a table by area."""


def _kept_for_good(_: Container[str]) -> None:
    """Of drawings that nobody keeps, none is to be dropped."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """What files are made of: the releases, the words for a period, who draws charts, and the folder of fonts. `forget`
    drops drawings of all releases but those whose identities, as shown, it is given."""

    releases: Releases
    words: Words
    svg: Callable[[Chart], str]
    fonts: Path
    forget: Callable[[Container[str]], None] = _kept_for_good

    def region_of(self, authority: str) -> str:
        """The region of a local authority; empty where it is not known."""
        return self.words.areas.regions.get(authority, "")


def publications(shelf: Shelf, facts: ReleaseFacts) -> Iterator[tuple[tuple[str, str], list[Publication]]]:
    """The tables of a release that commissioners may see, by measure and breakdown, their levels together; each beside
    what everybody who sees its areas may read them beside."""
    by_table: dict[tuple[str, str], list[TableKey]] = defaultdict(list)
    for key in shelf.releases.keys(facts.id):
        card = shelf.words.cards.get(key.measure)
        if card is not None and not card.provider_only:
            by_table[key.measure, key.breakdown].append(key)
    read = lru_cache(_TABLES_AT_ONCE)(shelf.releases.table)
    parted = lru_cache(_TABLES_AT_ONCE)(partial(_by_area, read))
    for name, keys in by_table.items():
        ordered = sorted(keys, key=lambda key: _LEVELS.index(Level(key.level)))
        yield (
            name,
            [_publication(shelf, facts, key, read, parted) for key in ordered],
        )


def _by_area(read: Read, release: Identity, key: TableKey) -> dict[str, ReleasedTable]:
    """The table of each area, in the order of the table."""
    table, rows = read(release, key), dict[str, list[ReleasedRow]]()
    for row in table.rows:
        rows.setdefault(row.area, []).append(row)
    return {area: replace(table, rows=tuple(its)) for area, its in rows.items()}


def _publication(shelf: Shelf, facts: ReleaseFacts, key: TableKey, read: Read, parted: Parted) -> Publication:
    """A table of all areas; of each, beside what everybody who sees it may read it beside, and beside its board: who
    has the folder has the board's own figures in it."""
    words, measure = shelf.words, (shelf.words.cards[key.measure], Breakdown(key.breakdown))
    compared = []
    for code in parted(facts.id, key):
        area = Area(Level(key.level), code)
        own = _board_of(area, words.areas)
        offered = choices(area, words.areas, words.elsewhere, own)
        view = AreaView(area, own, read, partial(_rows_of, read, parted))
        compared.append(compared_with_all(view, facts, measure, offered, (words.wording, words.elsewhere)))
    table = read(facts.id, key)
    return Publication(facts, measure[0], table, words.wording, shelf.region_of, put_together(compared))


def _board_of(area: Area, areas: Areas) -> tuple[Area, ...]:
    """The board in which an area lies, where the lists of places say."""
    board = areas.board(*area)
    return (Area(Level.ICB, board),) if board else ()


def _rows_of(read: Read, parted: Parted, release: Identity, key: TableKey, code: str) -> ReleasedTable:
    return parted(release, key).get(code) or replace(read(release, key), rows=())


def draw_charts(shelf: Shelf, facts: ReleaseFacts, tell: Callable[[int], None]) -> None:
    """Draw the charts of the pages of areas, so that nobody waits for them, and drop those that no page shows any more.
    `tell` is told how many are drawn."""
    read = lru_cache(_KEPT_TABLES)(shelf.releases.table)
    keys, words = shelf.releases.keys(facts.id), shelf.words
    charts = (chart for each in all_sections(facts, keys, read, words.cards, words.wording) for chart in each.charts)
    for done, chart in enumerate(charts, 1):
        shelf.svg(chart)
        tell(done)
    shelf.forget(standing(shelf.releases.all()))


def standing(releases: Sequence[ReleaseFacts]) -> frozenset[str]:
    """The releases that pages show, by their identities as shown: the last revision of each period."""
    last: dict[str, ReleaseFacts] = {}
    for facts in releases:
        if facts.period not in last or facts.revision > last[facts.period].revision:
            last[facts.period] = facts
    return frozenset(shown(each.id) for each in last.values())


def write_release(shelf: Shelf, facts: ReleaseFacts, folder: Path, tell: Callable[[int], None]) -> Path:
    """Write all files of a release into a new folder within `folder`, named by period and revision.

    `tell` is told how many tables are written.

    Raises:
        Conflict: the folder is there already.
        OSError: the disk does not take it; nothing is left.
    """
    final = folder / f"{facts.period}-r{facts.revision}"
    if final.exists():
        raise Conflict(f"{final} is there already. Move it away, or choose another folder.")
    folder.mkdir(parents=True, exist_ok=True)
    new = Path(mkdtemp(prefix=".release-", dir=folder))
    try:
        _write(shelf, facts, new, tell)
        new.chmod(0o755)
        new.rename(final)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    return final


def _write(shelf: Shelf, facts: ReleaseFacts, folder: Path, tell: Callable[[int], None]) -> None:
    of_lens: dict[Lens, list[Publication]] = defaultdict(list)
    for done, ((measure, breakdown), tables) in enumerate(publications(shelf, facts), 1):
        _write_measure(tables, shown(facts.id), folder)
        if breakdown == Breakdown.NONE.value:
            of_lens[shelf.words.cards[measure].lens] += tables
        tell(done)
    indicators = _indicators(shelf, facts)
    if indicators is not None:
        _write_indicators(indicators, shown(facts.id), folder)
    for lens, tables in of_lens.items():
        title = f"{lens.words}, {parse_quarter(facts.period).words}"
        beside = indicators if lens is Lens.PROFILE else None
        made = workbook_bytes(tables, shown(facts.id), title, beside)
        (folder / f"{lens.value}.{facts.period}.xlsx").write_bytes(made)
    (folder / f"report.{facts.period}.pdf").write_bytes(_report(shelf, facts))


def _write_measure(tables: list[Publication], identity: str, folder: Path) -> None:
    """The files of a measure by a breakdown."""
    stem = tables[0].stem
    name, compared = f"{stem}.csv", f"{stem}.comparisons.csv"
    _write_text(folder / name, csv_text(tables, identity))
    _write_text(folder / f"{name}-metadata.json", csvw_text(tables[0], identity, name))
    _write_text(folder / compared, comparisons_text(tables, identity))
    _write_text(folder / f"{compared}-metadata.json", comparisons_csvw_text(tables, identity, compared))
    for table in tables:
        _write_text(folder / f"{stem}.{table.level.value}.json", json_text(table, identity))


def _write_indicators(file: IndicatorFile, identity: str, folder: Path) -> None:
    name = f"{file.stem}.csv"
    _write_text(folder / name, indicators_text(file, identity))
    _write_text(folder / f"{name}-metadata.json", indicators_csvw_text(file, identity, name))
    _write_text(folder / f"{file.stem}.json", indicators_json_text(file, identity))


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="")


def _indicators(shelf: Shelf, facts: ReleaseFacts) -> IndicatorFile | None:
    """The indicators of every area that the release has."""
    words, year = shelf.words, parse_quarter(facts.period).year
    areas: dict[Area, None] = {}
    for key in shelf.releases.keys(facts.id):
        if (key.measure, key.breakdown) == (_EVERYBODY, Breakdown.NONE.value):
            rows = shelf.releases.table(facts.id, key).rows
            areas |= dict.fromkeys(Area(Level(key.level), row.area) for row in rows)
    found = (
        indicators_beside(
            area, words.elsewhere, year, choices(area, words.areas, words.elsewhere, _board_of(area, words.areas))
        )
        for area in sorted(areas, key=lambda each: (_LEVELS.index(each.level), each.code))
    )
    return indicator_file(facts, (words.wording, shelf.region_of), found)


def _report(shelf: Shelf, facts: ReleaseFacts) -> bytes:
    """The report of all areas together."""
    sections, told = [], list[Publication]()
    words, england = shelf.words, Area(Level.ENGLAND, ENGLAND)
    view, setting = AreaView(england, (), shelf.releases.table), Setting(words.wording, None, words.elsewhere)
    for card in words.cards.values():
        key = TableKey(card.key, Level.ENGLAND.value, Breakdown.NONE.value)
        try:
            table = shelf.releases.table(facts.id, key)
        except NotFound:
            continue
        if not card.provider_only:
            sections.append(area_section(view, facts, card, Breakdown.NONE, setting))
            told.append(Publication(facts, card, table, words.wording, shelf.region_of))
    notes = dict.fromkeys(note for each in told for note in each.notes_of_release(shown(facts.id)))
    quarter = parse_quarter(facts.period)
    document = Document(
        f"{words.areas.name(*england)}, {quarter.words}",
        f"All areas of this installation. {quarter.words}.",
        sections,
        (),
        {},
        list(notes),
        foot(facts, told),
        indicator_table(england, words.elsewhere, quarter.year, None),
        _keys(shelf, facts, view, setting),
    )
    return document_bytes(document, shelf.svg, shelf.fonts)


def _keys(shelf: Shelf, facts: ReleaseFacts, view: AreaView, setting: Setting) -> KeyTable:
    """The key indicators of all areas, beside nothing."""
    before = str(parse_quarter(facts.period).earlier(1))
    source = KeySource(
        shelf.words.cards,
        lambda card: area_section(view, facts, card, Breakdown.NONE, setting),
        lambda card: view.table(shelf.releases.latest(before), card.key, Breakdown.NONE),
        (),
    )
    return key_table(source, "")
