"""Which rows each thing of a unit is, by its type."""

from collections.abc import Callable
from typing import Any

from app.access.people import Account, Organisation
from app.capture.ports import Draft, DraftsDone, DraftsExpired
from app.clinical.child import Child, ChildLink, DemographicsOfChild, FactOfChild, IdentifierOfChild
from app.clinical.clinic import Appointment, Clinic, Team
from app.clinical.encounter import Encounter
from app.clinical.group_session import GroupSession
from app.clinical.ports import Unit
from app.clinical.professional import CareProfessional
from app.clinical.referral import Referral
from app.fhir.ports import IdentifierClaimed, KeptResource, ReceivedBody
from app.identity import Identity
from app.register.ports import BookingTick
from app.store.accounts import AccountStatements
from app.store.children import Children
from app.store.clients import ClientStatements
from app.store.clinics import Clinics
from app.store.csds_amendments import AmendmentStatements
from app.store.csds_reports import CsdsReportStatements
from app.store.database import Database
from app.store.desk import Desk
from app.store.drafts import Drafts
from app.store.encounters import Encounters
from app.store.fhir_children import FhirChildren
from app.store.fhir_compartments import FhirCompartments
from app.store.fhir_kept import FhirKept
from app.store.fhir_received import FhirReceived
from app.store.fhir_recorded import FhirRecorded
from app.store.fhir_search import FhirSearch
from app.store.fhir_whose import FhirWhose
from app.store.finding import Finding
from app.store.group_sessions import GroupSessions
from app.store.hosts import HostStatements
from app.store.jobs import JobStatements
from app.store.merging import merged
from app.store.prepared import Step
from app.store.referrals import Referrals
from app.store.releases import ReleaseStatements
from app.store.report_conditions import ConditionStatements
from app.store.reports import ReportStatements
from app.store.reports_children import ReportsChildren
from app.store.submission import Submission
from app.store.submissions import SubmissionStatements
from app.store.timings import Timings
from app.store.touched import Touched
from app.store.uncoded import Uncoded
from app.store.usage import Usage
from app.store.writing import Writes

_NO_RECORD = frozenset({Draft, DraftsExpired})
"""What a unit may hold, and nothing else, for its commit not to wait for the disk."""


class Subjects:
    """Every subject's prepared statements, made once."""

    def __init__(self, database: Database) -> None:
        self.accounts = AccountStatements(database)
        self.children = Children(database)
        self.referrals = Referrals(database)
        self.encounters = Encounters(database, self.children)
        self.clinics = Clinics(database)
        self.drafts = Drafts(database)
        self.desk = Desk(database)
        self.usage = Usage(database)
        self.uncoded = Uncoded(database)
        self.timings = Timings(database)
        self.finding = Finding(database)
        self.releases = ReleaseStatements(database)
        self.clients = ClientStatements(database)
        self.hosts = HostStatements(database)
        self.touched = Touched(database)
        self.fhir_received = FhirReceived(database)
        self.fhir_kept = FhirKept(database)
        self.fhir_children = FhirChildren(database, self.touched)
        self.fhir_recorded = FhirRecorded(database)
        self.fhir_whose = FhirWhose(database)
        self.fhir_compartments = FhirCompartments(database, self.fhir_children, self.fhir_recorded, self.fhir_kept)
        self.fhir_search = FhirSearch(database)
        self.jobs = JobStatements(database)
        self.submissions = SubmissionStatements(database)
        self.csds_amendments = AmendmentStatements(database)
        self.csds_reports = CsdsReportStatements(database)
        self.submission = Submission(database, self.fhir_children, self.fhir_recorded)
        self.reports = ReportStatements(database)
        self.report_conditions = ConditionStatements(database)
        self.group_sessions = GroupSessions(database)
        self.reports_children = ReportsChildren(database)
        self._steps: dict[type, Callable[[Any], list[Step]]] = {
            Organisation: self.accounts.organisation_steps,
            Account: self.accounts.account_steps,
            CareProfessional: self.clinics.professional_steps,
            Team: self.clinics.team_steps,
            Clinic: self.clinics.clinic_steps,
            Appointment: self.clinics.appointment_steps,
            Child: self.children.steps,
            DemographicsOfChild: self.children.demographics_steps,
            IdentifierOfChild: self.children.identifier_steps,
            FactOfChild: self.children.fact_steps,
            ChildLink: self.children.link_steps,
            Referral: self.referrals.steps,
            Encounter: self.encounters.steps,
            Draft: self.drafts.draft_steps,
            DraftsDone: self.drafts.done_steps,
            DraftsExpired: self.drafts.expired_steps,
            BookingTick: self.desk.tick_steps,
            GroupSession: self.group_sessions.steps,
            ReceivedBody: self.fhir_received.steps,
            IdentifierClaimed: self.fhir_received.claim_steps,
            KeptResource: self.fhir_kept.steps,
        }

    def writes(self, unit: Unit, organisation: Identity) -> Writes:
        """The rows of a unit of one organisation.

        Raises:
            TypeError: a thing of the unit is of a type that is not kept.
            ValueError: a thing or an event of the unit is another organisation's.
        """
        steps: list[Step] = []
        for thing in unit.writes:
            steps_of = self._steps.get(type(thing))
            if steps_of is None:
                raise TypeError(f"A unit cannot hold a {type(thing).__name__}.")
            if _organisation_of(thing) != organisation:
                raise ValueError(f"A {type(thing).__name__} of another organisation cannot be written here.")
            steps += steps_of(thing)
        if any(event.organisation != organisation for event in unit.audit):
            raise ValueError("An audit event of another organisation cannot be written here.")
        return Writes(merged(steps), unit.audit, relaxed=_is_no_record(unit))


def _is_no_record(unit: Unit) -> bool:
    """Whether a unit keeps drafts and does nothing else: another comes with the next change of the form."""
    return bool(unit.writes) and not unit.audit and all(type(thing) in _NO_RECORD for thing in unit.writes)


def _organisation_of(thing: Any) -> Identity:
    owner: Identity = thing.id if type(thing) is Organisation else thing.organisation
    return owner
