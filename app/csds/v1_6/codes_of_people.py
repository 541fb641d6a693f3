"""Codes about a person: identity, family, home, work, care at the end of life.

Source: NHS Data Dictionary, national and default codes.
"""

from typing import Final

from app.csds.specification import Codes
from app.csds.v1_6.code_texts import codes_of

NHS_NUMBER_STATUS: Final[Codes] = codes_of(
    """
    01 Number present and verified; 02 Number present but not traced; 03 Trace required;
    04 Trace attempted - No match or multiple match found;
    05 Trace needs to be resolved - (NHS number or Patient detail conflict); 06 Trace in progress;
    07 Number not present and trace not required; 08 Trace postponed (baby under six weeks old)
    """
)

STATED_GENDER: Final[Codes] = codes_of(
    """
    X Not known; 1 Male; 2 Female; 9 Indeterminate (unable to be classified as either male or female)
    """
)

ETHNIC_CATEGORY: Final[Codes] = codes_of(
    """
    A White: British; B White: Irish; C White: any other; D Mixed: White and Black Caribbean;
    E Mixed: White and Black African; F Mixed: White and Asian; G Mixed: any other; H Asian: Indian;
    J Asian: Pakistani; K Asian: Bangladeshi; L Asian: any other; M Black: Caribbean; N Black: African;
    P Black: any other; R Chinese; S Any other ethnic group; Z Not stated; 99 Not known
    """
)

RELATIONSHIP: Final[Codes] = codes_of(
    """
    BPX Biological Parent; BPM Biological Mother; BPF Biological Father; SPX Step-Parent; SPM Stepmother;
    SPF Stepfather; PIX Parents-in-Law; PIF Father-in-Law; PIM Mother-in-Law; CHX Children; CHS Son; CHD Daughter;
    CIX Children-in-Law; CIS Son-in-Law; CID Daughter-in-Law; GPX Grandparent; GPM Grandmother; GPF Grandfather;
    GCX Grandchild; GCS Grandson; GCD Granddaugther; ORX Other Relative; ORA Aunt; ORU Uncle; ORS Sister; ORB Brother;
    ORO Other (not listed); APX Adoptive Parent; APM Adoptive Mother; APF Adoptive Father; FPX Foster Parent;
    FPM Foster Mother; FPF Foster Father; RCX Residential Carer; OTX Other; NOX None - Lives Alone
    """
)

LOOKED_AFTER: Final[Codes] = codes_of(
    """
    X Not known if the Patient is a Looked After Child; Y Yes - is a Looked After Child;
    N No - is not a Looked After Child
    """
)

SAFEGUARDING_PRESENT: Final[Codes] = codes_of(
    """
    Y Yes - Child Safeguarding vulnerability factors present;
    N No - Child Safeguarding vulnerability factors not present
    """
)

SUPERVISION_AND_CARE: Final[Codes] = codes_of(
    """
    Y Yes - Patient requires constant care and/or supervision;
    N No - Patient does not require constant care and/or supervision
    """
)

EDUCATION_ASSESSMENT: Final[Codes] = codes_of(
    """
    01 No Special Education Needs; 05 Subject to Education, Health and Care Plan (EHC)
    """
)

DEATH_LOCATION_DISCUSSED: Final[Codes] = codes_of(
    """
    Y Yes - the preferred Location of death was discussed with the Patient or Patient Proxy;
    N No - the preferred Location of death was not discussed with the Patient or Patient Proxy
    """
)

RISK_OF_UNEXPECTED_DEATH: Final[Codes] = codes_of(
    """
    Y Yes - Patient at risk of unexpected death; N No - Patient not at risk of unexpected death
    """
)

DEATH_LOCATION_PREFERRED: Final[Codes] = codes_of(
    """
    99 Preferred location not discussed before the death of the patient; 10 Hospital; 20 Private Residence;
    21 Patient's own home; 22 Other private residence (e.g. relative's home, Carer's home); 30 Hospice; 40 Care Home;
    41 Care Home With Nursing; 42 Care Home Without Nursing; 50 Other (not listed)
    """
)

DEATH_LOCATION_ACTUAL: Final[Codes] = codes_of(
    """
    10 Hospital; 20 Private Residence; 21 Patient's own home;
    22 Other private residence (e.g. relative's home, Carer's home); 30 Hospice; 40 Care Home;
    41 Care Home With Nursing; 42 Care Home Without Nursing; 50 Other (not listed)
    """
)

NOT_AT_PREFERRED_LOCATION: Final[Codes] = codes_of(
    """
    99 Not Known why the Patient did not die at their preferred Location of death;
    01 Family decided to move Patient to hospital; 02 Patient was moved to hospital for clinical reasons;
    03 Patient changed their mind; 04 Capacity not available at preferred Location; 05 Transfer delays;
    06 Social support issues; 07 Need for access to adequate pain relief; 98 Other (not listed)
    """
)

ACCOMMODATION_STATUS: Final[Codes] = codes_of(
    """
    OC97 Not specified; OC98 Not applicable; OC99 Not Known (Not Recorded); MA00 Mainstream Housing;
    MA01 Owner occupier; MA02 Settled mainstream housing with family/friends;
    MA03 Shared ownership scheme e.g. Social Homebuy Scheme;
    MA04 Tenant - Local Authority/Arms Length Management Organisation/Registered Landlord;
    MA05 Tenant - Housing Association; MA06 Tenant - private landlord; MA09 Other mainstream housing (not listed);
    HM00 Homeless; HM01 Rough sleeper; HM02 Squatting; HM03 Night shelter/emergency hostel/Direct access hostel;
    HM04 Sofa surfing (sleeps on different friends floor each night);
    HM05 Placed in temporary accommodation by Local Authority; HM06 Staying with friends/family as a short term guest;
    HM07 Other homeless (not listed); MH00 Accommodation with mental health care support;
    MH01 Supported accommodation (accommodation supported by staff or resident caretaker);
    MH02 Supported lodgings (lodgings supported by staff or resident caretaker);
    MH03 Supported group home (supported by staff or resident caretaker); MH04 Mental Health Registered Care Home;
    MH09 Other accommodation with mental health care and support (not listed);
    HS00 Acute/long stay healthcare residential facility/hospital; HS01 NHS acute psychiatric Ward;
    HS02 Independent hospital/clinic; HS03 Specialist rehabilitation/recovery; HS04 Secure psychiatric unit;
    HS05 Other NHS facilities/hospital;
    HS09 Other acute/long stay healthcare residential facility/hospital (not listed);
    CH00 Accommodation with other (not specialist mental health) care support;
    CH01 Foyer - accommodation for young people aged 16-25 who are homeless or in housing need; CH02 Refuge;
    CH03 Non-Mental Health Registered Care Home;
    CH09 Other accommodation with care and support (not specialist mental health) (not listed);
    CJ00 Accommodation with criminal justice support; CJ01 Bail/Probation hostel; CJ02 Prison;
    CJ03 Young Offender Institution; CJ04 Detention Centre; CJ05 Young Offender Institution (15-17);
    CJ06 Young Offender Institution (18-21); CJ07 Secure Children's Home (Secure Welfare Accommodation only);
    CJ08 Secure Children's Home (Youth Detention Accommodation only);
    CJ10 Secure Children's Home (Secure Welfare Accommodation and Youth Detention Accommodation);
    CJ11 Secure Training Centre; CJ12 Other accommodation with criminal justice support (not listed);
    SH00 Sheltered Housing; SH01 Sheltered housing for older persons; SH02 Extra care sheltered housing;
    SH03 Nursing Home for older persons; SH09 Other sheltered housing (not listed); ML00 Mobile accommodation;
    OC96 Other (Not elsewhere classified)
    """
)

CARE_PLAN_TYPE: Final[Codes] = codes_of(
    """
    01 Young Persons Transition Plan; 02 Discharge Plan; 03 Personalised Care and Support Plan
    """
)

CARE_PLAN_AGREED_BY: Final[Codes] = codes_of(
    """
    10 Patient or Patient Proxy; 11 Family member or Carer; 12 Advocate; 13 Clinical Service or Team;
    14 Local Community Support Team; 15 Commissioner
    """
)

EMPLOYMENT_STATUS: Final[Codes] = codes_of(
    """
    01 Employed; 02 Unemployed and actively seeking work;
    03 In full-time education or training, not working or actively seeking work;
    04 Long-term sick or disabled, those receiving government sickness and disability benefits;
    05 Looking after the family or home as a homemaker and not working or actively seeking work;
    06 Not receiving government sickness and disability benefits and not working or seeking work;
    07 Unpaid voluntary work and not working or actively seeking work; 08 Retired; ZZ Not Stated
    """
)

WEEKLY_HOURS: Final[Codes] = codes_of(
    """
    98 Not applicable (Person not employed); 99 Number of hours worked not known; 01 30+ hours; 02 16-29 hours;
    03 5-15 hours; 04 1-4 hours; 97 Not Stated
    """
)

OVERSEAS_VISITOR_CHARGING: Final[Codes] = codes_of(
    """
    9 Not known; A Standard NHS-funded Patient; B Immigration Health Surcharge payee;
    C Charge-exempt Overseas Visitor (European Economic Area); D Chargeable European Economic Area Patient;
    E Charge-exempt Overseas Visitor (non- European Economic Area); F Chargeable non- European Economic Area Patient;
    P Decision Pending on charging category
    """
)
