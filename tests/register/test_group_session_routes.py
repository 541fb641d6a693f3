"""The pages of group sessions and of a referral's details, on the real application."""

import re

import pytest

from app.clinical.ages import clinical_date
from app.identity import Identity, parse_identity, shown
from tests.service import Service, Visitor
from tests.web.places import group_session, open_appointments

NEW = "/group-sessions/new"


@pytest.fixture
def clerk(service: Service) -> Visitor:
    return service.signed_in("clerk")


def recorded(service: Service, visitor: Visitor, participants: str = "9") -> str:
    """Record a session of today by the page; its identity."""
    form = visitor.get(NEW).page.form(NEW)
    fields = form.with_fields(
        {"held_on": clinical_date(service.day), "session_type": "02", "participants": participants}
    )
    answer = visitor.post(NEW, fields)
    assert answer.status == 303, answer.page.words
    assert answer.location.startswith(f"/group-sessions?month={service.day:%Y-%m}&done=recorded#")
    return answer.location.partition("#")[2]


def versions(service: Service, session: str) -> list[tuple[object, ...]]:
    return service.rows(
        "select version, participants, entered_in_error, amendment_reason from group_session where id = ?"
        " order by version",
        int(parse_identity(session)),
    )


@pytest.mark.parametrize("who", ["clerk", "paediatrician"])
def test_a_session_is_recorded_with_place_and_commissioner_of_the_one_before(service: Service, who: str) -> None:
    visitor, before = service.signed_in(who), service.events()
    session = recorded(service, visitor)
    assert service.events() == [*before, "group session recorded"]
    assert versions(service, session) == [(1, 9, 0, None)]
    (stands,) = service.rows(
        "select commissioner, site, professional from group_session where id = ?", int(parse_identity(session))
    )
    assert stands[0] == "QZZ" and stands[1]  # noqa: PT018
    assert stands[2] is not None
    listed = visitor.get(f"/group-sessions?month={service.day:%Y-%m}&done=recorded")
    assert "The session was recorded." in listed.page.words
    assert f'href="/group-sessions/{session}"' in listed.text


def test_a_session_is_corrected_and_struck_out_and_its_versions_are_told(service: Service, clerk: Visitor) -> None:
    session = recorded(service, clerk)
    path = f"/group-sessions/{session}"
    corrected = (
        clerk.get(path)
        .page.form(path)
        .with_fields({"participants": "11", "amendment_reason": "Two came late", "action": "correct"})
    )
    before = service.events()
    assert clerk.post(path, corrected).location.partition("&done=")[2] == f"corrected#{session}"
    stale = clerk.post(path, {**corrected, "participants": ["12"]})
    assert stale.status == 409
    assert "Somebody else changed this session while you were typing" in stale.page.words
    struck = clerk.get(path).page.form(path).with_fields({"amendment_reason": "Not ours", "action": "strike"})
    assert clerk.post(path, struck).location.partition("&done=")[2] == f"struck#{session}"
    assert service.events() == [*before, "group session amended", "group session amended"]
    assert versions(service, session) == [
        (1, 9, 0, None),
        (2, 11, 0, "Two came late"),
        (3, 11, 1, "Not ours"),
    ]
    page = clerk.get(path).page.words
    assert "struck out as entered in error (“Not ours”)" in page
    assert "Two came late" in page
    assert clerk.post(path, corrected).status == 422
    month = clerk.get(f"/group-sessions?month={service.day:%Y-%m}").page.words
    assert "Entered in error" in month


def test_a_refused_form_keeps_what_was_typed_and_changes_nothing(service: Service, clerk: Visitor) -> None:
    before = service.rows("select count(*) from group_session")
    form = clerk.get(NEW).page.form(NEW)
    answer = clerk.post(NEW, form.with_fields({"held_on": "", "participants": "<b>9</b>", "minutes": "60"}))
    assert answer.status == 422
    assert answer.page.form(NEW).value("participants") == "<b>9</b>"
    assert answer.page.form(NEW).value("minutes") == "60"
    assert "<b>9</b>" not in answer.text
    session = group_session(service)
    path = f"/group-sessions/{session}"
    form = clerk.get(path).page.form(path)
    assert clerk.post(path, form.with_fields({"action": "strike"})).status == 422
    assert service.rows("select count(*) from group_session") == before


@pytest.mark.parametrize("month", ["2026-13", "x", "0000-00", "2026-1'"])
def test_there_is_no_other_month_or_session(service: Service, clerk: Visitor, month: str) -> None:
    del service
    assert clerk.get(f"/group-sessions?month={month}").status == 404
    for strange in (shown(Identity(77)), "x", "0000000000001"):
        assert clerk.get(f"/group-sessions/{strange}").status == 404
        assert clerk.get(f"/referrals/{strange}").status == 404


def test_months_are_a_step_apart_and_none_is_ahead(service: Service, clerk: Visitor) -> None:
    page = clerk.get("/group-sessions").text
    (previous,) = re.findall(r"/group-sessions\?month=([0-9-]+)", page)
    steps = re.findall(r"/group-sessions\?month=([0-9-]+)", clerk.get(f"/group-sessions?month={previous}").text)
    assert steps[1] == f"{service.day:%Y-%m}"


def test_a_referral_is_given_reasons_and_a_waiting_time_and_what_stood_is_kept(
    service: Service, clerk: Visitor
) -> None:
    _, child, referral = open_appointments(service)[0]
    path = f"/referrals/{referral}"
    form = clerk.get(path).page.form(path)
    place = max(int(each) for each in re.findall(r'id="waiting\.(\d+)\.status"', clerk.get(path).text))
    said = {
        "reason": "017",
        "further.0": "042",
        "further.1": "062",
        f"waiting.{place}.measurement_type": "02",
        f"waiting.{place}.started_on": clinical_date(service.day),
        f"waiting.{place}.status": "20",
    }
    before = service.events()
    answer = clerk.post(path, form.with_fields(said))
    assert answer.location == f"{path}?done=changed", answer.page.words
    assert service.events() == [*before, "referral recorded"]
    key = int(parse_identity(referral))
    rows = service.rows("select version, reason, further_reasons from referral where id = ? order by version", key)
    assert rows[-1][1:] == ("017", "042,062")
    assert len(rows) == int(str(rows[-1][0]))
    waits = service.rows(
        "select measurement_type, status from referral_waiting where referral = ? and version = ? order by ordinal",
        *(key, rows[-1][0]),
    )
    assert waits[-1] == ("02", "20")
    again = clerk.post(path, clerk.get(path).page.form(path).with_fields({}))
    assert again.location == f"{path}?done=unchanged"
    stale = clerk.post(path, form.with_fields({"reason": "011"}))
    assert stale.status == 409
    for visitor, address in ((service.signed_in("paediatrician"), f"/children/{child}"),):
        assert f'href="{path}"' in visitor.get(address).text
