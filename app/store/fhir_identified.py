"""Which resources have a business identifier: one that a system claimed, or one that the core gives to what it records.

A system is compared whatever the case it is written in, as NHS material writes some with another.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, String, bindparam, literal, select

from app.clinical.child import IdentifierKind
from app.clinical.code_lists import REGISTRATION_BODY
from app.fhir.mapping.practitioner_registration import number_system
from app.fhir.ports import SystemAndValue
from app.fhir.systems import (
    BOOKING_REFERENCE,
    LOCAL_PATIENT,
    LOCAL_PROFESSIONAL,
    LOCAL_TEAM,
    NHS_NUMBER,
    ODS_ORGANISATION,
    ODS_SITE,
    OUR_IDENTITY,
)
from app.identity import Identity, parse_identity
from app.store import tables
from app.store.database import Prepares, Reading
from app.store.fhir_keys import key_text
from app.store.fhir_source import mine
from app.store.identifiers import current_identifier
from app.store.prepared import Query
from app.store.touched import Touched
from app.store.wanted import is_wanted, wanted_text

_SHOWS_IDENTITY: Final = "HealthcareService"
_COLUMNS: Final = (
    ("Organization", ODS_ORGANISATION, tables.organisation.c.ods_code),
    ("CareTeam", LOCAL_TEAM, tables.team.c.local_identifier),
    ("Location", ODS_SITE, tables.clinic.c.site),
    ("Practitioner", LOCAL_PROFESSIONAL, tables.care_professional.c.local_identifier),
    ("Appointment", BOOKING_REFERENCE, tables.appointment.c.booking_reference),
)
"""Identifiers that the core records: of which type they are, in which system, and where."""

_TYPES: Final = ("Patient", *(each[0] for each in _COLUMNS))


@dataclass(frozen=True, slots=True)
class _Recorded:
    """Identifiers that the core records, and their system: a query of rows of value and identity."""

    system: str
    query: Query


class Identified:
    """Reads who has an identifier."""

    def __init__(self, database: Prepares) -> None:
        claimed = tables.fhir_identifier
        self._claimed = database.query(
            select(claimed.c.value, claimed.c.id, claimed.c.system).where(
                mine(claimed),
                is_wanted(database.dialect, "values", claimed.c.value),
                claimed.c.type == bindparam("type", type_=String()),
            ),
            "organisation",
            "values",
            "type",
        )
        self._recorded: Mapping[str, tuple[_Recorded, ...]] = MappingProxyType(
            {name: tuple(_recorded(database, name)) for name in _TYPES}
        )
        self._touched = Touched(database)

    def found(
        self, reading: Reading, organisation: Identity, type_name: str, wanted: frozenset[SystemAndValue]
    ) -> frozenset[Identity]:
        """The resources of a type that have one of the identifiers; the system of one is "" for any."""
        values = wanted_text({key_text(value) for _, value in wanted})
        recorded = self._recorded.get(type_name, ())
        claimed, *rows = reading.several(
            (self._claimed, (organisation, values, type_name)),
            *((each.query, (organisation, values)) for each in recorded),
        )
        named = [(system, value, identity) for value, identity, system in claimed]
        for each, found in zip(recorded, rows, strict=True):
            named += [(each.system, value, identity) for value, identity in found]
        sought = {(key_text(system).casefold(), key_text(value)) for system, value in wanted}
        fitting = {identity for system, value, identity in named if {(system.casefold(), value), ("", value)} & sought}
        return frozenset(fitting | set(_ours(type_name, wanted)))

    def standing(self, reading: Reading, organisation: Identity, children: frozenset[Identity]) -> frozenset[Identity]:
        """The records that stand for these children."""
        return frozenset(self._touched.standing(reading, organisation, children).values())


def _ours(type_name: str, wanted: frozenset[SystemAndValue]) -> Iterator[Identity]:
    """The identities that are an identifier themselves, of the type that shows its own as one."""
    for system, value in wanted if type_name == _SHOWS_IDENTITY else ():
        if system.casefold() in ("", OUR_IDENTITY.casefold()):
            try:
                yield parse_identity(value)
            except ValueError:
                continue


def _recorded(database: Prepares, type_name: str) -> Iterator[_Recorded]:
    """Every identifier that the core records of a type."""
    if type_name == "Patient":
        yield _Recorded(NHS_NUMBER, _numbers(database, IdentifierKind.NHS_NUMBER))
        yield _Recorded(LOCAL_PATIENT, _numbers(database, IdentifierKind.LOCAL))
    for of, system, value in _COLUMNS:
        if of == type_name:
            yield _Recorded(system, _of_column(database, value))
    if type_name == "Practitioner":
        body, entry = tables.care_professional.c.registration_body, tables.care_professional.c.registration_entry
        for code in REGISTRATION_BODY.answers:
            registered = number_system(code)
            if registered is not None:
                yield _Recorded(registered, _of_column(database, entry, body == literal(code)))


def _of_column(database: Prepares, value: Column[Any], *further: ColumnElement[bool]) -> Query:
    """The rows of a table by one of its columns."""
    table = value.table
    fits = is_wanted(database.dialect, "values", value)
    return database.query(select(value, table.c.id).where(mine(table), fits, *further), "organisation", "values")


def _numbers(database: Prepares, kind: IdentifierKind) -> Query:
    """The children who have numbers of a kind in use."""
    number = tables.child_identifier
    return database.query(
        select(number.c.value, number.c.child).where(
            mine(number),
            is_wanted(database.dialect, "values", number.c.value),
            number.c.kind == literal(kind.value),
            number.c.until.is_(None),
            current_identifier(),
        ),
        "organisation",
        "values",
    )
