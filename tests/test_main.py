"""The application as a whole: what it offers, what it does not, and that it opens and closes its store."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.main import application, create_app, routes_of
from app.settings import SettingsFault
from tests.service import Prepared, Service, copied, load_demo, opened_service, settings_for


def test_a_visitor_finds_the_sign_in_page(shared_service: Service) -> None:
    answer = shared_service.visitor().get("/")
    assert (answer.status, answer.location) == (303, "/sign-in?after=/")
    assert shared_service.visitor().get("/sign-in").page.title == "Sign in - EveryNeed"


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
def test_the_frameworks_own_pages_are_not_there(path: str, shared_service: Service) -> None:
    assert shared_service.visitor().get(path).status == 404


def test_every_route_is_found_for_a_test_that_walks_them(shared_service: Service) -> None:
    paths = [route.path for route in routes_of(shared_service.web)]
    assert len(paths) == len(set(paths)) + sum(paths.count(path) - 1 for path in set(paths))
    assert {"/sign-in", "/clinic", "/needs", "/accounts", "/health"} <= set(paths)


def test_the_settings_come_from_the_environment(
    prepared_clinic: Prepared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_for(copied(prepared_clinic, tmp_path), prepared_clinic.secret)
    for name in ("database_url", "refset_folder", "secret_key_file"):
        monkeypatch.setenv(f"EVERYNEED_{name.upper()}", str(getattr(settings, name)))
    with TestClient(application()) as visitor:
        assert visitor.get("/health").json() == {"status": "well"}


def test_a_damaged_secret_stops_it(prepared_clinic: Prepared, tmp_path: Path) -> None:
    damaged = tmp_path / "secret.key"
    damaged.write_text("short")
    with pytest.raises(SettingsFault, match="does not hold a secret"):
        create_app(settings_for(copied(prepared_clinic, tmp_path), damaged))


def test_what_was_saved_is_there_after_a_restart(prepared_clinic: Prepared, tmp_path: Path) -> None:
    settings = settings_for(copied(prepared_clinic, tmp_path), prepared_clinic.secret)
    with opened_service(settings, prepared_clinic.day) as first:
        visitor = first.signed_in("clerk")
        cookie = visitor.http.cookies["everyneed"]
    with opened_service(settings, prepared_clinic.day) as second:
        answer = second.visitor().get("/clinic", {"cookie": f"everyneed={cookie}"})
        assert answer.status == 200
        assert "signed in" in second.events()


def test_postgresql_is_asked_nothing_it_cannot_hold(postgresql_url: str, prepared_clinic: Prepared) -> None:
    load_demo(postgresql_url, prepared_clinic.secret, prepared_clinic.day)
    with opened_service(settings_for(postgresql_url, prepared_clinic.secret), prepared_clinic.day) as service:
        assert service.visitor().sign_in("paediatrician\x00").status == 422
        visitor = service.signed_in("paediatrician")
        links = visitor.get(service.clinic_path).page.links
        path = next(link for link in links if link.startswith("/appointments/"))
        form = visitor.get(path).page.form(path)
        for name in ("form_token", "on", "next_clinic", "amendment_reason", "record_number", "activity_type"):
            answer = visitor.post(path, form.with_fields({name: "a\x00b", "action": "save"}))
            assert answer.status == 422, name
        administrator = service.signed_in("administrator")
        for name in ("username", "name", "password"):
            fields = {"username": "nul", "name": "Nul", "role": "clerk", "password": "cobalt-heron-lantern-41"}
            answer = administrator.post_with_proof("/accounts", fields | {name: f"{fields[name]}\x00"})
            assert answer.status in (303, 422), name
