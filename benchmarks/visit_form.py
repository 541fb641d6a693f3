"""A booking-out form as its page's script sends it: read from the real page, needs and answers filled in."""

import re
from collections.abc import Iterable, Sequence
from html import unescape
from urllib.parse import urlencode

from app.terminology.refset import Group, Member

Fields = list[tuple[str, str]]

# A page's form is read two or three times a second in a soak, so by an expression: the parser of the standard library
# costs ten times as much. Templates escape every `>` in a value.
_FORM = re.compile(r'<form [^>]*id="booking-out".*?</form>', re.DOTALL)
_TEMPLATE = re.compile(r"<template.*?</template>", re.DOTALL)
_CONTROL = re.compile(r"<(input|select|option|/select)\b([^>]*)>")
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
_CHECKED = re.compile(r" checked\b")
_SELECTED = re.compile(r" selected\b")
WEEKS = "13"


def read_form(page: str) -> Fields:
    """The fields that a browser would send of the form on a page, in their order, without a button.

    Raises:
        ValueError: there is no such form on the page.
    """
    form = _FORM.search(page)
    if form is None:
        raise ValueError("The page has no form to book out with.")
    fields: Fields = []
    select, chosen = "", None
    for tag, attributes in _CONTROL.findall(_TEMPLATE.sub("", form[0])):
        given = {name: unescape(text) for name, text in _ATTRIBUTE.findall(attributes)}
        if tag == "input":
            boxed = given.get("type") in ("checkbox", "radio")
            if "name" in given and (not boxed or _CHECKED.search(attributes)):
                fields.append((given["name"], given.get("value", "on" if boxed else "")))
        elif tag == "select":
            select, chosen = given.get("name", ""), None
        elif tag == "option":
            if chosen is None or _SELECTED.search(attributes):
                chosen = given.get("value", "")
        elif select:
            fields.append((select, chosen or ""))
            select = ""
    return fields


def value(fields: Fields, name: str) -> str:
    """The last text of a field; empty when it has none."""
    return next((text for given, text in reversed(fields) if given == name), "")


def values(fields: Fields, name: str) -> list[str]:
    """Every text of a field."""
    return [text for given, text in fields if given == name]


def changed(fields: Fields, name: str, text: str) -> Fields:
    """The fields with one of them saying something else, in its place; at the end where it said nothing."""
    place = next((at for at, (given, _) in enumerate(fields) if given == name), len(fields))
    kept = [(given, said) for given, said in fields if given != name]
    return [*kept[:place], (name, text), *kept[place:]]


def with_need(fields: Fields, member: Member) -> Fields:
    """The fields once a member was chosen in the type-ahead, as the script's new chip has them."""
    taken = set(values(fields, "need"))
    key = next(f"n{number}" for number in range(len(taken) + 1) if f"n{number}" not in taken)
    chip = {"id": "", "concept": str(member.concept), "new": "yes", "words": "", "here": "yes"}
    if member.group is Group.FAMILY_REPORTED_ISSUE:
        chip["traffic_light"] = "amber"
    chip |= {"certainty": "reported", "onset": ""}
    if member.group is Group.CONDITION:
        chip |= {"diagnosed_by": "", "diagnosed": ""}
    grown = [*fields, ("need", key), *((f"{key}.{name}", text) for name, text in chip.items())]
    return changed(grown, f"group.{member.group.value}", "some")


def completed(fields: Fields, colleague: str | None = None) -> Fields:
    """The fields with what a visit needs said: who was there, the outcome, the interval, and who else held it."""
    filled = changed(fields, "outcome", "review")
    filled = changed(filled, "next_other_weeks", WEEKS)
    filled = [*filled, ("present", "mother")]
    filled = changed(changed(filled, "mode", "keyboard"), "first_input", "900")
    if colleague is not None:
        filled = _first(filled, "with_professional", colleague)
        filled = _first(filled, "with_minutes", "20")
    return filled


def _first(fields: Fields, name: str, text: str) -> Fields:
    """The fields with the first of several of a name saying something else."""
    place = next(at for at, (given, _) in enumerate(fields) if given == name)
    return [*fields[:place], (name, text), *fields[place + 1 :]]


def concepts_on(fields: Fields) -> set[str]:
    """The concepts of every chip on the form."""
    return {text for name, text in fields if name.endswith(".concept")}


def needs_to_add(fields: Fields, members: Sequence[Member], count: int) -> list[Member]:
    """The first so many of the members that stand on no chip of the form."""
    there = concepts_on(fields)
    return [each for each in members if str(each.concept) not in there][:count]


def body(fields: Fields, more: Iterable[tuple[str, str]] = ()) -> bytes:
    """The fields as a browser encodes them."""
    return urlencode([*fields, *more]).encode()
