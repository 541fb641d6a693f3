"""The names of a Patient: who the child is called officially, and what they like to be called."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from app.clinical.checks import text_fault
from app.clinical.child import Demographics
from app.clinical.child_words import LONGEST_NAME, has_letter, name_fault, tidy
from app.fhir.mapping.looking import Findings, Resource, listed
from app.fhir.mapping.patient_said import ended

_RANK: Final = {"official": 0, "usual": 1, None: 2, "temp": 3}
_LAST: Final = 4
"""Names that are old, of before a marriage, for anonymity or for play are used only where there is no other."""

_NO_NAME: Final = "A child needs a name. Send a family name, or the whole name as its text."
_PARTED: Final = (
    "The name came as one text and was parted: the last word is taken for the family name. Send family and given."
)
_NO_GIVEN: Final = "There is no given name, and none is recorded. Send one; a baby without one may be Baby or Twin 1."
_ODD: Final = "The name has characters that names do not have. It is recorded as it was sent: check it."
_HIDDEN: Final = "The name has a hidden character, or one that cannot be recorded. Send it without."
_TOO_LONG: Final = f"The name is longer than {LONGEST_NAME} characters. Send a shorter one."


@dataclass(frozen=True, slots=True)
class NameSaid:
    """A child's name; `in_parts` is False for one parted here. `given` may be empty."""

    family: str
    given: str
    title: str | None
    preferred: str | None
    in_parts: bool = True


def chosen_name(resource: Resource, today: date) -> int | None:
    """The place of the name a child goes by officially: official, else usual, else the first that is not over."""
    ranks = [
        (ended(each, today), _RANK.get(each.get("use"), _LAST), place)
        for place, each in enumerate(listed(resource, "name"))
        if "family" in each or "text" in each
    ]
    return min(ranks)[2] if ranks else None


def preferred_place(resource: Resource, chosen: int, today: date) -> int | None:
    """The place of the name the child likes to be called by: a nickname, else a usual one beside the official one."""
    names = listed(resource, "name")
    for use in ("nickname", "usual"):
        for place, each in enumerate(names):
            if place != chosen and each.get("use") == use and not ended(each, today):
                return place
    return None


def name_said(resource: Resource, findings: Findings, today: date) -> NameSaid | None:
    """The child's name; None, and noted, where there is none, or none that can be recorded."""
    chosen = chosen_name(resource, today)
    if chosen is None:
        findings.wrong("name", _NO_NAME)
        return None
    name, path = listed(resource, "name")[chosen], f"name[{chosen}]"
    family, given, title = _parts(name, path, findings)
    if not has_letter(family):
        findings.wrong(path, _NO_NAME)
        return None
    if not given:
        findings.warn(path, _NO_GIVEN)
    preferred = _preferred(resource, chosen, given, today)
    judged = [_judged(each, path, findings) for each in (family, given, title, preferred) if each]
    in_parts = has_letter(_text(name.get("family")))
    return NameSaid(family, given, title or None, preferred, in_parts) if all(judged) else None


def _text(held: object) -> str:
    """Words of an element that is a text or a list of texts, tidied."""
    if isinstance(held, list):
        return tidy(" ".join(each for each in held if isinstance(each, str)))
    return tidy(held) if isinstance(held, str) else ""


def _parts(name: Resource, path: str, findings: Findings) -> tuple[str, str, str]:
    """Family name, given names and title. A name that stands in for a missing one, without a letter, is none."""
    family, given, title = (_text(name.get(part)) for part in ("family", "given", "prefix"))
    if has_letter(family):
        return family, given if has_letter(given) else "", title
    whole = _text(name.get("text"))
    if not has_letter(whole):
        return "", "", ""
    findings.warn(path, _PARTED)
    parted = _parted(whole)
    return parted[0], parted[1], title or parted[2]


def _parted(whole: str) -> tuple[str, str, str]:
    """Family name, given names and title of a name written `FAMILY, Given (Title)`, or `Given Family`.

    The first is how the NHS writes names on screens (NHS CUI design guide, Patient Name Display).
    """
    head, comma, tail = whole.partition(",")
    if comma and has_letter(head):
        given, opened, title = tail.partition("(")
        return tidy(head), tidy(given), tidy(title.rstrip(") ")) if opened else ""
    *given_words, family = whole.split()
    return family, " ".join(given_words), ""


def _preferred(resource: Resource, chosen: int, given: str, today: date) -> str | None:
    place = preferred_place(resource, chosen, today)
    if place is None:
        return None
    name = listed(resource, "name")[place]
    called = _text(name.get("given"))
    if not called and name.get("use") == "nickname":
        called = _text(name.get("text"))
    same = name.get("use") == "usual" and called.casefold() == given.casefold()
    return called if has_letter(called) and not same else None


def _judged(text: str, path: str, findings: Findings) -> bool:
    """Whether a name can be recorded; what is odd about it is noted."""
    if len(text) > LONGEST_NAME:
        findings.wrong(path, _TOO_LONG)
        return False
    if text_fault(text) is not None:
        findings.wrong(path, _HIDDEN)
        return False
    if name_fault(text) is not None:
        findings.warn(path, _ODD)
    return True


def names_of(who: Demographics) -> list[Resource]:
    """The official name, and the one the child likes to be called by."""
    official: Resource = {"use": "official", "family": who.family_name}
    if who.given_name.split():
        official["given"] = who.given_name.split()
    if who.title:
        official["prefix"] = [who.title]
    return [official, *([{"use": "nickname", "given": [who.preferred_name]}] if who.preferred_name else [])]
