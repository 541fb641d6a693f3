"""The data items of a child: who they are (CSDS CYP001) and the dated facts known of them (CYP001, CYP002 and ours)."""

from types import MappingProxyType

from app.clinical import code_lists
from app.clinical.child import FactAnswer, Gender
from app.clinical.code_lists import CodeList
from app.clinical.items import AnswerKind, Item, Obligation, Section, places
from app.clinical.languages import PREFERRED_LANGUAGE

_NOT_SUBMITTED = "Not in the data set."

CHILD_ITEMS: tuple[Item, ...] = (
    Item(
        "child.family_name",
        Section.CHILD,
        "Family name",
        AnswerKind.TEXT,
        ("Demographics", "family_name"),
        fhir="Patient.name.family",
        note="Not submitted: the data set carries no names.",
    ),
    Item(
        "child.given_name",
        Section.CHILD,
        "Given name",
        AnswerKind.TEXT,
        ("Demographics", "given_name"),
        fhir="Patient.name.given",
        note="Not submitted: the data set carries no names.",
    ),
    Item(
        "child.title",
        Section.CHILD,
        "Title",
        AnswerKind.TEXT,
        ("Demographics", "title"),
        fhir="Patient.name.prefix",
        note="Not submitted: the data set carries no names.",
    ),
    Item(
        "child.preferred_name",
        Section.CHILD,
        "Preferred name",
        AnswerKind.TEXT,
        ("Demographics", "preferred_name"),
        fhir="Patient.name.given",
        hint="What the child likes to be called",
        note="Not submitted: the data set carries no names. In FHIR a name with use nickname.",
    ),
    Item(
        "child.birth_date",
        Section.CHILD,
        "Date of birth",
        AnswerKind.DATE,
        ("Demographics", "birth_date"),
        Obligation.REQUIRED,
        places("PERSON BIRTH DATE", "CYP001"),
        "Patient.birthDate",
    ),
    Item(
        "child.gender",
        Section.CHILD,
        "Gender",
        Gender,
        ("Demographics", "gender"),
        Obligation.REQUIRED,
        places("PERSON STATED GENDER CODE", "CYP001"),
        "Patient.gender",
    ),
    Item(
        "child.nhs_number",
        Section.CHILD,
        "NHS number",
        AnswerKind.NHS_NUMBER,
        ("ChildIdentifier", "value"),
        Obligation.REQUIRED,
        places("NHS NUMBER", "CYP001"),
        "Patient.identifier.value",
        hint="10 digits, such as on a letter from the hospital",
    ),
    Item(
        "child.nhs_number_status",
        Section.CHILD,
        "NHS number status",
        code_lists.NHS_NUMBER_STATUS,
        ("ChildIdentifier", "status"),
        Obligation.REQUIRED,
        places("NHS NUMBER STATUS INDICATOR CODE", "CYP001"),
        "Patient.identifier.extension:nhsNumberVerificationStatus",
    ),
    Item(
        "child.local_identifier",
        Section.CHILD,
        "Local patient number",
        AnswerKind.LOCAL_IDENTIFIER,
        ("ChildIdentifier", "value"),
        Obligation.MANDATORY,
        places("LOCAL PATIENT IDENTIFIER (EXTENDED)", "CYP001", "CYP002", "CYP101"),
        "Patient.identifier.value",
    ),
    Item(
        "child.local_identifier_issuer",
        Section.CHILD,
        "Organisation the local patient number belongs to",
        AnswerKind.ODS_CODE,
        ("ChildIdentifier", "issuer"),
        Obligation.MANDATORY,
        places("ORGANISATION IDENTIFIER (LOCAL PATIENT IDENTIFIER)", "CYP001"),
        "Patient.identifier.assigner",
        length=(3, 5),
    ),
    Item(
        "child.identifier_since",
        Section.CHILD,
        "Number in use from",
        AnswerKind.DATE,
        ("ChildIdentifier", "since"),
        fhir="Patient.identifier.period.start",
        note=_NOT_SUBMITTED,
    ),
    Item(
        "child.identifier_until",
        Section.CHILD,
        "Number in use until",
        AnswerKind.DATE,
        ("ChildIdentifier", "until"),
        fhir="Patient.identifier.period.end",
        note=_NOT_SUBMITTED,
    ),
)

EHC_PLAN = CodeList(
    "EDUCATION, HEALTH AND CARE PLAN (a list of this service)",
    MappingProxyType(
        {
            "has_plan": "Has an education, health and care plan",
            "being_assessed": "Being assessed for one",
            "refused_or_ceased": "Refused, or has ceased",
            "sen_support": "SEN support, no plan",
            "no_plan": "No plan",
        }
    ),
)
PLACEMENT = CodeList(
    "PLACEMENT (a list of this service)",
    MappingProxyType(
        {
            "family_home": "At home with the family",
            "kinship": "With relatives or friends (kinship care)",
            "foster": "In foster care",
            "adoptive": "With adoptive family, placed for adoption",
            "residential_home": "In a children's home",
            "residential_school": "At a residential school",
            "hospital": "In hospital or a hospice",
            "supported_living": "In supported living",
            "other": "Elsewhere",
        }
    ),
)
PARENTAL_RESPONSIBILITY = CodeList(
    "PARENTAL RESPONSIBILITY (a list of this service)",
    MappingProxyType(
        {
            "parents": "Both parents",
            "mother": "Mother alone",
            "father": "Father alone",
            "guardian": "Special guardian or another person by court order",
            "shared_authority": "Parents with the local authority (care order)",
            "authority": "Local authority (placement order, or no parent)",
            "young_person": "None: the young person is 18 or over",
            "disputed": "Disputed: ask the safeguarding team before sharing",
        }
    ),
)
TRANSITION_PLAN = CodeList(
    "TRANSITION PLAN (a list of this service)",
    MappingProxyType(
        {
            "not_started": "Not started",
            "being_made": "Being made",
            "agreed": "Agreed with the young person",
            "declined": "Declined by the young person",
        }
    ),
)
ADULT_LEAD = CodeList(
    "ADULT SERVICE THAT TAKES OVER (a list of this service)",
    MappingProxyType(
        {
            "none_yet": "None found yet",
            "gp": "GP",
            "learning_disability": "Adult learning disability team",
            "neurology": "Adult neurology",
            "rehabilitation": "Adult rehabilitation or neurodisability",
            "mental_health": "Adult mental health team",
            "neurodevelopmental": "Adult autism or ADHD service",
            "therapy": "Adult therapy service",
            "palliative": "Adult palliative care",
            "social_care": "Adult social care",
            "other": "Another adult service",
        }
    ),
)
DISABILITY = CodeList(
    "DISABILITY CODE",
    MappingProxyType(
        {
            "01": "Behaviour and emotional",
            "02": "Hearing",
            "03": "Manual dexterity",
            "04": "Memory or ability to concentrate, learn or understand (learning disability)",
            "05": "Mobility and gross motor",
            "06": "Perception of physical danger",
            "07": "Personal, self care and continence",
            "08": "Progressive conditions and physical health (such as HIV, cancer, multiple sclerosis, fits)",
            "09": "Sight",
            "10": "Speech",
            "XX": "Other (not listed)",
            "NN": "No disability",
            "ZZ": "Not stated (declined to say)",
        }
    ),
)


def _fact(
    kind: str,
    wording: str,
    answers: CodeList | AnswerKind,
    element: str | None = None,
    fhir: str | None = None,
    *,
    table: str = "CYP001",
    obligation: Obligation = Obligation.REQUIRED,
    hint: str = "",
    note: str = "",
    length: tuple[int, int] | None = None,
) -> Item:
    return Item(
        f"fact.{kind}",
        Section.FACT,
        wording,
        answers,
        ("ChildFact", "value"),
        obligation if element else Obligation.OURS,
        places(element, table) if element else (),
        fhir or f"Patient.extension:fact-{kind.replace('_', '-')}",
        hint,
        note,
        length,
    )


FACT_ITEMS: tuple[Item, ...] = (
    _fact("postcode", "Postcode", AnswerKind.POSTCODE, "POSTCODE OF USUAL ADDRESS", "Patient.address.postalCode"),
    _fact(
        "address",
        "Address",
        AnswerKind.TEXT,
        fhir="Patient.address.line",
        note="Not submitted: the data set carries the postcode alone.",
        length=(1, 200),
    ),
    _fact(
        "gp_practice",
        "GP practice",
        AnswerKind.ODS_CODE,
        "GENERAL MEDICAL PRACTICE CODE (PATIENT REGISTRATION)",
        "Patient.generalPractitioner",
        table="CYP002",
        obligation=Obligation.MANDATORY,
        hint="The practice's code, such as A81001",
        length=(6, 6),
    ),
    _fact(
        "ethnic_category",
        "Ethnic category",
        code_lists.ETHNIC_CATEGORY,
        "ETHNIC CATEGORY",
        "Patient.extension:ethnicCategory",
        hint="As the family describes it",
        note="ETHNIC CATEGORY 2021 is a pilot item without a published list and is not held.",
    ),
    _fact(
        "preferred_language",
        "Preferred language",
        PREFERRED_LANGUAGE,
        "LANGUAGE CODE (PREFERRED)",
        "Patient.communication.language",
        hint="Signed languages, Makaton and Braille are in the list",
    ),
    _fact(
        "interpreter",
        "Interpreter needed",
        AnswerKind.YES_NO,
        fhir="Patient.extension:nhsCommunication",
        note=f"{_NOT_SUBMITTED} In FHIR interpreterRequired of UK Core.",
    ),
    _fact(
        "main_carer",
        "Main carer is the child's",
        code_lists.RELATIONSHIP,
        "PERSON RELATIONSHIP (MAIN CARER)",
        "Patient.contact.relationship",
    ),
    _fact(
        "school",
        "School or nursery",
        AnswerKind.ODS_CODE,
        "ORGANISATION IDENTIFIER (EDUCATIONAL ESTABLISHMENT)",
        hint="The establishment's code, 5 to 8 letters and digits",
        length=(5, 8),
    ),
    _fact(
        "educational_assessment",
        "Outcome of the educational assessment",
        code_lists.EDUCATIONAL_ASSESSMENT,
        "EDUCATIONAL ASSESSMENT OUTCOME",
        hint="Answer from the family or the school; the question about a plan is asked apart",
    ),
    _fact(
        "ehc_plan",
        "Education, health and care plan",
        EHC_PLAN,
        note="Not submitted by itself: it reaches EDUCATIONAL ASSESSMENT OUTCOME (CYP001) only through "
        "fact.educational_assessment, whose list has no answer for a plan refused, ceased or under assessment.",
    ),
    _fact("looked_after", "Looked-after child", code_lists.LOOKED_AFTER_CHILD, "LOOKED AFTER CHILD INDICATOR"),
    _fact(
        "safeguarding_vulnerability",
        "Safeguarding vulnerability factors",
        code_lists.SAFEGUARDING_VULNERABILITY,
        "SAFEGUARDING VULNERABILITY FACTORS INDICATOR",
    ),
    _fact(
        "constant_supervision",
        "Needs constant supervision and care because of disability",
        code_lists.CONSTANT_SUPERVISION,
        "CONSTANT SUPERVISION AND CARE REQUIRED DUE TO DISABILITY INDICATOR",
    ),
    _fact(
        "placement",
        "Placement",
        PLACEMENT,
        hint="Where the child lives",
        note="Not submitted: ACCOMMODATION STATUS CODE (CYP003) asks something else.",
    ),
    _fact(
        "responsible_authority",
        "Responsible local authority",
        AnswerKind.ODS_CODE,
        hint="The authority that answers for the child, where it is not the one they live in; its ODS code",
        note=_NOT_SUBMITTED,
        length=(3, 6),
    ),
    _fact(
        "parental_responsibility",
        "Parental responsibility",
        PARENTAL_RESPONSIBILITY,
        note=_NOT_SUBMITTED,
    ),
    _fact(
        "sensitive_address",
        "Address is sensitive",
        AnswerKind.YES_NO,
        hint="Nobody is told where the child lives",
        note=f"{_NOT_SUBMITTED} In FHIR the address is left out.",
    ),
    _fact(
        "transition_plan",
        "Transition plan",
        TRANSITION_PLAN,
        hint="From 14 (NICE NG43)",
        note="Submitted as a care plan and its agreement (CYP004, CYP005), where its date is known.",
    ),
    _fact(
        "adult_lead",
        "Adult service that takes over",
        ADULT_LEAD,
        hint="From 14 (NICE NG43)",
        note=_NOT_SUBMITTED,
    ),
    _fact(
        "disability_question",
        "Disability, as the child or family sees it",
        DISABILITY,
        "DISABILITY CODE",
        table="CYP602",
        obligation=Obligation.MANDATORY,
        hint="In their own view; diagnoses are recorded as needs",
        note="One fact for each disability. DISABILITY IMPACT PERCEPTION is not held.",
    ),
    _fact(
        "health_visitor_antenatal_visit",
        "Health visitor's first antenatal visit",
        AnswerKind.DATE,
        "HEALTH VISITOR FIRST ANTENATAL VISIT DATE",
    ),
    _fact(
        "risk_of_unexpected_death",
        "At risk of unexpected death",
        code_lists.RISK_OF_UNEXPECTED_DEATH,
        "PERSON AT RISK OF UNEXPECTED DEATH INDICATOR",
    ),
    _fact(
        "death_location_discussed",
        "Preferred place of death discussed",
        code_lists.DEATH_LOCATION_DISCUSSED,
        "PREFERRED DEATH LOCATION DISCUSSED INDICATOR",
    ),
    _fact(
        "preferred_death_location",
        "Preferred place of death",
        code_lists.PREFERRED_DEATH_LOCATION,
        "DEATH LOCATION TYPE CODE (PREFERRED)",
    ),
    _fact("death_date", "Date of death", AnswerKind.DATE, "PERSON DEATH DATE", "Patient.deceased[x]"),
    _fact(
        "actual_death_location",
        "Place of death",
        code_lists.ACTUAL_DEATH_LOCATION,
        "DEATH LOCATION TYPE CODE (ACTUAL)",
    ),
    _fact(
        "not_at_preferred_location",
        "Why death was not at the preferred place",
        code_lists.NOT_AT_PREFERRED_LOCATION,
        "DEATH NOT AT PREFERRED LOCATION REASON",
    ),
    _fact(
        "mother_nhs_number",
        "Mother's NHS number",
        AnswerKind.NHS_NUMBER,
        "NHS NUMBER (MOTHER)",
        "RelatedPerson.identifier.value",
    ),
    _fact(
        "mother_nhs_number_status",
        "Status of the mother's NHS number",
        code_lists.NHS_NUMBER_STATUS,
        "NHS NUMBER STATUS INDICATOR CODE (MOTHER)",
        "RelatedPerson.identifier.extension:nhsNumberVerificationStatus",
    ),
    Item(
        "facts.answer",
        Section.FACT,
        "Whether it is known",
        FactAnswer,
        ("ChildFact", "answer"),
        fhir="Patient.extension.extension:answer",
        hint="Not asked is not the same as none",
        note="Not submitted: an item without a known answer is left blank. In FHIR what was not asked is left out.",
    ),
    Item(
        "facts.since",
        Section.FACT,
        "True from",
        AnswerKind.DATE,
        ("ChildFact", "since"),
        Obligation.REQUIRED,
        places("START DATE (GMP PATIENT REGISTRATION)", "CYP002"),
        "Patient.extension.extension:period.value[x].start",
        note="Submitted for the GP practice alone.",
    ),
    Item(
        "facts.until",
        Section.FACT,
        "True until",
        AnswerKind.DATE,
        ("ChildFact", "until"),
        Obligation.REQUIRED,
        places("END DATE (GMP PATIENT REGISTRATION)", "CYP002"),
        "Patient.extension.extension:period.value[x].end",
        note="Submitted for the GP practice alone.",
    ),
)
