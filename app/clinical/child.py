"""A child, and the dated facts known of them (CSDS CYP001 and CYP002 and what the clinic asks besides)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from app.clinical.identifiers import LocalPatientId, NhsNumber
from app.clinical.pseudonym import Pseudonym
from app.identity import Identity

OLDEST_YEARS: Final = 25
"""The last completed year of age at which somebody is a child of this service."""

_NO_DISABILITY: Final = frozenset({"NN", "ZZ"})


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


class FactKind(StrEnum):
    """What a dated fact is about. The catalogue says how each is worded, answered and submitted."""

    POSTCODE = "postcode"
    ADDRESS = "address"
    GP_PRACTICE = "gp_practice"
    ETHNIC_CATEGORY = "ethnic_category"
    PREFERRED_LANGUAGE = "preferred_language"
    INTERPRETER = "interpreter"
    MAIN_CARER = "main_carer"
    SCHOOL = "school"
    EDUCATIONAL_ASSESSMENT = "educational_assessment"
    EHC_PLAN = "ehc_plan"
    LOOKED_AFTER = "looked_after"
    SAFEGUARDING_VULNERABILITY = "safeguarding_vulnerability"
    CONSTANT_SUPERVISION = "constant_supervision"
    PLACEMENT = "placement"
    RESPONSIBLE_AUTHORITY = "responsible_authority"
    PARENTAL_RESPONSIBILITY = "parental_responsibility"
    SENSITIVE_ADDRESS = "sensitive_address"
    TRANSITION_PLAN = "transition_plan"
    ADULT_LEAD = "adult_lead"
    DISABILITY_QUESTION = "disability_question"
    HEALTH_VISITOR_ANTENATAL_VISIT = "health_visitor_antenatal_visit"
    RISK_OF_UNEXPECTED_DEATH = "risk_of_unexpected_death"
    DEATH_LOCATION_DISCUSSED = "death_location_discussed"
    PREFERRED_DEATH_LOCATION = "preferred_death_location"
    DEATH_DATE = "death_date"
    ACTUAL_DEATH_LOCATION = "actual_death_location"
    NOT_AT_PREFERRED_LOCATION = "not_at_preferred_location"
    MOTHER_NHS_NUMBER = "mother_nhs_number"
    MOTHER_NHS_NUMBER_STATUS = "mother_nhs_number_status"


class FactAnswer(StrEnum):
    """Known, known to be none, or never asked: absence is never "no"."""

    KNOWN = "known"
    NONE = "none"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True)
class ChildFact:
    """One dated fact.

    `value` is a code of the kind's list, an ODS code, a postcode, an ISO date or a text, as the catalogue
    states; present exactly when the answer is KNOWN. `since` and `until` say when it was true,
    `recorded_at` when it was written down.

    Raises:
        ValueError: on making one whose value and answer disagree.
    """

    id: Identity
    kind: FactKind
    answer: FactAnswer
    value: str | None
    since: date | None
    until: date | None
    recorded_at: datetime
    recorded_by: Identity

    def __post_init__(self) -> None:
        if (self.value is not None) != (self.answer is FactAnswer.KNOWN):
            raise ValueError("A fact has a value exactly when it is known.")


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
        held = [fact for fact in self.facts if fact.kind is kind and _holds(fact, at)]
        return max(held, key=lambda fact: (fact.recorded_at, fact.id), default=None)

    def disabilities(self, at: date) -> tuple[ChildFact, ...]:
        """What held at a date of the one kind that has a fact for each answer (DISABILITY CODE), in order of recording.

        No disability, not stated, and known to be none end what was said before; a disability ends those. Said again,
        the last recorded stands.
        """
        standing: dict[str | None, ChildFact] = {}
        held = (fact for fact in self.facts if fact.kind is FactKind.DISABILITY_QUESTION and _holds(fact, at))
        for fact in sorted(held, key=lambda fact: (fact.recorded_at, fact.id)):
            alone = fact.value is None or fact.value in _NO_DISABILITY
            ended = [value for value in standing if alone or value is None or value in _NO_DISABILITY]
            for value in (*ended, fact.value):
                standing.pop(value, None)
            standing[fact.value] = fact
        return tuple(standing.values())


def _holds(fact: ChildFact, at: date) -> bool:
    return (fact.since is None or fact.since <= at) and (fact.until is None or at <= fact.until)
