"""The second child of the golden month: a toddler known to have no NHS number, whose only referral was closed in it."""

from dataclasses import replace
from datetime import date, time

from app.clinical.ages import PartialDate
from app.clinical.child import ChildIdentifier, FactAnswer, FactKind, Gender, IdentifierKind
from app.clinical.encounter import EncounterKind
from app.clinical.needs import Change
from app.clinical.plan import Growth
from app.clinical.referral import TeamReferral
from app.csds.ports import ChildRecord
from tests.csds.rows.expecting import Rows, row
from tests.csds.rows.golden_noting import activity, came, child, encounter, fact, referral, said
from tests.csds.rows.golden_service import (
    EPILEPSY,
    FRAGILE_X,
    HEARING_AID,
    PAEDIATRICIAN,
    PAEDIATRICS,
    TIC,
    VENTILATOR,
    known,
)

_CHILD = child(
    "B",
    date(2024, 10, 7),
    Gender.MALE,
    (
        ChildIdentifier(known("B01"), IdentifierKind.NHS_NUMBER, "", None, "04", date(2025, 1, 20), date(2025, 1, 20)),
        ChildIdentifier(known("B02"), IdentifierKind.LOCAL, "K-77", "RYY", None),
    ),
    (
        fact("BF1", FactKind.GP_PRACTICE, FactAnswer.NONE, date(2026, 1, 2)),
        fact("BF2", FactKind.LOOKED_AFTER, "N", date(2025, 2, 1)),
        fact("BF3", FactKind.LOOKED_AFTER, "Y", date(2026, 10, 10)),
        fact("BF4", FactKind.POSTCODE, "ZZ99 4DD", date(2025, 2, 1)),
        fact("BF5", FactKind.POSTCODE, "ZZ99 5EE", date(2026, 10, 12)),
        fact("BF6", FactKind.DISABILITY_QUESTION, "02", date(2026, 1, 2)),
        fact("BF7", FactKind.DISABILITY_QUESTION, FactAnswer.NONE, date(2026, 3, 2)),
        fact("BF8", FactKind.DISABILITY_QUESTION, "05", date(2026, 10, 18)),
        fact("BF9", FactKind.SAFEGUARDING_VULNERABILITY, FactAnswer.NOT_ASKED, date(2026, 3, 2)),
        fact("BFA", FactKind.MOTHER_NHS_NUMBER, "9990000042", date(2025, 2, 1)),
        fact("BFB", FactKind.MOTHER_NHS_NUMBER_STATUS, "01", date(2025, 2, 1)),
        fact("BFC", FactKind.HEALTH_VISITOR_ANTENATAL_VISIT, "2024-08-14", date(2025, 2, 1)),
        fact("BG1", FactKind.OVERSEAS_VISITOR_CATEGORY, "P", date(2026, 2, 2), date(2026, 10, 11)),
        fact("BG2", FactKind.OVERSEAS_VISITOR_CATEGORY, "B", date(2026, 10, 12), date(2027, 10, 11)),
        fact("BG3", FactKind.SAFEGUARDING_FACTOR, "07", date(2026, 10, 5)),
        fact("BG4", FactKind.SAFEGUARDING_FACTOR, "09", date(2026, 10, 10)),
    ),
)

_LAST = encounter(
    "BC1",
    "B",
    "BR1",
    came(date(2026, 10, 6), time(11, 0)),
    said("BN1", VENTILATOR),
    said("BN2", FRAGILE_X, diagnosed=PartialDate(2025)),
    activities=(activity("BA1", "02", PAEDIATRICIAN),),
    growth=Growth(9_500, 745),
)
# On the second birthday: measured standing.
_OF_AGE = encounter("BC3", "B", "BR1", came(date(2026, 10, 7)), growth=Growth(9_500, 745))
_LETTER = encounter(
    "BC4",
    "B",
    "BR1",
    came(date(2026, 10, 15)),
    said("BN3", HEARING_AID),
    said("BN2", FRAGILE_X, Change.RESOLVED, diagnosed=PartialDate(2025)),
    said("BN4", TIC, diagnosed=PartialDate(2026, 10, 9)),
    kind=EncounterKind.RECORD_RECEIVED,
    growth=Growth(9_600),
)
_ON_THE_WRONG_CHILD = replace(
    encounter("BC2", "B", "BR1", came(date(2026, 10, 8)), said("BN5", EPILEPSY), growth=Growth(40_000)),
    entered_in_error=True,
    moved_to=known("CC1"),
)

RECORD = ChildRecord(
    _CHILD,
    (
        referral(
            "BR1",
            "B",
            date(2026, 2, 2),
            TeamReferral(PAEDIATRICS, "06", date(2026, 10, 20), "02"),
            discharged_on=date(2026, 10, 20),
            discharge_letter_on=date(2026, 10, 22),
        ),
    ),
    (_ON_THE_WRONG_CHILD, _LETTER, _OF_AGE, _LAST),
    {},
)

# His referral was closed, so that indicators, technology, disabilities and safeguarding factors are those of the last
# contact, 7 October: looked after and the factor from the 10th, the hearing aid of the 15th and the disability of the
# 18th are not stated. The letter of the 15th is no contact, but the diagnoses that it brings are the most recent. When
# he left a charging category is stated with it; when he will leave the next is after the period.
ROWS: Rows = (
    row(
        "CYP001MPI",
        LocalPatientID="K-77",
        OrgID_LocalPatientID="RYY",
        NHSNumber_Status="04",
        DateOfBirth=date(2024, 10, 7),
        Postcode="ZZ99 5EE",
        Gender="1",
        ChildLookedAfter_Indicator="N",
        HVFAV_Date=date(2024, 8, 14),
        NHSNumber_Mother="9990000042",
        NHSNumberStatus_Mother="01",
    ),
    row("CYP002GP", LocalPatientID="K-77", OrgID_GP="V81997"),
    row(
        "CYP008OverseasVisitorChargCat",
        LocalPatientID="K-77",
        OvsVisChCat="P",
        OvsVisChCatAppDate=date(2026, 2, 2),
        OvsVisChCatEndDate=date(2026, 10, 11),
    ),
    row(
        "CYP008OverseasVisitorChargCat",
        LocalPatientID="K-77",
        OvsVisChCat="B",
        OvsVisChCatAppDate=date(2026, 10, 12),
    ),
    row("CYP402SVF", LocalPatientID="K-77", SafeguardingFactors_Type="07"),
    row("CYP404AssTechToSupportDisTyp", LocalPatientID="K-77", SNOMED_ID="444932008"),
    row("CYP601MedicalHistory", LocalPatientID="K-77", Diagnosis_Scheme="06", PreviousDiagnosis="613003"),
    row("CYP602DisabilityType", LocalPatientID="K-77", Disability="NN"),
    row(
        "CYP101Referral",
        ServiceRequestID="0000000000BR1",
        LocalPatientID="K-77",
        OrgID_Commissioner="QOX",
        ReferralRequest_ReceivedDate=date(2026, 2, 2),
        Discharge_Date=date(2026, 10, 20),
        Discharge_LetterIssuedDate=date(2026, 10, 22),
    ),
    row(
        "CYP102ServiceTypeReferredTo",
        ServiceRequestID="0000000000BR1",
        TeamID_Local="CCH",
        TeamType="06",
        Referral_ClosureDate=date(2026, 10, 20),
        Referral_ClosureReason="02",
    ),
    row(
        "CYP608SecDiag",
        ServiceRequestID="0000000000BR1",
        Diagnosis_Scheme="06",
        SecondaryDiagnosis="568005",
        SecondaryDiagnosis_Date=date(2026, 10, 9),
    ),
    row(
        "CYP201CareContact",
        CareContactID="0000000000BC1",
        ServiceRequestID="0000000000BR1",
        Contact_Date=date(2026, 10, 6),
        Contact_Time=time(11, 0),
        AttendanceStatus="5",
    ),
    row(
        "CYP201CareContact",
        CareContactID="0000000000BC3",
        ServiceRequestID="0000000000BR1",
        Contact_Date=date(2026, 10, 7),
        AttendanceStatus="5",
    ),
    row(
        "CYP202CareActivity",
        CareActivityID="0000000000BA1",
        CareContactID="0000000000BC1",
        Activity_Type="02",
        CareProfessionalID_Local="PAED1",
    ),
    row(
        "CYP202CareActivity",
        CareActivityID="0000000000BC1-0",
        CareContactID="0000000000BC1",
        Activity_Type="02",
        CareProfessionalID_Local="PAED1",
    ),
    row(
        "CYP202CareActivity",
        CareActivityID="0000000000BC3-0",
        CareContactID="0000000000BC3",
        Activity_Type="02",
        CareProfessionalID_Local="PAED1",
    ),
    row("CYP611Obs", CareActivityID="0000000000BC1-0", Weight="9.5", Length="74.5"),
    row("CYP611Obs", CareActivityID="0000000000BC3-0", Weight="9.5", Height="0.75"),
)
