"""What the form says of what happens next: the appointment, referrals, letters, tests, growth, and facts learned."""

from app.capture.fields import FieldReader
from app.capture.visit import Visit
from app.clinical.child import ChildFact, FactAnswer, FactKind
from app.clinical.encounter import Attendance, Contact, NextAppointment
from app.clinical.plan import (
    Growth,
    LetterCopy,
    OnwardReferral,
    Recipient,
    RequestedTest,
    SafeguardingCheck,
    Sharing,
)
from app.clinical.ports import Records, Work

LEARNED = (FactKind.EHC_PLAN, FactKind.TRANSITION_PLAN, FactKind.ADULT_LEAD)
"""The facts of the child that the form asks about; each field is called as its kind."""

_OF_TRANSITION = frozenset({FactKind.TRANSITION_PLAN, FactKind.ADULT_LEAD})


def read_next_appointment(reader: FieldReader, visit: Visit) -> NextAppointment | None:
    """In how many weeks, in which clinic, for how long; None when no interval was given."""
    chosen, other = reader.number("next_weeks"), reader.number("next_other_weeks")
    weeks = chosen if other is None else other
    minutes = reader.number("next_minutes")
    clinic = reader.identity("next_clinic", reader.typed.text("next_clinic"))
    if clinic is not None and clinic not in {each.id for each in visit.clinics}:
        reader.told("next_clinic", "unknown-clinic", "Choose one of the clinics offered.")
    return NextAppointment(weeks, clinic, minutes) if weeks is not None else None


def read_onward_referrals(reader: FieldReader, visit: Visit) -> tuple[OnwardReferral, ...]:
    """The services ticked, and one more chosen from the whole list."""
    chosen = dict.fromkeys(text for text in (*reader.typed.texts("refer"), reader.typed.text("refer_other")) if text)
    known = {each.to: each for each in visit.current.onward_referrals} if visit.current else {}
    return tuple(known.get(code, OnwardReferral(code)) for code in chosen)


def read_copies(reader: FieldReader) -> tuple[LetterCopy, ...]:
    """Who gets the letter: those ticked agreed to, those the family declined told as such."""
    agreed = reader.choices("copy", Recipient)
    declined = reader.choices("copy_declined", Recipient)
    for each in agreed:
        if each in declined:
            reader.told("copy", "both", f"{each.words}: agreed and declined. Keep one.")
    return tuple(
        LetterCopy(each, Sharing.DECLINED if each in declined else Sharing.AGREED)
        for each in Recipient
        if each in agreed or each in declined
    )


def read_tests(reader: FieldReader) -> tuple[RequestedTest, ...]:
    """The tests asked for."""
    return reader.choices("test", RequestedTest)


def read_growth(reader: FieldReader) -> Growth | None:
    """What was measured: kilograms and centimetres typed, grams and millimetres kept."""
    weight = reader.thousandths("weight", "kilograms")
    height = reader.thousandths("height", "centimetres")
    head = reader.thousandths("head", "centimetres")
    if weight is None and height is None and head is None:
        return None
    return Growth(weight, _millimetres(height), _millimetres(head))


def _millimetres(thousandths_of_a_centimetre: int | None) -> int | None:
    return None if thousandths_of_a_centimetre is None else round(thousandths_of_a_centimetre / 100)


def read_safeguarding_check(reader: FieldReader, contact: Contact, visit: Visit) -> SafeguardingCheck | None:
    """What came of thinking about safeguarding; asked for when a child was again not brought."""
    if contact.attendance.seen:
        return None
    check = reader.choice("safeguarding_check", reader.typed.text("safeguarding_check"), SafeguardingCheck)
    asked = contact.attendance is Attendance.WAS_NOT_BROUGHT and visit.prompts_safeguarding
    if asked and check is None and not reader.typed.text("safeguarding_check"):
        times = visit.not_brought_before + 1
        reader.told(
            "safeguarding_check",
            "missing",
            f"The child was not brought {times} times running. Say what came of thinking about safeguarding.",
        )
    return check


def read_facts(reader: FieldReader, visit: Visit, work: Work[Records]) -> tuple[ChildFact, ...]:
    """The child's facts asked about here, where the answer differs from what is known."""
    learned = []
    for kind in LEARNED:
        if kind in _OF_TRANSITION and not visit.of_transition_age:
            continue
        answer = reader.typed.text(kind.value)
        known = visit.child.fact(kind, visit.today)
        if answer and (known is None or known.value != answer):
            learned.append(
                ChildFact(
                    work.new_identity(),
                    kind,
                    FactAnswer.KNOWN,
                    answer,
                    None,
                    None,
                    work.now,
                    work.principal.account,
                )
            )
    return tuple(learned)
