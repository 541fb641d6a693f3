"""Correcting a child: what differs becomes next versions; nothing is overwritten, least of all unseen."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clinical.child import Child, ChildIdentifier, FactAnswer, FactKind, IdentifierKind
from app.clinical.child_numbers import absence_of_number, number_in_use
from app.errors import Conflict
from app.identity import Identity, shown
from app.register.children.correcting import differing, untouched_as_it_stands
from app.register.correction import Corrected, NotCorrected, Stale, correct_child
from app.register.fields import FIELDS
from app.register.merging import Comparison, merge_children
from app.register.registration import register_child
from app.register.standing import standing_digest, standing_values
from tests.clinical import examples
from tests.register.fake_register import FakeRegister, work_of
from tests.register.typed_forms import HOSTILE, NUMBER, OTHER_NUMBER, REGISTRATION, THIRD_NUMBER

CHILD = Identity(7_000_001)
TODAY = examples.TODAY


def register(changes: Mapping[str, str] | None = None, *others: Child) -> FakeRegister:
    records = FakeRegister(*others)
    register_child({**REGISTRATION, **(changes or {})}, work_of(records), bytes(32))
    assert CHILD in records.children
    return records


def form(child: Child) -> dict[str, str]:
    """The form as the page gives it out."""
    return {**standing_values(child, TODAY), "seen": standing_digest(child, TODAY), "local_identifier_issuer": "RXX01"}


def sent(records: FakeRegister, changes: Mapping[str, str]) -> Corrected | NotCorrected | Stale:
    child = records.child(CHILD)
    return correct_child(child, {**form(child), **changes}, work_of(records))


def faults(records: FakeRegister, changes: Mapping[str, str]) -> dict[str, str]:
    before = records.units
    outcome = sent(records, changes)
    assert isinstance(outcome, NotCorrected), outcome
    assert records.units == before
    return {each.item: each.message for each in outcome.problems}


def test_a_name_is_corrected_in_a_next_version_and_the_event_says_what_but_not_how() -> None:
    records = register()
    assert sent(records, {"given_name": "Nour", "preferred_name": ""}) == Corrected(
        ("child.given_name", "child.preferred_name")
    )
    child = records.child(CHILD)
    assert (child.version, child.demographics.given_name, child.demographics.preferred_name) == (2, "Nour", None)
    event = records.events[-1]
    assert (event.action.value, event.child) == ("child corrected", CHILD)
    assert event.detail == "child.given_name, child.preferred_name"


def test_a_form_sent_as_it_was_given_out_writes_nothing() -> None:
    records = register()
    before = records.units
    assert sent(records, {}) == Corrected(())
    assert records.units == before


def test_a_fact_that_differs_is_a_new_row_and_one_left_blank_stays() -> None:
    records = register()
    changes = {"postcode": "zz993vz", "school": "", "ehc_plan": "has_plan", "true_from": "1/9/2026"}
    assert sent(records, changes) == Corrected(("fact.postcode", "fact.ehc_plan"))
    child = records.child(CHILD)
    moved = child.fact(FactKind.POSTCODE, TODAY)
    assert moved is not None
    assert (moved.value, moved.since) == ("ZZ99 3VZ", date(2026, 9, 1))
    before = child.fact(FactKind.POSTCODE, date(2026, 8, 31))
    assert before is not None
    assert before.value == "ZZ99 1AA"
    school = child.fact(FactKind.SCHOOL, TODAY)
    assert school is not None
    assert school.value == "EE999001"


def test_what_was_wrong_all_along_is_put_right_for_all_time() -> None:
    records = register()
    sent(records, {"postcode": "ZZ99 3VZ", "true_from": ""})
    right = records.child(CHILD).fact(FactKind.POSTCODE, date(2022, 1, 1))
    assert right is not None
    assert right.value == "ZZ99 3VZ"


def test_a_fact_may_be_said_to_be_none_without_clearing_what_stands() -> None:
    records = register()
    assert sent(records, {"school.none": "yes", "placement": "none"}) == Corrected(("fact.placement", "fact.school"))
    school = records.child(CHILD).fact(FactKind.SCHOOL, TODAY)
    assert school is not None
    assert (school.answer, school.value) == (FactAnswer.NONE, None)
    assert standing_values(records.child(CHILD), TODAY)["school.none"] == "yes"
    assert sent(records, {}) == Corrected(())


class TestTheNumber:
    """A number that ends stays in the record, superseded; another is added; a status is a next version."""

    def test_is_replaced(self) -> None:
        records = register()
        old = number_in_use(records.child(CHILD))
        assert old is not None
        assert sent(records, {"nhs_number": THIRD_NUMBER}) == Corrected(("child.nhs_number",))
        child = records.child(CHILD)
        assert child.nhs_number == THIRD_NUMBER
        ended = next(each for each in child.identifiers if each.id == old.id)
        assert (ended.value, ended.version, ended.until) == (OTHER_NUMBER, 2, TODAY)
        assert OTHER_NUMBER not in "".join(standing_values(child, TODAY).values()).replace(" ", "")

    def test_has_another_status(self) -> None:
        records = register()
        assert sent(records, {"nhs_number_status": "03"}) == Corrected(("child.nhs_number",))
        number = number_in_use(records.child(CHILD))
        assert number is not None
        assert (number.value, number.status, number.version) == (OTHER_NUMBER, "03", 2)

    def test_is_taken_away(self) -> None:
        records = register()
        assert sent(records, {"nhs_number.none": "yes", "nhs_number_status": "06"}) == Corrected(("child.nhs_number",))
        child = records.child(CHILD)
        assert child.nhs_number is None
        absent = absence_of_number(child)
        assert absent is not None
        assert absent.status == "06"
        assert sent(records, {"nhs_number_status": "04"}) == Corrected(("child.nhs_number",))
        later = absence_of_number(records.child(CHILD))
        assert later is not None
        assert (later.status, later.version) == ("04", 2)

    def test_is_found_after_all(self) -> None:
        records = register({"nhs_number": "", "nhs_number_status": "04"})
        changes = {"nhs_number": OTHER_NUMBER, "nhs_number_status": "01"}
        assert sent(records, changes) == Corrected(("child.nhs_number",))
        assert records.child(CHILD).nhs_number == OTHER_NUMBER

    def test_left_blank_stays(self) -> None:
        records = register()
        assert sent(records, {"nhs_number": ""}) == Corrected(())

    def test_of_another_child_is_refused_and_the_child_shown(self) -> None:
        records = register(None, examples.child())
        outcome = sent(records, {"nhs_number": NUMBER})
        assert isinstance(outcome, NotCorrected)
        assert [hit.child for hit in outcome.holders] == [examples.CHILD]
        assert records.child(CHILD).nhs_number == OTHER_NUMBER

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"nhs_number.none": "yes"}, "nhs_number_status"),
            ({"nhs_number.none": "yes", "nhs_number": THIRD_NUMBER, "nhs_number_status": "06"}, "nhs_number"),
            ({"nhs_number": "9990000019"}, "nhs_number"),
            ({"nhs_number_status": "07"}, "nhs_number_status"),
            ({"nhs_number_status": ""}, "nhs_number_status"),
        ],
    )
    def test_that_makes_no_sense_is_refused(self, changes: dict[str, str], field: str) -> None:
        assert set(faults(register(), changes)) == {field}

    def test_postponed_for_a_baby_hinders_nothing_when_the_baby_has_grown(self) -> None:
        records = register()
        child = records.child(CHILD)
        postponed = ChildIdentifier(Identity(70), IdentifierKind.NHS_NUMBER, "", None, "08", TODAY, TODAY)
        records.children[CHILD] = replace(child, identifiers=(postponed, child.identifiers[1]))
        assert sent(records, {"title": "Miss"}) == Corrected(("child.title",))


class TestLocalNumbers:
    """They are added and ended; a child keeps one number at least."""

    def test_one_is_added_and_one_ended(self) -> None:
        records = register()
        old = records.child(CHILD).identifiers[1]
        changes = {"local_identifier": "NEW1", "local_identifier_issuer": "RYY", f"end.{shown(old.id)}": "yes"}
        assert sent(records, changes) == Corrected(("child.local_identifier",))
        child = records.child(CHILD)
        assert child.local_identifier == "NEW1"
        assert next(each for each in child.identifiers if each.id == old.id).until == TODAY

    def test_the_last_number_of_all_stays(self) -> None:
        records = register({"nhs_number": "", "nhs_number_status": "07"})
        local = records.child(CHILD).identifiers[1]
        assert set(faults(records, {f"end.{shown(local.id)}": "yes"})) == {"local_identifier"}

    def test_one_that_is_the_childs_already_is_not_added_again(self) -> None:
        assert sent(register(), {"local_identifier": "L-4711"}) == Corrected(())


class TestAStalePage:
    """Somebody else was quicker: both versions are there to compare, and neither was overwritten."""

    def test_of_a_name(self) -> None:
        records = register()
        old = form(records.child(CHILD))
        sent(records, {"given_name": "Nour"})
        before = records.units
        outcome = correct_child(records.child(CHILD), {**old, "given_name": "Norah"}, work_of(records))
        assert isinstance(outcome, Stale)
        assert records.units == before
        stands = standing_values(outcome.child, TODAY)
        assert differing(stands, {**old, "given_name": "Norah"}) == [("Given name", "Nour", "Norah")]

    def test_of_a_fact_or_a_number(self) -> None:
        for changes in ({"school": "EE999002"}, {"nhs_number_status": "03"}, {"placement": "none"}):
            records = register()
            old = form(records.child(CHILD))
            sent(records, changes)
            assert isinstance(correct_child(records.child(CHILD), {**old, "title": "Dr"}, work_of(records)), Stale)
            assert records.child(CHILD).demographics.title is None

    def test_at_the_same_moment(self) -> None:
        records, other = register(), register()
        old = records.child(CHILD)
        sent(other, {"given_name": "Nour"})
        quicker = other.child(CHILD)
        typed = {**form(old), "given_name": "Norah"}
        work = work_of(records)
        records.children[CHILD] = quicker
        outcome = correct_child(old, typed, work)
        assert isinstance(outcome, Stale)
        assert records.child(CHILD).demographics.given_name == "Nour"


def test_after_a_stale_page_only_what_was_touched_stands_against_what_stands_now() -> None:
    stood = {"school": "", "school.none": "yes", "placement": "foster", "title": ""}
    typed = {**stood, "title": "Dr", **{f"was.{name}": text for name, text in stood.items()}}
    now = {"school": "EE999002", "school.none": "", "placement": "kinship", "title": "Miss"}
    mended = untouched_as_it_stands(typed, now)
    assert {name: mended[name] for name in now} == {**now, "title": "Dr"}


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("field", [*FIELDS, "true_from"])
def test_hostile_content_is_refused_at_its_field(field: str, hostile: str) -> None:
    assert field in faults(register(), {field: hostile})


@pytest.mark.parametrize("day", ["25/11/2026", "1/1/2020", "yesterday"])
def test_what_is_new_is_true_from_birth_to_today(day: str) -> None:
    assert set(faults(register(), {"school": "EE999002", "true_from": day})) == {"true_from"}


def test_a_young_person_who_has_outgrown_the_service_can_still_be_corrected() -> None:
    records = register()
    child = records.child(CHILD)
    grown = replace(child.demographics, birth_date=date(1999, 1, 1))
    records.children[CHILD] = replace(child, demographics=grown)
    assert sent(records, {"title": "Ms"}) == Corrected(("child.title",))
    assert set(faults(records, {"birth_date": "2/1/1999"})) == {"birth_date"}


def test_a_form_that_lost_its_place_writes_nothing() -> None:
    records = register()
    assert set(faults(records, {"seen": "", "title": "Dr"})) == {"family_name"}


def test_a_merged_record_is_not_corrected() -> None:
    records = register(None, examples.child())
    comparison = Comparison(records.child(CHILD), records.child(examples.CHILD))
    merge_children(comparison, {"reason": "One child", "same": "yes", "two_numbers": "yes"}, work_of(records))
    with pytest.raises(Conflict):
        sent(records, {"title": "Dr"})


@given(st.dictionaries(st.sampled_from([*FIELDS, "true_from"]), st.text(max_size=120), max_size=4))
def test_whatever_is_typed_is_corrected_or_refused_and_then_stands(typed: dict[str, str]) -> None:
    records = register()
    before = records.child(CHILD)
    outcome = sent(records, typed)
    if isinstance(outcome, Corrected):
        assert sent(records, {}) == Corrected(())
    else:
        assert isinstance(outcome, NotCorrected)
        assert records.child(CHILD) == before
