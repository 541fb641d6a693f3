"""The referrals a body brings, and the one that an encounter belongs to when nothing says which."""

from dataclasses import replace
from datetime import date

from app.access.audit import AuditAction, AuditEvent, audit_event
from app.clinical.ports import Work
from app.clinical.referral import COMMISSIONER_NOT_SAID, Referral
from app.fhir.mapping.given import ReferralGiven
from app.fhir.ports import FhirRecords
from app.fhir.receiving.proposed import Proposed
from app.identity import Identity

_SAID_BY_BOTH = (
    "received_on",
    "received_at",
    "commissioner",
    "service_line_agreement",
    "source",
    "referring_organisation",
    "referring_staff_group",
    "priority",
    "reason",
    "discharged_on",
    "discharge_letter_on",
    "teams",
    "further_reasons",
    "waiting",
)


def record_referral(
    identity: Identity, child: Identity, given: ReferralGiven, proposed: Proposed, work: Work[FhirRecords]
) -> bool:
    """Record a referral, or its next version when something differs; whether anything was recorded.

    What is not said changes nothing. One that has not begun, or was entered in error, is not recorded.
    """
    before = proposed.referral(identity) if proposed.knows_referral(identity) else None
    if before is None and (given.received_on is None or given.entered_in_error):
        return False
    stands = before or _begun(identity, child, given.received_on or date.min, work)
    said = {name: getattr(given, name) for name in _SAID_BY_BOTH if getattr(given, name) not in (None, ())}
    after = _main_reason_apart(replace(stands, **said))
    if before is not None:
        if after == before:
            return False
        after = replace(after, version=before.version + 1, recorded_at=work.now, recorded_by=work.principal.account)
    proposed.add_referral(after, _event(after, work))
    return True


def _main_reason_apart(referral: Referral) -> Referral:
    """The referral without its main reason among the further ones: what was said of either may be older."""
    further = tuple(each for each in referral.further_reasons if each != referral.reason)
    return replace(referral, further_reasons=further)


def referral_for(
    asked: Identity | None, child: Identity, on: date, proposed: Proposed, work: Work[FhirRecords]
) -> Referral:
    """The referral an encounter belongs to: the one it names; else the child's open one that was received last.

    For a child without one it is a new one received on the day of the encounter, as a contact belongs to exactly one;
    `record_begun` records it.
    """
    if asked is not None and proposed.knows_referral(asked):
        return proposed.referral(asked)
    known = proposed.referrals_of(child)
    begun = [each for each in known if each.received_on <= on]
    still = [each for each in begun if each.discharged_on is None or on <= each.discharged_on]
    chosen = next(iter(still or begun or known), None)
    return chosen if chosen is not None else _begun(work.new_identity(), child, on, work)


def record_begun(referral: Referral, proposed: Proposed, work: Work[FhirRecords]) -> None:
    """Record a referral that an encounter belongs to, unless it is known."""
    if not proposed.knows_referral(referral.id):
        proposed.add_referral(referral, _event(referral, work))


def _begun(identity: Identity, child: Identity, on: date, work: Work[FhirRecords]) -> Referral:
    organisation, by = work.principal.organisation.id, work.principal.account
    return Referral(
        identity,
        1,
        organisation,
        child,
        on,
        None,
        COMMISSIONER_NOT_SAID,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        (),
        work.now,
        by,
    )


def _event(referral: Referral, work: Work[FhirRecords]) -> AuditEvent:
    return audit_event(
        work.principal,
        AuditAction.REFERRAL_RECORDED,
        identity=work.new_identity(),
        at=work.now,
        child=referral.child,
        subject=referral.id,
    )
