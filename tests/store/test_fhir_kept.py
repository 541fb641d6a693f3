"""What systems sent is kept as it was, in versions."""

from dataclasses import replace
from datetime import date

import pytest

from app.errors import Conflict
from app.fhir.ports import KeptResource
from app.store.engine import Store
from tests.databases import new_identity
from tests.store.examples import Example, bare_encounter, example, unit_of, written
from tests.store.fhir_examples import CODE, example_kept
from tests.store.raw import connected


def commit(store: Store, of: Example, *things: object) -> None:
    with store.records(of.organisation.id) as records:
        records.commit(unit_of(of, *things))


def read(kept: KeptResource) -> KeptResource:
    """As it is read again: its codes are there to be searched for alone."""
    return replace(kept, codes=())


def test_a_kept_resource_with_every_field_filled_is_read_as_it_was_written(store: Store) -> None:
    of = written(store)
    encounter = bare_encounter(of, 1)
    kept = replace(example_kept(of, "Encounter", encounter.id), encounter=encounter.id, encounter_version=1)
    commit(store, of, encounter, kept)
    with store.records(of.organisation.id) as records:
        assert records.kept_last([("Encounter", kept.id)]) == {("Encounter", kept.id): read(kept)}
        assert records.kept_versions("Encounter", kept.id) == (read(kept),)


def test_a_kept_resource_with_nothing_but_what_must_be_is_read_as_it_was_written(store: Store) -> None:
    of = written(store)
    kept = replace(example_kept(of, "Practitioner"), child=None, meta=None, content=b"{}", codes=(), on=None)
    commit(store, of, kept)
    with store.records(of.organisation.id) as records:
        assert records.kept_versions("Practitioner", kept.id) == (kept,)


def test_of_several_versions_the_last_holds_and_all_are_kept(store: Store) -> None:
    of = written(store)
    first = example_kept(of)
    second, third = (example_kept(of, identity=first.id, version=version) for version in (2, 3))
    another = example_kept(of, identity=first.id, type_name="Observation")
    commit(store, of, second, first, another)
    commit(store, of, third)
    wanted = [("Condition", first.id), ("Observation", first.id), ("Condition", new_identity()), ("Flag", first.id)]
    with store.records(of.organisation.id) as records:
        assert records.kept_last(wanted) == {wanted[0]: read(third), wanted[1]: read(another)}
        assert records.kept_versions("Condition", first.id) == (read(first), read(second), read(third))
        assert records.kept_versions("Flag", first.id) == ()
        assert records.kept_last([]) == {}


def test_of_two_who_keep_a_version_the_second_is_a_conflict(store: Store) -> None:
    of = written(store)
    first = example_kept(of)
    commit(store, of, first)
    with pytest.raises(Conflict, match="recorded or changed meanwhile"):
        commit(store, of, replace(first, content=b"[]"))
    with store.records(of.organisation.id) as records:
        assert records.kept_versions("Condition", first.id) == (read(first),)


def test_the_codes_of_each_version_can_be_sought_with_their_system_and_without(database_url: str, store: Store) -> None:
    of = written(store)
    first = replace(example_kept(of), codes=(CODE, CODE, "|local"))
    second = replace(example_kept(of, identity=first.id, version=2), codes=("urn:a|b|c", "urn:" + "x" * 5_000))
    commit(store, of, first, second)
    with connected(database_url) as connection:
        rows = connection.exec_driver_sql("SELECT version, code FROM fhir_kept_code").all()
    assert {code for version, code in rows if version == 1} == {CODE, "|128188000", "|local"}
    assert {code for version, code in rows if version == 2 and len(code) < 100} == {"urn:a|b|c", "|b|c", "|"}
    assert len(rows) == 7


def test_what_was_kept_of_another_organisation_is_not_found_and_nobody_keeps_of_its_children(store: Store) -> None:
    of, other = written(store), written(store, lambda: example("RXX02", "9990000026"))
    kept = example_kept(of)
    commit(store, of, kept)
    with store.records(other.organisation.id) as records:
        assert records.kept_last([("Condition", kept.id)]) == {}
        assert records.kept_versions("Condition", kept.id) == ()
    with pytest.raises(Conflict, match="refers to something"):
        commit(store, other, replace(kept, organisation=other.organisation.id))


def test_a_recording_that_is_not_there_cannot_be_what_a_resource_led_to(store: Store) -> None:
    of = written(store)
    encounter = bare_encounter(of, 1)
    kept = replace(example_kept(of), encounter=encounter.id, encounter_version=2)
    with pytest.raises(Conflict, match="refers to something"):
        commit(store, of, encounter, kept)


def test_the_largest_resource_is_kept_whole(store: Store) -> None:
    of = written(store)
    kept = replace(example_kept(of), content=b"x" * 10_000_000, on=date(2026, 3, 2))
    commit(store, of, kept)
    with store.records(of.organisation.id) as records:
        assert records.kept_versions("Condition", kept.id) == (read(kept),)
