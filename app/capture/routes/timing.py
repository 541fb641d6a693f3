"""The route of the page that says how long recording takes."""

from datetime import timedelta

from fastapi import APIRouter, Response

from app.access.permissions import Permission
from app.capture.routes.door import Capture
from app.capture.timing_view import FEWEST_TOLD, timing_view
from app.clinical.ages import london_date
from app.web.calls import Call
from app.web.guard import allows

PERIODS = (7, 30, 90)
"""Days looked back on."""


def add_timing_routes(router: APIRouter, capture: Capture) -> None:
    """GET /timing."""

    @router.get("/timing")
    @allows(Permission.SEE_TIMING)
    def timing_page(call: Call) -> Response:
        with capture.begin(call.principal) as work:
            today = london_date(work.now)
            timings = work.records.timings(today - timedelta(days=max(PERIODS)))
            views = [
                (days, timing_view([each for each in timings if each.submitted_at >= work.now - timedelta(days=days)]))
                for days in PERIODS
            ]
        context = {"views": views, "fewest": FEWEST_TOLD}
        return capture.pages.render(call, "capture/timing.jinja", context)
