"""The audit trail: an event for each act, chained so that a changed or missing event shows.

Each organisation and writer (a process or one of its connections) has a chain of its own, so that
saves do not queue on one row. An event's MAC is HMAC-SHA-256 over the MAC before it and the event's
canonical text. Heads (writer, count, last MAC) are recorded in a chain of their own, so that events
cut off the end of a chain show too. After ISO 27789 and the IHE Basic Audit Log Patterns: who, when,
what, on whom, with what outcome. Drafts and type-ahead are not audited.
"""

import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from app.access.people import Principal, Role
from app.identity import Identity, shown

GENESIS = bytes(32)


class AuditAction(StrEnum):
    """Every act that leaves an event."""

    SIGNED_IN = "signed in"
    SIGN_IN_REFUSED = "sign-in refused"
    ACCOUNT_LOCKED = "account locked"
    SIGNED_OUT = "signed out"
    CHILD_VIEWED = "child viewed"
    CLINIC_VIEWED = "clinic list viewed"
    CHILD_REGISTERED = "child registered"
    CHILD_CORRECTED = "child corrected"
    CHILDREN_SEARCHED = "children searched for"
    CHILDREN_MERGED = "records of a child merged"
    CHILDREN_UNMERGED = "records of a child unmerged"
    REFERRAL_RECORDED = "referral recorded"
    APPOINTMENT_BOOKED = "appointment booked"
    APPOINTMENT_CHANGED = "appointment changed"
    CLINIC_ADDED = "clinic added"
    DESK_VIEWED = "booking desk viewed"
    BOOKING_TICKED = "booking ticked"
    GROUP_SESSION_RECORDED = "group session recorded"
    GROUP_SESSION_AMENDED = "group session amended"
    ENCOUNTER_RECORDED = "encounter recorded"
    ENCOUNTER_AMENDED = "encounter amended"
    ENCOUNTER_MOVED = "encounter moved to the right child"
    ENCOUNTER_VIEWED = "encounter viewed"
    UNCODED_NEEDS_VIEWED = "uncoded needs viewed"
    FAMILY_COPY_PRINTED = "family copy printed"
    DESK_COPY_PRINTED = "desk copy printed"
    BLANK_SLIP_PRINTED = "blank slip printed"
    ACCOUNT_ADDED = "account added"
    ACCOUNT_CHANGED = "account changed"
    CLIENT_ADDED = "provider system added"
    CLIENT_CHANGED = "provider system changed"
    TOKEN_ISSUED = "access token issued"  # noqa: S105 - no token
    TOKEN_REFUSED = "access token refused"  # noqa: S105 - no token
    SUBMISSION_ASKED = "submission asked for"
    SUBMISSION_BUILT = "submission built"
    SUBMISSION_MOVED = "state of a submission recorded"
    SUBMISSION_VIEWED = "submission viewed"
    SUBMISSION_DOWNLOADED = "submission downloaded"
    SUBMISSION_REPORT_READ = "report on a submission read"
    REPORTS_COPIED = "analytics copy brought up to date"
    REPORTS_RELEASE_ASKED = "release of reports asked for"
    REPORTS_RELEASED = "reports released"
    REPORT_DOWNLOADED = "report downloaded"
    REPORT_AREA_GRANTED = "area of reports granted"
    REPORT_AREA_WITHDRAWN = "area of reports withdrawn"
    REPORT_CONDITION_ADDED = "condition of reports added"
    REPORT_CONDITION_WITHDRAWN = "condition of reports withdrawn"
    REPORT_ACTION_RECORDED = "action about a report recorded"
    REPORT_CHANGE_RECORDED = "change of a service recorded"
    HOST_ADDED = "host record added"
    HOST_CHANGED = "host record changed"
    LAUNCHED = "opened from the host record"
    LAUNCH_REFUSED = "opening from the host record refused"
    HANDED_BACK = "handed back to the host record"
    HAND_BACK_FAILED = "handing back to the host record failed"
    RESOURCES_RECEIVED = "resources received"
    RESOURCES_READ = "resources read"
    RELEASE_LOADED = "SNOMED CT release loaded"
    RELEASE_SWITCHED = "SNOMED CT release switched"
    MEMBER_GROUPED = "member of the reference set grouped"
    ACCESS_REFUSED = "access refused"
    SERVICE_SET_UP = "service set up"


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One act. `child` and `subject` are identities of ours, never an NHS number or a name."""

    id: Identity
    at: datetime
    organisation: Identity
    account: Identity | None
    role: Role | None
    session: Identity | None
    action: AuditAction
    child: Identity | None = None
    subject: Identity | None = None
    detail: str | None = None


def audit_event(
    principal: Principal,
    action: AuditAction,
    *,
    identity: Identity,
    at: datetime,
    child: Identity | None = None,
    subject: Identity | None = None,
    detail: str | None = None,
) -> AuditEvent:
    """The event of an act by a signed-in principal."""
    return AuditEvent(
        identity,
        at,
        principal.organisation.id,
        principal.account,
        principal.role,
        principal.session,
        action,
        child,
        subject,
        detail,
    )


def canonical(event: AuditEvent, writer: Identity, sequence: int) -> bytes:
    """The event's text for the MAC: a JSON array, in field order, in UTF-8.

    `sequence` counts from 1 within the writer's chain; instants are UTC in ISO 8601 with microseconds.
    """
    fields = [
        int(writer),
        sequence,
        shown(event.id),
        event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        event.organisation,
        event.account,
        event.role,
        event.session,
        event.action,
        event.child,
        event.subject,
        event.detail,
    ]
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()


def chained_mac(key: bytes, previous: bytes, text: bytes) -> bytes:
    """The MAC (32 bytes) of an event's canonical text that follows the event with MAC `previous`."""
    return hmac.digest(key, previous + text, "sha256")
