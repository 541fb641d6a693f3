"""How a resource is kept and served: as the JSON that was sent, digit for digit, with an id and meta of ours.

The other door to orjson. R4 asks that a decimal keeps its precision (datatypes, decimal: 1.50 is not 1.5), which a
binary number does not: `faithful` reads the numbers that would change as `Written`, which are numbers to whoever
calculates and their own text to `json_of`.
"""

import json
from datetime import UTC, datetime
from typing import Any, Final

import orjson

from app.identity import Identity, shown

Resource = dict[str, Any]

_BOM: Final = b"\xef\xbb\xbf"
_SPACE: Final = b" \t\r\n"
_LEAST: Final = -(2**63)
_MOST: Final = 2**64 - 1
_OURS: Final = frozenset({"resourceType", "id", "meta"})
_OURS_OF_META: Final = frozenset({"versionId", "lastUpdated", "_versionId", "_lastUpdated"})


class Written(float):
    """A number with the text in which it was written."""

    __slots__ = ("text",)
    text: str

    def __new__(cls, text: str) -> "Written":
        made = super().__new__(cls, text)
        made.text = text
        return made

    def __getnewargs__(self) -> tuple[str]:  # type: ignore[override]
        return (self.text,)


def faithful(received: bytes, tree: Resource) -> Resource:
    """The tree in which every number is written as it was received.

    Args:
        received: a body that has passed the structural check.
        tree: what it was parsed into.

    Returns:
        `tree` itself when no number in it would change; else another tree of the same values. Everything that is done
        afterwards (resolving references, mapping, keeping) is done with what is returned.
    """
    text = received.removeprefix(_BOM)
    if not _numbers_differ(text, tree):
        return tree
    read: Resource = json.loads(text, parse_float=_decimal, parse_int=_whole)
    return read


def tree_of(content: bytes) -> Resource:
    """What was kept, read again: every number as it was written."""
    return faithful(content, orjson.loads(content))


def _numbers_differ(text: bytes, tree: Resource) -> bool:
    """Whether writing the tree gives other numbers than the text has; all else is in the same order in both."""
    try:
        again = orjson.dumps(tree)
    except orjson.JSONEncodeError:
        return True  # a whole number of more than 64 bits
    if again == text or again.translate(None, _SPACE) == text.translate(None, _SPACE):
        return False
    return _outside_strings(again) != _outside_strings(text)


def _outside_strings(text: bytes) -> bytes:
    plain = text.replace(b"\\\\", b"_").replace(b'\\"', b"_") if b"\\" in text else text
    return b"".join(plain.split(b'"')[::2]).translate(None, _SPACE)


def _decimal(digits: str) -> float:
    value = float(digits)
    return value if orjson.dumps(value) == digits.encode() else Written(digits)


def _whole(digits: str) -> float:
    if digits == "-0":
        return Written(digits)
    value = int(digits)
    return value if _LEAST <= value <= _MOST else Written(digits)


def json_of(value: object) -> bytes:
    """A value as compact JSON, its `Written` numbers as they were written, what `as_is` wraps untouched."""
    return orjson.dumps(value, _as_written)


def _as_written(value: object) -> object:
    if isinstance(value, Written):
        return orjson.Fragment(value.text)
    raise TypeError


def as_is(text: bytes) -> object:
    """JSON that `json_of` puts as it is where it stands."""
    return orjson.Fragment(text)


def instant(at: datetime) -> str:
    """An instant (aware) as FHIR writes it, in UTC, to the microsecond where it has any."""
    return (at if at.tzinfo is UTC else at.astimezone(UTC)).isoformat()


def etag(version: int) -> str:
    """The weak entity tag of a version (R4, http, 3.1.0.1.3), as ETag and Bundle.entry.response.etag give it."""
    return f'W/"{version}"'


def kept_content(resource: Resource) -> tuple[bytes, bytes | None]:
    """What is kept of a resource whose references have been resolved.

    Returns:
        The JSON of all elements but resourceType, id and meta; and that of meta without versionId and lastUpdated,
        None when nothing is left of it.
    """
    content = json_of({name: value for name, value in resource.items() if name not in _OURS})
    meta = {name: value for name, value in resource.get("meta", {}).items() if name not in _OURS_OF_META}
    return content, json_of(meta) if meta else None


def served(
    type_name: str, identity: Identity, *, version: int, at: datetime, content: bytes, meta: bytes | None
) -> bytes:
    """The JSON of a version of a resource: what `kept_content` gave, with our id, version and instant (aware)."""
    head = f'{{"resourceType":"{type_name}","id":"{shown(identity)}","meta":{{"versionId":"{version}",'
    return b"".join(
        (
            head.encode(),
            f'"lastUpdated":"{instant(at)}"'.encode(),
            _rest_of(meta or b"{}"),
            _rest_of(content),
        )
    )


def _rest_of(members: bytes) -> bytes:
    """What follows the members before, up to the closing bracket, of an object in compact JSON."""
    return b"}" if members == b"{}" else b"," + members[1:]
