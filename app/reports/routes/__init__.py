"""The pages of released reports: areas, measures, charts, downloads, what is to be done and what services did."""

from fastapi import APIRouter
from fastapi.routing import APIRoute

from app.reports.routes.actions import add_actions
from app.reports.routes.areas import add_area, add_overview
from app.reports.routes.asked import ReportPages
from app.reports.routes.changes import add_changes
from app.reports.routes.downloads import add_downloads
from app.reports.routes.measures import add_measure, add_report
from app.reports.routes.releases import add_releases


def report_router(route: type[APIRoute], reports: ReportPages) -> APIRouter:
    """The routes of released reports."""
    router = APIRouter(route_class=route)
    add_overview(router, reports)
    add_releases(router, reports)
    add_area(router, reports)
    add_measure(router, reports)
    add_report(router, reports)
    add_downloads(router, reports)
    add_actions(router, reports)
    add_changes(router, reports)
    return router
