"""Codes about staff: professional registration, staff group, job role.

Source: NHS Data Dictionary, national and default codes.
"""

from typing import Final

from app.csds.specification import Codes
from app.csds.v1_6.code_texts import bare_codes_of, codes_of

REFERRING_STAFF_GROUP: Final[Codes] = codes_of(
    """
    A01 Art Therapist; A02 Clinical Psychologist; A03 Dietitian; A04 Dramatherapist; A05 Music Therapist;
    A06 Occupational Therapist; A07 Orthotist; A08 Physiotherapist; A09 Podiatrist; A10 Prosthetist;
    A11 Psychotherapist; A12 Radiographer; A13 Speech and Language Therapist; A14 Orthoptist; M01 Community Dentist;
    M02 Consultant; M03 General medical practitioner; M04 General Practitioner with an Extended Role (GPwER);
    N01 Midwife; N02 District Nurse; N03 Health Visitor; N04 Macmillan Nurse; N05 School Nurse;
    N06 Specialist Nursing - Active Case Management (Community Matrons);
    N07 Specialist Nursing - Arthritis Nursing/Liaison;
    N08 Specialist Nursing - Asthma and Respiratory Nursing/Liaison;
    N09 Specialist Nursing - Breast Care Nursing/Liaison; N10 Specialist Nursing - Cancer Related;
    N11 Specialist Nursing - Cardiac Nursing/Liaison; N12 Specialist Nursing - Children's Services;
    N13 Specialist Nursing - Community Cystic Fibrosis; N14 Specialist Nursing - Continence Services;
    N15 Specialist Nursing - Diabetic Nursing/Liaison; N16 Specialist Nursing - Enteral Feeding Nursing Services;
    N17 Specialist Nursing - Haemophilia Nursing Services; N19 Specialist Nursing - Infectious Diseases;
    N20 Specialist Nursing - Intensive Care Nursing; N21 Specialist Nursing - Palliative/Respite Care;
    N22 Specialist Nursing - Parkinson's and Alzheimers Nursing/Liaison;
    N23 Specialist Nursing - Rehabilitation Nursing; N24 Specialist Nursing - Stoma Care Services;
    N25 Specialist Nursing - Tissue Viability Nursing/Liaison;
    N26 Specialist Nursing - Transplantation Patients Nursing Services;
    N27 Specialist Nursing - Treatment Room Nursing Services;
    N28 Specialist Nursing - Tuberculosis Specialist Nursing; N29 Specialist Nursing - Other Specialist Nursing;
    N30 Specialist Nursing - Safeguarding; N31 Practice Nursing; N32 Staff Nurse; N33 Other Registered Nurse;
    N34 Public Health Nurse; C01 Appliances Technician; C02 Audiologist; C03 Counsellor; C04 Nursery Nurse;
    C06 Play Therapist; C07 Social Worker; C08 Voluntary Care Worker;
    C09 Screener (in a National Screening Programme); C10 Health Trainer (Non Clinical);
    C11 Health Trainer (Clinical); C12 Health Care Assistant; C13 Health Care Support Worker;
    C99 Other Care professional (not listed)
    """
)

STAFF_GROUP: Final[Codes] = codes_of(
    """
    A01 Art Therapist; A02 Clinical Psychologist; A03 Dietitian; A04 Dramatherapist; A05 Music Therapist;
    A06 Occupational Therapist; A07 Orthotist; A08 Physiotherapist; A09 Podiatrist; A10 Prosthetist;
    A11 Psychotherapist; A12 Radiographer; A13 Speech and Language Therapist; A14 Orthoptist; M01 Community Dentist;
    M02 Consultant; M03 General medical practitioner; M04 General medical practitioner with Special Interest;
    N01 Midwife; N02 District Nurse; N03 Health Visitor; N04 Macmillan Nurse; N05 School Nurse;
    N06 Specialist Nursing - Active Case Management (Community Matrons);
    N07 Specialist Nursing - Arthritis Nursing/Liaison;
    N08 Specialist Nursing - Asthma and Respiratory Nursing/Liaison;
    N09 Specialist Nursing - Breast Care Nursing/Liaison; N10 Specialist Nursing - Cancer Related;
    N11 Specialist Nursing - Cardiac Nursing/Liaison; N12 Specialist Nursing - Children's Services;
    N13 Specialist Nursing - Community Cystic Fibrosis; N14 Specialist Nursing - Continence Services;
    N15 Specialist Nursing - Diabetic Nursing/Liaison; N16 Specialist Nursing - Enteral Feeding Nursing Services;
    N17 Specialist Nursing - Haemophilia Nursing Services; N19 Specialist Nursing - Infectious Diseases;
    N20 Specialist Nursing - Intensive Care Nursing; N21 Specialist Nursing - Palliative/Respite Care;
    N22 Specialist Nursing - Parkinson's and Alzheimers Nursing/Liaison;
    N23 Specialist Nursing - Rehabilitation Nursing; N24 Specialist Nursing - Stoma Care Services;
    N25 Specialist Nursing - Tissue Viability Nursing/Liaison;
    N26 Specialist Nursing - Transplantation Patients Nursing Service;
    N27 Specialist Nursing - Treatment Room Nursing Services;
    N28 Specialist Nursing - Tuberculosis Specialist Nursing; N29 Specialist Nursing - Other Specialist Nursing;
    N30 Specialist Nursing - Safeguarding; N32 Staff Nurse; N33 Other Registered Nurse; N34 Public Health Nurse;
    C01 Appliances Technician; C02 Audiologist; C03 Counsellor; C04 Nursery Nurse; C06 Play Therapist;
    C07 Social Worker; C08 Voluntary Care Worker; C09 Screener (in a National Screening Programme);
    C10 Health Trainer (Non Clinical); C11 Health Trainer (Clinical); C12 Health Care Assistant;
    C13 Health Care Support Worker; C99 Other Care professional (not listed)
    """
)

REGISTRATION_BODY: Final[Codes] = codes_of(
    """
    01 General Chiropractic Council; 02 General Dental Council; 03 General Medical Council;
    04 General Optical Council; 05 Social Care Wales; 08 Health and Care Professions Council;
    09 Nursing and Midwifery Council; 16 General Pharmaceutical Council; 17 General Osteopathic Council;
    18 Social Work England
    """
)

JOB_ROLE: Final[Codes] = bare_codes_of(
    """
    01000 01001 01002 01003 01004 01005 01006 01007 01008 01009 01010 01011 01019 01020 01021 01022 01023 01024 01025
    01026 01028 01029 01030 01031 01032 01033 01034 01035 01036 01037 01038 01039 01040 01041 01042 01043 01044 01045
    01046 02000 02001 02002 02003 02004 02005 02006 02007 02008 02009 02010 02011 02012 02013 02014 02015 02016 02017
    02018 02019 02020 02021 02022 02023 02024 02025 02026 03000 03001 03002 03003 03004 03005 03006 03007 03008 03009
    03010 03011 03013 03014 03015 03016 03017 03018 03019 03020 03021 04000 04001 04002 04003 04004 04005 04006 04007
    04008 04009 04010 04011 04012 04013 04014 04015 04016 04017 04018 04019 04020 04021 04022 04023 04024 04025 04026
    04027 04028 04029 04030 04031 04032 04033 04034 04035 04036 04037 04038 04039 04040 04041 04042 04043 04044 04045
    04046 04047 04048 04049 04050 04051 04052 04053 04054 04055 04056 04057 04058 04059 04060 04061 04062 05000 05001
    05002 05003 05004 05005 05006 05007 05009 05010 05011 05012 05013 05014 05015 05017 05018 05019 05020 05021 05022
    05023 05024 05025 05026 05027 05028 05029 05030 05031 05032 05033 05034 05035 05036 05037 05038 05039 06000 06002
    06006 06007 06008 06009 06010 07000 07001 07002 07003 07004 07005 07006 07007 07008 07009 07010 07011 07012 07013
    07015 07016 07017 07018 07019 07020 07021 07022 07023 07024 07025 07026 07027 07028 07029 07031 07032 07033 07035
    07036 07037 07038 07039 07040 07041 07042 07043 07044 07045 07046 07047 07048 07049 07050 07051 07052 07053 07054
    07055 08000 08001 08002 08003 08004 08005 08006 08007 08009 08010 08011 08012 08013 08014 08015 08016 08017 08018
    08019 08020 08021 08022 08023 08024 08025 08026 08027 08029 08030 09000 09001 09002 09003 09004 09005 09006 09007
    09008 09009 09010 09011 09012 09013 09014 09015 09016 09017 09018 09019 09020 09021 09022 09023 09024 09026 10000
    10001 10002 10003 10004
    """
)
