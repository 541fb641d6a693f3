"""What the pages of appointments show: the fields of the form, and an appointment in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.clinical.ages import clinical_date
from app.clinical.child import Child
from app.clinical.clinic import Appointment, AppointmentStatus
from app.clinical.ports import Work
from app.clinical.referral import Referral
from app.errors import Said
from app.identity import shown
from app.register.appointments.booking import Caution, Slot, open_referrals, slot_of
from app.register.appointments.by_hand import Stale
from app.register.children.page import Page, shared
from app.register.fields import FieldKind, FormField
from app.register.ports import RegisterRecords
from app.register.typed import Typed

TYPES = (("01", "First visit"), ("02", "Follow-up"))


@dataclass(frozen=True, slots=True)
class Line:
    """One fact of an appointment: its name, what stands, and, beside it, what was typed."""

    wording: str
    stands: str
    typed: str = ""

    @property
    def differs(self) -> bool:
        return self.stands != self.typed


class Names:
    """The names of clinics and professionals, read once for a page."""

    def __init__(self, work: Work[RegisterRecords]) -> None:
        self.clinics = work.records.clinics()
        self.professionals = work.records.professionals()
        self._clinic_names = {each.id: each.name for each in self.clinics}
        self._professional_names = {each.id: each.name for each in self.professionals}

    def slot(self, slot: Slot) -> dict[str, str]:
        """A slot in words, by the field's wording."""
        who = slot.professional
        return {
            "Clinic": self._clinic_names.get(slot.clinic, "Not known"),
            "Date": clinical_date(slot.on),
            "Time": f"{slot.at:%H:%M}",
            "Length": f"{slot.minutes} minutes",
            "With": "Nobody named" if who is None else self._professional_names.get(who, "Not known"),
            "Visit": dict(TYPES).get(slot.consultation_type, slot.consultation_type),
        }

    def words_of(self, appointment: Appointment) -> dict[str, str]:
        """The slot of an appointment in words, by the field's wording."""
        return self.slot(slot_of(appointment))

    def lines(self, appointment: Appointment) -> tuple[Line, ...]:
        """An appointment in words."""
        cancelled = appointment.status is AppointmentStatus.CANCELLED
        said = {**self.words_of(appointment), "State": "Cancelled" if cancelled else "Booked"}
        if appointment.booking_reference is not None:
            said["Booking reference"] = appointment.booking_reference
        return tuple(Line(wording, words) for wording, words in said.items())

    def beside(self, appointment: Appointment, typed: Typed) -> tuple[Line, ...]:
        """An appointment as it stands, and what was typed of it, both in words."""
        chosen = {field.name: field.words(typed.get(field.name, "")) for field in self.fields()}
        given = {
            "Clinic": chosen["clinic"],
            "Date": chosen["on"],
            "Time": chosen["at"],
            "Length": f"{chosen['minutes']} minutes",
            "With": chosen["professional"] or "Nobody named",
            "Visit": chosen["consultation_type"],
        }
        return tuple(Line(each.wording, each.stands, given.get(each.wording, "")) for each in self.lines(appointment))

    def fields(self) -> tuple[FormField, ...]:
        """The fields by which a slot is typed."""
        clinics = tuple((shown(each.id), each.name) for each in self.clinics)
        professionals = tuple((shown(each.id), each.name) for each in self.professionals)
        return (
            FormField("clinic", "Clinic", kind=FieldKind.CHOICE, choices=clinics),
            FormField("on", "Date", "Such as 4/2/2027 or 04-Feb-2027", width=12),
            FormField("at", "Time", "Such as 09:30", width=6),
            FormField("minutes", "Length", "In minutes", FieldKind.DIGITS, width=6),
            FormField("professional", "With", "If it is known", FieldKind.CHOICE, professionals),
            FormField("consultation_type", "Visit", kind=FieldKind.CHOICE, choices=TYPES),
        )


def typed_of(appointment: Appointment) -> Typed:
    """An appointment as the fields of its form."""
    return {
        "clinic": shown(appointment.clinic),
        "on": clinical_date(appointment.on),
        "at": f"{appointment.at:%H:%M}",
        "minutes": str(appointment.minutes),
        "professional": shown(appointment.professional) if appointment.professional is not None else "",
        "consultation_type": appointment.consultation_type,
    }


def new_page(
    work: Work[RegisterRecords],
    child: Child,
    typed: Typed,
    problems: Sequence[Said] = (),
    cautions: Sequence[Caution] = (),
) -> Page:
    """The page by which an appointment is booked for a child."""
    referrals = open_referrals(work.records.referrals_of(child.id))
    context = {
        **shared(work, problems),
        "child": child,
        "typed": typed,
        "referral_field": _referral_field(referrals, work),
        "fields": Names(work).fields(),
        "reference_field": FormField("reference", "Booking reference", "If the booking system has it", width=20),
        "referrals": referrals,
        "seen": _seen(cautions),
        "cautions": cautions,
    }
    return Page("appointment.jinja", context, 422 if problems or cautions else 200)


def change_page(
    work: Work[RegisterRecords],
    appointment: Appointment,
    typed: Typed,
    *,
    problems: Sequence[Said] = (),
    cautions: Sequence[Caution] = (),
    stale: Stale | None = None,
) -> Page:
    """The page by which an appointment is moved or given up."""
    names, stands = Names(work), appointment if stale is None else stale.stands
    context: Mapping[str, Any] = {
        **shared(work, problems),
        "child": work.records.child(stands.child),
        "typed": typed,
        "appointment": stands,
        "cancelled": stands.status is AppointmentStatus.CANCELLED,
        "recorded": work.records.encounter_of_appointment(stands.id) is not None,
        "lines": names.lines(stands) if stale is None else names.beside(stands, typed),
        "stale": stale,
        "fields": names.fields(),
        "seen": _seen(cautions),
        "cautions": cautions,
    }
    return Page("appointment_change.jinja", context, 409 if stale else 422 if problems or cautions else 200)


def _seen(cautions: Iterable[Caution]) -> str:
    return " ".join(each.key for each in cautions)


def _referral_field(referrals: Sequence[Referral], work: Work[RegisterRecords]) -> FormField:
    teams = {each.id: each.name for each in work.records.teams()}
    choices = []
    for each in referrals:
        to = ", ".join(teams[team.team] for team in each.teams if team.team in teams)
        choices.append((shown(each.id), f"Received {clinical_date(each.received_on)}" + (f", {to}" if to else "")))
    return FormField("referral", "Referral", kind=FieldKind.CHOICE, choices=tuple(choices))
