"""The routes by which a release is switched."""

from collections.abc import Callable

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from app.access.permissions import Permission
from app.administration.releases.routes.door import ReleasePages, whole_number
from app.administration.releases.routes.looking import releases_page, unopened_page
from app.administration.releases.words import SHIPPED
from app.terminology.releases import Switch
from app.web.calls import Call
from app.web.guard import allows

_OUT_OF_DATE = "This page was out of date. It is ready again: look at which release is in use, and choose."


def add_switching_routes(router: APIRouter, releases: ReleasePages) -> None:
    """Add the routes that use a release, and that go back."""

    @router.post("/terminology/releases/use")
    @allows(Permission.SWITCH_RELEASE)
    def use(call: Call) -> Response:
        release = releases.release(call.posted.text("release") or SHIPPED)
        return _switched(releases, call, lambda after: releases.desk.use(release, call.principal, after))

    @router.post("/terminology/releases/undo")
    @allows(Permission.SWITCH_RELEASE)
    def undo(call: Call) -> Response:
        return _switched(releases, call, lambda after: releases.desk.undo(call.principal, after))


def _switched(releases: ReleasePages, call: Call, act: Callable[[int], Switch]) -> Response:
    """Switch, if the form says after which switch it was given out."""
    after = whole_number(call.posted.text("after"))
    if after is None:
        return releases_page(releases, call, {"releases": _OUT_OF_DATE}, 422)
    try:
        act(after)
    except (OSError, ValueError) as fault:
        return unopened_page(releases, call, fault)
    return RedirectResponse("/terminology/releases", status_code=303)
