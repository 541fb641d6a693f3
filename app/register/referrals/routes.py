"""The routes by which the reasons and the waiting time of a referral are seen and changed."""

from fastapi import APIRouter, Response

from app.access.permissions import Permission
from app.identity import shown
from app.register.appointments.routes.answers import rendered, see_other, typed_in
from app.register.children.page import viewed
from app.register.referrals.changing import Changed, Stale, change_referral
from app.register.referrals.page import referral_details_page
from app.register.register import Register
from app.web.calls import Call
from app.web.guard import allows


def add_referral_routes(router: APIRouter, register: Register) -> None:
    """Add the routes of a referral's reasons and waiting time."""

    @router.get("/referrals/{referral}")
    @allows(Permission.REGISTER_CHILD)
    def referral_details(call: Call) -> Response:
        with register.begin(call.principal) as work:
            referral = work.records.referral(call.identity("referral"))
            page = referral_details_page(work, referral)
            viewed(work.records.child(referral.child), work, "reasons and waiting time of a referral")
        return rendered(register, call, page)

    @router.post("/referrals/{referral}")
    @allows(Permission.REGISTER_CHILD)
    def change_details(call: Call) -> Response:
        typed = typed_in(call)
        with register.begin(call.principal) as work:
            outcome = change_referral(call.identity("referral"), typed, work)
            if not isinstance(outcome, Changed):
                now = outcome.stands if isinstance(outcome, Stale) else work.records.referral(call.identity("referral"))
                return rendered(register, call, referral_details_page(work, now, typed, outcome))
        return see_other(
            f"/referrals/{shown(outcome.referral.id)}?done={'changed' if outcome.changed else 'unchanged'}"
        )
