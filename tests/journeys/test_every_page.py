"""Every page, at every width: no barrier axe knows of, nothing wider than the window, no complaint, nothing foreign.

Pictures of each are left in tests/journeys/pictures/ to look at.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.journeys.conftest import Open, Served
from tests.web.places import encounters, filled, open_appointments

# 320 pixels is a window of 1280 enlarged to 400 % (WCAG 2.2, 1.4.10 Reflow).
WIDTHS = (1280, 768, 360, 320)
KIT = Path(__file__).parent.parent / "kit" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
FORM = "/appointments/{appointment}/encounter"

Act = Callable[[Page], object]


@dataclass(frozen=True, slots=True)
class Shown:
    """A page to look at: who sees it, where, what is done there first, and how often it complains by right."""

    username: str | None
    path: str
    act: Act | None = None
    scripts: bool = True
    refused: bool = False


def sent_with_faults(page: Page) -> None:
    page.locator("#on").fill("99-Nov-2026")
    page.locator("#minutes").fill("lots")
    page.locator(".en-chip__more summary").first.click()
    page.locator('input[name$=".onset"]').first.fill("about 2021")
    page.locator(".en-save__button").click()
    page.locator("#summary").wait_for()


def typed_into_the_box(page: Page) -> None:
    page.locator("#add").fill("cer")
    page.locator("#found li").first.wait_for()


def found_by_the_button(page: Page) -> None:
    page.locator("#add").fill("cer")
    page.locator(".en-find__button").click()
    page.locator(".en-matches").wait_for()


def every_detail_opened(page: Page) -> None:
    for summary in page.locator("main summary:visible").all():
        summary.click()


def saved(page: Page) -> None:
    page.locator("#outcome-review").check()
    page.locator(".en-save__button").click()
    page.locator(".en-saved").wait_for()


def amended(page: Page) -> None:
    page.locator("#amendment_reason").fill("The length was wrong")
    page.locator("#minutes").fill("25")
    page.locator(".en-save__button").click()
    page.locator(".en-saved").wait_for()


def wrong_password(page: Page) -> None:
    page.locator("#username").fill("paediatrician")
    page.locator("#password").fill("wrong")
    page.locator("main button[type=submit]").first.click()
    page.locator(".nhsuk-error-summary").wait_for()


def account_with_faults(page: Page) -> None:
    page.locator('form[action="/accounts"] button').click()
    page.locator("#summary").wait_for()


def password_with_faults(page: Page) -> None:
    page.locator('form[action="/password"] button[type=submit]').click()
    page.wait_for_load_state()


PAGES = {
    "sign-in": Shown(None, "/sign-in"),
    "sign-in-refused": Shown(None, "/sign-in", wrong_password, refused=True),
    "clinic": Shown("paediatrician", "/clinic"),
    "clinic-of-clerk": Shown("clerk", "/clinic"),
    "clinic-empty": Shown("paediatrician", "/clinic?on=2020-01-01"),
    "child": Shown("paediatrician", "/children/{child}", every_detail_opened),
    "form": Shown("paediatrician", FORM),
    "form-with-faults": Shown("paediatrician", FORM, sent_with_faults, refused=True),
    "form-typing": Shown("paediatrician", FORM, typed_into_the_box),
    "form-all-open": Shown("paediatrician", FORM, every_detail_opened),
    "form-plain": Shown("paediatrician", FORM, scripts=False),
    "form-plain-matches": Shown("paediatrician", FORM, found_by_the_button, scripts=False),
    "form-not-seen": Shown("paediatrician", FORM, lambda page: page.locator("#attendance").select_option("3")),
    "encounter": Shown("paediatrician", "/encounters/{encounter}"),
    "encounter-saved": Shown("paediatrician", "/children/{child}/referrals/{referral}/encounter", saved),
    "amendment": Shown("paediatrician", "/encounters/{encounter}/amendment"),
    "encounter-amended": Shown("paediatrician", "/encounters/{encounter}/amendment", amended),
    "start-of-administrator": Shown("administrator", "/"),
    "start-of-informatics": Shown("informatics", "/"),
    "start-of-commissioner": Shown("commissioner", "/"),
    "accounts": Shown("administrator", "/accounts", every_detail_opened),
    "accounts-with-faults": Shown("administrator", "/accounts", account_with_faults, refused=True),
    "audit": Shown("administrator", "/audit"),
    "terminology": Shown("informatics", "/terminology", lambda page: page.locator("main summary").nth(1).click()),
    "password": Shown("clerk", "/password"),
    "password-with-faults": Shown("clerk", "/password", password_with_faults, refused=True),
    "refused": Shown("clerk", "/accounts", refused=True),
    "not-found": Shown("clerk", "/nowhere", refused=True),
}
WITH_MOST_NEEDS = 0


def place(served: Served, path: str) -> str:
    """The path, of the child with the most needs."""
    appointment, child, referral = open_appointments(served.service)[WITH_MOST_NEEDS]
    path = path.replace("{appointment}", appointment).replace("{child}", child).replace("{referral}", referral)
    seen = [encounter for encounter, of_child in encounters(served.service) if of_child == child]
    return filled(served.service, path.replace("{encounter}", seen[0]))


def barriers(page: Page, width: int) -> list[str]:
    """What axe finds, in words, in a window as tall as the page: a bar that stays in place then covers nothing."""
    page.set_viewport_size({"width": width, "height": page.evaluate("document.documentElement.scrollHeight")})
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    found = Axe(KIT.read_text()).run(page, options=options).response["violations"]
    return [f"{each['id']}: {each['help']}: {node['html'][:200]}" for each in found for node in each["nodes"]]


def too_wide(page: Page) -> list[str]:
    """What stands out to the right of the window, outside a region that scrolls by itself."""
    found: list[str] = page.evaluate("""() => {
      const width = document.documentElement.clientWidth;
      if (document.documentElement.scrollWidth <= width) return [];
      return [...document.querySelectorAll("body *")]
        .filter((each) => each.getBoundingClientRect().right > width + 1 && !each.closest(".en-scroll"))
        .map((each) => each.outerHTML.slice(0, 120))
        .concat("the page scrolls sideways");
    }""")
    return found


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_barrier_and_fits_every_width(name: str, served: Served, opened: Open, pictures: Path) -> None:
    shown = PAGES[name]
    watched = opened(served, scripts=shown.scripts)
    if shown.username is not None:
        watched.signed_in(shown.username)
    page = watched.page()
    page.goto(place(served, shown.path))
    if shown.act is not None:
        shown.act(page)
    found: dict[int, list[str]] = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        if width != 320:
            page.screenshot(path=pictures / f"{name}-{width}.png", full_page=True)
        found[width] = too_wide(page)
        if shown.scripts and (width == 1280 or (width == 320 and shown.path == FORM)):
            found[width] += barriers(page, width)
    if shown.refused:
        # The browser notes the status of a page that refuses something.
        assert all("the server responded with a status of" in complaint for complaint in watched.complaints)
        watched.complaints.clear()
    assert [fault for faults in found.values() for fault in faults] == []
