"""The service killed (SIGKILL) while systems post bundles: what it answered for is whole; of the others nothing is."""

import json
from collections.abc import Sequence
from contextlib import ExitStack, closing
from itertools import chain
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import text

from app.settings import Settings
from app.wiring import Installation, installation
from benchmarks.serving import Serving, serving
from tests.fhir.uk_core import NEEDS, SENDER, visit
from tests.soak.fhir_sending import Posted, Poster, new_system, posted_again, posted_until_killed
from tests.store.raw import connected

ENTRIES = len(visit(0))
POSTERS = 4
KILLS = 20

Rows = list[Any]


def _rows(url: str, statement: str) -> Rows:
    with connected(url) as connection:
        return list(connection.execute(text(statement)))


def expect_whole_or_absent(service: Installation, poster: Poster, bundles: Sequence[Posted], read: int) -> None:
    """Every bundle answered is kept with its answer, and `read` of them are read back; of the others there is nothing.

    One that was recorded as the server died, and so never answered, is whole like the answered ones.
    """
    url = service.settings.database_url
    received = {row.key: row for row in _rows(url, "SELECT key, answer, id FROM fhir_received")}
    whole = [each for each in bundles if f"{SENDER}/bundle|{each.key}" in received]
    assert all(each in whole for each in bundles if each.answer is not None)
    assert len(received) == len(whole)
    _expect_no_halves(url, len(whole))
    # Meanwhile the server may have closed a connection that nothing came by.
    poster.close()
    for each in whole[-read:]:
        answer = each.answer or json.loads(received[f"{SENDER}/bundle|{each.key}"].answer.partition(b"\n")[2])
        _expect_read_back(poster, answer)
    report = service.store.accounts.verify_audit()
    assert report.faults == ()


def _expect_no_halves(url: str, count: int) -> None:
    """Every table has the rows of so many bundles, and nothing is kept that came in none of them."""
    wanted = {
        "child": count,
        "encounter": count,
        "referral": count,
        "care_activity": count,
        "need": len(NEEDS) * count,
        "need_statement": len(NEEDS) * count,
        # The one practitioner of all bundles is kept once.
        "fhir_kept": (ENTRIES - 1) * count + min(count, 1),
    }
    found = {name: _rows(url, f"SELECT count(*) FROM {name}")[0][0] for name in wanted}  # noqa: S608
    assert found == wanted
    strange = "SELECT count(*) FROM fhir_kept WHERE received NOT IN (SELECT id FROM fhir_received)"
    assert _rows(url, strange)[0][0] == 0
    if url.startswith("sqlite"):
        with connected(url) as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


def _expect_read_back(poster: Poster, answer: dict[str, Any]) -> None:
    locations = [each["response"]["location"] for each in answer["entry"]]
    assert len(locations) == ENTRIES
    for each in locations:
        type_name, id_text = each.split("/")[:2]
        read = poster.read(f"{type_name}/{id_text}")
        assert (read["resourceType"], read["id"]) == (type_name, id_text)


def _killed_and_started_anew(
    server: Serving, service: Installation, posters: Sequence[Poster], earlier: list[Posted], each_time: int
) -> None:
    """One kill while everybody posts so many bundles; `earlier` are those sent before, and get these added."""
    chance = Random()
    first = len(earlier)
    bundles = [
        [Posted(place) for place in range(first + number * each_time, first + (number + 1) * each_time)]
        for number in range(len(posters))
    ]
    count = each_time * len(posters)
    for each in posters:
        each.close()
        each.admit()
    after = chance.randrange(1, count - 2 * len(posters))
    posted_until_killed(posters, bundles, server.kill, after, chance.uniform(0, 0.02))
    mine = list(chain.from_iterable(bundles))
    # Killed in the midst: some were answered, others never.
    assert after <= sum(each.answer is not None for each in mine) < count
    server.start()
    posters[0].close()
    expect_whole_or_absent(service, posters[0], [*earlier, *mine], 4)
    posted_again(posters, bundles)
    earlier += mine
    expect_whole_or_absent(service, posters[0], earlier, 4)


def _run(database_url: str, folder: Path, kills: int, each_time: int) -> None:
    settings = Settings(database_url=database_url, secret_key_file=folder / "secret.key")
    sent: list[Posted] = []
    with serving(database_url, folder) as server, installation(settings) as service:
        service.desk.add_organisation("RYY01", "Here Community Trust")
        system = new_system(service, server.port)
        with ExitStack() as opened:
            posters = [opened.enter_context(closing(Poster(server.port, system))) for _ in range(POSTERS)]
            for _ in range(kills):
                _killed_and_started_anew(server, service, posters, sent, each_time)
    assert len(sent) == kills * each_time * POSTERS


@pytest.mark.timeout(300)
def test_a_server_killed_while_bundles_come_in_has_each_whole_or_not_at_all(database_url: str, tmp_path: Path) -> None:
    _run(database_url, tmp_path, 2, 8)


@pytest.mark.soak
def test_a_server_killed_twenty_times_while_bundles_come_in_has_each_whole_or_not_at_all(
    database_url: str, tmp_path: Path
) -> None:
    _run(database_url, tmp_path, KILLS, 40)
