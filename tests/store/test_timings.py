"""How long recordings took is read of contacts that came from a form, once each."""

from dataclasses import replace
from datetime import date, timedelta

from app.clinical.encounter import Encounter, EncounterKind
from app.clinical.timing import InputMode, Timing
from app.store.engine import Store
from tests.databases import START
from tests.store.examples import Example, bare_encounter, example, unit_of, written
from tests.store.test_query_plans import plans

SINCE = date(2026, 3, 1)


def timing(seconds: int, first_input: bool = True) -> Timing:
    touched = START + timedelta(seconds=2) if first_input else None
    return Timing(START, touched, START + timedelta(seconds=seconds), 1, 2, 3, InputMode.TOUCH)


def timed(of: Example, number: int, on: date, timing: Timing | None) -> Encounter:
    bare = bare_encounter(of, number)
    return replace(bare, contact=replace(bare.contact, on=on), timing=timing)


def commit(store: Store, of: Example, *things: object) -> None:
    with store.records(of.organisation.id) as records:
        records.commit(unit_of(of, *things))


def read(store: Store, of: Example) -> tuple[Timing, ...]:
    with store.records(of.organisation.id) as records:
        return records.timings(SINCE)


def test_the_timings_since_a_date_are_read_by_date(store: Store) -> None:
    of = written(store)
    commit(
        store,
        of,
        timed(of, 1, date(2026, 3, 3), timing(40)),
        timed(of, 2, date(2026, 3, 1), timing(50, first_input=False)),
        timed(of, 3, date(2026, 2, 28), timing(60)),
    )
    assert read(store, of) == (timing(50, first_input=False), timing(40))


def test_what_came_from_no_form_was_not_timed_and_an_amendment_is_not_counted_again(store: Store) -> None:
    of = written(store)
    encounter = timed(of, 1, SINCE, timing(40))
    amended = replace(encounter, version=2, record_number=3, timing=timing(8))
    received = replace(timed(of, 4, SINCE, timing(1)), kind=EncounterKind.RECORD_RECEIVED)
    commit(store, of, encounter, timed(of, 2, SINCE, None), amended, received)
    assert read(store, of) == (timing(40),)


def test_another_organisation_sees_none_of_them(store: Store) -> None:
    of, other = written(store), written(store, lambda: example("RXX02", "9990000026"))
    commit(store, of, timed(of, 1, SINCE, timing(40)))
    assert read(store, other) == ()


def test_they_are_found_by_their_dates(sqlite_url: str) -> None:
    assert any(
        "ix_encounter_organisation_contact_on (organisation=? AND contact_on>" in step
        for step in plans(sqlite_url)["timings._since[0]"]
    )
