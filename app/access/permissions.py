"""The whole permissions table, in one place. What is not listed for a role, the role may not do."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from app.access.people import Principal, Role
from app.errors import NotPermitted


class Permission(StrEnum):
    """One thing a signed-in person may do; every route names the one it asks for."""

    SIGN_OUT = "sign out"
    SEE_START_PAGE = "see the start page"
    CHANGE_OWN_PASSWORD = "change your own password"
    SEE_CLINIC = "see a day's clinic list"
    SEE_CHILD = "see a child's record"
    SEE_SENSITIVE = "see sensitive needs"
    RECORD_ENCOUNTER = "record an encounter"
    AMEND_ENCOUNTER = "amend an encounter"
    SEARCH_NEEDS = "search the reference set"
    HAND_BACK = "hand back what was recorded to the host record"
    PRINT_FAMILY_COPY = "print the family's copy of a slip"
    PRINT_DESK_COPY = "print the desk's copy of a slip"
    PRINT_BLANK_SLIP = "print a blank slip"
    MOVE_ENCOUNTER = "move an encounter to the right child"
    CODE_NEEDS = "code needs in the clinician's own words"
    FIND_CHILD = "find a child"
    REGISTER_CHILD = "register and correct a child"
    MERGE_CHILDREN = "merge and unmerge records of a child"
    KEEP_CLINICS = "keep clinics and appointments"
    SEE_DESK = "see the booking desk's list"
    TICK_BOOKING = "tick what has been booked"
    RECORD_GROUP_SESSION = "record group sessions"
    SEE_TIMING = "see how long recording takes"
    MANAGE_ACCOUNTS = "manage accounts"
    CHECK_TERMINOLOGY = "check the reference set in use"
    SWITCH_RELEASE = "switch the SNOMED CT release in use"
    GROUP_MEMBERS = "group members of the reference set"
    VERIFY_AUDIT = "verify the audit trail"
    BUILD_SUBMISSION = "build what is submitted to the Community Services Data Set"
    SEE_RELEASED_REPORTS = "see released reports"
    RELEASE_REPORTS = "release reports"
    KEEP_REPORT_ACTIONS = "keep what is to be done about released reports"


_EVERYONE = frozenset({Permission.SIGN_OUT, Permission.SEE_START_PAGE, Permission.CHANGE_OWN_PASSWORD})

PERMISSIONS: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        Role.CLINICIAN: _EVERYONE
        | {
            Permission.SEE_CLINIC,
            Permission.SEE_CHILD,
            Permission.SEE_SENSITIVE,
            Permission.RECORD_ENCOUNTER,
            Permission.AMEND_ENCOUNTER,
            Permission.SEARCH_NEEDS,
            Permission.HAND_BACK,
            Permission.PRINT_FAMILY_COPY,
            Permission.PRINT_DESK_COPY,
            Permission.PRINT_BLANK_SLIP,
            Permission.MOVE_ENCOUNTER,
            Permission.CODE_NEEDS,
            Permission.FIND_CHILD,
            Permission.REGISTER_CHILD,
            Permission.RECORD_GROUP_SESSION,
        },
        Role.CLERK: _EVERYONE
        | {
            Permission.SEE_CLINIC,
            Permission.PRINT_DESK_COPY,
            Permission.PRINT_BLANK_SLIP,
            Permission.FIND_CHILD,
            Permission.REGISTER_CHILD,
            Permission.MERGE_CHILDREN,
            Permission.KEEP_CLINICS,
            Permission.SEE_DESK,
            Permission.TICK_BOOKING,
            Permission.RECORD_GROUP_SESSION,
        },
        Role.ADMINISTRATOR: _EVERYONE | {Permission.MANAGE_ACCOUNTS, Permission.VERIFY_AUDIT, Permission.SEE_TIMING},
        Role.INFORMATICS: _EVERYONE
        | {
            Permission.CHECK_TERMINOLOGY,
            Permission.SWITCH_RELEASE,
            Permission.GROUP_MEMBERS,
            Permission.BUILD_SUBMISSION,
            Permission.SEE_RELEASED_REPORTS,
            Permission.RELEASE_REPORTS,
            Permission.KEEP_REPORT_ACTIONS,
            Permission.SEE_TIMING,
        },
        Role.COMMISSIONER: _EVERYONE | {Permission.SEE_RELEASED_REPORTS, Permission.KEEP_REPORT_ACTIONS},
        # With which types of resource a system may do it, its token's scopes say; no page is open to it.
        Role.SYSTEM: frozenset({Permission.RECORD_ENCOUNTER, Permission.AMEND_ENCOUNTER, Permission.REGISTER_CHILD}),
    }
)


def may(principal: Principal, permission: Permission) -> bool:
    """Whether the principal's role holds the permission."""
    return permission in PERMISSIONS[principal.role]


def require(principal: Principal, permission: Permission) -> None:
    """Do nothing if the principal may, else refuse.

    Raises:
        NotPermitted: the role does not hold the permission.
    """
    if not may(principal, permission):
        raise NotPermitted(f"The role {principal.role.value} may not {permission.value}.")
