"""The routes of teams and clinics: the list of them, and the forms by which they are added."""

from collections.abc import Sequence

from fastapi import APIRouter, Response

from app.access.permissions import Permission
from app.clinical.code_lists import LOCATION_TYPE, TEAM_TYPE
from app.clinical.ports import Work
from app.errors import Rejected, Said
from app.identity import shown
from app.register.appointments.routes.answers import rendered, see_other, typed_in
from app.register.children.page import Page, shared
from app.register.clinics import add_clinic, add_team, clinics_by_team
from app.register.fields import FieldKind, FormField
from app.register.ports import RegisterRecords
from app.register.register import Register
from app.register.typed import Typed, identity_typed
from app.web.calls import Call
from app.web.guard import allows


def add_clinic_routes(router: APIRouter, register: Register) -> None:
    """Add the routes of teams and clinics."""

    @router.get("/clinics")
    @allows(Permission.KEEP_CLINICS)
    def clinics(call: Call) -> Response:
        with register.begin(call.principal) as work:
            context = {**shared(work), "teams": clinics_by_team(work.records), "places": LOCATION_TYPE.answers}
        return rendered(register, call, Page("clinics.jinja", context))

    @router.get("/clinics/new")
    @allows(Permission.KEEP_CLINICS)
    def new_clinic(call: Call) -> Response:
        with register.begin(call.principal) as work:
            page = _clinic_page(work, {"team": call.query_params.get("team", "")})
        return rendered(register, call, page)

    @router.post("/clinics/new")
    @allows(Permission.KEEP_CLINICS)
    def keep_clinic(call: Call) -> Response:
        typed = typed_in(call)
        with register.begin(call.principal) as work:
            try:
                add_clinic(typed, work)
            except Rejected as refusal:
                return rendered(register, call, _clinic_page(work, typed, refusal.problems))
        return see_other("/clinics?done=clinic")

    @router.get("/clinics/teams/new")
    @allows(Permission.KEEP_CLINICS)
    def new_team(call: Call) -> Response:
        with register.begin(call.principal) as work:
            page = _team_page(work, {})
        return rendered(register, call, page)

    @router.post("/clinics/teams/new")
    @allows(Permission.KEEP_CLINICS)
    def keep_team(call: Call) -> Response:
        typed = typed_in(call)
        with register.begin(call.principal) as work:
            try:
                add_team(typed, work)
            except Rejected as refusal:
                return rendered(register, call, _team_page(work, typed, refusal.problems))
        return see_other("/clinics?done=team")


def _clinic_page(work: Work[RegisterRecords], typed: Typed, problems: Sequence[Said] = ()) -> Page:
    teams = tuple((shown(each.id), each.name) for each in work.records.teams())
    fields = (
        FormField("name", "Name", "As families and the booking system know it", width=40),
        FormField("team", "Team that holds it", kind=FieldKind.CHOICE, choices=teams),
        FormField("site", "Site", "Its ODS code, 5 to 9 letters and digits, if known", width=12),
        FormField("location_type", "Kind of place", "If known", FieldKind.CHOICE, tuple(LOCATION_TYPE.answers.items())),
    )
    context = {
        **shared(work, problems),
        "typed": typed,
        "fields": fields,
        "teams": teams,
        "identity": identity_typed(typed, "clinic") or work.new_identity(),
    }
    return Page("clinic_new.jinja", context, 422 if problems else 200)


def _team_page(work: Work[RegisterRecords], typed: Typed, problems: Sequence[Said] = ()) -> Page:
    fields = (
        FormField("name", "Name", width=40),
        FormField("local_identifier", "Local identifier", "1 to 20 letters and digits, such as COMPAED", width=20),
        FormField("team_type", "Kind of service", kind=FieldKind.CHOICE, choices=tuple(TEAM_TYPE.answers.items())),
    )
    context = {
        **shared(work, problems),
        "typed": typed,
        "fields": fields,
        "identity": identity_typed(typed, "team") or work.new_identity(),
    }
    return Page("clinic_new_team.jinja", context, 422 if problems else 200)
