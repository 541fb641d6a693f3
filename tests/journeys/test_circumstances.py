"""A child's circumstances are asked about in the browser, with and without scripts."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Open, Served
from tests.web.places import open_appointments


@pytest.mark.parametrize("scripts", [True, False])
def test_what_a_family_says_is_recorded_and_shown_again(scripts: bool, clinic: Served, opened: Open) -> None:
    child = open_appointments(clinic.service)[0][1]
    page = opened(clinic, scripts=scripts).signed_in("paediatrician").page()
    page.goto(f"/children/{child}")
    page.get_by_role("link", name="Circumstances").click()
    page.get_by_label("Accommodation").select_option(label="Tenant - Housing Association")
    for answer in ("No disability", "Not stated (declined to say)"):
        page.get_by_label(answer).uncheck()
    page.get_by_label("Outcome of the educational assessment").select_option(value="05")
    types = page.get_by_role("group", name="Types of special educational need")
    for answer in ("Not stated", "None"):
        types.get_by_label(answer, exact=True).uncheck()
    page.get_by_label("Sight", exact=True).check()
    page.get_by_label("How far it limits: Sight").select_option(label="Yes, limited a little")
    types.get_by_label("Visual impairment").check()
    page.get_by_label("Reason for the plan").select_option(label="Neglect")
    page.get_by_role("group", name="A plan").get_by_label("Began on").fill("4/3/2026")
    page.get_by_role("button", name="Record the circumstances").click()
    expect(page.get_by_role("status")).to_contain_text("recorded")
    expect(page.get_by_label("Sight", exact=True)).to_be_checked()
    expect(page.get_by_label("How far it limits: Sight")).to_have_value("02")
    plan = page.get_by_role("group", name="Neglect, from 04-Mar-2026")
    plan.get_by_label("Ended on").fill("5/10/2026")
    page.get_by_label("Sight", exact=True).uncheck()
    page.get_by_role("button", name="Record the circumstances").click()
    expect(page.get_by_label("Sight", exact=True)).not_to_be_checked()
    expect(page.get_by_role("group", name="Neglect, from 04-Mar-2026").get_by_label("Ended on")).to_have_value(
        "05-Oct-2026"
    )
