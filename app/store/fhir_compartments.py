"""Everything that is held of a child, every version of it."""

from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, select

from app.clinical.clinic import Appointment
from app.fhir.ports import Compartment
from app.identity import Identity
from app.store import tables
from app.store.appointment_rows import appointment_as_booked, appointment_as_changed
from app.store.column_types import IDENTITY
from app.store.database import Database, Reading
from app.store.encounters import encounters_from_rows
from app.store.fhir_child_versions import FhirChildVersions
from app.store.fhir_children import FhirChildren
from app.store.fhir_kept import FhirKept
from app.store.fhir_recorded import FhirRecorded, of_each, referrals_in_order
from app.store.prepared import Row
from app.store.wanted import is_wanted, wanted_text


class FhirCompartments:
    """Reads compartments, of a few children at once."""

    def __init__(self, database: Database, children: FhirChildren, recorded: FhirRecorded, kept: FhirKept) -> None:
        self._children = children
        self._recorded = recorded
        self._kept = kept
        self._versions = FhirChildVersions(database)
        booking, change = tables.appointment, tables.appointment_change
        self._appointments = [
            database.query(
                select(table)
                .where(
                    table.c.organisation == bindparam("organisation", type_=IDENTITY),
                    is_wanted(database.dialect, "children", table.c.child),
                )
                .order_by(*order),
                "organisation",
                "children",
            )
            for table, order in ((booking, (booking.c.id,)), (change, (change.c.appointment, change.c.version)))
        ]

    def compartments(
        self, reading: Reading, organisation: Identity, wanted: Sequence[Identity]
    ) -> dict[Identity, Compartment]:
        """Everything that is held of those of the children that there are."""
        children = self._children.children(reading, organisation, wanted)
        if not children:
            return {}
        known, sought = list(children), wanted_text(children)
        asked = (
            self._versions.asked(organisation, sought),
            self._recorded.asked_of_referrals(organisation, sought),
            self._recorded.asked_of_encounters(organisation, sought),
            [(query, (organisation, sought)) for query in self._appointments],
            [self._kept.asked_of_children(organisation, sought)],
        )
        answers = iter(reading.several(*(query for part in asked for query in part)))
        of_who, of_referrals, of_encounters, of_appointments, (of_kept,) = (
            [next(answers) for _ in part] for part in asked
        )
        versions = self._versions.of_children(children.values(), of_who)
        referrals = of_each(known, referrals_in_order(*of_referrals))
        encounters = of_each(known, encounters_from_rows(of_encounters[0], of_encounters[1:]))
        appointments = of_each(known, _appointments(*of_appointments))
        kept = self._kept.of_children(of_kept)
        return {
            child: Compartment(
                children[child],
                versions[child],
                referrals[child],
                encounters[child],
                appointments[child],
                tuple(kept.get(child, ())),
            )
            for child in known
        }


def _appointments(bookings: Iterable[Row], changes: Iterable[Row]) -> list[Appointment]:
    """Every version of appointments, the booking first; those that were booked first come first."""
    versions = {row[0]: [appointment_as_booked(row)] for row in bookings}
    for row in changes:
        versions[row[2]].append(appointment_as_changed(versions[row[2]][0], row))
    return [version for each in versions.values() for version in each]
