"""The routes of the booking system's file: show what it would do, do it, and give the wrong rows back."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Response

from app.access.permissions import Permission
from app.clinical.ports import Work
from app.clinical.problems import Problem
from app.register.appointments.file import Imported, import_file, plan_of_file, rows_to_mend
from app.register.appointments.pages import Names
from app.register.appointments.routes.answers import rendered, typed_in
from app.register.appointments.rows import RowOutcome
from app.register.appointments.table import LONGEST_FILE, MOST_ROWS, Column, Unreadable, text_of
from app.register.children.page import Page, shared
from app.register.ports import RegisterRecords
from app.register.register import Register
from app.web.calls import Call
from app.web.guard import allows

_TEMPLATE = "appointments_file.jinja"
_MARK = "\ufeff"
"""By which spreadsheets know that a CSV file is in UTF-8."""


def add_file_routes(router: APIRouter, register: Register) -> None:
    """Add the routes of the booking system's file."""

    @router.get("/appointments/import")
    @allows(Permission.KEEP_CLINICS)
    def file_page(call: Call) -> Response:
        with register.begin(call.principal) as work:
            page = Page(_TEMPLATE, _asked(work, ""))
        return rendered(register, call, page)

    @router.post("/appointments/import")
    @allows(Permission.KEEP_CLINICS)
    def file_sent(call: Call) -> Response:
        typed, text = typed_in(call), ""
        with register.begin(call.principal) as work:
            try:
                text = _text(call)
                if typed.get("action") == "mend":
                    return _download(rows_to_mend(text, work))
                page = _shown(text, typed.get("expected"), work)
            except Unreadable as fault:
                field = "file" if call.posted.file("file") else "text"
                problems = (Problem(field, "unreadable", str(fault)),)
                page = Page(_TEMPLATE, _asked(work, text or typed.get("text", ""), problems), 422)
        return rendered(register, call, page)


def _text(call: Call) -> str:
    """What was chosen, or else what was pasted."""
    content = call.posted.file("file")
    text = text_of(content) if content else call.posted.text("text")
    if not text.strip():
        raise Unreadable("Choose a file, or paste its rows with their headings.")
    return text


def _shown(text: str, expected: str | None, work: Work[RegisterRecords]) -> Page:
    """The plan of a file, or, when a plan was seen and is to be done, what became of it."""
    names = Names(work)
    if not expected:
        plan, status, done = plan_of_file(text, work), 200, ""
    else:
        outcome = import_file(text, expected, work)
        plan = outcome.plan
        status = 200 if isinstance(outcome, Imported) else 409
        done = "overtaken" if status == 409 else "again" if isinstance(outcome, Imported) and outcome.again else "done"
    rows = {outcome: [each for each in plan.rows if each.judged.outcome is outcome] for outcome in RowOutcome}
    context = {**shared(work), "plan": plan, "rows": rows, "names": names, "text": text, "imported": done}
    return Page("appointments_file_plan.jinja", context, status)


def _asked(work: Work[RegisterRecords], text: str, problems: tuple[Problem, ...] = ()) -> Mapping[str, Any]:
    return {
        **shared(work, problems),
        "text": text,
        "columns": tuple(Column),
        "most_rows": MOST_ROWS,
        "longest_kib": LONGEST_FILE // 1024,
    }


def _download(text: str) -> Response:
    headers = {"content-disposition": 'attachment; filename="rows-to-mend.csv"'}
    return Response(f"{_MARK}{text}".encode(), media_type="text/csv; charset=utf-8", headers=headers)
