"""The answers to the booking-out form, put together in the core's words."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from app.clinical.encounter import NextAppointment, Outcome, Present
from app.clinical.needs import GroupAnswer
from app.clinical.plan import Growth, LetterCopy, OnwardReferral, Recipient, RequestedTest, Sharing
from app.fhir.mapping.given import FormGiven, NeedNamed
from app.fhir.mapping.listed_codes import SHARING
from app.fhir.mapping.looking import Findings
from app.fhir.mapping.questionnaire_answers import Answer
from app.fhir.mapping.questionnaire_questions import EXCLUDED_LINK, group_link, needs_link
from app.fhir.structure.problems import IssueType
from app.identity import Identity
from app.terminology.refset import Group

WHERE: Final = "onward_referrals.organisation"


def form_of(
    answers: Mapping[str, tuple[Answer, ...]], encounter: Identity | None, on: date | None, findings: Findings
) -> FormGiven:
    """What the answers say, by question, of an encounter and a day; what contradicts itself is noted as wrong."""
    said = _Said(answers)
    needs = said.needs()
    excluded = said.excluded()
    _contradicted(said, (*needs, *excluded), findings)
    _both(said, needs, findings)
    return FormGiven(
        encounter,
        said.groups(),
        needs,
        said.contact(),
        frozenset(Present(each.value) for each in said.all("encounter.present")),
        Outcome(code) if (code := said.one("outcome")) is not None else None,
        _next_appointment(said, findings),
        said.growth(),
        tuple(OnwardReferral(str(each.value), _text(each, WHERE)) for each in said.all("onward_referrals")),
        tuple(_copy(each, findings) for each in said.all("copies")),
        tuple(RequestedTest(each.value) for each in said.all("tests_requested")),
        said.one("encounter.amendment_reason"),
        on,
        excluded,
    )


class _Said:
    """The answers by question, with the types of the core."""

    def __init__(self, answers: Mapping[str, tuple[Answer, ...]]) -> None:
        self._answers = answers

    def all(self, link: str) -> tuple[Answer, ...]:
        return self._answers.get(link, ())

    def one(self, link: str) -> Any:
        """The value of the only answer, None without one."""
        return next((each.value for each in self.all(link)), None)

    def groups(self) -> dict[Group, GroupAnswer]:
        asked = ((group, self.one(group_link(group))) for group in Group)
        return {group: GroupAnswer(code) for group, code in asked if code is not None}

    def contact(self) -> dict[str, object]:
        keys = (link for link, answers in self._answers.items() if link.startswith("contact.") and answers)
        return {link.removeprefix("contact."): self.one(link) for link in keys}

    def growth(self) -> Growth | None:
        measured = Growth(
            self.one("growth.weight_grams"),
            self.one("growth.height_millimetres"),
            self.one("growth.head_circumference_millimetres"),
        )
        return None if measured == Growth() else measured

    def needs(self) -> tuple[NeedNamed, ...]:
        """Each concept once, as it was first named, under whichever group."""
        return _once(each.value for group in Group for each in self.all(needs_link(group)))

    def excluded(self) -> tuple[NeedNamed, ...]:
        """Each concept that was ruled out once."""
        return _once(each.value for each in self.all(EXCLUDED_LINK))


def _once(named: Iterable[object]) -> tuple[NeedNamed, ...]:
    once: dict[int, NeedNamed] = {}
    for each in named:
        if isinstance(each, NeedNamed):
            once.setdefault(each.concept, each)
    return tuple(once.values())


def _contradicted(said: _Said, needs: Sequence[NeedNamed], findings: Findings) -> None:
    """None identified in a group, and yet one of its needs named, or ruled out."""
    for group in dict.fromkeys(each.group for each in needs):
        asked = next(iter(said.all(group_link(group))), None)
        if asked is not None and asked.value == GroupAnswer.NONE_IDENTIFIED:
            words = f"{group.words}: none identified, yet a need of them is named. Change one or the other."
            findings.wrong(asked.place, words)


def _both(said: _Said, needs: Sequence[NeedNamed], findings: Findings) -> None:
    """A need named, and ruled out too."""
    named = {each.concept for each in needs}
    for each in said.all(EXCLUDED_LINK):
        if isinstance(each.value, NeedNamed) and each.value.concept in named:
            words = "This need is named as one that the child has, and ruled out too. Keep one of the two."
            findings.wrong(each.place, words, IssueType.BUSINESS_RULE)


def _next_appointment(said: _Said, findings: Findings) -> NextAppointment | None:
    weeks, clinic, minutes = (said.one(f"next_appointment.{name}") for name in ("weeks", "clinic", "minutes"))
    if weeks is not None:
        return NextAppointment(weeks, clinic, minutes)
    for each in (*said.all("next_appointment.clinic"), *said.all("next_appointment.minutes")):
        words = "A next appointment is recorded with the number of weeks until it: answer next_appointment.weeks too."
        findings.warn(each.place, words)
    return None


def _copy(answer: Answer, findings: Findings) -> LetterCopy:
    sharing = _text(answer, SHARING)
    if sharing is None:
        words = "Whether the family agreed to this copy is not said: read as agreed. Answer copies.sharing to say so."
        findings.inform(answer.place, words)
    return LetterCopy(Recipient(answer.value), Sharing(sharing or Sharing.AGREED))


def _text(answer: Answer, link: str) -> str | None:
    said = answer.within.get(link)
    return said if isinstance(said, str) else None
