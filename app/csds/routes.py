"""The pages of the submission, for the informatics team: windows, builds, what became of them, downloads."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Response
from fastapi.responses import FileResponse, RedirectResponse
from fastapi.routing import APIRoute

from app.access.audit import AuditAction, AuditEvent, audit_event
from app.access.jobs import Job, Jobs, JobState
from app.access.permissions import Permission
from app.clinical.ages import london_date
from app.csds.asking import BUILD, AskedBuild
from app.csds.delivery.names import manifest_name, problems_name
from app.csds.delivery.read_manifest import Summary, summary_of
from app.csds.desk import SubmissionDesk
from app.csds.mended.amendments import Amendments
from app.csds.mended.routes import MendedPages, add_mended
from app.csds.periods import ReportingPeriod, SubmissionWindow, Window, WindowState, submission_window
from app.csds.problem_list import Wanted, problem_page
from app.csds.returned.reports import Reports
from app.csds.returned.routes import ReturnedPages, add_returned
from app.csds.submissions import Submission, SubmissionState
from app.errors import Conflict, NotFound
from app.identity import shown
from app.web.calls import Call
from app.web.guard import allows
from app.web.pages import Pages

MONTHS: Final = 4
"""How many reporting periods the page lists."""

_GONE: Final = "The file is not there any more, or was built anew since. Look at the last build, or build it again."
_NO_SUCH: Final = "There is no such period or window. Choose one from the list."
_ACCESS: Final = "application/vnd.ms-access"


@dataclass(frozen=True, slots=True)
class SubmissionPages:
    """What the routes work with. Files lie in `folder`, in a folder of each organisation."""

    desk: SubmissionDesk
    jobs: Jobs
    pages: Pages
    folder: Path
    note: Callable[[AuditEvent], None]
    reports: Reports
    amendments: Amendments

    @property
    def returned(self) -> ReturnedPages:
        """What the pages of what comes back work with."""
        return ReturnedPages(self.desk, self.reports, self.jobs, self.pages, self.folder, self.note)

    @property
    def now(self) -> datetime:
        """The instant, in UTC."""
        return self.desk.now()


def submission_router(route: type[APIRoute], submission: SubmissionPages) -> APIRouter:
    """The routes of the submission."""
    router = APIRouter(route_class=route)
    _add_overview(router, submission)
    _add_submission(router, submission)
    _add_problems(router, submission)
    _add_downloads(router, submission)
    add_mended(
        router,
        MendedPages(submission.desk, submission.amendments, submission.pages, submission.folder, submission.note),
    )
    add_returned(router, submission.returned, lambda call, message, status: _page(submission, call, message, status))
    return router


def _add_overview(router: APIRouter, submission: SubmissionPages) -> None:
    @router.get("/csds")
    @allows(Permission.BUILD_SUBMISSION)
    def overview(call: Call) -> Response:
        return _overview(submission, call)

    @router.post("/csds/builds")
    @allows(Permission.BUILD_SUBMISSION)
    def ask(call: Call) -> Response:
        try:
            period = ReportingPeriod.parse(call.posted.text("period"))
            window = Window(call.posted.text("window"))
        except ValueError:
            return _overview(submission, call, message=_NO_SUCH, status=422)
        organisation, desk = call.principal.organisation, submission.desk
        waiting = [each for each in submission.jobs.jobs(organisation.id, BUILD) if not each.state.ended]
        if any(_is_of(each, period, window) for each in waiting):
            return RedirectResponse("/csds", status_code=303)
        asked = AskedBuild(period, window, call.principal.display_name)
        job = Job(organisation.id, desk.new_identity(), BUILD, asked.text(), submission.now, call.principal.account)
        event = audit_event(
            call.principal,
            AuditAction.SUBMISSION_ASKED,
            identity=desk.new_identity(),
            at=submission.now,
            subject=job.id,
            detail=f"{period} {window.value}",
        )
        submission.jobs.ask(job, event)
        return RedirectResponse("/csds", status_code=303)


def _is_of(job: Job, period: ReportingPeriod, window: Window) -> bool:
    asked = AskedBuild.read(job.request)
    return (asked.period, asked.window) == (period, window)


def _overview(submission: SubmissionPages, call: Call, message: str = "", status: int = 200) -> Response:
    organisation = call.principal.organisation.id
    today = london_date(submission.now)
    jobs = submission.jobs.jobs(organisation, BUILD)
    context = {
        "windows": [_window_row(each, today) for each in _windows(ReportingPeriod.of(today))],
        "waiting": [(each, AskedBuild.read(each.request)) for each in jobs if not each.state.ended],
        "failed": [(each, AskedBuild.read(each.request)) for each in jobs[:MONTHS] if each.state is JobState.FAILED],
        "submissions": submission.desk.submissions.submissions(organisation),
        "message": message,
    }
    return submission.pages.render(call, "csds/overview.jinja", context, status)


def _windows(period: ReportingPeriod) -> list[SubmissionWindow]:
    found: list[SubmissionWindow] = []
    for _ in range(MONTHS):
        found += [submission_window(period, window) for window in Window]
        period = period.before
    return found


def _window_row(window: SubmissionWindow, day: date) -> dict[str, object]:
    state = window.state(day)
    return {
        "window": window,
        "state": state,
        "open": state is WindowState.OPEN,
        "days_left": window.days_left(day),
        "over": window.period.last < day,
    }


def _add_submission(router: APIRouter, submission: SubmissionPages) -> None:
    @router.get("/csds/submissions/{submission}")
    @allows(Permission.BUILD_SUBMISSION)
    def submission_page(call: Call) -> Response:
        return _page(submission, call)

    @router.post("/csds/submissions/{submission}")
    @allows(Permission.BUILD_SUBMISSION)
    def move(call: Call) -> Response:
        try:
            state = SubmissionState(call.posted.text("state"))
        except ValueError:
            return _page(submission, call, "Choose what became of it.", 422)
        identity = shown(call.identity("submission"))
        try:
            principal = call.principal
            submission.desk.moved(principal.organisation, principal, identity, state, call.posted.text("note").strip())
        except Conflict as refusal:
            return _page(submission, call, str(refusal), 409)
        return RedirectResponse(f"/csds/submissions/{identity}", status_code=303)


def _page(submission: SubmissionPages, call: Call, message: str = "", status: int = 200) -> Response:
    found, states = submission.desk.submission(call.principal.organisation, shown(call.identity("submission")))
    summary: Summary = summary_of(found.manifest)
    last = states[-1].state
    may_upload = not (found.partial or found.preview)
    context = {
        "submission": found,
        "states": states,
        "summary": summary,
        "next": [each for each in sorted(last.may_follow) if may_upload or each is not SubmissionState.UPLOADED],
        "there": _stands(_file(submission, call, found), found),
        "message": message,
        "note": call.posted.text("note"),
        **submission.returned.told(call.principal.organisation, found),
    }
    submission.note(_event(submission, call, AuditAction.SUBMISSION_VIEWED, found))
    return submission.pages.render(call, "csds/submission.jinja", context, status)


def _add_problems(router: APIRouter, submission: SubmissionPages) -> None:
    @router.get("/csds/submissions/{submission}/problems")
    @allows(Permission.BUILD_SUBMISSION)
    def problems(call: Call) -> Response:
        found, _ = submission.desk.submission(call.principal.organisation, shown(call.identity("submission")))
        path = _file(submission, call, found)
        stands, path = _stands(path, found), path.with_name(problems_name(path.name))
        if not (stands and path.is_file()):
            raise NotFound(_GONE)
        given = call.query_params
        wanted = Wanted(given.get("table", ""), given.get("severity", ""), given.get("enforced", ""))
        number = given.get("page", "1")
        with path.open(encoding="utf-8", newline="") as lines:
            page = problem_page(lines, wanted, int(number) if number.isascii() and number.isdigit() else 1)
        submission.note(_event(submission, call, AuditAction.SUBMISSION_VIEWED, found, path.name))
        context = {"submission": found, "page": page, "wanted": wanted}
        return submission.pages.render(call, "csds/problems.jinja", context)


def _event(
    submission: SubmissionPages, call: Call, action: AuditAction, found: Submission, detail: str | None = None
) -> AuditEvent:
    return audit_event(
        call.principal,
        action,
        identity=submission.desk.new_identity(),
        at=submission.now,
        subject=found.id,
        detail=detail,
    )


def _file(submission: SubmissionPages, call: Call, found: Submission) -> Path:
    return submission.folder / call.principal.organisation.ods_code / found.file_name


def _stands(path: Path, found: Submission) -> bool:
    """Whether a submission's file is still there: a later build of the same window takes its place and its name."""
    manifest = path.with_name(manifest_name(path.name))
    return path.is_file() and manifest.is_file() and manifest.read_text(encoding="utf-8") == found.manifest


def _add_downloads(router: APIRouter, submission: SubmissionPages) -> None:
    def download(call: Call, name_of: Callable[[str], str], media_type: str) -> Response:
        found, _ = submission.desk.submission(call.principal.organisation, shown(call.identity("submission")))
        path = _file(submission, call, found)
        stands, path = _stands(path, found), path.with_name(name_of(path.name))
        if not (stands and path.is_file()):
            raise NotFound(_GONE)
        submission.note(_event(submission, call, AuditAction.SUBMISSION_DOWNLOADED, found, path.name))
        return FileResponse(path, media_type=media_type, filename=path.name)

    @router.get("/csds/submissions/{submission}/file")
    @allows(Permission.BUILD_SUBMISSION)
    def file(call: Call) -> Response:
        return download(call, lambda name: name, _ACCESS)

    @router.get("/csds/submissions/{submission}/manifest")
    @allows(Permission.BUILD_SUBMISSION)
    def manifest(call: Call) -> Response:
        return download(call, manifest_name, "application/json")

    @router.get("/csds/submissions/{submission}/problems.csv")
    @allows(Permission.BUILD_SUBMISSION)
    def problems_file(call: Call) -> Response:
        return download(call, problems_name, "text/csv; charset=utf-8")
