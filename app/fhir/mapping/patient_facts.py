"""The facts of a child by our own extension of a Patient, one for each kind: `fact.school`, `fact.placement` and so on.

Known: the value alone (`valueCoding`, `valueBoolean`, `valueDate`, `valueIdentifier` or `valueString`), or, with since
when and until when, or with a code that goes with it, the inner extensions `value`, `period` and `qualifier`. Known to
be none: the inner extension `answer` with the code `none`, and `period`. Where R4 or UK Core has an element for the
value, `period` stands alone and is that of the element.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from app.clinical.catalogue import item, qualifier_item
from app.clinical.child_facts import SEVERAL, SPELLS, ChildFact, FactAnswer, FactKind
from app.clinical.code_lists import CodeList
from app.clinical.items import AnswerKind
from app.fhir.mapping.given import FactGiven
from app.fhir.mapping.listed_codes import codes_listed, listed_coding
from app.fhir.mapping.looking import Findings, Resource, extension_value, listed, whole_date
from app.fhir.mapping.patient_said import Said, period_of, qualifier_said, value_said, with_period
from app.fhir.structure.problems import IssueType
from app.fhir.systems import ODS_ORGANISATION, code_system_url, extension_url

Standing = Mapping[FactKind, ChildFact]
"""The facts of a child that hold, by kind."""

Rendered = tuple[list[Resource], list[Resource]]
"""Elements, and the extensions that say what the elements cannot."""

_VALUE: Final = "value"
_ANSWER: Final = "answer"
_PERIOD: Final = "period"
_QUALIFIER: Final = "qualifier"

_CONTRADICTED: Final = (
    "This is said twice, and differently. Send the answer that holds, and a period with any earlier one."
)
_NOT_AN_ANSWER: Final = "This is not one of the answers that the data dictionary lists for the item. Check the code."
_NOT_A_QUALIFIER: Final = (
    "The qualifier here is not one of the answers that the data dictionary lists to go with this item. Check its code."
)
_NO_VALUE: Final = "A value or an answer is missing here, and no element beside has one. It is kept, not recorded."
_ENDS_FIRST: Final = "This ends before it began. Check the start and the end of the period."


def extensions_said(resource: Resource, findings: Findings, kinds: Iterable[FactKind] = FactKind) -> tuple[Said, ...]:
    """What our own extensions of a resource say of facts of these kinds; what is no answer is noted."""
    wanted, said = frozenset(kinds), list[Said]()
    for place, each in enumerate(listed(resource, "extension")):
        kind = kind_by_url().get(each.get("url", ""))
        if kind in wanted:
            said += _of_extension(kind, f"extension[{place}]", each, findings)
    return tuple(said)


def _of_extension(kind: FactKind, path: str, extension: Resource, findings: Findings) -> Iterator[Said]:
    since, until = period_of({"period": extension_value(extension, _PERIOD)})
    answer = extension_value(extension, _ANSWER)
    if answer == FactAnswer.NONE.value:
        yield Said(kind, path, FactAnswer.NONE, None, since, until)
        return
    found = _content(extension) or next((_content(each) for each in _inner(extension, _VALUE)), None)
    if found is None:
        if answer is None:
            yield Said(kind, path, None, None, since, until)
        return
    value = value_said(kind, _text_of(kind, found))
    if value is None:
        findings.wrong(path, _NOT_AN_ANSWER, IssueType.CODE_INVALID)
    else:
        qualifier = _qualifier(kind, path, extension, findings)
        yield Said(kind, path, FactAnswer.KNOWN, value, since, until, qualifier)


def _qualifier(kind: FactKind, path: str, extension: Resource, findings: Findings) -> str | None:
    """The code that goes with the value; one that is no answer, or that nothing asks for, is noted."""
    found = next((_content(each) for each in _inner(extension, _QUALIFIER)), None)
    asked = qualifier_item(kind)
    if found is None:
        return None
    qualifier = qualifier_said(kind, _code_of(asked.key, found)) if asked is not None else None
    if qualifier is None:
        findings.wrong(path, _NOT_A_QUALIFIER, IssueType.CODE_INVALID)
    return qualifier


def _inner(extension: Resource, name: str) -> Iterator[Resource]:
    return (each for each in listed(extension, "extension") if each.get("url") == name)


def _content(extension: Resource) -> tuple[str, Any] | None:
    """The name and the content of an extension's value[x]."""
    return next(((name, held) for name, held in extension.items() if name.startswith("value")), None)


def _text_of(kind: FactKind, content: tuple[str, Any]) -> str | None:
    name, held = content
    if isinstance(held, bool):
        return "Y" if held else "N"
    if name == "valueDateTime":
        on = whole_date(held)
        return on.isoformat() if on is not None else None
    if isinstance(held, str):
        return held
    if name in ("valueCoding", "valueCodeableConcept"):
        return _code_of(f"fact.{kind.value}", content)
    if name == "valueReference":
        held = held.get("identifier")
    found = held.get("value") if isinstance(held, dict) else None
    return found if isinstance(found, str) else None


def _code_of(key: str, content: tuple[str, Any]) -> str | None:
    """The code of the list of an item, from a code, a Coding or a CodeableConcept."""
    name, held = content
    if isinstance(held, str):
        return held
    if name == "valueCoding":
        held = {"coding": [{"system": code_system_url(key), **held}]}
    return next(iter(codes_listed(held, key)), None) if name in ("valueCoding", "valueCodeableConcept") else None


def facts_said(
    by_elements: Iterable[Said], by_extensions: Iterable[Said], findings: Findings, today: date
) -> tuple[FactGiven, ...]:
    """The facts that elements and extensions state together; what contradicts itself is noted."""
    elements = {each.kind: each for each in by_elements}
    extended: dict[FactKind, list[Said]] = {}
    for each in by_extensions:
        extended.setdefault(each.kind, []).append(each)
    kinds = (kind for kind in FactKind if kind in elements or kind in extended)
    return tuple(fact for kind in kinds for fact in _facts(elements.get(kind), extended.get(kind, ()), findings, today))


def _facts(element: Said | None, extended: Sequence[Said], findings: Findings, today: date) -> Iterator[FactGiven]:
    whole = [each for each in extended if each.answer is not None]
    bare = [each for each in extended if each.answer is None]
    if bare and element is not None:
        element = replace(element, since=bare[0].since, until=bare[0].until)
    elif bare and not whole:
        findings.warn(bare[0].path, _NO_VALUE)
    said = [*([element] if element is not None else []), *whole]
    distinct = {(each.answer, each.value, each.since, each.until, each.qualifier): each for each in said}
    past = [each for each in distinct.values() if each.ended(today)]
    now = list({_what(each): each for each in distinct.values() if not each.ended(today)}.values())
    if len(now) > 1 and not _side_by_side(now):
        findings.wrong(now[1].path, _CONTRADICTED)
        return
    for each in (*past, *now):
        if each.since is not None and each.until is not None and each.until < each.since:
            findings.wrong(each.path, _ENDS_FIRST)
        elif each.answer is not None:
            yield FactGiven(each.kind, each.answer, each.value, each.since, each.until, each.qualifier)


def _what(said: Said) -> tuple[object, ...]:
    """What two places may say twice: the last stands, whatever its period. Spells differ by their beginnings."""
    return (said.answer, said.value, said.qualifier, said.since if said.kind in SPELLS else None)


def _side_by_side(said: Sequence[Said]) -> bool:
    """Whether answers may hold at once: several disabilities, each said once, without those that say there is none."""
    alone, spells = SEVERAL.get(said[0].kind), said[0].kind in SPELLS
    once = len({(each.value, each.since if spells else None) for each in said}) == len(said)
    return alone is not None and once and all(each.value is not None and each.value not in alone for each in said)


def fact_extension(fact: ChildFact, *, valued: bool = True) -> Resource | None:
    """A fact as our own extension; without its value (`valued` False) only what an element cannot say, None if nothing.

    Nothing is said of what was not asked.
    """
    if fact.answer is FactAnswer.NOT_ASKED:
        return None
    url = extension_url(f"fact.{fact.kind.value}")
    period = with_period({}, fact.since, fact.until).get("period")
    value = _value_x(fact.kind, fact.value) if valued and fact.value is not None else None
    qualifier = _qualifier_x(fact) if value is not None else None
    if value is not None and period is None and qualifier is None:
        return {"url": url, **value}
    inner: list[Resource] = []
    if fact.answer is FactAnswer.NONE:
        inner.append({"url": _ANSWER, "valueCode": FactAnswer.NONE.value})
    if value is not None:
        inner.append({"url": _VALUE, **value})
    if period is not None:
        inner.append({"url": _PERIOD, "valuePeriod": period})
    if qualifier is not None:
        inner.append({"url": _QUALIFIER, **qualifier})
    return {"url": url, "extension": inner} if inner else None


def beyond_element(standing: Standing, kind: FactKind) -> list[Resource]:
    """What the element of a kind cannot say of its fact: that there is none, since when, until when."""
    fact = standing.get(kind)
    said = fact_extension(fact, valued=False) if fact is not None else None
    return [said] if said is not None else []


def _value_x(kind: FactKind, value: str) -> Resource:
    answers = item(f"fact.{kind.value}").answers
    if isinstance(answers, CodeList):
        return {"valueCoding": listed_coding(f"fact.{kind.value}", value)}
    if answers is AnswerKind.YES_NO:
        return {"valueBoolean": value == "Y"}
    if answers is AnswerKind.ODS_CODE:
        return {"valueIdentifier": {"system": ODS_ORGANISATION, "value": value}}
    return {"valueDate": value} if answers is AnswerKind.DATE else {"valueString": value}


def _qualifier_x(fact: ChildFact) -> Resource | None:
    asked = qualifier_item(fact.kind)
    if fact.qualifier is None or asked is None:
        return None
    return {"valueCoding": listed_coding(asked.key, fact.qualifier)}


@cache
def kind_by_url() -> Mapping[str, FactKind]:
    """The kinds of facts by the urls of our own extensions."""
    return MappingProxyType({extension_url(f"fact.{kind.value}"): kind for kind in FactKind})
