"""A row of a returned file as a line: what it says, and the identifiers by which it may name a record of ours."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from app.csds.returned.faults import RowFault
from app.csds.returned.layout import IDENTIFIERS, Layout, Meaning
from app.csds.returned.reports import ReportKind
from app.csds.specification import Specification

_LONGEST: Final = 60
_LONGEST_ROW_NUMBER: Final = 20
_LONGEST_NUMBER: Final = 6
_MOST_KEPT: Final = 10_000
_LONGEST_MESSAGE: Final = 2_000
_OF_TABLE: Final = re.compile(r"CYP[0-9]{3}", re.IGNORECASE)
_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f\u2028\u2029\ud800-\udfff]+")
_NAMES: Final = {each.value for each in IDENTIFIERS}


@dataclass(frozen=True, slots=True)
class Said:
    """A line before it is known whose record it names: `named` are identifiers with values, the likeliest first."""

    rule: str
    severity: str
    table: str
    field: str
    row_number: str
    message: str
    named: tuple[tuple[str, str], ...]


def printable(text: str) -> str:
    """A text of a file without what cannot be shown or kept: control characters and halves of characters."""
    return _UNPRINTABLE.sub(" ", text).strip()


@dataclass(frozen=True, slots=True)
class Lines:
    """Makes lines of the rows of one file."""

    layout: Layout
    specification: Specification
    kind: ReportKind
    _tables: dict[tuple[str, str], str] = field(default_factory=dict)
    _keys: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._keys.update((each.name, each.columns[0]) for each in self.specification.tables)

    def of(self, row: Sequence[str], line: int) -> Said:
        """The line that a row is.

        Raises:
            RowFault: it has no rule.
        """
        rule = self._text(row, Meaning.RULE, _LONGEST)
        if not rule:
            raise RowFault(line, "The row has no rule or error code.", "Export the file again; nothing of it was kept.")
        table = self._table(self._text(row, Meaning.TABLE, _LONGEST), rule)
        return Said(
            rule,
            (self._text(row, Meaning.SEVERITY, _LONGEST) or self.kind.severity).casefold(),
            table,
            self._text(row, Meaning.FIELD, _LONGEST),
            self._text(row, Meaning.ROW, _LONGEST_ROW_NUMBER),
            self._text(row, Meaning.MESSAGE, _LONGEST_MESSAGE),
            tuple(self._named(row, table)),
        )

    def _text(self, row: Sequence[str], meaning: Meaning, longest: int) -> str:
        place = self.layout.places.get(meaning)
        text = "" if place is None else printable(row[place])
        return text if len(text) <= longest else f"{text[: longest - 1]}…"

    def _table(self, named: str, rule: str) -> str:
        """The table in its own name; where the row names none, the one whose number the rule begins with."""
        # Lines are many, tables and rules are few.
        asked = named, "" if named else rule[:_LONGEST_NUMBER]
        if (found := self._tables.get(asked)) is None:
            found = self._found(*asked)
            if len(self._tables) < _MOST_KEPT:
                self._tables[asked] = found
        return found

    def _found(self, named: str, rule: str) -> str:
        number = _OF_TABLE.match(named or rule)
        plain = named.casefold()
        for each in self.specification.tables:
            name = each.name.casefold()
            if (number and name.startswith(number[0].casefold())) or (plain and plain in (name, name[6:])):
                return each.name
        return named

    def _named(self, row: Sequence[str], table: str) -> list[tuple[str, str]]:
        """What the row names, by the key of its own table first."""
        found = [(each.value, self._text(row, each, _LONGEST)) for each in IDENTIFIERS]
        first = self._keys.get(table, "")
        found.sort(key=lambda pair: pair[0] != first)
        if record := self._text(row, Meaning.RECORD, _LONGEST):
            found.insert(0, (first if first in _NAMES else Meaning.RECORD.value, record))
        return [pair for pair in found if pair[1]]
