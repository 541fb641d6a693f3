"""CYP201, CYP202, CYP301, CYP610, CYP611, CYP612, CYP613 and CYP901: contacts, activities and staff."""

CONTACTS = """
CYP201CareContact
CareContactID | encounter.id | the host's identifier where it gave one, else ours; records received are no contacts
ServiceRequestID | encounter.referral | as in CYP101
TeamID_Local | contact.team team.local_identifier |
Contact_Date | contact.on | the contacts of the period
Contact_Time | contact.at |
OrgID_Commissioner | contact.commissioner |
AdminCategory | contact.administrative_category |
CareContact_Duration | contact.minutes |
Consultation_Type | contact.consultation_type |
CareContact_Subject | contact.subject |
ConsMechanism | contact.mechanism |
Activity_LocationType | contact.location_type |
Treatment_OrgSiteID | contact.site |
GroupTherapyIndicator | contact.group_therapy |
AttendanceStatus | contact.attendance |
ReasonableOffer_Date | contact.reasonable_offer_on |
ClinicallyAppropriate_Date | contact.clinically_appropriate_on |
Contact_CancellationDate | contact.cancelled_on |
Contact_CancellationReason | contact.cancellation_reason |
ReplacementAppointment_OfferedDate | contact.replacement_offered_on |
ReplacementAppointment_BookedDate | contact.replacement_booked_on |

CYP202CareActivity
CareActivityID | activity.id | of a finding or measurement, the contact's identity and a number
CareContactID | encounter.id | as in CYP201
Activity_Type | activity.activity_type | of a finding or measurement, assessment (02)
CareProfessionalID_Local | activity.professional professional.local_identifier |
CareActivity_Duration | activity.minutes | blank for findings and measurements, whose time is in the activity
Procedure_Scheme | activity.procedure |
CodedProcedure | activity.procedure |
Finding_Scheme | activity.finding statement.concept | SNOMED CT (04) for needs
CodedFinding | activity.finding statement.concept | symptoms, levels and other findings affirmed there; no diagnosis
Observation_Scheme | activity.observation |
CodedObservation | activity.observation |
ObservationValue | activity.observation |
UC_UnitOfMeasurement | activity.observation |

CYP301GroupSession
GroupSessionID | group_session.id | the sessions of the period; those entered in error leave
GroupSession_Date | group_session.held_on |
OrgID_Commissioner | group_session.commissioner |
GroupSession_Duration | group_session.minutes |
GroupSession_Type | group_session.session_type |
NumberOfParticipants | group_session.participants |
Activity_LocationType | group_session.location_type |
Treatment_OrgSiteID | group_session.site |
CareProfessionalID_Local | group_session.professional professional.local_identifier |
ServiceLineAgreement | group_session.service_line_agreement |

CYP610BreastfeedingStatus
CareActivityID | - | this service does not ask about breastfeeding
BreastFeedingStatus | - | not asked

CYP611Obs
CareActivityID | * | of the activity that stands for the measuring
Weight | growth.weight_grams | kilograms
Height | growth.height_millimetres | metres, from two years of age on
Length | growth.height_millimetres | centimetres, of a child under two years

CYP612CodedAssessmentContact
CareActivityID | * | what the contact's lead did; where nobody said, an activity that stands for the scoring
SNOMED_ID | score.concept | tools of the provider's list, or without one of the SNOMED CT edition; levels are findings
Score | score.score | of the day of the contact; of any other day it goes to CYP609

CYP613AnonSelfAssessment
AssessmentCompletion_Date | - | this service takes no anonymous self-assessments
SNOMED_ID | - | none are taken
Score | - | none are taken
Activity_LocationType | - | none are taken
OrgID_Commissioner | - | none are taken

CYP901StaffDetails
CareProfessionalID_Local | professional.local_identifier | of everybody whom an activity or a group session names
RegistrationBody | professional.registration_body |
RegistrationEntryID | professional.registration_entry |
StaffGroup | professional.staff_group |
OccupationCode | professional.occupation_code |
JobRoleCode | professional.job_role |
"""
