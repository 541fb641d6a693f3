"""The staff of `people` as the record knows them: with identities, accounts and principals."""

from collections.abc import Callable
from dataclasses import dataclass

from app.access.people import Account, Organisation, Principal, Role
from app.clinical.clinic import Clinic, Team
from app.clinical.professional import CareProfessional
from app.demo.people import CLERK, CLINICS, DESKS, STAFF, TEAMS, DeskPlan, StaffPlan
from app.identity import Identity


@dataclass(frozen=True, slots=True)
class Staffed:
    """The clinic as it was set up; teams, clinics, professionals and clinicians as they stand in `people`."""

    organisation: Organisation
    teams: tuple[Team, ...]
    clinics: tuple[Clinic, ...]
    professionals: tuple[CareProfessional, ...]
    clinicians: tuple[Account, ...]
    clerk: Account
    administrator: Account

    @property
    def accounts(self) -> tuple[Account, ...]:
        return (*self.clinicians, self.clerk, self.administrator)

    def principal(self, account: Account) -> Principal:
        """The account's owner, at work."""
        name, professional = account.display_name, account.professional
        return Principal(account.id, self.organisation, name, account.role, professional, None)


@dataclass(frozen=True, slots=True)
class Staffing:
    """Makes the staff of an organisation; all accounts have the same password hash."""

    organisation: Organisation
    password_hash: str
    new_identity: Callable[[], Identity]

    def staffed(self) -> Staffed:
        """Teams, clinics, care professionals, and the accounts of all who do something in the demonstration."""
        new, organisation = self.new_identity, self.organisation.id
        teams = tuple(Team(new(), organisation, each.code, each.name, each.team_type) for each in TEAMS)
        clinics = tuple(
            Clinic(new(), organisation, each.name, teams[each.team].id, each.site, each.location_type)
            for each in CLINICS
        )
        professionals = tuple(self._professional(each, number) for number, each in enumerate(STAFF, start=1))
        clinicians = tuple(
            self._account(each.username, each.name, Role.CLINICIAN, who.id)
            for each, who in zip(STAFF, professionals, strict=True)
        )
        clerk, administrator = self._desk(CLERK), self._desk(DESKS[0])
        return Staffed(self.organisation, teams, clinics, professionals, clinicians, clerk, administrator)

    def last_accounts(self) -> tuple[Account, ...]:
        """The accounts of those who do nothing in the demonstration; the last is `people.LAST_ACCOUNT`."""
        return tuple(self._desk(each) for each in DESKS[1:])

    def _professional(self, plan: StaffPlan, number: int) -> CareProfessional:
        return CareProfessional(
            self.new_identity(),
            self.organisation.id,
            plan.name,
            plan.profession,
            f"CP{number:03d}",
            plan.registration_body,
            plan.registration_entry,
            plan.staff_group,
            plan.occupation_code,
            plan.job_role,
        )

    def _desk(self, plan: DeskPlan) -> Account:
        return self._account(plan.username, plan.name, plan.role, None)

    def _account(self, username: str, name: str, role: Role, professional: Identity | None) -> Account:
        return Account(
            self.new_identity(), self.organisation.id, username, name, role, professional, self.password_hash
        )
