"""A submission of October 2026 made by hand: at least a row in every table, and nothing in it that breaks a rule.

Concepts are the standard's own: the root (138875005) and the is-a attribute (116680003). NHS numbers are of the test
range. Every field has a value, so that each rule has something to break.
"""

from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

from app.clinical.scores import Span
from app.csds.checks.context import Context
from app.csds.engine_duckdb import Row, Value, Workspace
from app.csds.specification import Specification, Table
from app.csds.versions import specification_of

SPECIFICATION: Specification = specification_of(date(2026, 10, 1))

CONTEXT = Context(
    provider="RXX01",
    submitter="RXX02",
    period_start=date(2026, 10, 1),
    period_end=date(2026, 10, 31),
    upload_date=date(2026, 11, 3),
    organisations=frozenset({"RXX01", "RXX02", "A81001", "15E", "RYY01", "EE100001", "RXX0101"}),
    postcodes=frozenset({"SW1A 1AA"}),
    assessments={"138875005": Span(Decimal(0), Decimal(60))},
)

ROOT = "138875005"
MORNING = time(9, 30)
DAY = date(2026, 10, 14)

Fields = dict[str, Value]

VALID: dict[str, list[Fields]] = {
    "CYP000Header": [
        {
            "Version": "1.6",
            "OrgID_Provider": "RXX01",
            "OrgID_Submitter": "RXX02",
            "RP_StartDate": date(2026, 10, 1),
            "RP_EndDate": date(2026, 10, 31),
            "FileCreation_DateTime": datetime(2026, 11, 2, 8, 15),  # noqa: DTZ001 - the file knows no time zones
            "PrimarySystem": "EveryNeed",
        }
    ],
    "CYP001MPI": [
        {
            "LocalPatientID": "P1",
            "OrgID_LocalPatientID": "RXX01",
            "OrgID_EducationEstablishment": "EE100001",
            "NHSNumber": "9434765919",
            "NHSNumber_Status": "01",
            "DateOfBirth": date(2019, 2, 28),
            "Postcode": "SW1A 1AA",
            "Gender": "2",
            "EthnicCategory": "A",
            "EthnicCategory2021": "A1",
            "LanguagePreferred": "q5",
            "Relationship_MainCarer": "BPM",
            "HVFAV_Date": date(2019, 1, 10),
            "ChildLookedAfter_Indicator": "N",
            "Safeguarding_Indicator": "N",
            "Disability_SupervisionAndCare_Indicator": "Y",
            "EducationAssessment": "05",
            "DiscussedPreferredDeathLocation_Indicator": "Y",
            "RiskOfUnexpectedDeath_Indicator": "N",
            "DeathLocationPreferred_Type": "21",
            "DateOfDeath": date(2026, 10, 30),
            "DeathLocationActual_Type": "10",
            "NotAtPreferredLocation_Reason": "02",
            "NHSNumber_Mother": "9434765870",
            "NHSNumberStatus_Mother": "01",
        }
    ],
    "CYP002GP": [
        {
            "LocalPatientID": "P1",
            "OrgID_GP": "A81001",
            "GPRegistration_StartDate": date(2019, 3, 5),
            "GPRegistration_EndDate": date(2026, 10, 10),
        },
        {
            "LocalPatientID": "P1",
            "OrgID_GP": "V81997",
            "GPRegistration_StartDate": date(2026, 11, 1),
            "GPRegistration_EndDate": None,
        },
    ],
    "CYP003AccommType": [{"LocalPatientID": "P1", "AccommStatus": "MA01", "AccommStatus_Date": DAY}],
    "CYP004CarePlanType": [
        {
            "PlanID": "PL1",
            "LocalPatientID": "P1",
            "Plan_Type": "03",
            "Plan_CreatedDate": date(2026, 9, 1),
            "Plan_CreatedTime": MORNING,
            "Plan_LastUpdateDate": DAY,
            "Plan_LastUpdateTime": MORNING,
            "Plan_ImplementDate": date(2026, 9, 2),
        }
    ],
    "CYP005CarePlanAgreement": [
        {"PlanID": "PL1", "Plan_AgreedBy": "10", "Plan_AgreedDate": date(2026, 9, 1), "Plan_AgreedTime": MORNING}
    ],
    "CYP006SocPerCircumstances": [{"LocalPatientID": "P1", "SNOMED_ID": ROOT, "Circumstance_RecordedDate": DAY}],
    "CYP007EmpStatus": [
        {
            "LocalPatientID": "P1",
            "EmploymentStatus": "ZZ",
            "EmploymentStatus_RecordedDate": DAY,
            "WeeklyHoursWorked": "97",
        }
    ],
    "CYP008OverseasVisitorChargCat": [
        {
            "LocalPatientID": "P1",
            "OvsVisChCat": "A",
            "OvsVisChCatAppDate": date(2026, 10, 1),
            "OvsVisChCatEndDate": date(2026, 10, 31),
        }
    ],
    "CYP101Referral": [
        {
            "ServiceRequestID": "R1",
            "LocalPatientID": "P1",
            "OrgID_Commissioner": "15E",
            "ReferralRequest_ReceivedDate": date(2026, 10, 2),
            "ReferralRequest_ReceivedTime": MORNING,
            "ServiceLineAgreement": "SLA1",
            "SourceOfReferral": "01",
            "OrgID_Referring": "A81001",
            "Referring_StaffGroup": "M03",
            "Priority_Type": "1",
            "PrimaryReferralReason": "001",
            "Discharge_Date": date(2026, 10, 28),
            "Discharge_LetterIssuedDate": date(2026, 10, 29),
        }
    ],
    "CYP102ServiceTypeReferredTo": [
        {
            "ServiceRequestID": "R1",
            "TeamID_Local": "T1",
            "TeamType": "06",
            "Referral_ClosureDate": date(2026, 10, 28),
            "Referral_RejectionDate": date(2026, 10, 28),
            "Referral_ClosureReason": "02",
            "Referral_RejectionReason": "01",
        }
    ],
    "CYP103OtherReasonReferral": [{"ServiceRequestID": "R1", "ReferralReason_Other": "005"}],
    "CYP104RTT": [
        {
            "ServiceRequestID": "R1",
            "BookingReference": "123456789012",
            "PatientPathwayID": "PATHWAY0000000000001",
            "PatientPathwayID_OrgID": "RXX01",
            "WaitingTime_MeasurementType": "01",
            "RTT_StartDate": date(2026, 10, 2),
            "RTT_StartTime": MORNING,
            "RTT_EndDate": DAY,
            "RTT_EndTime": MORNING,
            "RTT_Status": "30",
        }
    ],
    "CYP105OnwardReferral": [
        {
            "ServiceRequestID": "R1",
            "Onward_ReferralDate": DAY,
            "Onward_ReferralReason": "02",
            "OrgID_Receiving": "RYY01",
        }
    ],
    "CYP201CareContact": [
        {
            "CareContactID": "C1",
            "ServiceRequestID": "R1",
            "TeamID_Local": "T1",
            "Contact_Date": DAY,
            "Contact_Time": MORNING,
            "OrgID_Commissioner": "VPP00",
            "AdminCategory": "01",
            "CareContact_Duration": 45,
            "Consultation_Type": "01",
            "CareContact_Subject": "01",
            "ConsMechanism": "01",
            "Activity_LocationType": "B01",
            "Treatment_OrgSiteID": "RXX0101",
            "GroupTherapyIndicator": "N",
            "AttendanceStatus": "5",
            "ReasonableOffer_Date": date(2026, 10, 5),
            "ClinicallyAppropriate_Date": date(2026, 10, 5),
            "Contact_CancellationDate": date(2026, 10, 6),
            "Contact_CancellationReason": "01",
            "ReplacementAppointment_OfferedDate": date(2026, 10, 7),
            "ReplacementAppointment_BookedDate": date(2026, 10, 7),
        }
    ],
    "CYP202CareActivity": [
        {
            "CareActivityID": "A1",
            "CareContactID": "C1",
            "Activity_Type": "02",
            "CareProfessionalID_Local": "S1",
            "CareActivity_Duration": 30,
            "Procedure_Scheme": "06",
            "CodedProcedure": ROOT,
            "Finding_Scheme": "04",
            "CodedFinding": ROOT,
            "Observation_Scheme": "03",
            "CodedObservation": ROOT,
            "ObservationValue": "98.5",
            "UC_UnitOfMeasurement": "cm",
        }
    ],
    "CYP301GroupSession": [
        {
            "GroupSessionID": "G1",
            "GroupSession_Date": DAY,
            "OrgID_Commissioner": "15E",
            "GroupSession_Duration": 60,
            "GroupSession_Type": "02",
            "NumberOfParticipants": 8,
            "Activity_LocationType": "B01",
            "Treatment_OrgSiteID": "R9998",
            "CareProfessionalID_Local": "S1",
            "ServiceLineAgreement": "SLA1",
        }
    ],
    "CYP401SpEdNeedId": [{"LocalPatientID": "P1", "EducationNeed_Type": "02"}],
    "CYP402SVF": [{"LocalPatientID": "P1", "SafeguardingFactors_Type": "02"}],
    "CYP403CPP": [
        {
            "LocalPatientID": "P1",
            "CPP_Reason": "01",
            "CPP_StartDate": date(2026, 9, 1),
            "CPP_EndDate": date(2026, 10, 20),
        }
    ],
    "CYP404AssTechToSupportDisTyp": [{"LocalPatientID": "P1", "SNOMED_ID": ROOT, "SNOMED_Date": DAY}],
    "CYP501CodedImm": [
        {
            "LocalPatientID": "P1",
            "Immunisation_Date": DAY,
            "Procedure_Scheme": "06",
            "ImmunisationProcedure": ROOT,
            "OrgID_ImmunisationResponsible": "RXX01",
        }
    ],
    "CYP502Imm": [
        {
            "LocalPatientID": "P1",
            "Immunisation_Date": DAY,
            "ChildhoodImmunisation_Type": "010",
            "OrgID_ImmunisationResponsible": "RXX01",
        }
    ],
    "CYP601MedicalHistory": [
        {"LocalPatientID": "P1", "Diagnosis_Scheme": "06", "PreviousDiagnosis": ROOT, "Diagnosis_Date": DAY}
    ],
    "CYP602DisabilityType": [{"LocalPatientID": "P1", "Disability": "05", "DisabilityImpactPerception": "01"}],
    "CYP603NewbornHearingScreening": [
        {
            "LocalPatientID": "P1",
            "Result_HearingScreening": "03",
            "ServiceRequest_Date": date(2019, 3, 10),
            "Procedure_Date": date(2019, 3, 20),
            "Result_HearingAudiology": "01",
        }
    ],
    "CYP604BloodSpotResult": [
        {
            "LocalPatientID": "P1",
            "CardCompletion_Date": date(2019, 3, 5),
            "TestResult_ReceivedDate": date(2019, 3, 15),
            "Result_Phenylketonuria": "04",
            "Result_SickleCellDisease": "05",
            "Result_CysticFibrosis": "04",
            "Result_CongenitalHypothyroidism": "04",
            "Result_MCADD": "04",
            "Result_Homocystinuria": "04",
            "Result_MapleSyrupUrineDisease": "04",
            "Result_GlutaricAciduriaTypeOne": "04",
            "Result_IsovalericAciduria": "04",
        }
    ],
    "CYP605IPE": [
        {
            "LocalPatientID": "P1",
            "Examination_Date": date(2019, 4, 10),
            "Result_Hips": "01",
            "Result_Heart": "01",
            "Result_Eyes": "01",
            "Result_Testes": "NN",
        }
    ],
    "CYP606ProvDiag": [
        {
            "ServiceRequestID": "R1",
            "Diagnosis_Scheme": "02",
            "ProvisionalDiagnosis": "G80.0",
            "ProvisionalDiagnosis_Date": DAY,
        }
    ],
    "CYP607PrimDiag": [
        {"ServiceRequestID": "R1", "Diagnosis_Scheme": "04", "PrimaryDiagnosis": "F23..", "PrimaryDiagnosis_Date": DAY}
    ],
    "CYP608SecDiag": [
        {
            "ServiceRequestID": "R1",
            "Diagnosis_Scheme": "05",
            "SecondaryDiagnosis": "XE2aA",
            "SecondaryDiagnosis_Date": DAY,
        }
    ],
    "CYP609CodedAssessmentReferral": [
        {"ServiceRequestID": "R1", "SNOMED_ID": ROOT, "Score": "42.5", "AssessmentCompletion_Date": DAY}
    ],
    "CYP610BreastfeedingStatus": [{"CareActivityID": "A1", "BreastFeedingStatus": "03"}],
    "CYP611Obs": [{"CareActivityID": "A1", "Weight": "19.25", "Height": "1.12", "Length": "99.9"}],
    "CYP612CodedAssessmentContact": [{"CareActivityID": "A1", "SNOMED_ID": ROOT, "Score": "60"}],
    "CYP613AnonSelfAssessment": [
        {
            "AssessmentCompletion_Date": DAY,
            "SNOMED_ID": ROOT,
            "Score": "0",
            "Activity_LocationType": "B01",
            "OrgID_Commissioner": "15E",
        }
    ],
    "CYP901StaffDetails": [
        {
            "CareProfessionalID_Local": "S1",
            "RegistrationBody": "03",
            "RegistrationEntryID": "C1234567",
            "StaffGroup": "M02",
            "OccupationCode": "A01",
            "JobRoleCode": "01000",
        }
    ],
}


def row_of(table: Table, fields: Fields) -> Row:
    """The values of a row in the order of the table's fields; the names must be the table's own."""
    assert set(fields) == set(table.columns), set(fields) ^ set(table.columns)
    return [fields[each] for each in table.columns]


def valid_workspace(folder: Path) -> Workspace:
    """A workspace with the valid rows, each of origin 0."""
    workspace = Workspace(SPECIFICATION, folder / "rows.duckdb")
    for table in SPECIFICATION.tables:
        workspace.load(table, ((0, row_of(table, fields)) for fields in VALID[table.name]))
    return workspace
