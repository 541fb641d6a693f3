"""A page that was left locks itself: a minute's warning, then nothing to be seen, and nothing lost."""

import pytest
from playwright.sync_api import Page, Route, expect

from app.demo.people import PASSWORD
from tests.journeys.conftest import Open, Served, Watched
from tests.web.places import open_appointments

UNTIL_THE_WARNING = "14:00"
UNTIL_THE_LOCK = "15:00"


@pytest.fixture
def watched(opened: Open, clinic: Served) -> Watched:
    """A clinician's browser, whose clock the test sets."""
    watched = opened(clinic).signed_in("paediatrician")
    watched.context.clock.install()
    return watched


def form(watched: Watched, clinic: Served, place: int = -1) -> Page:
    page = watched.page()
    page.goto(f"/appointments/{open_appointments(clinic.service)[place][0]}/encounter")
    return page


def add(page: Page, words: str, term: str) -> None:
    page.locator("#add").fill(words)
    page.locator("#add").press("Enter")
    expect(page.locator("[data-chip]", has_text=term).locator(".en-chip__tick").first).to_be_checked()


def sign_in(page: Page) -> None:
    page.get_by_label("User name").fill("paediatrician")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def held(page: Page, address: str) -> list[Route]:
    """The requests for an address that wait from now on until the test lets them go."""
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    page.route(address, hold)
    return waiting


def is_restored(page: Page, term: str) -> None:
    expect(page.locator(".en-notice").first).to_contain_text("This is how you left the form")
    expect(page.locator("[data-chip]", has_text=term).locator(".en-chip__tick")).to_be_checked()


def forgive(watched: Watched, *fragments: str) -> None:
    """The browser itself complains of answers and connections that were part of what was tried."""
    assert all(any(each in complaint for each in fragments) for complaint in watched.complaints), watched.complaints
    watched.complaints.clear()


def test_a_minute_before_the_lock_one_key_stays(watched: Watched, clinic: Served) -> None:
    page = form(watched, clinic)
    add(page, "scoliosis", "Scoliosis")
    watched.context.clock.fast_forward("13:50")
    expect(page.locator("#idle")).to_be_hidden()
    watched.context.clock.fast_forward("00:10")
    expect(page.get_by_role("dialog")).to_contain_text("In a minute this page locks itself; what you typed is kept.")
    expect(page.get_by_role("button", name="Stay signed in")).to_be_focused()
    with page.expect_response("**/session") as told:
        page.keyboard.press("Enter")
    assert told.value.ok
    expect(page.locator("#idle")).to_be_hidden()
    expect(page.locator("[data-chip]", has_text="Scoliosis")).to_be_visible()
    watched.context.clock.fast_forward("13:50")
    expect(page.locator("#idle")).to_be_hidden()


def test_the_lock_hides_everything_keeps_the_form_and_leads_back_to_it(watched: Watched, clinic: Served) -> None:
    page = form(watched, clinic)
    address = page.url.removeprefix(clinic.address)
    add(page, "scoliosis", "Scoliosis")
    expect(page.locator("#draft")).to_contain_text("Draft saved")
    leaving = held(page, "**/sign-out")
    with page.expect_request("**/sign-out"):
        watched.context.clock.fast_forward(UNTIL_THE_LOCK)
    expect(page.get_by_role("dialog")).to_contain_text("Locked. Sign in to go on: what you typed is kept.")
    for selector in (".en-banner", "#needs", "[data-chip]", ".en-header"):
        expect(page.locator(selector).first).to_be_hidden()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.locator(".en-banner")).to_be_hidden()
    leaving[0].continue_()
    expect(page).to_have_title("Sign in - EveryNeed")
    assert page.url.endswith(f"/sign-in?after={address.replace('/', '%2F')}")
    assert "signed out" in clinic.service.events()
    sign_in(page)
    assert page.url.removeprefix(clinic.address) == address
    is_restored(page, "Scoliosis")


def test_what_was_typed_last_is_kept_before_the_page_is_left(watched: Watched, clinic: Served) -> None:
    page = form(watched, clinic)
    page.route("**/drafts/*", lambda route: route.abort())
    add(page, "scoliosis", "Scoliosis")
    expect(page.locator("#draft")).to_contain_text("Not saved: no connection")
    page.unroute("**/drafts/*")
    watched.context.clock.fast_forward(UNTIL_THE_LOCK)
    expect(page).to_have_title("Sign in - EveryNeed")
    sign_in(page)
    is_restored(page, "Scoliosis")
    forgive(watched, "ERR_FAILED")


def test_without_a_connection_the_page_is_hidden_and_left_once_it_is_back(watched: Watched, clinic: Served) -> None:
    page = form(watched, clinic)
    watched.context.set_offline(True)
    page.locator('label[for="next-26"]').click()
    expect(page.locator("#draft")).to_contain_text("Not saved: no connection")
    watched.context.clock.fast_forward(UNTIL_THE_LOCK)
    expect(page.get_by_role("dialog")).to_contain_text("Locked, and no connection. What you typed is kept on this page")
    expect(page.locator(".en-banner")).to_be_hidden()
    watched.context.set_offline(False)
    watched.context.clock.fast_forward("00:05")
    expect(page).to_have_title("Sign in - EveryNeed")
    sign_in(page)
    expect(page.locator("#next-26")).to_be_checked()
    forgive(watched, "ERR_INTERNET_DISCONNECTED")


def test_a_session_that_lapsed_meanwhile_loses_nothing(watched: Watched, clinic: Served) -> None:
    page = form(watched, clinic)
    page.route("**/drafts/*", lambda route: route.abort())
    add(page, "scoliosis", "Scoliosis")
    expect(page.locator("#draft")).to_contain_text("Not saved: no connection")
    page.unroute("**/drafts/*")
    clinic.service.change("update session set seen_at = replace(seen_at, substr(seen_at, 1, 4), '2024')")
    watched.context.clock.fast_forward(UNTIL_THE_LOCK)
    expect(page).to_have_title("Sign in - EveryNeed")
    sign_in(page)
    is_restored(page, "Scoliosis")
    forgive(watched, "ERR_FAILED", "401")


def test_a_form_on_its_way_when_the_page_locks_is_recorded_and_not_shown(watched: Watched, clinic: Served) -> None:
    page = form(watched, clinic)
    address = page.url.removeprefix(clinic.address)
    add(page, "scoliosis", "Scoliosis")
    page.locator('label[for="next-26"]').click()
    sent = held(page, f"**{address}")
    with page.expect_request(f"**{address}"):
        page.locator("#save").click()
    watched.context.clock.fast_forward(UNTIL_THE_LOCK)
    expect(page.get_by_role("dialog")).to_contain_text("Locked")
    with page.expect_response(f"**{address}"):
        sent[0].continue_()
    expect(page.locator("#draft")).to_have_text("Recorded")
    watched.context.clock.fast_forward("00:05")
    expect(page).to_have_title("Sign in - EveryNeed")
    assert "encounter recorded" in clinic.service.events()
    sign_in(page)
    expect(page).to_have_title("Encounter - EveryNeed")


def test_who_is_busy_in_one_tab_is_not_idle_in_another(watched: Watched, clinic: Served) -> None:
    left, right = form(watched, clinic, -1), form(watched, clinic, -2)
    watched.context.clock.fast_forward("13:30")
    left.keyboard.press("Shift")
    watched.context.clock.fast_forward("01:00")
    for page in (left, right):
        expect(page.locator("#idle")).to_be_hidden()
    watched.context.clock.fast_forward("13:00")
    for page in (left, right):
        expect(page.locator("#idle")).to_be_visible()
    right.keyboard.press("Enter")
    for page in (left, right):
        expect(page.locator("#idle")).to_be_hidden()


def test_every_tab_keeps_what_was_typed_in_it_before_any_signs_out(watched: Watched, clinic: Served) -> None:
    left, right = watched.page(), form(watched, clinic)
    left.goto("/clinic")
    right.route("**/drafts/*", lambda route: route.abort())
    add(right, "scoliosis", "Scoliosis")
    expect(right.locator("#draft")).to_contain_text("Not saved: no connection")
    right.unroute("**/drafts/*")
    kept = held(right, "**/drafts/*")
    watched.context.clock.fast_forward(UNTIL_THE_LOCK)
    for page in (left, right):
        expect(page.get_by_role("dialog")).to_contain_text("Locked")
    assert "signed out" not in clinic.service.events()
    kept[0].continue_()
    for page in (left, right):
        expect(page).to_have_title("Sign in - EveryNeed")
    sign_in(right)
    is_restored(right, "Scoliosis")
    # The second tab's sign-out finds the session ended.
    forgive(watched, "ERR_FAILED", "401")
