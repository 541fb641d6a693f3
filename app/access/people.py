"""The people who sign in: their roles, their accounts, and the principal a request acts as, be it a person or not."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.identity import Identity


class Role(StrEnum):
    """What a person is here to do, or that it is no person. One account has one role."""

    CLINICIAN = "clinician"
    CLERK = "clerk"
    ADMINISTRATOR = "administrator"
    INFORMATICS = "informatics"
    COMMISSIONER = "commissioner"
    SYSTEM = "provider system"

    @property
    def words(self) -> str:
        return self.value.capitalize()


ROLES_OF_PEOPLE = tuple(role for role in Role if role is not Role.SYSTEM)
"""The roles that an account may have: a provider's system has no account."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation that uses this installation, known to the NHS by its ODS code."""

    id: Identity
    ods_code: str
    name: str


@dataclass(frozen=True, slots=True)
class Account:
    """A local account. `username` is lower case and unique in the installation."""

    id: Identity
    organisation: Identity
    username: str
    display_name: str
    role: Role
    professional: Identity | None
    password_hash: str
    failed_attempts: int = 0
    locked_until: datetime | None = None
    disabled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Principal:
    """On whose behalf something is done: the account, its organisation and role, and the session.

    A provider's system acts for itself: `account` is then the client's identity, and `session` its access token's.
    """

    account: Identity
    organisation: Organisation
    display_name: str
    role: Role
    professional: Identity | None
    session: Identity | None
