"""The one door to orjson: received bytes become a tree of values, once nothing in them can mislead or overwhelm.

RFC 8259 leaves open what duplicate names mean; FHIR forbids them (https://hl7.org/fhir/R4/json.html). The parser keeps
the last without a word, so the names in the text are counted against those in the tree.
"""

from dataclasses import dataclass
from typing import Any, Final

import orjson

from app.fhir.structure.duplicates import duplicate_name
from app.fhir.structure.limits import Limits
from app.fhir.structure.problems import IssueType, Problem

_BOM: Final = b"\xef\xbb\xbf"
_OTHER_BOMS: Final = (b"\xff\xfe", b"\xfe\xff")
_SPACE: Final = b" \t\r\n"
_BUT_BRACKETS_AND_QUOTES: Final = bytes(each for each in range(256) if each not in b'{}[]"')
_ESCAPES_THAT_MISLEAD: Final = (b"\\u003a", b"\\u003A", b"\\u0020")
"""A colon or space written as an escape: counting names needs these two as themselves."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A JSON object, and the same as compact text without needless escapes, its names in the order they were sent."""

    tree: dict[str, Any]
    compact: bytes


def parsed(received: bytes, limits: Limits) -> Parsed | Problem:
    """The JSON object in `received`, or the one problem that keeps it from being read."""
    if len(received) > limits.octets:
        return _too_long(limits)
    tree = _tree(received)
    if isinstance(tree, Problem):
        return tree
    if not isinstance(tree, dict):
        return Problem(IssueType.STRUCTURE, "", "The body is not a JSON object. Send one resource, in curly brackets.")
    compact = compact_text(tree)
    if compact is None or _deeper_than(limits.depth, compact):
        return _too_deep(limits)
    repeated = _repeated_name(received, compact)
    return Parsed(tree, compact) if repeated is None else repeated


def _tree(received: bytes) -> object:
    if received.startswith(_OTHER_BOMS):
        return _not_utf8()
    text = received.removeprefix(_BOM)
    if not text.strip(_SPACE):
        return Problem(IssueType.STRUCTURE, "", "The body is empty. Send one resource as JSON.")
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        return _unreadable(text, error)


def _unreadable(text: bytes, error: orjson.JSONDecodeError) -> Problem:
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return _not_utf8()
    place = f"line {error.lineno}, column {error.colno}"
    if "infinity" in error.msg:
        said = "there is a number too large to be one. Check its digits and its exponent"
    elif "surrogate" in error.msg:
        said = "a \\u escape is half of a pair. Write both halves, or the character itself in UTF-8"
    elif "memory" in error.msg or "depth" in error.msg:
        said = "objects and lists lie too deep in one another. Send a flatter resource"
    else:
        said = "the text is not JSON (RFC 8259). NaN, comments, and a comma after the last member are not JSON either"
    return Problem(IssueType.STRUCTURE, "", f"The body cannot be read at {place}: {said}.")


def _not_utf8() -> Problem:
    return Problem(IssueType.STRUCTURE, "", "The body is not UTF-8. Send JSON in UTF-8.")


def _too_long(limits: Limits) -> Problem:
    said = f"The body is longer than {limits.octets:,} bytes. Send it in smaller parts."
    return Problem(IssueType.TOO_LONG, "", said)


def _too_deep(limits: Limits) -> Problem:
    said = f"Objects and lists lie more than {limits.depth} deep in one another. Send a flatter resource."
    return Problem(IssueType.TOO_COSTLY, "", said)


def compact_text(tree: object) -> bytes | None:
    """The tree as compact text; None when it is deeper than can be written: some 250."""
    try:
        return orjson.dumps(tree)
    except orjson.JSONEncodeError:
        return None


def _deeper_than(most: int, compact: bytes) -> bool:
    """Takes the innermost brackets away, level by level."""
    rest = _brackets(compact)
    for _ in range(most):
        if not rest:
            return False
        rest = rest.replace(b"{}", b"").replace(b"[]", b"")
    return bool(rest)


def _brackets(compact: bytes) -> bytes:
    """The brackets that are not inside a string.

    Two quotes side by side are an empty string, or the end of one and the start of the next: nothing outside is lost
    by dropping them.
    """
    left = _without_escapes(compact).translate(None, _BUT_BRACKETS_AND_QUOTES).replace(b'""', b"")
    return b"".join(left.split(b'"')[::2]) if b'"' in left else left


def _without_escapes(text: bytes) -> bytes:
    r"""The text with `\\` and `\"` blotted out, so that every quote left is the start or the end of a string."""
    return text.replace(b"\\\\", b"_").replace(b'\\"', b"_") if b"\\" in text else text


def _repeated_name(received: bytes, compact: bytes) -> Problem | None:
    text = received.removeprefix(_BOM)
    if text == compact:
        return None
    squeezed, expected = text.translate(None, _SPACE), compact.translate(None, _SPACE)
    if squeezed == expected:
        return None
    misleading = b"\\u00" in squeezed and any(each in squeezed for each in _ESCAPES_THAT_MISLEAD)
    if not misleading and _names(squeezed) == _names(expected):
        return None
    return duplicate_name(text)


def _names(squeezed: bytes) -> int:
    """How many names there are; a string that starts with a colon counts as one, in both texts alike."""
    return _without_escapes(squeezed).count(b'":')
