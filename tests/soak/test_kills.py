"""The service killed (SIGKILL) while clinicians save: what it acknowledged is there, whole and once; no half is."""

from pathlib import Path
from random import Random

import pytest

from app.settings import Settings
from app.wiring import Installation, installation
from benchmarks.busy_clinics import BusyClinician, fill
from benchmarks.busy_visits import usual_members
from benchmarks.serving import Serving, serving
from tests.soak.saves import Client, Sent, forms_filled, sent_again, sent_until_killed
from tests.soak.whole import expect_no_halves, expect_whole, recorded_forms

KILLS = 20


def _killed_and_started_anew(
    server: Serving, service: Installation, clinicians: list[BusyClinician], paths: slice, chance: Random
) -> list[Sent]:
    """One kill during the saves of some visits of everybody; gives their forms, all recorded in the end."""
    clients = [Client(server.port, each) for each in clinicians]
    forms = forms_filled(clients, paths, usual_members(service.refset), chance)
    count = sum(len(each) for each in forms)
    after = chance.randrange(1, count - len(clients))
    sent = sent_until_killed(clients, forms, server.kill, after, chance.uniform(0, 0.02))
    # Killed in the midst: some were told that theirs is recorded, others never were.
    assert after <= sum(form.encounter is not None for form in sent) < count
    server.start()
    expect_whole(service, sent)
    expect_no_halves(service)
    stood = recorded_forms(service.settings.database_url)
    sent_again(clients, forms)
    now = recorded_forms(service.settings.database_url)
    assert {token: now[token] for token in stood} == stood
    assert {form.token for form in sent} <= set(now)
    expect_whole(service, sent)
    for client in clients:
        client.close()
    return sent


def _settings(database_url: str, folder: Path) -> Settings:
    return Settings(database_url=database_url, secret_key_file=folder / "secret.key")


def test_a_server_killed_during_saves_has_lost_nothing_it_acknowledged(database_url: str, tmp_path: Path) -> None:
    settings = _settings(database_url, tmp_path)
    clinicians = fill(settings, 12, 5)
    with serving(database_url, tmp_path) as server, installation(settings) as service:
        _killed_and_started_anew(server, service, clinicians, slice(None), Random())
        expect_no_halves(service)


@pytest.mark.soak
def test_a_server_killed_twenty_times_during_five_hundred_saves_each_has_lost_nothing(
    database_url: str, tmp_path: Path
) -> None:
    settings = _settings(database_url, tmp_path)
    each_time = 20
    clinicians = fill(settings, 25, each_time * KILLS)
    everything: list[Sent] = []
    with serving(database_url, tmp_path) as server, installation(settings) as service:
        for kill in range(KILLS):
            paths = slice(kill * each_time, (kill + 1) * each_time)
            everything += _killed_and_started_anew(server, service, clinicians, paths, Random())
        assert len(everything) == 500 * KILLS
        expect_whole(service, everything)
        expect_no_halves(service)
