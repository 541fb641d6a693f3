"""The data items of a group session (CSDS CYP301)."""

from app.clinical import code_lists
from app.clinical.items import AnswerKind, Item, Obligation, Section, places

_STAYS = "A group session names no child: not sent to other systems."


def _item(
    name: str,
    wording: str,
    answers: code_lists.CodeList | AnswerKind,
    obligation: Obligation,
    element: str,
    *,
    hint: str = "",
    length: tuple[int, int] | None = None,
    note: str = _STAYS,
) -> Item:
    return Item(
        f"group_session.{name}",
        Section.GROUP_SESSION,
        wording,
        answers,
        ("GroupSession", name),
        obligation,
        places(element, "CYP301"),
        hint=hint,
        length=length,
        note=note,
    )


GROUP_SESSION_ITEMS: tuple[Item, ...] = (
    _item("id", "Group session", AnswerKind.IDENTITY, Obligation.MANDATORY, "GROUP SESSION IDENTIFIER"),
    _item("held_on", "Date of the session", AnswerKind.DATE, Obligation.MANDATORY, "GROUP SESSION DATE"),
    _item(
        "commissioner",
        "Commissioner",
        AnswerKind.ODS_CODE,
        Obligation.MANDATORY,
        "ORGANISATION IDENTIFIER (CODE OF COMMISSIONER)",
        hint="The commissioner's ODS code, 3 to 5 letters and digits",
        length=(3, 5),
    ),
    _item(
        "minutes",
        "Length of the session",
        AnswerKind.MINUTES,
        Obligation.REQUIRED,
        "CLINICAL CONTACT DURATION OF GROUP SESSION",
        hint="In minutes",
    ),
    _item(
        "session_type",
        "Kind of session",
        code_lists.GROUP_SESSION_TYPE,
        Obligation.REQUIRED,
        "GROUP SESSION TYPE (COMMUNITY CARE)",
    ),
    _item(
        "participants",
        "How many took part",
        AnswerKind.NUMBER,
        Obligation.REQUIRED,
        "NUMBER OF GROUP SESSION PARTICIPANTS",
        hint="Children and their families, without staff",
    ),
    _item(
        "location_type",
        "Kind of place",
        code_lists.LOCATION_TYPE,
        Obligation.OPTIONAL,
        "ACTIVITY LOCATION TYPE CODE",
        note=f"M06 and M07 are not valid in this data set. {_STAYS}",
    ),
    _item(
        "site",
        "Site",
        AnswerKind.ODS_CODE,
        Obligation.REQUIRED,
        "ORGANISATION SITE IDENTIFIER (OF TREATMENT)",
        hint="Its ODS code, 5 to 9 letters and digits, if known",
        length=(5, 9),
    ),
    _item(
        "professional",
        "Led by",
        AnswerKind.IDENTITY,
        Obligation.REQUIRED,
        "CARE PROFESSIONAL LOCAL IDENTIFIER",
        note=f"Submitted as the staff member's local identifier, professional.local_identifier. {_STAYS}",
    ),
    _item(
        "service_line_agreement",
        "Service agreement line",
        AnswerKind.TEXT,
        Obligation.OPTIONAL,
        "NHS SERVICE AGREEMENT LINE IDENTIFIER",
        hint="If there is one",
        length=(1, 10),
    ),
)
