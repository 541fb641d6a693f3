"""The routes of SNOMED CT releases."""

from fastapi import APIRouter

from app.administration.releases.routes.door import ReleasePages
from app.administration.releases.routes.grouping import add_grouping_routes
from app.administration.releases.routes.looking import add_looking_routes
from app.administration.releases.routes.switching import add_switching_routes

__all__ = ["ReleasePages", "add_release_routes"]


def add_release_routes(router: APIRouter, releases: ReleasePages) -> None:
    """Add the routes of releases."""
    add_looking_routes(router, releases)
    add_switching_routes(router, releases)
    add_grouping_routes(router, releases)
