"""The page of what was mended since a submission was built, and by whom."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Response

from app.access.audit import AuditAction, AuditEvent, audit_event
from app.access.permissions import Permission
from app.csds.delivery.kept.writer import kept_problems
from app.csds.desk import SubmissionDesk
from app.csds.mended.amendments import Amendments, next_of, record_of, with_amendments
from app.csds.mended.engine_mended import gone
from app.csds.submissions import Submission
from app.identity import shown
from app.web.calls import Call
from app.web.guard import allows
from app.web.pages import Pages

_LONGEST_NUMBER: Final = 7


@dataclass(frozen=True, slots=True)
class MendedPages:
    """What the route works with. Files lie in `folder`, in a folder of each organisation."""

    desk: SubmissionDesk
    amendments: Amendments
    pages: Pages
    folder: Path
    note: Callable[[AuditEvent], None]


def add_mended(router: APIRouter, mended: MendedPages) -> None:
    """Add the route."""

    @router.get("/csds/submissions/{submission}/mended")
    @allows(Permission.BUILD_SUBMISSION)
    def mended_page(call: Call) -> Response:
        organisation = call.principal.organisation
        found, _ = mended.desk.submission(organisation, shown(call.identity("submission")))
        later = next_of(found, (each for each, _ in mended.desk.submissions.submissions(organisation.id)))
        context = {"submission": found, "later": later, **_told(mended, call, found, later)}
        event = audit_event(
            call.principal,
            AuditAction.SUBMISSION_VIEWED,
            identity=mended.desk.new_identity(),
            at=mended.desk.now(),
            subject=found.id,
            detail="what was mended since",
        )
        mended.note(event)
        return mended.pages.render(call, "csds/mended.jinja", context)


def _told(mended: MendedPages, call: Call, found: Submission, later: Submission | None) -> dict[str, object]:
    """The page of problems that are gone; nothing where there is no later list to compare with."""
    folder = mended.folder / call.principal.organisation.ods_code
    lists = [folder / kept_problems(each) for each in (found, later) if each is not None]
    if later is None or not all(path.is_file() for path in lists):
        return {"page": None, "gone": ()}
    number = call.query_params.get("page", "1")
    usable = number.isascii() and number.isdigit() and len(number) <= _LONGEST_NUMBER
    page = gone(lists[0], lists[1], int(number) if usable else 1)
    records = [record.identity for each in page.problems if (record := record_of(each["page"]))]
    acts = mended.amendments.amendments(found.organisation, records, found.built_at, later.built_at)
    return {"page": page, "gone": with_amendments(page.problems, acts)}
