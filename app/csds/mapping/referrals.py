"""CYP101 to CYP105: the referral."""

REFERRALS = """
CYP101Referral
ServiceRequestID | referral.id | the host's identifier where it gave one, else ours
LocalPatientID | child.local_identifier | as in CYP001
OrgID_Commissioner | referral.commissioner |
ReferralRequest_ReceivedDate | referral.received_on |
ReferralRequest_ReceivedTime | referral.received_at |
ServiceLineAgreement | referral.service_line_agreement |
SourceOfReferral | referral.source |
OrgID_Referring | referral.referring_organisation |
Referring_StaffGroup | referral.referring_staff_group |
Priority_Type | referral.priority |
PrimaryReferralReason | referral.reason |
Discharge_Date | referral.discharged_on | where it is not after the period
Discharge_LetterIssuedDate | referral.discharge_letter_on | where it is not after the period

CYP102ServiceTypeReferredTo
ServiceRequestID | referral.id | as in CYP101
TeamID_Local | team_referral.team team.local_identifier |
TeamType | team_referral.team_type | every team that it was with in the period
Referral_ClosureDate | team_referral.closed_on | where it is not after the period
Referral_RejectionDate | team_referral.rejected_on | where it is not after the period
Referral_ClosureReason | team_referral.closure_reason | with its date
Referral_RejectionReason | team_referral.rejection_reason | with its date

CYP103OtherReasonReferral
ServiceRequestID | referral.id | as in CYP101
ReferralReason_Other | referral.further_reasons | every further reason; never the main one

CYP104RTT
ServiceRequestID | referral.id | as in CYP101; states that began by the end of the period and did not end before it
BookingReference | waiting.booking_reference |
PatientPathwayID | waiting.pathway |
PatientPathwayID_OrgID | waiting.pathway_issuer |
WaitingTime_MeasurementType | waiting.measurement_type |
RTT_StartDate | waiting.started_on |
RTT_StartTime | waiting.started_at |
RTT_EndDate | waiting.ended_on | where it is not after the period
RTT_EndTime | waiting.ended_at | with its date
RTT_Status | waiting.status | one that ends the waiting time, with its date

CYP105OnwardReferral
ServiceRequestID | encounter.referral | as in CYP101
Onward_ReferralDate | contact.on | the contact of the period at which it was made
Onward_ReferralReason | - | not asked
OrgID_Receiving | onward_referrals |
"""
