"""Codes of the service's own lists, as codings: each list of the catalogue is a code system named after its item.

A list that answers several items is a code system under each of their names; what is received is understood under any.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Final

from app.clinical.catalogue import CATALOGUE, item
from app.clinical.code_lists import CodeList
from app.clinical.data_dictionary import coded_answers
from app.clinical.items import AnswerKind, Item, Section
from app.clinical.plan import Sharing
from app.fhir.mapping.looking import Resource, codings
from app.fhir.systems import code_system_url

GROUP_ANSWER: Final = "group.answer"
"""The one list of the answers that every group of needs may have."""

SHARING: Final = "copies.sharing"
"""What the family said to a recipient's copy; no item by itself."""

Listed = CodeList | type[StrEnum]


def list_name(of: Item) -> str:
    """The name of the list that an item is answered from."""
    return GROUP_ANSWER if of.section is Section.GROUP else of.key


@cache
def lists() -> Mapping[str, Listed]:
    """Every list by its name, in the order of the catalogue."""
    found: dict[str, Listed] = {}
    for each in CATALOGUE:
        if not isinstance(each.answers, AnswerKind):
            found.setdefault(list_name(each), each.answers)
    return MappingProxyType({**found, SHARING: Sharing})


@cache
def wording_of(name: str) -> Mapping[str, str]:
    """The codes of a list with their wording, in order; a code that is its own wording has none ("").

    Raises:
        KeyError: there is no list of this name.
    """
    return MappingProxyType(dict(coded_answers(lists()[name])))


@cache
def systems_of(name: str) -> frozenset[str]:
    """The code systems by which the list of a name is known: those of every item that it answers."""
    meant = lists()[name]
    same = {each for each, answers in lists().items() if answers is meant}
    if name == GROUP_ANSWER:
        same |= {each.key for each in CATALOGUE if each.section is Section.GROUP}
    return frozenset(code_system_url(each) for each in same)


def listed_coding(name: str, code: str) -> Resource:
    """The coding of a code of a list, or of an item whose codes are listed elsewhere."""
    display = wording_of(name).get(code) if name in lists() else None
    made: Resource = {"system": code_system_url(name), "code": code}
    return {**made, "display": display} if display else made


def listed_concept(name: str, code: str) -> Resource:
    """The same as a CodeableConcept."""
    return {"coding": [listed_coding(name, code)]}


def codes_listed(concept: object, name: str) -> tuple[str, ...]:
    """The codes that a CodeableConcept has in the code systems of a list, known there or not, in its order.

    `name` may also be that of an item whose codes are listed elsewhere.
    """
    systems = systems_of(name) if name in lists() else {code_system_url(name)}
    return tuple(str(each["code"]) for each in codings(concept) if each.get("system") in systems and "code" in each)


def title_of(name: str) -> str:
    """What a list is called: its data element in the NHS Data Dictionary, else the wording of its item."""
    answers = lists().get(name)
    if isinstance(answers, CodeList):
        return answers.name
    return _TITLES[name] if name in _TITLES else item(name).wording


_TITLES: Final = MappingProxyType(
    {GROUP_ANSWER: "Whether a group of needs was asked about", SHARING: "What the family said to a recipient's copy"}
)
