"""The third child of the golden month: a young person with many referrals, of whom little else was asked."""

from dataclasses import replace
from datetime import date

from app.clinical.ages import PartialDate
from app.clinical.child import ChildIdentifier, FactAnswer, FactKind, Gender, IdentifierKind
from app.clinical.encounter import EncounterKind
from app.clinical.needs import Certainty
from app.clinical.plan import Growth
from app.clinical.referral import TeamReferral
from app.clinical.scores import AssessmentScore
from app.csds.ports import ChildRecord
from app.terminology.concept import ConceptId
from tests.csds.rows.expecting import Row, Rows, row
from tests.csds.rows.golden_noting import came, child, encounter, fact, referral, said
from tests.csds.rows.golden_service import (
    EPILEPSY,
    OUTSIDE,
    PAEDIATRICS,
    PHYSIOTHERAPY,
    SPEECH,
    known,
)

# The root of SNOMED CT and its is-a stand for assessment tools.
_TOOL, _OTHER_TOOL = ConceptId(138875005), ConceptId(116680003)

_CHILD = child(
    "C",
    date(2010, 8, 8),
    Gender.INDETERMINATE,
    (ChildIdentifier(known("C01"), IdentifierKind.NHS_NUMBER, "9990000026", None, "02"),),
    (
        fact("CF1", FactKind.SCHOOL, FactAnswer.NONE, date(2026, 9, 1)),
        fact("CF2", FactKind.GP_PRACTICE, FactAnswer.NOT_ASKED, date(2026, 9, 1)),
        fact("CF3", FactKind.DISABILITY_QUESTION, "ZZ", date(2026, 9, 1)),
        fact("CF4", FactKind.TRANSITION_PLAN, "not_started", date(2025, 9, 1)),
        fact("CF5", FactKind.TRANSITION_PLAN, "being_made", date(2026, 9, 1)),
        fact("CF6", FactKind.TRANSITION_PLAN, "agreed", date(2026, 11, 2)),
        fact("CF7", FactKind.SAFEGUARDING_VULNERABILITY, "Y", date(2026, 10, 31)),
        fact("CG1", FactKind.SAFEGUARDING_FACTOR, "10", date(2026, 10, 31)),
        fact("CG2", FactKind.SAFEGUARDING_FACTOR, "08", date(2026, 10, 31)),
        fact("CG3", FactKind.SAFEGUARDING_FACTOR, "05", date(2026, 11, 1)),
        fact("CG4", FactKind.CHILD_PROTECTION_PLAN, "01", date(2024, 1, 15), date(2024, 11, 30)),
        fact("CG5", FactKind.CHILD_PROTECTION_PLAN, "03", date(2026, 3, 2)),
        fact("CG6", FactKind.CHILD_PROTECTION_PLAN, "03", date(2026, 3, 2), date(2026, 10, 15)),
        fact("CG7", FactKind.CHILD_PROTECTION_PLAN, "01", date(2026, 10, 15)),
        fact("CG8", FactKind.CHILD_PROTECTION_PLAN, "02", date(2026, 11, 3)),
        fact("CG9", FactKind.EMPLOYMENT, "03", date(2026, 9, 1), qualifier="98"),
    ),
)

_MOVED_HERE = replace(
    encounter("CC1", "C", "CR4", came(date(2026, 10, 8)), growth=Growth(head_circumference_millimetres=560)),
    moved_from=known("BC2"),
    scores=(
        AssessmentScore(_TOOL, "38.5"),
        AssessmentScore(_TOOL, "40", date(2026, 10, 5)),
        AssessmentScore(_TOOL, "41", date(2026, 9, 30)),
        AssessmentScore(_OTHER_TOOL, "7", date(2026, 10, 8)),
    ),
)
_RECORD_RECEIVED = encounter(
    "CC2",
    "C",
    "CR4",
    came(date(2026, 10, 9)),
    said("CN1", EPILEPSY, primary=True, diagnosed=PartialDate(2026, 9)),
    said("CN2", OUTSIDE),
    kind=EncounterKind.RECORD_RECEIVED,
    scores=(AssessmentScore(_TOOL, "12"),),
)
# Under a referral of November, a need first spoken of in October, and another.
_AFTER = encounter(
    "CC3",
    "C",
    "CR1",
    came(date(2026, 11, 9)),
    said("CN1", EPILEPSY, primary=True, diagnosed=PartialDate(2026, 9)),
    said("CN3", SPEECH, certainty=Certainty.SUSPECTED),
    scores=(AssessmentScore(_TOOL, "9", date(2026, 10, 31)), AssessmentScore(_OTHER_TOOL, "8")),
)

RECORD = ChildRecord(
    _CHILD,
    (
        referral("CR1", "C", date(2026, 10, 31)),
        referral("CR2", "C", date(2026, 11, 1)),
        referral("CR3", "C", date(2026, 1, 5), discharged_on=date(2026, 9, 30)),
        referral(
            "CR4",
            "C",
            date(2026, 1, 5),
            TeamReferral(PAEDIATRICS, "06", date(2026, 11, 4), "01"),
            discharged_on=date(2026, 11, 4),
            discharge_letter_on=date(2026, 11, 5),
        ),
        referral(
            "CR5",
            "C",
            date(2026, 10, 2),
            TeamReferral(PHYSIOTHERAPY, "29", rejected_on=date(2026, 10, 9), rejection_reason="02"),
        ),
        referral(
            "CR6",
            "C",
            date(2026, 9, 2),
            TeamReferral(PHYSIOTHERAPY, "29", rejected_on=date(2026, 9, 15), rejection_reason="01"),
        ),
        referral(
            "CR7",
            "C",
            date(2026, 6, 1),
            TeamReferral(PAEDIATRICS, "06", date(2026, 9, 20), "02"),
            TeamReferral(PHYSIOTHERAPY, "29"),
        ),
        referral("CR8", "C", date(2026, 1, 5), discharged_on=date(2026, 10, 1)),
    ),
    (_MOVED_HERE, _RECORD_RECEIVED, _AFTER),
    {},
)


def _request(identifier: str, received: date, **more: object) -> Row:
    return row(
        "CYP101Referral",
        ServiceRequestID=identifier,
        LocalPatientID="000000000000C",
        OrgID_Commissioner="QOX",
        ReferralRequest_ReceivedDate=received,
        **more,
    )


def _team(identifier: str, team: str, team_type: str, **more: object) -> Row:
    return row(
        "CYP102ServiceTypeReferredTo", ServiceRequestID=identifier, TeamID_Local=team, TeamType=team_type, **more
    )


def _at_contact(tool: str, score: str) -> Row:
    return row("CYP612CodedAssessmentContact", CareActivityID="0000000000CC1-0", SNOMED_ID=tool, Score=score)


def _of_referral(identifier: str, score: str, on: date) -> Row:
    return row(
        "CYP609CodedAssessmentReferral",
        ServiceRequestID=identifier,
        SNOMED_ID="138875005",
        Score=score,
        AssessmentCompletion_Date=on,
    )


# Received after the month, discharged or rejected by the only team before it: three referrals are not in. A team that
# closed before the month is not stated with the referral that another team keeps open. What the discharge of November
# says is for November. The concept outside the list of needs is not known to be a disorder and no contact found it. A
# score of the day of a contact is that contact's, at which nothing else was said to be done; any other of October is
# its referral's, also that of a questionnaire which came to the clinic in November.
ROWS: Rows = (
    row(
        "CYP001MPI",
        LocalPatientID="000000000000C",
        OrgID_LocalPatientID="RXX",
        NHSNumber="9990000026",
        NHSNumber_Status="02",
        DateOfBirth=date(2010, 8, 8),
        Gender="9",
        Safeguarding_Indicator="Y",
    ),
    row("CYP002GP", LocalPatientID="000000000000C", OrgID_GP="V81999"),
    row(
        "CYP004CarePlanType",
        PlanID="0000000000CF5",
        LocalPatientID="000000000000C",
        Plan_Type="01",
        Plan_CreatedDate=date(2026, 9, 1),
    ),
    row(
        "CYP007EmpStatus",
        LocalPatientID="000000000000C",
        EmploymentStatus="03",
        EmploymentStatus_RecordedDate=date(2026, 9, 1),
        WeeklyHoursWorked="98",
    ),
    row("CYP402SVF", LocalPatientID="000000000000C", SafeguardingFactors_Type="10"),
    row("CYP402SVF", LocalPatientID="000000000000C", SafeguardingFactors_Type="08"),
    row(
        "CYP403CPP",
        LocalPatientID="000000000000C",
        CPP_Reason="03",
        CPP_StartDate=date(2026, 3, 2),
        CPP_EndDate=date(2026, 10, 15),
    ),
    row("CYP403CPP", LocalPatientID="000000000000C", CPP_Reason="01", CPP_StartDate=date(2026, 10, 15)),
    row("CYP602DisabilityType", LocalPatientID="000000000000C", Disability="ZZ"),
    _request("0000000000CR1", date(2026, 10, 31)),
    _request("0000000000CR4", date(2026, 1, 5)),
    _request("0000000000CR5", date(2026, 10, 2)),
    _request("0000000000CR7", date(2026, 6, 1)),
    _request("0000000000CR8", date(2026, 1, 5), Discharge_Date=date(2026, 10, 1)),
    _team("0000000000CR1", "CCH", "06"),
    _team("0000000000CR4", "CCH", "06"),
    _team("0000000000CR5", "PHYS", "29", Referral_RejectionDate=date(2026, 10, 9), Referral_RejectionReason="02"),
    _team("0000000000CR7", "PHYS", "29"),
    _team("0000000000CR8", "CCH", "06"),
    row("CYP607PrimDiag", ServiceRequestID="0000000000CR4", Diagnosis_Scheme="06", PrimaryDiagnosis="84757009"),
    row(
        "CYP201CareContact",
        CareContactID="0000000000CC1",
        ServiceRequestID="0000000000CR4",
        Contact_Date=date(2026, 10, 8),
        AttendanceStatus="5",
    ),
    row(
        "CYP202CareActivity",
        CareActivityID="0000000000CC1-0",
        CareContactID="0000000000CC1",
        Activity_Type="02",
        CareProfessionalID_Local="PAED1",
    ),
    _at_contact("138875005", "38.5"),
    _at_contact("116680003", "7"),
    _of_referral("0000000000CR4", "40", date(2026, 10, 5)),
    _of_referral("0000000000CR4", "12", date(2026, 10, 9)),
    _of_referral("0000000000CR1", "9", date(2026, 10, 31)),
)
