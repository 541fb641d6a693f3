"""Conditions, read: those of conditional creates, updates and references (R4, http, 3.1.0.8.2, 3.1.0.4.3, 2.3.0.5).

A condition must be about one resource for good, so nothing but an identifier with its system, or our id, is taken.
"""

import re
from typing import Final
from urllib.parse import unquote

from app.fhir.bundle.entry import Criteria
from app.fhir.structure.problems import IssueType, Problem
from app.fhir.systems import spelled
from app.identity import parse_identity

_NOT_CONDITIONS: Final = frozenset({"_format", "_pretty"})
"""Parameters that ask how to answer, not about what."""

_PARAMETER: Final = re.compile(r"_?[a-z][A-Za-z\-]{0,40}(?::[a-zA-Z\-]{1,40})?")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_ESCAPED: Final = "\\|,$"
_FORM: Final = "Send identifier=system|value"
_EMPTY: Final = f"The condition is empty. {_FORM}."
_SEVERAL: Final = f"A condition here is one identifier or one _id, and this has more than one. {_FORM} alone."
_NO_SYSTEM: Final = f"An identifier without its system may be anyone's, so it is no condition. {_FORM}."
_NO_VALUE: Final = f"The identifier has no value. {_FORM}, with a value of one resource."
_LIST: Final = f"The condition lists several values, of which any may fit. {_FORM} with one value; write , as \\,."
_NOT_OUR_ID: Final = f"_id takes an id that this service gave: 13 capital letters and digits. Or {_FORM.lower()}."
_NOT_READABLE: Final = (
    "The condition is not percent-encoded UTF-8, or has control characters. Encode it anew (RFC 3986)."
)


def criteria_from(type_name: str, query: str, place: str = "") -> Criteria | Problem:
    """The condition that `query` states, percent-encoded or not, of resources of a type.

    `query` is what follows the question mark: `identifier=https://fhir.nhs.uk/Id/nhs-number|9990000018`. A plus is a
    plus (RFC 3986), and `\\,`, `\\|`, `\\$` and `\\\\` are the characters themselves (R4, search, 3.1.1.4.0).
    `place` is where a problem is said to be.
    """
    try:
        stated = _parameters(query)
    except ValueError:
        return Problem(IssueType.VALUE, place, _NOT_READABLE)
    unknown = next((name for name, _ in stated if name not in ("identifier", "_id")), None)
    if unknown is not None:
        return Problem(IssueType.NOT_SUPPORTED, place, _not_taken(unknown))
    if len(stated) != 1:
        return Problem(IssueType.VALUE, place, _SEVERAL if stated else _EMPTY)
    ((name, value),) = stated
    found = _identified(type_name, value) if name == "identifier" else _with_id(type_name, value)
    return Problem(IssueType.VALUE, place, found) if isinstance(found, str) else found


def _parameters(query: str) -> list[tuple[str, str]]:
    """Names and values.

    Raises:
        ValueError: what is encoded is not UTF-8, or is a control character.
    """
    pairs = (each.partition("=") for each in query.split("&") if each)
    stated = [(_decoded(name), _decoded(value)) for name, _, value in pairs]
    return [each for each in stated if each[0] not in _NOT_CONDITIONS]


def _decoded(text: str) -> str:
    plain = unquote(text, errors="strict") if "%" in text else text
    if _CONTROL.search(plain):
        raise ValueError("A control character")
    return plain


def _not_taken(name: str) -> str:
    said = f"The parameter {name}" if _PARAMETER.fullmatch(name) else "A parameter of the condition"
    return f"{said} does not single out one resource for good, so it is no condition here. {_FORM}."


def _identified(type_name: str, value: str) -> Criteria | str:
    parts = _parts(value)
    if parts is None:
        return _LIST
    system, given = parts
    if not given.strip():
        return _NO_VALUE
    if not system.strip():
        return _NO_SYSTEM
    return Criteria(type_name, identifier=(spelled(system), given))


def _with_id(type_name: str, value: str) -> Criteria | str:
    try:
        return Criteria(type_name, id=parse_identity(value))
    except ValueError:
        return _NOT_OUR_ID


def _parts(token: str) -> tuple[str, str] | None:
    """System and value, the system "" when there is none; None when values are listed."""
    if "\\" not in token and "," not in token:
        system, bar, value = token.partition("|")
        return (system, value) if bar else ("", token)
    parts, escaped = [""], False
    for each in token:
        if escaped:
            parts[-1] += each if each in _ESCAPED else f"\\{each}"
        elif each == ",":
            return None
        elif each == "|" and len(parts) == 1:
            parts.append("")
        elif each != "\\":
            parts[-1] += each
        escaped = each == "\\" and not escaped
    parts[-1] += "\\" if escaped else ""
    return (parts[0], parts[1]) if len(parts) == 2 else ("", parts[0])
