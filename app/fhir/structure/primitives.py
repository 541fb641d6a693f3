"""The primitive types of R4: their form in JSON and how that form is said in words (R4, datatypes, 2.24.0.1)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.fhir.structure.text_forms import (
    BASE64,
    DAY,
    ID,
    OID,
    PART_OF_CALENDAR,
    SOLID,
    TEXT,
    TIME,
    UNMARKED_TEXT,
    UUID,
    ZONE,
    not_starting_with,
)


class JsonKind(StrEnum):
    """The JSON types of primitives, by their names in JSON Schema."""

    STRING = "string"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Primitive:
    """A primitive type. `form` is the regular expression of the whole string; `least` and `most` bound an integer."""

    kind: JsonKind
    words: str
    form: str = ""
    least: int | None = None
    most: int | None = None


_LARGEST: Final = 2**31 - 1
_URI: Final = f"urn:uuid:{UUID}|urn:oid:{OID}|{not_starting_with(('urn:uuid:', 'urn:oid:'))}"
_URI_WORDS: Final = "an address without spaces; urn:uuid: takes a UUID in lower case, urn:oid: an OID"
_TEXT_WORDS: Final = "text that is not blank, without control characters"


def _text(form: str, words: str) -> Primitive:
    return Primitive(JsonKind.STRING, words, form)


def _integer(least: int, words: str) -> Primitive:
    return Primitive(JsonKind.INTEGER, words, least=least, most=_LARGEST)


PRIMITIVES: Final = {
    "base64Binary": _text(BASE64, "base64 with its padding"),
    "boolean": Primitive(JsonKind.BOOLEAN, "true or false, without quotation marks"),
    "canonical": _text(_URI, _URI_WORDS),
    "code": _text(rf"{SOLID}+(?:[ \t\r\n]{SOLID}+)*", "a code: no spaces at either end, single spaces within"),
    "date": _text(f"{DAY}|{PART_OF_CALENDAR}", "a date of the calendar as YYYY-MM-DD, YYYY-MM or YYYY"),
    "dateTime": _text(
        f"{DAY}(?:T{TIME}{ZONE})?|{PART_OF_CALENDAR}",
        "a date of the calendar as YYYY-MM-DD, YYYY-MM or YYYY, or with time and zone as YYYY-MM-DDThh:mm:ss+00:00",
    ),
    "decimal": Primitive(JsonKind.NUMBER, "a number, without quotation marks"),
    "id": _text(ID, "1 to 64 letters, digits, hyphens or full stops"),
    "instant": _text(
        f"{DAY}T{TIME}{ZONE}", "a date of the calendar with time and zone, as YYYY-MM-DDThh:mm:ss.sss+00:00"
    ),
    "integer": _integer(-(2**31), "a whole number of at most 32 bits, without quotation marks or a decimal point"),
    "markdown": _text(TEXT, _TEXT_WORDS),
    "oid": _text(f"urn:oid:{OID}", "urn:oid: and an OID"),
    "positiveInt": _integer(1, "a whole number from 1 to 2147483647, without quotation marks or a decimal point"),
    "string": _text(UNMARKED_TEXT, f"{_TEXT_WORDS} and without markup such as <b>"),
    "time": _text(TIME, "a time as hh:mm:ss, without a zone"),
    "unsignedInt": _integer(0, "a whole number from 0 to 2147483647, without quotation marks or a decimal point"),
    "uri": _text(_URI, _URI_WORDS),
    "url": _text(_URI, _URI_WORDS),
    "uuid": _text(f"urn:uuid:{UUID}", "urn:uuid: and a UUID in lower case"),
    "xhtml": _text(TEXT, "an XHTML div element"),
}
"""Every primitive type by its code. Limits of integers: 32 bits, signed."""


def is_of(primitive: Primitive, value: object) -> bool:
    """Whether `value`, as parsed from JSON, has the JSON type of `primitive` and lies within its bounds."""
    if primitive.kind is JsonKind.STRING:
        return isinstance(value, str)
    if primitive.kind is JsonKind.BOOLEAN:
        return isinstance(value, bool)
    if isinstance(value, bool):
        return False
    if primitive.kind is JsonKind.NUMBER:
        return isinstance(value, int | float)
    return isinstance(value, int) and _within(primitive, value)


def _within(primitive: Primitive, value: int) -> bool:
    return (primitive.least is None or value >= primitive.least) and (primitive.most is None or value <= primitive.most)
