"""What each parameter asks for: a search with that besides what it asked for before."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from app.fhir.ports import NamePart
from app.fhir.reading import coded
from app.fhir.reading.asked_parameter import Asked, identifiers, references
from app.fhir.reading.declared import CHAINED, Meaning
from app.fhir.reading.search import Search
from app.fhir.reading.written_values import NotReadable, NotTaken, Range, as_day, days, instants, plain

MOST_OF_NAMES: Final = 8
"""How many parameters, and how many alternatives of each, may be about names."""

_NAMES: Final = MappingProxyType(
    {Meaning.FAMILY: NamePart.FAMILY, Meaning.GIVEN: NamePart.GIVEN, Meaning.NAME: NamePart.ANY}
)


def asked_for(search: Search, asked: Asked) -> Search:
    """The search with what a parameter asks for.

    Raises:
        NotReadable: its value is not of its form.
        NotTaken: it has a modifier, or asks for something of what it points at, that is not taken.
    """
    if asked.meaning is Meaning.PATIENT:
        return _of_patient(search, asked)
    if asked.chained:
        raise NotTaken("Nothing can be asked of what it points at.")
    if asked.modifier and asked.meaning is not Meaning.CODE:
        raise NotTaken("It is taken without a modifier.")
    return _READERS[asked.meaning](search, asked)


def _of_patient(search: Search, asked: Asked) -> Search:
    if asked.modifier not in ("", "Patient"):
        raise NotTaken("Of its modifiers only :Patient is taken.")
    if not asked.chained:
        found = frozenset(references(asked, "Patient"))
        return replace(search, children=found if search.children is None else search.children & found)
    meaning = CHAINED.get(asked.chained)
    if meaning is None:
        raise NotTaken(f"Of a Patient can be asked: {', '.join(CHAINED)}.")
    if meaning is Meaning.ID:
        return _of_patient(search, replace(asked, chained=""))
    whom = search.whom
    if meaning is Meaning.IDENTIFIER:
        return replace(search, whom=replace(whom, identifiers=(*whom.identifiers, identifiers(asked))))
    return _READERS[meaning](search, replace(asked, meaning=meaning))


def _by_id(search: Search, asked: Asked) -> Search:
    found = frozenset(references(asked, search.type))
    return replace(search, ids=found if search.ids is None else search.ids & found)


def _by_encounter(search: Search, asked: Asked) -> Search:
    found = frozenset(references(asked, "Encounter"))
    return replace(search, encounters=found if search.encounters is None else search.encounters & found)


def _by_identifier(search: Search, asked: Asked) -> Search:
    return replace(search, identifiers=(*search.identifiers, identifiers(asked)))


def _by_name(search: Search, asked: Asked) -> Search:
    part = _NAMES[asked.meaning]
    named = frozenset((part, plain(each)) for each in asked.values)
    clauses = (*search.whom.named, named)
    if len(named) > MOST_OF_NAMES or len(clauses) > MOST_OF_NAMES:
        raise NotReadable(f"At most {MOST_OF_NAMES} names can be asked for at a time.")
    return replace(search, whom=replace(search.whom, named=clauses))


def _by_birth_date(search: Search, asked: Asked) -> Search:
    whom = search.whom
    born = Range(whom.born_from, whom.born_to).and_also(days(asked.single))
    told = _told(search, asked, as_day(asked.value))
    return replace(search, whom=replace(whom, born_from=born.start, born_to=born.end), told=told)


def _by_code(search: Search, asked: Asked) -> Search:
    values = asked.values
    if asked.modifier == "below":
        wanted = coded.below(values, asked.known)
    elif asked.modifier == "in":
        wanted = coded.within([plain(each) for each in values], asked.known)
    elif asked.modifier:
        raise NotTaken("Of its modifiers :below and :in are taken.")
    else:
        wanted = coded.named(values)
    return replace(search, coded=(*search.coded, wanted), told=_told(search, asked, asked.value))


def _by_date(search: Search, asked: Asked) -> Search:
    on = Range(search.on_from, search.on_to).and_also(days(asked.single))
    told = _told(search, asked, as_day(asked.value))
    return replace(search, on_from=on.start, on_to=on.end, told=told)


def _by_update(search: Search, asked: Asked) -> Search:
    updated = Range(search.updated_from, search.updated_to).and_also(instants(asked.single))
    told = _told(search, asked, asked.value)
    return replace(search, updated_from=updated.start, updated_to=updated.end, told=told)


_READERS: Final[Mapping[Meaning, Callable[[Search, Asked], Search]]] = MappingProxyType(
    {
        Meaning.ID: _by_id,
        Meaning.UPDATED: _by_update,
        Meaning.IDENTIFIER: _by_identifier,
        Meaning.ENCOUNTER: _by_encounter,
        Meaning.CODE: _by_code,
        Meaning.DATE: _by_date,
        Meaning.FAMILY: _by_name,
        Meaning.GIVEN: _by_name,
        Meaning.NAME: _by_name,
        Meaning.BIRTH_DATE: _by_birth_date,
    }
)


def _told(search: Search, asked: Asked, value: str) -> tuple[tuple[str, str], ...]:
    return (*search.told, (asked.full_name, value))
