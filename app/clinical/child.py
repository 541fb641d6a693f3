"""A child, and the dated facts known of them (CSDS CYP001 and CYP002 and what the clinic asks besides)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from app.clinical.child_facts import ChildFact, FactAnswer, FactKind, answers_that_held, fact_that_held
from app.clinical.identifiers import LocalPatientId, NhsNumber
from app.clinical.pseudonym import Pseudonym
from app.identity import Identity

__all__ = [
    "OLDEST_YEARS",
    "Child",
    "ChildFact",
    "ChildIdentifier",
    "ChildLink",
    "Demographics",
    "DemographicsOfChild",
    "FactAnswer",
    "FactKind",
    "FactOfChild",
    "Gender",
    "IdentifierKind",
    "IdentifierOfChild",
]

OLDEST_YEARS: Final = 25
"""The last completed year of age at which somebody is a child of this service."""


class Gender(StrEnum):
    """PERSON STATED GENDER CODE. Shown in words, never as a code (NHS CUI design guide, CGS-0006)."""

    MALE = "1"
    FEMALE = "2"
    INDETERMINATE = "9"
    NOT_KNOWN = "X"

    @property
    def words(self) -> str:
        return {"1": "Male", "2": "Female", "9": "Indeterminate", "X": "Not Known"}[self.value]


class IdentifierKind(StrEnum):
    """Whose number it is."""

    NHS_NUMBER = "nhs_number"
    LOCAL = "local"


@dataclass(frozen=True, slots=True)
class ChildIdentifier:
    """A number by which a child is known, in one version; ending it, or another status of it, is a new version.

    `issuer` is the ODS code of the organisation a local identifier belongs to; `status` is the NHS NUMBER
    STATUS INDICATOR CODE of an NHS number. An identifier with `until` was superseded, and is never shown.
    Why a child has no NHS number is an NHS_NUMBER with an empty value, its status, and `until` as `since`: it
    never was a number in use.
    """

    id: Identity
    kind: IdentifierKind
    value: str
    issuer: str | None
    status: str | None
    since: date | None = None
    until: date | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Demographics:
    """Who the child is, in one version; a correction is a new version."""

    family_name: str
    given_name: str
    title: str | None
    preferred_name: str | None
    birth_date: date | None
    gender: Gender


@dataclass(frozen=True, slots=True)
class FactOfChild:
    """A fact learned of a child already registered, to be added to what is known."""

    organisation: Identity
    child: Identity
    fact: ChildFact


@dataclass(frozen=True, slots=True)
class DemographicsOfChild:
    """The next version of who a child is; `version` follows the one it was made from."""

    organisation: Identity
    child: Identity
    version: int
    demographics: Demographics
    recorded_at: datetime
    recorded_by: Identity


@dataclass(frozen=True, slots=True)
class IdentifierOfChild:
    """An identifier added to a child already registered, or the next version of one."""

    organisation: Identity
    child: Identity
    identifier: ChildIdentifier
    recorded_at: datetime
    recorded_by: Identity


@dataclass(frozen=True, slots=True)
class ChildLink:
    """That two records are of one child: `child` was merged into `into`, or, when no longer `standing`, unmerged.

    A link, never a move: every row stays with the record it was written on. `version` counts the links
    and unlinkings of `child` from 1.
    """

    organisation: Identity
    child: Identity
    version: int
    into: Identity
    standing: bool
    reason: str
    recorded_at: datetime
    recorded_by: Identity


@dataclass(frozen=True, slots=True)
class Child:
    """A child as one organisation knows them, unique there by NHS number.

    `version` is that of the demographics. `merged_into` is the record that stands for the child instead
    of this one; `merged_from` are the records that this one stands for besides itself. A pseudonym is
    that of the first registration: it does not follow corrections of the NHS number.
    """

    id: Identity
    organisation: Identity
    pseudonym: Pseudonym
    demographics: Demographics
    identifiers: tuple[ChildIdentifier, ...]
    facts: tuple[ChildFact, ...]
    registered_at: datetime
    registered_by: Identity
    version: int = 1
    merged_into: Identity | None = None
    merged_from: tuple[Identity, ...] = ()

    @property
    def nhs_number(self) -> NhsNumber | None:
        """The NHS number in use, if there is one."""
        for identifier in self.identifiers:
            if identifier.kind is IdentifierKind.NHS_NUMBER and identifier.until is None:
                return NhsNumber(identifier.value)
        return None

    @property
    def local_identifier(self) -> LocalPatientId | None:
        """The first local patient identifier in use, if there is one."""
        for identifier in self.identifiers:
            if identifier.kind is IdentifierKind.LOCAL and identifier.until is None:
                return LocalPatientId(identifier.value)
        return None

    def fact(self, kind: FactKind, at: date) -> ChildFact | None:
        """The fact of a kind that held at a date: of those begun and not ended by then, the last recorded."""
        return fact_that_held(self.facts, kind, at)

    def answers(self, kind: FactKind, at: date) -> tuple[ChildFact, ...]:
        """What held at a date of a kind that has a fact for each answer (SEVERAL), in order of recording."""
        return answers_that_held(self.facts, kind, at)

    def disabilities(self, at: date) -> tuple[ChildFact, ...]:
        """What held at a date of the disabilities as the child or family sees them (DISABILITY CODE)."""
        return self.answers(FactKind.DISABILITY_QUESTION, at)
