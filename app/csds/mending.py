"""Where a problem is mended: the page of ours on which what a row states was recorded."""

from typing import Final

from app.identity import Identity, shown

_OF_CHILD: Final = "/children/{}/registration"
_CIRCUMSTANCES: Final = "/children/{}/circumstances#{}"
_OF_ENCOUNTER: Final = "/encounters/{}/amendment"
_OF_STAFF: Final = "/accounts"
_CONTACTS: Final = ("CYP201", "CYP202", "CYP105", "CYP610", "CYP611", "CYP612")
_STAFF: Final = ("CYP901",)
_REFERRALS: Final = ("CYP101", "CYP102")
_OF_REFERRAL: Final = "/referrals/{}"
_DETAILS_OF_REFERRALS: Final = ("CYP103", "CYP104")
_OF_SESSION: Final = "/group-sessions/{}"
_SESSIONS: Final = ("CYP301",)
_PATIENT: Final = "CYP001"
_WHOSE: Final = "LocalPatientID"
_ASKED: Final = {
    "CYP003": "accommodation",
    "CYP007": "employment",
    "CYP008": "overseas_visitor_category",
    "CYP401": "sen_type",
    "CYP402": "safeguarding_factor",
    "CYP403": "child_protection_plan",
    "CYP602": "disability_question",
}
"""The field of the circumstances on which a table is answered."""
_ASKED_FIELDS: Final = {
    "EducationAssessment": "educational_assessment",
    "Safeguarding_Indicator": "safeguarding_vulnerability",
    "Disability_SupervisionAndCare_Indicator": "constant_supervision",
}
_NEEDS: Final = ("CYP006", "CYP404", "CYP601", "CYP606", "CYP607", "CYP608", "CYP609")
_PAGES: Final = (
    (_STAFF, _OF_STAFF),
    (_CONTACTS, _OF_ENCOUNTER),
    (_DETAILS_OF_REFERRALS, _OF_REFERRAL),
    (_SESSIONS, _OF_SESSION),
    ((*_REFERRALS, *_NEEDS), "/children/{}"),
)


def place_to_mend(table: str | None, origin: int, field: str | None = None) -> str:
    """The path of the page, or "" where nothing recorded is to be mended: the header, the whole file, another system.

    Needs are mended at an encounter, from the page of the child; a referral, where it was recorded or by the system
    that sent it. What is asked of a child's circumstances leads to its field.
    """
    if table is None or not origin:
        return ""
    family, identity = table[:6], shown(Identity(origin))
    page = next((page for families, page in _PAGES if family in families), None)
    return page.format(identity) if page is not None else _of_child(family, identity, field)


def _of_child(family: str, identity: str, field: str | None) -> str:
    asked = _ASKED_FIELDS.get(field or "") if family == _PATIENT else _ASKED.get(family)
    if asked is not None and field != _WHOSE:
        return _CIRCUMSTANCES.format(identity, asked)
    return _OF_CHILD.format(identity)
