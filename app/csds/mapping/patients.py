"""CYP000 to CYP008, CYP401 to CYP404, CYP501, CYP502 and CYP602: the file, the child, and what holds of a child.

`*` stands for what is no item of the catalogue: the build, the clock, an identity of ours.
"""

PATIENTS = """
CYP000Header
Version | * | the version in force in the period
OrgID_Provider | * | the organisation's ODS code
OrgID_Submitter | * | the setting csds_submitter, else the provider
RP_StartDate | * | the first day of the period
RP_EndDate | * | the last day of the period
FileCreation_DateTime | * | when the build began, Europe/London
PrimarySystem | * | EveryNeed

CYP001MPI
LocalPatientID | child.local_identifier | the provider's own number, else another organisation's, else our identity
OrgID_LocalPatientID | child.local_identifier_issuer | whose number it is, else the provider
OrgID_EducationEstablishment | fact.school | what held at the end of the period
NHSNumber | child.nhs_number | the number in use
NHSNumber_Status | child.nhs_number_status | of the number in use, or why there is none
DateOfBirth | child.birth_date |
Postcode | fact.postcode | what held at the end of the period
Gender | child.gender |
EthnicCategory | fact.ethnic_category | what held at the end of the period
EthnicCategory2021 | - | a pilot item, not to be sent unless asked for; its list is not public
LanguagePreferred | fact.preferred_language | what held at the end of the period
Relationship_MainCarer | fact.main_carer | what held at the end of the period
HVFAV_Date | fact.health_visitor_antenatal_visit |
ChildLookedAfter_Indicator | fact.looked_after | in force at the end of the period or last contact; not asked is blank
Safeguarding_Indicator | fact.safeguarding_vulnerability | from its own question, never from needs; not asked is blank
Disability_SupervisionAndCare_Indicator | fact.constant_supervision | from its own question; not asked is blank
EducationAssessment | fact.educational_assessment | its own question: plan 05, no special needs 01, support blank
DiscussedPreferredDeathLocation_Indicator | fact.death_location_discussed | in force at the end of the period
RiskOfUnexpectedDeath_Indicator | fact.risk_of_unexpected_death | in force at the end of the period
DeathLocationPreferred_Type | fact.preferred_death_location | what held at the end of the period
DateOfDeath | fact.death_date |
DeathLocationActual_Type | fact.actual_death_location |
NotAtPreferredLocation_Reason | fact.not_at_preferred_location |
NHSNumber_Mother | fact.mother_nhs_number |
NHSNumberStatus_Mother | fact.mother_nhs_number_status |

CYP002GP
LocalPatientID | child.local_identifier | as in CYP001
OrgID_GP | fact.gp_practice | the practice in force, and those left in the period; none is V81997, not asked V81999
GPRegistration_StartDate | facts.since |
GPRegistration_EndDate | facts.until | where the registration ended in the period

CYP003AccommType
LocalPatientID | child.local_identifier | as in CYP001
AccommStatus | fact.accommodation | its own question, as last answered by the end of the period; never placement
AccommStatus_Date | facts.since | since when, else the day it was recorded, Europe/London

CYP004CarePlanType
PlanID | * | the identity of the fact that the plan is being made
LocalPatientID | child.local_identifier | as in CYP001
Plan_Type | fact.transition_plan | a young person's transition plan (01), once it is being made or agreed
Plan_CreatedDate | facts.since | since when it is being made; a plan without that date is not sent
Plan_CreatedTime | - | not asked
Plan_LastUpdateDate | - | not asked
Plan_LastUpdateTime | - | not asked
Plan_ImplementDate | - | not asked

CYP005CarePlanAgreement
PlanID | * | as in CYP004
Plan_AgreedBy | fact.transition_plan | agreed with the young person is 10
Plan_AgreedDate | facts.since |
Plan_AgreedTime | - | not asked

CYP006SocPerCircumstances
LocalPatientID | child.local_identifier | as in CYP001
SNOMED_ID | statement.concept | school, family, housing, support and leisure, of the family-reported issues that stand
Circumstance_RecordedDate | contact.on | when it was last affirmed

CYP007EmpStatus
LocalPatientID | child.local_identifier | as in CYP001
EmploymentStatus | fact.employment | asked from 16, as last answered by the end of the period
EmploymentStatus_RecordedDate | facts.since | since when, else the day it was recorded, Europe/London
WeeklyHoursWorked | facts.weekly_hours_worked | as answered with the employment

CYP008OverseasVisitorChargCat
LocalPatientID | child.local_identifier | as in CYP001
OvsVisChCat | fact.overseas_visitor_category | in force at the end of the period, and those that ended in it
OvsVisChCatAppDate | facts.since |
OvsVisChCatEndDate | facts.until | where it is not after the period

CYP401SpEdNeedId
LocalPatientID | child.local_identifier | as in CYP001
EducationNeed_Type | fact.sen_type | its own question, in force at the end or the last contact; never from needs

CYP402SVF
LocalPatientID | child.local_identifier | as in CYP001
SafeguardingFactors_Type | fact.safeguarding_factor | its own question, in force as in CYP401; never from needs

CYP403CPP
LocalPatientID | child.local_identifier | as in CYP001
CPP_Reason | fact.child_protection_plan | the plans in force at any time in the period
CPP_StartDate | facts.since |
CPP_EndDate | facts.until | where it is not after the period

CYP404AssTechToSupportDisTyp
LocalPatientID | child.local_identifier | as in CYP001
SNOMED_ID | statement.concept | technology dependencies in force at the end of the period or the last contact
SNOMED_Date | - | the prescription date is not asked; the day of a clinic never stands for it

CYP501CodedImm
LocalPatientID | - | this service does not immunise
Immunisation_Date | - | this service does not immunise
Procedure_Scheme | - | this service does not immunise
ImmunisationProcedure | - | this service does not immunise
OrgID_ImmunisationResponsible | - | this service does not immunise

CYP502Imm
LocalPatientID | - | this service does not immunise
Immunisation_Date | - | this service does not immunise
ChildhoodImmunisation_Type | - | this service does not immunise
OrgID_ImmunisationResponsible | - | this service does not immunise

CYP602DisabilityType
LocalPatientID | child.local_identifier | as in CYP001
Disability | fact.disability_question | as the family sees it, in force at the end of the period; known to be none is NN
DisabilityImpactPerception | facts.disability_impact | as the family sees it, of each disability; never from needs
"""
