"""What finding any of 600,000 concepts costs as someone types or mistypes, beside SQLite's FTS5 and tantivy."""

import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Protocol

from pyroaring import BitMap
from rich.console import Console

from app.terminology.edition.search import EditionSearch
from app.terminology.edition.words import search_order, word_arrays
from benchmarks.engine.opened import opened_search, private_megabytes, save_columns
from benchmarks.engine.peers import Fts5, Row, Tantivy
from benchmarks.engine.terms import MadeTerms, concept_arrays, made_terms, term_arrays
from benchmarks.engine.typed import mistyped_texts, typed_texts
from benchmarks.figures import Held, Report, Sheet
from benchmarks.running import percentile

INPUTS = 1_000
ROUNDS = 5
MEDIAN_LIMIT = 0.3
SLOW_LIMIT = 2.0
MENDED_LIMIT = 10.0
MEMORY_LIMIT = 100.0
BUILD_LIMIT = 25.0

_WORST = ("a", "s", "of", "of and", "a s", "disorder of", "of the in to and", "structure left right")


class _Engine(Protocol):
    name: str

    def find(self, typed: str, limit: int = 20) -> Sequence[Row]: ...


class _Ours:
    name = "this service"

    def __init__(self, search: EditionSearch) -> None:
        self._search = search

    def find(self, typed: str, limit: int = 20) -> list[Row]:
        return [(match.place, match.text) for match in self._search.find(typed, limit=limit)]


def run(console: Console) -> Report:
    """Build each engine over the same terms, then search them turn about."""
    report = Report("edition_search")
    made = made_terms()
    console.print(f"{len(made.texts):,} terms made.")
    typed, mistyped = typed_texts(made.texts, INPUTS), mistyped_texts(made.texts, INPUTS)
    with tempfile.TemporaryDirectory(prefix="everyneed-run-") as text:
        folder = Path(text)
        seconds, size = _built(made, folder)
        search = opened_search(folder)
        opened, used = private_megabytes(folder, [*typed, *mistyped])
        peers, built = _peers(made, folder, console)
        columns = ("Engine", "CPU seconds", "MB on disk")
        report.sheets.append(Sheet("Building", columns, [(_Ours.name, f"{seconds:.0f}", f"{size / 1e6:.0f}"), *built]))
        report.sheets.append(_agreement(search, peers, typed))
        report.held += _searched(report, search, peers, typed, mistyped)
        report.sheets.append(_confined(search, int(made.concepts.max()) + 1, typed))
    report.held += [
        Held("Private memory of a process that opened it", opened, MEMORY_LIMIT, "MB", "the limit alone"),
        Held("Private memory after all inputs", used, MEMORY_LIMIT, "MB", "the limit alone"),
        Held("Ordering the terms and laying out their words, CPU", seconds, BUILD_LIMIT, "s", "the limit alone"),
    ]
    return report


def _peers(made: MadeTerms, folder: Path, console: Console) -> tuple[list[_Engine], list[tuple[str, str, str]]]:
    """The other engines, and what building each took."""
    peers: list[_Engine] = []
    rows = []
    for kind in (Fts5, Tantivy):
        place = folder / kind.__name__
        place.mkdir()
        started = time.process_time()
        peers.append(kind(place, made))
        rows.append((kind.name, f"{time.process_time() - started:.0f}", f"{_size(place) / 1e6:.0f}"))
        console.print(f"{kind.name}: built.")
    return peers, rows


def _built(made: MadeTerms, folder: Path) -> tuple[float, int]:
    """CPU seconds to order the terms and lay out their words, and bytes of the files."""
    started = time.process_time()
    search_order(made.texts, made.kinds, made.ids)
    words = word_arrays(made.texts, made.kinds)
    seconds = time.process_time() - started
    return seconds, save_columns(folder, words, term_arrays(made), concept_arrays(made))


def _searched(
    report: Report, search: EditionSearch, peers: Sequence[_Engine], typed: list[str], mistyped: list[str]
) -> list[Held]:
    engines: list[_Engine] = [_Ours(search), *peers]
    as_typed, slips = _turn_about(engines, typed), _turn_about(engines, mistyped)
    worst = _turn_about(engines, list(_WORST))
    rows = [
        (f"{what}, {engine.name}", *_row(taken))
        for what, rounds in (("as typed", as_typed), ("mistyped", slips), ("the commonest", worst))
        for engine, taken in zip(engines, rounds, strict=True)
    ]
    columns = ("Search of the edition", "Median ms", "p90 ms", "p99 ms", "p99 of single searches")
    report.sheets.append(Sheet(f"{INPUTS} inputs, each by its median of {ROUNDS} rounds", columns, rows))
    beside = f"FTS5 {_share(as_typed[1], 0.5):.2f}, tantivy {_share(as_typed[2], 0.5):.2f} ms"
    slow = f"FTS5 {_share(as_typed[1], 0.99):.2f}, tantivy {_share(as_typed[2], 0.99):.2f} ms"
    mended = f"tantivy {_share(slips[2], 0.99):.2f} ms; FTS5 mends nothing"
    return [
        Held("Search of an edition, median", _share(as_typed[0], 0.5), MEDIAN_LIMIT, "ms", beside),
        Held("Search of an edition, p99", _share(as_typed[0], 0.99), SLOW_LIMIT, "ms", slow),
        Held("Search of mistyped text, p99", _share(slips[0], 0.99), MENDED_LIMIT, "ms", mended),
    ]


def _agreement(search: EditionSearch, peers: Sequence[_Engine], typed: list[str]) -> Sheet:
    """Of how many inputs each engine gives the twenty concepts that this service gives, in any order."""
    ours = [{place for place, _ in _Ours(search).find(text)} for text in typed]
    rows = []
    for peer in peers:
        theirs = ({place for place, _ in peer.find(text)} for text in typed)
        rows.append((peer.name, str(sum(map(set.__eq__, theirs, ours)))))
    return Sheet(f"The same concepts as this service, of {len(typed)} inputs", ("Engine", "Inputs"), rows)


def _confined(search: EditionSearch, count: int, typed: list[str]) -> Sheet:
    """Milliseconds within half of all concepts, with a reference set and a clinic's usual concepts shown first."""
    half, refset, usual = (search.terms_of(BitMap(range(0, count, step))) for step in (2, 200, 2_000))
    ways: dict[str, Callable[[str], object]] = {
        "with 3,000 shown first": lambda text: search.find(text, first=refset, usual=usual),
        "within half of all": lambda text: search.find(text, within=half),
        "both": lambda text: search.find(text, within=half, first=refset, usual=usual),
    }
    rows = [(what, *_row([_milliseconds(find, typed) for _ in range(ROUNDS)])) for what, find in ways.items()]
    columns = ("Search", "Median ms", "p90 ms", "p99 ms", "p99 of single searches")
    return Sheet("Confined; slips are mended where nothing is left", columns, rows)


def _turn_about(engines: Sequence[_Engine], inputs: list[str]) -> list[list[list[float]]]:
    """Milliseconds of each input, by engine and round, after one round that does not count."""
    rounds = [[_milliseconds(engine.find, inputs) for engine in engines] for _ in range(ROUNDS + 1)][1:]
    return [[each[place] for each in rounds] for place in range(len(engines))]


def _milliseconds(find: Callable[[str], object], inputs: list[str]) -> list[float]:
    taken = []
    for text in inputs:
        started = time.perf_counter_ns()
        find(text)
        taken.append((time.perf_counter_ns() - started) / 1e6)
    return taken


def _share(rounds: list[list[float]], share: float) -> float:
    """The milliseconds that this share of the inputs does not exceed, each input by its median over the rounds.

    What else runs on the machine then holds up an input in one round, and not the same one in most.
    """
    return percentile(map(median, zip(*rounds, strict=True)), share)


def _row(rounds: list[list[float]]) -> tuple[str, ...]:
    every = percentile((each for taken in rounds for each in taken), 0.99)
    return (*(f"{_share(rounds, share):.2f}" for share in (0.5, 0.9, 0.99)), f"{every:.2f}")


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
