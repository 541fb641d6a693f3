"""A release asked for on a page: a job with its event, refused where it cannot be, and done by a worker."""

import pytest

from app.access.audit import AuditAction
from app.access.jobs import JobState
from app.reports.asking import RELEASE, AskedRelease
from app.reports.periods import Quarter, complete_before
from app.reports.profiles import HES_7_5
from tests.reports import kept
from tests.service import Service, Visitor

PATH = "/reports/releases"


@pytest.fixture
def informatics(service: Service) -> Visitor:
    return service.signed_in("informatics")


def asked_for(service: Service) -> list[tuple[object, ...]]:
    return service.rows("select kind, state from job")


def test_a_release_that_is_asked_for_waits_for_a_worker_and_is_audited(service: Service, informatics: Visitor) -> None:
    quarter = complete_before(service.day)
    form = informatics.get("/reports").page.form(PATH).with_fields({"profile": "hes-7-5"})
    assert informatics.post(PATH, form).location == "/reports"
    assert asked_for(service) == [(RELEASE, JobState.WAITING.value)]
    ((request,),) = service.rows("select request from job")
    asked = AskedRelease.read(str(request))
    assert (asked.quarter, asked.profile, asked.note) == (quarter, HES_7_5, "")
    assert f"{quarter.words} waits for a worker, asked for by" in " ".join(
        informatics.get("/reports").page.words.split()
    )
    assert AuditAction.REPORTS_RELEASE_ASKED.value in service.events()
    assert informatics.post(PATH, form).status == 303
    assert len(asked_for(service)) == 1


@pytest.mark.parametrize("fields", [{"period": "2026-Q5"}, {"period": "2199-Q1"}, {"period": ""}, {"profile": "none"}])
def test_what_cannot_be_released_is_refused_and_nothing_is_asked_for(
    fields: dict[str, str], service: Service, informatics: Visitor
) -> None:
    typed = informatics.get("/reports").page.form(PATH).with_fields({"note": "Late visits", **fields})
    answer = informatics.post(PATH, typed)
    assert answer.status == 422
    assert "Choose both from the lists." in answer.page.words
    assert 'value="Late visits"' in answer.text
    assert asked_for(service) == []


def test_a_quarter_that_was_released_is_revised_with_a_note_alone(service: Service, informatics: Visitor) -> None:
    period = kept.keep(service, ("caseload",))
    typed = informatics.get("/reports").page.form(PATH).with_fields({"period": period})
    answer = informatics.post(PATH, typed)
    assert answer.status == 422
    assert "Say what is revised and why." in answer.page.words
    assert informatics.post(PATH, {**typed, "note": ["Late visits"]}).status == 303


def test_the_commissioner_has_no_form_for_it(service: Service) -> None:
    assert "Release a quarter" not in service.signed_in("commissioner").get("/reports").page.words


def test_the_request_of_a_job_reads_back_and_anothers_is_refused() -> None:
    asked = AskedRelease(Quarter(2026, 3), HES_7_5, "Why", "Nadia Rahmani")
    assert AskedRelease.read(asked.text()) == asked
    with pytest.raises(ValueError, match="no release"):
        AskedRelease.read("{}")
