"""A search, read from the parameters of a query or a form (FHIR R4, search).

Values that a comma parts are alternatives; a parameter that is repeated is asked for each time. What is not understood
is refused by name, never ignored, unless the caller says so (Prefer: handling=lenient); what is understood and not
readable is refused always. No message repeats a value, which may be a patient's.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from app.fhir.reading import coded
from app.fhir.reading.answering import ANSWERING
from app.fhir.reading.asked_for import asked_for
from app.fhir.reading.asked_parameter import Asked
from app.fhir.reading.declared import parameters_of
from app.fhir.reading.places import place_from
from app.fhir.reading.search import Search
from app.fhir.reading.written_values import NotReadable, NotTaken
from app.fhir.structure.problems import IssueType, Problem
from app.fhir.terminology.known import KnownTerminology

PLACE: Final = "_after"
"""The parameter of our links that says where the page before ended."""

_FORM_OF_NAME: Final = re.compile(r"_?[A-Za-z][A-Za-z\-]{0,40}(?::[A-Za-z\-]{1,40})?(?:\.[A-Za-z_\-]{1,40})?")


class _Unknown(Exception):
    """There is no such parameter."""


def parsed_search(
    type_name: str,
    pairs: Sequence[tuple[str, str]],
    known: KnownTerminology,
    *,
    base: str = "",
    lenient: bool = False,
) -> Search | tuple[Problem, ...]:
    """The search that parameters ask for, or everything that is wrong with them.

    Args:
        type_name: the type that is searched.
        pairs: names and values, decoded, in order.
        known: the terminology in use.
        base: our address with its path, so that absolute references to us are understood.
        lenient: whether unknown parameters are ignored, which `Search.ignored` tells.
    """
    search, problems, place = Search(type_name), list[Problem](), None
    for name, value in pairs:
        if name == PLACE:
            place = value
            continue
        try:
            search = _read(search, name, value, known, base)
        except _Unknown:
            if lenient:
                search = replace(search, ignored=(*search.ignored, _shown(name)))
            else:
                problems.append(_not_known(type_name, name))
        except NotReadable as fault:
            problems.append(_refusal(name, fault))
    if place is not None:
        try:
            search = replace(search, after=place_from(place, search.sort))
        except NotReadable as fault:
            problems.append(_refusal(PLACE, fault))
    return tuple(problems) or search


def _refusal(name: str, fault: NotReadable) -> Problem:
    kind = IssueType.NOT_SUPPORTED if isinstance(fault, NotTaken) else coded.kind_of_refusal(fault)
    return Problem(kind, _shown(name), str(fault))


def _shown(name: str) -> str:
    """The name of a parameter as it may be repeated: one of that form, which nobody's data has."""
    return name if _FORM_OF_NAME.fullmatch(name) else "a parameter"


def _not_known(type_name: str, name: str) -> Problem:
    taken = ", ".join((*parameters_of(type_name), *ANSWERING))
    said = f"{_shown(name)} is not taken in a search of {type_name}. These are: {taken}."
    return Problem(IssueType.NOT_SUPPORTED, _shown(name), said)


def _read(search: Search, name: str, value: str, known: KnownTerminology, base: str) -> Search:
    """The search with what one parameter asks besides. Raises _Unknown, NotReadable."""
    head, _, chained = name.partition(".")
    head, _, modifier = head.partition(":")
    if head in ANSWERING:
        if modifier or chained:
            raise NotTaken(f"{head} is taken without a modifier.")
        return ANSWERING[head](search, value)
    declared = parameters_of(search.type).get(head)
    if declared is None:
        raise _Unknown
    return asked_for(search, Asked(head, modifier, chained, declared.meaning, value, known, base))
