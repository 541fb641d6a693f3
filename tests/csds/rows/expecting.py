"""Expected rows: what is said of a row has its value, every other field of its table is blank; and what differs."""

import csv
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

_FIELDS = Path(__file__).parent.parent / "facts" / "fields.csv"

Row = tuple[str, Mapping[str, object]]
Rows = tuple[Row, ...]


@cache
def declared() -> Mapping[str, tuple[str, ...]]:
    """The fields of every table of the standard, in order, from the facts and not from the product."""
    found: dict[str, list[str]] = {}
    with _FIELDS.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            found.setdefault(line["table"], []).append(line["field"])
    return {table: tuple(fields) for table, fields in found.items()}


@cache
def references() -> tuple[tuple[str, str, str, str], ...]:
    """Every field that must have the value of another: table, field, and those of the other."""
    with _FIELDS.open(encoding="utf-8", newline="") as file:
        lines = [line for line in csv.DictReader(file) if line["references"]]
    return tuple((line["table"], line["field"], *line["references"].split(".", 1)) for line in lines)


def row(table: str, **values: object) -> Row:
    """A row in which all fields that are not given are blank."""
    strange = [name for name in values if name not in declared()[table]]
    assert not strange, f"{table} has no {strange}"
    return table, {name: values.get(name) for name in declared()[table]}


def differences(expected: Iterable[Row], built: Iterable[Row]) -> list[str]:
    """In words: each field that differs, each row that lacks, each that is too many; the nearest rows are compared."""
    missing, surplus = list(expected), list(built)
    for each in list(missing):
        if each in surplus:
            missing.remove(each)
            surplus.remove(each)
    found = []
    for each in missing:
        nearest = max((other for other in surplus if other[0] == each[0]), key=lambda o: _alike(each, o), default=None)
        if nearest is None:
            found.append(f"lacks {_words(each)}")
            continue
        surplus.remove(nearest)
        found.extend(
            f"{_words(each)}: {name} should be {value!r}, is {nearest[1][name]!r}"
            for name, value in each[1].items()
            if value != nearest[1][name]
        )
    return [*found, *(f"too many: {_words(each)}" for each in surplus)]


def _alike(one: Row, other: Row) -> int:
    return sum(value is not None and value == other[1][name] for name, value in one[1].items())


def _words(of: Row) -> str:
    told = ", ".join(f"{name} {value}" for name, value in of[1].items() if value is not None)
    return f"{of[0]} ({told})"
