"""The route of the type-ahead."""

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from app.access.people import Principal
from app.access.permissions import Permission, may
from app.capture.routes.door import Capture
from app.identity import Identity, parse_identity
from app.terminology.beyond import WiderMatch
from app.terminology.refset import Group, Member, Refset
from app.terminology.search import Match
from app.web.calls import Call
from app.web.guard import allows

MOST_WIDER = 20


def find(
    capture: Capture, principal: Principal, refset: Refset, text: str, team: Identity | None = None
) -> tuple[Match, ...]:
    """The members that a text finds, as far as the principal may see them, in the order usual for a team."""
    return capture.usual.search(refset, team).find(text, sensitive=may(principal, Permission.SEE_SENSITIVE))


def find_wider(
    capture: Capture, principal: Principal, refset: Refset, text: str, team: Identity | None = None
) -> tuple[WiderMatch, ...]:
    """What a text finds in all of SNOMED CT that may be recorded as a need; members stand first.

    A sensitive member is left out for whoever may not see it.
    """
    found = refset.beyond.find(text, limit=MOST_WIDER, usual=capture.usual.recorded_by(refset, team))
    if may(principal, Permission.SEE_SENSITIVE):
        return found
    return tuple(each for each in found if not _sensitive(refset.known(each.concept.concept)))


def _sensitive(member: Member | None) -> bool:
    return member is not None and member.sensitive


def add_search_route(router: APIRouter, capture: Capture) -> None:
    """GET /needs: what the typed words find, and whether they are several members at once.

    With `everywhere=yes`, what they find in all of SNOMED CT.
    """

    @router.get("/needs")
    @allows(Permission.SEARCH_NEEDS)
    def search_needs(call: Call) -> Response:
        words = call.query_params.get("words", "")
        team = _team(call.query_params.get("team", ""))
        refset = capture.refset()
        if call.query_params.get("everywhere") == "yes":
            wider = find_wider(capture, call.principal, refset, words, team)
            shown_wider = [_wider_shown(match, refset) for match in wider]
            return JSONResponse({"all": False, "offered": False, "found": shown_wider})
        found = find(capture, call.principal, refset, words, team)
        several = capture.usual.search(refset, team).several(
            words, sensitive=may(call.principal, Permission.SEE_SENSITIVE)
        )
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
        **_member_shown(member),
        "concept": str(member.concept),
        "term": member.preferred_term,
        "matched": match.term.text,
        "description": str(match.term.description or ""),
        "exact": match.exact,
        "suggested": match.suggested,
    }


def _wider_shown(match: WiderMatch, refset: Refset) -> dict[str, object]:
    """A concept found in all of SNOMED CT: as the member it is, or as one from outside."""
    concept = match.concept
    member = refset.member(concept.concept)
    shown_as = {
        "group": Group.UNGROUPED.value,
        "groupWords": f"{concept.kind}, outside the reference set".lstrip(", "),
        "counted": False,
        "sensitive": False,
        "oneOf": "",
        "diagnosedBy": [],
        "wider": True,
    }
    if member is not None:
        shown_as = _member_shown(member)
    return {
        **shown_as,
        "concept": str(concept.concept),
        "term": member.preferred_term if member else concept.term,
        "matched": match.matched,
        "description": str(match.description or ""),
        "exact": False,
        "suggested": match.suggested,
    }


def _member_shown(member: Member) -> dict[str, object]:
    return {
        "group": member.group.value,
        "groupWords": member.group.singular,
        "counted": member.counted,
        "sensitive": member.sensitive,
        "oneOf": member.one_of or "",
        "diagnosedBy": sorted(member.stated_by) if member.group is Group.CONDITION else [],
        "wider": False,
    }
