"""The people who sign in: their roles, their accounts, and the principal a request acts as."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.identity import Identity


class Role(StrEnum):
    """What a person is here to do. One account has one role."""

    CLINICIAN = "clinician"
    CLERK = "clerk"
    ADMINISTRATOR = "administrator"
    INFORMATICS = "informatics"
    COMMISSIONER = "commissioner"

    @property
    def words(self) -> str:
        return self.value.capitalize()


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
    """On whose behalf something is done: the account, its organisation and role, and the session."""

    account: Identity
    organisation: Organisation
    display_name: str
    role: Role
    professional: Identity | None
    session: Identity | None
