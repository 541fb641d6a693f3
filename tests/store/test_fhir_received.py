"""A body is recognised when it is sent again, and an identifier belongs to one resource."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from app.errors import Conflict
from app.identity import Identity
from app.store.engine import Store
from tests.databases import new_identity
from tests.store.examples import Example, example, unit_of, written
from tests.store.fhir_examples import example_claimed, example_received
from tests.store.raw import connected

ODD_TEXTS = ("", " ", "é" * 2_000, "a" * 100_000, "a\0b", "\ud800", "'; DROP TABLE child; --", '"\\', "[1]")
RACERS = 8


def commit(store: Store, of: Example, *things: object) -> None:
    with store.records(of.organisation.id) as records:
        records.commit(unit_of(of, *things))


def test_a_body_sent_before_is_known_by_its_key_with_its_answer_and_without_itself(store: Store) -> None:
    of = written(store)
    received = example_received(of)
    commit(store, of, received)
    with store.records(of.organisation.id) as records:
        assert records.received_before(received.client, "urn:a-system|bundle-1") == replace(received, body=b"")
        assert records.received_before(received.client, "urn:a-system|bundle-2") is None
        assert records.received_before(new_identity(), "urn:a-system|bundle-1") is None


def test_a_body_is_kept_byte_for_byte(database_url: str, store: Store) -> None:
    of = written(store)
    body = bytes(range(256)) * 4_096
    commit(store, of, example_received(of, body=body))
    with connected(database_url) as connection:
        assert bytes(connection.exec_driver_sql("SELECT body FROM fhir_received").scalar_one()) == body


def test_a_client_has_a_key_once_and_another_client_has_it_too(store: Store) -> None:
    of = written(store)
    received = example_received(of)
    commit(store, of, received)
    again = replace(example_received(of), client=received.client)
    with pytest.raises(Conflict, match="recorded or changed meanwhile"):
        commit(store, of, again)
    commit(store, of, example_received(of))


def test_bodies_without_a_key_are_as_many_as_come(store: Store) -> None:
    of = written(store)
    received = example_received(of, None)
    commit(store, of, received, replace(received, id=new_identity()))


def test_identifiers_are_found_by_type_system_and_value_together(store: Store) -> None:
    of = written(store)
    first, second = example_claimed(of), example_claimed(of, value="V2")
    elsewhere = replace(example_claimed(of), type="Encounter")
    other_system = replace(example_claimed(of), system="urn:another")
    commit(store, of, first, second, elsewhere, other_system)
    wanted = [("urn:a-system", "V1"), ("urn:a-system", "V2"), ("urn:another", "V2"), ("urn:a-system", "V3")]
    with store.records(of.organisation.id) as records:
        assert records.identified("Condition", wanted) == {wanted[0]: first.id, wanted[1]: second.id}
        assert records.identified("Encounter", wanted) == {wanted[0]: elsewhere.id}
        assert records.identified("Condition", [("urn:another", "V1")]) == {("urn:another", "V1"): other_system.id}
        assert records.identified("Patient", wanted) == {}
        assert records.identified("Condition", []) == {}


def test_an_identifier_claimed_again_is_a_conflict_that_says_so_and_not_which(store: Store) -> None:
    of = written(store)
    commit(store, of, example_claimed(of, value="a-secret"))
    with pytest.raises(Conflict, match="identifier in it was recorded for another resource meanwhile") as refusal:
        commit(store, of, example_claimed(of, value="a-secret"))
    assert "a-secret" not in f"{refusal.value!r}{refusal.value.__cause__!r}"


def test_of_those_who_claim_an_identifier_at_once_exactly_one_wins(store: Store) -> None:
    of, start = written(store), Barrier(RACERS)

    def claims(_: int) -> Identity | None:
        claimed = example_claimed(of)
        start.wait()
        try:
            commit(store, of, claimed)
        except Conflict:
            return None
        return claimed.id

    with ThreadPoolExecutor(RACERS) as threads:
        (winner,) = [each for each in threads.map(claims, range(RACERS)) if each]
    with store.records(of.organisation.id) as records:
        assert records.identified("Condition", [("urn:a-system", "V1")]) == {("urn:a-system", "V1"): winner}


def test_any_text_may_be_an_identifier_and_a_key(store: Store) -> None:
    of = written(store)
    claimed = {(text, text): replace(example_claimed(of), system=text, value=text) for text in ODD_TEXTS}
    received = [example_received(of, text) for text in ODD_TEXTS]
    commit(store, of, *claimed.values(), *received)
    with store.records(of.organisation.id) as records:
        assert records.identified("Condition", list(claimed)) == {pair: each.id for pair, each in claimed.items()}
        for each in received:
            assert records.received_before(each.client, str(each.key)) == replace(each, body=b"")


def test_thousands_are_looked_for_at_once(store: Store) -> None:
    of = written(store)
    claimed = [example_claimed(of, value=f"V{number}") for number in range(300)]
    commit(store, of, *claimed)
    wanted = [("urn:a-system", f"V{number}") for number in range(5_000)]
    with store.records(of.organisation.id) as records:
        found = records.identified("Condition", wanted)
    assert found == {(each.system, each.value): each.id for each in claimed}


def test_what_another_organisation_received_is_not_known_and_keeps_no_key_from_this_one(store: Store) -> None:
    of, other = written(store), written(store, lambda: example("RXX02", "9990000026"))
    received, claimed = example_received(of), example_claimed(of)
    commit(store, of, received, claimed)
    with store.records(other.organisation.id) as records:
        assert records.received_before(received.client, str(received.key)) is None
        assert records.identified("Condition", [(claimed.system, claimed.value)]) == {}
    theirs = (replace(each, organisation=other.organisation.id) for each in (received, claimed))
    commit(store, other, *theirs)
