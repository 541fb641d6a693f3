"""Answers of the catalogue's items in resources: as codes of ours in coded elements, and as extensions of ours.

Each item that FHIR has no element for is an extension named after its key (`extension_url`). A code is a Coding there,
a day a date, an ODS code an Identifier, and a text a string; what is received may have it in a kindred type.
"""

import re
from collections.abc import Iterable
from datetime import date, time
from functools import cache
from typing import Any, Final

from app.clinical.answer_values import value_fault
from app.clinical.catalogue import item
from app.clinical.identifiers import parse_ods_code
from app.fhir.mapping.listed_codes import codes_listed, listed_coding, wording_of
from app.fhir.mapping.local_time import day_of
from app.fhir.mapping.looking import Findings, Resource
from app.fhir.structure.problems import IssueType
from app.fhir.systems import ODS_ORGANISATION, extension_url

Placed = tuple[str, Any]
"""An element with its path within the resource."""

_MOST_CODES_TOLD: Final = 30
_TIME: Final = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])", re.ASCII)


def placed(resource: Resource, name: str) -> list[Placed]:
    """The objects of an element that may repeat, or of one that may not, with their paths."""
    held = resource.get(name)
    if not held:
        return []
    return [(name, held)] if isinstance(held, dict) else [(f"{name}[{place}]", each) for place, each in enumerate(held)]


def extension_values(resource: Resource, key: str) -> list[Placed]:
    """The values of our extensions for an item, with their paths."""
    url = _url(key)
    return [
        (f"extension[{place}].{name}", value)
        for place, each in enumerate(resource.get("extension") or ())
        if each.get("url") == url
        for name, value in each.items()
        if name.startswith("value")
    ]


_url = cache(extension_url)


def code_among(concepts: Iterable[Placed], key: str, findings: Findings) -> str | None:
    """The first code that CodeableConcepts or Codings have in the list of an item; a code not in it is wrong."""
    for path, concept in concepts:
        whole = concept if isinstance(concept, dict) and "coding" in concept else {"coding": [concept]}
        for code in codes_listed(whole, key):
            if code in wording_of(key):
                return code
            findings.wrong(path, f"{_words(key)}: {_listed_in(key)}", IssueType.CODE_INVALID)
    return None


def _words(key: str) -> str:
    return item(key).wording


def _listed_in(key: str) -> str:
    codes = tuple(wording_of(key))
    if len(codes) > _MOST_CODES_TOLD:
        return "this code is not in its list, which the data dictionary has. Send one that is."
    return f"this code is not in its list. Send one of {', '.join(codes)}."


def code_given(resource: Resource, key: str, findings: Findings) -> str | None:
    """The code of our extension for an item: a Coding, a CodeableConcept, or the code by itself."""
    values = ((path, _as_coding(value, key)) for path, value in extension_values(resource, key))
    return code_among(values, key, findings)


def _as_coding(value: object, key: str) -> object:
    return listed_coding(key, value) if isinstance(value, str) else value


def day_given(resource: Resource, key: str, findings: Findings) -> date | None:
    """The day of our extension for an item; one less precise than a day is told and not taken."""
    for path, value in extension_values(resource, key):
        found = day_of(value)
        if found is not None:
            return found
        findings.warn(path, f"{_words(key)}: it is recorded only as precise as a day, as in 2021-03-04.")
    return None


def time_given(resource: Resource, key: str) -> time | None:
    """The time of our extension for an item, in hours and minutes."""
    for _, value in extension_values(resource, key):
        found = _TIME.match(value) if isinstance(value, str) else None
        if found is not None:
            return time(int(found[1]), int(found[2]))
    return None


def text_given(resource: Resource, key: str, findings: Findings) -> str | None:
    """The text of our extension for an item, if it answers it."""
    return next((_fitting(value, key, path, findings) for path, value in extension_values(resource, key)), None)


def organisation_given(resource: Resource, key: str, findings: Findings) -> str | None:
    """The ODS code of our extension for an item: an Identifier, a Reference by identifier, or the code by itself."""
    return next((_fitting(_ods(value), key, path, findings) for path, value in extension_values(resource, key)), None)


def fitting_code(code: str | None, key: str, path: str, findings: Findings) -> str | None:
    """An ODS code found in an element of FHIR, if it answers the item; one that does not is told and not taken."""
    fault = None if code is None else value_fault(item(key), code)
    if fault is not None:
        findings.warn(path, fault, IssueType.VALUE)
    return code if fault is None else None


def _fitting(value: object, key: str, path: str, findings: Findings) -> str | None:
    fault = value_fault(item(key), value) if isinstance(value, str) else f"{_words(key)}: send it as text."
    if fault is not None:
        findings.wrong(path, fault, IssueType.VALUE)
        return None
    return str(value)


def _ods(value: Any) -> object:
    held = value.get("identifier", value) if isinstance(value, dict) else {"value": value}
    try:
        return parse_ods_code(str(held.get("value", "")))
    except (AttributeError, ValueError):
        return ""


def code_extension(key: str, code: str | None) -> list[Resource]:
    """Our extension for an item with a code; none for None."""
    return [] if code is None else [{"url": extension_url(key), "valueCoding": listed_coding(key, code)}]


def day_extension(key: str, on: date | None) -> list[Resource]:
    """Our extension for an item with a day; none for None."""
    return [] if on is None else [{"url": extension_url(key), "valueDate": on.isoformat()}]


def time_extension(key: str, at: time) -> list[Resource]:
    """Our extension for an item with a time."""
    return [{"url": extension_url(key), "valueTime": at.isoformat(timespec="seconds")}]


def text_extension(key: str, text: str | None) -> list[Resource]:
    """Our extension for an item with a text; none for None."""
    return [] if text is None else [{"url": extension_url(key), "valueString": text}]


def organisation_extension(key: str, ods_code: str | None) -> list[Resource]:
    """Our extension for an item with an ODS code; none for None."""
    if ods_code is None:
        return []
    return [{"url": extension_url(key), "valueIdentifier": {"system": ODS_ORGANISATION, "value": ods_code}}]
