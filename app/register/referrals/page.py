"""The page by which the reasons and the waiting time of a referral are seen and changed."""

from app.clinical.ports import Work
from app.clinical.referral import Referral
from app.register.children.page import Page, home, linked, shared
from app.register.fields import FormField
from app.register.further import further_fields, state_fields
from app.register.ports import RegisterRecords
from app.register.referrals.changing import NotChanged, Stale, typed_of
from app.register.referring import REFERRAL_FIELDS
from app.register.typed import Typed


def referral_details_page(
    work: Work[RegisterRecords],
    referral: Referral,
    typed: Typed | None = None,
    outcome: NotChanged | Stale | None = None,
) -> Page:
    """The form with what stands; or with what was typed, why it was refused, and, when stale, what stands now."""
    stale = isinstance(outcome, Stale)
    said = typed_of(referral) if typed is None else typed
    teams = {each.id: each.name for each in work.records.teams()}
    context = {
        **shared(work, outcome.problems if isinstance(outcome, NotChanged) else ()),
        **linked(work.records.child(referral.child), work),
        "typed": said,
        "referral": referral,
        "to": [teams[each.team] for each in referral.teams if each.team in teams],
        "reason": _main_reason(),
        "further": further_fields(len(referral.further_reasons), said),
        "states": state_fields(len(referral.waiting), said),
        "stands": typed_of(referral) if stale else None,
        "stale": stale,
        "seen": referral.version if typed is None or stale else typed.get("seen", ""),
        "home": home(work.principal, referral.child),
    }
    return Page("referral.jinja", context, 409 if stale else 200 if outcome is None else 422)


def _main_reason() -> FormField:
    return next(each for each in REFERRAL_FIELDS if each.name == "reason")
