"""The dated facts known of a child, and which of them hold at a date."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from app.identity import Identity


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
    ACCOMMODATION = "accommodation"
    EMPLOYMENT = "employment"
    OVERSEAS_VISITOR_CATEGORY = "overseas_visitor_category"
    SEN_TYPE = "sen_type"
    SAFEGUARDING_FACTOR = "safeguarding_factor"
    CHILD_PROTECTION_PLAN = "child_protection_plan"


SEVERAL: Final[Mapping[FactKind, frozenset[str]]] = MappingProxyType(
    {
        FactKind.DISABILITY_QUESTION: frozenset({"NN", "ZZ"}),
        FactKind.SEN_TYPE: frozenset({"ZZ"}),
        FactKind.SAFEGUARDING_FACTOR: frozenset(),
        FactKind.CHILD_PROTECTION_PLAN: frozenset(),
    }
)
"""The kinds that have a fact for each answer, and the answers of each that stand alone: none, and not stated."""

SPELLS: Final = frozenset({FactKind.OVERSEAS_VISITOR_CATEGORY, FactKind.CHILD_PROTECTION_PLAN})
"""The kinds of which the same value since another day is another spell; the same since the same day is said again."""

WORKING_YEARS: Final = 16
"""The completed years of age from which employment is asked about: at this age compulsory schooling ends."""

NEVER: Final = date.min
"""The `until` of what is taken back: it was never so."""


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
    `recorded_at` when it was written down. `qualifier` is a code that goes with the value: how far a
    disability limits, the weekly hours of an employment.

    Raises:
        ValueError: on making one whose value and answer disagree, or that qualifies no value.
    """

    id: Identity
    kind: FactKind
    answer: FactAnswer
    value: str | None
    since: date | None
    until: date | None
    recorded_at: datetime
    recorded_by: Identity
    qualifier: str | None = None

    def __post_init__(self) -> None:
        if (self.value is not None) != (self.answer is FactAnswer.KNOWN):
            raise ValueError("A fact has a value exactly when it is known.")
        if self.qualifier is not None and self.value is None:
            raise ValueError("A fact without a value has nothing to qualify.")

    def begun(self, at: date) -> bool:
        """Whether it had begun by a date."""
        return self.since is None or self.since <= at

    def over(self, at: date) -> bool:
        """Whether it had ended before a date."""
        return self.until is not None and self.until < at


def fact_that_held(facts: Iterable[ChildFact], kind: FactKind, at: date) -> ChildFact | None:
    """The fact of a kind that held at a date: of those begun and not ended by then, the last recorded.

    Of a kind that has spells, the one that began last.
    """
    if kind in SPELLS:
        return max(answers_that_held(facts, kind, at), key=_by_beginning, default=None)
    if kind in SEVERAL:
        return max(answers_that_held(facts, kind, at), key=_by_recording, default=None)
    held = [fact for fact in facts if fact.kind is kind and fact.begun(at) and not fact.over(at)]
    return max(held, key=_by_recording, default=None)


def answers_that_held(facts: Iterable[ChildFact], kind: FactKind, at: date) -> tuple[ChildFact, ...]:
    """What held at a date of a kind that has a fact for each answer, in order of recording.

    An answer that stands alone, and what is known to be none, end what was said before; another answer ends those.
    Said again, the last recorded stands; said again with an end that is past, it is over.
    """
    alone, standing = SEVERAL.get(kind, frozenset()), dict[object, ChildFact]()

    def stands_alone(fact: ChildFact) -> bool:
        return fact.value is None or fact.value in alone

    for fact in _in_order(facts, kind, at):
        key = _key(fact)
        stood = standing.get(key)
        if fact.over(at):
            if stood is not None and _ends(fact, stood):
                del standing[key]
            continue
        standing.pop(key, None)
        if stands_alone(fact):
            standing.clear()
        else:
            standing = {each: stood for each, stood in standing.items() if not stands_alone(stood)}
        standing[key] = fact
    return tuple(standing.values())


def spells(facts: Iterable[ChildFact], kind: FactKind, last: date) -> tuple[ChildFact, ...]:
    """The spells of a kind begun by a date, ended or not, each as it was last said, by their beginnings.

    Known to be none ends those whose end is not known: they are left out, as is what was taken back.
    """
    said: dict[object, ChildFact] = {}
    for fact in _in_order(facts, kind, last):
        if fact.value is not None:
            said[_key(fact)] = fact
        elif fact.answer is FactAnswer.NONE:
            said = {key: each for key, each in said.items() if each.until is not None}
    return tuple(sorted((each for each in said.values() if each.until != NEVER), key=_by_beginning))


def _in_order(facts: Iterable[ChildFact], kind: FactKind, at: date) -> list[ChildFact]:
    return sorted((fact for fact in facts if fact.kind is kind and fact.begun(at)), key=_by_recording)


def _key(fact: ChildFact) -> object:
    return (fact.value, fact.since) if fact.kind in SPELLS else fact.value


def _ends(fact: ChildFact, stood: ChildFact) -> bool:
    """Whether what is said to be over is what stood; an earlier time of the same is not."""
    return stood.since is None or fact.since == stood.since or (fact.until is not None and stood.since <= fact.until)


def _by_recording(fact: ChildFact) -> tuple[datetime, Identity]:
    return fact.recorded_at, fact.id


def _by_beginning(fact: ChildFact) -> tuple[date, datetime, Identity]:
    return fact.since or date.min, fact.recorded_at, fact.id
