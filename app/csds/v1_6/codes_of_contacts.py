"""Codes about contacts, activities and group sessions.

Source: NHS Data Dictionary, national and default codes.
"""

from typing import Final

from app.csds.specification import Codes
from app.csds.v1_6.code_texts import codes_of

ADMINISTRATIVE_CATEGORY: Final[Codes] = codes_of(
    """
    98 Not applicable; 99 Not known: a validation error; 01 NHS Patient; 02 Private Patient; 03 Amenity Patient;
    04 Category II Patient
    """
)

CONSULTATION_TYPE: Final[Codes] = codes_of("01 Initial Consultation; 02 Follow-up Consultation")

CONTACT_SUBJECT: Final[Codes] = codes_of("01 Patient; 02 Patient Proxy")

CONSULTATION_MECHANISM: Final[Codes] = codes_of(
    """
    01 Face to face; 02 Telephone; 04 Talk type for a person unable to speak; 05 Email;
    09 Text message (asynchronous); 10 Instant messaging (synchronous); 11 Video consultation;
    12 Message board (asynchronous); 13 Chat room (synchronous); 98 Other
    """
)

LOCATION_TYPE: Final[Codes] = codes_of(
    """
    A01 Patient's Home; A02 Carer's Home; A03 Patient's Workplace; A04 Other Patient Related Location;
    B01 Primary Care Health Centre; B02 Polyclinic; C01 General Medical Practitioner Practice; C02 Dental Practice;
    C03 Ophthalmic medical practitioner Premises; D01 Walk In Centre; D02 Out of Hours Centre;
    D03 Emergency Community Dental Service; E01 Out-Patient Clinic; E02 Ward; E03 Day Hospital;
    E04 Accident and Emergency or Minor Injuries Department; E99 Other Departments; F01 Hospice;
    G01 Care Home Without Nursing; G02 Care Home With Nursing; G03 Children's Home;
    G04 Integrated Care Home Without Nursing and Care Home With Nursing; H01 Day Centre; J01 Resource Centre;
    K01 Sure Start Children's Centre; K02 Child Development Centre; L01 School; L02 Further Education College;
    L03 University; L04 Nursery Premises; L05 Other Childcare Premises; L06 Training Establishments;
    L99 Other Educational Premises; M01 Prison; M02 Probation Service Premises;
    M03 Police Station / Police Custody Suite; M04 Young Offender Institution; M05 Immigration Removal Centre;
    M06 Young Offender Institution (15-17); M07 Young Offender Institution (18-21);
    N01 Street or other public open space; N02 Other publicly accessible area or building;
    N03 Voluntary or charitable agency premises; N04 Dispensing Optician Premises; N05 Dispensing Pharmacy Premises;
    X01 Other locations not elsewhere classified
    """
)

GROUP_THERAPY: Final[Codes] = codes_of(
    """
    Z Not Known if the Activity was Group Therapy; Y Yes - Care activity was delivered as Group Therapy;
    N No - Care activity was delivered individually
    """
)

ATTENDANCE_STATUS: Final[Codes] = codes_of(
    """
    2 Cancelled by or for the patient; 3 Did not attend, no warning; 4 Cancelled or postponed by provider;
    5 Attended on time; 6 Arrived late but seen; 7 Arrived late, not seen
    """
)

CANCELLATION_REASON: Final[Codes] = codes_of(
    """
    01 Cancelled for Clinical Reasons; 02 Cancelled for Non-clinical Reasons
    """
)

ACTIVITY_TYPE: Final[Codes] = codes_of(
    """
    01 Administering Tests; 02 Assessment; 03 Clinical intervention; 04 Counselling, Advice, Support;
    05 Patient Specific Health Promotion; 06 Multidisciplinary Team Review; 07 Supporting Another Clinician;
    08 Health Visitor New Birth Visit; 09 Health Visitor Health Review (6-8 weeks);
    10 Health Visitor Health Review (1 year); 11 Health Visitor Health Review (2-2.5 years);
    12 Health Visitor Formal handover to School Nursing Service (4-5 years); 97 Other (not listed)
    """
)

GROUP_SESSION_TYPE: Final[Codes] = codes_of(
    """
    01 Antenatal Session; 02 Parent/ Carer and Child Session; 03 General Health Promotion Session;
    04 Screening Programme; 05 Stop Smoking Education Programme; 06 Substance Misuse; 07 Weight Management;
    08 Contraception and Sexual Health; 98 Other (not listed)
    """
)

BREASTFEEDING_STATUS: Final[Codes] = codes_of(
    """
    01 Exclusively breast milk feeding; 02 Partially breast milk feeding; 03 No breast milk feeding at all
    """
)
