"""The form of an encounter as a browser without scripts posts it: read from the real page, eight needs added."""

import secrets
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from app.terminology.load import load_refset
from app.terminology.refset import Group, Member
from benchmarks.clinic import Booked
from benchmarks.running import ROOT, Server

_OF_EACH_GROUP = (
    (Group.CONDITION, 3),
    (Group.TECHNOLOGY_DEPENDENCY, 2),
    (Group.FAMILY_REPORTED_ISSUE, 2),
    (Group.ROUND_THE_CLOCK_CARE, 1),
)
NEEDS = sum(count for _, count in _OF_EACH_GROUP)
Fields = list[tuple[str, str]]


@dataclass(slots=True)
class _Form(HTMLParser):
    """Gathers what a browser would post of the page's form, in order."""

    fields: Fields = field(default_factory=list)
    _select: str = ""
    _chosen: str | None = None
    _first: str | None = None
    _hidden: int = 0

    def __post_init__(self) -> None:
        HTMLParser.__init__(self)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: text or "" for name, text in attrs}
        if tag == "template":
            self._hidden += 1
        if self._hidden:
            return
        if tag == "input" and given.get("name"):
            boxed = given.get("type") in ("checkbox", "radio")
            if not boxed or "checked" in given:
                self.fields.append((given["name"], given.get("value", "on" if boxed else "")))
        elif tag == "select":
            self._select, self._chosen, self._first = given.get("name", ""), None, None
        elif tag == "option" and self._select:
            value = given.get("value", "")
            self._first = value if self._first is None else self._first
            self._chosen = value if "selected" in given else self._chosen

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self._hidden -= 1
        elif tag == "select" and not self._hidden and self._select:
            self.fields.append((self._select, (self._first or "") if self._chosen is None else self._chosen))
            self._select = ""


def _fields(page: str) -> Fields:
    form = _Form()
    form.feed(page)
    return form.fields


def _with(fields: Fields, **changed: str) -> Fields:
    return [(name, changed.get(name, text)) for name, text in fields]


def members_to_add(refset_folder: Path = ROOT / "snomed_refsets") -> list[Member]:
    """Eight members, of four groups, that any clinic may add together."""
    refset = load_refset(refset_folder)
    members: list[Member] = []
    for group, count in _OF_EACH_GROUP:
        fit = [
            each
            for each in refset.members.values()
            if each.group is group and each.counted and not each.sensitive and each.one_of is None
        ]
        members += fit[:count]
    return members


@dataclass(frozen=True, slots=True)
class FilledForm:
    """A filled form, to be posted for one appointment after another."""

    fields: Fields

    def request(self, server: Server, booked: Booked) -> bytes:
        """The post that saves it for an appointment, with a form token of its own."""
        fields = _with(self.fields, form_token=secrets.token_urlsafe(16), child=booked.child)
        return server.post(_path(booked.appointment), [*fields, ("action", "save")])


def _path(appointment: str) -> str:
    return f"/appointments/{appointment}/encounter"


def filled_form(server: Server, booked: Booked) -> FilledForm:
    """Fill the form of an appointment by the page's own buttons: eight needs added, the outcome said."""
    fields = _fields(server.text(server.get(_path(booked.appointment))))
    for member in members_to_add():
        adding = [*fields, ("action", f"add:{member.concept}")]
        fields = _fields(server.text(server.post(_path(booked.appointment), adding)))
    return FilledForm([*_with(fields, next_other_weeks="13"), ("outcome", "review")])
