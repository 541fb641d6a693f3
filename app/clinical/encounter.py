"""An encounter: one child's attendance and what was said at it. The aggregate of the core; immutable.

Amendments make a new version. The items of the contact and its activities are those of CSDS CYP201 and
CYP202; codes without logic of their own stay codes of the lists in `code_lists`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from app.clinical.needs import GroupAnswer, GroupAsked, Statement
from app.clinical.plan import Growth, LetterCopy, OnwardReferral, RequestedTest, SafeguardingCheck
from app.clinical.professional import Profession
from app.clinical.scores import AssessmentScore
from app.clinical.timing import Timing
from app.identity import Identity
from app.terminology.refset import Group


class EncounterKind(StrEnum):
    """A care contact, or a record another system sent, which is never counted as a contact."""

    CARE_CONTACT = "care_contact"
    RECORD_RECEIVED = "record_received"


class Attendance(StrEnum):
    """ATTENDANCE STATUS: the only place where was-not-brought stands."""

    CANCELLED_BY_PATIENT = "2"
    WAS_NOT_BROUGHT = "3"
    CANCELLED_BY_PROVIDER = "4"
    ATTENDED_ON_TIME = "5"
    ATTENDED_LATE = "6"
    LATE_NOT_SEEN = "7"

    @property
    def seen(self) -> bool:
        """Whether the child (or who came for them) was seen."""
        return self in (Attendance.ATTENDED_ON_TIME, Attendance.ATTENDED_LATE)

    @property
    def cancelled(self) -> bool:
        return self in (Attendance.CANCELLED_BY_PATIENT, Attendance.CANCELLED_BY_PROVIDER)

    @property
    def words(self) -> str:
        return _ATTENDANCE_WORDS[self]


_ATTENDANCE_WORDS = {
    Attendance.ATTENDED_ON_TIME: "Attended on time",
    Attendance.ATTENDED_LATE: "Arrived late, seen",
    Attendance.LATE_NOT_SEEN: "Arrived late, not seen",
    Attendance.WAS_NOT_BROUGHT: "Was not brought",
    Attendance.CANCELLED_BY_PATIENT: "Cancelled by the family",
    Attendance.CANCELLED_BY_PROVIDER: "Cancelled by the service",
}


class Mechanism(StrEnum):
    """CONSULTATION MECHANISM (COMMUNITY CARE)."""

    FACE_TO_FACE = "01"
    TELEPHONE = "02"
    TALK_TYPE = "04"
    EMAIL = "05"
    TEXT_MESSAGE = "09"
    INSTANT_MESSAGING = "10"
    VIDEO = "11"
    MESSAGE_BOARD = "12"
    CHAT_ROOM = "13"
    OTHER = "98"


class Present(StrEnum):
    """Who was there."""

    CHILD = "child"
    MOTHER = "mother"
    FATHER = "father"
    FOSTER_CARER = "foster_carer"
    OTHER_CARER = "other_carer"
    SCHOOL_STAFF = "school_staff"
    SOCIAL_WORKER = "social_worker"
    INTERPRETER = "interpreter"
    OTHER = "other"

    @property
    def words(self) -> str:
        return self.value.replace("_", " ").capitalize()


class Outcome(StrEnum):
    """What becomes of the referral after this encounter."""

    REVIEW = "review"
    DISCHARGE = "discharge"
    TRANSFER = "transfer"

    @property
    def words(self) -> str:
        return {"review": "See again", "discharge": "Discharge", "transfer": "Transfer"}[self.value]


@dataclass(frozen=True, slots=True)
class NextAppointment:
    """When to see the child again: in so many weeks, in a clinic, for so many minutes."""

    weeks: int
    clinic: Identity | None = None
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """When, where and how the contact was (CSDS CYP201). Date and time are Europe/London's; durations in minutes."""

    on: date
    attendance: Attendance
    at: time | None = None
    minutes: int | None = None
    team: Identity | None = None
    commissioner: str | None = None
    administrative_category: str | None = None
    consultation_type: str | None = None
    subject: str | None = None
    mechanism: Mechanism | None = None
    location_type: str | None = None
    site: str | None = None
    group_therapy: str | None = None
    reasonable_offer_on: date | None = None
    clinically_appropriate_on: date | None = None
    cancelled_on: date | None = None
    cancellation_reason: str | None = None
    replacement_offered_on: date | None = None
    replacement_booked_on: date | None = None


@dataclass(frozen=True, slots=True)
class CodedItem:
    """A code with the scheme it comes from, and for an observation its value and unit (CSDS CYP202)."""

    scheme: str
    code: str
    value: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class CareActivity:
    """What one professional did at the contact, and for how many minutes (CSDS CYP202)."""

    id: Identity
    activity_type: str
    professional: Identity | None
    minutes: int | None = None
    procedure: CodedItem | None = None
    finding: CodedItem | None = None
    observation: CodedItem | None = None


@dataclass(frozen=True, slots=True)
class Encounter:
    """One version of one encounter.

    `record_number` counts every version recorded for the child from 1: a recording that expects a
    number already taken is out of date and is refused. `form_token` names the form it came from, so
    that the same form sent twice is recorded once; `form_digest` is the SHA-256 of what that form said.
    `professional` led the contact, as the `profession` they had then. An encounter recorded on the wrong
    child is `entered_in_error` there, which no count or history heeds, and `moved_to` its recording on the
    right one, which says where it was `moved_from`.
    """

    id: Identity
    version: int
    record_number: int
    organisation: Identity
    child: Identity
    referral: Identity
    kind: EncounterKind
    contact: Contact
    activities: tuple[CareActivity, ...]
    present: frozenset[Present]
    groups: tuple[GroupAsked, ...]
    statements: tuple[Statement, ...]
    outcome: Outcome | None
    next_appointment: NextAppointment | None
    appointment: Identity | None
    professional: Identity | None
    recorded_at: datetime
    recorded_by: Identity
    form_token: str | None = None
    amendment_reason: str | None = None
    profession: Profession | None = None
    growth: Growth | None = None
    onward_referrals: tuple[OnwardReferral, ...] = ()
    copies: tuple[LetterCopy, ...] = ()
    tests_requested: tuple[RequestedTest, ...] = ()
    safeguarding_check: SafeguardingCheck | None = None
    timing: Timing | None = None
    entered_in_error: bool = False
    moved_to: Identity | None = None
    moved_from: Identity | None = None
    form_digest: bytes | None = None
    scores: tuple[AssessmentScore, ...] = ()

    @property
    def seen(self) -> bool:
        """Whether it is a contact at which the child, or who came for them, was seen."""
        return self.kind is EncounterKind.CARE_CONTACT and self.contact.attendance.seen and not self.entered_in_error

    def answer(self, group: Group) -> GroupAnswer:
        """Whether the group was asked about here; a group that is not listed was not asked."""
        for asked in self.groups:
            if asked.group is group:
                return asked.answer
        return GroupAnswer.NOT_ASKED

    def statement_of(self, need: Identity) -> Statement | None:
        """What this encounter says of a need."""
        return next((statement for statement in self.statements if statement.need == need), None)


def answers_by_group(encounter: Encounter) -> Mapping[Group, GroupAnswer]:
    """The answers of every group that was asked about."""
    return {asked.group: asked.answer for asked in encounter.groups}
