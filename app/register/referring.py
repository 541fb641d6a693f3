"""How a referral is recorded by hand: a child needs one to be seen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.access.audit import AuditAction, audit_event
from app.access.permissions import Permission, require
from app.clinical import code_lists
from app.clinical.ages import london_date, parse_clinical_date
from app.clinical.answer_values import value_fault
from app.clinical.catalogue import item
from app.clinical.child import Child
from app.clinical.clinic import Team
from app.clinical.code_lists import CodeList
from app.clinical.identifiers import parse_ods_code
from app.clinical.ports import Unit, Work
from app.clinical.referral import Referral, TeamReferral
from app.errors import Conflict, NotFound, Rejected
from app.identity import Identity, shown
from app.register.fields import FieldKind, FormField
from app.register.further import judge_further, read_further, typed_time
from app.register.ports import RegisterRecords
from app.register.typed import LOST_PLACE, Reading, Typed, identity_typed

LONGEST_BEFORE_BIRTH = timedelta(days=300)
"""A referral may be made before birth, when something was seen on a scan: not before the pregnancy."""


def _text(key: str, hint: str, width: int) -> FormField:
    return FormField(key, item(f"referral.{key}").wording, hint, width=width)


def _choice(key: str, answers: CodeList) -> FormField:
    wording = item(f"referral.{key}").wording
    return FormField(key, wording, kind=FieldKind.CHOICE, choices=tuple(answers.answers.items()))


REFERRAL_FIELDS = (
    _text("received_on", "Such as 4/2/2026 or 04-Feb-2026", 12),
    _text("received_at", "If known, such as 09:30", 6),
    _choice("source", code_lists.SOURCE_OF_REFERRAL),
    _choice("reason", code_lists.REASON_FOR_REFERRAL),
    _choice("priority", code_lists.PRIORITY),
    _text("commissioner", "The commissioner's ODS code, 3 to 5 letters and digits", 8),
    _text("referring_organisation", "Its ODS code, if known; X99999 if not", 8),
    _choice("referring_staff_group", code_lists.REFERRING_STAFF_GROUP),
)


@dataclass(frozen=True, slots=True)
class Recorded:
    """The referral now stands in the record; `again` when the same form had recorded it before."""

    referral: Identity
    again: bool = False


def fresh_values(work: Work[RegisterRecords], child: Child) -> Mapping[str, str]:
    """What a fresh form starts with: nothing but the commissioner of the child's last referral, if there was one."""
    known = work.records.referrals_of(child.id)
    return {"commissioner": known[0].commissioner if known else ""}


def record_referral(child: Child, typed: Typed, work: Work[RegisterRecords]) -> Recorded:
    """Record a referral of a child, whose identity is the form's field `referral`; the same form sent twice does once.

    Fields `team.<identity>` are ticked for the teams it goes to; further reasons and the waiting time have the fields
    that `further_fields` and `state_fields` name.

    Raises:
        NotPermitted: the principal may not.
        Rejected: something is wrong with it; every problem under its field's name.
        Conflict: the child's record was merged into another, or the form recorded another child's referral before.
    """
    require(work.principal, Permission.REGISTER_CHILD)
    if child.merged_into is not None:
        raise Conflict("This record was merged into another. Add the referral to the record that stands for the child.")
    identity = identity_typed(typed, "referral")
    before = _recorded_before(identity, child, work) if identity is not None else None
    if before is not None:
        return before
    reading = Reading(typed)
    referral = _read(reading, typed, child, identity, work)
    if referral is None:
        raise Rejected(reading.problems)
    event = audit_event(
        work.principal,
        AuditAction.REFERRAL_RECORDED,
        identity=work.new_identity(),
        at=work.now,
        child=child.id,
        subject=referral.id,
    )
    try:
        work.records.commit(Unit((referral,), (event,)))
    except Conflict:
        raced = _recorded_before(referral.id, child, work)
        if raced is None:
            raise
        return raced
    return Recorded(referral.id)


def _recorded_before(identity: Identity, child: Child, work: Work[RegisterRecords]) -> Recorded | None:
    try:
        known = work.records.referral(identity)
    except NotFound:
        return None
    if known.child != child.id:
        raise Conflict("This form was used for another child. Open a new one from this child's record.")
    return Recorded(identity, again=True)


def _read(
    reading: Reading, typed: Typed, child: Child, identity: Identity | None, work: Work[RegisterRecords]
) -> Referral | None:
    today = london_date(work.now)
    received_on = _received_on(reading, child, today)
    received_at = reading.parsed("received_at", typed_time) if reading.text("received_at") else None
    codes = {field.name: _code(reading, field) for field in REFERRAL_FIELDS if field.kind is FieldKind.CHOICE}
    commissioner = _organisation(reading, "commissioner", "Type the commissioner's code.")
    referring = _organisation(reading, "referring_organisation", None)
    teams = _teams(reading, work.records.teams())
    said = read_further(reading, typed)
    judge_further(reading, codes["reason"], said, today)
    if identity is None:
        reading.wrong("received_on", "form", LOST_PLACE)
    if reading.problems or received_on is None or commissioner is None or identity is None:
        return None
    return Referral(
        identity,
        1,
        child.organisation,
        child.id,
        received_on,
        received_at,
        commissioner,
        None,
        codes["source"],
        referring,
        codes["referring_staff_group"],
        codes["priority"],
        codes["reason"],
        None,
        None,
        teams,
        work.now,
        work.principal.account,
        said.codes,
        said.states,
    )


def _received_on(reading: Reading, child: Child, today: date) -> date | None:
    if not reading.text("received_on"):
        reading.wrong("received_on", "missing", "Type the date on which the referral was received.")
        return None
    on, born = reading.parsed("received_on", parse_clinical_date), child.demographics.birth_date
    if on is not None and on > today:
        reading.wrong("received_on", "future", "This date is in the future. Give today's or an earlier one.")
    if on is not None and born is not None and on < born - LONGEST_BEFORE_BIRTH:
        reading.wrong("received_on", "before-birth", "This date is long before the child was born. Check the year.")
    return on


def _code(reading: Reading, field: FormField) -> str | None:
    code = reading.text(field.name)
    if code and code not in dict(field.choices):
        reading.wrong(field.name, "unknown-code", f"{field.wording}: this is not one of the answers. Choose again.")
    return code or None


def _organisation(reading: Reading, name: str, missing: str | None) -> str | None:
    if not reading.text(name):
        if missing is not None:
            reading.wrong(name, "missing", missing)
        return None
    return reading.parsed(name, lambda text: _ods_code(name, text))


def _ods_code(name: str, text: str) -> str:
    code = parse_ods_code(text)
    fault = value_fault(item(f"referral.{name}"), code)
    if fault is not None:
        raise ValueError(fault)
    return code


def _teams(reading: Reading, known: tuple[Team, ...]) -> tuple[TeamReferral, ...]:
    chosen = tuple(TeamReferral(team.id, team.team_type) for team in known if reading.ticked(f"team.{shown(team.id)}"))
    if not chosen:
        reading.wrong("team", "missing", "Choose at least one team that the child was referred to.")
    return chosen
