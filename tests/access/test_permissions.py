"""The permissions table, written out: each role and each permission."""

import pytest

from app.access.people import Organisation, Principal, Role
from app.access.permissions import PERMISSIONS, Permission, may, require
from app.errors import NotPermitted
from app.identity import Identity

TABLE = """
permission           CLINICIAN CLERK ADMINISTRATOR INFORMATICS COMMISSIONER SYSTEM
SIGN_OUT             yes       yes   yes           yes         yes          no
SEE_START_PAGE       yes       yes   yes           yes         yes          no
CHANGE_OWN_PASSWORD  yes       yes   yes           yes         yes          no
SEE_CLINIC           yes       yes   no            no          no           no
SEE_CHILD            yes       no    no            no          no           no
SEE_SENSITIVE        yes       no    no            no          no           no
RECORD_ENCOUNTER     yes       no    no            no          no           yes
AMEND_ENCOUNTER      yes       no    no            no          no           yes
SEARCH_NEEDS         yes       no    no            no          no           no
HAND_BACK            yes       no    no            no          no           no
PRINT_FAMILY_COPY    yes       no    no            no          no           no
PRINT_DESK_COPY      yes       yes   no            no          no           no
PRINT_BLANK_SLIP     yes       yes   no            no          no           no
MOVE_ENCOUNTER       yes       no    no            no          no           no
CODE_NEEDS           yes       no    no            no          no           no
FIND_CHILD           yes       yes   no            no          no           no
REGISTER_CHILD       yes       yes   no            no          no           yes
MERGE_CHILDREN       no        yes   no            no          no           no
KEEP_CLINICS         no        yes   no            no          no           no
SEE_DESK             no        yes   no            no          no           no
TICK_BOOKING         no        yes   no            no          no           no
RECORD_GROUP_SESSION yes       yes   no            no          no           no
SEE_TIMING           no        no    yes           yes         no           no
MANAGE_ACCOUNTS      no        no    yes           no          no           no
CHECK_TERMINOLOGY    no        no    no            yes         no           no
SWITCH_RELEASE       no        no    no            yes         no           no
GROUP_MEMBERS        no        no    no            yes         no           no
VERIFY_AUDIT         no        no    yes           no          no           no
BUILD_SUBMISSION     no        no    no            yes         no           no
SEE_RELEASED_REPORTS no        no    no            yes         yes          no
RELEASE_REPORTS      no        no    no            yes         no           no
KEEP_REPORT_ACTIONS  no        no    no            yes         yes          no
"""
_HEAD, *_ROWS = [line.split() for line in TABLE.strip().splitlines()]
CELLS = [
    (Role[role], Permission[name], answer == "yes")
    for name, *answers in _ROWS
    for role, answer in zip(_HEAD[1:], answers, strict=True)
]


def principal(role: Role) -> Principal:
    organisation = Organisation(Identity(1), "RXX01", "Synthetic Community Trust")
    return Principal(Identity(2), organisation, "Somebody", role, None, None)


@pytest.mark.parametrize(("role", "permission", "allowed"), CELLS)
def test_a_role_may_do_what_the_table_says_and_nothing_else(role: Role, permission: Permission, allowed: bool) -> None:
    assert may(principal(role), permission) is allowed


def test_the_table_is_whole() -> None:
    assert {(role, permission) for role, permission, _ in CELLS} == {
        (role, permission) for role in Role for permission in Permission
    }
    assert len(CELLS) == len(Role) * len(Permission)


def test_what_is_required_and_not_held_is_refused_in_words() -> None:
    require(principal(Role.CLINICIAN), Permission.RECORD_ENCOUNTER)
    with pytest.raises(NotPermitted, match=r"^The role clerk may not record an encounter\.$"):
        require(principal(Role.CLERK), Permission.RECORD_ENCOUNTER)


def test_the_table_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        PERMISSIONS[Role.CLERK] = frozenset(Permission)  # type: ignore[index]
