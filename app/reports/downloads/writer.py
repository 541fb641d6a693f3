"""Writes a release to a folder: CSV with metadata, JSON, workbooks and a PDF of all areas; whole, or not at all."""

import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

from app.errors import Conflict, NotFound
from app.identity import shown
from app.released.table import ReleaseFacts, TableKey
from app.reports.card import Breakdown, Lens, Level
from app.reports.cards.parts import ENGLAND
from app.reports.downloads.document import Document, document_bytes
from app.reports.downloads.publication import Publication, foot, json_text
from app.reports.downloads.tidy import csv_text, csvw_text
from app.reports.downloads.workbook import workbook_bytes
from app.reports.pages.chart import Chart
from app.reports.pages.dashboard import section
from app.reports.pages.load import Words
from app.reports.pages.sections import all_sections
from app.reports.periods import parse_quarter
from app.reports.ports import Releases

_LEVELS: Final = tuple(Level)
_KEPT_TABLES: Final = 512


@dataclass(frozen=True, slots=True)
class Shelf:
    """What files are made of: the releases, the words for a period, who draws charts, and the folder of fonts."""

    releases: Releases
    words: Words
    svg: Callable[[Chart], str]
    fonts: Path


def publications(shelf: Shelf, facts: ReleaseFacts) -> Iterator[tuple[tuple[str, str], list[Publication]]]:
    """The tables of a release that commissioners may see, by measure and breakdown, their levels together."""
    by_table: dict[tuple[str, str], list[TableKey]] = defaultdict(list)
    for key in shelf.releases.keys(facts.id):
        card = shelf.words.cards.get(key.measure)
        if card is not None and not card.provider_only:
            by_table[key.measure, key.breakdown].append(key)
    for name, keys in by_table.items():
        ordered = sorted(keys, key=lambda key: _LEVELS.index(Level(key.level)))
        yield (
            name,
            [_publication(shelf, facts, key) for key in ordered],
        )


def _publication(shelf: Shelf, facts: ReleaseFacts, key: TableKey) -> Publication:
    words, table = shelf.words, shelf.releases.table(facts.id, key)
    regions = words.areas.regions
    return Publication(facts, words.cards[key.measure], table, words.wording, lambda code: regions.get(code, ""))


def draw_charts(shelf: Shelf, facts: ReleaseFacts, tell: Callable[[int], None]) -> None:
    """Draw the charts of the pages of areas, so that nobody waits for them. `tell` is told how many are drawn."""
    read = lru_cache(_KEPT_TABLES)(shelf.releases.table)
    keys, words = shelf.releases.keys(facts.id), shelf.words
    charts = (each.chart for each in all_sections(facts, keys, read, words.cards, words.wording))
    for done, chart in enumerate((chart for chart in charts if chart is not None), 1):
        shelf.svg(chart)
        tell(done)


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
    identity = shown(facts.id)
    of_lens: dict[Lens, list[Publication]] = defaultdict(list)
    for done, ((measure, breakdown), tables) in enumerate(publications(shelf, facts), 1):
        stem = tables[0].stem
        name = f"{stem}.csv"
        (folder / name).write_text(csv_text(tables, identity), encoding="utf-8", newline="")
        (folder / f"{name}-metadata.json").write_text(csvw_text(tables[0], identity, name), encoding="utf-8")
        for table in tables:
            (folder / f"{stem}.{table.level.value}.json").write_text(json_text(table, identity), encoding="utf-8")
        if breakdown == Breakdown.NONE.value:
            of_lens[shelf.words.cards[measure].lens] += tables
        tell(done)
    for lens, tables in of_lens.items():
        title = f"{lens.words}, {parse_quarter(facts.period).words}"
        (folder / f"{lens.value}.{facts.period}.xlsx").write_bytes(workbook_bytes(tables, identity, title))
    (folder / f"report.{facts.period}.pdf").write_bytes(_report(shelf, facts))


def _report(shelf: Shelf, facts: ReleaseFacts) -> bytes:
    """The report of all areas together."""
    sections, told = [], list[Publication]()
    for card in shelf.words.cards.values():
        key = TableKey(card.key, Level.ENGLAND.value, Breakdown.NONE.value)
        try:
            table = shelf.releases.table(facts.id, key)
        except NotFound:
            continue
        if not card.provider_only:
            sections.append(section(card, table, shelf.words.wording))
            told.append(_publication(shelf, facts, key))
    notes = dict.fromkeys(note for each in told for note in each.notes_of_release(shown(facts.id)))
    words = parse_quarter(facts.period).words
    document = Document(
        f"{shelf.words.areas.name(Level.ENGLAND, ENGLAND)}, {words}",
        f"All areas of this installation. {words}.",
        sections,
        (),
        {},
        list(notes),
        foot(facts, told),
    )
    return document_bytes(document, shelf.svg, shelf.fonts)
