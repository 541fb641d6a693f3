"""A release comes, another follows: what was recorded under the one is told rightly under the other, back and forth."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from typer.testing import CliRunner

from app.terminology.load import load_refset
from tests.journeys.conftest import Open, Served, serving
from tests.service import REPOSITORY, Prepared, copied, opened_service, settings_for
from tests.terminology.editions import metadata as m
from tests.terminology.editions.builder import ReleaseBuilder
from tests.web.places import open_appointments

FIRST, SECOND = date(2026, 3, 11), date(2026, 9, 9)
REPLACED, REPLACEMENT = "Epilepsy", "Epileptic disorder"
LEFT, JOINED = "Gastrostomy present", "Dependence on a synthetic pump"
OUTSIDE = "Wandering spleen"


@pytest.fixture
def served_alone(prepared_clinic: Prepared, tmp_path: Path) -> Iterator[Served]:
    """A service of the test's own, as releases are the installation's."""
    settings = settings_for(copied(prepared_clinic, tmp_path), prepared_clinic.secret).model_copy(
        update={"terminology_folder": tmp_path / "terminology"}
    )
    with opened_service(settings, prepared_clinic.day) as service, serving(service) as served:
        yield served


@pytest.fixture
def releases(tmp_path: Path) -> tuple[Path, Path]:
    """The shipped list in an edition; then one in which a member was replaced, one left and one joined."""
    shipped = load_refset(REPOSITORY / "snomed_refsets")
    named = {member.preferred_term: member.concept for member in shipped.members.values()}
    builder = ReleaseBuilder(FIRST)
    refset = builder.shipped(shipped)
    builder.synonym(named[REPLACED], "Convulsive malady")
    builder.concept(OUTSIDE, "Spleen that wanders")
    first = builder.write_snapshot(tmp_path / "first")
    builder.later(SECOND)
    replacement = builder.concept(REPLACEMENT)
    builder.join(refset, replacement, builder.concept(JOINED, tag="finding"))
    builder.retire(named[REPLACED], m.OUTDATED, [(m.REPLACED_BY, replacement)])
    builder.leave(refset, named[LEFT])
    return first, builder.write_snapshot(tmp_path / "second")


def terminology(served: Served, *command: str) -> str:
    """Run a command as the operator does."""
    from app.cli import application

    settings = served.service.settings
    environment = {
        "EVERYNEED_DATABASE_URL": settings.database_url,
        "EVERYNEED_SECRET_KEY_FILE": str(settings.secret_key_file),
        "EVERYNEED_REFSET_FOLDER": str(settings.refset_folder),
        "EVERYNEED_TERMINOLOGY_FOLDER": str(settings.terminology_folder),
    }
    done = CliRunner().invoke(application(), ["terminology", *command], env=environment)
    assert done.exit_code == 0, done.output
    return done.output


def chip(page: Page, term: str) -> str:
    """The selector of a need's chip."""
    known = page.locator("[data-chip]", has=page.locator(f'span[data-term]:text-is("{term}")')).first
    return f'[data-chip][data-concept="{known.get_attribute("data-concept")}"]'


def add(page: Page, words: str, term: str) -> None:
    page.locator("#add").fill(words)
    page.locator("#add").press("Enter")
    expect(page.locator(f"{chip(page, term)} .en-chip__tick")).to_be_checked()
    expect(page.locator("#add")).to_have_value("")


def save(page: Page) -> str:
    """Save the form; gives the address of the record."""
    page.locator('input[name="outcome"][value="review"]').check()
    page.locator('input[name="next_weeks"]').first.check()
    page.locator("#save").click()
    expect(page.locator(".en-saved")).to_contain_text("Saved")
    return page.url.split("?")[0]


def wait_until_found(page: Page, words: str, term: str) -> None:
    """Until the service has taken the release up, which may take it two seconds."""
    for _ in range(100):
        answer = page.request.get("/needs", params={"words": words}).json()
        if term in [match["term"] for match in answer["found"]]:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{words} does not find {term}.")


def found(page: Page, words: str) -> list[str]:
    answer = page.request.get("/needs", params={"words": words}).json()
    return [match["term"] for match in answer["found"]]


def switch_by_page(page: Page, link: str, button: str) -> None:
    """Switch as the informatics team does: look at what changes, then do it."""
    page.goto("/terminology/releases")
    page.get_by_role("link", name=re.compile(link)).first.click()
    page.get_by_role("button", name=re.compile(button)).click()
    expect(page.get_by_role("heading", name="Releases of SNOMED CT")).to_be_visible()


class Journey:
    """A clinician and the informatics team, before the same service."""

    def __init__(self, served: Served, opened: Open) -> None:
        self.served = served
        self.clinician = opened(served).signed_in("paediatrician").page()
        self.informatics = opened(served).signed_in("informatics").page()
        self.appointment, child, referral = open_appointments(served.service)[-1]
        self.again = f"/children/{child}/referrals/{referral}/encounter"

    def record_under_the_first(self) -> str:
        """The edition's own synonym finds the member, and all of SNOMED CT can be searched."""
        page = self.clinician
        wait_until_found(page, "convuls mal", REPLACED)
        page.goto(f"/appointments/{self.appointment}/encounter")
        add(page, "convuls mal", REPLACED)
        add(page, "peg", LEFT)
        page.locator("#add").press_sequentially("spleen wand")
        page.locator("#add").press("Control+Enter")
        expect(page.locator("#found")).to_contain_text("outside the reference set")
        page.locator("#add").press("Enter")
        expect(page.locator(chip(page, OUTSIDE))).to_contain_text("kept, not counted")
        self.expect_one_condition()
        return save(page)

    def use_the_second_after_a_look(self) -> None:
        """Who is replaced and who left is seen before the release is used."""
        page = self.informatics
        page.goto("/terminology/releases")
        page.get_by_role("link", name=re.compile("9 September 2026")).first.click()
        expect(page.locator("main")).to_contain_text(re.compile(f"{REPLACED}.*{REPLACEMENT}", re.DOTALL))
        expect(page.locator("main")).to_contain_text(LEFT)
        page.get_by_role("button", name=re.compile("^Use")).click()
        wait_until_found(self.clinician, REPLACEMENT, REPLACEMENT)

    def go_back(self) -> None:
        switch_by_page(self.informatics, "Go back to this release", "^Go back to")

    def record_the_replacement(self) -> str:
        """The form carries the need as recorded and proposes what replaced it; who left is carried as before."""
        page = self.clinician
        page.goto(self.again)
        old = page.locator(chip(page, REPLACED))
        expect(old).to_contain_text("SNOMED CT has replaced it")
        self.expect_one_condition()
        expect(page.locator(f"{chip(page, LEFT)} .en-chip__tick")).to_be_checked()
        expect(page.locator(chip(page, LEFT))).not_to_contain_text("outside")
        assert LEFT not in found(page, LEFT)
        old.locator("select[data-instead]").select_option(index=1)
        return save(page)

    def group_who_joined(self) -> None:
        page = self.informatics
        page.goto("/terminology/ungrouped")
        card = page.locator("main li", has_text=JOINED)
        card.locator("select").select_option("technology_dependency")
        card.get_by_role("button", name=re.compile("^Group it")).click()
        expect(page.locator("[role=status]")).to_contain_text("technology dependency")

    def expect_one_condition(self) -> None:
        expect(self.clinician.locator('[data-letter="C"] .en-profile__count')).to_have_text("1")

    def expect_record(self, record: str, words: str) -> None:
        self.clinician.goto(record)
        expect(self.clinician.locator("main")).to_contain_text(re.compile(words, re.DOTALL))

    def expect_replacement_carried(self) -> None:
        self.clinician.goto(self.again)
        expect(self.clinician.locator(f"{chip(self.clinician, REPLACEMENT)} .en-chip__tick")).to_be_checked()
        self.expect_one_condition()


def test_a_release_is_loaded_recorded_under_replaced_taken_back_and_used_again(
    served_alone: Served, releases: tuple[Path, Path], opened: Open
) -> None:
    journey = Journey(served_alone, opened)
    terminology(served_alone, "load", str(releases[0]), "--use")
    record = journey.record_under_the_first()

    terminology(served_alone, "load", str(releases[1]))
    journey.use_the_second_after_a_look()
    journey.expect_record(record, f"{REPLACED}.*now replaced by {REPLACEMENT}")
    later = journey.record_the_replacement()
    journey.expect_record(later, REPLACEMENT)
    journey.expect_record(record, f"{REPLACED}.*now replaced by {REPLACEMENT}")
    journey.group_who_joined()

    journey.go_back()
    wait_until_found(journey.clinician, REPLACED, REPLACED)
    journey.expect_replacement_carried()
    assert JOINED not in found(journey.clinician, "synthetic pump")
    journey.expect_record(later, REPLACEMENT)

    journey.go_back()
    wait_until_found(journey.clinician, "synthetic pump", JOINED)
    answer = journey.clinician.request.get("/needs", params={"words": "synthetic pump"}).json()
    assert answer["found"][0]["group"] == "technology_dependency"
    rows = served_alone.service.rows("select undoes from snomed_release_switch order by number")
    assert rows == [(None,), (None,), (2,), (3,)]
    # Of each switch every organisation has an event; the clinic's service has two.
    assert served_alone.service.events().count("SNOMED CT release switched") == 2 * 4
