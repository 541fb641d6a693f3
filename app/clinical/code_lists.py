"""The code lists of the NHS Data Dictionary that an encounter uses, as the Community Services Data Set v1.6 lists them.

Each list stands under its data element name. Wording is the dictionary's, shortened. Source: NHS Data Dictionary
(community services data set, CSDS v1.6, DAPB1069). Two lists are kept as the dictionary has them although an item
of it is refused elsewhere (location types M06 and M07, registration body 18).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class CodeList:
    """A closed list of codes: `name` is the data element's, `answers` maps code to wording, in order."""

    name: str
    answers: Mapping[str, str]

    def __contains__(self, code: object) -> bool:
        return code in self.answers

    def words(self, code: str) -> str:
        """The wording of a code.

        Raises:
            KeyError: the list has no such code.
        """
        return self.answers[code]


def _listed(name: str, answers: dict[str, str]) -> CodeList:
    return CodeList(name, MappingProxyType(answers))


NHS_NUMBER_STATUS = _listed(
    "NHS NUMBER STATUS INDICATOR CODE",
    {
        "01": "Number present and verified",
        "02": "Number present but not traced",
        "03": "Trace required",
        "04": "Trace attempted - No match or multiple match found",
        "05": "Trace needs to be resolved - (NHS number or Patient detail conflict)",
        "06": "Trace in progress",
        "07": "Number not present and trace not required",
        "08": "Trace postponed (baby under six weeks old)",
    },
)
STATED_GENDER = _listed(
    "PERSON STATED GENDER CODE",
    {
        "1": "Male",
        "2": "Female",
        "9": "Indeterminate (unable to be classified as either male or female)",
        "X": "Not known",
    },
)
ETHNIC_CATEGORY = _listed(
    "ETHNIC CATEGORY",
    {
        "A": "White: British",
        "B": "White: Irish",
        "C": "White: any other",
        "D": "Mixed: White and Black Caribbean",
        "E": "Mixed: White and Black African",
        "F": "Mixed: White and Asian",
        "G": "Mixed: any other",
        "H": "Asian: Indian",
        "J": "Asian: Pakistani",
        "K": "Asian: Bangladeshi",
        "L": "Asian: any other",
        "M": "Black: Caribbean",
        "N": "Black: African",
        "P": "Black: any other",
        "R": "Chinese",
        "S": "Any other ethnic group",
        "Z": "Not stated",
        "99": "Not known",
    },
)
RELATIONSHIP = _listed(
    "PERSON RELATIONSHIP (MAIN CARER)",
    {
        "BPX": "Biological Parent",
        "BPM": "Biological Mother",
        "BPF": "Biological Father",
        "SPX": "Step-Parent",
        "SPM": "Stepmother",
        "SPF": "Stepfather",
        "PIX": "Parents-in-Law",
        "PIF": "Father-in-Law",
        "PIM": "Mother-in-Law",
        "CHX": "Children",
        "CHS": "Son",
        "CHD": "Daughter",
        "CIX": "Children-in-Law",
        "CIS": "Son-in-Law",
        "CID": "Daughter-in-Law",
        "GPX": "Grandparent",
        "GPM": "Grandmother",
        "GPF": "Grandfather",
        "GCX": "Grandchild",
        "GCS": "Grandson",
        "GCD": "Granddaughter",
        "ORX": "Other Relative",
        "ORA": "Aunt",
        "ORU": "Uncle",
        "ORS": "Sister",
        "ORB": "Brother",
        "ORO": "Other (not listed)",
        "APX": "Adoptive Parent",
        "APM": "Adoptive Mother",
        "APF": "Adoptive Father",
        "FPX": "Foster Parent",
        "FPM": "Foster Mother",
        "FPF": "Foster Father",
        "RCX": "Residential Carer",
        "OTX": "Other",
        "NOX": "None - Lives Alone",
    },
)
LOOKED_AFTER_CHILD = _listed(
    "LOOKED AFTER CHILD INDICATOR",
    {
        "Y": "Yes - is a Looked After Child",
        "N": "No - is not a Looked After Child",
        "X": "Not known if the Patient is a Looked After Child",
    },
)
SAFEGUARDING_VULNERABILITY = _listed(
    "SAFEGUARDING VULNERABILITY FACTORS INDICATOR",
    {
        "Y": "Yes - Child Safeguarding vulnerability factors present",
        "N": "No - Child Safeguarding vulnerability factors not present",
    },
)
CONSTANT_SUPERVISION = _listed(
    "CONSTANT SUPERVISION AND CARE REQUIRED DUE TO DISABILITY INDICATOR",
    {
        "Y": "Yes - Patient requires constant care and/or supervision",
        "N": "No - Patient does not require constant care and/or supervision",
    },
)
EDUCATIONAL_ASSESSMENT = _listed(
    "EDUCATIONAL ASSESSMENT OUTCOME",
    {
        "01": "No Special Education Needs",
        "05": "Subject to Education, Health and Care Plan (EHC)",
    },
)
DEATH_LOCATION_DISCUSSED = _listed(
    "PREFERRED DEATH LOCATION DISCUSSED INDICATOR",
    {
        "Y": "Yes - the preferred Location of death was discussed with the Patient or Patient Proxy",
        "N": "No - the preferred Location of death was not discussed with the Patient or Patient Proxy",
    },
)
RISK_OF_UNEXPECTED_DEATH = _listed(
    "PERSON AT RISK OF UNEXPECTED DEATH INDICATOR",
    {
        "Y": "Yes - Patient at risk of unexpected death",
        "N": "No - Patient not at risk of unexpected death",
    },
)
PREFERRED_DEATH_LOCATION = _listed(
    "DEATH LOCATION TYPE CODE (PREFERRED)",
    {
        "10": "Hospital",
        "20": "Private Residence",
        "21": "Patient's own home",
        "22": "Other private residence (e.g. relative's home, Carer's home)",
        "30": "Hospice",
        "40": "Care Home",
        "41": "Care Home With Nursing",
        "42": "Care Home Without Nursing",
        "50": "Other (not listed)",
        "99": "Not discussed before the patient's death",
    },
)
ACTUAL_DEATH_LOCATION = _listed(
    "DEATH LOCATION TYPE CODE (ACTUAL)",
    {
        "10": "Hospital",
        "20": "Private Residence",
        "21": "Patient's own home",
        "22": "Other private residence (e.g. relative's home, Carer's home)",
        "30": "Hospice",
        "40": "Care Home",
        "41": "Care Home With Nursing",
        "42": "Care Home Without Nursing",
        "50": "Other (not listed)",
    },
)
NOT_AT_PREFERRED_LOCATION = _listed(
    "DEATH NOT AT PREFERRED LOCATION REASON",
    {
        "01": "Family decided to move Patient to hospital",
        "02": "Patient was moved to hospital for clinical reasons",
        "03": "Patient changed their mind",
        "04": "Capacity not available at preferred Location",
        "05": "Transfer delays",
        "06": "Social support issues",
        "07": "Need for access to adequate pain relief",
        "99": "Not Known why the Patient did not die at their preferred Location of death",
        "98": "Other (not listed)",
    },
)
SOURCE_OF_REFERRAL = _listed(
    "SOURCE OF REFERRAL FOR COMMUNITY",
    {
        "01": "General Medical Practitioner Practice",
        "02": "Self referral",
        "03": "Carer /Relative",
        "04": "Employer",
        "05": "Emergency Care Department",
        "06": "Acute Hospital Inpatient/Outpatient Department",
        "07": "Community Health Service (same or other Health Care Provider)",
        "08": "Dental Practice",
        "09": "National Screening Programme",
        "10": "Educational Establishment",
        "11": "Local Authority Social Services",
        "12": "Hospice",
        "13": "Care Home",
        "14": "Police",
        "15": "Courts",
        "16": "Probation Service",
        "17": "Prison Health Service",
        "18": "Asylum Service",
        "19": "Telephone or Electronic Access Service",
        "20": "Voluntary Sector",
        "21": "Independent Sector",
        "22": "Ambulance Service",
        "23": "Mental Health Service",
        "99": "Source of referral not known",
    },
)
STAFF_GROUP = _listed(
    "CARE PROFESSIONAL STAFF GROUP (COMMUNITY CARE)",
    {
        "A01": "Art Therapist",
        "A02": "Clinical Psychologist",
        "A03": "Dietitian",
        "A04": "Dramatherapist",
        "A05": "Music Therapist",
        "A06": "Occupational Therapist",
        "A07": "Orthotist",
        "A08": "Physiotherapist",
        "A09": "Podiatrist",
        "A10": "Prosthetist",
        "A11": "Psychotherapist",
        "A12": "Radiographer",
        "A13": "Speech and Language Therapist",
        "A14": "Orthoptist",
        "M01": "Community Dentist",
        "M02": "Consultant",
        "M03": "General medical practitioner",
        "M04": "General medical practitioner with Special Interest",
        "N01": "Midwife",
        "N02": "District Nurse",
        "N03": "Health Visitor",
        "N04": "Macmillan Nurse",
        "N05": "School Nurse",
        "N06": "Specialist Nursing - Active Case Management (Community Matrons)",
        "N07": "Specialist Nursing - Arthritis Nursing/Liaison",
        "N08": "Specialist Nursing - Asthma and Respiratory Nursing/Liaison",
        "N09": "Specialist Nursing - Breast Care Nursing/Liaison",
        "N10": "Specialist Nursing - Cancer Related",
        "N11": "Specialist Nursing - Cardiac Nursing/Liaison",
        "N12": "Specialist Nursing - Children's Services",
        "N13": "Specialist Nursing - Community Cystic Fibrosis",
        "N14": "Specialist Nursing - Continence Services",
        "N15": "Specialist Nursing - Diabetic Nursing/Liaison",
        "N16": "Specialist Nursing - Enteral Feeding Nursing Services",
        "N17": "Specialist Nursing - Haemophilia Nursing Services",
        "N19": "Specialist Nursing - Infectious Diseases",
        "N20": "Specialist Nursing - Intensive Care Nursing",
        "N21": "Specialist Nursing - Palliative/Respite Care",
        "N22": "Specialist Nursing - Parkinson's and Alzheimers Nursing/Liaison",
        "N23": "Specialist Nursing - Rehabilitation Nursing",
        "N24": "Specialist Nursing - Stoma Care Services",
        "N25": "Specialist Nursing - Tissue Viability Nursing/Liaison",
        "N26": "Specialist Nursing - Transplantation Patients Nursing Service",
        "N27": "Specialist Nursing - Treatment Room Nursing Services",
        "N28": "Specialist Nursing - Tuberculosis Specialist Nursing",
        "N29": "Specialist Nursing - Other Specialist Nursing",
        "N30": "Specialist Nursing - Safeguarding",
        "N32": "Staff Nurse",
        "N33": "Other Registered Nurse",
        "N34": "Public Health Nurse",
        "C01": "Appliances Technician",
        "C02": "Audiologist",
        "C03": "Counsellor",
        "C04": "Nursery Nurse",
        "C06": "Play Therapist",
        "C07": "Social Worker",
        "C08": "Voluntary Care Worker",
        "C09": "Screener (in a National Screening Programme)",
        "C10": "Health Trainer (Non Clinical)",
        "C11": "Health Trainer (Clinical)",
        "C12": "Health Care Assistant",
        "C13": "Health Care Support Worker",
        "C99": "Other Care professional (not listed)",
    },
)
REFERRING_STAFF_GROUP = _listed(
    "REFERRING CARE PROFESSIONAL STAFF GROUP (COMMUNITY CARE)",
    {
        "A01": "Art Therapist",
        "A02": "Clinical Psychologist",
        "A03": "Dietitian",
        "A04": "Dramatherapist",
        "A05": "Music Therapist",
        "A06": "Occupational Therapist",
        "A07": "Orthotist",
        "A08": "Physiotherapist",
        "A09": "Podiatrist",
        "A10": "Prosthetist",
        "A11": "Psychotherapist",
        "A12": "Radiographer",
        "A13": "Speech and Language Therapist",
        "A14": "Orthoptist",
        "M01": "Community Dentist",
        "M02": "Consultant",
        "M03": "General medical practitioner",
        "M04": "General Practitioner with an Extended Role (GPwER)",
        "N01": "Midwife",
        "N02": "District Nurse",
        "N03": "Health Visitor",
        "N04": "Macmillan Nurse",
        "N05": "School Nurse",
        "N06": "Specialist Nursing - Active Case Management (Community Matrons)",
        "N07": "Specialist Nursing - Arthritis Nursing/Liaison",
        "N08": "Specialist Nursing - Asthma and Respiratory Nursing/Liaison",
        "N09": "Specialist Nursing - Breast Care Nursing/Liaison",
        "N10": "Specialist Nursing - Cancer Related",
        "N11": "Specialist Nursing - Cardiac Nursing/Liaison",
        "N12": "Specialist Nursing - Children's Services",
        "N13": "Specialist Nursing - Community Cystic Fibrosis",
        "N14": "Specialist Nursing - Continence Services",
        "N15": "Specialist Nursing - Diabetic Nursing/Liaison",
        "N16": "Specialist Nursing - Enteral Feeding Nursing Services",
        "N17": "Specialist Nursing - Haemophilia Nursing Services",
        "N19": "Specialist Nursing - Infectious Diseases",
        "N20": "Specialist Nursing - Intensive Care Nursing",
        "N21": "Specialist Nursing - Palliative/Respite Care",
        "N22": "Specialist Nursing - Parkinson's and Alzheimers Nursing/Liaison",
        "N23": "Specialist Nursing - Rehabilitation Nursing",
        "N24": "Specialist Nursing - Stoma Care Services",
        "N25": "Specialist Nursing - Tissue Viability Nursing/Liaison",
        "N26": "Specialist Nursing - Transplantation Patients Nursing Services",
        "N27": "Specialist Nursing - Treatment Room Nursing Services",
        "N28": "Specialist Nursing - Tuberculosis Specialist Nursing",
        "N29": "Specialist Nursing - Other Specialist Nursing",
        "N30": "Specialist Nursing - Safeguarding",
        "N31": "Practice Nursing",
        "N32": "Staff Nurse",
        "N33": "Other Registered Nurse",
        "N34": "Public Health Nurse",
        "C01": "Appliances Technician",
        "C02": "Audiologist",
        "C03": "Counsellor",
        "C04": "Nursery Nurse",
        "C06": "Play Therapist",
        "C07": "Social Worker",
        "C08": "Voluntary Care Worker",
        "C09": "Screener (in a National Screening Programme)",
        "C10": "Health Trainer (Non Clinical)",
        "C11": "Health Trainer (Clinical)",
        "C12": "Health Care Assistant",
        "C13": "Health Care Support Worker",
        "C99": "Other Care professional (not listed)",
    },
)
PRIORITY = _listed(
    "PRIORITY TYPE CODE",
    {
        "1": "Routine",
        "2": "Urgent",
        "3": "Two Week Wait",
    },
)
REASON_FOR_REFERRAL = _listed(
    "PRIMARY REASON FOR REFERRAL (COMMUNITY CARE)",
    {
        "001": "Accident/Trauma",
        "002": "Alopecia",
        "003": "Antenatal Care",
        "004": "Bereavement",
        "005": "Bladder Care",
        "006": "Blood Pressure",
        "007": "Bowel Problems",
        "008": "Cancer",
        "009": "Cardiac Conditions",
        "010": "Catheter Problems",
        "011": "Cerebral Palsy",
        "012": "Cleft Palate",
        "013": "Cognitive Problems",
        "014": "Colostomy Care",
        "015": "Continence Problems",
        "017": "Developmental Problems",
        "018": "Diabetes",
        "019": "Diarrhoea and Vomiting",
        "020": "Dizziness/Balance Problems",
        "021": "Downs Syndrome",
        "022": "Deep Vein Thrombosis",
        "023": "Ear Infections/Problems",
        "024": "Eating Disorder",
        "025": "Emotional/Behavioural Problems",
        "026": "End of Life Support",
        "027": "Epilepsy",
        "028": "Equipment Provision",
        "029": "Eustachian Tube Dysfunction",
        "030": "Falls Risk",
        "031": "Family Support",
        "032": "Feeding/Swallowing Problems",
        "033": "Foot Care/Problems",
        "034": "Head Injury",
        "035": "Hearing Problems/Loss",
        "036": "Immunisation",
        "037": "Laryngectomy",
        "038": "Leg Ulcer",
        "039": "Looked After Children",
        "040": "Low Muscle Tone",
        "041": "Lymphoedema Management",
        "042": "Mobility Problems",
        "043": "Musculoskeletal Problems",
        "044": "Neurological Problems",
        "045": "Healthy Child Pathway",
        "046": "Nutrition and Dietetics",
        "047": "Ophthalmic Problems",
        "048": "Over 75 Assessment",
        "049": "Pain/Symptom Control",
        "050": "Parkinson's Disease",
        "051": "Personal Hygiene",
        "052": "Post Operative Care",
        "053": "Pressure Ulcer",
        "054": "Problems with Activities of Daily Living",
        "055": "Psychological Conditions",
        "056": "Rehabilitation",
        "057": "Respiratory Conditions",
        "058": "Safeguarding",
        "059": "Skin Problems",
        "060": "Sleep Problems",
        "061": "Smoking Cessation",
        "062": "Speech and Language Problems",
        "063": "Stoma Care",
        "064": "Structural/Functional Impairment",
        "065": "Substance Misuse",
        "066": "Trismus/Restricted Mouth Opening",
        "067": "Tuberculosis",
        "068": "Vascular Problems",
        "069": "Vomiting/Nausea",
        "070": "Wound Care",
        "071": "Multiple Complex Communication Difficulties",
        "072": "Dental Care/Problems",
        "073": "Haematology/Phlebotomy",
        "074": "Chronic Fatigue Syndrome/Myalgic Encephalopathy",
        "075": "Chronic Allergy/Immunological Problem",
        "076": "Metabolic/Endocrine Disorders",
        "077": "Renal Problems",
        "078": "Minor Surgery",
        "079": "Gastrostomy Management/Care",
        "080": "Care of the Next Infant (CONI) Pathway",
        "081": "Failure to Thrive",
        "082": "Maternal Mood Problems",
        "083": "Complex Social Factors",
        "084": "Condition(s) Requiring Respite Care",
        "085": "Other Congenital Conditions",
        "086": "Blood Disorders",
        "087": "Genetic Disorders",
        "088": "Neonatal Abstinence Syndrome",
        "999": "Reason for referral not known",
    },
)
WAITING_MEASUREMENT = _listed(
    "WAITING TIME MEASUREMENT TYPE (COMMUNITY CARE)",
    {
        "01": "Referral to treatment period within consultant-led waiting times measurement",
        "02": "Allied Health Professional referral to treatment measurement",
        "05": "Crisis response intermediate care within 2 hours waiting time measurement",
        "06": "Other intermediate care within 2 days waiting time measurement",
        "07": "Crisis response intermediate care waiting time measurement",
        "08": "Other intermediate care waiting time measurement",
        "09": "Other referral to treatment measurement type (not listed)",
    },
)
WAITING_STATUS = _listed(
    "REFERRAL TO TREATMENT PERIOD STATUS",
    {
        "10": "First activity in a referral to treatment period",
        "11": "First activity at the start of a new period following active monitoring",
        "12": "First activity at the start of a new period following a decision to refer directly to the consultant",
        "20": "Subsequent activity during a period - further activities anticipated",
        "21": "Subsequent activity by another health care provider following a transfer to it",
        "30": "End of the period: start of first definitive treatment",
        "31": "End of the period: start of active monitoring initiated by the patient",
        "32": "End of the period: start of active monitoring initiated by the care professional",
        "33": "End of the period: did not attend",
        "34": "End of the period: decision not to treat",
        "35": "End of the period: patient declined offered treatment",
        "36": "End of the period: patient died before treatment",
        "90": "Not part of a period: after treatment",
        "91": "Not part of a period: care activity during active monitoring",
        "92": "Not part of a period: not yet referred for treatment, diagnostic tests by the general practitioner",
        "98": "Not part of a period: activity not applicable to one",
        "99": "Status not yet known",
    },
)
TEAM_TYPE = _listed(
    "SERVICE OR TEAM TYPE REFERRED TO (COMMUNITY CARE)",
    {
        "01": "Appliances Service",
        "02": "Arts Therapy Service",
        "03": "Cancer Service",
        "04": "Cardiac Service",
        "05": "Community Dental Service",
        "06": "Community Paediatrics Service",
        "07": "Continence Service",
        "09": "Counselling Service",
        "10": "Dermatology Service",
        "11": "Diabetes Service",
        "12": "District Nursing Service",
        "13": "Ear, Nose and Throat Service",
        "14": "End of Life Care Service",
        "15": "Gastrointestinal Service",
        "16": "Health Visiting Service",
        "17": "Hearing Service",
        "19": "Long Term Conditions Case Management Service",
        "20": "Musculoskeletal Service",
        "21": "Neurology Service",
        "23": "Occupational Therapy Service",
        "24": "Orthoptist Service",
        "25": "Pain Management Service",
        "26": "Physiotherapy Service",
        "27": "Podiatry Service",
        "29": "Rehabilitation Service",
        "30": "Respiratory Service",
        "31": "Rheumatology Service",
        "32": "School Nursing Service",
        "33": "Speech and Language Therapy Service",
        "34": "Vulnerable Children's Service",
        "35": "Vulnerable Adult's Service",
        "36": "Respite Care Service",
        "37": "Clinical Psychology Service",
        "38": "Children's Community Nursing Service",
        "39": "Diagnostic Service",
        "40": "Treatment Room Nursing Service",
        "41": "Haematology Service",
        "42": "Phlebotomy Service",
        "43": "Tissue Viability Service",
        "44": "Family Support Service",
        "45": "Integrated Multidisciplinary Team (jointly commissioned)",
        "46": "Prosthetic Service",
        "47": "Specialist Palliative Care Service",
        "48": "Enablement Service",
        "49": "Urgent Care Service",
        "50": "Wheelchair Service",
        "51": "Crisis Response Intermediate Care Service",
        "52": "Reablement Intermediate Care Service",
        "53": "Home-based Intermediate Care Service",
        "54": "Community Bed-based Intermediate Care Service",
        "55": "Children's weight management service",
        "56": "Adults' weight management service",
        "57": "Public health and lifestyle service (excluding weight management)",
        "58": "Nutrition and dietetics service (excluding weight management)",
    },
)
CLOSURE_REASON = _listed(
    "REFERRAL CLOSURE REASON",
    {
        "01": "Admitted elsewhere (at the same or other Health Care Provider)",
        "02": "Treatment completed",
        "03": "Moved out of the area",
        "04": "No further treatment appropriate",
        "05": "Patient did not attend",
        "06": "Patient died",
        "07": "Patient requested discharge",
        "08": "Referred to other speciality/ Service (at the same or other Health Care Provider)",
        "09": "Patient refused to be seen",
    },
)
REJECTION_REASON = _listed(
    "REFERRAL REJECTION REASON",
    {
        "01": "Duplicate Referral request",
        "02": "Inappropriate Referral request",
        "03": "Incomplete Referral request (incomplete information on Referral request)",
    },
)
ADMINISTRATIVE_CATEGORY = _listed(
    "ADMINISTRATIVE CATEGORY CODE",
    {
        "01": "NHS Patient",
        "02": "Private Patient",
        "03": "Amenity Patient",
        "04": "Category II Patient",
        "98": "Not applicable",
        "99": "Not known: a validation error",
    },
)
CONSULTATION_TYPE = _listed(
    "CONSULTATION TYPE",
    {
        "01": "Initial Consultation",
        "02": "Follow-up Consultation",
    },
)
CONTACT_SUBJECT = _listed(
    "CARE CONTACT SUBJECT",
    {
        "01": "Patient",
        "02": "Patient Proxy",
    },
)
CONSULTATION_MECHANISM = _listed(
    "CONSULTATION MECHANISM (COMMUNITY CARE)",
    {
        "01": "Face to face",
        "02": "Telephone",
        "04": "Talk type for a person unable to speak",
        "05": "Email",
        "09": "Text message (asynchronous)",
        "10": "Instant messaging (synchronous)",
        "11": "Video consultation",
        "12": "Message board (asynchronous)",
        "13": "Chat room (synchronous)",
        "98": "Other",
    },
)
LOCATION_TYPE = _listed(
    "ACTIVITY LOCATION TYPE CODE",
    {
        "A01": "Patient's Home",
        "A02": "Carer's Home",
        "A03": "Patient's Workplace",
        "A04": "Other Patient Related Location",
        "B01": "Primary Care Health Centre",
        "B02": "Polyclinic",
        "C01": "General Medical Practitioner Practice",
        "C02": "Dental Practice",
        "C03": "Ophthalmic medical practitioner Premises",
        "D01": "Walk In Centre",
        "D02": "Out of Hours Centre",
        "D03": "Emergency Community Dental Service",
        "E01": "Out-Patient Clinic",
        "E02": "Ward",
        "E03": "Day Hospital",
        "E04": "Accident and Emergency or Minor Injuries Department",
        "E99": "Other Departments",
        "F01": "Hospice",
        "G01": "Care Home Without Nursing",
        "G02": "Care Home With Nursing",
        "G03": "Children's Home",
        "G04": "Integrated Care Home Without Nursing and Care Home With Nursing",
        "H01": "Day Centre",
        "J01": "Resource Centre",
        "K01": "Sure Start Children's Centre",
        "K02": "Child Development Centre",
        "L01": "School",
        "L02": "Further Education College",
        "L03": "University",
        "L04": "Nursery Premises",
        "L05": "Other Childcare Premises",
        "L06": "Training Establishments",
        "L99": "Other Educational Premises",
        "M01": "Prison",
        "M02": "Probation Service Premises",
        "M03": "Police Station / Police Custody Suite",
        "M04": "Young Offender Institution",
        "M05": "Immigration Removal Centre",
        "M06": "Young Offender Institution (15-17)",
        "M07": "Young Offender Institution (18-21)",
        "N01": "Street or other public open space",
        "N02": "Other publicly accessible area or building",
        "N03": "Voluntary or charitable agency premises",
        "N04": "Dispensing Optician Premises",
        "N05": "Dispensing Pharmacy Premises",
        "X01": "Other locations not elsewhere classified",
    },
)
GROUP_THERAPY = _listed(
    "GROUP THERAPY INDICATOR",
    {
        "Y": "Yes - Care activity was delivered as Group Therapy",
        "N": "No - Care activity was delivered individually",
        "Z": "Not Known if the Activity was Group Therapy",
    },
)
GROUP_SESSION_TYPE = _listed(
    "GROUP SESSION TYPE (COMMUNITY CARE)",
    {
        "01": "Antenatal session",
        "02": "Parent or carer and child session",
        "03": "General health promotion session",
        "04": "Screening programme",
        "05": "Stop smoking education programme",
        "06": "Substance misuse",
        "07": "Weight management",
        "08": "Contraception and sexual health",
        "98": "Other (not listed)",
    },
)
ATTENDANCE_STATUS = _listed(
    "ATTENDANCE STATUS",
    {
        "2": "Cancelled by or for the patient",
        "3": "Did not attend, no warning",
        "4": "Cancelled or postponed by provider",
        "5": "Attended on time",
        "6": "Arrived late but seen",
        "7": "Arrived late, not seen",
    },
)
CANCELLATION_REASON = _listed(
    "CARE CONTACT CANCELLATION REASON",
    {
        "01": "Cancelled for Clinical Reasons",
        "02": "Cancelled for Non-clinical Reasons",
    },
)
ACTIVITY_TYPE = _listed(
    "COMMUNITY CARE ACTIVITY TYPE",
    {
        "01": "Administering Tests",
        "02": "Assessment",
        "03": "Clinical intervention",
        "04": "Counselling, Advice, Support",
        "05": "Patient Specific Health Promotion",
        "06": "Multidisciplinary Team Review",
        "07": "Supporting Another Clinician",
        "08": "Health Visitor New Birth Visit",
        "09": "Health Visitor Health Review (6-8 weeks)",
        "10": "Health Visitor Health Review (1 year)",
        "11": "Health Visitor Health Review (2-2.5 years)",
        "12": "Health Visitor Formal handover to School Nursing Service (4-5 years)",
        "97": "Other (not listed)",
    },
)
PROCEDURE_SCHEME = _listed(
    "PROCEDURE SCHEME IN USE (COMMUNITY CARE)",
    {
        "04": "Read v2",
        "05": "CTV3 (Read v3)",
        "06": "SNOMED CT",
    },
)
FINDING_SCHEME = _listed(
    "FINDING SCHEME IN USE (COMMUNITY CARE)",
    {
        "01": "ICD-10",
        "02": "Read v2",
        "03": "CTV3 (Read v3)",
        "04": "SNOMED CT",
    },
)
OBSERVATION_SCHEME = _listed(
    "OBSERVATION SCHEME IN USE (COMMUNITY CARE)",
    {
        "01": "Read v2",
        "02": "CTV3 (Read v3)",
        "03": "SNOMED CT",
    },
)
REGISTRATION_BODY = _listed(
    "PROFESSIONAL REGISTRATION BODY CODE",
    {
        "01": "General Chiropractic Council",
        "02": "General Dental Council",
        "03": "General Medical Council",
        "04": "General Optical Council",
        "05": "Social Care Wales",
        "08": "Health and Care Professions Council",
        "09": "Nursing and Midwifery Council",
        "16": "General Pharmaceutical Council",
        "17": "General Osteopathic Council",
        "18": "Social Work England",
    },
)
JOB_ROLE_CODES = (
    "01000 01001 01002 01003 01004 01005 01006 01007 01008 01009 01010 01011 01019 01020 01021 01022 01023 01024 "
    "01025 01026 01028 01029 01030 01031 01032 01033 01034 01035 01036 01037 01038 01039 01040 01041 01042 01043 "
    "01044 01045 01046 02000 02001 02002 02003 02004 02005 02006 02007 02008 02009 02010 02011 02012 02013 02014 "
    "02015 02016 02017 02018 02019 02020 02021 02022 02023 02024 02025 02026 03000 03001 03002 03003 03004 03005 "
    "03006 03007 03008 03009 03010 03011 03013 03014 03015 03016 03017 03018 03019 03020 03021 04000 04001 04002 "
    "04003 04004 04005 04006 04007 04008 04009 04010 04011 04012 04013 04014 04015 04016 04017 04018 04019 04020 "
    "04021 04022 04023 04024 04025 04026 04027 04028 04029 04030 04031 04032 04033 04034 04035 04036 04037 04038 "
    "04039 04040 04041 04042 04043 04044 04045 04046 04047 04048 04049 04050 04051 04052 04053 04054 04055 04056 "
    "04057 04058 04059 04060 04061 04062 05000 05001 05002 05003 05004 05005 05006 05007 05009 05010 05011 05012 "
    "05013 05014 05015 05017 05018 05019 05020 05021 05022 05023 05024 05025 05026 05027 05028 05029 05030 05031 "
    "05032 05033 05034 05035 05036 05037 05038 05039 06000 06002 06006 06007 06008 06009 06010 07000 07001 07002 "
    "07003 07004 07005 07006 07007 07008 07009 07010 07011 07012 07013 07015 07016 07017 07018 07019 07020 07021 "
    "07022 07023 07024 07025 07026 07027 07028 07029 07031 07032 07033 07035 07036 07037 07038 07039 07040 07041 "
    "07042 07043 07044 07045 07046 07047 07048 07049 07050 07051 07052 07053 07054 07055 08000 08001 08002 08003 "
    "08004 08005 08006 08007 08009 08010 08011 08012 08013 08014 08015 08016 08017 08018 08019 08020 08021 08022 "
    "08023 08024 08025 08026 08027 08029 08030 09000 09001 09002 09003 09004 09005 09006 09007 09008 09009 09010 "
    "09011 09012 09013 09014 09015 09016 09017 09018 09019 09020 09021 09022 09023 09024 09026 10000 10001 10002 "
    "10003 10004 "
).split()
JOB_ROLE = _listed("CARE PROFESSIONAL (JOB ROLE CODE)", {code: code for code in JOB_ROLE_CODES})
