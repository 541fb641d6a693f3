"""A release asked for on the page of reports: a job, done by a worker."""

from typing import Final

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from app.access.audit import AuditAction, audit_event
from app.access.jobs import Job
from app.access.permissions import Permission
from app.reports.asking import LONGEST_NOTE, RELEASE, AskedRelease
from app.reports.periods import complete_before, parse_quarter
from app.reports.profiles import PROFILES
from app.reports.routes.areas import overview_page
from app.reports.routes.asked import ReportPages
from app.web.calls import Call
from app.web.guard import allows

_NO_SUCH: Final = "There is no such quarter or profile, or the quarter is not over. Choose both from the lists."
_NO_NOTE: Final = "This quarter was released already. Say what is revised and why."
_TOO_LONG: Final = f"Say why in {LONGEST_NOTE} characters or fewer."


def add_releases(router: APIRouter, reports: ReportPages) -> None:
    """Add what asks for a release."""

    @router.post("/reports/releases")
    @allows(Permission.RELEASE_REPORTS)
    def ask(call: Call) -> Response:
        asked, fault = _asked(reports, call)
        if asked is None:
            return overview_page(reports, call, fault)
        organisation, desk = call.principal.organisation.id, reports.desk
        waiting = [each for each in reports.jobs.jobs(organisation, RELEASE) if not each.state.ended]
        if not any(AskedRelease.read(each.request).quarter == asked.quarter for each in waiting):
            at = desk.now()
            job = Job(organisation, desk.new_identity(), RELEASE, asked.text(), at, call.principal.account)
            event = audit_event(
                call.principal,
                AuditAction.REPORTS_RELEASE_ASKED,
                identity=desk.new_identity(),
                at=at,
                subject=job.id,
                detail=f"{asked.quarter}, {asked.profile.key}",
            )
            reports.jobs.ask(job, event)
        return RedirectResponse("/reports", status_code=303)


def _asked(reports: ReportPages, call: Call) -> tuple[AskedRelease | None, str]:
    """What is asked for, or what is wrong with it."""
    profile, note = PROFILES.get(call.posted.text("profile")), call.posted.text("note").strip()
    try:
        quarter = parse_quarter(call.posted.text("period"))
    except ValueError:
        return None, _NO_SUCH
    if profile is None or quarter > complete_before(reports.desk.now().date()):
        return None, _NO_SUCH
    if len(note) > LONGEST_NOTE:
        return None, _TOO_LONG
    if not note and any(facts.period == str(quarter) for facts in reports.desk.releases.all()):
        return None, _NO_NOTE
    return AskedRelease(quarter, profile, note, call.principal.display_name), ""
