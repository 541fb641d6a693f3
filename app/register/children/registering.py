"""The pages by which a child is registered, and a referral added."""

from collections.abc import Sequence

from app.access.people import Organisation
from app.clinical.child import Child
from app.clinical.child_numbers import usual_issuer
from app.clinical.ports import Work
from app.errors import Said
from app.register.children.page import Page, home, linked, shared
from app.register.fields import FIELD_SETS, FIELDS
from app.register.further import further_fields, state_fields
from app.register.ports import RegisterRecords
from app.register.referring import REFERRAL_FIELDS
from app.register.registration import NotRegistered, confirmation
from app.register.typed import Typed, identity_typed


def fresh_registration(organisation: Organisation) -> Typed:
    """What a fresh form starts with: current gender Not Known (NHS CUI design guide, CGS), the number's issuer."""
    return {"gender": "X", "local_identifier_issuer": usual_issuer(organisation.ods_code)}


def begun_registration(typed: Typed, organisation: Organisation) -> Typed:
    """A fresh form with what was searched for."""
    begun = {name: text for name, text in typed.items() if name in FIELDS}
    return {**fresh_registration(organisation), **begun}


def registration_page(work: Work[RegisterRecords], typed: Typed, refused: NotRegistered | None = None) -> Page:
    """The form, with what was typed, and why it was refused."""
    said = refused or NotRegistered()
    context = {
        **shared(work, said.problems),
        "typed": typed,
        "child": identity_typed(typed, "child") or work.new_identity(),
        "sets": FIELD_SETS,
        "refused": said,
        "confirmation": confirmation(said.look_alikes),
    }
    return Page("register_child.jinja", context, 200 if refused is None else 422)


def referral_page(work: Work[RegisterRecords], child: Child, typed: Typed, problems: Sequence[Said] = ()) -> Page:
    """The form of a referral, with what was typed, and what is wrong with it."""
    context = {
        **shared(work, problems),
        **linked(child, work),
        "typed": typed,
        "referral": identity_typed(typed, "referral") or work.new_identity(),
        "fields": REFERRAL_FIELDS,
        "further": further_fields(0, typed),
        "states": state_fields(0, typed),
        "teams": work.records.teams(),
        "known": [each for each in work.records.referrals_of(child.id) if each.open],
        "home": home(work.principal, child.id),
    }
    return Page("register_child_referral.jinja", context, 422 if problems else 200)
