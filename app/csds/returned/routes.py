"""The pages of what comes back: reports given in and read, their lines, and extracts compared."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from app.access.audit import AuditAction, AuditEvent, audit_event
from app.access.jobs import Job, Jobs, JobState
from app.access.people import Organisation
from app.access.permissions import Permission
from app.csds.accdb.faults import AccessFault, CannotWrite
from app.csds.accdb.whole.writer import whole_file
from app.csds.desk import SubmissionDesk
from app.csds.mending import place_to_mend
from app.csds.returned.asking import READ, AskedReading, upload_name
from app.csds.returned.engine_reconciling import Sides, reconcile
from app.csds.returned.faults import ReturnedFault
from app.csds.returned.load import file_of
from app.csds.returned.reconciled import Reconciled
from app.csds.returned.reports import ReportKind, Reports, WantedLines
from app.csds.submissions import Submission
from app.csds.versions import specification_of
from app.errors import NotFound
from app.identity import shown
from app.web.calls import Call
from app.web.guard import allows
from app.web.pages import Pages

_MOST_FAILED: Final = 3
_MOST_KEYS: Final = 50
_NO_FILE: Final = "Choose a file of at most 1 MiB. A larger one is read by the command: everyneed csds report."
_NO_KIND: Final = "Say whether it is the validation or the data quality file."
_NO_EXTRACT: Final = (
    "Choose a file of at most 1 MiB. A larger one is compared by the command: everyneed csds reconcile."
)


@dataclass(frozen=True, slots=True)
class ReturnedPages:
    """What these routes work with. Files lie in `folder`, in a folder of each organisation."""

    desk: SubmissionDesk
    reports: Reports
    jobs: Jobs
    pages: Pages
    folder: Path
    note: Callable[[AuditEvent], None]

    def submission(self, call: Call) -> Submission:
        """The submission that the address names."""
        return self.desk.submission(call.principal.organisation, shown(call.identity("submission")))[0]

    def told(self, organisation: Organisation, submission: Submission) -> dict[str, object]:
        """What the page of a submission tells of its reports: those read, those that wait, and those that failed."""
        jobs = [(job, AskedReading.read(job.request)) for job in self.jobs.jobs(organisation.id, READ)]
        mine = [(job, asked) for job, asked in jobs if asked.submission == shown(submission.id)]
        return {
            "reports": self.reports.reports(organisation.id, submission.id),
            "reading": [(job, asked) for job, asked in mine if not job.state.ended],
            "unread": [(job, asked) for job, asked in mine[:_MOST_FAILED] if job.state is JobState.FAILED],
            "kinds": tuple(ReportKind),
        }

    def event(self, call: Call, action: AuditAction, submission: Submission, detail: str) -> AuditEvent:
        """An act on a submission."""
        return audit_event(
            call.principal,
            action,
            identity=self.desk.new_identity(),
            at=self.desk.now(),
            subject=submission.id,
            detail=detail,
        )


def add_returned(router: APIRouter, returned: ReturnedPages, refused: Callable[[Call, str, int], Response]) -> None:
    """Add the routes; `refused` is the page of the submission with a message."""
    _add_giving_in(router, returned, refused)
    _add_lines(router, returned)
    _add_reconciliation(router, returned)


def _add_giving_in(router: APIRouter, returned: ReturnedPages, refused: Callable[[Call, str, int], Response]) -> None:
    @router.post("/csds/submissions/{submission}/reports")
    @allows(Permission.BUILD_SUBMISSION)
    def give_in(call: Call) -> Response:
        submission, content = returned.submission(call), call.posted.file("file")
        try:
            kind = ReportKind(call.posted.text("kind"))
        except ValueError:
            return refused(call, _NO_KIND, 422)
        if not content:
            return refused(call, _NO_FILE, 422)
        _ask(returned, call, submission, kind, content)
        return RedirectResponse(f"/csds/submissions/{shown(submission.id)}#reports", status_code=303)


def _ask(returned: ReturnedPages, call: Call, submission: Submission, kind: ReportKind, content: bytes) -> None:
    """Keep the file for a worker, and ask for it to be read."""
    desk, principal = returned.desk, call.principal
    name = f"{kind.value}-{desk.now():%Y%m%d-%H%M%S}"
    asked = AskedReading(shown(submission.id), name, kind, principal.display_name)
    organisation = principal.organisation
    job = Job(organisation.id, desk.new_identity(), READ, asked.text(), desk.now(), principal.account)
    folder = returned.folder / organisation.ods_code
    folder.mkdir(parents=True, exist_ok=True)
    with whole_file(folder / upload_name(shown(job.id))) as path:
        path.write_bytes(content)
    event = returned.event(call, AuditAction.SUBMISSION_ASKED, submission, f"{kind.value} file given in")
    returned.jobs.ask(job, event)


def _add_lines(router: APIRouter, returned: ReturnedPages) -> None:
    @router.get("/csds/submissions/{submission}/reports/{report}")
    @allows(Permission.BUILD_SUBMISSION)
    def report_page(call: Call) -> Response:
        submission, wanted = returned.submission(call), call.identity("report")
        found = returned.reports.reports(call.principal.organisation.id, submission.id)
        report = next((each for each in found if each.id == wanted), None)
        if report is None:
            raise NotFound("There is no such report of this submission.")
        given = call.query_params
        lines = WantedLines(*(given.get(name, "") for name in ("table", "severity", "rule", "ours")))
        number = given.get("page", "1")
        page = returned.reports.page(report, lines, int(number) if number.isdecimal() and len(number) < 8 else 1)
        detail = f"report {shown(report.id)}"
        returned.note(returned.event(call, AuditAction.SUBMISSION_VIEWED, submission, detail))
        context = {
            "submission": submission,
            "report": report,
            "page": page,
            "wanted": lines,
            "places": [place_to_mend(each.place, each.origin or 0, each.field or None) for each in page.lines],
        }
        return returned.pages.render(call, "csds/report.jinja", context)


def _add_reconciliation(router: APIRouter, returned: ReturnedPages) -> None:
    @router.get("/csds/submissions/{submission}/reconciliation")
    @allows(Permission.BUILD_SUBMISSION)
    def form(call: Call) -> Response:
        return _compared(returned, call, returned.submission(call), None)

    @router.post("/csds/submissions/{submission}/reconciliation")
    @allows(Permission.BUILD_SUBMISSION)
    def compare(call: Call) -> Response:
        submission, content = returned.submission(call), call.posted.file("file")
        if not content:
            return _compared(returned, call, submission, None, _NO_EXTRACT)
        try:
            told = _reconciled(returned, call, submission, content)
        except (ReturnedFault, AccessFault, CannotWrite) as fault:
            return _compared(returned, call, submission, None, str(fault))
        detail = f"compared with an extract of {told.table}"
        returned.note(returned.event(call, AuditAction.SUBMISSION_VIEWED, submission, detail))
        return _compared(returned, call, submission, told)


def _reconciled(returned: ReturnedPages, call: Call, submission: Submission, content: bytes) -> Reconciled:
    provider = call.principal.organisation.ods_code
    file = file_of(submission, returned.folder / provider)
    with TemporaryDirectory(prefix="csds-") as folder:
        path = Path(folder) / "extract"
        path.write_bytes(content)
        sides = Sides(file, path, "The extract", provider, submission.period)
        named = call.posted.text("table").strip()
        return reconcile(specification_of(submission.period.first), sides, named, most=_MOST_KEYS)


def _compared(
    returned: ReturnedPages, call: Call, submission: Submission, told: Reconciled | None, message: str = ""
) -> Response:
    tables = [each.name for each in specification_of(submission.period.first).tables]
    context = {
        "submission": submission,
        "told": told,
        "message": message,
        "tables": tables,
        "table": call.posted.text("table"),
    }
    return returned.pages.render(call, "csds/reconciliation.jinja", context, 422 if message else 200)
