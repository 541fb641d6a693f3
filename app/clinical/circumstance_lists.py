"""The code lists of what is asked of a child's circumstances, as the Community Services Data Set v1.6 lists them.

Each list stands under its data element name; wording is the NHS Data Dictionary's, shortened (DAPB1069, tables CYP003,
CYP007, CYP008, CYP401, CYP402, CYP403 and CYP602). Of OVERSEAS VISITOR CHARGING CATEGORY, new in v1.6, the codes are
those of the attribute; which of them the data set takes is not public. Of EMPLOYMENT STATUS the public list breaks
03 and 06 off: their wording here is completed by the meaning of the other codes.
"""

from types import MappingProxyType

from app.clinical.code_lists import CodeList


def _listed(name: str, answers: dict[str, str]) -> CodeList:
    return CodeList(name, MappingProxyType(answers))


ACCOMMODATION_STATUS = _listed(
    "ACCOMMODATION STATUS CODE",
    {
        "MA00": "Mainstream Housing",
        "MA01": "Owner occupier",
        "MA02": "Settled mainstream housing with family/friends",
        "MA03": "Shared ownership scheme e.g. Social Homebuy Scheme",
        "MA04": "Tenant - Local Authority/Arms Length Management Organisation/Registered Landlord",
        "MA05": "Tenant - Housing Association",
        "MA06": "Tenant - private landlord",
        "MA09": "Other mainstream housing (not listed)",
        "HM00": "Homeless",
        "HM01": "Rough sleeper",
        "HM02": "Squatting",
        "HM03": "Night shelter/emergency hostel/Direct access hostel",
        "HM04": "Sofa surfing (sleeps on different friends floor each night)",
        "HM05": "Placed in temporary accommodation by Local Authority",
        "HM06": "Staying with friends/family as a short term guest",
        "HM07": "Other homeless (not listed)",
        "MH00": "Accommodation with mental health care support",
        "MH01": "Supported accommodation (accommodation supported by staff or resident caretaker)",
        "MH02": "Supported lodgings (lodgings supported by staff or resident caretaker)",
        "MH03": "Supported group home (supported by staff or resident caretaker)",
        "MH04": "Mental Health Registered Care Home",
        "MH09": "Other accommodation with mental health care and support (not listed)",
        "HS00": "Acute/long stay healthcare residential facility/hospital",
        "HS01": "NHS acute psychiatric Ward",
        "HS02": "Independent hospital/clinic",
        "HS03": "Specialist rehabilitation/recovery",
        "HS04": "Secure psychiatric unit",
        "HS05": "Other NHS facilities/hospital",
        "HS09": "Other acute/long stay healthcare residential facility/hospital (not listed)",
        "CH00": "Accommodation with other (not specialist mental health) care support",
        "CH01": "Foyer - accommodation for young people aged 16-25 who are homeless or in housing need",
        "CH02": "Refuge",
        "CH03": "Non-Mental Health Registered Care Home",
        "CH09": "Other accommodation with care and support (not specialist mental health) (not listed)",
        "CJ00": "Accommodation with criminal justice support",
        "CJ01": "Bail/Probation hostel",
        "CJ02": "Prison",
        "CJ03": "Young Offender Institution",
        "CJ04": "Detention Centre",
        "CJ05": "Young Offender Institution (15-17)",
        "CJ06": "Young Offender Institution (18-21)",
        "CJ07": "Secure Children's Home (Secure Welfare Accommodation only)",
        "CJ08": "Secure Children's Home (Youth Detention Accommodation only)",
        "CJ10": "Secure Children's Home (Secure Welfare Accommodation and Youth Detention Accommodation)",
        "CJ11": "Secure Training Centre",
        "CJ12": "Other accommodation with criminal justice support (not listed)",
        "SH00": "Sheltered Housing",
        "SH01": "Sheltered housing for older persons",
        "SH02": "Extra care sheltered housing",
        "SH03": "Nursing Home for older persons",
        "SH09": "Other sheltered housing (not listed)",
        "ML00": "Mobile accommodation",
        "OC96": "Other (Not elsewhere classified)",
        "OC97": "Not specified",
        "OC98": "Not applicable",
        "OC99": "Not Known (Not Recorded)",
    },
)
EMPLOYMENT_STATUS = _listed(
    "EMPLOYMENT STATUS",
    {
        "01": "Employed",
        "02": "Unemployed and actively seeking work",
        "03": "Full or part-time education or training as a student, and not working or actively seeking work",
        "04": "Long-term sick or disabled, receiving government sickness and disability benefits",
        "05": "Looking after the family or home as a homemaker, and not working or actively seeking work",
        "06": "Not receiving government sickness and disability benefits, and not working or actively seeking work",
        "07": "Unpaid voluntary work, and not working or actively seeking work",
        "08": "Retired",
        "ZZ": "Not stated",
    },
)
WEEKLY_HOURS_WORKED = _listed(
    "WEEKLY HOURS WORKED",
    {
        "01": "30 or more hours",
        "02": "16 to 29 hours",
        "03": "5 to 15 hours",
        "04": "1 to 4 hours",
        "97": "Not stated",
        "98": "Not applicable (not employed)",
        "99": "Number of hours worked not known",
    },
)
OVERSEAS_VISITOR_CATEGORY = _listed(
    "OVERSEAS VISITOR CHARGING CATEGORY",
    {
        "A": "Standard NHS-funded patient",
        "B": "Immigration Health Surcharge payee",
        "C": "Charge-exempt overseas visitor (European Economic Area)",
        "D": "Chargeable European Economic Area patient",
        "E": "Charge-exempt overseas visitor (non-European Economic Area)",
        "F": "Chargeable non-European Economic Area patient",
        "P": "Decision pending on charging category",
        "9": "Not known",
    },
)
SEN_TYPE = _listed(
    "SPECIAL EDUCATIONAL NEED TYPE",
    {
        "01": "Specific learning disability",
        "02": "Learning difficulty",
        "03": "Emotional and behavioural difficulty",
        "04": "Speech and communication difficulty",
        "05": "Hearing impairment",
        "06": "Visual impairment",
        "07": "Physical disability",
        "08": "Other difficulty or disability",
        "ZZ": "Not stated",
    },
)
SAFEGUARDING_FACTOR = _listed(
    "SAFEGUARDING VULNERABILITY FACTORS TYPE",
    {
        "01": "Repeat Emergency Care Attendances",
        "02": "Concerning parent child interaction",
        "03": "Worrying parent behaviour / Mental Health concerns",
        "04": "Worrying child behaviour",
        "05": "Self harm",
        "06": "Genital injury (excluding Female Genital Mutilation (FGM))",
        "07": "Referral from Social Services or Police",
        "08": "Previously known to Social Services",
        "09": "Significant injury in child (in the last 12 months)",
        "10": "Domestic abuse",
        "11": "History inconsistent with injuries",
        "12": "Disclosure of abuse",
        "13": "Bullying",
        "14": "Delay in presentation",
        "16": "Female Genital Mutilation (FGM)",
        "98": "Other (not listed)",
    },
)
CHILD_PROTECTION_REASON = _listed(
    "CHILD PROTECTION PLAN REASON CODE",
    {
        "01": "Neglect",
        "02": "Physical abuse",
        "03": "Emotional abuse",
        "04": "Sexual abuse",
    },
)
DISABILITY_IMPACT = _listed(
    "DISABILITY IMPACT PERCEPTION",
    {
        "01": "Yes, limited a lot",
        "02": "Yes, limited a little",
        "03": "No, not limited",
        "04": "Prefer not to say",
    },
)
