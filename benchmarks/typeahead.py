"""What finding a need costs as someone types or mistypes: in process, and over HTTP beside an empty route."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from statistics import median
from urllib.parse import quote

from rich.console import Console

from app.terminology.load import load_refset
from app.terminology.refset import Member, TermKind
from app.terminology.search import RefsetSearch
from benchmarks.clinic import load_demo
from benchmarks.databases import sqlite_databases
from benchmarks.figures import Held, Report, Sheet
from benchmarks.running import ROOT, percentile, running
from benchmarks.server import EMPTY

INPUTS = 1_000
ROUNDS = 7
SEED = 7
IN_PROCESS_LIMIT = 0.2
MENDED_LIMIT = 2.0
OVER_HTTP_LIMIT = 0.3


def realistic_inputs(members: tuple[Member, ...]) -> list[str]:
    """A thousand texts as they stand while someone types: beginnings of terms, two cut words, short codes."""
    chance = Random(SEED)
    terms = [term.text for member in members for term in member.terms]
    codes = [term.text for member in members for term in member.terms if term.kind is TermKind.SHORT_CODE]
    beginnings = [term[:length] for term in terms for length in range(1, len(term) + 1)]
    pairs = [_cut_words(term, chance) for term in terms if len(term.split()) > 1]
    shares = ((beginnings, INPUTS * 6 // 10), (pairs, INPUTS * 3 // 10), (codes, INPUTS // 10))
    drawn = [text for texts, count in shares for text in chance.choices(texts, k=count)]
    chance.shuffle(drawn)
    return drawn


def _cut_words(term: str, chance: Random) -> str:
    words = chance.sample(term.split(), 2)
    return " ".join(word[: chance.randint(1, len(word))] for word in words)


def mistyped(members: tuple[Member, ...]) -> list[str]:
    """A thousand terms typed in full or cut, two neighbouring letters of one long word swapped in each."""
    chance = Random(SEED)
    terms = [term.text.split() for member in members for term in member.terms]
    long = [words for words in terms if any(len(word) > 4 for word in words)]
    return [_with_a_slip(words, chance) for words in chance.choices(long, k=INPUTS)]


def _with_a_slip(words: list[str], chance: Random) -> str:
    place = chance.choice([place for place, word in enumerate(words) if len(word) > 4])
    word = words[place]
    at = chance.randrange(len(word) - 1)
    slipped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return " ".join((*words[:place], slipped[: chance.randint(4, len(word))], *words[place + 1 :]))


def in_a_row(members: tuple[Member, ...]) -> list[str]:
    """A thousand texts of two to five short codes."""
    chance = Random(SEED)
    codes = [term.text for member in members for term in member.terms if term.kind is TermKind.SHORT_CODE]
    return [" ".join(chance.choices(codes, k=chance.randint(2, 5))) for _ in range(INPUTS)]


def _in_process(search: Callable[[str], object], inputs: list[str]) -> list[float]:
    """Milliseconds of each search."""
    taken = []
    for text in inputs:
        started = time.perf_counter_ns()
        search(text)
        taken.append((time.perf_counter_ns() - started) / 1e6)
    return taken


def _rounds(search: Callable[[str], object], inputs: list[str]) -> list[list[float]]:
    """Milliseconds of each search, by round, after one round that does not count."""
    _in_process(search, inputs)
    return [_in_process(search, inputs) for _ in range(ROUNDS)]


def _over_http(inputs: list[str]) -> list[tuple[list[float], list[float]]]:
    """Milliseconds of each search and of each call of the empty route, turn about on one connection, by round."""
    with tempfile.TemporaryDirectory(prefix="everyneed-run-") as text:
        folder = Path(text)
        with (
            sqlite_databases(lambda url: load_demo(url, folder)) as databases,
            running(databases.template_url, folder) as server,
        ):
            empty = server.get(EMPTY)
            pairs = [(server.get(f"/needs?words={quote(each)}"), empty) for each in inputs]
            requests = [request for pair in pairs for request in pair]
            server.send(requests[:200], 1, 200)
            rounds = []
            for _ in range(ROUNDS):
                taken = server.send(requests, 1, 200).milliseconds
                rounds.append((taken[::2], taken[1::2]))
            return rounds


def run(console: Console) -> Report:
    """Measure both."""
    report = Report("typeahead")
    refset = load_refset(ROOT / "snomed_refsets")
    search = RefsetSearch(refset)
    members = tuple(refset.members.values())
    inputs = realistic_inputs(members)
    alone = _rounds(search.find, inputs)
    mended = _rounds(search.find, mistyped(members))
    several = _rounds(search.several, in_a_row(members))
    console.print("In process: measured. Over HTTP …")
    rounds = _over_http(inputs)
    rows = [
        _row("in process", alone),
        _row("in process, mistyped", mended),
        _row("in process, codes in a row", several),
        _row("GET /needs", [searches for searches, _ in rounds]),
        _row("empty route", [empty for _, empty in rounds]),
    ]
    columns = ("Type-ahead", "Median ms", "p90 ms", "p99 ms", "p99 by round")
    report.sheets.append(Sheet(f"{len(inputs)} inputs, medians of {ROUNDS} rounds", columns, rows))
    report.held += [
        Held(
            "Search in process, p99",
            median(percentile(taken, 0.99) for taken in alone),
            IN_PROCESS_LIMIT,
            "ms",
            "the limit alone",
        ),
        Held(
            "Search of mistyped text in process, p99",
            median(percentile(taken, 0.99) for taken in mended),
            MENDED_LIMIT,
            "ms",
            "the limit alone",
        ),
        Held(
            "Codes in a row in process, p99",
            median(percentile(taken, 0.99) for taken in several),
            MENDED_LIMIT,
            "ms",
            "the limit alone",
        ),
        Held(
            "GET /needs beyond the empty route, p99",
            median(percentile(searches, 0.99) - percentile(empty, 0.99) for searches, empty in rounds),
            OVER_HTTP_LIMIT,
            "ms",
            f"empty route, p99 {median(percentile(empty, 0.99) for _, empty in rounds):.2f} ms",
        ),
        Held(
            "GET /needs beyond the empty route, median",
            median(percentile(searches, 0.5) - percentile(empty, 0.5) for searches, empty in rounds),
            OVER_HTTP_LIMIT,
            "ms",
            f"empty route, median {median(percentile(empty, 0.5) for _, empty in rounds):.2f} ms",
        ),
    ]
    return report


def _row(what: str, rounds: list[list[float]]) -> tuple[str, ...]:
    shares = (median(percentile(taken, share) for taken in rounds) for share in (0.5, 0.9, 0.99))
    by_round = " ".join(f"{percentile(taken, 0.99):.2f}" for taken in rounds)
    return (what, *(f"{each:.3f}" for each in shares), by_round)
