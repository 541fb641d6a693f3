"""The routes by which members that came without a group are grouped."""

from dataclasses import replace
from typing import Final

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from app.access.permissions import Permission
from app.administration.releases.grouping_form import (
    GROUPS,
    GroupingForm,
    GroupingRow,
    grouped_row,
    typed_form,
    usual_words,
    waiting_row,
)
from app.administration.releases.routes.door import ReleasePages, whole_number
from app.errors import Conflict, NotFound, Rejected
from app.terminology.concept import ConceptId, InvalidConceptId, parse_concept_id
from app.terminology.refset import Group, Refset
from app.web.calls import Call
from app.web.guard import allows

A_PAGE: Final = 25
"""Members that wait for a group on one page: each has a form, and to suggest a group for one takes a moment."""


def add_grouping_routes(router: APIRouter, releases: ReleasePages) -> None:
    """Add the page of the members that wait, and the route that groups one."""

    @router.get("/terminology/ungrouped")
    @allows(Permission.GROUP_MEMBERS)
    def ungrouped(call: Call) -> Response:
        return _grouping_page(releases, call)

    @router.post("/terminology/ungrouped/{concept}")
    @allows(Permission.GROUP_MEMBERS)
    def group(call: Call) -> Response:
        concept = _concept(call.path_params["concept"])
        form = typed_form({name: call.posted.text(name) for name in call.posted.fields})
        try:
            releases.desk.group(concept, form.chosen, call.principal, form.version)
        except Rejected as refusal:
            return _grouping_page(releases, call, (concept, form), refusal.problems[0].message, 422)
        except Conflict as refusal:
            return _grouping_page(releases, call, (concept, form), str(refusal), 409)
        return RedirectResponse(f"/terminology/ungrouped?done={concept}&page={_number(call)}", status_code=303)


def _grouping_page(
    releases: ReleasePages,
    call: Call,
    typed: tuple[ConceptId, GroupingForm] | None = None,
    message: str = "",
    status: int = 200,
) -> Response:
    """The members that wait, those a person grouped, and above both the one that is grouped anew or was refused."""
    desk, refset = releases.desk, releases.desk.in_use.current.refset
    count = len(refset.in_group(Group.UNGROUPED))
    page, last = _page(call, count)
    grouped = _grouped(releases, call)
    waiting = [
        waiting_row(each, refset) for each in desk.waiting(call.principal.organisation.id, (page - 1) * A_PAGE, A_PAGE)
    ]
    asked = _asked([*grouped, *waiting], _chosen(call) if typed is None else typed[0], refset)
    if asked is not None and typed is not None:
        asked = replace(asked, form=replace(typed[1], version=asked.form.version))
    elsewhere = asked.member.concept if asked is not None else None
    done = next((each for each in grouped if str(each.member.concept) == call.query_params.get("done")), None)
    context = {
        "asked": asked,
        "waiting": [each for each in waiting if each.member.concept != elsewhere],
        "grouped": grouped,
        "done": done,
        "count": count,
        "page": page,
        "last": last,
        "choices": [(group.value, group.singular, usual_words(group, refset)) for group in GROUPS],
        "message": message,
    }
    return releases.pages.render(call, "administration/ungrouped.jinja", context, status)


def _page(call: Call, count: int) -> tuple[int, int]:
    """The page asked for, and the last there is; counted from 1."""
    last = max(1, -(-count // A_PAGE))
    return min(_number(call), last), last


def _number(call: Call) -> int:
    return whole_number(call.query_params.get("page", "")) or 1


def _grouped(releases: ReleasePages, call: Call) -> list[GroupingRow]:
    groupings = {each.concept: each for each in releases.desk.records.groupings()}
    people = releases.people(call)
    return [
        grouped_row(member, groupings[member.concept], people.named(groupings[member.concept].by))
        for member in releases.desk.groupable()
        if member.concept in groupings
    ]


def _asked(rows: list[GroupingRow], concept: ConceptId | None, refset: Refset) -> GroupingRow | None:
    """The row of a member, also where it waits on another page."""
    member = refset.member(concept) if concept is not None else None
    if member is None:
        return None
    found = next((each for each in rows if each.member.concept == concept), None)
    return found or (GroupingRow(member, GroupingForm()) if member.group is Group.UNGROUPED else None)


def _chosen(call: Call) -> ConceptId | None:
    """The member that somebody wants to group anew."""
    try:
        return parse_concept_id(call.query_params.get("again", ""))
    except InvalidConceptId:
        return None


def _concept(text: str) -> ConceptId:
    try:
        return parse_concept_id(text)
    except InvalidConceptId:
        raise NotFound("There is nothing at this address.") from None
