"""How long recording takes, as the provider sees it: shares by period, nobody's own, and none of too few."""

from datetime import datetime, timedelta

from app.wiring import now
from tests.capture.booking_out import form_of, saved, unscheduled_path
from tests.service import Service, Visitor


def record(service: Service, clinician: Visitor, count: int, seconds: int) -> None:
    """Record visits whose page was given out so many seconds before it is sent."""
    for place in range(count):
        path = unscheduled_path(service, place % 6)
        fields = form_of(clinician, path).fields
        started = datetime.fromisoformat(fields["started"][0]) - timedelta(seconds=seconds)
        saved(clinician, path, fields, started=started.isoformat(), first_input="0", mode="keyboard", on=clinic_day())


def clinic_day() -> str:
    return now().date().isoformat()


def forget_the_timings(service: Service) -> None:
    """As if nothing had been recorded on a form yet, in a clinic whose record refuses to be changed."""
    for (name,) in service.rows("select name from sqlite_master where type = 'trigger' and tbl_name = 'encounter'"):
        service.change(f'drop trigger "{name}"')
    service.change("update encounter set started_at = null, submitted_at = null")


def test_a_share_is_told_of_ten_recordings_and_of_no_fewer(service: Service, clinician: Visitor) -> None:
    manager = service.signed_in("administrator")
    forget_the_timings(service)
    record(service, clinician, 9, seconds=30)
    words = manager.get("/timing").page.words
    assert "7 days 9 Too few to say" in words
    record(service, clinician, 1, seconds=90)
    words = manager.get("/timing").page.words
    assert "Too few to say" not in words
    assert "7 days 10 3" in words
    assert "90 % " in words


def test_of_a_clinic_at_which_nothing_was_recorded_on_a_form_nothing_is_told(shared_service: Service) -> None:
    words = shared_service.signed_in("informatics").get("/timing").page.words
    assert "days" in words


def test_a_recording_keeps_when_its_page_was_given_out(service: Service, clinician: Visitor) -> None:
    path = unscheduled_path(service)
    fields = form_of(clinician, path).fields
    shown = saved(clinician, path, fields)
    ((started, first, mode, confirmed, carried),) = service.rows(
        "select started_at, first_input_at, input_mode, items_confirmed, items_carried from encounter"
        " order by recorded_at desc limit 1"
    )
    assert datetime.fromisoformat(str(started)) == datetime.fromisoformat(fields["started"][0])
    assert (first, mode) == (None, "without_scripts")
    ticked = sum(fields.get(f"{key}.here") == ["yes"] for key in fields["need"])
    assert (confirmed, carried) == (ticked, len(fields["need"]) - ticked)
    assert clinician.get(shown).status == 200


def test_a_clinician_does_not_see_it(shared_clinician: Visitor) -> None:
    assert shared_clinician.get("/timing").status == 403
