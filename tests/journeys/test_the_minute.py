"""The minute, proved: each scenario driven in Chromium, its seconds modelled by operator and its waits measured.

What was modelled and measured is written to a JSON file, which the README quotes; where MINUTE_FILE names
one it is written there, else beside the pictures. The modelled seconds are the same in every run.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.identity import parse_identity
from tests.journeys.conftest import Open, Served
from tests.journeys.hand import SECONDS, Hand
from tests.service import REPOSITORY, Prepared, opened_service, settings_for
from tests.web.places import open_appointments

REVIEW = SECONDS["M"]
TWELVE = ("cp", "epi", "asd", "adhd", "constip", "sleep p", "peg", "hearing a", "gmfcs3", "scoli", "feed", "reflux")
TWENTY_THREE = (
    *TWELVE,
    *("asthma", "eczema", "hydroceph", "drool", "hip dis", "anxi", "enur", "tics", "obes", "vi", "cmpa"),
)
WRITTEN_ANEW = "MINUTE_FILE" in os.environ
KEPT = REPOSITORY / "docs" / "the-minute.json"


@dataclass(frozen=True, slots=True)
class Measured:
    """A scenario as it went."""

    scenario: str
    needs: int
    hand: Hand

    @property
    def beside_needs(self) -> float:
        """Without the mental act for each need: how many there are depends on the day for which the clinic is made."""
        return round(self.hand.modelled - REVIEW * self.needs, 2)

    def row(self) -> dict[str, object]:
        return {
            "scenario": self.scenario,
            "needs": self.needs,
            "operators": {name: self.hand.done[name] for name in SECONDS},
            "modelled_seconds": self.hand.modelled,
            "modelled_seconds_beside_needs": self.beside_needs,
            "waited_seconds": self.hand.waited(),
        }


@pytest.fixture(scope="module")
def clinic(prepared_clinic: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A clinic of this module's own, as it is in the morning."""
    from tests.journeys.conftest import serving
    from tests.service import copied

    url = copied(prepared_clinic, tmp_path_factory.mktemp("minute"))
    settings = settings_for(url, prepared_clinic.secret)
    with opened_service(settings, prepared_clinic.day) as service, serving(service) as served:
        yield served


@pytest.fixture(scope="module")
def rows(pictures: Path) -> Iterator[list[Measured]]:
    gathered: list[Measured] = []
    yield gathered
    path = Path(os.environ.get("MINUTE_FILE", pictures / "the-minute.json"))
    path.write_text(json.dumps([measured.row() for measured in gathered], indent=2) + "\n")


def opened_form(opened: Open, clinic: Served, place: int) -> tuple[Page, Hand]:
    """The form of one of the day's appointments (-1 is a child with fewest needs), and a hand on the keyboard."""
    appointment = open_appointments(clinic.service)[place][0]
    page = opened(clinic, height=900, again=True).signed_in("paediatrician").page()
    hand = Hand(page)
    page.goto(f"/appointments/{appointment}/encounter")
    expect(page.locator("#add")).to_be_focused()
    hand.glance()
    return page, hand


def ticked(page: Page) -> int:
    return page.locator('[data-carried="yes"] .en-chip__tick:checked').count()


def saved(page: Page) -> None:
    expect(page.locator(".en-saved")).to_contain_text("Saved")


def type_needs(page: Page, hand: Hand, words: tuple[str, ...]) -> None:
    before = page.locator("[data-chip] .en-chip__tick:checked").count()
    for count, each in enumerate(words, start=1):
        hand.review(1)
        hand.type(each)
        hand.press("Enter")
        expect(page.locator("[data-chip] .en-chip__tick:checked")).to_have_count(before + count)


def finish_by_keyboard(page: Page, hand: Hand) -> None:
    """From the empty box: on to the outcome, see again, in how many months, and save."""
    hand.glance()
    hand.press("Enter")
    hand.press("Space")
    hand.press("Tab")
    hand.press("Space")
    hand.press("Enter")
    saved(page)


def finish_by_mouse(page: Page, hand: Hand) -> None:
    """An interval says that the child is to be seen again."""
    hand.glance()
    hand.tap(page.locator('label[for="next-26"]'))
    hand.tap(page.locator("#save"))
    saved(page)


def no_change(page: Page, hand: Hand) -> None:
    hand.press("Alt+n")
    expect(page.locator("#confirm-save")).to_be_focused()
    hand.glance()
    hand.press("Enter")
    saved(page)


def keep(rows: list[Measured], scenario: str, needs: int, hand: Hand) -> None:
    measured = Measured(scenario, needs, hand)
    rows.append(measured)
    kept = {row["scenario"]: row["modelled_seconds_beside_needs"] for row in json.loads(KEPT.read_text())}
    assert WRITTEN_ANEW or measured.beside_needs == kept[scenario], "The figures in docs/the-minute.json are others."


def test_no_change(opened: Open, clinic: Served, rows: list[Measured]) -> None:
    page, hand = opened_form(opened, clinic, 0)
    needs = ticked(page)
    hand.review(needs)
    no_change(page, hand)
    assert needs >= 3
    assert hand.modelled <= 6 + REVIEW * needs
    keep(rows, "no change", needs, hand)


def test_one_change_by_keyboard(opened: Open, clinic: Served, rows: list[Measured]) -> None:
    page, hand = opened_form(opened, clinic, 0)
    needs = ticked(page)
    hand.review(needs)
    type_needs(page, hand, ("scol",))
    no_change(page, hand)
    assert hand.modelled <= 9 + REVIEW * needs
    keep(rows, "one change, keyboard", needs, hand)


def test_one_change_by_mouse(opened: Open, clinic: Served, rows: list[Measured]) -> None:
    page, hand = opened_form(opened, clinic, 0)
    hand.at = "mouse"
    needs = ticked(page)
    hand.review(needs + 1)
    hand.tap(page.locator("[data-offer]:visible button").first)
    hand.tap(page.locator("#no-change"))
    hand.glance()
    hand.tap(page.locator("#confirm-save"))
    saved(page)
    assert hand.modelled <= 9 + REVIEW * needs
    keep(rows, "one change, mouse", needs, hand)


def test_a_new_child_with_six_needs_by_taps(opened: Open, clinic: Served, rows: list[Measured]) -> None:
    page, hand = opened_form(opened, clinic, -1)
    hand.at = "mouse"
    before = page.locator("[data-chip] .en-chip__tick:checked").count()
    for count in range(6):
        hand.review(1)
        hand.tap(page.locator("[data-offer]:visible button").nth(0))
        expect(page.locator("[data-chip] .en-chip__tick:checked")).to_have_count(before + count + 1)
    finish_by_mouse(page, hand)
    assert hand.modelled <= 24
    keep(rows, "new child, 6 needs by taps", 6, hand)


@pytest.mark.parametrize(
    ("words", "limit"),
    [(TWELVE[:6], 36.0), (TWELVE, 45.0), (TWENTY_THREE, None)],
    ids=["six", "twelve", "twenty-three"],
)
def test_a_new_child_by_type_ahead(
    opened: Open, clinic: Served, rows: list[Measured], words: tuple[str, ...], limit: float | None
) -> None:
    page, hand = opened_form(opened, clinic, -1)
    type_needs(page, hand, words)
    finish_by_keyboard(page, hand)
    assert limit is None or hand.modelled <= limit
    keep(rows, f"new child, {len(words)} needs by type-ahead", len(words), hand)


def test_was_not_brought(opened: Open, clinic: Served, rows: list[Measured]) -> None:
    # Of who was not brought before, a check is asked first.
    missed = "select 1 from encounter where child = ? and attendance in ('3', '4')"
    places = enumerate(child for _, child, _ in open_appointments(clinic.service))
    brought = next(place for place, child in places if not clinic.service.rows(missed, parse_identity(child)))
    page, hand = opened_form(opened, clinic, brought)
    hand.press("Alt+b")
    expect(page.locator("#save")).to_be_focused()
    hand.glance()
    hand.press("Enter")
    saved(page)
    assert hand.modelled <= 5
    keep(rows, "was not brought", 0, hand)
