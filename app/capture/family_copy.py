"""What may stand on a family's copy, and for which reader: needs, services, readers of the letter, transition.

A need in the clinician's own words never prints: nobody has checked what the words say.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from app.capture.slip_fields import PrintedNeeds
from app.capture.slip_words import ForWhom, agreed_recipients, plain_line, service_words, transition_words
from app.capture.visit import TRANSITION_AGE
from app.clinical.ages import completed_years
from app.clinical.child import Child, FactKind
from app.clinical.encounter import Encounter
from app.clinical.needs import Certainty, SaidBy, Statement
from app.clinical.plan import Recipient
from app.terminology.refset import Group, Member, Refset

_HEADINGS: Final = {
    Group.CONDITION: "Health conditions",
    Group.TECHNOLOGY_DEPENDENCY: "Equipment and technology",
    Group.ROUND_THE_CLOCK_CARE: "Care by day and night",
    Group.FUNCTIONAL_LEVEL: "Movement and everyday abilities",
    Group.NUTRITION: "Eating and drinking",
    Group.TREATMENT_STATUS: "Treatment",
    Group.IMAGING: "Scans",
    Group.ASSESSMENT_OUTCOME: "Assessments",
    Group.SERVICE_CRITERIA: "Other services",
    Group.EDUCATION: "School and learning",
}
"""The groups that may print, in the order they do. A group without a heading here never prints, whatever its members
are marked: what the family told us is theirs to tell, and a safeguarding concern on paper may bring harm."""

_SERVICES_FOR: Final = {
    "34": frozenset[ForWhom](),
    "35": frozenset[ForWhom](),
    "14": frozenset({ForWhom.PARENT}),
    "47": frozenset({ForWhom.PARENT}),
    "09": frozenset({ForWhom.PARENT, ForWhom.YOUNG_PERSON}),
    "44": frozenset({ForWhom.PARENT, ForWhom.YOUNG_PERSON}),
}
"""Whose copy may name a service (SERVICE OR TEAM TYPE REFERRED TO): those for vulnerable children and adults tell of a
safeguarding concern, end of life and palliative care are for a parent to be told of, counselling and family support
are the family's own affair. Any other may stand on every copy."""

_READERS: Final = {
    Recipient.GP: "the GP",
    Recipient.SOCIAL_CARE: "social care",
    Recipient.OTHER: "somebody else, as agreed",
}


def services_named(encounter: Encounter, for_whom: ForWhom) -> tuple[str, ...]:
    """The services referred to, in words, as far as this reader's copy may name them."""
    codes = (referral.to for referral in encounter.onward_referrals)
    return tuple(service_words(code) for code in codes if for_whom in _SERVICES_FOR.get(code, ForWhom))


def letter_readers(encounter: Encounter, for_whom: ForWhom) -> tuple[str, ...]:
    """Who gets the letter, in plain words. Social care is named to those who were there and agreed, to nobody else."""
    told_of_social_care = encounter.contact.attendance.seen and for_whom is not ForWhom.OTHER
    return tuple(
        _reader(recipient, for_whom)
        for recipient in agreed_recipients(encounter.copies)
        if recipient is not Recipient.SOCIAL_CARE or told_of_social_care
    )


def _reader(recipient: Recipient, for_whom: ForWhom) -> str:
    if recipient is Recipient.FAMILY:
        return {ForWhom.PARENT: "you", ForWhom.YOUNG_PERSON: "you and your family"}.get(for_whom, "the family")
    return _READERS.get(recipient, f"the {recipient.words.lower()}")


def transition_told(child: Child, on: date) -> str | None:
    """The transition plan as a sentence for a young person old enough on a date, None when there is none to tell."""
    born, plan = child.demographics.birth_date, child.fact(FactKind.TRANSITION_PLAN, on)
    if born is None or completed_years(born, on) < TRANSITION_AGE or plan is None or plan.value is None:
        return None
    return transition_words(plan.value)


def printed_needs(encounter: Encounter, refset: Refset) -> tuple[PrintedNeeds, ...]:
    """What was found present today on a clinician's word, by heading: never a need that is only suspected."""
    under: dict[Group, list[str]] = {group: [] for group in _HEADINGS}
    for member in _printable_members(encounter, refset):
        term = plain_line(member.preferred_term)
        if term not in under[member.group]:
            under[member.group].append(term)
    return tuple(PrintedNeeds(_HEADINGS[group], tuple(terms)) for group, terms in under.items() if terms)


def _printable_members(encounter: Encounter, refset: Refset) -> Iterator[Member]:
    for statement in encounter.statements:
        member = refset.known(statement.concept)
        if member is not None and _member_prints(member) and _statement_prints(statement):
            yield member


def _member_prints(member: Member) -> bool:
    return member.printable and not member.sensitive and member.group in _HEADINGS


def _statement_prints(statement: Statement) -> bool:
    """The group is asked of the statement as well: a release may have moved the member since it was recorded."""
    return (
        statement.change.affirmed
        and statement.certainty is Certainty.DIAGNOSED
        and statement.source.said_by is SaidBy.CLINICIAN
        and statement.group in _HEADINGS
    )
