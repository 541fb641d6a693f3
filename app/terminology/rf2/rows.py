"""The rows of a block as columns of values, with what is wrong in them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.terminology.faults import Fault
from app.terminology.rf2.blocks import LONGEST_ROW, Block, cut
from app.terminology.rf2.faults import COPY_AGAIN
from app.terminology.rf2.layouts import COLUMNS, Content
from app.terminology.rf2.member_ids import member_ids
from app.terminology.rf2.numbers import choices, dates, first_of_runs, flags, identifiers, run_lengths, small_numbers
from app.terminology.rf2.refusals import Refusals
from app.terminology.rf2.sctids import Component, wrong_check_digits, wrong_partitions
from app.terminology.rf2.snapshot import ACCEPTABLE, FULLY_SPECIFIED, PREFERRED, SYNONYM, Dates, Flags, Ids
from app.terminology.rf2.texts import language_codes, refuse_what_is_not_text, terms

Columns = dict[str, NDArray[Any]]
"""Parallel columns by name. `file` and `line` say where a row comes from."""

NO_TEXT: Final = np.zeros(0, dtype=np.uint8)

DEFINED: Final = 900000000000073002
PRIMITIVE: Final = 900000000000074008
TEXT_DEFINITION: Final = 900000000000550004
INFERRED: Final = 900000000000011006

DESCRIPTION_TYPES: Final = (SYNONYM, FULLY_SPECIFIED, TEXT_DEFINITION)
"""In the order of the column `kind`."""
CASE_SIGNIFICANCES: Final = (900000000000448009, 900000000000017005, 900000000000020002)
CHARACTERISTIC_TYPES: Final = (
    *(INFERRED, 900000000000010007, 900000000000227009, 900000000000225001, 900000000000006009),
)
"""Inferred, stated, additional, qualifying and (of old releases) defining; inferred is 0 in the column `kind`."""
MODIFIERS: Final = (900000000000451002, 900000000000452009)


@dataclass(frozen=True, slots=True)
class Origin:
    """The file rows come from: its number, its name for a person, what it holds, its date, whether it is on trial."""

    number: int
    name: str
    content: Content
    dated: date
    before_release: bool


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a block. `text` are the bytes that `start` and `length` of descriptions point into."""

    columns: Columns
    text: NDArray[np.uint8]
    faults: list[Fault] = field(default_factory=list)
    fault_count: int = 0
    undated: int = 0
    """How many rows of a trial release had no effective time and got the file's date."""
    read: int = 0
    """How many rows there were before a date left some out."""


def read_rows(raw: bytes, origin: Origin, first_line: int, as_at: date | None = None) -> Rows:
    """Whole rows, each ended by LF, as columns; only those in effect `as_at` that day, when one is given."""
    block, wrong = cut(raw, len(COLUMNS[origin.content]), first_line)
    refusals = Refusals(origin.name, origin.content, block)
    refusals.widths(wrong)
    too_long = block.ends[-1] - block.first > LONGEST_ROW
    refusals.rows(too_long, 0, f"The row is longer than {LONGEST_ROW} bytes.", COPY_AGAIN)
    effective, undated = _effective(block, origin, refusals)
    columns: Columns = {
        "line": block.lines.astype(np.uint32),
        "file": np.full(block.rows, origin.number, dtype=np.uint16),
        "effective": effective,
        "active": _active(block, refusals),
        "module": _component(block, 3, Component.CONCEPT, refusals),
    }
    text = _READERS[origin.content](block, refusals, columns)
    if as_at is not None:
        columns = _until(columns, as_at)
    return Rows(columns, text, refusals.faults, refusals.count, undated, block.rows)


def _effective(block: Block, origin: Origin, refusals: Refusals) -> tuple[Dates, int]:
    effective, wrong, blank = dates(block, 1)
    released = _as_number(origin.dated)
    undated = 0
    if blank.any() and origin.before_release:
        undated = int(np.count_nonzero(blank))
        effective[blank] = released
        wrong &= ~blank
    refusals.rows(wrong & blank, 1, "The {column} is empty.", COPY_AGAIN)
    refusals.rows(wrong & ~blank, 1, "The {column} {cell} is no date (yyyymmdd).", COPY_AGAIN)
    after = ~wrong & (effective > released)
    refusals.rows(after, 1, f"The {{column}} {{cell}} is after the file's own date {released}.", COPY_AGAIN)
    return effective, undated


def _active(block: Block, refusals: Refusals) -> Flags:
    active, wrong = flags(block, 2)
    refusals.rows(wrong, 2, "The {column} {cell} is neither 0 nor 1.", COPY_AGAIN)
    return active


def _until(columns: Columns, as_at: date) -> Columns:
    kept = columns["effective"] <= _as_number(as_at)
    return columns if kept.all() else {name: column[kept] for name, column in columns.items()}


def _as_number(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day


_WHOLE: Final = "Copy the whole identifier from the release."
_PARTITION_WORDS: Final = {
    Component.CONCEPT: "concept, whose partition is 00 or 10",
    Component.DESCRIPTION: "description, whose partition is 01 or 11",
    Component.RELATIONSHIP: "relationship, whose partition is 02 or 12",
}


def _component(block: Block, column: int, component: Component | None, refusals: Refusals) -> Ids:
    """A column of component identifiers, of one kind or (None) of any."""
    numbers = identifiers(block, column)
    refusals.numbers(numbers, column)
    values = numbers.values
    first = first_of_runs(values)
    once = values[first]
    wrong = wrong_check_digits(once)
    right = ~numbers.wrong
    refusals.rows(_spread(wrong, first, right), column, "The {column} {cell} has the wrong check digit.", _WHOLE)
    if component is None:
        every = [wrong_partitions(once, each) for each in Component]
        bad, words = every[0] & every[1] & every[2], "component that is known"
    else:
        bad, words = wrong_partitions(once, component), _PARTITION_WORDS[component]
    what = f"The {{column}} {{cell}} is not the identifier of a {words}."
    refusals.rows(_spread(bad & ~wrong, first, right), column, what, _WHOLE)
    return values


def _spread(bad: Flags, first: NDArray[np.int64], rows: Flags) -> Flags:
    """Of these rows, those that are in a bad run of equal values."""
    if not bad.any():
        return np.zeros(len(rows), dtype=np.bool_)
    return np.repeat(bad, run_lengths(first, len(rows))) & rows


def _choice(block: Block, column: int, known: tuple[int, ...], refusals: Refusals) -> NDArray[np.uint8]:
    index, unknown = choices(block, column, known)
    refusals.rows(unknown, column, "The {column} {cell} is none the standard has.", COPY_AGAIN)
    return index


def _concepts(block: Block, refusals: Refusals, columns: Columns) -> NDArray[np.uint8]:
    columns["id"] = _component(block, 0, Component.CONCEPT, refusals)
    columns["defined"] = _choice(block, 4, (PRIMITIVE, DEFINED), refusals) == 1
    return NO_TEXT


def _descriptions(block: Block, refusals: Refusals, columns: Columns) -> NDArray[np.uint8]:
    refuse_what_is_not_text(block, 7, refusals)
    columns["id"] = _component(block, 0, Component.DESCRIPTION, refusals)
    columns["concept"] = _component(block, 4, Component.CONCEPT, refusals)
    columns["language"], wrong = language_codes(block, 5)
    refusals.rows(wrong, 5, "The {column} {cell} is no language code such as en.", COPY_AGAIN)
    columns["kind"] = _choice(block, 6, DESCRIPTION_TYPES, refusals)
    columns["start"], columns["length"], text = terms(block, 7)
    refusals.rows(columns["length"] == 0, 7, "The {column} is empty.", COPY_AGAIN)
    columns["case"] = _choice(block, 8, CASE_SIGNIFICANCES, refusals)
    return text


def _relationships(block: Block, refusals: Refusals, columns: Columns) -> NDArray[np.uint8]:
    columns["id"] = _component(block, 0, Component.RELATIONSHIP, refusals)
    columns["source"] = _component(block, 4, Component.CONCEPT, refusals)
    columns["destination"] = _component(block, 5, Component.CONCEPT, refusals)
    group = small_numbers(block, 6)
    refusals.numbers(group, 6)
    columns["group"] = group.values.astype(np.int32)
    columns["type"] = _component(block, 7, Component.CONCEPT, refusals)
    columns["kind"] = _choice(block, 8, CHARACTERISTIC_TYPES, refusals)
    columns["modifier"] = _choice(block, 9, MODIFIERS, refusals)
    return NO_TEXT


def _members(block: Block, refusals: Refusals, columns: Columns) -> NDArray[np.uint8]:
    columns["id"], columns["id_low"], wrong = member_ids(block, 0)
    refusals.rows(wrong, 0, "The {column} {cell} is no UUID.", COPY_AGAIN)
    columns["refset"] = _component(block, 4, Component.CONCEPT, refusals)
    columns["component"] = _component(block, 5, None, refusals)
    return NO_TEXT


def _language(block: Block, refusals: Refusals, columns: Columns) -> NDArray[np.uint8]:
    _members(block, refusals, columns)
    columns["preferred"] = _choice(block, 6, (ACCEPTABLE, PREFERRED), refusals) == 1
    return NO_TEXT


def _associations(block: Block, refusals: Refusals, columns: Columns) -> NDArray[np.uint8]:
    _members(block, refusals, columns)
    columns["target"] = _component(block, 6, None, refusals)
    return NO_TEXT


def _reasons(block: Block, refusals: Refusals, columns: Columns) -> NDArray[np.uint8]:
    _members(block, refusals, columns)
    columns["target"] = _component(block, 6, Component.CONCEPT, refusals)
    return NO_TEXT


def _modules(block: Block, refusals: Refusals, columns: Columns) -> NDArray[np.uint8]:
    _members(block, refusals, columns)
    for column, name in ((6, "from_date"), (7, "on_date")):
        columns[name], wrong, _ = dates(block, column)
        refusals.rows(wrong, column, "The {column} {cell} is no date (yyyymmdd).", COPY_AGAIN)
    return NO_TEXT


_READERS: Final[dict[Content, Callable[[Block, Refusals, Columns], NDArray[np.uint8]]]] = {
    Content.CONCEPTS: _concepts,
    Content.DESCRIPTIONS: _descriptions,
    Content.DEFINITIONS: _descriptions,
    Content.RELATIONSHIPS: _relationships,
    Content.SIMPLE: _members,
    Content.LANGUAGE: _language,
    Content.ASSOCIATIONS: _associations,
    Content.REASONS: _reasons,
    Content.MODULES: _modules,
}
