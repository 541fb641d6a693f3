"""Every page, at every width: no barrier axe knows of, nothing wider than the window, no complaint, nothing foreign.

PAGE_PICTURES names a folder for pictures of each page, to look at (`make page-pictures`); without it none is taken.
"""

import base64
import os
from pathlib import Path
from statistics import median_low

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.journeys.conftest import Open, Served
from tests.journeys.shown_pages import PAGES, Shown, place_of
from tests.web.places import open_appointments

# 320 pixels is a window of 1280 enlarged to 400 % (WCAG 2.2, 1.4.10 Reflow).
WIDTHS = {1280: 900, 768: 1024, 360: 740, 320: 640}
LOOKED_AT_BY_AXE = (1280, 320)
PICTURED = (1280, 768, 360)
KIT = Path(__file__).parent.parent / "kit" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
USUAL_NEEDS = 8


def as_tall_as_the_page(page: Page, width: int) -> None:
    """Open a window of that width to the whole page: a bar that stays in place then covers nothing."""
    tall: int = page.evaluate("document.documentElement.scrollHeight")
    if tall > WIDTHS[width]:
        page.set_viewport_size({"width": width, "height": tall})


def barriers(page: Page) -> list[str]:
    """What axe finds in a page whose window is as tall as it is, in words."""
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    if not page.evaluate("'axe' in window"):
        page.evaluate(KIT.read_text())
    # Of all that axe answers, which takes long to bring here, what it finds amiss is asked for.
    found = page.evaluate("(options) => axe.run(document, options).then((answer) => answer.violations)", options)
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


def pictured(page: Page, path: Path) -> None:
    """Keep a picture of the window, packed quickly rather than small."""
    devtools = page.context.new_cdp_session(page)
    taken = devtools.send("Page.captureScreenshot", {"format": "png", "optimizeForSpeed": True})
    path.write_bytes(base64.b64decode(taken["data"]))
    devtools.detach()


def faults_of(page: Page, shown: Shown, name: str, pictures: Path | None) -> list[str]:
    """What is wrong with a page at any width; where there is a folder for pictures, one is put there of each width."""
    found: list[str] = []
    for width, height in WIDTHS.items():
        axe, picture = shown.scripts and width in LOOKED_AT_BY_AXE, pictures and width in PICTURED
        page.set_viewport_size({"width": width, "height": height})
        if axe or picture:
            as_tall_as_the_page(page, width)
        if pictures and picture:
            pictured(page, pictures / f"{name}-{width}.png")
        found += [f"{width}: {fault}" for fault in too_wide(page)]
        if axe:
            found += [f"{width}: {fault}" for fault in barriers(page)]
    return found


@pytest.fixture(scope="session")
def page_pictures() -> Path | None:
    """Where pictures of the pages are asked for, if they are."""
    asked = os.environ.get("PAGE_PICTURES")
    if not asked:
        return None
    folder = Path(asked)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_barrier_and_fits_every_width(
    name: str, request: pytest.FixtureRequest, opened: Open, page_pictures: Path | None
) -> None:
    shown = PAGES[name]
    served: Served = request.getfixturevalue("clinic" if shown.writes else "served")
    watched = opened(served, scripts=shown.scripts, height=WIDTHS[1280], again=True)
    if shown.username is not None:
        watched.signed_in(shown.username)
    page = watched.page()
    page.goto(place_of(shown, served.service))
    if shown.act is not None:
        shown.act(page, served.service)
    found = faults_of(page, shown, name, page_pictures)
    if shown.refused:
        # The browser notes the status of a page that refuses something.
        assert all("the server responded with a status of" in complaint for complaint in watched.complaints)
        watched.complaints.clear()
    assert found == []


def test_axe_looks_at_the_size_of_targets(served: Served, opened: Open) -> None:
    page = opened(served, again=True).signed_in("paediatrician").page()
    page.goto(f"/appointments/{open_appointments(served.service)[0][0]}/encounter")
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["passes"]}
    response = Axe(KIT.read_text()).run(page, options=options).response
    assert "target-size" in {each["id"] for each in response["passes"]}


def test_the_form_of_a_usual_visit_fits_a_screen_without_scrolling(served: Served, opened: Open) -> None:
    page = opened(served, height=WIDTHS[1280], again=True).signed_in("paediatrician").page()
    needs: dict[str, int] = {}
    tall: dict[str, int] = {}
    for appointment, _, _ in open_appointments(served.service):
        page.goto(f"/appointments/{appointment}/encounter")
        needs[appointment] = page.locator('[data-carried="yes"]').count()
        tall[appointment] = page.evaluate("document.documentElement.scrollHeight")
    usual = median_low(needs.values())
    assert usual <= USUAL_NEEDS
    assert [tall[each] for each, count in needs.items() if count == usual and tall[each] > WIDTHS[1280]] == []
