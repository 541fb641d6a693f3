"""How teams and clinics are added by hand: a name nobody else has, and the codes a submission asks of them."""

from dataclasses import dataclass
from typing import TypeVar

from app.access.audit import AuditAction, audit_event
from app.access.permissions import Permission, require
from app.clinical.answer_values import value_fault
from app.clinical.catalogue import item
from app.clinical.child_words import LONGEST_NAME, line_fault, tidy
from app.clinical.clinic import Clinic, Team
from app.clinical.code_lists import LOCATION_TYPE, TEAM_TYPE, CodeList
from app.clinical.identifiers import parse_ods_code
from app.clinical.ports import Unit, Work
from app.errors import Conflict, Rejected
from app.identity import Identity
from app.register.ports import RegisterRecords
from app.register.typed import LOST_PLACE, Reading, Typed, identity_typed

Kept = TypeVar("Kept", Team, Clinic)

LONGEST_IDENTIFIER = 20
_PARTED_BY = frozenset("/_.-")
_TAKEN = "Somebody added one with the same identifier at the same moment. Look at the list first."


@dataclass(frozen=True, slots=True)
class TeamWithClinics:
    """A team and the clinics it holds, by name."""

    team: Team
    clinics: tuple[Clinic, ...]


def clinics_by_team(records: RegisterRecords) -> tuple[TeamWithClinics, ...]:
    """Every team with its clinics, both by name."""
    clinics = records.clinics()
    return tuple(
        TeamWithClinics(team, tuple(each for each in clinics if each.team == team.id)) for team in records.teams()
    )


def add_team(typed: Typed, work: Work[RegisterRecords]) -> Team:
    """Add the team of a form whose field `team` is the identity it was given out with; sent twice, it is added once.

    Fields: `local_identifier` (1 to 20 characters, unique), `name` (unique), `team_type` (a code of TEAM_TYPE).

    Raises:
        NotPermitted: the principal may not keep clinics.
        Rejected: something is wrong; every problem under its field's name.
    """
    require(work.principal, Permission.KEEP_CLINICS)
    reading, known = Reading(typed), work.records.teams()
    identity = identity_typed(typed, "team")
    same = _same(known, identity)
    if same is not None:
        return same
    local = reading.parsed("local_identifier", _local_identifier)
    if local is not None and any(each.local_identifier.casefold() == local.casefold() for each in known):
        reading.wrong("local_identifier", "taken", "Another team has this identifier. Give this one its own.")
    name = _name(reading, "Type the team's name.", [each.name for each in known])
    team_type = _code(reading, "team_type", TEAM_TYPE, "Choose the kind of service.")
    if identity is None:
        reading.wrong("name", "form", LOST_PLACE)
    if reading.problems or identity is None or local is None or team_type is None:
        raise Rejected(reading.problems)
    team = Team(identity, work.principal.organisation.id, local, name, team_type)
    added = _written(team, "team", work) or _same(work.records.teams(), identity)
    if added is None:
        raise Conflict(_TAKEN)
    return added


def add_clinic(typed: Typed, work: Work[RegisterRecords]) -> Clinic:
    """Add the clinic of a form whose field `clinic` is the identity it was given out with; sent twice, added once.

    Fields: `name` (unique, so that a file of the booking system can name it), `team` (an identity), `site` (an ODS
    code) and `location_type` (a code of LOCATION_TYPE), the last two if known.

    Raises:
        NotPermitted: the principal may not keep clinics.
        Rejected: something is wrong; every problem under its field's name.
    """
    require(work.principal, Permission.KEEP_CLINICS)
    reading, known = Reading(typed), work.records.clinics()
    identity = identity_typed(typed, "clinic")
    same = _same(known, identity)
    if same is not None:
        return same
    name = _name(reading, "Type the clinic's name.", [each.name for each in known])
    team = identity_typed(typed, "team")
    if team not in {each.id for each in work.records.teams()}:
        reading.wrong("team", "missing", "Choose the team that holds the clinic.")
    site = reading.parsed("site", _site) if reading.text("site") else None
    place = _code(reading, "location_type", LOCATION_TYPE, None)
    if identity is None:
        reading.wrong("name", "form", LOST_PLACE)
    if reading.problems or identity is None or team is None:
        raise Rejected(reading.problems)
    clinic = Clinic(identity, work.principal.organisation.id, name, team, site, place)
    added = _written(clinic, "clinic", work) or _same(work.records.clinics(), identity)
    if added is None:
        raise Conflict(_TAKEN)
    return added


def _same(known: tuple[Kept, ...], identity: Identity | None) -> Kept | None:
    """What the same form added before."""
    return next((each for each in known if each.id == identity), None)


def _written(thing: Kept, kind: str, work: Work[RegisterRecords]) -> Kept | None:
    """The thing, written with its event; None when one of its keys was taken meanwhile."""
    event = audit_event(
        work.principal,
        AuditAction.CLINIC_ADDED,
        identity=work.new_identity(),
        at=work.now,
        subject=thing.id,
        detail=kind,
    )
    try:
        work.records.commit(Unit((thing,), (event,)))
    except Conflict:
        return None
    return thing


def _name(reading: Reading, missing: str, others: list[str]) -> str:
    name = tidy(reading.text("name"))
    if not name:
        reading.wrong("name", "missing", missing)
    elif len(name) > LONGEST_NAME:
        reading.wrong("name", "text", f"This is longer than {LONGEST_NAME} characters. Shorten it.")
    elif line_fault(name) is not None or not any(each.isalnum() for each in name):
        reading.wrong("name", "text", "A name has letters, digits, spaces and , . - ' ( ) / & : # + @ alone.")
    elif name.casefold() in {each.casefold() for each in others}:
        reading.wrong("name", "taken", "There is one of this name already. Give this one another name.")
    return name


def _local_identifier(text: str) -> str:
    plain = all(each.isascii() and (each.isalnum() or each in _PARTED_BY) for each in text)
    if not plain or not 1 <= len(text) <= LONGEST_IDENTIFIER:
        raise ValueError(f"Type 1 to {LONGEST_IDENTIFIER} letters, digits or / _ . - characters, such as COMPAED.")
    return text


def _site(text: str) -> str:
    site = parse_ods_code(text)
    fault = value_fault(item("clinic.site"), site)
    if fault is not None:
        raise ValueError("The ODS code of a site has 5 to 9 letters and digits, such as RXX01. Check it.")
    return site


def _code(reading: Reading, name: str, answers: CodeList, missing: str | None) -> str | None:
    code = reading.text(name)
    if not code and missing is not None:
        reading.wrong(name, "missing", missing)
    if code and code not in answers:
        reading.wrong(name, "unknown-code", "This is not one of the answers. Choose again.")
    return code or None
