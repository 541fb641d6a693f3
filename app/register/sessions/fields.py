"""The fields of a group session's form: how they are asked, read, and filled with what stands."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from app.access.people import Principal
from app.clinical.ages import clinical_date, parse_clinical_date
from app.clinical.answer_values import value_fault
from app.clinical.catalogue import item
from app.clinical.code_lists import GROUP_SESSION_TYPE, LOCATION_TYPE
from app.clinical.group_session import NO_PLACE, GroupSession, group_session_problems
from app.clinical.identifiers import parse_ods_code
from app.clinical.ports import Work
from app.clinical.professional import CareProfessional
from app.identity import Identity, shown
from app.register.fields import FieldKind, FormField
from app.register.ports import RegisterRecords
from app.register.typed import LOST_PLACE, Reading, Typed, identity_typed

_NO_TYPE: Final = ""
_UNREAD_COUNT: Final = 0
_MISSING: Final[Mapping[str, str]] = {
    "held_on": "Type the date on which the session was held.",
    "session_type": "Choose what kind of session it was.",
    "participants": "Type how many people took part.",
    "commissioner": "Type the commissioner's code.",
}


def session_fields(professionals: tuple[CareProfessional, ...]) -> tuple[FormField, ...]:
    """The fields, in the order in which they are asked."""
    staff = tuple((shown(each.id), each.name) for each in professionals)
    places = tuple((code, words) for code, words in LOCATION_TYPE.answers.items() if code not in NO_PLACE)
    return (
        _field("held_on", hint="Such as 4/2/2026 or 04-Feb-2026", width=12),
        _field("session_type", choices=tuple(GROUP_SESSION_TYPE.answers.items())),
        _field("participants", kind=FieldKind.DIGITS, width=6),
        _field("minutes", kind=FieldKind.DIGITS, width=6),
        _field("professional", choices=staff),
        _field("location_type", choices=places),
        _field("site", width=12),
        _field("commissioner", width=8),
        _field("service_line_agreement", width=14),
    )


def _field(
    name: str,
    *,
    hint: str = "",
    kind: FieldKind = FieldKind.TEXT,
    choices: tuple[tuple[str, str], ...] = (),
    width: int = 20,
) -> FormField:
    asked = item(f"group_session.{name}")
    return FormField(
        name, asked.wording, hint or asked.hint, FieldKind.CHOICE if choices else kind, choices, width=width
    )


def fresh_values(principal: Principal, latest: GroupSession | None) -> dict[str, str]:
    """What a fresh form starts with: whoever fills it in, and where and for whom the last session was held."""
    led_by = shown(principal.professional) if principal.professional is not None else ""
    if latest is None:
        return {"professional": led_by}
    asked_again = ("session_type", "commissioner", "site", "location_type", "service_line_agreement")
    kept = {name: text for name, text in typed_of(latest).items() if name in asked_again}
    return {**kept, "professional": led_by or typed_of(latest)["professional"]}


def typed_of(session: GroupSession) -> dict[str, str]:
    """A session as the fields of its form; `seen` is its version."""
    return {
        "held_on": clinical_date(session.held_on),
        "session_type": session.session_type,
        "participants": str(session.participants),
        "minutes": "" if session.minutes is None else str(session.minutes),
        "professional": "" if session.professional is None else shown(session.professional),
        "location_type": session.location_type or "",
        "site": session.site or "",
        "commissioner": session.commissioner,
        "service_line_agreement": session.service_line_agreement or "",
        "amendment_reason": "",
        "seen": str(session.version),
    }


def read_session(
    reading: Reading, typed: Typed, work: Work[RegisterRecords], today: date, before: GroupSession | None = None
) -> GroupSession | None:
    """The session of a form, as the version after `before`; None, and every problem, when something is wrong."""
    identity = before.id if before is not None else identity_typed(typed, "session")
    held_on = reading.parsed("held_on", parse_clinical_date) if _told("held_on", reading) else None
    made = GroupSession(
        work.principal.organisation.id,
        identity or work.principal.account,
        1 if before is None else before.version + 1,
        held_on or today,
        (reading.parsed("commissioner", _commissioner) if _told("commissioner", reading) else None) or "",
        reading.parsed("minutes", _number) if reading.text("minutes") else None,
        reading.text("session_type") if _told("session_type", reading) else _NO_TYPE,
        (reading.parsed("participants", _number) if _told("participants", reading) else None) or _UNREAD_COUNT,
        reading.text("location_type") or None,
        reading.parsed("site", _site) if reading.text("site") else None,
        _professional(reading, work),
        reading.text("service_line_agreement") or None,
        False,
        None if before is None else reading.text("amendment_reason"),
        work.now,
        work.principal.account,
    )
    _judge(reading, made, today)
    if identity is None:
        reading.wrong("held_on", "form", LOST_PLACE)
    return None if reading.problems else made


def _judge(reading: Reading, made: GroupSession, today: date) -> None:
    """What the rules of the core find wrong, but for fields of which something is told already."""
    told = {each.item for each in reading.problems}
    for problem in group_session_problems(made, today):
        if problem.item not in told:
            reading.wrong(problem.item, problem.code, problem.message)


def _told(name: str, reading: Reading) -> bool:
    if not reading.text(name):
        reading.wrong(name, "missing", _MISSING[name])
    return bool(reading.text(name))


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        raise ValueError("Type a whole number in digits, such as 12.")
    return int(text)


def _commissioner(text: str) -> str:
    return _code("commissioner", text)


def _site(text: str) -> str:
    return _code("site", text)


def _code(name: str, text: str) -> str:
    code = parse_ods_code(text)
    fault = value_fault(item(f"group_session.{name}"), code)
    if fault is not None:
        raise ValueError(fault)
    return code


def _professional(reading: Reading, work: Work[RegisterRecords]) -> Identity | None:
    if not reading.text("professional"):
        return None
    known = {shown(each.id): each.id for each in work.records.professionals()}
    found = known.get(reading.text("professional"))
    if found is None:
        reading.wrong("professional", "unknown-code", "Choose who led the session from the list.")
    return found


def struck(before: GroupSession, reason: str, work: Work[RegisterRecords]) -> GroupSession:
    """The version that says that a session was entered in error."""
    return replace(
        before,
        version=before.version + 1,
        entered_in_error=True,
        amendment_reason=reason,
        recorded_at=work.now,
        recorded_by=work.principal.account,
    )
