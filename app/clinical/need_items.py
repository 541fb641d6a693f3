"""The data items of needs: whether each group was asked about, and what is said of each need."""

from app.clinical.items import AnswerKind, CsdsPlace, Item, Obligation, Section, places
from app.clinical.needs import Certainty, Change, GroupAnswer, SaidBy, TrafficLight
from app.clinical.professional import Profession
from app.terminology.refset import Group

_ABSENCE = "Not submitted: the data set has no place for a need that is absent."
_OURS = "Not in the data set."
_BY_GROUP = "Which place depends on the group, and for a condition on certainty and primary."

GROUP_ITEMS: tuple[Item, ...] = tuple(
    Item(
        f"group.{group.value}",
        Section.GROUP,
        group.words,
        GroupAnswer,
        ("GroupAsked", "answer"),
        fhir="QuestionnaireResponse.item.answer.value[x]",
        hint="Some, none identified, or not asked",
        note=_ABSENCE,
    )
    for group in Group
)

STATEMENT_ITEMS: tuple[Item, ...] = (
    Item(
        "statement.need",
        Section.STATEMENT,
        "Need",
        AnswerKind.IDENTITY,
        ("Statement", "need"),
        fhir="Condition.id",
        note=_OURS,
    ),
    Item(
        "statement.concept",
        Section.STATEMENT,
        "Need",
        AnswerKind.CONCEPT,
        ("Statement", "concept"),
        Obligation.MANDATORY,
        (
            CsdsPlace("CYP006", "SOCIAL AND PERSONAL CIRCUMSTANCE (SNOMED CT)"),
            CsdsPlace("CYP404", "ASSISTIVE TECHNOLOGY FINDING (SNOMED CT)"),
            CsdsPlace("CYP606", "PROVISIONAL DIAGNOSIS (CODED CLINICAL ENTRY)"),
            CsdsPlace("CYP607", "PRIMARY DIAGNOSIS (CODED CLINICAL ENTRY)"),
            CsdsPlace("CYP608", "SECONDARY DIAGNOSIS (CODED CLINICAL ENTRY)"),
        ),
        "Condition.code",
        hint="Start of any word, in any order",
        note=f"{_BY_GROUP} A need in the clinician's own words has no concept and is not submitted.",
    ),
    Item(
        "statement.term",
        Section.STATEMENT,
        "Term shown when it was recorded",
        AnswerKind.TEXT,
        ("Statement", "term"),
        fhir="Condition.code.text",
        note=_OURS,
    ),
    Item(
        "statement.description",
        Section.STATEMENT,
        "Term chosen",
        AnswerKind.DESCRIPTION,
        ("Statement", "description"),
        fhir="Condition.code.coding.extension:coding-sctdescid",
        note=_OURS,
    ),
    Item(
        "statement.release",
        Section.STATEMENT,
        "Release of the reference set",
        AnswerKind.TEXT,
        ("Statement", "release"),
        fhir="Condition.code.coding.version",
        note=_OURS,
    ),
    Item(
        "statement.group",
        Section.STATEMENT,
        "Group",
        Group,
        ("Statement", "group"),
        fhir="Condition.category",
        note="Not submitted: it decides the table.",
    ),
    Item(
        "statement.change",
        Section.STATEMENT,
        "What is said of it today",
        Change,
        ("Statement", "change"),
        fhir="Condition.clinicalStatus",
        note="Not submitted: it decides whether the need is. Entered in error is Condition.verificationStatus.",
    ),
    Item(
        "statement.certainty",
        Section.STATEMENT,
        "How sure",
        Certainty,
        ("Statement", "certainty"),
        fhir="Condition.verificationStatus",
        note="Not submitted: a suspected condition is a provisional diagnosis (CYP606).",
    ),
    Item(
        "statement.primary",
        Section.STATEMENT,
        "Primary condition",
        AnswerKind.YES_NO,
        ("Statement", "primary"),
        fhir="Encounter.diagnosis.rank",
        note="Not submitted: the primary condition goes to CYP607, the others to CYP608.",
    ),
    Item(
        "statement.onset",
        Section.STATEMENT,
        "Since when",
        AnswerKind.PARTIAL_DATE,
        ("Statement", "onset"),
        fhir="Condition.onset[x]",
        note=_OURS,
    ),
    Item(
        "statement.diagnosed",
        Section.STATEMENT,
        "Diagnosed when",
        AnswerKind.PARTIAL_DATE,
        ("Statement", "diagnosed"),
        Obligation.REQUIRED,
        (CsdsPlace("CYP606", "PROVISIONAL DIAGNOSIS DATE"), *places("DIAGNOSIS DATE", "CYP607", "CYP608")),
        "Condition.extension:assertedDate",
        note="Submitted only when the day is known.",
    ),
    Item(
        "statement.diagnosed_by",
        Section.STATEMENT,
        "Diagnosed by",
        Profession,
        ("Statement", "diagnosed_by"),
        fhir="Condition.extension:statement-diagnosed-by",
        note=_OURS,
    ),
    Item(
        "statement.said_by",
        Section.STATEMENT,
        "Who says so",
        SaidBy,
        ("Source", "said_by"),
        fhir="Condition.extension:statement-said-by",
        note=_OURS,
    ),
    Item(
        "statement.said_by_profession",
        Section.STATEMENT,
        "Who says so: profession",
        Profession,
        ("Source", "profession"),
        fhir="Condition.extension:statement-said-by-profession",
        note=_OURS,
    ),
    Item(
        "statement.said_by_professional",
        Section.STATEMENT,
        "Who says so: member of staff",
        AnswerKind.IDENTITY,
        ("Source", "professional"),
        fhir="Condition.asserter",
        note=_OURS,
    ),
    Item(
        "statement.traffic_light",
        Section.STATEMENT,
        "Family's concern today",
        TrafficLight,
        ("Statement", "traffic_light"),
        fhir="Observation.extension:statement-traffic-light",
        hint="Green, amber or red, as the family sees it",
        note=_OURS,
    ),
)
