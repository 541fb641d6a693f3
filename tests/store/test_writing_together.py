"""Many who write at once: each record number is won once, and one refusal leaves the others standing."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from app.errors import Conflict
from app.identity import Identity
from app.store.engine import Store
from tests.store.examples import Example, bare_encounter, example_encounter, unit_of, written

RACERS = 16


def _race(store: Store, of: Example, number: int, start: Barrier) -> Identity | None:
    encounter = bare_encounter(of, number)
    start.wait()
    try:
        with store.records(of.organisation.id) as records:
            records.commit(unit_of(of, encounter))
    except Conflict:
        return None
    return encounter.id


def test_of_sixteen_who_race_for_a_record_number_exactly_one_wins_each(store: Store) -> None:
    of = written(store)
    winners: list[Identity] = []
    with ThreadPoolExecutor(RACERS) as threads:
        for number in range(1, 6):
            start = Barrier(RACERS)
            won = [
                each for each in threads.map(lambda _, n=number, s=start: _race(store, of, n, s), range(RACERS)) if each
            ]
            assert len(won) == 1
            winners += won
    with store.records(of.organisation.id) as records:
        assert {each.id for each in records.encounters_of(of.child.id)} == set(winners)
        assert records.record_number(of.child.id) == 5
    assert store.accounts.verify_audit().faults == ()


def test_units_that_queue_up_together_are_all_written_and_a_bad_one_among_them_alone_is_refused(store: Store) -> None:
    of = written(store)
    good = [bare_encounter(of, number) for number in range(1, 40)]
    taken = example_encounter(of, 40)
    bad = [replace(bare_encounter(of, number), id=taken.id) for number in range(41, 45)]

    def write(encounter: object) -> bool:
        try:
            with store.records(of.organisation.id) as records:
                records.commit(unit_of(of, encounter))
        except Conflict:
            return False
        return True

    assert write(taken)
    with ThreadPoolExecutor(RACERS) as threads:
        outcomes = list(threads.map(write, [*good[:20], *bad, *good[20:]]))
    assert outcomes.count(False) == len(bad)
    with store.records(of.organisation.id) as records:
        assert {each.id for each in records.encounters_of(of.child.id)} == {each.id for each in (*good, taken)}
    report = store.accounts.verify_audit()
    assert (report.faults, report.events) == ((), 2 + len(good))


def test_a_chunk_sees_its_own_units_and_a_refused_one_leaves_the_others(store: Store) -> None:
    of = written(store)
    with store.chunk() as chunk:
        records = chunk.records(of.organisation.id)
        first, second = example_encounter(of, 1), bare_encounter(of, 2)
        records.commit(unit_of(of, first))
        assert records.encounter(first.id) == first
        with store.records(of.organisation.id) as outside:
            assert outside.encounters_of(of.child.id) == ()
        with pytest.raises(Conflict):
            records.commit(unit_of(of, bare_encounter(of, 1)))
        records.commit(unit_of(of, second))
        chunk.flush()
        with store.records(of.organisation.id) as outside:
            assert set(outside.encounters_of(of.child.id)) == {first, second}
        records.commit(unit_of(of, bare_encounter(of, 3)))
    with store.records(of.organisation.id) as outside:
        assert outside.record_number(of.child.id) == 3
    assert store.accounts.verify_audit().faults == ()


def test_a_chunk_that_raises_leaves_nothing_since_its_last_flush(store: Store) -> None:
    of = written(store)
    with pytest.raises(ZeroDivisionError), store.chunk() as chunk:  # noqa: PT012
        records = chunk.records(of.organisation.id)
        records.commit(unit_of(of, bare_encounter(of, 1)))
        chunk.flush()
        records.commit(unit_of(of, bare_encounter(of, 2)))
        raise ZeroDivisionError
    with store.records(of.organisation.id) as records:
        assert records.record_number(of.child.id) == 1
    with store.records(of.organisation.id) as records:
        records.commit(unit_of(of, bare_encounter(of, 2)))
    assert store.accounts.verify_audit().faults == ()
