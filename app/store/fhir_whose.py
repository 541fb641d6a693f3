"""Whose a resource is: recorded under one of the core's tables, or only kept as it was sent."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Select, Table, bindparam, null, select

from app.fhir.ports import TypeAndId
from app.identity import Identity
from app.store import tables
from app.store.column_types import IDENTITY
from app.store.database import Database, Reading
from app.store.fhir_kept import wanted_by_type
from app.store.wanted import is_wanted, wanted_text

_TABLES: Final[dict[str, Table]] = {
    "Patient": tables.child,
    "Encounter": tables.encounter,
    "QuestionnaireResponse": tables.encounter,
    "Provenance": tables.encounter,
    "EpisodeOfCare": tables.referral,
    "ServiceRequest": tables.referral,
    "Condition": tables.need,
    "Observation": tables.need,
    "DeviceUseStatement": tables.need,
    "Procedure": tables.care_activity,
    "Appointment": tables.appointment,
    "Practitioner": tables.care_professional,
    "PractitionerRole": tables.care_professional,
    "CareTeam": tables.team,
    "HealthcareService": tables.clinic,
    "Location": tables.clinic,
}
"""The table whose identity the resources of a type have. An Organization has our organisation's own."""

Whose = dict[TypeAndId, Identity | None]


class FhirWhose:
    """Reads whose resources are."""

    def __init__(self, database: Database) -> None:
        kept = tables.fhir_kept
        mine = kept.c.organisation == bindparam("organisation", type_=IDENTITY)
        self._kept = database.query(
            select(kept.c.type, kept.c.id, kept.c.child)
            .where(mine, kept.c.type == bindparam("type"), is_wanted(database.dialect, "wanted", kept.c.id))
            .order_by(kept.c.id, kept.c.version),
            "organisation",
            "type",
            "wanted",
        )
        self._tables = list(dict.fromkeys(_TABLES.values()))
        self._recorded = [
            database.query(_recorded(table, database), "organisation", "wanted") for table in self._tables
        ]

    def children_of(self, reading: Reading, organisation: Identity, wanted: Sequence[TypeAndId]) -> Whose:
        """The child of each resource that there is, or None; where it is recorded, as that says, else as last kept."""
        if not wanted:
            return {}
        sought = self._sought(wanted)
        answers = reading.several(
            *((self._recorded[place], (organisation, wanted_text(identities))) for place, identities in sought.items()),
            *((self._kept, (organisation, *each)) for each in wanted_by_type(wanted)),
        )
        recorded = {
            self._tables[place]: {row[0]: row[1] for row in rows} for place, rows in zip(sought, answers, strict=False)
        }
        whose: Whose = {(row[0], row[1]): row[2] for rows in answers[len(sought) :] for row in rows}
        for each in wanted:
            type_name, identity = each
            found = recorded.get(_TABLES[type_name], {}) if type_name in _TABLES else {}
            if identity in found:
                whose[each] = found[identity]
            elif each == ("Organization", organisation):
                whose[each] = None
        return whose

    def _sought(self, wanted: Sequence[TypeAndId]) -> dict[int, set[Identity]]:
        """The identities to look for in each table, by its place."""
        sought: dict[int, set[Identity]] = {}
        for type_name, identity in wanted:
            if type_name in _TABLES:
                sought.setdefault(self._tables.index(_TABLES[type_name]), set()).add(identity)
        return sought


def _recorded(table: Table, database: Database) -> Select[Any]:
    """Those of the wanted that a table has, each with its child where the table says one."""
    child = table.c.id if table is tables.child else table.c.child if "child" in table.c else null()
    found = select(table.c.id, child).where(
        table.c.organisation == bindparam("organisation", type_=IDENTITY),
        is_wanted(database.dialect, "wanted", table.c.id),
    )
    # Of an activity there may be rows in many versions of an encounter; of the others the first says whose they are.
    if table is tables.care_activity:
        return found.distinct()
    return found.where(table.c.version == 1) if table in (tables.encounter, tables.referral) else found
