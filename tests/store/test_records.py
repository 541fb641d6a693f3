"""What is written is read again as it was, by its own organisation and as of one moment."""

from dataclasses import replace
from datetime import date

import pytest

from app.clinical.encounter import Attendance, Encounter, Outcome
from app.clinical.needs import Change
from app.clinical.ports import Unit
from app.errors import Conflict, NotFound
from app.store.engine import Store
from tests.databases import new_identity
from tests.store.examples import (
    Example,
    bare_encounter,
    event_of,
    example,
    example_child,
    example_encounter,
    example_statement,
    unit_of,
    written,
)


def commit(store: Store, of: Example, *things: object) -> None:
    with store.records(of.organisation.id) as records:
        records.commit(unit_of(of, *things))


def test_an_encounter_with_every_field_filled_is_read_as_it_was_written(store: Store) -> None:
    of = written(store)
    encounter = example_encounter(of)
    commit(store, of, encounter)
    with store.records(of.organisation.id) as records:
        assert records.encounter(encounter.id) == encounter
        assert records.encounters_of(of.child.id) == (encounter,)
        assert records.encounter_versions(encounter.id) == (encounter,)
        assert records.record_number(of.child.id) == 1


def test_an_encounter_with_nothing_but_what_must_be_is_read_as_it_was_written(store: Store) -> None:
    of = written(store)
    encounter = bare_encounter(of, 1)
    commit(store, of, encounter)
    with store.records(of.organisation.id) as records:
        assert records.encounter(encounter.id) == encounter


def test_a_child_a_referral_and_an_appointment_are_read_as_they_were_written(store: Store) -> None:
    of = written(store)
    with store.records(of.organisation.id) as records:
        assert records.child(of.child.id) == of.child
        assert records.referral(of.referral.id) == of.referral
        assert records.appointment(of.appointment.id) == of.appointment
        assert records.professional(of.professional.id) == of.professional
        assert records.professionals() == (of.professional,)
        assert records.teams() == (of.team,)
        assert records.clinics() == (of.clinic,)


def test_an_amendment_is_one_more_version_and_the_first_stays(store: Store) -> None:
    of = written(store)
    first = example_encounter(of, needs=2)
    commit(store, of, first)
    kept, withdrawn = first.statements
    second = replace(
        first,
        version=2,
        record_number=2,
        statements=(
            kept,
            replace(withdrawn, change=Change.ENTERED_IN_ERROR),
            example_statement(3, of.professional.id),
        ),
        form_token="the amendment's form",
        amendment_reason="The second need was another child's.",
    )
    other = bare_encounter(of, 3)
    commit(store, of, second)
    commit(store, of, other)
    with store.records(of.organisation.id) as records:
        assert records.encounter(first.id) == second
        assert records.encounter_versions(first.id) == (first, second)
        assert set(records.encounters_of(of.child.id)) == {second, other}
        assert records.record_number(of.child.id) == 3
        assert records.encounter_of_form("the amendment's form") == first.id


def test_a_need_carried_from_an_earlier_encounter_is_the_same_need(store: Store) -> None:
    of = written(store)
    first = example_encounter(of, needs=1)
    carried = tuple(replace(each, change=Change.CARRIED, traffic_light=None) for each in first.statements)
    second = replace(bare_encounter(of, 2), statements=carried)
    commit(store, of, first)
    commit(store, of, second)
    with store.records(of.organisation.id) as records:
        assert records.encounter(second.id).statements == carried


def test_a_closed_referral_is_one_more_version(store: Store) -> None:
    of = written(store)
    closed = replace(of.referral, version=2, discharged_on=date(2026, 3, 2), teams=())
    newer = replace(of.referral, id=new_identity(), received_on=date(2026, 2, 1))
    commit(store, of, closed)
    commit(store, of, newer)
    with store.records(of.organisation.id) as records:
        assert records.referral(of.referral.id) == closed
        assert records.referrals_of(of.child.id) == (newer, closed)


def test_the_form_and_the_appointment_lead_to_the_encounter(store: Store) -> None:
    of = written(store)
    encounter = example_encounter(of)
    with store.records(of.organisation.id) as records:
        assert records.encounter_of_appointment(of.appointment.id) is None
        assert records.encounter_of_form(str(encounter.form_token)) is None
        assert records.record_number(of.child.id) == 0
        assert records.encounters_of(of.child.id) == ()
    commit(store, of, encounter)
    with store.records(of.organisation.id) as records:
        assert records.encounter_of_appointment(of.appointment.id) == encounter.id
        assert records.encounter_of_form(str(encounter.form_token)) == encounter.id


def test_a_form_sent_twice_at_once_is_recorded_once(store: Store) -> None:
    of = written(store)
    encounter = example_encounter(of)
    commit(store, of, encounter)
    again = replace(example_encounter(of, 2), form_token=encounter.form_token)
    with pytest.raises(Conflict):
        commit(store, of, again)
    with store.records(of.organisation.id) as records:
        assert records.encounters_of(of.child.id) == (encounter,)


def test_a_record_number_already_taken_is_a_conflict_and_nothing_of_the_unit_stays(store: Store) -> None:
    of = written(store)
    commit(store, of, example_encounter(of))
    late = example_encounter(of)
    closed = replace(of.referral, version=2, discharged_on=date(2026, 3, 2))
    with pytest.raises(Conflict) as refusal, store.records(of.organisation.id) as records:
        records.commit(unit_of(of, closed, late))
    assert str(of.child.id) not in str(refusal.value)
    with store.records(of.organisation.id) as records:
        assert records.referral(of.referral.id) == of.referral
        with pytest.raises(NotFound):
            records.encounter(late.id)


def test_a_child_is_unique_in_the_organisation_by_nhs_number_and_joins_others_by_pseudonym(store: Store) -> None:
    of = written(store)
    twin = example_child(of.organisation.id, of.account.id, "9990000018")
    with pytest.raises(Conflict) as refusal:
        commit(store, of, twin)
    assert "9990000018" not in f"{refusal.value!r}{refusal.value.__cause__!r}"
    elsewhere = written(store, lambda: example("RXX02"))
    assert elsewhere.child.pseudonym == of.child.pseudonym


def test_nothing_of_another_organisation_is_found(store: Store) -> None:
    of, other = written(store), written(store, lambda: example("RXX02", "9990000026"))
    encounter = example_encounter(of)
    commit(store, of, encounter)
    with store.records(other.organisation.id) as records:
        for ask in (
            lambda: records.child(of.child.id),
            lambda: records.referral(of.referral.id),
            lambda: records.referrals_of(of.child.id),
            lambda: records.encounter(encounter.id),
            lambda: records.encounter_versions(encounter.id),
            lambda: records.encounters_of(of.child.id),
            lambda: records.record_number(of.child.id),
            lambda: records.appointment(of.appointment.id),
            lambda: records.encounter_of_appointment(of.appointment.id),
            lambda: records.professional(of.professional.id),
        ):
            with pytest.raises(NotFound):
                ask()
        assert records.encounter_of_form(str(encounter.form_token)) is None
        assert [row.child for row in records.day_list(date(2026, 3, 2), None)] == [other.child.id]
        assert records.clinics() == (other.clinic,)


def test_nothing_of_another_organisation_is_written(store: Store) -> None:
    of, other = written(store), written(store, lambda: example("RXX02", "9990000026"))
    with store.records(other.organisation.id) as records:
        with pytest.raises(ValueError, match="another organisation"):
            records.commit(Unit((example_encounter(of),), (event_of(other),)))
        with pytest.raises(ValueError, match="another organisation"):
            records.commit(Unit((), (event_of(of),)))
        with pytest.raises(TypeError, match="cannot hold a str"):
            records.commit(Unit(("a text",), ()))


def test_a_statement_about_another_childs_need_is_refused(store: Store) -> None:
    of = written(store)
    sibling = example_child(of.organisation.id, of.account.id, "9990000026")
    first = example_encounter(of, needs=1)
    commit(store, of, sibling)
    commit(store, of, first)
    astray = replace(
        bare_encounter(of, 1),
        child=sibling.id,
        statements=(replace(first.statements[0], change=Change.STILL_PRESENT),),
    )
    with pytest.raises(Conflict, match="refers to something"):
        commit(store, of, astray)


def test_reads_are_as_of_one_moment_until_something_is_written(store: Store) -> None:
    of = written(store)
    with store.records(of.organisation.id) as records:
        assert records.record_number(of.child.id) == 0
        commit(store, of, example_encounter(of))
        assert records.record_number(of.child.id) == 0
        assert records.encounters_of(of.child.id) == ()
        records.commit(unit_of(of, example_encounter(of, 2)))
        assert records.record_number(of.child.id) == 2


def test_a_days_list_has_the_appointments_by_time_and_what_became_of_them(store: Store) -> None:
    of = written(store)
    day = of.appointment.on
    later = replace(of.appointment, id=new_identity(), at=of.appointment.at.replace(hour=11))
    another_day = replace(of.appointment, id=new_identity(), on=date(2026, 3, 3))
    commit(store, of, later, another_day)
    encounter: Encounter = example_encounter(of)
    commit(store, of, encounter)
    amended = replace(
        encounter, version=2, record_number=2, outcome=Outcome.DISCHARGE, next_appointment=None, form_token=None
    )
    commit(store, of, amended)
    with store.records(of.organisation.id) as records:
        seen, to_come = records.day_list(day, None)
        assert records.day_list(day, of.clinic.id) == (seen, to_come)
        assert records.day_list(day, new_identity()) == ()
    assert (seen.appointment, seen.encounter, seen.attendance) == (
        of.appointment.id,
        encounter.id,
        Attendance.ATTENDED_LATE,
    )
    assert (seen.outcome, seen.next_weeks) == (Outcome.DISCHARGE, None)
    assert (seen.demographics, seen.nhs_number, seen.clinic_name) == (
        of.child.demographics,
        "9990000018",
        of.clinic.name,
    )
    assert (to_come.appointment, to_come.encounter, to_come.attendance, to_come.at) == (
        later.id,
        None,
        None,
        later.at,
    )


def test_an_open_store_is_alive_and_a_closed_one_refuses(store: Store) -> None:
    of = written(store)
    assert store.alive()
    store.close()
    assert not store.alive()
    with pytest.raises(RuntimeError, match="closed"):
        commit(store, of, example_encounter(of))
    with pytest.raises(RuntimeError, match="closed"), store.records(of.organisation.id) as records:
        records.child(of.child.id)
