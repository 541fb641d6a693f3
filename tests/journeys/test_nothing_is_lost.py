"""What goes wrong in a clinic, in Chromium: each ends with nothing lost and nothing on the wrong child."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from socket import socket

import pytest
from playwright.sync_api import Page, expect

from app.demo.people import PASSWORD
from app.identity import parse_identity
from tests.journeys.conftest import Open, Served, serving
from tests.service import Prepared, Service, copied, opened_service, settings_for
from tests.web.places import encounters, open_appointments


@pytest.fixture
def clinic(service: Service, door: socket) -> Iterator[Served]:
    """A clinic of this test's own, served."""
    with serving(service, door) as served:
        yield served


def form(opened: Open, clinic: Served, place: int, *, scripts: bool = True) -> Page:
    page = opened(clinic, scripts=scripts, again=True).signed_in("paediatrician").page()
    page.goto(f"/appointments/{open_appointments(clinic.service)[place][0]}/encounter")
    return page


def add(page: Page, words: str, term: str) -> None:
    page.locator("#add").fill("")
    page.locator("#add").focus()
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    expect(page.locator("[data-chip]", has_text=term).locator(".en-chip__tick").first).to_be_checked()


def see_again(page: Page) -> None:
    page.locator('label[for="next-26"]').click()


def saved(page: Page) -> None:
    expect(page.locator(".en-saved")).to_contain_text("Saved")


def recorded_of(service: Service, appointment: str) -> list[tuple[object, ...]]:
    """Child, version and the needs first stated, of every encounter version of an appointment."""
    return service.rows(
        "select e.child, e.version, (select group_concat(s.term, '; ') from need_statement s where s.encounter = e.id"
        " and s.version = e.version and s.change = 'new') from encounter e where e.appointment = ? order by e.version",
        int(parse_identity(appointment)),
    )


def the_draft_is_kept(page: Page) -> None:
    expect(page.locator("#draft")).to_contain_text("Draft saved")


def test_two_tabs_on_two_children(opened: Open, clinic: Served) -> None:
    (first, child, _), (second, other, _) = open_appointments(clinic.service)[-2:]
    watched = opened(clinic, again=True).signed_in("paediatrician")
    left, right = watched.page(), watched.page()
    left.goto(f"/appointments/{first}/encounter")
    right.goto(f"/appointments/{second}/encounter")
    add(left, "scoliosis", "Scoliosis")
    add(right, "asthma", "Asthma")
    see_again(right)
    see_again(left)
    right.locator("#save").click()
    left.locator("#save").click()
    saved(left)
    saved(right)
    assert recorded_of(clinic.service, first) == [(int(parse_identity(child)), 1, "Scoliosis deformity of spine")]
    assert recorded_of(clinic.service, second) == [(int(parse_identity(other)), 1, "Asthma")]


def test_two_tabs_on_one_child(opened: Open, clinic: Served) -> None:
    appointment = open_appointments(clinic.service)[-1][0]
    watched = opened(clinic, again=True).signed_in("paediatrician")
    first, second = watched.page(), watched.page()
    for page in (first, second):
        page.goto(f"/appointments/{appointment}/encounter")
    add(first, "scoliosis", "Scoliosis")
    add(second, "asthma", "Asthma")
    for page in (first, second):
        see_again(page)
        page.locator("#save").click()
        if page is first:
            saved(first)
    expect(second.locator("#summary")).to_contain_text("Somebody has recorded this appointment meanwhile")
    expect(second.locator(".en-meanwhile")).to_contain_text("Scoliosis")
    expect(second.locator("[data-chip]", has_text="Asthma").locator(".en-chip__tick")).to_be_checked()
    assert [needs for _, _, needs in recorded_of(clinic.service, appointment)] == ["Scoliosis deformity of spine"]
    forgive(watched.complaints, "409")


def forgive(complaints: list[str], *fragments: str) -> None:
    """The browser itself complains of answers and connections that were part of what was tried."""
    assert all(any(fragment in complaint for fragment in fragments) for complaint in complaints), complaints
    complaints.clear()


def test_a_double_click(opened: Open, clinic: Served) -> None:
    appointment = open_appointments(clinic.service)[-1][0]
    page = form(opened, clinic, -1)
    add(page, "scoliosis", "Scoliosis")
    see_again(page)
    page.locator("#save").dblclick()
    saved(page)
    assert len(recorded_of(clinic.service, appointment)) == 1


def test_a_stale_version(opened: Open, clinic: Served) -> None:
    encounter = encounters(clinic.service)[0][0]
    watched = opened(clinic, again=True).signed_in("paediatrician")
    first, second = watched.page(), watched.page()
    for page, reason in ((first, "The first reason"), (second, "The second reason")):
        page.goto(f"/encounters/{encounter}/amendment")
        page.locator("#amendment_reason").fill(reason)
    first.locator("#save").click()
    saved(first)
    second.locator("#save").click()
    expect(second.locator("#summary")).to_contain_text("Somebody recorded something for this child")
    expect(second.locator(".en-meanwhile")).to_contain_text("The first reason")
    expect(second.locator("#amendment_reason")).to_have_value("The second reason")
    second.locator("#save").click()
    saved(second)
    expect(second.locator('[data-version="3"]')).to_contain_text("The second reason")
    expect(second.locator('[data-version="2"]')).to_contain_text("The first reason")
    forgive(watched.complaints, "409")


def sign_in(page: Page) -> None:
    page.get_by_label("User name").fill("paediatrician")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def lapse(service: Service) -> None:
    """Let every session lie idle for an hour."""
    service.change("update session set seen_at = replace(seen_at, substr(seen_at, 1, 4), '2024')")


def test_an_expired_session(opened: Open, clinic: Served) -> None:
    appointment = open_appointments(clinic.service)[-1][0]
    watched = opened(clinic, again=True).signed_in("paediatrician")
    page = watched.page()
    page.goto(f"/appointments/{appointment}/encounter")
    add(page, "scoliosis", "Scoliosis")
    see_again(page)
    the_draft_is_kept(page)
    lapse(clinic.service)
    page.locator("#save").click()
    expect(page).to_have_title("Sign in - EveryNeed")
    assert recorded_of(clinic.service, appointment) == []
    sign_in(page)
    expect(page.locator(".en-notice").first).to_contain_text("This is how you left the form")
    expect(page.locator("[data-chip]", has_text="Scoliosis").locator(".en-chip__tick")).to_be_checked()
    page.locator("#save").click()
    saved(page)
    assert [needs for _, _, needs in recorded_of(clinic.service, appointment)] == ["Scoliosis deformity of spine"]
    forgive(watched.complaints, "401")


def test_an_expired_session_without_scripts(opened: Open, clinic: Served) -> None:
    appointment = open_appointments(clinic.service)[-1][0]
    page = form(opened, clinic, -1, scripts=False)
    page.locator("#add").fill("scoliosis")
    page.get_by_role("button", name="Find", exact=True).click()
    page.locator(".en-matches button", has_text="Scoliosis").first.click()
    page.locator('label[for="outcome-review"]').click()
    lapse(clinic.service)
    page.locator("#save").click()
    expect(page).to_have_title("Sign in - EveryNeed")
    sign_in(page)
    expect(page.locator("[data-chip]", has_text="Scoliosis").locator(".en-chip__tick")).to_be_checked()
    expect(page.locator("#outcome-review")).to_be_checked()
    page.locator("#save").click()
    saved(page)
    assert [needs for _, _, needs in recorded_of(clinic.service, appointment)] == ["Scoliosis deformity of spine"]


def test_a_lost_network(opened: Open, clinic: Served) -> None:
    appointment = open_appointments(clinic.service)[-1][0]
    watched = opened(clinic).signed_in("paediatrician")
    page = watched.page()
    page.goto(f"/appointments/{appointment}/encounter")
    add(page, "scoliosis", "Scoliosis")
    the_draft_is_kept(page)
    watched.context.set_offline(True)
    see_again(page)
    expect(page.locator("#draft")).to_contain_text("Not saved: no connection. What you typed is kept on this page")
    page.locator("#save").click()
    expect(page.locator("#draft")).to_contain_text("Not recorded yet: no connection")
    expect(page.locator("[data-chip]", has_text="Scoliosis").locator(".en-chip__tick")).to_be_checked()
    assert recorded_of(clinic.service, appointment) == []
    watched.context.set_offline(False)
    saved(page)
    assert [needs for _, _, needs in recorded_of(clinic.service, appointment)] == ["Scoliosis deformity of spine"]
    forgive(watched.complaints, "ERR_INTERNET_DISCONNECTED")


def test_nothing_clinical_is_kept_in_the_browser(opened: Open, clinic: Served) -> None:
    page = form(opened, clinic, -1)
    add(page, "scoliosis", "Scoliosis")
    the_draft_is_kept(page)
    kept = page.evaluate(
        "async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length,"
        " (await caches.keys()).length, document.cookie]"
    )
    assert kept == [0, 0, 0, 0, ""]
    answer = page.request.get(page.url)
    assert answer.headers["cache-control"] == "no-store"


class Clock:
    """A clock that a test sets."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


@dataclass(frozen=True, slots=True)
class Change:
    """A visit across a clock change: opened and sent at these instants (UTC), and what the clinic's clock showed."""

    opened: str
    sent: str
    shown: str
    draft: str


# Forward at 01:00 UTC: 00:59 GMT is followed by 02:00 BST. Back at 01:00 UTC: 01:59 BST is followed by 01:00 GMT.
FORWARD = Change("2027-03-28T00:59:40+00:00", "2027-03-28T01:00:10+00:00", "28-Mar-2027 02:00", "00:59")
BACK = Change("2027-10-31T00:59:40+00:00", "2027-10-31T01:00:10+00:00", "31-Oct-2027 01:00", "01:59")


@pytest.mark.parametrize("change", [FORWARD, BACK], ids=["forward", "back"])
def test_a_clock_change_during_a_visit(opened: Open, prepared_clinic: Prepared, tmp_path: Path, change: Change) -> None:
    clock = Clock(datetime.fromisoformat(change.opened))
    settings = settings_for(copied(prepared_clinic, tmp_path), prepared_clinic.secret)
    with opened_service(settings, prepared_clinic.day, clock) as service, serving(service) as served:
        _, child, referral = open_appointments(service)[-1]
        page = opened(served).signed_in("paediatrician").page()
        page.goto(f"/children/{child}/referrals/{referral}/encounter")
        add(page, "scoliosis", "Scoliosis")
        see_again(page)
        expect(page.locator("#draft")).to_contain_text(f"Draft saved {change.draft}")
        clock.at = datetime.fromisoformat(change.sent)
        page.locator("#save").click()
        saved(page)
        expect(page.locator(".en-version")).to_contain_text(f"Recorded {change.shown}")
        day = change.sent[:10]
        found = service.rows("select started_at, submitted_at, child from encounter where contact_on = ?", day)
        assert len(found) == 1
        started, submitted, of_child = found[0]
        assert of_child == int(parse_identity(child))
        assert datetime.fromisoformat(str(submitted)) - datetime.fromisoformat(str(started)) == timedelta(seconds=30)


def nhs_number(service: Service, child: str) -> str:
    """A child's NHS number; empty where there is none."""
    found = service.rows(
        "select value from identifier_in_use where kind = 'nhs_number' and child = ?", int(parse_identity(child))
    )
    return str(found[0][0]) if found else ""


def test_the_wrong_child(opened: Open, clinic: Served) -> None:
    *others, (appointment, wrong, _) = open_appointments(clinic.service)
    right = next(child for _, child, _ in reversed(others) if nhs_number(clinic.service, child))
    page = form(opened, clinic, -1)
    add(page, "scoliosis", "Scoliosis")
    see_again(page)
    page.locator("#save").click()
    saved(page)
    page.get_by_role("link", name="Wrong child?").click()
    page.get_by_label("NHS number").first.fill(nhs_number(clinic.service, right))
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Choose").first.click()
    page.get_by_label("Why the visit is moved").fill("The clinic list was read one line too low")
    page.get_by_role("button", name="Move").click()
    saved(page)
    expect(page.locator(".en-notice")).to_contain_text("Moved here from another child's record")
    expect(page.locator('[data-version="1"]')).to_contain_text("Scoliosis")
    page.get_by_role("link", name="Child's record").click()
    assert right in page.url
    expect(page.locator("main")).to_contain_text("Scoliosis")
    page.goto(f"/children/{wrong}")
    expect(page.locator("main")).to_contain_text("No need has been recorded")
    # The appointment of the wrong child is open again, and what stood recorded for it says that it was an error.
    assert [version for _, version, _ in recorded_of(clinic.service, appointment)] == [1, 2]
    page.goto(f"/appointments/{appointment}/encounter")
    expect(page.locator("#add")).to_be_focused()


def test_signing_out_in_another_tab(opened: Open, clinic: Served) -> None:
    appointment = open_appointments(clinic.service)[-1][0]
    watched = opened(clinic, again=True).signed_in("paediatrician")
    page, other = watched.page(), watched.page()
    page.goto(f"/appointments/{appointment}/encounter")
    other.goto("/clinic")
    other.get_by_role("button", name="Sign out").click()
    see_again(page)
    expect(page.locator("#draft")).to_contain_text("You have been signed out")
    page.locator("#save").click()
    expect(page.locator("#draft")).to_contain_text("what you typed is still here")
    assert recorded_of(clinic.service, appointment) == []
    sign_in(other)
    page.locator("#save").click()
    saved(page)
    assert len(recorded_of(clinic.service, appointment)) == 1
    forgive(watched.complaints, "401", "403")


def test_words_of_which_only_a_part_is_known_take_nothing(opened: Open, clinic: Served) -> None:
    page = form(opened, clinic, -1)
    before = page.locator("[data-chip] .en-chip__tick:checked").count()
    page.keyboard.type("wobbly on stairs")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).not_to_have_text("")
    assert page.locator("[data-chip] .en-chip__tick:checked").count() == before
    expect(page.locator("#add")).to_have_value("wobbly on stairs")


def test_another_level_takes_the_place_of_the_one_that_stood(opened: Open, clinic: Served) -> None:
    page = form(opened, clinic, -1)
    add(page, "gmfcs3", "level III")
    page.keyboard.type("gmfcs4")
    page.keyboard.press("Enter")
    expect(page.locator("[data-chip]", has_text="level IV").locator(".en-chip__tick")).to_be_checked()
    expect(page.locator("[data-chip]", has_text="level III").locator(".en-chip__tick")).not_to_be_checked()
    see_again(page)
    page.locator("#save").click()
    saved(page)
