"""The clinic that is measured: the demonstration, and children with an appointment of whom nothing was recorded yet."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from app.clinical.ages import london_date
from app.clinical.child import Child, ChildIdentifier, IdentifierKind
from app.clinical.clinic import Appointment
from app.clinical.identifiers import LocalPatientId
from app.clinical.ports import Unit
from app.clinical.pseudonym import child_pseudonym
from app.clinical.referral import Referral
from app.demo import people
from app.identity import Identity, shown
from app.settings import Settings
from app.wiring import Installation, installation, now

_DEMO_CHILDREN = "120"
_UNITS_AT_ONCE = 200


def environment(database_url: str, folder: Path, **more: str) -> dict[str, str]:
    """The environment of a server or command on this database."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("EVERYNEED_")}
    return {
        **kept,
        "EVERYNEED_DATABASE_URL": database_url,
        "EVERYNEED_SECRET_KEY_FILE": str(folder / "secret.key"),
        "EVERYNEED_TERMINOLOGY_FOLDER": str(folder / "terminology"),
        "EVERYNEED_HTTPS": "false",
        **more,
    }


def load_demo(database_url: str, folder: Path) -> None:
    """Load the demonstration as its command does."""
    command = [sys.executable, "-m", "app", "demo", "load", "--children", _DEMO_CHILDREN, "--seed", "7"]
    done = subprocess.run(command, env=environment(database_url, folder), capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"The demonstration did not load: {done.stderr or done.stdout}")


class Booked(NamedTuple):
    """An appointment and its child, as shown in addresses and forms."""

    appointment: str
    child: str


def add_first_visits(database_url: str, folder: Path, count: int) -> list[Booked]:
    """Add children who come for the first time today; gives their appointments."""
    settings = Settings(database_url=database_url, secret_key_file=folder / "secret.key")
    with installation(settings) as service:
        pattern = _pattern(service)
        booked: list[Booked] = []
        with service.store.chunk() as chunk:
            for number in range(count):
                records = chunk.records(pattern[0].organisation)
                things = _copied(service, pattern, number)
                records.commit(Unit(things, ()))
                booked.append(Booked(shown(things[2].id), shown(things[0].id)))
                if number % _UNITS_AT_ONCE == 0:
                    chunk.flush()
        return booked


def _pattern(service: Installation) -> tuple[Child, Referral, Appointment]:
    """A child of the demonstration, booked to be seen in the coming weeks or today, to make others after."""
    account = service.store.accounts.account_named(people.STAFF[people.PAEDIATRICIAN].username)
    if account is None:
        raise SystemExit("The demonstration is not loaded.")
    with service.store.records(account.organisation) as records:
        for row in _rows_of_days(service, account.organisation):
            appointment = records.appointment(row)
            referral = records.referral(appointment.referral)
            if referral.open:
                return records.child(appointment.child), referral, appointment
    raise SystemExit("The demonstration has no appointment today.")


def _rows_of_days(service: Installation, organisation: Identity) -> Iterator[Identity]:
    with service.store.records(organisation) as records:
        for row in records.day_list(london_date(now()), None):
            yield row.appointment


def _copied(
    service: Installation, pattern: tuple[Child, Referral, Appointment], number: int
) -> tuple[Child, Referral, Appointment]:
    child, referral, appointment = pattern
    local = f"BENCH{number:06d}"
    new = service.new_identity
    identity = new()
    identifier = ChildIdentifier(new(), IdentifierKind.LOCAL, local, people.ODS_CODE, None)
    copied = replace(
        child,
        id=identity,
        pseudonym=child_pseudonym(service.pseudonym_key, None, people.ODS_CODE, LocalPatientId(local)),
        identifiers=(identifier,),
        facts=tuple(replace(fact, id=new()) for fact in child.facts),
    )
    referred = replace(referral, id=new(), version=1, child=identity)
    booked = replace(appointment, id=new(), version=1, booking_reference=None, child=identity, referral=referred.id)
    return copied, referred, booked
