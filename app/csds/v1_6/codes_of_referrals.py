"""Codes about a referral: where from, why, to whom, how it waited and ended.

Source: NHS Data Dictionary, national and default codes.
"""

from typing import Final

from app.csds.specification import Codes
from app.csds.v1_6.code_texts import codes_of

SOURCE_OF_REFERRAL: Final[Codes] = codes_of(
    """
    99 Source of referral not known; 01 General Medical Practitioner Practice; 02 Self referral; 03 Carer /Relative;
    04 Employer; 05 Emergency Care Department; 06 Acute Hospital Inpatient/Outpatient Department;
    07 Community Health Service (same or other Health Care Provider); 08 Dental Practice;
    09 National Screening Programme; 10 Educational Establishment; 11 Local Authority Social Services; 12 Hospice;
    13 Care Home; 14 Police; 15 Courts; 16 Probation Service; 17 Prison Health Service; 18 Asylum Service;
    19 Telephone or Electronic Access Service; 20 Voluntary Sector; 21 Independent Sector; 22 Ambulance Service;
    23 Mental Health Service
    """
)

PRIORITY: Final[Codes] = codes_of("1 Routine; 2 Urgent; 3 Two Week Wait")

REASON_FOR_REFERRAL: Final[Codes] = codes_of(
    """
    999 Reason for referral not known; 001 Accident/Trauma; 002 Alopecia; 003 Antenatal Care; 004 Bereavement;
    005 Bladder Care; 006 Blood Pressure; 007 Bowel Problems; 008 Cancer; 009 Cardiac Conditions;
    010 Catheter Problems; 011 Cerebral Palsy; 012 Cleft Palate; 013 Cognitive Problems; 014 Colostomy Care;
    015 Continence Problems; 017 Developmental Problems; 018 Diabetes; 019 Diarrhoea and Vomiting;
    020 Dizziness/Balance Problems; 021 Downs Syndrome; 022 Deep Vein Thrombosis; 023 Ear Infections/Problems;
    024 Eating Disorder; 025 Emotional/Behavioural Problems; 026 End of Life Support; 027 Epilepsy;
    028 Equipment Provision; 029 Eustachian Tube Dysfunction; 030 Falls Risk; 031 Family Support;
    032 Feeding/Swallowing Problems; 033 Foot Care/Problems; 034 Head Injury; 035 Hearing Problems/Loss;
    036 Immunisation; 037 Laryngectomy; 038 Leg Ulcer; 039 Looked After Children; 040 Low Muscle Tone;
    041 Lymphoedema Management; 042 Mobility Problems; 043 Musculoskeletal Problems; 044 Neurological Problems;
    045 Healthy Child Pathway; 046 Nutrition and Dietetics; 047 Ophthalmic Problems; 048 Over 75 Assessment;
    049 Pain/Symptom Control; 050 Parkinson's Disease; 051 Personal Hygiene; 052 Post Operative Care;
    053 Pressure Ulcer; 054 Problems with Activities of Daily Living; 055 Psychological Conditions;
    056 Rehabilitation; 057 Respiratory Conditions; 058 Safeguarding; 059 Skin Problems; 060 Sleep Problems;
    061 Smoking Cessation; 062 Speech and Language Problems; 063 Stoma Care; 064 Structural/Functional Impairment;
    065 Substance Misuse; 066 Trismus/Restricted Mouth Opening; 067 Tuberculosis; 068 Vascular Problems;
    069 Vomiting/Nausea; 070 Wound Care; 071 Multiple Complex Communication Difficulties; 072 Dental Care/Problems;
    073 Haematology/Phlebotomy; 074 Chronic Fatigue Syndrome/Myalgic Encephalopathy;
    075 Chronic Allergy/Immunological Problem; 076 Metabolic/Endocrine Disorders; 077 Renal Problems;
    078 Minor Surgery; 079 Gastrostomy Management/Care; 080 Care of the Next Infant (CONI) Pathway;
    081 Failure to Thrive; 082 Maternal Mood Problems; 083 Complex Social Factors;
    084 Condition(s) Requiring Respite Care; 085 Other Congenital Conditions; 086 Blood Disorders;
    087 Genetic Disorders; 088 Neonatal Abstinence Syndrome
    """
)

TEAM_TYPE: Final[Codes] = codes_of(
    """
    01 Appliances Service; 02 Arts Therapy Service; 03 Cancer Service; 04 Cardiac Service;
    05 Community Dental Service; 06 Community Paediatrics Service; 07 Continence Service; 09 Counselling Service;
    10 Dermatology Service; 11 Diabetes Service; 12 District Nursing Service; 13 Ear, Nose and Throat Service;
    14 End of Life Care Service; 15 Gastrointestinal Service; 16 Health Visiting Service; 17 Hearing Service;
    19 Long Term Conditions Case Management Service; 20 Musculoskeletal Service; 21 Neurology Service;
    23 Occupational Therapy Service; 24 Orthoptist Service; 25 Pain Management Service; 26 Physiotherapy Service;
    27 Podiatry Service; 29 Rehabilitation Service; 30 Respiratory Service; 31 Rheumatology Service;
    32 School Nursing Service; 33 Speech and Language Therapy Service; 34 Vulnerable Children's Service;
    35 Vulnerable Adult's Service; 36 Respite Care Service; 37 Clinical Psychology Service;
    38 Children's Community Nursing Service; 39 Diagnostic Service; 40 Treatment Room Nursing Service;
    41 Haematology Service; 42 Phlebotomy Service; 43 Tissue Viability Service; 44 Family Support Service;
    45 Integrated Multidisciplinary Team (jointly commissioned); 46 Prosthetic Service;
    47 Specialist Palliative Care Service; 48 Enablement Service; 49 Urgent Care Service; 50 Wheelchair Service;
    51 Crisis Response Intermediate Care Service; 52 Reablement Intermediate Care Service;
    53 Home-based Intermediate Care Service; 54 Community Bed-based Intermediate Care Service;
    55 Children's weight management service; 56 Adults' weight management service;
    57 Public health and lifestyle service (excluding weight management);
    58 Nutrition and dietetics service (excluding weight management)
    """
)

CLOSURE_REASON: Final[Codes] = codes_of(
    """
    01 Admitted elsewhere (at the same or other Health Care Provider); 02 Treatment completed;
    03 Moved out of the area; 04 No further treatment appropriate; 05 Patient did not attend; 06 Patient died;
    07 Patient requested discharge;
    08 Referred to other speciality/ Service (at the same or other Health Care Provider);
    09 Patient refused to be seen
    """
)

REJECTION_REASON: Final[Codes] = codes_of(
    """
    01 Duplicate Referral request; 02 Inappropriate Referral request;
    03 Incomplete Referral request (incomplete information on Referral request)
    """
)

WAITING_TIME_MEASUREMENT: Final[Codes] = codes_of(
    """
    01 Referral to treatment period within consultant-led waiting times measurement;
    02 Allied Health Professional Referral To Treatment Measurement;
    05 Crisis Response Intermediate Care Within 2 Hours Waiting Time Measurement;
    06 Other Intermediate Care Within 2 Days Waiting Time Measurement;
    07 Crisis Response Intermediate Care Waiting Time Measurement;
    08 Other Intermediate Care Waiting Time Measurement; 09 Other Referral To Treatment Measurement Type (not listed)
    """
)

RTT_STATUS: Final[Codes] = codes_of(
    """
    10 First Activity in a RTT period; 11 First Activity at the start of a new RTT period following Active Monitoring;
    12 First Activity at the start of a new RTT period after a decision to refer directly to the consultant;
    20 Subsequent Activity during a RTT period - further Activities anticipated;
    21 Subsequent Activity by another Health Care Provider following a transfer to it;
    30 End of the RTT period: Start of First Definitive Treatment;
    31 End of the RTT period: Start of Active Monitoring initiated by the Patient;
    32 End of the RTT period: Start of Active Monitoring initiated by the Care professional;
    33 End of the RTT period: Did not attend; 34 End of the RTT period: Decision not to treat;
    35 End of the RTT period: Patient declined offered treatment;
    36 End of the RTT period: Patient died before treatment; 90 Not part of a RTT period: After treatment;
    91 Not part of a RTT period: Care activity during Active Monitoring;
    92 Not part of a RTT period: not yet referred for treatment, diagnostic tests by the general practitioner;
    98 Not part of a RTT period: Activity not applicable to RTT period; 99 RTT status not yet known
    """
)

ONWARD_REFERRAL_REASON: Final[Codes] = codes_of(
    """
    98 Onward Referral Reason Not Applicable; 99 Not Known (Not Recorded); 01 Transfer of Clinical Responsibility;
    02 For Opinion Only; 03 For Diagnostic Test Only; 04 New Referral (Non Transfer);
    05 Stepped up from low intensity Improving Access to Psychological Therapies Service;
    06 Stepped down from high intensity Improving Access to Psychological Therapies Service; 96 Other (not listed)
    """
)
