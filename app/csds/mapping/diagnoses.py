"""CYP601, CYP603 to CYP609: diagnoses, screening and scores of a referral."""

DIAGNOSES = """
CYP601MedicalHistory
LocalPatientID | child.local_identifier | as in CYP001
Diagnosis_Scheme | * | SNOMED CT (06)
PreviousDiagnosis | statement.concept | disorders that were diagnosed and are resolved
Diagnosis_Date | statement.diagnosed | where it is known to the day

CYP603NewbornHearingScreening
LocalPatientID | - | screening is done elsewhere
Result_HearingScreening | - | screening is done elsewhere
ServiceRequest_Date | - | screening is done elsewhere
Procedure_Date | - | screening is done elsewhere
Result_HearingAudiology | - | screening is done elsewhere

CYP604BloodSpotResult
LocalPatientID | - | screening is done elsewhere
CardCompletion_Date | - | screening is done elsewhere
TestResult_ReceivedDate | - | screening is done elsewhere
Result_Phenylketonuria | - | screening is done elsewhere
Result_SickleCellDisease | - | screening is done elsewhere
Result_CysticFibrosis | - | screening is done elsewhere
Result_CongenitalHypothyroidism | - | screening is done elsewhere
Result_MCADD | - | screening is done elsewhere
Result_Homocystinuria | - | screening is done elsewhere
Result_MapleSyrupUrineDisease | - | screening is done elsewhere
Result_GlutaricAciduriaTypeOne | - | screening is done elsewhere
Result_IsovalericAciduria | - | screening is done elsewhere

CYP605IPE
LocalPatientID | - | infants are examined elsewhere
Examination_Date | - | infants are examined elsewhere
Result_Hips | - | infants are examined elsewhere
Result_Heart | - | infants are examined elsewhere
Result_Eyes | - | infants are examined elsewhere
Result_Testes | - | infants are examined elsewhere

CYP606ProvDiag
ServiceRequestID | encounter.referral | each referral at whose contacts it was affirmed
Diagnosis_Scheme | * | SNOMED CT (06)
ProvisionalDiagnosis | statement.concept statement.certainty | disorders that are suspected
ProvisionalDiagnosis_Date | - | since when it is suspected is not asked; the day of a clinic never stands for it

CYP607PrimDiag
ServiceRequestID | encounter.referral | the referral for which it was marked primary
Diagnosis_Scheme | * | SNOMED CT (06)
PrimaryDiagnosis | statement.concept statement.primary statement.certainty | the diagnosed disorder marked primary
PrimaryDiagnosis_Date | statement.diagnosed | where it is known to the day

CYP608SecDiag
ServiceRequestID | encounter.referral | each referral at whose contacts it was affirmed
Diagnosis_Scheme | * | SNOMED CT (06)
SecondaryDiagnosis | statement.concept statement.certainty | every other diagnosed disorder
SecondaryDiagnosis_Date | statement.diagnosed | where it is known to the day

CYP609CodedAssessmentReferral
ServiceRequestID | encounter.referral | as in CYP101, of the encounter at which it was recorded
SNOMED_ID | score.concept | as in CYP612
Score | score.score | completed on another day of the period than that of its contact
AssessmentCompletion_Date | score.completed_on |
"""
