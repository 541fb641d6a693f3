"""What the form does while it is filled in: the list under the box, chips, the profile, and what folds away."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Open, Served
from tests.web.places import open_appointments


@pytest.fixture
def page(served: Served, opened: Open) -> Page:
    """The form of a child who comes for the first time."""
    page = opened(served, again=True).signed_in("paediatrician").page()
    page.goto(f"/appointments/{open_appointments(served.service)[-1][0]}/encounter")
    return page


def letter(page: Page, name: str) -> str:
    return page.locator(f'[data-letter="{name}"] .en-profile__count').inner_text()


def add(page: Page, words: str) -> None:
    page.locator("#add").fill(words)
    page.locator("#add").press("Enter")
    expect(page.locator("#add")).to_have_value("")


def test_the_list_tells_a_screen_reader_what_is_found_and_which_is_chosen(page: Page) -> None:
    box, found = page.get_by_role("combobox", name="Add a need"), page.get_by_role("listbox")
    box.press_sequentially("cereb")
    expect(found).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    first = found.get_by_role("option").first
    term, group = (first.locator(f".en-match__{part}").inner_text() for part in ("term", "group"))
    expect(page.locator("#said")).to_contain_text(f"found. {term}, {group}.")
    box.press("ArrowDown")
    second = found.get_by_role("option").nth(1)
    expect(second).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", "found-1")
    term = second.locator(".en-match__term").inner_text()
    box.press("Enter")
    expect(page.locator("[data-chip] [data-term]").first).to_have_text(term)
    expect(box).to_have_attribute("aria-expanded", "false")


def test_a_row_chosen_by_the_arrow_keys_is_taken_while_the_last_letters_are_still_looked_up(page: Page) -> None:
    box, found = page.get_by_role("combobox", name="Add a need"), page.get_by_role("listbox")
    box.press_sequentially("cere")
    expect(found).to_be_visible()
    page.route("**/needs?**", lambda _route: None)
    with page.expect_request("**/needs?**"):
        box.press_sequentially("b")
    box.press("ArrowDown")
    term = found.get_by_role("option").nth(1).locator(".en-match__term").inner_text()
    box.press("Enter")
    expect(page.locator("[data-chip] [data-term]").first).to_have_text(term)
    expect(box).to_have_value("")


def test_escape_clears_the_box_and_backspace_in_an_empty_one_takes_the_last_chip_back(page: Page) -> None:
    add(page, "cp")
    page.locator("#add").press_sequentially("epil")
    page.locator("#add").press("Escape")
    expect(page.locator("#add")).to_have_value("")
    expect(page.locator("#found")).to_be_hidden()
    page.locator("#add").press("Backspace")
    expect(page.locator("[data-chip]")).to_have_count(0)
    expect(page.locator("#said")).to_have_text("Cerebral palsy taken back.")
    assert letter(page, "C") == "not asked"


def test_the_profile_changes_with_the_chips_and_the_answers(page: Page) -> None:
    assert [letter(page, each) for each in "CTFR"] == ["not asked"] * 4
    add(page, "cp")
    add(page, "PEG")
    expect(page.locator('[id="group.condition-some"]')).to_be_checked()
    page.locator('[id="group.round_the_clock_care-none_identified"]').check()
    assert [letter(page, each) for each in "CTFR"] == ["1", "1", "not asked", "0"]
    page.locator(".en-chip__tick").first.uncheck()
    assert letter(page, "C") == "not asked"


def test_a_need_chosen_twice_stands_once(page: Page) -> None:
    add(page, "cp")
    add(page, "cp")
    expect(page.locator("[data-chip]")).to_have_count(1)
    expect(page.locator("#said")).to_have_text("Cerebral palsy is ticked.")


def test_a_child_who_was_not_brought_folds_away_what_does_not_apply(page: Page) -> None:
    for away, fields in (("3", False), ("2", True), ("5", False)):
        page.locator("#attendance").select_option(away)
        seen = away == "5"
        for selector in ("#needs", ".en-find", "#minutes", "#present"):
            expect(page.locator(selector)).to_be_visible(visible=seen)
        if fields:
            expect(page.locator("#cancelled_on")).to_be_visible()


def test_the_form_is_sent_once_however_often_the_button_is_pressed(served: Served, opened: Open) -> None:
    page = opened(served, again=True).signed_in("therapist").page()
    page.goto(f"/appointments/{open_appointments(served.service)[3][0]}/encounter")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.locator("#outcome-review").check()
    page.locator("#save").dblclick()
    expect(page.locator(".en-saved")).to_be_visible()
    assert len(sent) == 1
