"""The fourth child of the golden month: a young person who died in it, after their last contact."""

from datetime import date, time

from app.clinical.ages import PartialDate
from app.clinical.child import ChildIdentifier, FactKind, Gender, IdentifierKind
from app.clinical.encounter import Attendance, Contact, Mechanism
from app.clinical.referral import TeamReferral
from app.csds.ports import ChildRecord
from tests.csds.rows.expecting import Rows, row
from tests.csds.rows.golden_noting import activity, child, encounter, fact, referral, said
from tests.csds.rows.golden_service import (
    MILK_ALLERGY,
    MURMUR,
    PAEDIATRICIAN,
    PAEDIATRICS,
    VENTILATOR,
    known,
)

_CHILD = child(
    "D",
    date(2009, 4, 30),
    Gender.FEMALE,
    (
        ChildIdentifier(known("D01"), IdentifierKind.NHS_NUMBER, "9990000034", None, "01"),
        ChildIdentifier(known("D02"), IdentifierKind.LOCAL, "L400", "RXX", None),
    ),
    (
        fact("DF1", FactKind.GP_PRACTICE, "A81001", date(2012, 5, 1)),
        fact("DF2", FactKind.DEATH_LOCATION_DISCUSSED, "Y", date(2026, 6, 1)),
        fact("DF3", FactKind.PREFERRED_DEATH_LOCATION, "22", date(2026, 6, 1)),
        fact("DF4", FactKind.RISK_OF_UNEXPECTED_DEATH, "Y", date(2026, 6, 1)),
        fact("DF5", FactKind.RISK_OF_UNEXPECTED_DEATH, "N", date(2026, 10, 5)),
        fact("DF6", FactKind.DEATH_DATE, "2026-10-17", date(2026, 10, 17)),
        fact("DF7", FactKind.ACTUAL_DEATH_LOCATION, "30", date(2026, 10, 17)),
        fact("DF8", FactKind.NOT_AT_PREFERRED_LOCATION, "02", date(2026, 10, 17)),
        fact("DF9", FactKind.TRANSITION_PLAN, "being_made", date(2025, 5, 1)),
        fact("DFA", FactKind.TRANSITION_PLAN, "agreed", date(2026, 3, 2)),
        fact("DFB", FactKind.DISABILITY_QUESTION, "08", date(2026, 6, 1)),
        fact("DFC", FactKind.DISABILITY_QUESTION, "XX", date(2026, 6, 1)),
        fact("DFD", FactKind.DISABILITY_QUESTION, "08", date(2026, 9, 1)),
        fact("DG1", FactKind.ACCOMMODATION, "MA01"),
    ),
)
_BY_TELEPHONE = encounter(
    "DC1",
    "D",
    "DR1",
    Contact(
        date(2026, 10, 1),
        Attendance.ATTENDED_ON_TIME,
        time(0, 0),
        15,
        PAEDIATRICS,
        consultation_type="02",
        subject="02",
        mechanism=Mechanism.TELEPHONE,
        location_type="A01",
        site="R9998",
    ),
    said("DN1", VENTILATOR),
    said("DN2", MILK_ALLERGY, diagnosed=PartialDate(2010, 2, 28)),
    said("DN3", MURMUR),
    activities=(activity("DA1", "04", PAEDIATRICIAN, 15),),
)

RECORD = ChildRecord(
    _CHILD,
    (
        referral(
            "DR1",
            "D",
            date(2025, 9, 9),
            TeamReferral(PAEDIATRICS, "06", date(2026, 10, 21), "06"),
            discharged_on=date(2026, 10, 21),
        ),
    ),
    (_BY_TELEPHONE,),
    {},
)

# The indicators are those of the last contact, 1 October; the death is stated in the month in which it was.
ROWS: Rows = (
    row(
        "CYP001MPI",
        LocalPatientID="L400",
        OrgID_LocalPatientID="RXX",
        NHSNumber="9990000034",
        NHSNumber_Status="01",
        DateOfBirth=date(2009, 4, 30),
        Gender="2",
        DiscussedPreferredDeathLocation_Indicator="Y",
        RiskOfUnexpectedDeath_Indicator="Y",
        DeathLocationPreferred_Type="22",
        DateOfDeath=date(2026, 10, 17),
        DeathLocationActual_Type="30",
        NotAtPreferredLocation_Reason="02",
    ),
    row("CYP002GP", LocalPatientID="L400", OrgID_GP="A81001", GPRegistration_StartDate=date(2012, 5, 1)),
    row(
        "CYP004CarePlanType",
        PlanID="0000000000DF9",
        LocalPatientID="L400",
        Plan_Type="01",
        Plan_CreatedDate=date(2025, 5, 1),
    ),
    row("CYP005CarePlanAgreement", PlanID="0000000000DF9", Plan_AgreedBy="10", Plan_AgreedDate=date(2026, 3, 2)),
    # Since when is not known: it was written down on New Year's Day of 2020.
    row("CYP003AccommType", LocalPatientID="L400", AccommStatus="MA01", AccommStatus_Date=date(2020, 1, 1)),
    row("CYP404AssTechToSupportDisTyp", LocalPatientID="L400", SNOMED_ID="444932008"),
    row("CYP602DisabilityType", LocalPatientID="L400", Disability="08"),
    row("CYP602DisabilityType", LocalPatientID="L400", Disability="XX"),
    row(
        "CYP101Referral",
        ServiceRequestID="0000000000DR1",
        LocalPatientID="L400",
        OrgID_Commissioner="QOX",
        ReferralRequest_ReceivedDate=date(2025, 9, 9),
        Discharge_Date=date(2026, 10, 21),
    ),
    row(
        "CYP102ServiceTypeReferredTo",
        ServiceRequestID="0000000000DR1",
        TeamID_Local="CCH",
        TeamType="06",
        Referral_ClosureDate=date(2026, 10, 21),
        Referral_ClosureReason="06",
    ),
    row(
        "CYP608SecDiag",
        ServiceRequestID="0000000000DR1",
        Diagnosis_Scheme="06",
        SecondaryDiagnosis="782555009",
        SecondaryDiagnosis_Date=date(2010, 2, 28),
    ),
    row(
        "CYP201CareContact",
        CareContactID="0000000000DC1",
        ServiceRequestID="0000000000DR1",
        TeamID_Local="CCH",
        Contact_Date=date(2026, 10, 1),
        Contact_Time=time(0, 0),
        CareContact_Duration=15,
        Consultation_Type="02",
        CareContact_Subject="02",
        ConsMechanism="02",
        Activity_LocationType="A01",
        Treatment_OrgSiteID="R9998",
        AttendanceStatus="5",
    ),
    row(
        "CYP202CareActivity",
        CareActivityID="0000000000DA1",
        CareContactID="0000000000DC1",
        Activity_Type="04",
        CareProfessionalID_Local="PAED1",
        CareActivity_Duration=15,
    ),
    row(
        "CYP202CareActivity",
        CareActivityID="0000000000DC1-3",
        CareContactID="0000000000DC1",
        Activity_Type="02",
        CareProfessionalID_Local="PAED1",
        Finding_Scheme="04",
        CodedFinding="88610006",
    ),
)
