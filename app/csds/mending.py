"""Where a problem is mended: the page of ours on which what a row states was recorded."""

from typing import Final

from app.identity import Identity, shown

_OF_CHILD: Final = "/children/{}/registration"
_OF_ENCOUNTER: Final = "/encounters/{}/amendment"
_OF_STAFF: Final = "/accounts"
_CONTACTS: Final = ("CYP201", "CYP202", "CYP105", "CYP610", "CYP611", "CYP612")
_STAFF: Final = ("CYP901",)
_REFERRALS: Final = ("CYP101", "CYP102", "CYP103", "CYP104")
_NEEDS: Final = ("CYP006", "CYP404", "CYP601", "CYP606", "CYP607", "CYP608", "CYP609")


def place_to_mend(table: str | None, origin: int) -> str:
    """The path of the page, or "" where nothing recorded is to be mended: the header, the whole file, another system.

    Needs are mended at an encounter, from the page of the child; a referral, where it was recorded or by the system
    that sent it.
    """
    if table is None or not origin:
        return ""
    family, identity = table[:6], shown(Identity(origin))
    if family in _STAFF:
        return _OF_STAFF
    if family in _CONTACTS:
        return _OF_ENCOUNTER.format(identity)
    if family in (*_REFERRALS, *_NEEDS):
        return f"/children/{identity}"
    return _OF_CHILD.format(identity)
