"""What has the focus is seen: nothing that stays in place at the top or the bottom covers it (WCAG 2.2, 2.4.11)."""

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import Open, Served
from tests.web.places import encounters, open_appointments

MOST_STOPS = 400
# Where the focused thing is, whether something else lies over its middle, and whether it says that it is focused.
SEEN = """() => {
  const it = document.activeElement;
  if (!it || it === document.body) return null;
  const box = it.getBoundingClientRect();
  const name = it.id || it.name || it.getAttribute("href") || it.textContent.trim().slice(0, 40) || it.tagName;
  const bars = [...document.querySelectorAll(".en-banner, .en-save")].filter((bar) => !bar.contains(it));
  const stays = (bar) => getComputedStyle(bar).position === "sticky";
  const sticky = bars.filter(stays).map((bar) => bar.getBoundingClientRect());
  const shown = { top: Math.max(0, box.top), bottom: Math.min(innerHeight, box.bottom) };
  for (const bar of sticky) {
    if (bar.top <= 0 && bar.bottom > 0) shown.top = Math.max(shown.top, bar.bottom);
    if (bar.bottom >= innerHeight - 1) shown.bottom = Math.min(shown.bottom, bar.top);
  }
  const style = getComputedStyle(it);
  return {
    name,
    covered: Math.min(box.height, innerHeight / 2) - (shown.bottom - shown.top) > 1,
    marked: style.outlineStyle !== "none" || style.boxShadow !== "none",
    top: Math.round(box.top),
    bottom: Math.round(box.bottom),
  };
}"""


def stops(page: Page, key: str) -> list[dict[str, object]]:
    """Every stop of the focus on the way through the page, from the first to the first again."""
    found: list[dict[str, object]] = []
    for _ in range(MOST_STOPS):
        page.keyboard.press(key)
        stop = page.evaluate(SEEN)
        if stop is None:
            break
        found.append(stop)
    return found


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (768, 1024), (360, 640), (320, 256)])
@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
def test_nothing_covers_what_has_the_focus(width: int, height: int, key: str, served: Served, opened: Open) -> None:
    appointment = open_appointments(served.service)[0][0]
    page = opened(served, width=width, height=height, again=True).signed_in("paediatrician").page()
    page.goto(f"/appointments/{appointment}/encounter")
    page.evaluate("for (const each of document.querySelectorAll('main details')) each.open = true")
    if key == "Tab":
        page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    else:
        page.locator(".en-save__away").focus()
    found = stops(page, key)
    assert len(found) > 40
    assert [str(stop) for stop in found if stop["covered"]] == []
    assert [stop for stop in found if not stop["marked"]] == []


def test_a_link_of_the_error_summary_leads_to_its_field(served: Served, opened: Open) -> None:
    watched = opened(served, again=True).signed_in("paediatrician")
    page = watched.page()
    page.goto(f"/appointments/{open_appointments(served.service)[0][0]}/encounter")
    page.locator("#minutes").fill("lots")
    page.locator("#save").click()
    page.locator("#summary a").first.click()
    assert page.evaluate("document.activeElement.id") == "minutes"
    assert not page.evaluate(SEEN)["covered"]
    watched.complaints.clear()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_a_link_of_the_error_summary_opens_what_its_field_is_folded_into(
    served: Served, opened: Open, scripts: bool
) -> None:
    watched = opened(served, scripts=scripts, again=True).signed_in("paediatrician")
    page = watched.page()
    page.goto(f"/appointments/{open_appointments(served.service)[0][0]}/encounter")
    # What is offered becomes a ticked need, whatever the child has and others recorded of it.
    page.locator("[data-offer] button").first.click()
    page.locator("#plan-more summary").click()
    page.locator("#weight").fill("heavy")
    ticked = page.locator("[data-chip]:has(.en-chip__tick:checked)").first
    ticked.locator(".en-chip__more summary").click()
    onset = ticked.locator('input[name$=".onset"]')
    onset.fill("about 2021")
    wanted = onset.get_attribute("id")
    term = ticked.locator("label span[data-term]").inner_text()
    page.locator("#save").click()
    page.locator("#summary").wait_for()
    for identifier, named in (("weight", "Weight: Give a number"), (wanted, f"{term}, since: Give a year")):
        assert page.locator(f'#summary a[href="#{identifier}"]').inner_text().startswith(named)
        assert page.locator(f"[id={identifier}]").get_attribute("aria-invalid") == "true"
        page.evaluate("for (const each of document.querySelectorAll('main details')) each.open = false")
        page.locator(f'#summary a[href="#{identifier}"]').click()
        assert page.evaluate("document.activeElement.id") == identifier
        assert not page.evaluate(SEEN)["covered"]
    watched.complaints.clear()


def test_the_first_stop_of_a_page_skips_to_what_it_is_about(served: Served, opened: Open) -> None:
    page = opened(served, again=True).signed_in("paediatrician").page()
    page.goto(f"/encounters/{encounters(served.service)[0][0]}")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").strip() == "Skip to main content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "maincontent"
