"""What a response to the booking-out Questionnaire says of a visit, and a visit as a response."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.clinical.encounter import Encounter, NextAppointment, Outcome, Present
from app.clinical.needs import Certainty, Change, GroupAnswer, GroupAsked, Statement
from app.clinical.plan import Growth, LetterCopy, OnwardReferral, Recipient, RequestedTest, Sharing
from app.fhir.mapping.given import FormGiven, NeedNamed
from app.fhir.mapping.looking import Resource, reference
from app.fhir.mapping.need_terms import DESCRIPTION_ID
from app.fhir.mapping.questionnaire import questionnaire
from app.fhir.mapping.questionnaire_response import (
    OWNED,
    form_from_questionnaire_response,
    questionnaire_response_from_encounter,
)
from app.fhir.mapping.surroundings import Surroundings
from app.fhir.structure.problems import MOST_PROBLEMS, Severity
from app.fhir.systems import BOOKING_OUT_QUESTIONNAIRE, OURS, SNOMED_CT, UCUM, code_system_url
from app.identity import Identity, shown
from app.terminology.refset import Group
from tests.clinical.examples import EPILEPSY, GASTROSTOMY, OUTSIDE, PALSY, SLEEP, visit
from tests.fhir.mapping.core_values import MONDAY, PAEDIATRICIAN, SURROUNDINGS, encounters
from tests.fhir.mapping.soundness import here, noted, sound

ENCOUNTER = Identity(500)
ENTRY = "Bundle.entry[0].resource"
WRONG, WARNED, TOLD = Severity.ERROR, Severity.WARNING, Severity.INFORMATION


def response(*items: Resource, **elements: object) -> Resource:
    made = {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": f"{BOOKING_OUT_QUESTIONNAIRE}|1-example",
        "status": "completed",
        "encounter": reference("Encounter", ENCOUNTER),
        "authored": "2026-11-24T23:30:00Z",
        **({"item": list(items)} if items else {}),
        **elements,
    }
    return sound({name: value for name, value in made.items() if value is not None})


def item(link: str, *answers: Resource) -> Resource:
    return {"linkId": link, "answer": list(answers)}


def chosen(link: str, *codes: str) -> Resource:
    return item(link, *({"valueCoding": {"system": code_system_url(link), "code": code}} for code in codes))


def group(name: str, answer: str) -> Resource:
    return item(f"group.{name}", {"valueCoding": {"system": f"{OURS}/CodeSystem/group-answer", "code": answer}})


def need(name: str, *codes: object) -> Resource:
    return item(f"needs.{name}", *({"valueCoding": coding_of(code)} for code in codes))


def coding_of(code: object) -> Resource:
    return {"system": SNOMED_CT, "code": str(code)}


def kilograms(value: float) -> Resource:
    quantity = {"value": value, "unit": "kg", "system": UCUM, "code": "kg"}
    return item("growth.weight_grams", {"valueQuantity": quantity})


def read(resource: Resource, surroundings: Surroundings = SURROUNDINGS) -> tuple[FormGiven | None, list[Any]]:
    findings = here()
    return form_from_questionnaire_response(resource, findings, surroundings), noted(findings)


def said(*items: Resource) -> FormGiven:
    """What the items say, with which nothing is wrong."""
    form, found = read(response(*items))
    assert [each for each in found if each[0] is not TOLD] == []
    assert form is not None
    return form


def refused(*items: Resource) -> list[str]:
    """Where the items are wrong."""
    _, found = read(response(*items))
    assert found
    assert {severity for severity, _ in found} == {WRONG}
    return [place.removeprefix(f"{ENTRY}.") for _, place in found]


def test_a_form_is_read() -> None:
    form = said(
        {
            "linkId": "part.contact",
            "item": [
                item("contact.commissioner", {"valueString": "qx1"}),
                chosen("contact.group_therapy", "N"),
                item("contact.reasonable_offer_on", {"valueDate": "2026-11-01"}),
                chosen("encounter.present", "child", "mother"),
            ],
        },
        {"linkId": "part.needs", "item": [group("condition", "some"), need("condition", PALSY, EPILEPSY)]},
        {
            "linkId": "part.outcome",
            "item": [
                chosen("outcome", "review"),
                item("next_appointment.weeks", {"valueInteger": 26}),
                item("next_appointment.clinic", {"valueReference": reference("HealthcareService", MONDAY.id)}),
                kilograms(18.35),
                chosen("tests_requested", "hearing"),
            ],
        },
    )
    assert form == FormGiven(
        ENCOUNTER,
        {Group.CONDITION: GroupAnswer.SOME},
        (
            NeedNamed(PALSY, "Cerebral palsy", Group.CONDITION),
            NeedNamed(EPILEPSY, "Epilepsy", Group.CONDITION),
        ),
        {"commissioner": "QX1", "group_therapy": "N", "reasonable_offer_on": date(2026, 11, 1)},
        frozenset({Present.CHILD, Present.MOTHER}),
        Outcome.REVIEW,
        NextAppointment(26, MONDAY.id),
        Growth(weight_grams=18_350),
        tests_requested=(RequestedTest.HEARING,),
        on=date(2026, 11, 24),
    )


def test_an_empty_form_says_nothing() -> None:
    assert said() == FormGiven(ENCOUNTER, on=date(2026, 11, 24))


def test_a_form_without_encounter_or_date_is_read() -> None:
    form, found = read(response(encounter=None, authored=None))
    assert (form, found) == (FormGiven(None), [])


@pytest.mark.parametrize("authored", ["2016-12-31T23:59:60Z", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"])
def test_an_instant_that_no_calendar_turns_is_read_as_the_day_that_is_written(authored: str) -> None:
    form, found = read(response(authored=authored))
    assert found == []
    assert form is not None
    assert form.on is not None
    assert form.on.year in (int(authored[:4]), int(authored[:4]) + 1)


def test_questions_are_found_without_their_headings() -> None:
    assert said(chosen("outcome", "transfer")).outcome is Outcome.TRANSFER


def test_a_question_without_an_answer_changes_nothing() -> None:
    unanswered = {"linkId": "outcome"}
    absent = item("contact.cancelled_on", {"extension": [{"url": "http://example.org/why", "valueCode": "unknown"}]})
    assert said(unanswered, absent) == FormGiven(ENCOUNTER, on=date(2026, 11, 24))


@pytest.mark.parametrize(
    "questionnaire",
    [
        BOOKING_OUT_QUESTIONNAIRE,
        f"{BOOKING_OUT_QUESTIONNAIRE}|1-example",
        f"{BOOKING_OUT_QUESTIONNAIRE}|0-of-long-ago",
        "Questionnaire/booking-out",
    ],
)
def test_a_response_to_any_version_of_the_form_is_read(questionnaire: str) -> None:
    form, found = read(response(chosen("outcome", "review"), questionnaire=questionnaire))
    assert found == []
    assert form is not None
    assert form.outcome is Outcome.REVIEW


@pytest.mark.parametrize("questionnaire", ["http://example.org/form", f"{BOOKING_OUT_QUESTIONNAIRE}-2", None])
def test_a_response_to_another_form_is_kept_without_a_word(questionnaire: str | None) -> None:
    foreign = response(item("contact.weather", {"valueString": "fine"}), questionnaire=questionnaire)
    assert read(foreign) == (None, [])


@pytest.mark.parametrize("status", ["in-progress", "stopped", "entered-in-error"])
def test_of_a_form_that_is_not_finished_nothing_is_recorded(status: str) -> None:
    form, found = read(response(chosen("outcome", "nonsense"), status=status))
    assert (form, found) == (None, [(TOLD, f"{ENTRY}.status")])


def test_an_amended_form_is_read_with_the_reason() -> None:
    reason = item("encounter.amendment_reason", {"valueString": " The wrong clinic "})
    form, _ = read(response(reason, status="amended"))
    assert form is not None
    assert form.amendment_reason == "The wrong clinic"


def test_an_unknown_code_is_wrong_where_it_stands() -> None:
    form = response(
        {"linkId": "part.contact", "item": [chosen("contact.group_therapy", "Q")]},
        {
            "linkId": "part.outcome",
            "item": [chosen("outcome", "review"), chosen("tests_requested", "ecg", "horoscope")],
        },
    )
    _, found = read(form)
    assert found == [
        (WRONG, f"{ENTRY}.item[0].item[0].answer[0].valueCoding"),
        (WRONG, f"{ENTRY}.item[1].item[1].answer[1].valueCoding"),
    ]


def test_no_message_repeats_what_was_sent() -> None:
    findings = here()
    secret = "Alexandra Synthetic"
    coded = {"valueCoding": {"code": secret, "display": secret}}
    texts = [item(link, {"valueString": secret}) for link in ("contact.commissioner", "outcome", secret)]
    items = [item("encounter.present", coded), item("needs.condition", coded), *texts]
    form_from_questionnaire_response(response(*items), findings, SURROUNDINGS)
    assert len(findings.problems) == len(items)
    assert not [each for each in findings.problems if secret in each.diagnostic]


def test_a_code_without_a_system_is_one_of_the_questions_own() -> None:
    assert said(item("outcome", {"valueCoding": {"code": "discharge"}})).outcome is Outcome.DISCHARGE


def test_a_code_of_another_item_with_the_same_list_is_understood() -> None:
    coding = {"system": code_system_url("team_referral.team_type"), "code": "06"}
    assert said(item("onward_referrals", {"valueCoding": coding})).onward_referrals == (OnwardReferral("06"),)


@pytest.mark.parametrize("system", [code_system_url("outcome"), "http://example.org/codes"])
def test_a_code_of_another_system_is_wrong(system: str) -> None:
    answer = {"valueCoding": {"system": system, "code": "Y"}}
    assert refused(item("contact.group_therapy", answer)) == ["item[0].answer[0].valueCoding"]


def test_a_display_of_another_code_is_warned_of_and_the_code_recorded() -> None:
    coding = {"system": code_system_url("outcome"), "code": "review", "display": "discharge"}
    form, found = read(response(item("outcome", {"valueCoding": coding})))
    assert form is not None
    assert (form.outcome, found) == (Outcome.REVIEW, [(WARNED, f"{ENTRY}.item[0].answer[0].valueCoding")])


def test_a_display_in_other_words_is_no_contradiction() -> None:
    coding = {"system": code_system_url("outcome"), "code": "review", "display": "Follow-up"}
    assert said(item("outcome", {"valueCoding": coding})).outcome is Outcome.REVIEW


@pytest.mark.parametrize("link", ["contact.weather", "safeguarding_check", "part", "copies.sharing", "CONTACT.SITE"])
def test_an_item_that_the_form_has_not_is_wrong(link: str) -> None:
    assert refused(chosen("outcome", "review"), item(link, {"valueString": "x"})) == ["item[1].linkId"]


@pytest.mark.parametrize(
    ("link", "answer"),
    [
        ("outcome", {"valueString": "review"}),
        ("contact.cancelled_on", {"valueDateTime": "2026-11-24"}),
        ("contact.commissioner", {"valueCoding": {"code": "QX1"}}),
        ("next_appointment.weeks", {"valueDecimal": 4.0}),
        ("growth.weight_grams", {"valueInteger": 18}),
        ("next_appointment.clinic", {"valueString": "Monday clinic"}),
        ("needs.condition", {"valueString": "A need in words"}),
        ("encounter.amendment_reason", {"valueBoolean": True}),
    ],
)
def test_an_answer_of_another_type_is_wrong_where_it_stands(link: str, answer: Resource) -> None:
    assert refused(item(link, answer)) == [f"item[0].answer[0].{next(iter(answer))}"]


@pytest.mark.parametrize(
    ("link", "least", "most"), [("next_appointment.weeks", 1, 260), ("next_appointment.minutes", 5, 1440)]
)
def test_weeks_and_minutes_are_within_the_bounds_of_the_clinical_rules(link: str, least: int, most: int) -> None:
    for number in (least, most):
        assert read(response(item(link, {"valueInteger": number})))[1] in ([], [(WARNED, f"{ENTRY}.item[0].answer[0]")])
    for number in (least - 1, most + 1, 2**31 - 1, -(2**31)):
        assert refused(item(link, {"valueInteger": number})) == ["item[0].answer[0].valueInteger"]


@pytest.mark.parametrize(
    ("link", "value", "unit", "kept"),
    [
        ("growth.weight_grams", 12.4, "kg", Growth(weight_grams=12_400)),
        ("growth.weight_grams", 12_400, "g", Growth(weight_grams=12_400)),
        ("growth.weight_grams", 1.001, "kg", Growth(weight_grams=1_001)),
        ("growth.height_millimetres", 101.5, "cm", Growth(height_millimetres=1_015)),
        ("growth.height_millimetres", 1.015, "m", Growth(height_millimetres=1_015)),
        ("growth.head_circumference_millimetres", 480, "mm", Growth(head_circumference_millimetres=480)),
    ],
)
def test_a_measurement_is_kept_in_its_unit(link: str, value: float, unit: str, kept: Growth) -> None:
    by_code = {"value": value, "system": UCUM, "code": unit}
    as_written = {"value": value, "unit": unit}
    for quantity in (by_code, as_written):
        assert said(item(link, {"valueQuantity": quantity})).growth == kept


@pytest.mark.parametrize(
    "quantity",
    [
        {"value": 12.4},
        {"value": 12.4, "unit": "kilos"},
        {"value": 12.4, "system": "http://example.org/units", "code": "kg"},
        {"value": 12.4, "system": UCUM, "code": "[lb_av]"},
        {"value": 12.4, "system": UCUM, "code": "cm"},
        {"value": 12.4, "comparator": "<", "system": UCUM, "code": "kg"},
        {"system": UCUM, "code": "kg"},
        {"value": 0.1999, "system": UCUM, "code": "kg"},
        {"value": 300.001, "system": UCUM, "code": "kg"},
        {"value": 1e300, "system": UCUM, "code": "kg"},
        {"value": -1, "system": UCUM, "code": "kg"},
        {"value": 1e-300, "system": UCUM, "code": "kg"},
    ],
)
def test_a_measurement_without_its_unit_or_out_of_range_is_wrong(quantity: Resource) -> None:
    assert refused(item("growth.weight_grams", {"valueQuantity": quantity})) == ["item[0].answer[0].valueQuantity"]


def test_a_measurement_finer_than_is_kept_is_rounded_with_a_warning() -> None:
    form, found = read(response(kilograms(12.3456)))
    assert form is not None
    assert form.growth == Growth(weight_grams=12_346)
    assert found == [(WARNED, f"{ENTRY}.item[0].answer[0].valueQuantity")]


@pytest.mark.parametrize("text", ["2026", "2026-11"])
def test_a_date_without_its_day_is_wrong(text: str) -> None:
    assert refused(item("contact.cancelled_on", {"valueDate": text})) == ["item[0].answer[0].valueDate"]


@pytest.mark.parametrize("text", ["QX", "QX1234", "QX-1", "Ⅹ12"])
def test_a_commissioner_is_an_ods_code_of_its_length(text: str) -> None:
    assert refused(item("contact.commissioner", {"valueString": text})) == ["item[0].answer[0].valueString"]


@pytest.mark.parametrize("text", ["x" * 501, "turned \u202eround"])
def test_a_reason_that_cannot_be_recorded_is_wrong(text: str) -> None:
    assert refused(item("encounter.amendment_reason", {"valueString": text})) == ["item[0].answer[0].valueString"]


def test_a_second_answer_to_a_question_that_has_one_is_wrong() -> None:
    twice = chosen("outcome", "review", "discharge")
    assert refused(twice) == ["item[0].answer[1]"]
    assert refused(chosen("outcome", "review"), chosen("outcome", "discharge")) == ["item[1].answer[0]"]


def test_the_same_answer_sent_twice_is_one() -> None:
    assert said(chosen("outcome", "review", "review")).outcome is Outcome.REVIEW
    assert said(need("condition", PALSY, PALSY)).needs == (NeedNamed(PALSY, "Cerebral palsy", Group.CONDITION),)
    assert said(chosen("tests_requested", "ecg", "ecg")).tests_requested == (RequestedTest.ECG,)


def test_a_need_named_twice_is_as_it_was_first_named() -> None:
    described = {"extension": [{"url": DESCRIPTION_ID, "valueId": "1234567013"}], **coding_of(PALSY)}
    twice = item("needs.condition", {"valueCoding": described}, {"valueCoding": coding_of(PALSY)})
    assert said(twice).needs == (NeedNamed(PALSY, "Cerebral palsy", Group.CONDITION, 1234567013),)


def test_answers_to_a_question_that_repeats_are_gathered_from_all_its_items() -> None:
    assert said(chosen("encounter.present", "child"), chosen("encounter.present", "father")).present == {
        Present.CHILD,
        Present.FATHER,
    }


def copy(recipient: str, sharing: str | None) -> Resource:
    answer: Resource = {"valueCoding": {"code": recipient}}
    return answer if sharing is None else {**answer, "item": [chosen("copies.sharing", sharing)]}


def test_what_is_said_of_one_answer_is_kept_with_it() -> None:
    form = said(item("copies", copy("gp", "agreed"), copy("school", "declined")))
    assert form.copies == (LetterCopy(Recipient.GP), LetterCopy(Recipient.SCHOOL, Sharing.DECLINED))
    where = {"linkId": "onward_referrals.organisation", "answer": [{"valueString": "rxx01"}]}
    form = said(
        item("onward_referrals", {"valueCoding": {"code": "06"}, "item": [where]}, {"valueCoding": {"code": "33"}})
    )
    assert form.onward_referrals == (OnwardReferral("06", "RXX01"), OnwardReferral("33"))


def test_a_copy_of_which_nothing_is_said_is_read_as_agreed_and_told_so() -> None:
    form, found = read(response(item("copies", copy("gp", None))))
    assert form is not None
    assert (form.copies, found) == ((LetterCopy(Recipient.GP),), [(TOLD, f"{ENTRY}.item[0].answer[0]")])


def test_a_recipient_named_twice_with_different_words_is_wrong() -> None:
    assert refused(item("copies", copy("gp", "agreed"), copy("gp", "declined"))) == ["item[0].answer[1]"]


def test_what_is_asked_of_an_answer_stands_within_it() -> None:
    outside: Resource = {"linkId": "copies", "item": [chosen("copies.sharing", "declined")]}
    assert refused(outside) == ["item[0].item"]
    stray = {"valueCoding": {"code": "review"}, "item": [chosen("copies.sharing", "declined")]}
    assert refused(item("outcome", stray)) == ["item[0].answer[0].item[0].linkId"]
    wrong = {"valueCoding": {"code": "gp"}, "item": [chosen("copies.sharing", "perhaps")]}
    _, found = read(response(item("copies", wrong)))
    assert (WRONG, f"{ENTRY}.item[0].answer[0].item[0].answer[0].valueCoding") in found


def test_a_heading_has_no_answer() -> None:
    assert refused(item("part.outcome", {"valueString": "x"})) == ["item[0].answer"]


def test_a_need_is_of_the_group_that_the_reference_set_has_it_in() -> None:
    form, found = read(response(need("condition", SLEEP)))
    assert form is not None
    assert form.needs == (NeedNamed(SLEEP, "Sleep disturbance", Group.FAMILY_REPORTED_ISSUE),)
    assert found == [(TOLD, f"{ENTRY}.item[0].answer[0].valueCoding")]


def test_a_need_without_a_system_is_one_of_snomed_ct() -> None:
    bare = item("needs.technology_dependency", {"valueCoding": {"code": str(GASTROSTOMY)}})
    assert [each.concept for each in said(bare).needs] == [GASTROSTOMY]


def test_a_need_outside_the_reference_set_is_ungrouped_and_warned_of() -> None:
    form, found = read(response(need("condition", OUTSIDE)))
    assert form is not None
    assert [(each.concept, each.group) for each in form.needs] == [(OUTSIDE, Group.UNGROUPED)]
    assert found == [(WARNED, f"{ENTRY}.item[0].answer[0].valueCoding.code")]


@pytest.mark.parametrize(
    ("coding", "place"),
    [
        ({"system": SNOMED_CT, "code": "128188001"}, ".code"),
        ({"system": "http://hl7.org/fhir/sid/icd-10", "code": "G80"}, ""),
        ({"system": SNOMED_CT, "display": "Cerebral palsy"}, ""),
    ],
)
def test_a_need_without_a_concept_of_snomed_ct_is_wrong(coding: Resource, place: str) -> None:
    answer = item("needs.condition", {"valueCoding": coding})
    assert refused(answer) == [f"item[0].answer[0].valueCoding{place}"]


def test_none_identified_and_yet_named_contradicts_itself() -> None:
    assert refused(group("condition", "none_identified"), need("condition", PALSY)) == ["item[0].answer[0]"]
    elsewhere = group("family_reported_issue", "none_identified")
    _, found = read(response(elsewhere, need("condition", SLEEP)))
    assert (WRONG, f"{ENTRY}.item[0].answer[0]") in found


@pytest.mark.parametrize("answer", ["some", "not_asked"])
def test_needs_may_be_named_where_some_are_or_nobody_asked(answer: str) -> None:
    assert said(group("condition", answer), need("condition", PALSY)).groups == {Group.CONDITION: GroupAnswer(answer)}


def test_a_next_appointment_without_weeks_is_warned_of() -> None:
    form, found = read(response(item("next_appointment.minutes", {"valueInteger": 30})))
    assert form is not None
    assert (form.next_appointment, found) == (None, [(WARNED, f"{ENTRY}.item[0].answer[0]")])


@pytest.mark.parametrize(
    "pointer",
    [
        {"reference": f"HealthcareService/{shown(MONDAY.id)}"},
        {"reference": f"Location/{shown(MONDAY.id)}"},
        {"identifier": {"system": f"{OURS}/Id/identity", "value": shown(MONDAY.id)}},
        {"display": "Monday clinic"},
    ],
)
def test_the_clinic_is_known_by_reference_identifier_or_name(pointer: Resource) -> None:
    weeks = item("next_appointment.weeks", {"valueInteger": 4})
    form = said(weeks, item("next_appointment.clinic", {"valueReference": pointer}))
    assert form.next_appointment == NextAppointment(4, MONDAY.id)


def test_a_clinic_that_is_not_known_is_warned_of_and_the_weeks_recorded() -> None:
    weeks = item("next_appointment.weeks", {"valueInteger": 4})
    clinic = item("next_appointment.clinic", {"valueReference": reference("HealthcareService", Identity(999))})
    form, found = read(response(weeks, clinic))
    assert form is not None
    assert form.next_appointment == NextAppointment(4)
    assert found == [(WARNED, f"{ENTRY}.item[1].answer[0].valueReference")]


def test_a_form_of_nothing_but_faults_is_told_of_as_far_as_an_answer_goes() -> None:
    _, found = read(response(*(item(f"x{number}", {"valueString": "x"}) for number in range(300))))
    assert len(found) == MOST_PROBLEMS


def test_a_form_with_more_answers_than_any_visit_has_is_wrong() -> None:
    assert refused(chosen("tests_requested", *["ecg"] * 600)) == ["item"]


def expected(encounter: Encounter) -> FormGiven:
    """What the response to an encounter must say, found without the mapper."""
    contact = encounter.contact
    fields = (
        "commissioner administrative_category group_therapy reasonable_offer_on clinically_appropriate_on cancelled_on "
        "cancellation_reason replacement_offered_on replacement_booked_on"
    ).split()
    affirmed = [
        each
        for each in encounter.statements
        if each.change in (Change.NEW, Change.STILL_PRESENT, Change.REVIEWED_UNCHANGED) and each.concept is not None
    ]
    named = [each for group in Group for each in affirmed if each.group is group]
    return FormGiven(
        encounter.id,
        {each.group: each.answer for each in encounter.groups},
        tuple(need_named(each) for each in named if each.certainty is not Certainty.EXCLUDED),
        {name: getattr(contact, name) for name in fields if getattr(contact, name) is not None},
        encounter.present,
        encounter.outcome,
        encounter.next_appointment,
        encounter.growth,
        encounter.onward_referrals,
        encounter.copies,
        encounter.tests_requested,
        encounter.amendment_reason,
        encounter.recorded_at.date(),
        tuple(need_named(each) for each in affirmed if each.certainty is Certainty.EXCLUDED),
    )


def need_named(said: Statement) -> NeedNamed:
    assert said.concept is not None
    return NeedNamed(said.concept, said.term, said.group, said.description)


@settings(max_examples=60)
@given(encounters())
def test_reading_what_was_rendered_gives_what_was_recorded(encounter: Encounter) -> None:
    findings = here()
    sent = sound(questionnaire_response_from_encounter(encounter, SURROUNDINGS))
    assert form_from_questionnaire_response(sent, findings, SURROUNDINGS) == expected(encounter)
    assert {each.severity for each in findings.problems} <= {WARNED}
    assert all("outside the reference set" in each.diagnostic for each in findings.problems)


@settings(max_examples=20)
@given(encounters())
def test_what_is_rendered_answers_the_questionnaire_as_it_asks(encounter: Encounter) -> None:
    form = questionnaire(SURROUNDINGS.known.refset)
    sent = questionnaire_response_from_encounter(encounter, SURROUNDINGS)
    assert sent["questionnaire"] == f"{form['url']}|{form['version']}"
    assert_answers(sent.get("item", []), form["item"])


def assert_answers(items: list[Any], asked: list[Any]) -> None:
    """Items in the order of the form, answers of the type asked, as many as may be, and from the list."""
    by_link = {each["linkId"]: each for each in asked}
    order = list(by_link)
    assert [each["linkId"] for each in items] == sorted((each["linkId"] for each in items), key=order.index)
    for each in items:
        question = by_link[each["linkId"]]
        assert each["text"] == question["text"]
        if question["type"] == "group":
            assert_answers(each["item"], question["item"])
            continue
        assert len(each["answer"]) == 1 or question["repeats"]
        options = [option["valueCoding"] for option in question.get("answerOption", [])]
        for answer in each["answer"]:
            assert not options or answer["valueCoding"] in options
            assert_answers(answer.get("item", []), question.get("item", []))


@pytest.mark.parametrize(
    ("version", "in_error", "status"),
    [(1, False, "completed"), (2, False, "amended"), (3, False, "amended"), (3, True, "entered-in-error")],
)
def test_a_response_is_of_its_encounter_and_has_its_status(version: int, in_error: bool, status: str) -> None:
    encounter = replace(visit(), version=version, entered_in_error=in_error)
    sent = sound(questionnaire_response_from_encounter(encounter, SURROUNDINGS))
    assert sent["id"] == shown(encounter.id)
    assert sent["encounter"] == {"reference": f"Encounter/{shown(encounter.id)}"}
    assert sent["subject"] == {"reference": f"Patient/{shown(encounter.child)}"}
    assert sent["status"] == status
    assert set(sent) - {"resourceType", "id"} <= OWNED


def test_a_response_is_by_the_professional_where_there_is_one() -> None:
    by_somebody = replace(visit(), professional=PAEDIATRICIAN.id)
    author = {"reference": f"Practitioner/{shown(PAEDIATRICIAN.id)}", "display": "Dr Synthetic Example"}
    assert sound(questionnaire_response_from_encounter(by_somebody, SURROUNDINGS))["author"] == author
    by_nobody = replace(by_somebody, professional=None)
    assert "author" not in questionnaire_response_from_encounter(by_nobody, SURROUNDINGS)


@settings(max_examples=20)
@given(encounters())
def test_nothing_that_stays_here_is_sent(encounter: Encounter) -> None:
    sent = str(questionnaire_response_from_encounter(encounter, SURROUNDINGS))
    assert "safeguarding_check" not in sent
    assert encounter.safeguarding_check is None or encounter.safeguarding_check.value not in sent


@settings(max_examples=20)
@given(encounters(), st.sampled_from(Group))
def test_an_answer_of_not_asked_is_sent_and_read_back(encounter: Encounter, group: Group) -> None:
    asked = replace(encounter, groups=(GroupAsked(group, GroupAnswer.NOT_ASKED),), statements=())
    form, _ = read(questionnaire_response_from_encounter(asked, SURROUNDINGS))
    assert form is not None
    assert form.groups == {group: GroupAnswer.NOT_ASKED}
