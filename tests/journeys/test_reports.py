"""A commissioner reads the figures of their area with the keyboard alone and without scripts, and acts on them."""

import re

from playwright.sync_api import Page, expect

from app.demo.people import PASSWORD
from tests.journeys.conftest import Open, Served
from tests.reports import kept
from tests.reports.routes import neighbourhood

MOST_STEPS = 120


def reached(page: Page, words: str) -> None:
    """Go on with the tabulator key until what is focused has these words, or is labelled by them."""
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if not focused.count():
            continue
        said: str = focused.evaluate("each => [...(each.labels || []), each].map(one => one.textContent).join(' ')")
        if words in said:
            return
    raise AssertionError(f"no key leads to {words!r}")


def entered(page: Page) -> None:
    """Press Enter, and wait for the page that it leads to."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def followed(page: Page, words: str) -> None:
    reached(page, words)
    entered(page)


def saved_as(page: Page, words: str) -> bytes:
    """What the file is that a key on a link brings."""
    reached(page, words)
    with page.expect_download() as coming:
        page.keyboard.press("Enter")
    return coming.value.path().read_bytes()


def test_a_commissioner_finds_saves_and_acts_by_keyboard_without_scripts(clinic: Served, opened: Open) -> None:
    period = kept.keep(clinic.service)
    acted = clinic.service.events().count("action about a report recorded")
    watched = opened(clinic, scripts=False)
    page = watched.page()
    page.goto("/sign-in")
    reached(page, "User name")
    page.keyboard.type("commissioner")
    reached(page, "Password")
    page.keyboard.type(PASSWORD)
    entered(page)
    followed(page, "Reports")
    expect(page.locator("main h1")).to_have_text("Reports")
    followed(page, "Northmoor")
    expect(page.locator("main h1")).to_contain_text("Northmoor")

    followed(page, "Children by group of need: what it means")
    assert page.locator("main h2", has_text="Over time").count() == 1
    quarters = page.locator("table", has=page.locator("caption", has_text="by quarter")).first
    assert quarters.locator("tbody tr").count() == 2
    expect(quarters.locator("tbody a").first).to_have_text(re.compile("^CSV of "))
    reached(page, "By")
    page.keyboard.type("Sex")
    reached(page, "Show")
    entered(page)
    expect(page.locator("main table").first).to_contain_text("Male")

    files = {name: saved_as(page, name) for name in ("Tidy CSV", "CSVW", "Workbook", "JSON", "PDF")}
    assert files["Tidy CSV"].startswith(b"time_period,time_identifier,geographic_level")
    assert files["CSVW"].lstrip().startswith(b"{")
    assert files["JSON"].lstrip().startswith(b"{")
    assert files["Workbook"].startswith(b"PK")
    assert files["PDF"].startswith(b"%PDF")

    followed(page, "Record what is to be done")
    # The list of what was recorded comes before the form, and has both words too.
    reached(page, "Progress")
    reached(page, "What is to be done")
    page.keyboard.type("Ask families which hours they can come")
    entered(page)
    expect(page.get_by_role("alert")).to_contain_text("Name who answers for it.")
    expect(page.get_by_label("What is to be done").last).to_have_value("Ask families which hours they can come")

    # The browser notes that the form was refused.
    assert all("status of 422" in complaint for complaint in watched.complaints)
    watched.complaints.clear()

    reached(page, "Name who answers for it.")
    page.keyboard.press("Enter")
    page.keyboard.type("Philippa Thorne, head of commissioning")
    for part, number in (("Day", "31"), ("Month", "3"), ("Year", "2099")):
        reached(page, part)
        page.keyboard.type(number)
    entered(page)
    expect(page.locator("main table").first).to_contain_text("Ask families which hours they can come")
    assert clinic.service.events().count("action about a report recorded") == acted + 1
    assert clinic.service.events().count("report downloaded") == len(files)
    assert page.url.endswith(f"period={period}")


def test_a_commissioner_chooses_beside_what_to_look_by_keyboard_without_scripts(clinic: Served, opened: Open) -> None:
    neighbourhood.keep(clinic.service)
    page = opened(clinic, scripts=False).signed_in("commissioner").page()
    page.goto("/reports/local_authority/ZE901")
    expect(page.locator("main .en-measure").first).to_contain_text("England: from the same release")
    reached(page, "Beside")
    page.keyboard.type("Northern M")
    followed(page, "Compare")
    expect(page.locator("main .en-measure").first).to_contain_text("Northern Marches (region): from the same release")
    followed(page, "EHC plans by primary need: what it means")
    expect(page.get_by_label("Beside")).to_have_value("region")
    reached(page, "Beside")
    page.keyboard.type("Statistical")
    followed(page, "Show")
    expect(page.locator("main")).to_contain_text("The shown figures of 2 of 2 are put together.")
    assert page.locator("main svg").count() == 1
    axis = (page.locator("main svg").text_content() or "").replace(" ", "")
    assert "theuprightstrokeisStatisticalneighbourstogether(2)" in axis


def test_print_shows_the_comparison_and_no_label_of_a_chart_is_cut(clinic: Served, opened: Open) -> None:
    neighbourhood.keep(clinic.service)
    page = opened(clinic, scripts=False).signed_in("commissioner").page()
    page.goto("/reports/local_authority/ZE901/measures/ehc_plans_by_need?beside=neighbours")
    page.emulate_media(media="print")
    picture = page.locator("main svg").first.bounding_box()
    assert picture is not None
    labels = page.locator("main svg text").all()
    assert len(labels) > 20
    for label in labels:
        box = label.bounding_box()
        assert box is not None
        assert "…" not in (label.text_content() or "")
        assert box["x"] >= picture["x"], label.text_content()
        assert box["x"] + box["width"] <= picture["x"] + picture["width"], label.text_content()
    assert page.get_by_role("columnheader", name="Beside it").first.is_visible()


def test_print_shows_the_figures_and_leaves_out_what_is_for_the_screen(served: Served, opened: Open) -> None:
    kept.keep(served.service)
    page = opened(served, again=True).signed_in("commissioner").page()
    page.goto("/reports/local_authority/ZE901/measures/needs_by_group")
    page.emulate_media(media="print")
    assert page.locator("main svg").first.is_visible()
    assert page.locator("main table").first.is_visible()
    assert "en-screen" in page.content()
    assert [each for each in page.locator(".en-screen").all() if each.is_visible()] == []


def test_print_shows_the_figures_that_are_folded_away_on_the_screen(served: Served, opened: Open) -> None:
    kept.keep(served.service)
    page = opened(served, again=True).signed_in("commissioner").page()
    page.goto("/reports/local_authority/ZE901")
    assert page.locator("main details table").count() > 3
    page.emulate_media(media="print")
    hidden = [each for each in page.locator("main details table").all() if not each.is_visible()]
    assert hidden == []
