"""A parameter of a search, taken apart, and what its values name (FHIR R4, search, 3.1.1.4)."""

from dataclasses import dataclass
from typing import Final

from app.fhir.bundle.addresses import below as below_base
from app.fhir.bundle.addresses import type_and_id
from app.fhir.ports import SystemAndValue
from app.fhir.reading.declared import Meaning
from app.fhir.reading.written_values import NotReadable, alternatives, plain, token
from app.fhir.systems import NHS_NUMBER, same_system, spelled
from app.fhir.terminology.known import KnownTerminology
from app.identity import Identity, parse_identity

MOST_VALUES: Final = 500
"""How many alternatives a parameter may list."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A parameter, taken apart: its name before any modifier or chain, these, what it means, and its value."""

    name: str
    modifier: str
    chained: str
    meaning: Meaning
    value: str
    known: KnownTerminology
    base: str

    @property
    def values(self) -> list[str]:
        """The alternatives, still escaped. Raises NotReadable when one is empty, or when there are too many."""
        found = alternatives(self.value)
        if not all(each.strip() for each in found):
            raise NotReadable("It has no value, or a comma with nothing beside it. Send one, or leave it out.")
        if len(found) > MOST_VALUES:
            raise NotReadable(f"It lists more than {MOST_VALUES} values. Send fewer at a time.")
        return found

    @property
    def single(self) -> str:
        """The one value of a date: alternatives would be a range with a gap."""
        if len(self.values) > 1:
            raise NotReadable("Of dates no alternatives are taken. Send it twice to ask for a range.")
        return self.value

    @property
    def full_name(self) -> str:
        """The name as it was sent."""
        modifier = f":{self.modifier}" if self.modifier else ""
        return f"{self.name}{modifier}{f'.{self.chained}' if self.chained else ''}"


def references(asked: Asked, type_name: str) -> list[Identity]:
    """The resources that ids or references to us name; what cannot be ours is nobody."""
    found = []
    for each in asked.values:
        within = below_base(asked.base, plain(each))
        named = type_and_id(within) if within is not None and "/" in within else (type_name, within or "")
        if named is not None and named[0] == type_name:
            try:
                found.append(parse_identity(named[1]))
            except ValueError:
                continue
    return found


def identifiers(asked: Asked) -> frozenset[SystemAndValue]:
    """Identifiers; none has no system, so what asks for those alone finds nothing."""
    found = set()
    for each in asked.values:
        system, value = token(each)
        if not value.strip():
            raise NotReadable("An identifier is written system|value, or value alone.")
        if system != "":
            found.add((spelled(system or ""), "".join(value.split()) if same_system(system, NHS_NUMBER) else value))
    return frozenset(found)
