"""Registering a child: what the form says becomes one record with its audit event, or nothing."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.access.people import Role
from app.clinical.child import Child, FactAnswer, FactKind, Gender, IdentifierKind
from app.clinical.child_numbers import absence_of_number
from app.clinical.pseudonym import PseudonymBasis, child_pseudonym
from app.errors import Conflict, NotPermitted
from app.identity import Identity, shown
from app.register.fields import FIELDS, FieldKind
from app.register.registration import NotRegistered, Registered, confirmation, register_child
from tests.clinical import examples
from tests.register.fake_register import FakeRegister, work_of
from tests.register.typed_forms import HOSTILE, NUMBER, OTHER_NUMBER, REGISTRATION

KEY = bytes(range(32))
CHILD = Identity(7_000_001)
KNOWN = examples.child()
TWIN = {"family_name": "SYNTHETIC", "birth_date": "14-Mar-2019"}


def sent(records: FakeRegister, changes: Mapping[str, str] | None = None) -> Registered | NotRegistered:
    return register_child({**REGISTRATION, **(changes or {})}, work_of(records), KEY)


def registered(changes: Mapping[str, str] | None = None) -> Child:
    records = FakeRegister()
    outcome = sent(records, changes)
    assert outcome == Registered(CHILD), outcome
    return records.child(CHILD)


def refused(changes: Mapping[str, str], *known: Child) -> NotRegistered:
    records = FakeRegister(*known)
    outcome = sent(records, changes)
    assert isinstance(outcome, NotRegistered)
    assert set(records.children) == {each.id for each in known}
    return outcome


def faults(changes: Mapping[str, str]) -> dict[str, str]:
    return {each.item: each.message for each in refused(changes).problems}


def test_what_is_typed_becomes_the_record_in_the_form_in_which_it_is_kept() -> None:
    records = FakeRegister()
    assert sent(records) == Registered(CHILD)
    child = records.child(CHILD)
    who = child.demographics
    assert (who.family_name, who.given_name, who.title, who.preferred_name) == ("Beispiel", "Noor", None, "Nono")
    assert (who.birth_date, who.gender) == (date(2021, 2, 4), Gender.FEMALE)
    assert (child.nhs_number, child.local_identifier) == (OTHER_NUMBER, "L-4711")
    assert child.identifiers[0].status == "01"
    assert child.identifiers[1].issuer == "RXX01"
    assert child.pseudonym == child_pseudonym(KEY, child.nhs_number, "RXX01", child.local_identifier)
    values = {fact.kind: fact.value for fact in child.facts}
    assert values[FactKind.POSTCODE] == "ZZ99 1AA"
    assert values[FactKind.ADDRESS] == "1 Example Road, Sampleton"
    assert values[FactKind.GP_PRACTICE] == "A81001"
    assert values[FactKind.PARENTAL_RESPONSIBILITY] == "shared_authority"
    assert len(child.facts) == 14
    (event,) = records.events
    assert (event.action.value, event.child, event.detail) == ("child registered", CHILD, None)


def test_what_is_left_blank_was_not_asked_and_what_is_said_to_be_none_is_none() -> None:
    child = registered({"school": "", "school.none": "yes", "placement": "none", "gp_practice": "", "interpreter": ""})
    answers = {fact.kind: fact.answer for fact in child.facts}
    assert answers[FactKind.SCHOOL] is FactAnswer.NONE
    assert answers[FactKind.PLACEMENT] is FactAnswer.NONE
    assert FactKind.GP_PRACTICE not in answers
    assert FactKind.INTERPRETER not in answers


def test_a_child_without_a_number_is_known_by_the_local_one_and_the_reason_is_kept() -> None:
    child = registered({"nhs_number": "", "nhs_number_status": "04"})
    assert child.nhs_number is None
    absent = absence_of_number(child)
    assert absent is not None
    assert (absent.status, absent.kind) == ("04", IdentifierKind.NHS_NUMBER)
    assert child.pseudonym.basis is PseudonymBasis.LOCAL_IDENTIFIER


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"nhs_number_status": ""}, "nhs_number_status"),
        ({"nhs_number_status": "07"}, "nhs_number_status"),
        ({"nhs_number_status": "08"}, "nhs_number_status"),
        ({"nhs_number_status": "99"}, "nhs_number_status"),
        ({"nhs_number": ""}, "nhs_number_status"),
        ({"nhs_number": "", "nhs_number_status": "02"}, "nhs_number_status"),
        ({"nhs_number": "", "nhs_number_status": "08"}, "nhs_number_status"),
        ({"nhs_number": "", "nhs_number_status": "07", "local_identifier": ""}, "local_identifier"),
        ({"nhs_number": "9990000019"}, "nhs_number"),
        ({"nhs_number": "999000001"}, "nhs_number"),
        ({"local_identifier_issuer": ""}, "local_identifier_issuer"),
        ({"local_identifier_issuer": "RXX012"}, "local_identifier_issuer"),
        ({"birth_date": ""}, "birth_date"),
        ({"birth_date.none": "yes"}, "birth_date"),
        ({"birth_date": "25/11/2026"}, "birth_date"),
        ({"birth_date": "24/11/2000"}, "birth_date"),
        ({"birth_date": "2/30/2019"}, "birth_date"),
        ({"gender": "0"}, "gender"),
        ({"family_name": " "}, "family_name"),
        ({"given_name": "7"}, "given_name"),
        ({"postcode": "SW1"}, "postcode"),
        ({"gp_practice": "A8100"}, "gp_practice"),
        ({"school": "EE99"}, "school"),
        ({"school.none": "yes"}, "school"),
        ({"placement": "elsewhere"}, "placement"),
        ({"child": "x"}, "family_name"),
    ],
)
def test_what_breaks_a_rule_is_refused_at_its_field(changes: dict[str, str], field: str) -> None:
    assert set(faults(changes)) == {field}


def test_the_ages_of_the_service_are_0_to_25() -> None:
    assert registered({"birth_date": "24/11/2026"}).demographics.birth_date == examples.TODAY
    assert registered({"birth_date": "25/11/2000"}).demographics.birth_date == date(2000, 11, 25)


def test_a_date_of_birth_may_be_said_to_be_unknown() -> None:
    assert registered({"birth_date": "", "birth_date.none": "yes"}).demographics.birth_date is None


def test_every_fault_is_told_at_once() -> None:
    assert set(faults({"family_name": "", "birth_date": "x", "postcode": "x", "nhs_number": "x"})) >= {
        "family_name",
        "birth_date",
        "postcode",
        "nhs_number",
    }


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("field", FIELDS)
def test_hostile_content_is_refused_at_its_field(field: str, hostile: str) -> None:
    assert field in faults({field: hostile})


@given(st.sampled_from(sorted(FIELDS)), st.text(max_size=300))
def test_whatever_is_typed_is_registered_or_refused_with_words(field: str, text: str) -> None:
    outcome = sent(FakeRegister(), {field: text})
    if isinstance(outcome, NotRegistered):
        assert outcome.problems
        assert all(each.message and (not text.strip() or each.message != text) for each in outcome.problems)


def test_every_choice_offered_is_taken() -> None:
    free = {"nhs_number_status", "gender"}
    for name, field in FIELDS.items():
        if field.kind is FieldKind.CHOICE and name not in free:
            for value, _ in field.choices:
                assert isinstance(sent(FakeRegister(), {name: value}), Registered), (name, value)


class TestANumberInUse:
    """The child who has it is shown instead; nothing is written, and the showing is audited."""

    def test_an_nhs_number(self) -> None:
        records = FakeRegister(KNOWN)
        outcome = sent(records, {"nhs_number": NUMBER})
        assert isinstance(outcome, NotRegistered)
        assert [hit.child for hit in outcome.holders] == [KNOWN.id]
        assert [each.item for each in outcome.problems] == ["nhs_number"]
        assert [event.detail for event in records.events] == ["registering: 1 found"]

    def test_a_local_number_of_the_same_organisation(self) -> None:
        records = FakeRegister()
        sent(records)
        other = {"child": shown(Identity(7_000_002)), "nhs_number": NUMBER, "family_name": "Anders"}
        outcome = sent(records, other)
        assert isinstance(outcome, NotRegistered)
        assert [each.item for each in outcome.problems] == ["local_identifier"]
        elsewhere = sent(records, {**other, "local_identifier_issuer": "RYY01"})
        assert elsewhere == Registered(Identity(7_000_002))

    def test_one_that_another_child_had_by_mistake_is_free_again(self) -> None:
        ended = replace(KNOWN.identifiers[0], version=2, until=date(2026, 1, 5))
        records = FakeRegister(replace(KNOWN, identifiers=(ended,)))
        assert sent(records, {"nhs_number": NUMBER}) == Registered(CHILD)

    def test_one_that_was_taken_between_the_look_and_the_writing(self) -> None:
        records = FakeRegister()
        records.racing = [replace(KNOWN, identifiers=(replace(KNOWN.identifiers[0], value=OTHER_NUMBER),))]
        outcome = sent(records)
        assert isinstance(outcome, NotRegistered)
        assert [hit.child for hit in outcome.holders] == [KNOWN.id]
        assert CHILD not in records.children


class TestLookAlikes:
    """A warning once; registered only after it was said of each that it is another child."""

    def test_are_shown_and_nothing_is_written(self) -> None:
        outcome = refused(TWIN, KNOWN)
        assert [hit.child for hit in outcome.look_alikes] == [KNOWN.id]
        assert outcome.problems == ()

    def test_once_seen_are_registered_over(self) -> None:
        records = FakeRegister(KNOWN)
        outcome = sent(records, TWIN)
        assert isinstance(outcome, NotRegistered)
        assert sent(records, {**TWIN, "confirmed": confirmation(outcome.look_alikes)}) == Registered(CHILD)

    def test_one_that_was_not_seen_is_shown_again(self) -> None:
        second = replace(KNOWN, id=Identity(50), identifiers=())
        outcome = refused({**TWIN, "confirmed": shown(KNOWN.id) + " nonsense"}, KNOWN, second)
        assert second.id in {hit.child for hit in outcome.look_alikes}

    def test_a_sibling_at_the_same_postcode_is_one(self) -> None:
        records = FakeRegister()
        sent(records)
        sibling = {"child": shown(Identity(7_000_002)), "given_name": "Samir", "birth_date": "1/1/2016"}
        sibling |= {"nhs_number": NUMBER, "local_identifier": "L-2"}
        assert isinstance(sent(records, sibling), NotRegistered)


class TestTheSameFormTwice:
    """One identity goes with one form: a double click registers once."""

    def test_answers_with_the_child_registered_first(self) -> None:
        records = FakeRegister()
        sent(records)
        assert sent(records) == Registered(CHILD, again=True)
        assert len(records.events) == 1

    def test_at_the_same_moment(self) -> None:
        records = FakeRegister()
        records.racing = [registered()]
        assert sent(records) == Registered(CHILD, again=True)
        assert records.events == []

    def test_without_a_number_goes_by_the_name(self) -> None:
        records, absent = FakeRegister(), {"nhs_number": "", "nhs_number_status": "07"}
        sent(records, absent)
        assert sent(records, absent) == Registered(CHILD, again=True)

    @pytest.mark.parametrize("changes", [{"nhs_number": NUMBER}, {"nhs_number": "", "nhs_number_status": "07"}])
    def test_with_another_child_on_it_is_refused(self, changes: dict[str, str]) -> None:
        records = FakeRegister()
        sent(records)
        with pytest.raises(Conflict):
            sent(records, changes)
        assert set(records.children) == {CHILD}


def test_who_may_not_register_registers_nobody() -> None:
    with pytest.raises(NotPermitted):
        register_child(REGISTRATION, work_of(FakeRegister(), Role.INFORMATICS), KEY)
