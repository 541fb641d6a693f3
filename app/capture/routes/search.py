"""The route of the type-ahead."""

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from app.access.people import Principal
from app.access.permissions import Permission, may
from app.capture.routes.door import Capture
from app.identity import Identity, parse_identity
from app.terminology.refset import Group
from app.terminology.search import Match
from app.web.calls import Call
from app.web.guard import allows


def find(capture: Capture, principal: Principal, text: str, team: Identity | None = None) -> tuple[Match, ...]:
    """The members that a text finds, as far as the principal may see them, in the order usual for a team."""
    return capture.usual.search(team).find(text, sensitive=may(principal, Permission.SEE_SENSITIVE))


def add_search_route(router: APIRouter, capture: Capture) -> None:
    """GET /needs: what the typed words find, and whether they are several members at once."""

    @router.get("/needs")
    @allows(Permission.SEARCH_NEEDS)
    def search_needs(call: Call) -> Response:
        words = call.query_params.get("words", "")
        team = _team(call.query_params.get("team", ""))
        found = find(capture, call.principal, words, team)
        several = capture.usual.search(team).several(words, sensitive=may(call.principal, Permission.SEE_SENSITIVE))
        shown = several.taken or found or several.offered
        # What is only part of the words is offered, and nothing of it is taken by itself.
        offered = not several.taken and not found
        return JSONResponse(
            {"all": bool(several.taken), "offered": offered, "found": [_match_shown(match) for match in shown]}
        )


def _team(text: str) -> Identity | None:
    try:
        return parse_identity(text) if text else None
    except ValueError:
        return None


def _match_shown(match: Match) -> dict[str, object]:
    member = match.member
    return {
        "concept": str(member.concept),
        "term": member.preferred_term,
        "matched": match.term.text,
        "group": member.group.value,
        "groupWords": member.group.singular,
        "counted": member.counted,
        "sensitive": member.sensitive,
        "oneOf": member.one_of or "",
        "exact": match.exact,
        "suggested": match.suggested,
        "diagnosedBy": sorted(member.stated_by) if member.group is Group.CONDITION else [],
    }
