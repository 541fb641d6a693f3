"""Many senders at once: whoever wins, there is one child and one encounter, and nobody meets a failure."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.fhir.calling import Answered, Caller, caller
from tests.fhir.organisations import bare_service
from tests.fhir.uk_core import SENDER, patient, transaction, visit
from tests.service import Service

THREADS, ROUNDS = 16, 13
"""208 posts of each kind."""

HONEST = {200, 201, 409}


@pytest.fixture
def service(database_url: str, tmp_path: Path) -> Iterator[Service]:
    with bare_service(database_url, tmp_path) as opened:
        yield opened


@pytest.fixture
def system(service: Service) -> Caller:
    return caller(service)


def all_at_once(post: Callable[[], Answered], rounds: int = ROUNDS) -> list[Answered]:
    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(lambda _: post(), range(THREADS * rounds)))


def found(system: Caller, search: str) -> int:
    answer = system.get(search)
    assert answer.status == 200, answer.body
    total: int = answer.body["total"]
    return total


def test_the_same_conditional_create_makes_one_child(system: Caller) -> None:
    once = f"identifier={SENDER}/hospital-number|H000001"
    answers = all_at_once(lambda: system.post("Patient", patient(1), if_none_exist=once))
    statuses = Counter(each.status for each in answers)
    assert set(statuses) <= HONEST, statuses
    assert statuses[201] == 1
    made = {each.headers["location"].split("/_history")[0] for each in answers if each.status in (200, 201)}
    assert len(made) == 1
    assert found(system, f"Patient?identifier={SENDER}/hospital-number|H000001") == 1


def test_the_same_conditional_create_of_what_has_no_number_makes_one_resource(system: Caller) -> None:
    practitioner = {"resourceType": "Practitioner", "name": [{"family": "Same"}]}
    once = f"identifier={SENDER}/staff|S1"
    answers = all_at_once(lambda: system.post("Practitioner", practitioner, if_none_exist=once), 1)
    assert {each.status for each in answers} <= HONEST
    made = {each.headers["location"].split("/_history")[0] for each in answers if each.status in (200, 201)}
    assert len(made) == 1


def test_the_same_bundle_makes_one_child_and_one_encounter(system: Caller) -> None:
    bundle = transaction(*visit(2), key="B-2")
    answers = all_at_once(lambda: system.post("", bundle))
    statuses = Counter(each.status for each in answers)
    assert set(statuses) <= HONEST, statuses
    taken = [each.body for each in answers if each.status == 200]
    assert taken
    assert all(each == taken[0] for each in taken)
    child = next(
        each["response"]["location"].split("/")[1]
        for each in taken[0]["entry"]
        if each["response"]["location"].startswith("Patient/")
    )
    assert found(system, f"Patient?identifier={SENDER}/hospital-number|H000002") == 1
    assert found(system, f"Encounter?patient={child}") == 1
    assert found(system, f"Condition?patient={child}") == 2


def test_the_same_visit_without_a_key_makes_one_child_and_one_encounter(system: Caller) -> None:
    bundle = transaction(*visit(3))
    answers = all_at_once(lambda: system.post("", bundle), 1)
    assert {each.status for each in answers} <= HONEST
    assert found(system, f"Patient?identifier={SENDER}/hospital-number|H000003") == 1
    child = system.get(f"Patient?identifier={SENDER}/hospital-number|H000003").body["entry"][0]["resource"]["id"]
    assert found(system, f"Encounter?patient={child}") == 1
    assert found(system, f"Condition?patient={child}") == 2


def test_two_bundles_about_one_child_both_stand(system: Caller) -> None:
    system.post("", transaction(*visit(4)))
    days = [f"2026-01-{day:02d}" for day in range(1, 17)]
    with ThreadPoolExecutor(THREADS) as threads:
        answers = list(threads.map(lambda on: system.post("", transaction(*visit(4, on))), days))
    assert {each.status for each in answers} <= {200, 409}
    child = system.get(f"Patient?identifier={SENDER}/hospital-number|H000004").body["entry"][0]["resource"]["id"]
    stood = sum(each.status == 200 for each in answers)
    assert found(system, f"Encounter?patient={child}") == stood + 1
    assert found(system, f"Condition?patient={child}") == 2
