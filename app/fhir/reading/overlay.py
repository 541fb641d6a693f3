"""A resource drawn from the record, laid over what a system sent of it last.

What the record says replaces what was sent; what the record has no place for stays as it was sent: foreign extensions,
categories of other systems, contained resources that something still points at.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

from app.fhir.content import json_of
from app.fhir.mapping.looking import Resource, codings, listed
from app.fhir.systems import COVERAGE, OURS, OUTCOME_OF_ATTENDANCE, SOURCE_OF_SERVICE_REQUEST

RECORDED_EXTENSIONS: Final = frozenset(
    {
        OUTCOME_OF_ATTENDANCE,
        SOURCE_OF_SERVICE_REQUEST,
        COVERAGE,
        "http://hl7.org/fhir/StructureDefinition/condition-assertedDate",
        "http://hl7.org/fhir/StructureDefinition/encounter-associatedEncounter",
    }
)
"""Extensions of others whose content is recorded, besides all of ours: what was sent in them is drawn or is over."""

_CHOICES: Final = ("onset", "abatement", "timing", "effective", "performed", "occurrence", "value")
_CHOICE: Final = re.compile(rf"_?({'|'.join(_CHOICES)})[A-Z]\w*")
_MERGED: Final = ("extension", "modifierExtension", "category", "contained")


def laid_over(drawn: Resource, sent: Resource, owned: frozenset[str]) -> Resource:
    """The resource as it is to be served; `owned` are the elements that the record says."""
    choices = {found[1] for found in map(_CHOICE.fullmatch, drawn) if found is not None}
    kept = {name: value for name, value in sent.items() if not _replaced(name, owned, choices)}
    whole = {**kept, **drawn}
    for name in ("extension", "modifierExtension"):
        _put(whole, name, [*_foreign(drawn, sent, name), *drawn.get(name, ())])
    if "category" in owned and isinstance(sent.get("category"), list):
        _put(whole, "category", [*drawn.get("category", ()), *_of_other_systems(drawn, sent)])
    _put(whole, "contained", [*drawn.get("contained", ()), *_still_pointed_at(whole, drawn, sent)])
    return whole


def _replaced(name: str, owned: frozenset[str], choices: set[str]) -> bool:
    choice = _CHOICE.fullmatch(name)
    return name.lstrip("_") in owned or name in _MERGED or (choice is not None and choice[1] in choices)


def _put(whole: Resource, name: str, values: list[Any]) -> None:
    whole.pop(name, None)
    if values:
        whole[name] = values


def _foreign(drawn: Resource, sent: Resource, name: str) -> Iterator[Resource]:
    ours = {each.get("url") for each in listed(drawn, name)} | RECORDED_EXTENSIONS
    for each in listed(sent, name):
        url = str(each.get("url", ""))
        if url not in ours and not url.startswith(OURS):
            yield each


def _of_other_systems(drawn: Resource, sent: Resource) -> Iterator[Resource]:
    ours = {coding.get("system") for each in listed(drawn, "category") for coding in codings(each)}
    for each in listed(sent, "category"):
        systems = {str(coding.get("system", "")) for coding in codings(each)}
        if not systems & ours and not any(system.startswith(OURS) for system in systems):
            yield each


def _still_pointed_at(whole: Resource, drawn: Resource, sent: Resource) -> Iterator[Resource]:
    here = {each.get("id") for each in listed(drawn, "contained")}
    text = json_of({name: value for name, value in whole.items() if name != "contained"})
    for each in listed(sent, "contained"):
        identity = str(each.get("id", ""))
        if identity not in here and f'"#{identity}"'.encode() in text:
            yield each
