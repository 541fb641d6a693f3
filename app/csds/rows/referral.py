"""The referral: CYP101 to CYP105, and the diagnoses made under it: CYP606, CYP607 and CYP608."""

from collections.abc import Iterable, Iterator, Mapping, Set
from datetime import date

from app.clinical.history import NeedHistory
from app.clinical.referral import Referral, WaitingTime
from app.clinical.referral_checks import ENDING
from app.csds.rows.month import Made, Month, each_once, known_as, local_patient
from app.csds.rows.patient import diagnosed_on
from app.csds.rows.placing import SNOMED_DIAGNOSIS, Place, place_of
from app.csds.rows.state import ChildInMonth, referrals_by_need
from app.identity import Identity


def referral_rows(told: ChildInMonth, month: Month) -> Iterator[Made]:
    """Every row that hangs on a referral."""
    patient, _ = local_patient(told.record, month)
    for referral in told.referrals:
        request = known_as(told.record, referral.id)
        yield _referral(told, referral, request, patient, month)
        yield from _teams(told, referral, request, month)
        yield from _further_reasons(referral, request)
        yield from _waiting(referral, request, month)
        yield from _onward(told, referral, request)
    yield from each_once(_diagnoses(told, month))


def _referral(told: ChildInMonth, referral: Referral, request: str, patient: str, month: Month) -> Made:
    last = month.period.last
    return Made(
        "CYP101Referral",
        told.record.child.id,
        {
            "ServiceRequestID": request,
            "LocalPatientID": patient,
            "OrgID_Commissioner": referral.commissioner or None,
            "ReferralRequest_ReceivedDate": referral.received_on,
            "ReferralRequest_ReceivedTime": referral.received_at,
            "ServiceLineAgreement": referral.service_line_agreement,
            "SourceOfReferral": referral.source,
            "OrgID_Referring": referral.referring_organisation,
            "Referring_StaffGroup": referral.referring_staff_group,
            "Priority_Type": referral.priority,
            "PrimaryReferralReason": referral.reason,
            # What happened after the period is told by the next one.
            "Discharge_Date": _until(referral.discharged_on, last),
            "Discharge_LetterIssuedDate": _until(referral.discharge_letter_on, last),
        },
    )


def _until(day: date | None, last: date) -> date | None:
    return day if day is not None and day <= last else None


def _teams(told: ChildInMonth, referral: Referral, request: str, month: Month) -> Iterator[Made]:
    """The teams it was with in the month: a row that ended before the month would be rejected."""
    last = month.period.last
    for team in referral.teams:
        end = team.closed_on or team.rejected_on
        if end is not None and end < month.period.first:
            continue
        closed, rejected = _until(team.closed_on, last), _until(team.rejected_on, last)
        yield Made(
            "CYP102ServiceTypeReferredTo",
            told.record.child.id,
            {
                "ServiceRequestID": request,
                "TeamID_Local": month.team_code(team.team),
                "TeamType": team.team_type,
                "Referral_ClosureDate": closed,
                "Referral_RejectionDate": rejected,
                "Referral_ClosureReason": team.closure_reason if closed else None,
                "Referral_RejectionReason": team.rejection_reason if rejected else None,
            },
        )


def _further_reasons(referral: Referral, request: str) -> Iterator[Made]:
    """Each further reason once; none is the main one."""
    for code in dict.fromkeys(referral.further_reasons):
        if code != referral.reason:
            values = {"ServiceRequestID": request, "ReferralReason_Other": code}
            yield Made("CYP103OtherReasonReferral", referral.id, values)


def _waiting(referral: Referral, request: str, month: Month) -> Iterator[Made]:
    """The states of the waiting time that were so in the month: a row that began after it, or ended before it, would be
    rejected. Two that differ only by what happened after it are one.
    """
    told: set[tuple[object, ...]] = set()
    for state in referral.waiting:
        begun = state.started_on is None or state.started_on <= month.period.last
        if begun and (state.ended_on is None or state.ended_on >= month.period.first):
            values = _state(state, request, month.period.last)
            key = values["RTT_StartDate"], values["RTT_EndDate"], values["RTT_Status"]
            if key not in told:
                told.add(key)
                yield Made("CYP104RTT", referral.id, values)


def _state(state: WaitingTime, request: str, last: date) -> dict[str, object]:
    ended = _until(state.ended_on, last)
    # What ended the waiting time after the period is told by the next one.
    status_later = ended is None and state.status in ENDING
    return {
        "ServiceRequestID": request,
        "BookingReference": state.booking_reference,
        "PatientPathwayID": state.pathway,
        "PatientPathwayID_OrgID": state.pathway_issuer,
        "WaitingTime_MeasurementType": state.measurement_type,
        "RTT_StartDate": state.started_on,
        "RTT_StartTime": state.started_at,
        "RTT_EndDate": ended,
        "RTT_EndTime": None if ended is None else state.ended_at,
        "RTT_Status": None if status_later else state.status,
    }


def _onward(told: ChildInMonth, referral: Referral, request: str) -> Iterator[Made]:
    """Referrals made at the month's contacts; why is not asked."""
    for encounter in told.contacts:
        if encounter.referral == referral.id:
            for onward in encounter.onward_referrals:
                yield Made(
                    "CYP105OnwardReferral",
                    encounter.id,
                    {
                        "ServiceRequestID": request,
                        "Onward_ReferralDate": encounter.contact.on,
                        "OrgID_Receiving": onward.organisation,
                    },
                )


def _diagnoses(told: ChildInMonth, month: Month) -> Iterator[Made]:
    """A disorder stands under each referral at whose contacts it was spoken of: as primary for the one it was marked
    for, else, unless that is of the same disorder, as secondary.
    """
    spoken = referrals_by_need(told.encounters)
    placed = [(need, place_of(need, month.refset)) for need in told.needs]
    diagnosed = [need for need, place in placed if place is Place.DIAGNOSIS]
    for referral in told.referrals:
        request = known_as(told.record, referral.id)
        primary = _primary(referral.id, diagnosed, spoken)
        for need, place in placed:
            if referral.id not in spoken.get(need.need, ()):
                continue
            if place is Place.PROVISIONAL:
                yield _provisional(told, need, request)
            elif place is Place.DIAGNOSIS and need is primary:
                yield _diagnosis(told, need, request, "CYP607PrimDiag", "PrimaryDiagnosis")
            elif place is Place.DIAGNOSIS and (primary is None or primary.latest.concept != need.latest.concept):
                yield _diagnosis(told, need, request, "CYP608SecDiag", "SecondaryDiagnosis")


def _primary(
    referral: Identity, diagnosed: Iterable[NeedHistory], spoken: Mapping[Identity, Set[Identity]]
) -> NeedHistory | None:
    """The need marked primary for a referral; of several, left so by corrections of the record, the last affirmed."""
    marked = (each for each in diagnosed if referral in each.primary_for and referral in spoken.get(each.need, ()))
    return max(marked, key=lambda each: (each.affirmed_on, each.need), default=None)


def _provisional(told: ChildInMonth, need: NeedHistory, request: str) -> Made:
    code = str(need.latest.concept)
    values = {"ServiceRequestID": request, "Diagnosis_Scheme": SNOMED_DIAGNOSIS, "ProvisionalDiagnosis": code}
    return Made(Place.PROVISIONAL.value, told.record.child.id, values)


def _diagnosis(told: ChildInMonth, need: NeedHistory, request: str, table: str, field: str) -> Made:
    values: dict[str, object] = {
        "ServiceRequestID": request,
        "Diagnosis_Scheme": SNOMED_DIAGNOSIS,
        field: str(need.latest.concept),
        f"{field}_Date": diagnosed_on(need),
    }
    return Made(table, told.record.child.id, values)
