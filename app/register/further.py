"""The fields by which the further reasons of a referral and the states of its waiting time are asked and read.

Each reason has a place, `further.<n>`, and so has each state, `waiting.<n>.<field>`; places left blank say nothing.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Final

from app.clinical.ages import clinical_date, parse_clinical_date
from app.clinical.catalogue import item
from app.clinical.code_lists import REASON_FOR_REFERRAL, CodeList
from app.clinical.identifiers import parse_ods_code
from app.clinical.referral import Referral, WaitingTime
from app.clinical.referral_checks import further_problems
from app.register.fields import FieldKind, FormField
from app.register.typed import Reading, Typed

_PLACES: Final = re.compile(r"(further|waiting)\.([0-9]{1,2})(?:\.|$)", re.ASCII)
_ITEM: Final = re.compile(r"(further_reasons|waiting)\[([0-9]+)\](?:\.([a-z_]+))?", re.ASCII)
_HINTS: Final[Mapping[str, tuple[str, int]]] = {
    "started_on": ("Such as 4/2/2026; the day on which the clock started", 12),
    "started_at": ("If known, such as 09:30", 6),
    "ended_on": ("Once it has ended", 12),
    "ended_at": ("If known", 6),
    "booking_reference": ("12 digits, if the referral was booked with one", 16),
    "pathway": ("20 letters and digits, if there is one", 24),
    "pathway_issuer": ("Its ODS code, 3 to 5 letters and digits", 8),
}
_STATE: Final = (
    "measurement_type started_on started_at status ended_on ended_at booking_reference pathway pathway_issuer"
).split()


@dataclass(frozen=True, slots=True)
class StateFields:
    """The fields of one state of a waiting time. `stands` when it is recorded already, and may be taken away."""

    place: int
    fields: tuple[FormField, ...]
    stands: bool


def further_fields(stands: int, typed: Typed, least: int = 2) -> tuple[FormField, ...]:
    """A choice for each further reason that stands or was typed, and `least` besides for those to come."""
    choices = tuple(REASON_FOR_REFERRAL.answers.items())
    places = range(max(stands + least, _typed_places("further", typed)))
    wording = item("referral.further_reasons").wording
    return tuple(FormField(f"further.{n}", f"{wording} {n + 1}", "", FieldKind.CHOICE, choices) for n in places)


def state_fields(stands: int, typed: Typed) -> tuple[StateFields, ...]:
    """The fields of each state that stands or was typed, and of one to come."""
    places = range(max(stands + 1, _typed_places("waiting", typed)))
    return tuple(StateFields(n, tuple(_field(n, name) for name in _STATE), n < stands) for n in places)


def _field(place: int, name: str) -> FormField:
    asked = item(f"waiting.{name}")
    hint, width = _HINTS.get(name, ("", 20))
    choices = tuple(asked.answers.answers.items()) if isinstance(asked.answers, CodeList) else ()
    kind = FieldKind.CHOICE if choices else FieldKind.TEXT
    return FormField(f"waiting.{place}.{name}", asked.wording, hint, kind, choices, width=width)


def _typed_places(kind: str, typed: Typed) -> int:
    """How many places a form has: fields of a name that is not ours are passed over."""
    found = (_PLACES.match(name) for name in typed)
    return max((int(each[2]) + 1 for each in found if each is not None and each[1] == kind), default=0)


@dataclass(frozen=True, slots=True)
class FurtherTyped:
    """What was typed: further reasons, and states of the waiting time, each with its place on the form."""

    reasons: tuple[tuple[int, str], ...]
    waiting: tuple[tuple[int, WaitingTime], ...]

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(code for _, code in self.reasons)

    @property
    def states(self) -> tuple[WaitingTime, ...]:
        return tuple(state for _, state in self.waiting)


def read_further(reading: Reading, typed: Typed) -> FurtherTyped:
    """Read every place that is not blank; what cannot be read is a problem at its field."""
    codes = [(n, reading.text(f"further.{n}")) for n in range(_typed_places("further", typed))]
    kept = [n for n in range(_typed_places("waiting", typed)) if _is_said(n, reading)]
    return FurtherTyped(tuple(each for each in codes if each[1]), tuple((n, _state(n, reading)) for n in kept))


def _is_said(place: int, reading: Reading) -> bool:
    removed = reading.ticked(f"waiting.{place}.removed")
    return not removed and any(reading.text(f"waiting.{place}.{name}") for name in _STATE)


def _state(place: int, reading: Reading) -> WaitingTime:
    def text(name: str) -> str | None:
        return "".join(reading.text(f"waiting.{place}.{name}").split()).upper() or None

    def parsed_date(name: str) -> date | None:
        field = f"waiting.{place}.{name}"
        return reading.parsed(field, parse_clinical_date) if reading.text(field) else None

    started, ended, issuer = (f"waiting.{place}.{name}" for name in ("started_at", "ended_at", "pathway_issuer"))
    return WaitingTime(
        text("measurement_type"),
        parsed_date("started_on"),
        reading.parsed(started, typed_time) if reading.text(started) else None,
        parsed_date("ended_on"),
        reading.parsed(ended, typed_time) if reading.text(ended) else None,
        text("status"),
        text("booking_reference"),
        text("pathway"),
        reading.parsed(issuer, parse_ods_code) if reading.text(issuer) else None,
    )


def typed_time(text: str) -> time:
    """A time of day in hours and minutes, as it is typed.

    Raises:
        ValueError: another form, or no such time.
    """
    hours, colon, minutes = text.replace(".", ":").partition(":")
    digits = (hours + minutes).isascii() and hours.isdigit() and minutes.isdigit()
    if colon and digits and len(hours) <= 2 and len(minutes) == 2 and int(hours) < 24 and int(minutes) < 60:
        return time(int(hours), int(minutes))
    raise ValueError("Type the time as hours and minutes, such as 09:30, or leave it blank.")


def judge_further(reading: Reading, reason: str | None, said: FurtherTyped, today: date) -> None:
    """Add what the rules of the core find wrong beside a main reason, under the names of the form's fields."""
    unread = {each.item for each in reading.problems}
    for problem in further_problems(reason, said.codes, said.states, today):
        name = _field_name(problem.item, said)
        # What could not be read is told already, and stands here as if it were blank.
        if name not in unread and not (problem.code == "missing" and _unread_beside(name, unread)):
            reading.wrong(name, problem.code, problem.message)


def _unread_beside(name: str, unread: Iterable[str]) -> bool:
    state = name.rpartition(".")[0]
    return any(each.startswith(f"{state}.") for each in unread)


def _field_name(name: str, said: FurtherTyped) -> str:
    found = _ITEM.fullmatch(name)
    if found is None:
        return name
    if found[1] == "waiting":
        return f"waiting.{said.waiting[int(found[2])][0]}.{found[3] or 'measurement_type'}"
    return f"further.{said.reasons[int(found[2])][0]}"


def typed_further(referral: Referral) -> dict[str, str]:
    """The further reasons and the states of a referral as the fields of its form."""
    typed = {f"further.{n}": code for n, code in enumerate(referral.further_reasons)}
    for n, state in enumerate(referral.waiting):
        typed |= {f"waiting.{n}.{name}": _shown(getattr(state, name)) for name in _STATE}
    return typed


def _shown(value: date | time | str | None) -> str:
    if isinstance(value, date):
        return clinical_date(value)
    return f"{value:%H:%M}" if isinstance(value, time) else value or ""
