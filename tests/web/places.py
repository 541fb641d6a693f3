"""Real things of the demonstration clinic, to put into the paths of routes."""

import re

from app.identity import Identity, shown
from tests.service import Service

_OPEN = """
select a.id, a.child, a.referral from appointment a left join encounter e on e.appointment = a.id
where a.held_on = ? and e.id is null
order by (select count(*) from need n where n.child = a.child) desc, a.id
"""


def _identity(number: object) -> str:
    assert isinstance(number, int)
    return shown(Identity(number))


def open_appointments(service: Service) -> list[tuple[str, str, str]]:
    """The day's appointments that nobody has recorded: appointment, child, referral; most needs first."""
    found = service.rows(_OPEN, service.day.isoformat())
    return [(_identity(appointment), _identity(child), _identity(referral)) for appointment, child, referral in found]


def encounters(service: Service) -> list[tuple[str, str]]:
    """Encounters at which a child was seen, the last first, each with its child."""
    found = service.rows(
        "select id, child from encounter where attendance in ('5', '6') and version = 1 order by contact_on desc, id"
    )
    return [(_identity(encounter), _identity(child)) for encounter, child in found]


def account(service: Service, username: str) -> str:
    """The identity of an account."""
    return _identity(service.rows("select id from account where username = ?", username)[0][0])


def filled(service: Service, path: str) -> str:
    """A route's path with things of the demonstration clinic in place of its parameters."""
    appointment, child, referral = open_appointments(service)[-1]
    things = {
        "appointment": appointment,
        "child": child,
        "referral": referral,
        "encounter": encounters(service)[0][0],
        "account": account(service, "therapist"),
        "act": "unlock",
    }
    return re.sub(r"\{(\w+)\}", lambda found: things[found[1]], path)


def private_words(service: Service) -> set[str]:
    """Every NHS number (plain and spaced), name and birth date (as stored and as shown) of the clinic's children."""
    from datetime import date

    from app.clinical.ages import clinical_date

    words: set[str] = set()
    for family, given, born in service.rows("select family_name, given_name, birth_date from child_demographics"):
        words |= {str(family), str(given), str(family).upper()}
        if born is not None:
            words |= {str(born), clinical_date(date.fromisoformat(str(born)))}
    for (number,) in service.rows("select value from child_identifier where kind = 'nhs_number'"):
        text = str(number)
        words |= {text, f"{text[:3]} {text[3:6]} {text[6:]}"}
    return words
