"""The pages of the reference set in use, of the releases loaded, and of what differs between two."""

from collections import Counter

from fastapi import APIRouter, Response

from app.access.permissions import Permission
from app.administration.releases.routes.door import NO_MESSAGES, Messages, ReleasePages
from app.administration.releases.view import Switching, differences_view, offer, release_rows, switch_rows
from app.identity import Identity
from app.terminology.load import describe
from app.terminology.refset import Group, Refset
from app.terminology.releases import LoadedRelease
from app.web.calls import Call
from app.web.guard import allows


def add_looking_routes(router: APIRouter, releases: ReleasePages) -> None:
    """Add the routes by which releases are looked at."""

    @router.get("/terminology")
    @allows(Permission.CHECK_TERMINOLOGY)
    def terminology(call: Call) -> Response:
        current = releases.desk.in_use.current
        counts = Counter(member.group for member in current.refset.members.values())
        context = {
            "refset": current.refset,
            "release": current.release,
            "waiting": counts[Group.UNGROUPED],
            "summary": describe(current.refset).splitlines(),
            "groups": [
                (group.words, counts[group], current.refset.in_group(group)) for group in Group if counts[group]
            ],
        }
        return releases.pages.render(call, "administration/terminology.jinja", context)

    @router.get("/terminology/releases")
    @allows(Permission.CHECK_TERMINOLOGY)
    def loaded(call: Call) -> Response:
        return releases_page(releases, call)

    @router.get("/terminology/releases/{key}/differences")
    @allows(Permission.CHECK_TERMINOLOGY)
    def different(call: Call) -> Response:
        return _differences_page(releases, call, releases.release(call.path_params["key"]))


def releases_page(releases: ReleasePages, call: Call, messages: Messages = NO_MESSAGES, status: int = 200) -> Response:
    """The page of the releases; a message stands above them."""
    switching, people = releases.switching(), releases.people(call)
    context = {
        "rows": release_rows(switching, releases.desk.in_use.of_release(None), people),
        "history": switch_rows(switching, people),
        "messages": messages,
    }
    return releases.pages.render(call, "administration/releases.jinja", context, status)


def _differences_page(releases: ReleasePages, call: Call, release: LoadedRelease | None) -> Response:
    switching = releases.switching()
    identity = release.id if release is not None else None
    in_use = identity == switching.in_use
    context: dict[str, object] = {
        "key": switching.key(identity),
        "label": switching.label(identity),
        "other": switching.label(switching.before if in_use else switching.in_use),
        "in_use": in_use,
        "offer": offer(identity, switching),
        "last": switching.last,
        "view": None,
    }
    if not in_use or switching.switches:
        earlier, later = (switching.before, identity) if in_use else (switching.in_use, identity)
        try:
            before, after = (_refset(releases, switching, each) for each in (earlier, later))
        except (OSError, ValueError) as fault:
            return unopened_page(releases, call, fault)
        touched = releases.desk.touched(before, after, call.principal.organisation.id)
        context["view"] = differences_view(touched, after)
    return releases.pages.render(call, "administration/release_differences.jinja", context)


def _refset(releases: ReleasePages, switching: Switching, release: Identity | None) -> Refset:
    return releases.desk.in_use.of_release(switching.release(release))


def unopened_page(releases: ReleasePages, call: Call, fault: Exception) -> Response:
    """The page of the releases, with why the one that was asked for cannot be used."""
    message = f"The release cannot be opened, so nothing was switched. {fault} Tell whoever runs the service."
    return releases_page(releases, call, {"releases": message}, 422)
