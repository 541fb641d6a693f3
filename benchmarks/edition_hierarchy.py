"""Subsumption, validation and roll-up in process, on an edition as large as the UK's, beside SQL on the same data.

The edition is made in memory: a million concepts of which a tenth has a second parent, indexed as a loaded release is,
written to files and opened from them. It has no terms, as none is looked at here.
"""

import sqlite3
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from random import Random
from statistics import median

import numpy as np
from pyroaring import BitMap
from rich.console import Console

from app.terminology.concept import ConceptId
from app.terminology.edition.bitmaps import bitmap_of
from app.terminology.edition.building import edition_arrays
from app.terminology.edition.edition import Edition
from app.terminology.edition.facts import edition_facts
from app.terminology.edition.reader import open_edition
from app.terminology.edition.rollup import ChildCounts
from app.terminology.edition.writer import write_edition
from app.terminology.rf2.snapshot import Associations, Concepts, Descriptions, IsA, Places, Reasons, Snapshot
from benchmarks.figures import Held, Report, Sheet

CONCEPTS = 1_000_000
CHILDREN, NEEDS, REFSET, CATEGORIES = 50_000, 8, 3_000, 40
CALLS, ROUNDS = 20_000, 9
CALL_LIMIT, ROLL_UP_LIMIT = 5.0, 5.0
REFSET_ID = ConceptId(999001751000000105)

Pairs = list[tuple[ConceptId, ConceptId]]


def run(console: Console) -> Report:
    """Make the edition, ask it, and ask SQL the same."""
    report = Report("edition_hierarchy")
    random = Random(7)
    with tempfile.TemporaryDirectory(prefix="everyneed-run-") as text:
        with console.status("An edition of a million concepts"):
            edition = _opened(Path(text) / "edition", _snapshot(random))
        pairs, refset = _pairs(edition, random), edition.refset_members(REFSET_ID) or ()
        with closing(sqlite3.connect(Path(text) / "closure.db")) as database:
            _fill(database, edition, refset)
            _calls(report, edition, database, pairs, refset)
            _roll_up(report, edition, database, refset)
    return report


def _snapshot(random: Random) -> Snapshot:
    """A hierarchy as wide and as deep as SNOMED CT's, about a dozen concepts above each, without terms."""
    numbers = np.random.default_rng(random.randrange(2**32))
    own = np.arange(1, CONCEPTS, dtype=np.int64)
    first = (own * numbers.beta(5.0, 1.6, len(own)) / 4).astype(np.int64)
    second = np.flatnonzero(numbers.random(len(own)) < 0.1)
    child = np.concatenate([own, own[second]])
    parent = np.concatenate([first, (own[second] * numbers.random(len(second))).astype(np.int64)])
    pairs = np.unique(child << 32 | parent)
    members = np.sort(numbers.choice(CONCEPTS, REFSET, replace=False))
    nothing: Places = np.zeros(0, dtype=np.uint32)
    none = np.zeros(0, dtype=np.int64)
    return Snapshot(
        date(2026, 11, 24),
        Concepts(
            np.arange(CONCEPTS, dtype=np.int64) * 1_000 + 138_875_005,
            np.full(CONCEPTS, 20261124, dtype=np.int32),
            np.ones(CONCEPTS, dtype=np.bool_),
            np.zeros(CONCEPTS, dtype=np.bool_),
            np.full(CONCEPTS, 900000000000207008, dtype=np.int64),
        ),
        Descriptions(
            none,
            np.zeros(0, dtype=np.int32),
            np.zeros(0, dtype=np.bool_),
            nothing,
            np.zeros(0, dtype=np.bool_),
            np.zeros(0, dtype=np.uint8),
            ("en",),
            none,
            np.zeros(0, dtype=np.int32),
            np.zeros(0, dtype=np.uint8),
        ),
        IsA((pairs >> 32).astype(np.uint32), (pairs & 0xFFFFFFFF).astype(np.uint32)),
        {},
        {REFSET_ID: members.astype(np.uint32)},
        Associations(nothing, none, nothing),
        Reasons(nothing, none),
        (),
        (),
        (),
    )


def _opened(folder: Path, snapshot: Snapshot) -> Edition:
    arrays = edition_arrays(snapshot)
    write_edition(folder, arrays, edition_facts(snapshot, arrays))
    return open_edition(folder)


def _pairs(edition: Edition, random: Random) -> Pairs:
    """Half of them of a concept and one above it, half of two concepts at random."""
    pairs: Pairs = []
    for number in range(CALLS):
        below = edition.places.concept(random.randrange(1, CONCEPTS))
        if number % 2:
            pairs.append((random.choice(edition.hierarchy.ancestors(below)), below))
        else:
            pairs.append((edition.places.concept(random.randrange(CONCEPTS)), below))
    return pairs


def _fill(database: sqlite3.Connection, edition: Edition, refset: Sequence[ConceptId]) -> None:
    """What SQL needs: every direct relationship, and the closure of the members alone."""
    starts, parents = edition.arrays.hierarchy.parent_starts, edition.arrays.hierarchy.parents
    child = np.repeat(np.arange(CONCEPTS), np.diff(starts))
    database.execute("create table is_a (child integer, parent integer, primary key (child, parent)) without rowid")
    database.executemany("insert into is_a values (?, ?)", zip(child.tolist(), parents.tolist(), strict=True))
    database.execute("create table closure (above integer, below integer, primary key (above, below)) without rowid")
    for member in refset:
        place = edition.place(member)
        above = [place, *(edition.place(each) for each in edition.hierarchy.ancestors(member))]
        database.executemany("insert into closure values (?, ?)", [(each, place) for each in above])
    database.commit()


_ABOVE = """
with recursive above(place) as (select ? union select parent from is_a join above on child = place)
select 1 from above where place = ?
"""


def _calls(
    report: Report,
    edition: Edition,
    database: sqlite3.Connection,
    pairs: Pairs,
    refset: Sequence[ConceptId],
) -> None:
    subsumes, is_active, members = edition.hierarchy.subsumes, edition.is_active, frozenset(refset)
    asked = [below for _, below in pairs]
    places = [(edition.place(below), edition.place(above)) for above, below in pairs[: CALLS // 20]]
    ours = _microseconds(lambda: [subsumes(above, below) for above, below in pairs], len(pairs))
    valid = _microseconds(lambda: [is_active(each) and each in members for each in asked], len(asked))
    sql = _microseconds(lambda: [database.execute(_ABOVE, each).fetchone() for each in places], len(places))
    found = [subsumes(above, below) for above, below in pairs[: CALLS // 20]]
    if found != [database.execute(_ABOVE, each).fetchone() is not None for each in places]:
        raise SystemExit("SQL and the index differ in what is below what.")
    report.held += [
        Held("Whether a concept is below another", ours, CALL_LIMIT, "µs", f"recursive SQL {sql:.0f} µs"),
        Held("Whether a code is valid in a reference set", valid, CALL_LIMIT, "µs", "–"),
    ]


_COUNT = """
select count(distinct need.child) from need join closure on closure.below = need.concept where closure.above = ?
"""


def _roll_up(report: Report, edition: Edition, database: sqlite3.Connection, refset: Sequence[ConceptId]) -> None:
    numbers = np.random.default_rng(11)
    places = np.array([edition.place(each) for each in refset], dtype=np.uint32)
    children = np.repeat(np.arange(CHILDREN, dtype=np.uint32), NEEDS)
    needs = places[np.minimum((numbers.pareto(1.1, len(children)) * 20).astype(np.int64), REFSET - 1)]
    tops = _tops(edition, places)
    categories = {str(top): bitmap_of(edition.hierarchy.descendant_places(top)) | BitMap([top]) for top in tops}
    started = time.perf_counter()
    counts = ChildCounts(children, needs)
    building = (time.perf_counter() - started) * 1e3
    ours = _microseconds(lambda: counts.table(categories), 1) / 1e3
    database.execute("create table need (child integer, concept integer)")
    database.executemany("insert into need values (?, ?)", zip(children.tolist(), needs.tolist(), strict=True))
    database.execute("create index need_concept on need (concept, child)")
    started = time.perf_counter()
    sql = {str(top): database.execute(_COUNT, (top,)).fetchone()[0] for top in tops}
    sql_milliseconds = (time.perf_counter() - started) * 1e3
    if sql != dict(counts.table(categories)):
        raise SystemExit("SQL and the bitmaps count differently.")
    what = f"{CATEGORIES} categories over {CHILDREN:,} children"
    report.held.append(Held(what, ours, ROLL_UP_LIMIT, "ms", f"SQL over the closure {sql_milliseconds:.0f} ms"))
    rows = [("the children of each concept, once", f"{building:.0f} ms"), ("needs", f"{len(needs):,}")]
    report.sheets.append(Sheet("Counting children by category", ("What", ""), rows))


def _tops(edition: Edition, places: Places) -> list[int]:
    """The concepts that have most members below them, from the widest on, the top of all left out."""
    above = np.concatenate([edition.hierarchy.ancestor_places(int(place)) for place in places])
    counts = np.bincount(above, minlength=CONCEPTS)
    return [int(each) for each in np.argsort(-counts, kind="stable")[1 : CATEGORIES + 1]]


def _microseconds(act: Callable[[], object], calls: int) -> float:
    """Of one call, by the median of several rounds after one that does not count."""
    taken = []
    for _ in range(ROUNDS + 1):
        started = time.perf_counter()
        act()
        taken.append((time.perf_counter() - started) * 1e6 / calls)
    return median(taken[1:])
