"""Organisations with many clinicians at work: accounts, clinics, and children each with a visit to book out today.

Two visits in three are of children who were seen before, with six needs to carry; two in three are booked, the third
is unscheduled. So the forms are those of a clinic that has been recording for a while.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from app.access.people import Account, Organisation, Role
from app.clinical.clinic import Clinic, Team
from app.clinical.ports import Unit
from app.clinical.professional import CareProfessional, Profession
from app.identity import Identity, parse_identity, shown
from app.settings import Settings
from app.wiring import Installation, installation
from benchmarks.busy_visits import Desk, VisitsOfDay

PASSWORD = "a busy clinic, 2026"
IN_AN_ORGANISATION = 40
IN_A_TEAM = 8


@dataclass(frozen=True, slots=True)
class BusyClinician:
    """An account, its organisation and clinic, a colleague to hold a joint clinic with, and the forms of the day."""

    username: str
    organisation: str
    clinic: str
    colleague: str
    forms: tuple[str, ...]
    """Paths, one for each visit."""


def fill(settings: Settings, clinicians: int, visits: int, seed: int = 7) -> list[BusyClinician]:
    """Add so many clinicians, each with so many visits, to a migrated database; they stand in several organisations."""
    with installation(settings) as service:
        chance = Random(seed)
        desks = list(_desks(service, clinicians))
        filled = []
        with service.store.chunk() as chunk:
            for number, desk in enumerate(desks):
                day = VisitsOfDay(service, chunk, desk, chance)
                forms = tuple(day.visit(place) for place in range(visits))
                colleague = desks[number ^ 1 if (number ^ 1) < len(desks) else number - 1]
                filled.append(
                    BusyClinician(
                        desk.account.username,
                        shown(desk.organisation.id),
                        shown(desk.clinic.id),
                        shown(colleague.professional.id),
                        forms,
                    )
                )
        return filled


def _desks(service: Installation, clinicians: int) -> Iterator[Desk]:
    """The accounts; the password is hashed once, since a hash is meant to cost."""
    password = service.desk.passwords.hash(PASSWORD)
    new = service.new_identity
    for start in range(0, clinicians, IN_AN_ORGANISATION):
        code = f"RB{start // IN_AN_ORGANISATION:03d}"
        organisation = service.desk.add_organisation(code, f"Busy Children's Trust {code}")
        here = range(start, min(start + IN_AN_ORGANISATION, clinicians))
        clinics = {number // IN_A_TEAM: _clinic(service, organisation, number) for number in here[::IN_A_TEAM]}
        for number in here:
            professional = CareProfessional(
                new(), organisation.id, f"Dr Busy {number}", Profession.PAEDIATRICIAN, f"P{number}"
            )
            account = Account(
                new(), organisation.id, f"busy{number}", professional.name, Role.CLINICIAN, professional.id, password
            )
            _write(service, organisation, professional, account)
            yield Desk(organisation, *clinics[number // IN_A_TEAM], professional, account)


def _clinic(service: Installation, organisation: Organisation, number: int) -> tuple[Team, Clinic]:
    team = Team(service.new_identity(), organisation.id, f"T{number}", f"Team {number}", "06")
    site = f"{organisation.ods_code}1"
    clinic = Clinic(service.new_identity(), organisation.id, f"Clinic {number}", team.id, site, "K02")
    _write(service, organisation, team, clinic)
    return team, clinic


def _write(service: Installation, organisation: Organisation, *things: object) -> None:
    with service.store.records(organisation.id) as records:
        records.commit(Unit(things, ()))


def organisation_of(clinician: BusyClinician) -> Identity:
    """The organisation a clinician works for."""
    return parse_identity(clinician.organisation)
