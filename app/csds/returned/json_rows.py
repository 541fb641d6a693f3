"""The rows of a JSON text, one after another, without holding the whole text.

Taken are a list of objects; an object of which one member is such a list; and objects one after another (JSON Lines).
"""

import json
from collections.abc import Generator, Iterable, Iterator, Mapping
from typing import Any, Final

from app.csds.returned.faults import RowFault

LONGEST_ROW: Final = 1 << 20
"""How many characters a row may have."""

_SPACE: Final = " \t\r\n"
_HOW: Final = "Export the file again, or export it as CSV."
_ENDS_NUMBERS: Final = frozenset("0123456789+-.eE")


def json_rows(pieces: Iterable[str]) -> Iterator[Mapping[str, Any]]:
    """The rows of a text that comes in pieces.

    Raises:
        RowFault: it is no JSON of these forms, or a row is too long; its line is the number of the row.
    """
    text = _Text(pieces)
    first = text.peek()
    if first == "[":
        yield from _list(text)
    elif first == "{":
        yield from _objects(text)
    else:
        raise text.fault("is no list of objects")
    if text.peek():
        raise text.fault("goes on after its end")


def _list(text: "_Text") -> Iterator[Mapping[str, Any]]:
    text.take("[")
    if text.peek() == "]":
        text.take("]")
        return
    while True:
        row = text.value()
        if not isinstance(row, dict):
            raise text.fault("has a row that is no object")
        text.number += 1
        yield row
        if text.peek() == "]":
            text.take("]")
            return
        text.take(",")


def _objects(text: "_Text") -> Iterator[Mapping[str, Any]]:
    """Rows one after another, or the rows of the list that is a member of the first object."""
    while text.peek() == "{":
        row: dict[str, Any] = {}
        wrapped = yield from _members(text, row)
        if wrapped:
            return
        text.number += 1
        yield row


def _members(text: "_Text", row: dict[str, Any]) -> Generator[Mapping[str, Any], None, bool]:
    """Fill a row with the members of an object; gives whether one of them was the list of rows, which it yields."""
    text.take("{")
    wrapped = False
    while text.peek() != "}":
        name = text.value()
        if not isinstance(name, str):
            raise text.fault("has a member without a name")
        text.take(":")
        if text.peek() == "[" and text.number == 0:
            if wrapped:
                raise text.fault("has two lists of rows")
            wrapped = True
            yield from _list(text)
            text.number = 0
        else:
            row[name] = text.value()
        if text.peek() != "}":
            text.take(",")
    text.take("}")
    return wrapped


class _Text:
    """A text that comes in pieces, of which as little is held as the next value needs."""

    def __init__(self, pieces: Iterable[str]) -> None:
        self._pieces = iter(pieces)
        self._held = ""
        self._at = 0
        self._decoder = json.JSONDecoder()
        self.number = 0

    def peek(self) -> str:
        """The next character that is no space, "" at the end."""
        while True:
            while self._at < len(self._held):
                if self._held[self._at] not in _SPACE:
                    return self._held[self._at]
                self._at += 1
            if not self._more():
                return ""

    def take(self, sign: str) -> None:
        """Go over a sign."""
        if self.peek() != sign:
            raise self.fault(f"lacks {sign!r}")
        self._at += 1

    def value(self) -> Any:
        """The next value."""
        if not self.peek():
            raise self.fault("ends too early")
        while True:
            try:
                found, end = self._decoder.raw_decode(self._held, self._at)
            except RecursionError:
                raise self.fault("has lists in lists beyond measure") from None
            except ValueError:
                if len(self._held) - self._at > LONGEST_ROW or not self._more():
                    raise self.fault("is no JSON, or its row is longer than is taken") from None
                continue
            if end - self._at > LONGEST_ROW:
                raise self.fault("has a row longer than is taken")
            # A number may go on in the next piece.
            if end < len(self._held) or self._held[end - 1] not in _ENDS_NUMBERS or not self._more():
                self._at = end
                return found

    def _more(self) -> bool:
        piece = next(self._pieces, "")
        if piece:
            self._held = self._held[self._at :] + piece
            self._at = 0
        return bool(piece)

    def fault(self, what: str) -> RowFault:
        """What is wrong, at the row it was met in."""
        return RowFault(self.number + 1, f"The JSON text {what}.", _HOW)
