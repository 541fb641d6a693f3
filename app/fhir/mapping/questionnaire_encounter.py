"""What an encounter holds of the booking-out form, as the items of a response."""

from collections.abc import Iterable, Iterator

from app.clinical.encounter import Encounter
from app.clinical.plan import Growth
from app.fhir.mapping.listed_codes import SHARING
from app.fhir.mapping.looking import Resource
from app.fhir.mapping.questionnaire_form import WHERE
from app.fhir.mapping.questionnaire_needs import need_answer, needs_excluded, needs_named
from app.fhir.mapping.questionnaire_questions import (
    EXCLUDED_LINK,
    Part,
    Question,
    group_link,
    needs_link,
    parts,
    questions,
)
from app.fhir.mapping.questionnaire_values import answered
from app.fhir.mapping.surroundings import Surroundings


def items_of(encounter: Encounter, surroundings: Surroundings) -> list[Resource]:
    """What is answered, under the headings and in the order of the form."""
    answers = {link: list(given) for link, given in _answers(encounter, surroundings)}
    return [item for part in parts() if (item := _part(part, answers)) is not None]


def _part(part: Part, answers: dict[str, list[Resource]]) -> Resource | None:
    asked = [_item(each, answers[each.link]) for each in part.questions if answers.get(each.link)]
    return {"linkId": part.link, "text": part.words, "item": asked} if asked else None


def _item(question: Question, answers: list[Resource]) -> Resource:
    return {"linkId": question.link, "text": question.words, "answer": answers}


def _answers(encounter: Encounter, surroundings: Surroundings) -> Iterator[tuple[str, Iterable[Resource]]]:
    """The answers to each question; none to what the encounter does not say."""
    known = questions()
    for link, value in _single(encounter):
        if value is not None:
            yield link, [answered(known[link], value, surroundings)]
    for link, values in _several(encounter):
        yield link, (answered(known[link], value, surroundings) for value in values)
    for group, statements in needs_named(encounter).items():
        yield needs_link(group), map(need_answer, statements)
    yield EXCLUDED_LINK, map(need_answer, needs_excluded(encounter))
    yield (
        "onward_referrals",
        (
            _with(known["onward_referrals"], each.to, WHERE, each.organisation, surroundings)
            for each in encounter.onward_referrals
        ),
    )
    yield (
        "copies",
        (_with(known["copies"], each.recipient, SHARING, each.sharing, surroundings) for each in encounter.copies),
    )


def _single(encounter: Encounter) -> Iterator[tuple[str, object]]:
    for link in questions():
        if link.startswith("contact."):
            yield link, getattr(encounter.contact, link.removeprefix("contact."))
    yield "encounter.amendment_reason", (encounter.amendment_reason or "").strip() or None
    for asked in encounter.groups:
        yield group_link(asked.group), asked.answer
    yield "outcome", encounter.outcome
    if (following := encounter.next_appointment) is not None:
        yield "next_appointment.weeks", following.weeks
        yield "next_appointment.clinic", following.clinic
        yield "next_appointment.minutes", following.minutes
    growth = encounter.growth or Growth()
    yield "growth.weight_grams", growth.weight_grams
    yield "growth.height_millimetres", growth.height_millimetres
    yield "growth.head_circumference_millimetres", growth.head_circumference_millimetres


def _several(encounter: Encounter) -> Iterator[tuple[str, Iterable[object]]]:
    yield "encounter.present", sorted(encounter.present)
    yield "tests_requested", encounter.tests_requested


def _with(question: Question, value: object, link: str, said: object, surroundings: Surroundings) -> Resource:
    """An answer with what is said of it."""
    answer = answered(question, value, surroundings)
    if said is None:
        return answer
    within = next(each for each in question.within if each.link == link)
    return {**answer, "item": [_item(within, [answered(within, said, surroundings)])]}
