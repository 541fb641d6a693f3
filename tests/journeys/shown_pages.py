"""Every page there is, as somebody comes to it: who sees it, where it stands, and what is done there first."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from playwright.sync_api import Page, expect
from typer.testing import CliRunner

from app.access.audit import AuditAction, audit_event
from app.access.hosts import BoundLaunch
from app.access.people import Principal, Role
from app.administration.hosts.desk import HostDetails
from app.cli import application
from app.clinical.ages import clinical_date
from app.csds.lists.kinds import ListKind
from app.csds.lists.writer import keep_list
from app.fhir.launch.opening import session_purpose
from app.identity import Identity, parse_identity
from app.wiring import installation, now
from tests.administration.releases.packages import Packages, write_packages
from tests.reports import kept
from tests.reports.routes import neighbourhood
from tests.service import Service
from tests.web.places import (
    encounters,
    filled,
    mended_since,
    open_appointments,
    recorded_in_own_words,
    returned_report,
)

Act = Callable[[Page, Service], object]
Child = Literal["most needs", "fewest needs", "fifteen", "not brought before"]

FORM = "/appointments/{appointment}/encounter"
UNSCHEDULED = "/children/{child}/referrals/{referral}/encounter"
AMENDMENT = "/encounters/{encounter}/amendment"
MOVE = "/encounters/{encounter}/wrong-child"
CODING = "/encounters/{encounter}/needs/{need}/coding"
REGISTRATION = "/children/{child}/registration"
CIRCUMSTANCES = "/children/{child}/circumstances"
PROFESSION = "/accounts/{account}/profession"
MERGE = "/children/{child}/merge"
BOOKING = "/children/{child}/appointments/new"
IMPORT = "/appointments/import"
REPORTS = "/reports"
REPORTS_AREA = "/reports/{level}/{area}"
LONG = "A reason of some length, as somebody types it who wants to say exactly why this was done " * 3


@dataclass(frozen=True, slots=True)
class Shown:
    """A page to look at.

    `refused` tells that the browser notes a refusal by right; `writes` that what is done there changes the records,
    so that it is done in a clinic of its own.
    """

    username: str | None
    path: str
    act: Act | None = None
    child: Child = "most needs"
    scripts: bool = True
    refused: bool = False
    writes: bool = False


def place_of(shown_page: Shown, service: Service) -> str:
    """The page's path, with the things of a child of the kind it is looked at for."""
    places = {"most needs": 0, "fewest needs": -1, "fifteen": -3, "not brought before": -4}
    appointment, child, referral = open_appointments(service)[places[shown_page.child]]
    if shown_page.child == "fifteen":
        made_fifteen(service, child)
    if shown_page.child == "not brought before":
        not_brought(service, f"/children/{child}/referrals/{referral}/encounter")
    path = shown_page.path
    for name, value in (("appointment", appointment), ("child", child), ("referral", referral)):
        path = path.replace(f"{{{name}}}", value)
    if "{need}" not in path:
        seen = [encounter for encounter, of_child in encounters(service) if of_child == child]
        path = path.replace("{encounter}", (seen or [encounters(service)[0][0]])[0])
    return filled(service, path)


def made_fifteen(service: Service, child: str) -> None:
    """Correct a child's date of birth, as the desk does."""
    clerk, path = service.signed_in("clerk"), f"/children/{child}/registration"
    born = clinical_date(service.day - timedelta(days=5_600))
    fields = clerk.get(path).page.form(path).with_fields({"birth_date": born})
    assert clerk.post(path, fields).status == 303


def not_brought(service: Service, path: str) -> None:
    """Record that a child was not brought."""
    clinician = service.signed_in("paediatrician")
    form = clinician.get(path).page.form(path)
    fields = form.with_fields({"attendance": "3", "outcome": "review", "next_weeks": "6", "action": "save"})
    assert clinician.post(path, fields).status == 303


def a_build_asked_for(page: Page, service: Service) -> None:
    del service
    page.get_by_role("button", name="Build", exact=False).nth(3).click()
    page.locator("#waiting").wait_for()


# What is done on the form


def sent_with_faults(page: Page, service: Service) -> None:
    del service
    open_every_detail(page)
    page.locator("#on").fill("99-Nov-2026")
    page.locator("#minutes").fill("lots")
    page.locator("#weight").fill("heavy")
    page.locator("#with-0-minutes").fill("x")
    page.locator("#next_other_weeks").fill("soon")
    page.locator('input[name$=".onset"]').first.fill("about 2021")
    page.locator("#save").click()
    page.locator("#summary").wait_for()


def typed_into_the_box(page: Page, service: Service) -> None:
    del service
    page.locator("#add").fill("cer")
    page.locator("#found li").first.wait_for()


def typed_with_a_slip(page: Page, service: Service) -> None:
    del service
    page.locator("#add").fill("epilespy")
    page.locator("#found li").first.wait_for()


def found_by_the_button(page: Page, service: Service) -> None:
    del service
    page.locator("#add").fill("cer")
    page.get_by_role("button", name="Find", exact=True).click()
    page.locator(".en-matches").wait_for()


def open_every_detail(page: Page) -> None:
    page.evaluate("for (const each of document.querySelectorAll('main details')) each.open = true")


def every_detail_opened(page: Page, service: Service) -> None:
    del service
    open_every_detail(page)


def something_mended(page: Page, service: Service) -> None:
    mended_since(service)
    page.reload()


def scores_sent_with_faults(page: Page, service: Service) -> None:
    """Load a list of assessments, as an operator does, and send scores of which two are wrong."""
    long = "A questionnaire of many parts, third edition, at twenty-four months: score of gross motor function"
    tools = f'concept,name,least,most,decimals,also\n138875005,"{long}",0,60,1,\n116680003,Fine motor,0,9,0,NA\n'
    with TemporaryDirectory() as folder:
        (Path(folder) / "own.csv").write_text(tools)
        keep_list(ListKind.ASSESSMENTS, [Path(folder) / "own.csv"], service.settings.csds_lists)
    page.reload()
    page.locator("#scores-more summary").click()
    page.locator("#score-0").select_option("138875005")
    page.locator("#score-0-value").fill("38.5")
    page.locator("#score-0-on").fill("31-Feb-2026")
    page.locator("#score-1-value").fill("7")
    page.locator("#save").click()
    page.locator("#summary").wait_for()


def six_added(page: Page, service: Service) -> None:
    del service
    for words in ("cp", "epilepsy", "asd", "peg", "hearing aid", "school problem"):
        page.locator("#add").fill(words)
        page.locator("#add").press("Enter")
        expect(page.locator("#add")).to_have_value("")


def left_and_come_back_to(page: Page, service: Service) -> None:
    del service
    page.locator('label[for="next-26"]').click()
    expect(page.locator("#draft")).to_contain_text("Draft saved")
    page.reload()
    page.locator(".en-notice").first.wait_for()


def saved_over_another(page: Page, service: Service) -> None:
    del service
    other = page.context.new_page()
    other.goto(page.url)
    for each, reason in ((page, LONG[:400]), (other, "The length was wrong")):
        each.locator("#amendment_reason").fill(reason)
    other.locator("#save").click()
    other.locator(".en-saved").wait_for()
    other.close()
    page.locator("#save").click()
    page.locator(".en-meanwhile").wait_for()


def no_change_asked(page: Page, service: Service) -> None:
    del service
    page.locator("#no-change").click()
    page.locator("#confirm-save").wait_for()


def was_not_brought(page: Page, service: Service) -> None:
    del service
    page.locator('[data-attendance="3"]').click()


def cancelled(page: Page, service: Service) -> None:
    del service
    page.locator('[data-attendance="2"]').click()


def saved(page: Page, service: Service) -> None:
    del service
    page.locator("#outcome-review").check()
    page.locator("#save").click()
    page.locator(".en-saved").wait_for()
    open_every_detail(page)


def amended(page: Page, service: Service) -> None:
    del service
    page.locator("#amendment_reason").fill("The length was wrong")
    page.locator("#minutes").fill("25")
    page.locator("#save").click()
    page.locator(".en-saved").wait_for()
    open_every_detail(page)


# A visit on the wrong child, and needs in somebody's own words


def another_number(service: Service) -> str:
    """The NHS number of the child of the day's last appointment."""
    child = int(parse_identity(open_appointments(service)[-2][1]))
    found = service.rows("select value from child_identifier where child = ? and kind = 'nhs_number'", child)
    return str(found[0][0])


def right_child_found(page: Page, service: Service) -> None:
    page.locator("#number").fill(another_number(service))
    page.get_by_role("button", name="Find by number").click()
    page.get_by_role("button", name="Choose").first.wait_for()


def right_child_chosen(page: Page, service: Service) -> None:
    right_child_found(page, service)
    page.get_by_role("button", name="Choose").first.click()
    page.locator("#reason").wait_for()
    open_every_detail(page)


def moved_without_a_reason(page: Page, service: Service) -> None:
    right_child_chosen(page, service)
    page.get_by_role("button", name="Move to this child").click()
    page.locator("#summary").wait_for()


def moved(page: Page, service: Service) -> None:
    right_child_chosen(page, service)
    page.locator("#reason").fill("Two folders were swapped")
    page.locator('input[name="to_referral"]').first.check()
    page.get_by_role("button", name="Move to this child").click()
    page.locator(".en-saved").wait_for()


def moved_and_looked_back_at(page: Page, service: Service) -> None:
    wrong = page.url.removesuffix("/wrong-child")
    moved(page, service)
    page.goto(wrong)
    page.locator(".en-notice").wait_for()


def uncoded_recorded(page: Page, service: Service) -> None:
    clinician = service.signed_in("paediatrician")
    for place, words in ((-2, "Giggle attacks"), (-3, "Syndrome without a name, under investigation " * 2)):
        recorded_in_own_words(clinician, *open_appointments(service)[place][1:], words=words.strip())
    page.reload()


def code_looked_for(page: Page, service: Service) -> None:
    del service
    page.locator("#words").fill("epil")
    page.get_by_role("button", name="Find", exact=True).click()
    page.locator(".en-matches").wait_for()


def code_not_found(page: Page, service: Service) -> None:
    del service
    page.locator("#words").fill("zzzzzz")
    page.get_by_role("button", name="Find", exact=True).click()
    page.locator("#summary").wait_for()


# Signing in, accounts


def wrong_password(page: Page, service: Service) -> None:
    del service
    page.locator("#username").fill("paediatrician")
    page.locator("#password").fill("wrong")
    page.locator("main button[type=submit]").first.click()
    page.locator(".nhsuk-error-summary").wait_for()


def account_with_faults(page: Page, service: Service) -> None:
    del service
    page.locator('form[action="/accounts"] button').click()
    page.locator("#summary").wait_for()


def unclaimed_staff_identifier(page: Page, service: Service) -> None:
    service.change("update account set professional = null where username = 'therapist'")
    page.reload()
    (identifier,) = service.rows(
        "select local_identifier from care_professional where id not in "
        "(select professional from account where professional is not null) limit 1"
    )[0]
    page.locator("#staff_id").fill(str(identifier))
    page.get_by_text("For submissions").click()
    page.locator("#registration_entry").fill("C1234567")
    page.get_by_role("button", name="Save").click()
    page.locator("#same_person").wait_for()


def password_with_faults(page: Page, service: Service) -> None:
    del service
    page.locator('form[action="/password"] button[type=submit]').click()
    page.locator(".nhsuk-error-summary").wait_for()


def warned_of_the_lock(page: Page, service: Service) -> None:
    del service
    page.evaluate("document.getElementById('idle').showModal()")


# Releases of SNOMED CT


def releases_loaded(service: Service) -> Packages:
    """Load two releases as an operator does; they lie in the folder that every service of the tests shares."""
    settings, runner = service.settings, CliRunner()
    environment = {
        "EVERYNEED_DATABASE_URL": settings.database_url,
        "EVERYNEED_SECRET_KEY_FILE": str(settings.secret_key_file),
        "EVERYNEED_REFSET_FOLDER": str(settings.refset_folder),
        "EVERYNEED_TERMINOLOGY_FOLDER": str(settings.terminology_folder),
    }
    with TemporaryDirectory() as folder:
        packages = write_packages(Path(folder))
        for path, label in ((packages.april, "Spring release"), (packages.october, LONG[:100])):
            done = runner.invoke(application(), ["terminology", "load", str(path), "--label", label], env=environment)
            assert done.exit_code == 0, done.output
    return packages


def used(page: Page, name: str) -> None:
    """Use a release, or go back to it, by the buttons."""
    page.goto("/terminology/releases")
    page.locator(".en-hit").filter(has=page.locator("h2", has_text=name)).locator(".en-button").click()
    page.locator("main form .nhsuk-button").click()
    page.locator("#releases").wait_for()


def release_in_use(page: Page, service: Service) -> None:
    releases_loaded(service)
    used(page, "Spring release")
    page.goto("/terminology")


def releases_switched(page: Page, service: Service) -> None:
    releases_loaded(service)
    used(page, "Spring release")
    used(page, "The shipped list")


def release_compared(page: Page, service: Service) -> None:
    clinician, left = service.signed_in("paediatrician"), releases_loaded(service).left
    _, child, referral = open_appointments(service)[-2]
    path = f"/children/{child}/referrals/{referral}/encounter"
    added = clinician.post(path, clinician.get(path).page.form(path).with_fields({"action": f"add:{left}"}))
    fields = added.page.form(path).with_fields({"outcome": "review", "next_weeks": "26", "action": "save"})
    assert clinician.post(path, fields).status == 303
    used(page, "Spring release")
    page.locator(".en-button").first.click()
    page.locator("#left").wait_for()


def waiting_for_a_group(page: Page, service: Service) -> None:
    releases_loaded(service)
    used(page, LONG[:40])
    page.goto("/terminology/ungrouped")


def grouped_by_a_person(page: Page, service: Service) -> None:
    waiting_for_a_group(page, service)
    page.get_by_role("button", name="Group it").first.click()
    page.locator(".en-saved").wait_for()


def grouped_without_a_group(page: Page, service: Service) -> None:
    grouped_by_a_person(page, service)
    page.get_by_role("link", name="Group anew").click()
    page.locator("select").first.select_option("")
    page.get_by_role("button", name="Group it").first.click()
    page.locator("#summary").wait_for()


# The register


def found_by_number(page: Page, service: Service) -> None:
    page.locator("#number").fill(another_number(service))
    page.get_by_role("button", name="Find by number").click()
    page.locator(".en-hit").first.wait_for()


def found_by_name(page: Page, service: Service) -> None:
    family = service.rows("select family_name from child_demographics order by length(family_name) desc limit 1")[0][0]
    page.locator("#family_name").fill(str(family)[:1])
    page.get_by_role("button", name="Find by name").click()
    page.wait_for_load_state()


def found_with_faults(page: Page, service: Service) -> None:
    del service
    page.locator("#number").fill("999 123")
    page.get_by_role("button", name="Find by number").click()
    page.locator("#summary, #found").first.wait_for()


def sent_empty(page: Page, service: Service) -> None:
    del service
    page.locator("main button.nhsuk-button").last.click()
    page.locator("#summary").wait_for()


def waiting_with_faults(page: Page, service: Service) -> None:
    del service
    place = page.locator("fieldset", has_text="Waiting time").count() - 1
    page.locator(f'[id="waiting.{place}.status"]').select_option("30")
    page.locator(f'[id="waiting.{place}.pathway"]').fill("SHORT")
    sent_by(page, "Record")


def session_with_faults(page: Page, service: Service) -> None:
    del service
    page.locator("#commissioner").fill("")
    page.locator("#participants").fill("a dozen")
    page.locator("#minutes").fill("9999")
    sent_by(page, "Record the session")


def session_struck_out(page: Page, service: Service) -> None:
    del service
    here = page.url
    page.locator("#amendment_reason").fill(LONG[:400])
    page.get_by_role("button", name="Strike out").click()
    page.locator(".en-saved").wait_for()
    page.goto(here)


def sent_by(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    page.locator("#summary").wait_for()


def wrongly_corrected(page: Page, service: Service) -> None:
    del service
    page.locator("#family_name").fill("")
    page.locator("#postcode").fill("nonsense")
    page.locator("main button.nhsuk-button").last.click()
    page.locator("#summary").wait_for()


def circumstances_with_faults(page: Page, service: Service) -> None:
    del service
    page.get_by_label("Are there safeguarding vulnerability factors?").select_option("N")
    page.get_by_label("Domestic abuse").check()
    # Called otherwise where a test before has left the child a plan.
    page.get_by_label(re.compile("^(Reason for the plan|Another plan: its reason)")).select_option("01")
    page.get_by_role("button", name="Record the circumstances").click()
    page.locator("#summary").wait_for()


def other_record_found(page: Page, service: Service) -> None:
    page.locator("#number").fill(another_number(service))
    page.get_by_role("button", name="Find by number").click()
    page.get_by_role("button", name="Compare").first.wait_for()


def other_record_compared(page: Page, service: Service) -> None:
    other_record_found(page, service)
    page.get_by_role("button", name="Compare").first.click()
    page.locator("#reason").wait_for()


def merged(page: Page, service: Service) -> None:
    here = page.url
    other_record_compared(page, service)
    page.locator("#reason").fill("The family brought both letters")
    for tick in page.locator('main input[type="checkbox"]').all():
        tick.check()
    page.get_by_role("button", name="Merge", exact=True).click()
    page.wait_for_load_state()
    page.goto(here)
    page.get_by_role("button", name="Undo the merge").wait_for()


# Opened from a host record


def opened_by_a_host(page: Page, service: Service) -> None:
    """Bind the session of the page to a host that opened it, as a launch does."""
    (session, organisation) = service.rows("select id, organisation from session order by started_at desc limit 1")[0]
    (child,) = service.rows("select child from encounter where id = ?", int(parse_identity(page.url.split("/")[-1])))[0]
    of = [Identity(int(str(each))) for each in (session, organisation, child)]
    with installation(service.settings) as opened:
        owner = opened.desk.records.organisation(_code(service))
        assert owner is not None
        host = opened.hosts.add(owner, HostDetails("Riverside record", "http://localhost:9/fhir", "everyneed"))
        sealed = opened.launch_seal.sealed("token", session_purpose(of[0]))
        launch = BoundLaunch(
            of[0], of[1], host.id, 1, of[2], "Patient/1", None, "Practitioner/1", sealed, now() + timedelta(hours=1)
        )
        principal = Principal(of[0], owner, "", Role.CLINICIAN, None, of[0])
        event = audit_event(principal, AuditAction.LAUNCHED, identity=opened.new_identity(), at=now())
        opened.store.hosts.bind(launch, event)


def _code(service: Service) -> str:
    """The ODS code of the organisation whose clinician signed in last."""
    last = "select organisation from session order by started_at desc limit 1"
    return str(service.rows(f"select ods_code from organisation where id = ({last})")[0][0])  # noqa: S608


def not_handed_back_yet(page: Page, service: Service) -> None:
    opened_by_a_host(page, service)
    page.reload()
    page.get_by_role("link", name="Hand it back").wait_for()


def handing_back_failed(page: Page, service: Service) -> None:
    not_handed_back_yet(page, service)
    page.get_by_role("link", name="Hand it back").click()
    page.get_by_role("button", name="Try again").click()
    page.get_by_text("cannot be reached now").wait_for()


# Released reports


def reports_overview(page: Page, service: Service) -> None:
    filled(service, REPORTS_AREA)
    page.reload()
    page.get_by_role("heading", name="Your areas").wait_for()


def beside_its_neighbours(page: Page, service: Service) -> None:
    neighbourhood.keep(service)
    page.goto("/reports/local_authority/ZE901/measures/ehc_plans_by_need?beside=neighbours")
    page.get_by_text("are put together").wait_for()


def beside_its_board(page: Page, service: Service) -> None:
    neighbourhood.keep(service)
    page.goto("/reports/local_authority/ZE901?beside=icb:QZZ")
    open_every_detail(page)


def own_recording(page: Page, service: Service) -> None:
    neighbourhood.keep(service)
    returned_report(service)
    page.goto("/reports/provider/RZZ01?lens=assurance")
    page.get_by_role("heading", name="For your own people alone").wait_for()
    open_every_detail(page)


def after_a_change(page: Page, service: Service) -> None:
    kept.change_last_quarter(service, "commissioner", kept.NORTHMOOR, ["needs_by_group"])
    page.reload()
    page.get_by_role("heading", name="What changed after a service did").wait_for()


def charts_chosen(page: Page, service: Service) -> None:
    del service
    for place in (0, 2, -1):
        page.get_by_role("checkbox").nth(place).check()
    page.get_by_role("button", name="Put into the report").click()
    page.get_by_role("heading", name="Key indicators").wait_for()


def action_recorded(page: Page, service: Service) -> None:
    filled(service, f"{REPORTS_AREA}/actions/{{action}}")
    page.reload()
    open_every_detail(page)


def action_with_faults(page: Page, service: Service) -> None:
    del service
    page.get_by_label("What is to be done").last.fill("x" * 300)
    page.get_by_label("Day").last.fill("31")
    page.get_by_label("Month").last.fill("2")
    page.get_by_role("button", name="Add").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def change_noted(page: Page, service: Service) -> None:
    filled(service, f"{REPORTS_AREA}/changes/{{change}}")
    page.reload()
    open_every_detail(page)


def change_with_faults(page: Page, service: Service) -> None:
    del service
    page.get_by_label("What the service changed").last.fill("x" * 300)
    page.get_by_label("Day").last.fill("31")
    page.get_by_label("Month").last.fill("2")
    page.get_by_role("button", name="Add").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def change_not_withdrawn(page: Page, service: Service) -> None:
    change_noted(page, service)
    page.get_by_role("button", name="Withdraw").click()
    page.get_by_role("link", name="Tick the box to withdraw it.").wait_for()


# Clinics, appointments, the desk


def clinic_name(service: Service) -> str:
    return str(service.rows("select name from clinic order by length(name) desc limit 1")[0][0])


def file_shown(page: Page, service: Service) -> None:
    on = clinical_date(service.day + timedelta(days=400))
    clinic = clinic_name(service)
    good = f'HOST-1,{another_number(service)},"{clinic}",{on},09:30,30,follow-up'
    wrong = f'HOST-2,999 000 0000,"{clinic}",{on},25:00,30,sometimes'
    page.locator("#text").fill(f"Booking reference,NHS number,Clinic,Date,Time,Minutes,Type\n{good}\n{wrong}\n")
    page.get_by_role("button", name="Show what it would do").click()
    page.locator(".en-rows").first.wait_for()


def desk_with_work(page: Page, service: Service) -> None:
    clinician = service.signed_in("paediatrician")
    for _ in range(3):
        path = f"/appointments/{open_appointments(service)[0][0]}/encounter"
        form = clinician.get(path).page.form(path)
        fields = form.with_fields({"outcome": "review", "next_weeks": "26", "refer": ["21"], "action": "save"})
        assert clinician.post(path, fields).status == 303
    page.goto(f"/desk?on={service.day.isoformat()}")
    page.locator(".en-family").first.wait_for()


PAGES = {
    "sign-in": Shown(None, "/sign-in"),
    "sign-in-refused": Shown(None, "/sign-in", wrong_password, refused=True),
    "clinic": Shown("paediatrician", "/clinic"),
    "clinic-of-clerk": Shown("clerk", "/clinic"),
    "clinic-empty": Shown("paediatrician", "/clinic?on=2020-01-01"),
    "child": Shown("paediatrician", "/children/{child}", every_detail_opened),
    "form": Shown("paediatrician", FORM),
    "form-of-new-child": Shown("paediatrician", FORM, child="fewest needs"),
    "form-six-added": Shown("paediatrician", FORM, six_added, child="fewest needs"),
    "form-of-therapist": Shown("therapist", FORM),
    "form-with-faults": Shown("paediatrician", FORM, sent_with_faults, refused=True),
    "form-typing": Shown("paediatrician", FORM, typed_into_the_box),
    "form-typing-slip": Shown("paediatrician", FORM, typed_with_a_slip),
    "form-scores": Shown("paediatrician", FORM, scores_sent_with_faults, refused=True, writes=True),
    "form-all-open": Shown("paediatrician", FORM, every_detail_opened),
    "form-plain": Shown("paediatrician", FORM, scripts=False),
    "form-plain-matches": Shown("paediatrician", FORM, found_by_the_button, scripts=False),
    "form-plain-no-change": Shown(
        "paediatrician", FORM, lambda page, _: page.locator("#no-change").click(), scripts=False
    ),
    "form-draft": Shown("paediatrician", FORM, left_and_come_back_to),
    "form-conflict": Shown("paediatrician", AMENDMENT, saved_over_another, refused=True, writes=True),
    "form-no-change": Shown("paediatrician", FORM, no_change_asked),
    "form-not-brought": Shown("paediatrician", FORM, was_not_brought),
    "form-not-brought-again": Shown("paediatrician", FORM, was_not_brought, "not brought before", writes=True),
    "form-cancelled": Shown("paediatrician", FORM, cancelled),
    "form-fifteen": Shown("paediatrician", FORM, every_detail_opened, "fifteen", writes=True),
    **{
        f"form-{way}": Shown("paediatrician", f"{UNSCHEDULED}?as={way}")
        for way in ("telephone", "video", "home", "school", "carer")
    },
    "encounter": Shown("paediatrician", "/encounters/{encounter}"),
    "encounter-saved": Shown("paediatrician", UNSCHEDULED, saved, writes=True),
    "encounter-not-handed-back": Shown("paediatrician", "/encounters/{encounter}", not_handed_back_yet, writes=True),
    "launch-refused": Shown(None, "/launch?iss=https://elsewhere.example/fhir&launch=1", refused=True),
    "hand-back-failed": Shown(
        "paediatrician", "/encounters/{encounter}", handing_back_failed, refused=True, writes=True
    ),
    "amendment": Shown("paediatrician", AMENDMENT),
    "encounter-amended": Shown("paediatrician", AMENDMENT, amended, writes=True),
    "move": Shown("paediatrician", MOVE),
    "move-found": Shown("paediatrician", MOVE, right_child_found),
    "move-compare": Shown("paediatrician", MOVE, right_child_chosen),
    "move-with-faults": Shown("paediatrician", MOVE, moved_without_a_reason, refused=True),
    "encounter-moved": Shown("paediatrician", MOVE, moved, writes=True),
    "encounter-entered-in-error": Shown("paediatrician", MOVE, moved_and_looked_back_at, writes=True),
    "uncoded": Shown("paediatrician", "/uncoded", uncoded_recorded, writes=True),
    "uncoded-none": Shown("paediatrician", "/uncoded", writes=True),
    "coding": Shown("paediatrician", CODING, code_looked_for, writes=True),
    "coding-nothing-found": Shown("paediatrician", CODING, code_not_found, refused=True, writes=True),
    "timing": Shown("administrator", "/timing"),
    "find": Shown("paediatrician", "/children"),
    "find-by-number": Shown("clerk", "/children", found_by_number),
    "find-by-name": Shown("clerk", "/children", found_by_name, refused=True),
    "find-with-faults": Shown("clerk", "/children", found_with_faults, refused=True),
    "register": Shown("clerk", "/children/new"),
    "register-with-faults": Shown("clerk", "/children/new", sent_empty, refused=True),
    "correct": Shown("clerk", REGISTRATION),
    "correct-with-faults": Shown("clerk", REGISTRATION, wrongly_corrected, refused=True),
    "circumstances": Shown("paediatrician", CIRCUMSTANCES),
    "circumstances-with-faults": Shown("paediatrician", CIRCUMSTANCES, circumstances_with_faults, refused=True),
    "merge": Shown("clerk", MERGE),
    "merge-found": Shown("clerk", MERGE, other_record_found),
    "merge-compare": Shown("clerk", MERGE, other_record_compared),
    "merge-undo": Shown("clerk", MERGE, merged, writes=True),
    "referral": Shown("clerk", "/children/{child}/referrals/new"),
    "referral-with-faults": Shown("clerk", "/children/{child}/referrals/new", sent_empty, refused=True),
    "referral-details": Shown("paediatrician", "/referrals/{referral}"),
    "referral-details-with-faults": Shown("clerk", "/referrals/{referral}", waiting_with_faults, refused=True),
    "sessions": Shown("clerk", "/group-sessions"),
    "sessions-none": Shown("clerk", "/group-sessions?month=2020-01"),
    "session-new": Shown("paediatrician", "/group-sessions/new"),
    "session-new-with-faults": Shown("clerk", "/group-sessions/new", session_with_faults, refused=True),
    "session": Shown("clerk", "/group-sessions/{session}"),
    "session-struck-out": Shown("clerk", "/group-sessions/{session}", session_struck_out, writes=True),
    "clinics": Shown("clerk", "/clinics"),
    "clinic-new": Shown("clerk", "/clinics/new"),
    "clinic-new-with-faults": Shown("clerk", "/clinics/new", sent_empty, refused=True),
    "team-new": Shown("clerk", "/clinics/teams/new"),
    "booking": Shown("clerk", BOOKING),
    "booking-with-faults": Shown("clerk", BOOKING, sent_empty, refused=True),
    "appointment": Shown("clerk", "/appointments/{appointment}"),
    "import": Shown("clerk", IMPORT),
    "import-shown": Shown("clerk", IMPORT, file_shown),
    "import-with-faults": Shown("clerk", IMPORT, sent_empty, refused=True),
    "desk": Shown("clerk", "/desk", desk_with_work, writes=True),
    "desk-empty": Shown("clerk", "/desk?on=2020-01-01"),
    "start-of-clinician": Shown("paediatrician", "/"),
    "start-of-clerk": Shown("clerk", "/"),
    "start-of-administrator": Shown("administrator", "/"),
    "start-of-informatics": Shown("informatics", "/"),
    "start-of-commissioner": Shown("commissioner", "/"),
    "accounts": Shown("administrator", "/accounts", every_detail_opened),
    "accounts-with-faults": Shown("administrator", "/accounts", account_with_faults, refused=True),
    "profession": Shown("administrator", PROFESSION),
    "profession-with-faults": Shown("administrator", PROFESSION, unclaimed_staff_identifier, refused=True, writes=True),
    "audit": Shown("administrator", "/audit"),
    "reports": Shown("commissioner", REPORTS, reports_overview),
    "reports-none": Shown("commissioner", REPORTS, writes=True),
    "reports-area": Shown("commissioner", REPORTS_AREA),
    "reports-area-open": Shown("commissioner", f"{REPORTS_AREA}?lens=assurance", every_detail_opened),
    "reports-outcome": Shown("informatics", f"{REPORTS_AREA}?lens=outcome", every_detail_opened),
    "reports-plain": Shown("commissioner", REPORTS_AREA, scripts=False),
    "reports-measure": Shown("commissioner", f"{REPORTS_AREA}/measures/{{measure}}"),
    "reports-measure-by-sex": Shown("commissioner", f"{REPORTS_AREA}/measures/{{measure}}?by=sex"),
    "reports-measure-changed": Shown(
        "commissioner", f"{REPORTS_AREA}/measures/{{measure}}", after_a_change, writes=True
    ),
    "reports-chosen": Shown("commissioner", f"{REPORTS_AREA}/report", charts_chosen),
    "reports-downloads": Shown("commissioner", f"{REPORTS_AREA}/downloads"),
    "reports-actions": Shown("commissioner", f"{REPORTS_AREA}/actions", action_recorded, writes=True),
    "reports-actions-with-faults": Shown("commissioner", f"{REPORTS_AREA}/actions", action_with_faults, refused=True),
    "reports-changes": Shown("commissioner", f"{REPORTS_AREA}/changes", change_noted, writes=True),
    "reports-changes-plain": Shown("commissioner", f"{REPORTS_AREA}/changes", scripts=False),
    "reports-changes-with-faults": Shown("commissioner", f"{REPORTS_AREA}/changes", change_with_faults, refused=True),
    "reports-changes-not-withdrawn": Shown(
        "commissioner", f"{REPORTS_AREA}/changes", change_not_withdrawn, refused=True, writes=True
    ),
    "reports-neighbours": Shown("commissioner", REPORTS, beside_its_neighbours, writes=True),
    "reports-board": Shown("commissioner", REPORTS, beside_its_board, writes=True),
    "reports-own-recording": Shown("informatics", REPORTS, own_recording, writes=True),
    "reports-other-area": Shown("commissioner", "/reports/local_authority/ZE902", refused=True),
    "terminology": Shown("informatics", "/terminology", lambda page, _: page.locator("main summary").nth(1).click()),
    "terminology-of-a-release": Shown("informatics", "/terminology", release_in_use, writes=True),
    "releases": Shown("informatics", "/terminology/releases", releases_switched, writes=True),
    "csds": Shown("informatics", "/csds", a_build_asked_for, writes=True),
    "csds-none": Shown("informatics", "/csds"),
    "csds-submission": Shown("informatics", "/csds/submissions/{submission}", every_detail_opened, writes=True),
    "csds-problems": Shown("informatics", "/csds/submissions/{submission}/problems", writes=True),
    "csds-report": Shown("informatics", "/csds/submissions/{submission}/reports/{report}", writes=True),
    "csds-reconciliation": Shown("informatics", "/csds/submissions/{submission}/reconciliation", writes=True),
    "csds-mended": Shown("informatics", "/csds/submissions/{submission}/mended", something_mended, writes=True),
    "csds-mended-none": Shown("informatics", "/csds/submissions/{submission}/mended", writes=True),
    "releases-none": Shown("informatics", "/terminology/releases"),
    "release-differences": Shown("informatics", "/terminology/releases", release_compared, writes=True),
    "ungrouped": Shown("informatics", "/terminology/ungrouped", waiting_for_a_group, writes=True),
    "ungrouped-none": Shown("informatics", "/terminology/ungrouped"),
    "grouped": Shown("informatics", "/terminology/ungrouped", grouped_by_a_person, writes=True),
    "grouped-with-faults": Shown(
        "informatics", "/terminology/ungrouped", grouped_without_a_group, refused=True, writes=True
    ),
    "password": Shown("clerk", "/password"),
    "password-with-faults": Shown("clerk", "/password", password_with_faults, refused=True),
    "idle-warning": Shown("paediatrician", "/clinic", warned_of_the_lock),
    "refused": Shown("clerk", "/accounts", refused=True),
    "not-found": Shown("clerk", "/nowhere", refused=True),
}
