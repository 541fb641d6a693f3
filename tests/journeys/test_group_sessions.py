"""A group session is recorded, corrected and struck out by keyboard alone, with and without scripts."""

import pytest
from playwright.sync_api import Page, expect

from app.clinical.ages import clinical_date
from tests.journeys.conftest import Open, Served
from tests.journeys.test_booking_out import follow, tab_to
from tests.web.places import open_appointments

WHY = "Two families came late"


def typed(page: Page, name: str, text: str) -> None:
    """Come to a field by the tabulator, and type over what it holds."""
    tab_to(page, f"#{name}")
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def pressed(page: Page, locator: str) -> None:
    tab_to(page, locator)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_session_is_kept_by_keyboard_alone(clinic: Served, opened: Open, scripts: bool) -> None:
    watched = opened(clinic, scripts=scripts)
    watched.signed_in("clerk")
    page, day = watched.page(), clinical_date(clinic.service.day)
    page.goto("/clinic")
    pressed(page, 'nav a[href="/group-sessions"]')
    page.wait_for_url("**/group-sessions")
    follow(page, "/group-sessions/new")
    typed(page, "held_on", day)
    typed(page, "participants", "twelve")
    pressed(page, "main button.nhsuk-button")
    expect(page.locator("#summary")).to_contain_text("Type a whole number in digits, such as 12.")
    assert all("422" in complaint for complaint in watched.complaints)
    watched.complaints.clear()
    typed(page, "participants", "12")
    pressed(page, "main button.nhsuk-button")
    expect(page.locator(".en-saved")).to_contain_text("The session was recorded.")
    session = page.url.partition("#")[2]
    here, one = f"tr[id='{session}']", f"**/group-sessions/{session}"
    expect(page.locator(here)).to_contain_text("12")
    pressed(page, f"{here} a")
    page.wait_for_url(one)
    expect(page.locator("#commissioner")).to_have_value("QZZ")
    typed(page, "participants", "14")
    typed(page, "amendment_reason", WHY)
    pressed(page, 'button[value="correct"]')
    expect(page.locator(here)).to_contain_text("Corrected")
    pressed(page, f"{here} a")
    page.wait_for_url(one)
    expect(page.locator("main")).to_contain_text(WHY)
    typed(page, "amendment_reason", "Held by another team")
    pressed(page, 'button[value="strike"]')
    expect(page.locator(here)).to_contain_text("Entered in error")
    assert clinic.service.events()[-3:] == [
        "group session recorded",
        "group session amended",
        "group session amended",
    ]


def test_a_waiting_time_is_recorded_without_scripts(clinic: Served, opened: Open) -> None:
    watched = opened(clinic, scripts=False)
    watched.signed_in("clerk")
    page, day = watched.page(), clinical_date(clinic.service.day)
    _, child, referral = open_appointments(clinic.service)[0]
    page.goto(f"/children/{child}/registration")
    page.locator(f'main a[href="/referrals/{referral}"]').click()
    place = page.get_by_role("group", name="Waiting time").count() - 1
    page.locator(f'[id="waiting.{place}.status"]').select_option("20")
    page.locator(f'[id="waiting.{place}.started_on"]').fill(day)
    page.get_by_role("button", name="Record", exact=True).click()
    expect(page.locator(".en-saved")).to_contain_text("The referral was changed.")
    expect(page.locator(f'[id="waiting.{place}.started_on"]')).to_have_value(day)
    page.locator(f'[id="waiting.{place}.removed"]').check()
    page.get_by_role("button", name="Record", exact=True).click()
    expect(page.locator(f'[id="waiting.{place}.started_on"]')).to_have_value("")
