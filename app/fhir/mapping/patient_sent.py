"""What a system sent of a child and nothing here records, brought back beside what the record says.

Of an element that the record renders, what was sent is left out where something was recorded from it, or where the
record says otherwise since; it is kept where nothing was ever recorded of it: former names, a holiday address, the
telephone of a grandmother, a pharmacy.
"""

from collections.abc import Callable
from typing import Final

from app.clinical.child import Child, FactKind, IdentifierKind
from app.clinical.child_words import tidy
from app.fhir.mapping.looking import Findings, Resource, listed
from app.fhir.mapping.patient_carer import carers_named, reachable, unmarked
from app.fhir.mapping.patient_contained import still_contained
from app.fhir.mapping.patient_facts import Standing, kind_by_url
from app.fhir.mapping.patient_identifiers import locals_given
from app.fhir.mapping.patient_language import chosen_language
from app.fhir.mapping.patient_names import chosen_name, name_said, preferred_place
from app.fhir.mapping.patient_nhs_number import is_nhs_number
from app.fhir.mapping.patient_places import chosen_address, practices_named
from app.fhir.mapping.surroundings import Surroundings
from app.fhir.systems import (
    ETHNIC_CATEGORY,
    INTERPRETER_REQUIRED,
    NHS_COMMUNICATION,
    NHS_NUMBER_UNAVAILABLE,
)

_RECORDED_BY: Final = {
    ETHNIC_CATEGORY: (FactKind.ETHNIC_CATEGORY,),
    INTERPRETER_REQUIRED: (FactKind.INTERPRETER,),
    NHS_COMMUNICATION: (FactKind.INTERPRETER, FactKind.PREFERRED_LANGUAGE),
}
_YEAR_TO_DAY: Final = len("2021-03-04")


class _Sent:
    """A Patient as it was sent, beside the child as they are known."""

    def __init__(self, sent: Resource, child: Child, standing: Standing, surroundings: Surroundings) -> None:
        self.sent = sent
        self.child = child
        self.standing = standing
        self.surroundings = surroundings
        self.today = surroundings.today
        self.recorded = frozenset(each.kind for each in child.facts)
        sensitive = standing.get(FactKind.SENSITIVE_ADDRESS)
        self.sensitive = sensitive is not None and sensitive.value == "Y"

    def but(self, name: str, places: set[int]) -> list[Resource]:
        """The sent values of an element without those at some places."""
        return [each for place, each in enumerate(listed(self.sent, name)) if place not in places]


def with_what_was_sent(
    rendered: Resource, child: Child, standing: Standing, sent: Resource, surroundings: Surroundings
) -> Resource:
    """What was sent of a child, with the rendered elements in place of what was recorded from it or since."""
    view = _Sent(sent, child, standing, surroundings)
    rewritten = {*_MERGED, "birthDate", "gender", "contained"}
    others = {name: held for name, held in sent.items() if name.lstrip("_") not in rewritten}
    if FactKind.DEATH_DATE in view.recorded:
        others = {name: held for name, held in others.items() if not name.lstrip("_").startswith("deceased")}
    lists = {name: merge(view, listed(rendered, name)) for name, merge in _MERGED.items()}
    whole = {**others, **rendered, **lists, **_birth(view, rendered), **_gender(view, rendered)}
    if "link" in rendered:
        theirs = [each for each in listed(sent, "link") if each not in rendered["link"]]
        whole["link"] = [*rendered["link"], *theirs]
    whole["contained"] = still_contained(listed(sent, "contained"), whole)
    return {name: held for name, held in whole.items() if held != []}


def _extensions(view: _Sent, rendered: list[Resource]) -> list[Resource]:
    return [*rendered, *(each for each in listed(view.sent, "extension") if _only_kept(view, each.get("url", "")))]


def _only_kept(view: _Sent, url: str) -> bool:
    if url == NHS_NUMBER_UNAVAILABLE:
        return not any(each.kind is IdentifierKind.NHS_NUMBER for each in view.child.identifiers)
    return url not in kind_by_url() and view.recorded.isdisjoint(_RECORDED_BY.get(url, ()))


def _identifiers(view: _Sent, rendered: list[Resource]) -> list[Resource]:
    """NHS numbers as recorded; local ones as they were sent, where they were; those not recorded as they were sent."""
    issued = {
        (each.issuer, each.value): each.until is None
        for each in view.child.identifiers
        if each.kind is IdentifierKind.LOCAL
    }
    given = {(each.system, each.value): each for each in locals_given(view.sent, _unheard(), view.surroundings)}
    sent, worded = [], set()
    for each in listed(view.sent, "identifier"):
        if is_nhs_number(each):
            continue
        local = given.get((each.get("system"), each.get("value", "")))
        key = (local.issuer, local.value) if local is not None else None
        if key is not None and key in issued:
            if issued[key]:
                worded.add(key)
                sent.append(each)
            continue
        sent.append(each)
    ours = [each for each in rendered if is_nhs_number(each) or _issued(each) not in worded]
    return [*ours, *sent]


def _issued(identifier: Resource) -> tuple[str | None, str]:
    assigner = identifier.get("assigner", {}).get("identifier", {})
    return assigner.get("value"), identifier["value"]


def _unheard() -> Findings:
    """Findings that nobody reads: what is wrong was noted when the resource was received."""
    return Findings("", [])


def _names(view: _Sent, rendered: list[Resource]) -> list[Resource]:
    """The names as they were sent while the record says the same; else the record's, and former names."""
    chosen = chosen_name(view.sent, view.today)
    if chosen is None:
        return rendered
    said, who = name_said(view.sent, _unheard(), view.today), view.child.demographics
    known = (who.family_name, who.given_name, who.title or "", who.preferred_name or "")
    if said is not None and (said.family, said.given, said.title or "", said.preferred or "") == tuple(
        map(tidy, known)
    ):
        return listed(view.sent, "name")
    preferred = preferred_place(view.sent, chosen, view.today)
    return [*rendered, *view.but("name", {chosen, *([preferred] if preferred is not None else [])})]


def _addresses(view: _Sent, rendered: list[Resource]) -> list[Resource]:
    if view.sensitive:
        return []
    chosen = chosen_address(view.sent, view.today)
    recorded = chosen is not None and not view.recorded.isdisjoint({FactKind.ADDRESS, FactKind.POSTCODE})
    return [*rendered, *view.but("address", {chosen} if recorded and chosen is not None else set())]


def _languages(view: _Sent, rendered: list[Resource]) -> list[Resource]:
    chosen = chosen_language(view.sent)
    if FactKind.PREFERRED_LANGUAGE not in view.recorded or chosen is None:
        return [*rendered, *listed(view.sent, "communication")]
    others = view.but("communication", {chosen})
    return [*rendered, *({**each, "preferred": False} if each.get("preferred") else each for each in others)]


def _practices(view: _Sent, rendered: list[Resource]) -> list[Resource]:
    places = set(practices_named(view.sent, view.surroundings)) if FactKind.GP_PRACTICE in view.recorded else set()
    return [*rendered, *view.but("generalPractitioner", places)]


def _contacts(view: _Sent, rendered: list[Resource]) -> list[Resource]:
    """The contacts: the main carer's with all that is known of them, while the record says the same of them."""
    contacts = [reachable(each) if view.sensitive else each for each in listed(view.sent, "contact")]
    if FactKind.MAIN_CARER not in view.recorded:
        return contacts
    named = carers_named(view.sent, view.today)
    fact = view.standing.get(FactKind.MAIN_CARER)
    same = fact is not None and fact.value is not None and next(iter(named.values()), None) == fact.value
    if same:
        return contacts
    return [*rendered, *(unmarked(each) if place in named else each for place, each in enumerate(contacts))]


_MERGED: Final[dict[str, Callable[[_Sent, list[Resource]], list[Resource]]]] = {
    "extension": _extensions,
    "identifier": _identifiers,
    "name": _names,
    "address": _addresses,
    "contact": _contacts,
    "communication": _languages,
    "generalPractitioner": _practices,
}


def _birth(view: _Sent, rendered: Resource) -> Resource:
    """The birth date as it was sent, while the record has the same or only knows that it is not known to the day."""
    sent = view.sent.get("birthDate", "")
    if sent == rendered.get("birthDate") or ("birthDate" not in rendered and 0 < len(sent) < _YEAR_TO_DAY):
        return {name: view.sent[name] for name in ("birthDate", "_birthDate") if name in view.sent}
    return {}


def _gender(view: _Sent, rendered: Resource) -> Resource:
    same = view.sent.get("gender") == rendered["gender"]
    return {"_gender": view.sent["_gender"]} if same and "_gender" in view.sent else {}
