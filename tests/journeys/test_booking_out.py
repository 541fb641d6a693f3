"""A whole visit: sign in, open a child, record six needs, print the slip, see the child again, correct a mistake."""

import io
import re
from collections.abc import Callable

from playwright.sync_api import Page, expect
from pypdf import PdfReader

from app.clinical.ages import clinical_date
from app.demo.people import PASSWORD
from tests.journeys.conftest import Open, Served
from tests.web.places import open_appointments

PAEDIATRICIAN = "Dr Amara Lindqvist-Okafor"
# What a paediatrician types, and the member that is meant.
SIX = {
    "cp": "Cerebral palsy",
    "epileps": "Epilepsy",
    "asd": "Autism spectrum condition",
    "constip": "Constipation",
    "PEG": "Gastrostomy present",
    "hearing aid": "Does use hearing aid",
}
REASON = "The hearing aid is a brother's"
MOST_TABS = 150


def is_focused(page: Page, selector: str) -> bool:
    found: bool = page.evaluate("wanted => document.activeElement.matches(wanted)", selector)
    return found


def tab_to(page: Page, selector: str, key: str = "Tab") -> None:
    """Press Tab until something has the focus, as somebody without a mouse does."""
    for _ in range(MOST_TABS):
        if is_focused(page, selector):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{key} never comes to {selector}.")


def follow(page: Page, address: str) -> None:
    """Go to a link by Tab and follow it by Enter."""
    tab_to(page, f'main [href="{address}"]')
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address}")


def words_of_pdf(page: Page, address: str) -> str:
    answer = page.request.get(address)
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/pdf"
    text = " ".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(answer.body())).pages)
    return " ".join(text.split())


def chip(page: Page, term: str) -> str:
    """The selector of the chip of a need."""
    known = page.locator("[data-chip]", has=page.locator(f'span[data-term]:text-is("{term}")')).first
    return f'[data-chip][data-concept="{known.get_attribute("data-concept")}"]'


def assert_printed(page: Page) -> None:
    """The family's copy says the six needs; the desk's copy none of them."""
    record = page.url.split("?")[0]
    family = words_of_pdf(page, f"{record}/family-copy.pdf")
    desk = words_of_pdf(page, f"{record}/desk-copy.pdf")
    for term in SIX.values():
        assert term in family
        assert term not in desk


def assert_carried(page: Page, day: str) -> None:
    """The form of the next visit shows the six, ticked, with since when and by whom."""
    for term in SIX.values():
        expect(page.locator(chip(page, term))).to_contain_text(f"since {day}, {PAEDIATRICIAN}")
        expect(page.locator(f"{chip(page, term)} .en-chip__tick")).to_be_checked()


def assert_both_versions(page: Page) -> None:
    now, before = page.locator('[data-version="2"]'), page.locator('[data-version="1"]')
    expect(now).to_contain_text("Version 2, as it stands")
    expect(now).to_contain_text(REASON)
    expect(now).to_contain_text(re.compile(r"Does use hearing aid\s+Entered in error"))
    expect(before).to_contain_text("Version 1, as first recorded")
    expect(before).to_contain_text(re.compile(r"Does use hearing aid\s+New"))
    expect(before).not_to_contain_text(REASON)


def sign_in_by_keyboard(page: Page) -> None:
    page.goto("/clinic")
    expect(page).to_have_title("Sign in - EveryNeed")
    tab_to(page, "#username")
    page.keyboard.type("paediatrician")
    tab_to(page, "#password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Clinic list")).to_be_visible()


def record_by_keyboard(page: Page) -> None:
    """Type six needs into the box, each followed by Enter; then the outcome, the next appointment, and save."""
    expect(page.locator("#add")).to_be_focused()
    for typed, term in SIX.items():
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
        expect(page.locator(f"{chip(page, term)} .en-chip__tick")).to_be_checked()
        expect(page.locator("#add")).to_be_focused()
        expect(page.locator("#add")).to_have_value("")
    expect(page.locator('[data-letter="C"]')).to_contain_text("4")
    expect(page.locator('[data-letter="T"]')).to_contain_text("2")
    page.keyboard.press("Enter")
    expect(page.locator('input[name="outcome"]').first).to_be_focused()
    page.keyboard.press("Space")
    tab_to(page, 'input[name="next_weeks"]')
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator(".en-saved")).to_contain_text("Saved")
    expect(page.locator('[href*="family-copy.pdf"]').first).to_be_focused()


def correct_by_keyboard(page: Page) -> None:
    """Take one need back, give the reason, and save from the last section."""
    tab_to(page, f"{chip(page, 'Does use hearing aid')} .en-chip__tick")
    page.keyboard.press("Space")
    tab_to(page, "#amendment_reason", "Shift+Tab")
    page.keyboard.type(REASON)
    tab_to(page, 'input[name="outcome"]')
    page.keyboard.press("Enter")
    expect(page.locator(".en-saved")).to_contain_text("Saved as version 2")


def test_with_the_keyboard_alone(served: Served, opened: Open) -> None:
    appointment, child, referral = open_appointments(served.service)[-1]
    page = opened(served).page()
    sign_in_by_keyboard(page)
    page.goto(served.service.clinic_path)
    follow(page, f"/appointments/{appointment}/encounter")
    record_by_keyboard(page)
    assert_printed(page)
    record = page.url.removeprefix(served.address).split("?")[0]
    follow(page, f"/children/{child}")
    follow(page, f"/children/{child}/referrals/{referral}/encounter")
    expect(page.locator("#add")).to_be_focused()
    assert_carried(page, clinical_date(served.service.day))
    page.goto(record)
    follow(page, f"{record}/amendment")
    correct_by_keyboard(page)
    assert_both_versions(page)


def without_scripts(served: Served, opened: Open, place: int, sign_in: Callable[[Page], None]) -> None:
    page = opened(served, scripts=False).page()
    sign_in(page)
    page.goto(served.service.clinic_path)
    page.locator('a[href^="/appointments/"]').nth(place).click()
    for typed, term in SIX.items():
        page.get_by_label("Add a need").fill(typed)
        page.get_by_role("button", name="Find", exact=True).click()
        page.locator(".en-matches button", has_text=term).first.click()
        expect(page.locator(f"{chip(page, term)} .en-chip__tick")).to_be_checked()
    page.get_by_label("See again").check()
    page.get_by_label("3 months").check()
    page.get_by_role("button", name="Save and see the slip").click()
    expect(page.locator(".en-saved")).to_contain_text("Saved")
    assert_printed(page)
    record = page.url.split("?")[0]

    page.get_by_role("link", name="Child's record").click()
    page.get_by_role("link", name="Record a visit without an appointment").click()
    assert_carried(page, clinical_date(served.service.day))

    page.goto(f"{record}/amendment")
    page.get_by_label("Reason for amending").fill(REASON)
    page.locator(f"{chip(page, 'Does use hearing aid')} .en-chip__tick").uncheck()
    page.get_by_role("button", name="Save and see the slip").click()
    expect(page.locator(".en-saved")).to_contain_text("Saved as version 2")
    assert_both_versions(page)


def sign_in_by_form(page: Page) -> None:
    page.goto("/")
    page.get_by_label("User name").fill("paediatrician")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def new_child_place(page: Page) -> int:
    rows = page.locator("tbody tr")
    return next(place for place in range(rows.count()) if "New," in rows.nth(place).inner_text())


def test_without_scripts(served: Served, opened: Open) -> None:
    page = opened(served, scripts=False).signed_in("paediatrician").page()
    page.goto(served.service.clinic_path)
    taken = open_appointments(served.service)[-2][0]
    links = page.locator('tbody a[href^="/appointments/"]')
    place = next(each for each in range(links.count()) if taken in str(links.nth(each).get_attribute("href")))
    without_scripts(served, opened, place, sign_in_by_form)


def test_without_scripts_on_postgresql(served_on_postgresql: Served, opened: Open) -> None:
    page = opened(served_on_postgresql, scripts=False).signed_in("paediatrician").page()
    page.goto(served_on_postgresql.service.clinic_path)
    without_scripts(served_on_postgresql, opened, new_child_place(page), sign_in_by_form)


def test_the_connection_is_lost_while_typing(served: Served, opened: Open) -> None:
    appointment = open_appointments(served.service)[0][0]
    watched = opened(served).signed_in("paediatrician")
    page = watched.page()
    page.goto(f"/appointments/{appointment}/encounter")
    watched.context.set_offline(True)
    page.keyboard.type("cerebral")
    expect(page.locator("#said")).to_contain_text("The list cannot be reached just now. What you typed is still here")
    expect(page.locator("#said")).to_be_in_viewport()
    expect(page.locator("#add")).to_have_value("cerebral")
    expect(page.locator("#add")).to_be_focused()
    watched.context.set_offline(False)
    page.keyboard.type(" palsy")
    expect(page.locator("#found li").first).to_contain_text("Cerebral palsy")
    expect(page.locator("#said")).to_have_class("nhsuk-u-visually-hidden")
    # The browser itself complains of the request that it could not send.
    assert all("ERR_INTERNET_DISCONNECTED" in complaint for complaint in watched.complaints)
    watched.complaints.clear()
