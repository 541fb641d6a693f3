"""From a provider's own record to the form and back: the host launches, the form is saved, the host gets it back."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.fhir.launch.host import HostSystem, host_served, stocked
from tests.fhir.launch.launching import CLINICIAN, STAFF_ID, registered
from tests.journeys.conftest import PATIENCE_MILLISECONDS, Served


@pytest.fixture
def host(clinic: Served) -> Iterator[HostSystem]:
    """The host under another name of this machine, so that it is another site to the browser."""
    with host_served("localhost") as host:
        registered(clinic.service, host)
        yield stocked(host, str(clinic.service.rows(STAFF_ID, CLINICIAN)[0][0]))


def test_a_clinician_opens_the_form_from_the_host_and_saving_hands_back(
    clinic: Served, host: HostSystem, browser: Browser
) -> None:
    context = browser.new_context(locale="en-GB", timezone_id="Europe/London", reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    faults: list[str] = []
    context.on("weberror", lambda fault: faults.append(str(fault.error)))
    page = context.new_page()
    page.goto(f"{host.address}/record?open={clinic.address}")
    page.get_by_role("link", name="Book out").click()
    expect(page).to_have_url(re.compile(r"/children/\w{13}/referrals/\w{13}/encounter$"))
    expect(page.locator(".en-banner__name")).to_have_text("SAMPLE700, Ada")
    page.locator("#add").fill("epilepsy")
    page.locator("#add").press("Enter")
    expect(page.locator("#add")).to_have_value("")
    page.locator("#outcome-review").check()
    page.locator('label[for="next-26"]').click()
    page.locator("#save").click()
    page.locator(".en-saved").wait_for()
    expect(page.get_by_text("Handed back to Riverside record")).to_be_visible()
    (bundle,) = host.transactions
    types = [each["resource"]["resourceType"] for each in bundle["entry"]]
    assert types == ["Condition", "DocumentReference"]
    assert bundle["entry"][0]["resource"]["subject"] == {"reference": host.ref("Patient")}
    assert faults == []
    context.close()


def test_when_the_host_is_down_the_page_says_so_and_trying_again_hands_back(
    clinic: Served, host: HostSystem, browser: Browser
) -> None:
    context = browser.new_context(locale="en-GB", timezone_id="Europe/London", reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    page = context.new_page()
    page.goto(f"{host.address}/record?open={clinic.address}")
    page.get_by_role("link", name="Book out").click()
    host.faults.add("down")
    page.locator("#outcome-discharged, #outcome-review").first.check()
    page.locator('label[for="next-26"]').click()
    page.locator("#save").click()
    expect(page.get_by_role("heading", name="Not handed back to Riverside record")).to_be_visible()
    host.faults.clear()
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name="Handed back to Riverside record")).to_be_visible()
    assert len(host.transactions) == 1
    context.close()
