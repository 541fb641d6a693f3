"""The routes of drafts: kept as somebody types, and given up when they say so."""

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse, RedirectResponse

from app.access.permissions import Permission
from app.access.sessions import SignedIn
from app.capture.drafts import child_of_place, draft_of
from app.capture.ports import DraftsDone, DraftsExpired
from app.capture.routes.door import Capture
from app.capture.typed import Typed
from app.clinical.ages import LONDON
from app.clinical.ports import Unit
from app.errors import NotFound, Refusal
from app.web.calls import Call
from app.web.guard import allows


def add_draft_routes(router: APIRouter, capture: Capture) -> None:
    """PUT /drafts/{form_token}, and POST /drafts/given-up."""

    @router.put("/drafts/{form_token}")
    @allows(Permission.RECORD_ENCOUNTER)
    def keep_draft(call: Call) -> Response:
        with capture.begin(call.principal) as work:
            fields = call.posted.fields
            token = Typed.from_posted(fields).form_token
            if not token or token != call.path_params["form_token"]:
                raise NotFound("There is no such form.")
            draft = draft_of(fields, token, call.posted.text("place"), work)
            # One that comes after its form was recorded is late on its way, and no longer wanted.
            if work.records.encounter_of_form(token) is None:
                expired = DraftsExpired(draft.organisation, work.now - capture.drafts_kept)
                work.records.commit(Unit((draft, expired), ()))
        return JSONResponse({"savedAt": draft.saved_at.astimezone(LONDON).strftime("%H:%M")})

    @router.post("/drafts/given-up")
    @allows(Permission.RECORD_ENCOUNTER)
    def give_up_draft(call: Call) -> Response:
        with capture.begin(call.principal) as work:
            place = call.posted.text("place")
            child_of_place(place, work)
            done = DraftsDone(work.principal.organisation.id, work.principal.account, place)
            work.records.commit(Unit((done,), ()))
        return RedirectResponse(place, status_code=303)


def keep_of_lapsed_session(capture: Capture, call: Call, lapsed: SignedIn) -> bool:
    """Keep a form that was sent when its session had lapsed, as a draft of the account it was given out to.

    Returns:
        Whether it was kept; anything but a form of this capability is not.
    """
    typed = Typed.from_posted(call.posted.fields)
    if not typed.form_token:
        return False
    try:
        with capture.begin(lapsed.principal) as work:
            draft = draft_of(call.posted.fields, typed.form_token, call.url.path, work)
            work.records.commit(Unit((draft,), ()))
    except Refusal:
        return False
    return True
