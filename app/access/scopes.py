"""Scopes of SMART App Launch: what a provider's system may do with which type of resource.

HL7 SMART App Launch 2.2, "Scopes for requesting FHIR resources": `system/<type or *>.<letters>`, the letters out of
`cruds` in this order. The words of its first version are synonyms: `read` is `rs`, `write` is `cud`, `*` is `cruds`. A
scope that is narrowed by a search parameter (`?category=…`) is not taken: it would be granted wider than it was asked.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

ANY_TYPE = "*"
_FORM = re.compile(r"system/(?P<type>\*|[A-Z][A-Za-z]{1,63})\.(?P<what>read|write|\*|[cruds]{1,5})")
_FIRST_VERSION = {"read": "rs", "write": "cud", "*": "cruds"}


class Interaction(StrEnum):
    """What is done with a resource, by the letter that a scope has for it (SMART App Launch 2.2, scopes-and-launch)."""

    CREATE = "c"
    READ = "r"
    """Read, read of a version, and the history of one resource."""
    UPDATE = "u"
    DELETE = "d"
    SEARCH = "s"
    """Search, and the history of a type."""


class InvalidScope(ValueError):
    """A text is no scope that a system can have; the message says what one looks like."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The interactions allowed with a type of resource, or with every type (ANY_TYPE)."""

    resource_type: str
    interactions: frozenset[Interaction]

    @property
    def text(self) -> str:
        """As SMART writes it: `system/Patient.rs`."""
        return f"system/{self.resource_type}.{''.join(each.value for each in Interaction if each in self.interactions)}"

    def covers(self, resource_type: str) -> bool:
        """Whether it is about this type."""
        return self.resource_type in (ANY_TYPE, resource_type)


Scopes = tuple[Scope, ...]


def parse_scope(text: str) -> Scope:
    """Read one scope.

    Raises:
        InvalidScope: it is none of a system's, or names an interaction twice or out of order.
    """
    found = _FORM.fullmatch(text)
    letters = _FIRST_VERSION.get(found["what"], found["what"]) if found else ""
    interactions = frozenset(Interaction(letter) for letter in letters)
    if found is None or "".join(each.value for each in Interaction if each in interactions) != letters:
        raise InvalidScope(
            "A scope is written system/TYPE.LETTERS: a FHIR resource type or *, and letters out of cruds in this "
            "order, such as system/Patient.rs or system/*.cruds."
        )
    return Scope(found["type"], interactions)


def scopes_in(text: str) -> Scopes:
    """The scopes of a system in a space-separated list; what is none of them (`openid`) is left out."""
    return tuple(_readable(text.split(" ")))


def _readable(words: Iterable[str]) -> Iterator[Scope]:
    for word in words:
        try:
            yield parse_scope(word)
        except InvalidScope:
            continue


def scopes_text(scopes: Scopes) -> str:
    """As one space-separated list (RFC 6749, section 3.3), which `scopes_in` reads."""
    return " ".join(scope.text for scope in scopes)


def allowed(scopes: Scopes, interaction: Interaction, resource_type: str) -> bool:
    """Whether any of the scopes allows an interaction with a type of resource."""
    return any(interaction in scope.interactions and scope.covers(resource_type) for scope in scopes)


def united(scopes: Iterable[Scope]) -> Scopes:
    """The same permissions with one scope for each type, every type first; what `*` allows is not said again."""
    together: dict[str, frozenset[Interaction]] = {}
    for scope in scopes:
        together[scope.resource_type] = together.get(scope.resource_type, frozenset()) | scope.interactions
    everywhere = together.get(ANY_TYPE, frozenset())
    return tuple(
        Scope(name, interactions)
        for name, interactions in sorted(together.items())
        if interactions and (name == ANY_TYPE or not interactions <= everywhere)
    )


def granted(asked: Scopes, registered: Scopes) -> Scopes:
    """What is asked for and registered: never more than either; nothing when they have nothing in common."""
    return united(
        Scope(_narrower(wanted, held), wanted.interactions & held.interactions)
        for wanted in asked
        for held in registered
        if wanted.covers(held.resource_type) or held.covers(wanted.resource_type)
    )


def _narrower(one: Scope, other: Scope) -> str:
    return other.resource_type if one.resource_type == ANY_TYPE else one.resource_type
