"""One text for each encounter, and the fingerprint of all: equal fingerprints mean equal records."""

import hashlib
import json

from app.clinical.encounter import CareActivity, Encounter
from app.clinical.needs import Statement
from app.identity import shown


def canonical_text(encounter: Encounter) -> str:
    """The encounter as a JSON array, in a fixed order: identities, contact, activities, answers, statements, and the
    rest of what was decided, measured and timed."""
    contact = encounter.contact
    following = encounter.next_appointment
    fields = [
        [shown(each) for each in (encounter.id, encounter.child, encounter.referral)],
        [encounter.version, encounter.record_number, encounter.recorded_at.isoformat(), int(encounter.recorded_by)],
        [contact.on.isoformat(), str(contact.at), contact.attendance, contact.minutes, contact.mechanism],
        [contact.team, contact.commissioner, contact.consultation_type, contact.subject, contact.location_type],
        [contact.site, contact.group_therapy, str(contact.reasonable_offer_on), str(contact.clinically_appropriate_on)],
        [str(contact.cancelled_on), contact.cancellation_reason, str(contact.replacement_booked_on)],
        [encounter.appointment, encounter.professional, sorted(encounter.present), encounter.outcome],
        None if following is None else [following.weeks, following.clinic, following.minutes],
        [_activity(each) for each in encounter.activities],
        [[asked.group, asked.answer] for asked in encounter.groups],
        [_statement(each) for each in encounter.statements],
        _plan(encounter),
        _timing(encounter),
        [encounter.profession, encounter.amendment_reason],
        [encounter.entered_in_error, encounter.moved_to, encounter.moved_from],
    ]
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def _plan(encounter: Encounter) -> list[object]:
    growth = encounter.growth
    return [
        None
        if growth is None
        else [growth.weight_grams, growth.height_millimetres, growth.head_circumference_millimetres],
        [[each.to, each.organisation] for each in encounter.onward_referrals],
        [[each.recipient, each.sharing] for each in encounter.copies],
        list(encounter.tests_requested),
        encounter.safeguarding_check,
    ]


def _timing(encounter: Encounter) -> list[object] | None:
    timing = encounter.timing
    if timing is None:
        return None
    times = (timing.started_at, timing.first_input_at, timing.submitted_at)
    return [
        *(None if each is None else each.isoformat() for each in times),
        *(timing.items_added, timing.items_confirmed, timing.items_carried),
        timing.input_mode,
    ]


def _activity(activity: CareActivity) -> list[object]:
    coded = (activity.procedure, activity.finding, activity.observation)
    items = [None if each is None else [each.scheme, each.code, each.value, each.unit] for each in coded]
    return [shown(activity.id), activity.activity_type, activity.professional, activity.minutes, items]


def _statement(statement: Statement) -> list[object]:
    source = statement.source
    dates = (statement.onset, statement.diagnosed)
    return [
        shown(statement.need),
        statement.change,
        statement.concept,
        statement.term,
        statement.release,
        statement.group,
        statement.certainty,
        [source.said_by, source.profession, source.professional],
        statement.primary,
        [None if each is None else each.isoformat() for each in dates],
        statement.diagnosed_by,
        statement.traffic_light,
    ]


class Fingerprint:
    """SHA-256 over the canonical texts of encounters, in the order in which they were recorded."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def add(self, encounter: Encounter) -> None:
        self._hash.update(canonical_text(encounter).encode())
        self._hash.update(b"\n")

    def text(self) -> str:
        """The fingerprint so far, as 64 hexadecimal digits."""
        return self._hash.hexdigest()
