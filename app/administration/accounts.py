"""What an administrator does with accounts: add, unlock, disable, enable one; give it a profession, a new password."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from app.access.audit import AuditAction, AuditEvent, audit_event
from app.access.passwords import Passwords, password_fault
from app.access.people import ROLES_OF_PEOPLE, Account, Organisation, Principal, Role
from app.access.permissions import Permission, require
from app.administration.ports import AccountRecords
from app.administration.professions import (
    ADD_WITHOUT,
    RECORDED_UNDER,
    Tie,
    Tied,
    TypedProfession,
    chosen_professional,
    unclaimed,
)
from app.clinical.checks import text_fault
from app.clinical.identifiers import parse_ods_code
from app.clinical.problems import Problem
from app.clinical.professional import CareProfessional
from app.errors import Conflict, NotFound, NotPermitted, Rejected
from app.identity import Identity, shown

LONGEST_NAME = 100
_USERNAME = re.compile(r"[a-z0-9._@-]{3,64}")


class AccountAct(StrEnum):
    """A change to an account, as its button says."""

    UNLOCK = "unlock"
    DISABLE = "disable"
    ENABLE = "enable"


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What is typed to add an account; `role` is a role's value. A clinician has a profession, nobody else has."""

    username: str
    name: str
    role: str
    password: str
    profession: TypedProfession = field(default_factory=TypedProfession)


@dataclass(frozen=True, slots=True)
class AccountDesk:
    """The use cases of accounts. `now` gives the instant (UTC)."""

    records: AccountRecords
    passwords: Passwords
    new_identity: Callable[[], Identity]
    now: Callable[[], datetime]

    def add(self, organisation: Organisation, by: Principal | None, wanted: NewAccount) -> Account:
        """Add an account; `by` is None when an operator does it at the command line.

        Raises:
            NotPermitted: the principal may not manage accounts.
            Rejected: a field is wrong; all problems at once.
            Conflict: the user name is taken.
        """
        if by is not None:
            require(by, Permission.MANAGE_ACCOUNTS)
        wanted = replace(wanted, username=wanted.username.strip().lower(), name=wanted.name.strip())
        account, tied = self._wanted(organisation.id, wanted)
        detail = wanted.role if tied is None else f"{wanted.role}, {_profession_detail(tied.professional)}"
        event = self._event(organisation.id, by, AuditAction.ACCOUNT_ADDED, account.id, detail)
        try:
            self.records.add_account(account, event, None if tied is None else tied.new)
        except Conflict:
            if tied is not None:
                self._chosen(wanted.profession, replace(account, professional=None))
            raise
        return account

    def _wanted(self, organisation: Identity, wanted: NewAccount) -> tuple[Account, Tied | None]:
        problems, tied = _problems(wanted), None
        role = next((each for each in ROLES_OF_PEOPLE if each.value == wanted.role), Role.CLINICIAN)
        account = Account(self.new_identity(), organisation, wanted.username, wanted.name, role, None, "")
        if wanted.role == Role.CLINICIAN:
            try:
                tied = self._chosen(wanted.profession, account)
            except Rejected as refusal:
                problems += [each for each in refusal.problems if isinstance(each, Problem)]
        elif not wanted.profession.blank:
            problems.append(Problem("profession", "not-a-clinician", ADD_WITHOUT))
        if problems:
            raise Rejected(problems)
        professional = None if tied is None else tied.professional.id
        return replace(account, professional=professional, password_hash=self.passwords.hash(wanted.password)), tied

    def clinician(self, organisation: Identity, account: Identity) -> Account:
        """The account of a clinician. Raises NotFound when there is none, or it is not a clinician's."""
        found = self.records.account(organisation, account)
        if found.role is not Role.CLINICIAN:
            raise NotFound("Only a clinician's account has a profession.")
        return found

    def professional_of(self, account: Account) -> CareProfessional | None:
        """The care professional an account is tied to."""
        known = self.records.professionals(account.organisation)
        return next((each for each in known if each.id == account.professional), None)

    def unclaimed(self, organisation: Identity, staff_id: str) -> CareProfessional | None:
        """The care professional with a staff identifier to whom no account is tied."""
        return unclaimed(staff_id, self.records.professionals(organisation), self.records.accounts(organisation))

    def tie(self, organisation: Identity, by: Principal | None, account: Identity, typed: TypedProfession) -> Account:
        """Give a clinician's account its profession, or another; `by` is None when an operator does it.

        Another staff identifier makes another care professional, and what was recorded stays with the one before. The
        same staff identifier corrects the details; the profession too, as long as nothing is recorded under it.

        Raises:
            NotPermitted: the principal may not manage accounts.
            NotFound: there is no such account in the organisation, or it is not a clinician's.
            Rejected: a field is wrong; all problems at once.
            Conflict: the account was changed meanwhile.
        """
        if by is not None:
            require(by, Permission.MANAGE_ACCOUNTS)
        found = self.clinician(organisation, account)
        tied = self._chosen(typed, found)
        detail = _profession_detail(tied.professional)
        event = self._event(organisation, by, AuditAction.ACCOUNT_CHANGED, found.id, detail)
        if tied.tie is Tie.OWN:
            self._correct(found, tied.professional, event)
            return found
        try:
            self.records.tie_account(found, tied.professional.id, event, tied.new)
        except Conflict:
            self._chosen(typed, found)
            raise
        return replace(found, professional=tied.professional.id)

    def _correct(self, account: Account, corrected: CareProfessional, event: AuditEvent) -> None:
        if corrected == self.professional_of(account):
            return
        if not self.records.correct_professional(corrected, event):
            raise Rejected([Problem("staff_id", "recorded-under", RECORDED_UNDER)])

    def _chosen(self, typed: TypedProfession, account: Account) -> Tied:
        known, accounts = self.records.professionals(account.organisation), self.records.accounts(account.organisation)
        return chosen_professional(typed, account, known, accounts, self.new_identity)

    def add_organisation(self, ods_code: str, name: str) -> Organisation:
        """Add an organisation to the installation, as an operator does.

        Raises:
            Rejected: the ODS code or the name is wrong.
            Conflict: the organisation is known already.
        """
        try:
            code = parse_ods_code(ods_code)
        except ValueError as fault:
            raise Rejected([Problem("organisation", "text", str(fault))]) from None
        if not 1 <= len(name.strip()) <= LONGEST_NAME:
            raise Rejected([Problem("organisation_name", "text", "Give a name of 1 to 100 characters.")])
        organisation = Organisation(self.new_identity(), code, name.strip())
        event = self._event(organisation.id, None, AuditAction.SERVICE_SET_UP, organisation.id, code)
        self.records.add_organisation(organisation, event)
        return organisation

    def change(self, by: Principal, account: Identity, act: AccountAct) -> Account:
        """Unlock, disable or enable an account of the administrator's organisation; disabling ends its sessions.

        Raises:
            NotPermitted: the principal may not manage accounts, or would disable their own.
            NotFound: there is no such account in the organisation.
        """
        require(by, Permission.MANAGE_ACCOUNTS)
        found = self.records.account(by.organisation.id, account)
        if act is AccountAct.DISABLE and found.id == by.account:
            raise NotPermitted("You cannot disable your own account. Ask another administrator.")
        changed = {
            AccountAct.UNLOCK: replace(found, failed_attempts=0, locked_until=None),
            AccountAct.DISABLE: replace(found, disabled_at=self.now()),
            AccountAct.ENABLE: replace(found, disabled_at=None, failed_attempts=0, locked_until=None),
        }[act]
        event = self._event(by.organisation.id, by, AuditAction.ACCOUNT_CHANGED, found.id, act.value)
        self.records.change_account(changed, (event,))
        if act is AccountAct.DISABLE:
            self.records.end_sessions_of(found.id, self.now())
        return changed

    def set_password(self, by: Principal, account: Identity, password: str) -> None:
        """Give an account a new password and end its sessions.

        Raises:
            NotPermitted: the principal may not manage accounts.
            NotFound: there is no such account in the organisation.
            Rejected: the password may not be chosen.
        """
        require(by, Permission.MANAGE_ACCOUNTS)
        found = self.records.account(by.organisation.id, account)
        fault = password_fault(password, (found.username, found.display_name))
        if fault is not None:
            raise Rejected([Problem("password", "password", fault)])
        changed = replace(found, password_hash=self.passwords.hash(password), failed_attempts=0, locked_until=None)
        event = self._event(by.organisation.id, by, AuditAction.ACCOUNT_CHANGED, found.id, "new password")
        self.records.change_account(changed, (event,))
        self.records.end_sessions_of(found.id, self.now())

    def _event(
        self, organisation: Identity, by: Principal | None, action: AuditAction, subject: Identity, detail: str
    ) -> AuditEvent:
        if by is not None:
            return audit_event(by, action, identity=self.new_identity(), at=self.now(), subject=subject, detail=detail)
        return AuditEvent(
            self.new_identity(), self.now(), organisation, None, None, None, action, subject=subject, detail=detail
        )


def _profession_detail(professional: CareProfessional) -> str:
    return f"{professional.profession.value}, care professional {shown(professional.id)}"


def _problems(wanted: NewAccount) -> list[Problem]:
    problems = []
    if not _USERNAME.fullmatch(wanted.username):
        problems.append(Problem("username", "text", "A user name has 3 to 64 letters, digits or . - _ @ characters."))
    fault = text_fault(wanted.name)
    if not 1 <= len(wanted.name) <= LONGEST_NAME or fault is not None:
        problems.append(Problem("name", "text", fault or "Give the person's name, up to 100 characters."))
    roles = [each.value for each in ROLES_OF_PEOPLE]
    if wanted.role not in roles:
        problems.append(Problem("role", "unknown", "Choose a role: " + ", ".join(roles) + "."))
    fault = password_fault(wanted.password, (wanted.username, wanted.name))
    if fault is not None:
        problems.append(Problem("password", "password", fault))
    return problems
