"""How mappers look at a received resource: it has passed the structural check, so elements have the types of R4."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from app.clinical.ages import PartialDate
from app.fhir.structure.problems import IssueType, Problem, Severity
from app.fhir.systems import ODS_SITE, SNOMED_CT, same_system, spelled
from app.identity import Identity, parse_identity, shown

Resource = dict[str, Any]
"""A resource, or an element of one, as values from JSON."""

LONDON = ZoneInfo("Europe/London")
_LEAP_SECOND: Final = re.compile(r":60(?=$|[.Z+-])")


class Findings:
    """What is found wrong while one resource is mapped, each thing at its place.

    `place` is where the resource is, such as `Bundle.entry[3].resource`; `problems` is shared by a whole body.
    """

    def __init__(self, place: str, problems: list[Problem]) -> None:
        self.place = place
        self.problems = problems

    def wrong(self, path: str, said: str, code: IssueType = IssueType.BUSINESS_RULE) -> None:
        """Note what refuses the resource: `path` is the element within it, `said` what is wrong and how to mend it."""
        self._note(path, said, code, Severity.ERROR)

    def warn(self, path: str, said: str, code: IssueType = IssueType.BUSINESS_RULE) -> None:
        """Note what is told and accepted."""
        self._note(path, said, code, Severity.WARNING)

    def inform(self, path: str, said: str) -> None:
        """Note how something that could be read in several ways was read."""
        self._note(path, said, IssueType.INFORMATIONAL, Severity.INFORMATION)

    def _note(self, path: str, said: str, code: IssueType, severity: Severity) -> None:
        self.problems.append(Problem(code, f"{self.place}.{path}" if path else self.place, said, severity=severity))


def listed(value: Resource, name: str) -> list[Resource]:
    """The objects of a repeating element; none when it is absent."""
    found = value.get(name)
    return [each for each in found if isinstance(each, dict)] if found else []


def extensions(value: Resource, url: str) -> Iterator[Resource]:
    """The extensions with this url."""
    return (each for each in listed(value, "extension") if each.get("url") == url)


def extension_value(value: Resource, url: str) -> Any:
    """The value of the first extension with this url, of whatever type; None when there is none."""
    for each in extensions(value, url):
        for name, content in each.items():
            if name.startswith("value"):
                return content
    return None


def codings(concept: object) -> list[Resource]:
    """The codings of a CodeableConcept, or of nothing at all."""
    return listed(concept, "coding") if isinstance(concept, dict) else []


def code_of(concept: object, system: str) -> str | None:
    """The code that a CodeableConcept has in a system."""
    return next((each["code"] for each in codings(concept) if each.get("system") == system and "code" in each), None)


def snomed_codes(concept: object) -> Iterator[Resource]:
    """The SNOMED CT codings of a CodeableConcept that have a code."""
    return (each for each in codings(concept) if each.get("system") == SNOMED_CT and "code" in each)


def system_codes(concept: object) -> tuple[str, ...]:
    """Every coding as `system|code`, as searches by code name them; a coding without a system begins with `|`."""
    return tuple(f"{each.get('system', '')}|{each['code']}" for each in codings(concept) if "code" in each)


def identifier_of(value: object, system: str) -> str | None:
    """The value of the first identifier in a system, of an element that may have many (`identifier`)."""
    if not isinstance(value, dict):
        return None
    for each in listed(value, "identifier"):
        if same_system(each.get("system"), system) and each.get("value"):
            return str(each["value"])
    return None


def identifiers(resource: Resource) -> Iterator[tuple[str, str]]:
    """Every identifier with a system and a value; of a resource whose `identifier` is single, that one."""
    held = resource.get("identifier")
    for each in held if isinstance(held, list) else [held] if isinstance(held, dict) else []:
        if isinstance(each, dict) and each.get("system") and each.get("value"):
            yield spelled(str(each["system"])), str(each["value"])


def identifying(resource: Resource) -> tuple[tuple[str, str], ...]:
    """The identifiers by which a resource is known again: no other has them.

    Every clinic and room of a site has the site's code, which identifies a Location that has nothing else alone.
    """
    if "identifier" not in resource:
        return ()
    held = tuple(identifiers(resource))
    own = tuple(each for each in held if not same_system(each[0], ODS_SITE))
    return own if own and resource.get("resourceType") == "Location" else held


def referred(reference: object, *types: str) -> Identity | None:
    """Our identity in a reference such as `Patient/0123456789ABC`, when it is to one of the types; else None."""
    text = reference.get("reference") if isinstance(reference, dict) else None
    if not isinstance(text, str):
        return None
    type_name, slash, rest = text.partition("/")
    if not slash or (types and type_name not in types):
        return None
    try:
        return parse_identity(rest.partition("/")[0])
    except ValueError:
        return None


def referred_all(references: Iterable[object], *types: str) -> Iterator[Identity]:
    """Our identities in those of the references that are to one of the types."""
    found = (referred(each, *types) for each in references)
    return (each for each in found if each is not None)


def reference(type_name: str, identity: Identity, display: str | None = None) -> Resource:
    """A reference to a resource of ours."""
    made: Resource = {"reference": f"{type_name}/{shown(identity)}"}
    return {**made, "display": display} if display else made


def contained(resource: Resource, reference_to: object) -> Resource | None:
    """The contained resource that a reference such as `#gp` points at."""
    text = reference_to.get("reference") if isinstance(reference_to, dict) else None
    if not isinstance(text, str) or not text.startswith("#"):
        return None
    return next((each for each in listed(resource, "contained") if each.get("id") == text[1:]), None)


def partial_date(text: object) -> PartialDate | None:
    """The date of a `date` or `dateTime`, as precisely as it is given; an instant is that day in Europe/London."""
    return _partial_date(text) if isinstance(text, str) else None


@lru_cache(maxsize=4096)
def _partial_date(text: str) -> PartialDate:
    if len(text) <= len("2021-03-04"):
        return PartialDate.parse(text)
    try:
        on = moment(text).astimezone(LONDON).date()
    except OverflowError:
        # The first and the last day there is have no neighbour to move to.
        on = date.fromisoformat(text[: len("2021-03-04")])
    return PartialDate(on.year, on.month, on.day)


def whole_date(text: object) -> date | None:
    """The day of a `date` or `dateTime`; None when it is absent or not as precise as a day."""
    found = partial_date(text)
    return found.earliest if found is not None and found.day is not None else None


def moment(text: str) -> datetime:
    """The instant of a `dateTime` with a time, or of an `instant`.

    Fractions beyond microseconds are cut, and a leap second is the one before it.
    """
    text = _LEAP_SECOND.sub(":59", text) if ":60" in text else text
    head, dot, tail = text.partition(".")
    if dot:
        digits = len(tail) - len(tail.lstrip("0123456789"))
        text = f"{head}.{tail[: min(digits, 6)].ljust(6, '0')}{tail[digits:]}"
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def boolean(value: object) -> bool | None:
    """The value of a boolean element; None when it is absent."""
    return value if isinstance(value, bool) else None
