"""Codes about a child: special educational need, disability, safeguarding, screening, immunisation.

Source: NHS Data Dictionary, national and default codes.
"""

from typing import Final

from app.csds.specification import Codes
from app.csds.v1_6.code_texts import codes_of

SPECIAL_EDUCATIONAL_NEED: Final[Codes] = codes_of(
    """
    01 Specific Learning Disability; 02 Learning Difficulty; 03 Emotional and Behavioural Difficulty;
    04 Speech and Communication Difficulty; 05 Hearing Impairment; 06 Visual Impairment; 07 Physical Disability;
    08 Other Difficulty / Disability; ZZ Not Stated
    """
)

SAFEGUARDING_FACTOR: Final[Codes] = codes_of(
    """
    01 Repeat Emergency Care Attendances; 02 Concerning parent child interaction;
    03 Worrying parent behaviour / Mental Health concerns; 04 Worrying child behaviour; 05 Self harm;
    06 Genital injury (excluding Female Genital Mutilation (FGM)); 07 Referral from Social Services or Police;
    08 Previously known to Social Services; 09 Significant injury in child (in the last 12 months); 10 Domestic abuse;
    11 History inconsistent with injuries; 12 Disclosure of abuse; 13 Bullying; 14 Delay in presentation;
    16 Female Genital Mutilation (FGM); 98 Other (not listed)
    """
)

CHILD_PROTECTION_REASON: Final[Codes] = codes_of("01 Neglect; 02 Physical Abuse; 03 Emotional Abuse; 04 Sexual Abuse")

DISABILITY: Final[Codes] = codes_of(
    """
    01 Behaviour and Emotional; 02 Hearing; 03 Manual Dexterity;
    04 Memory or ability to concentrate, learn or understand (Learning Disability); 05 Mobility and Gross Motor;
    06 Perception of Physical Danger; 07 Personal, Self Care and Continence;
    08 Progressive Conditions and Physical Health (such as HIV, cancer, multiple sclerosis, fits etc); 09 Sight;
    10 Speech; XX Other (not listed); NN No Disability; ZZ Not Stated
    """
)

DISABILITY_IMPACT: Final[Codes] = codes_of(
    """
    01 Yes - limited a lot; 02 Yes - limited a little; 03 No - not limited; 04 Prefer not to say
    """
)

CHILDHOOD_IMMUNISATION: Final[Codes] = codes_of(
    """
    010 Diphtheria; 020 Pertussis; 030 Tetanus; 040 Polio; 050 Haemophilus influenzae type b;
    060 Measles, Mumps, Rubella (MMR); 070 Meningococcal serogroup C (MenC); 090 Pneumococcal (PCV);
    100 Low dose Diphtheria; 110 Human papillomavirus (HPV); 120 Rotavirus; 130 Hepatitis B (Hep B);
    140 Tuberculosis (BCG); 150 Meningococcal serogroup B (MenB); 160 Meningococcal ACWY; 170 Nasal Flu Vaccination
    """
)

HEARING_SCREENING_RESULT: Final[Codes] = codes_of(
    """
    01 Clear response, no follow up required; 02 Clear response, targeted follow up required;
    03 No clear response, bilateral referral; 04 No clear response, unilateral referral; 98 Incomplete
    """
)

AUDIOLOGY_RESULT: Final[Codes] = codes_of(
    """
    01 Hearing satisfactory; 02 Confirmed bilateral hearing loss; 03 Confirmed unilateral hearing loss;
    04 Diagnostic testing in progress; 05 Diagnostic testing pending
    """
)

BLOOD_SPOT_RESULT: Final[Codes] = codes_of(
    """
    01 Specimen received in Laboratory; 02 Screening declined; 03 Repeat/Further Sample Required;
    04 Condition not suspected; 07 Condition not suspected, other disorders follow up; 08 Condition suspected;
    09 Not screened/screening incomplete
    """
)

SICKLE_CELL_RESULT: Final[Codes] = codes_of(
    """
    01 Specimen received in Laboratory; 02 Screening declined; 03 Repeat/Further Sample Required;
    04 Condition not suspected; 05 Carrier; 06 Sickle Cell Disease not suspected, carrier of other haemoglobin;
    07 Condition not suspected, other disorders follow up; 08 Condition suspected;
    09 Not screened/screening incomplete;
    10 Haemoglobin S not suspected (by DNA) No other haemoglobin /thalassemia excluded
    """
)

BLOOD_SPOT_RESULT_OR_CARRIER: Final[Codes] = codes_of(
    """
    01 Specimen received in Laboratory; 02 Screening declined; 03 Repeat/Further Sample Required;
    04 Condition not suspected; 05 Carrier; 07 Condition not suspected, other disorders follow up;
    08 Condition suspected; 09 Not screened/screening incomplete
    """
)

PHYSICAL_EXAMINATION_RESULT: Final[Codes] = codes_of(
    """
    01 Satisfactory; 02 Problem Identified; 03 Problem Suspected; NN Not Examined
    """
)
