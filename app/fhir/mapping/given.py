"""What received resources say, in the core's words. None, or nothing, is what was not said: it changes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum

from app.clinical.ages import PartialDate
from app.clinical.child import Demographics, FactAnswer, FactKind
from app.clinical.encounter import CodedItem, Contact, EncounterKind, NextAppointment, Outcome, Present
from app.clinical.identifiers import LocalPatientId, NhsNumber
from app.clinical.needs import Certainty, GroupAnswer, SaidBy, TrafficLight
from app.clinical.plan import Growth, LetterCopy, OnwardReferral, RequestedTest
from app.clinical.professional import Profession
from app.clinical.referral import TeamReferral, WaitingTime
from app.identity import Identity
from app.terminology.concept import ConceptId
from app.terminology.refset import Group


@dataclass(frozen=True, slots=True)
class LocalGiven:
    """A local patient identifier: its value, the ODS code of the organisation it belongs to, and its FHIR system.

    `issuer_said` is False when the Patient does not say whose number it is, and `issuer` is our own organisation for
    want of another: two systems may then have given the same value to two children.
    """

    value: LocalPatientId
    issuer: str
    system: str | None
    since: date | None = None
    issuer_said: bool = True


@dataclass(frozen=True, slots=True)
class FactGiven:
    """A fact of a child as a Patient states it: known with its value and what qualifies it, or known to be none."""

    kind: FactKind
    answer: FactAnswer
    value: str | None
    since: date | None = None
    until: date | None = None
    qualifier: str | None = None


@dataclass(frozen=True, slots=True)
class PatientGiven:
    """A Patient. `nhs_number_status` is NHS NUMBER STATUS INDICATOR CODE, of the number or of its absence.

    `name_in_parts` is False when the name was one text, which was parted here into family and given name.
    """

    demographics: Demographics
    nhs_number: NhsNumber | None
    nhs_number_status: str | None
    locals: tuple[LocalGiven, ...]
    facts: tuple[FactGiven, ...]
    nhs_number_since: date | None = None
    name_in_parts: bool = True


@dataclass(frozen=True, slots=True)
class ScoreGiven:
    """A score as it was sent: of which tool, what it came to, on which day if that was said, and at which encounter.

    `withdrawn` says that it was entered in error.
    """

    concept: ConceptId
    score: str
    on: date | None
    encounter: Identity | None = None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class EncounterGiven:
    """An Encounter. `contact` is None for one that has not taken place (planned, in progress): it is kept only.

    `primary` are the needs that `diagnosis` ranks first. `wrong_child` is never said here: an Encounter entered in
    error has `entered_in_error`. `kind` is None where it does not say that it is a record received, or a contact.
    """

    contact: Contact | None
    entered_in_error: bool = False
    referral: Identity | None = None
    appointment: Identity | None = None
    professional: Identity | None = None
    present: frozenset[Present] = frozenset()
    outcome: Outcome | None = None
    primary: frozenset[Identity] = frozenset()
    kind: EncounterKind | None = None
    scores: tuple[ScoreGiven, ...] = ()


class NeedChange(StrEnum):
    """What a Condition, Observation or DeviceUseStatement says of a need."""

    PRESENT = "present"
    RESOLVED = "resolved"
    ENTERED_IN_ERROR = "entered in error"
    NOT_A_NEED = "not a need"
    """Refuted, false-valued, absent data: if the child has the need, it is taken back; else nothing is recorded."""


@dataclass(frozen=True, slots=True)
class NeedGiven:
    """A need.

    `concept` is None for one in words alone. `replaced` is the inactive concept that was sent, when `concept` is what
    replaced it. `group` is UNGROUPED, and never counted, outside the reference set. `encounter` is where it was said,
    None for a lone resource; `on` the day it was said, if any was given. `unless_already`: where the child has the need
    with one of these certainties, that certainty stays and `certainty` does not apply. `unchanged` says that it
    was reviewed in one act with all known needs, not by itself. `term` may be "" in a need that is taken back by a
    resource that no longer says which it was: it is the one that has the resource's id.
    """

    change: NeedChange
    concept: ConceptId | None
    term: str
    description: int | None
    release: str
    group: Group
    certainty: Certainty
    said_by: SaidBy
    professional: Identity | None = None
    profession: Profession | None = None
    onset: PartialDate | None = None
    diagnosed: PartialDate | None = None
    diagnosed_by: Profession | None = None
    traffic_light: TrafficLight | None = None
    primary: bool = False
    encounter: Identity | None = None
    on: date | None = None
    replaced: ConceptId | None = None
    unless_already: frozenset[Certainty] = frozenset()
    unchanged: bool = False


@dataclass(frozen=True, slots=True)
class ActivityGiven:
    """A Procedure: a care activity of an encounter. One not done (`done` False) is kept only."""

    activity_type: str
    encounter: Identity | None
    professional: Identity | None
    minutes: int | None = None
    procedure: CodedItem | None = None
    finding: CodedItem | None = None
    observation: CodedItem | None = None
    done: bool = True
    on: date | None = None


@dataclass(frozen=True, slots=True)
class ReferralGiven:
    """What an EpisodeOfCare, and a ServiceRequest it rests on, say of a referral; each says its part.

    `entered_in_error` or not yet begun (planned, waitlist without a start) is `open_` False and `received_on` None.
    """

    received_on: date | None = None
    received_at: time | None = None
    commissioner: str | None = None
    service_line_agreement: str | None = None
    source: str | None = None
    referring_organisation: str | None = None
    referring_staff_group: str | None = None
    priority: str | None = None
    reason: str | None = None
    discharged_on: date | None = None
    discharge_letter_on: date | None = None
    teams: tuple[TeamReferral, ...] = ()
    outcome: Outcome | None = None
    entered_in_error: bool = False
    further_reasons: tuple[str, ...] = ()
    waiting: tuple[WaitingTime, ...] = ()


@dataclass(frozen=True, slots=True)
class AppointmentGiven:
    """An Appointment: booked in a clinic of ours, or only asked for (`next_appointment`, of an encounter's plan).

    `encounter` is the one at which it was asked for, where it names one.
    """

    referral: Identity | None = None
    clinic: Identity | None = None
    on: date | None = None
    at: time | None = None
    minutes: int | None = None
    professional: Identity | None = None
    consultation_type: str | None = None
    cancelled: bool = False
    next_appointment: NextAppointment | None = None
    encounter: Identity | None = None


@dataclass(frozen=True, slots=True)
class ProfessionalGiven:
    """A Practitioner, with what a PractitionerRole adds."""

    name: str
    local_identifier: str | None
    registration_body: str | None = None
    registration_entry: str | None = None
    profession: Profession | None = None
    staff_group: str | None = None
    occupation_code: str | None = None
    job_role: str | None = None


@dataclass(frozen=True, slots=True)
class NeedNamed:
    """A need named in a QuestionnaireResponse: only which; all else is said by other resources."""

    concept: ConceptId
    term: str
    group: Group
    description: int | None = None
    replaced: ConceptId | None = None


@dataclass(frozen=True, slots=True)
class FormGiven:
    """A QuestionnaireResponse to the booking-out Questionnaire: what no other resource of the visit says.

    `contact` holds fields of `Contact` by name, such as `reasonable_offer_on`. `needs` are those that the child has,
    `excluded` those that were ruled out.
    """

    encounter: Identity | None
    groups: Mapping[Group, GroupAnswer] = field(default_factory=dict)
    needs: tuple[NeedNamed, ...] = ()
    contact: Mapping[str, object] = field(default_factory=dict)
    present: frozenset[Present] = frozenset()
    outcome: Outcome | None = None
    next_appointment: NextAppointment | None = None
    growth: Growth | None = None
    onward_referrals: tuple[OnwardReferral, ...] = ()
    copies: tuple[LetterCopy, ...] = ()
    tests_requested: tuple[RequestedTest, ...] = ()
    amendment_reason: str | None = None
    on: date | None = None
    excluded: tuple[NeedNamed, ...] = ()
