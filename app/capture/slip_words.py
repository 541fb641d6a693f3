"""The words in which slips and letters say what happens next: whom a copy is for, intervals, services, tests, growth.

A family's words are plain ones (NHS digital service manual, "How we write"); the desk and a letter read the words of
the lists themselves.
"""

from enum import StrEnum
from typing import Final

from app.clinical.checks import text_fault
from app.clinical.code_lists import TEAM_TYPE
from app.clinical.encounter import Attendance, Outcome
from app.clinical.plan import Growth, LetterCopy, Recipient, RequestedTest, Sharing

_WEEKS_IN_A_QUARTER: Final = 13
_MOST_MONTHS: Final = 21


class ForWhom(StrEnum):
    """Who is given a family's copy."""

    PARENT = "parent"
    FOSTER_CARER = "foster_carer"
    YOUNG_PERSON = "young_person"
    OTHER = "other"

    @property
    def words(self) -> str:
        return _FOR_WHOM[self]

    @property
    def own(self) -> bool:
        """Whether it is their own visit, or their child's: the copy then says "you"."""
        return self in (ForWhom.PARENT, ForWhom.YOUNG_PERSON)


_FOR_WHOM: Final = {
    ForWhom.PARENT: "the parent",
    ForWhom.FOSTER_CARER: "the foster carer",
    ForWhom.YOUNG_PERSON: "the young person",
    ForWhom.OTHER: "another person",
}

_OUTCOMES: Final = {
    Outcome.REVIEW: ("We plan to see you again.", "We plan another visit."),
    Outcome.DISCHARGE: (
        "You are now discharged from this service. No further appointment is planned.",
        "This service has now discharged the child. No further appointment is planned.",
    ),
    Outcome.TRANSFER: ("Your care is moving to another service.", "The child's care is moving to another service."),
}
"""To those whose visit it is, and to others."""

NOT_SEEN: Final = {
    Attendance.WAS_NOT_BROUGHT: "This appointment was not attended.",
    Attendance.LATE_NOT_SEEN: "This appointment did not go ahead.",
    Attendance.CANCELLED_BY_PATIENT: "This appointment was cancelled.",
    Attendance.CANCELLED_BY_PROVIDER: "We cancelled this appointment.",
}

NOTHING_PLANNED: Final = "If you have not heard from us about what happens next, please contact the clinic."

_PLAIN_TESTS: Final = {
    RequestedTest.METABOLIC: "Metabolic tests (of how the body uses food)",
    RequestedTest.MRI_BRAIN: "MRI scan of the brain",
    RequestedTest.EEG: "EEG (a recording of brain activity)",
    RequestedTest.ECG: "ECG (a recording of the heartbeat)",
    RequestedTest.VIDEOFLUOROSCOPY: "Videofluoroscopy (an X-ray film of swallowing)",
    RequestedTest.OTHER: "Another test",
}

_TRANSITION: Final = {
    "being_made": "A plan for moving on to adult services is being made.",
    "agreed": "A plan for moving on to adult services has been agreed.",
}
"""That there is no plan yet, or that the young person declined one, is not said on paper."""


def outcome_words(outcome: Outcome, for_whom: ForWhom) -> str:
    """What becomes of the referral, told to the reader of a family's copy."""
    own, of_another = _OUTCOMES[outcome]
    return own if for_whom.own else of_another


def transition_words(plan: str) -> str | None:
    """A code of the list of transition plans as a sentence, None when there is no plan to speak of."""
    return _TRANSITION.get(plan)


def interval_words(weeks: int) -> str:
    """An interval of whole weeks (1 or more) in plain words; 13 weeks are 3 months.

    Up to 12 weeks it is in weeks, whole quarters are in months or years, and anything between is in weeks with the
    nearest months beside it, so that nothing is rounded unseen.
    """
    quarters, rest = divmod(weeks, _WEEKS_IN_A_QUARTER)
    if not rest and quarters * 3 > _MOST_MONTHS and quarters % 4 == 0:
        return f"In {quarters // 4} years"
    if not rest and quarters:
        return f"In {quarters * 3} months"
    in_weeks = "In 1 week" if weeks == 1 else f"In {weeks} weeks"
    if not quarters:
        return in_weeks
    return f"{in_weeks} (about {round(weeks * 3 / _WEEKS_IN_A_QUARTER)} months)"


def service_words(code: str) -> str:
    """A code of SERVICE OR TEAM TYPE REFERRED TO in words, without what the dictionary adds in brackets."""
    return TEAM_TYPE.answers.get(code, "Another service").partition(" (")[0]


def plain_test(test: RequestedTest) -> str:
    """A test as a family reads it."""
    return _PLAIN_TESTS.get(test, test.words)


def growth_rows(growth: Growth | None) -> tuple[tuple[str, str], ...]:
    """(what, how much with its unit) of each thing measured: kilograms and centimetres, as exactly as kept."""
    if growth is None:
        return ()
    measured = (
        ("Weight", growth.weight_grams, 1000, "kg"),
        ("Height", growth.height_millimetres, 10, "cm"),
        ("Head circumference", growth.head_circumference_millimetres, 10, "cm"),
    )
    return tuple((label, f"{value / scale:g} {unit}") for label, value, scale, unit in measured if value is not None)


def agreed_recipients(copies: tuple[LetterCopy, ...]) -> tuple[Recipient, ...]:
    """Who gets the letter: a copy that the family declined is not sent."""
    return tuple(copy.recipient for copy in copies if copy.sharing is Sharing.AGREED)


def plain_line(text: str) -> str:
    """One line of text without the characters that the form refuses, which an imported name may still hold."""
    kept = (character for character in text if text_fault(character) is None)
    return " ".join("".join(kept).split())
