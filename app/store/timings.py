"""How long recordings took, as rows: the first versions of contacts that came from a form."""

from datetime import date

from sqlalchemy import bindparam, select

from app.clinical.encounter import EncounterKind
from app.clinical.timing import Timing
from app.identity import Identity
from app.store import tables
from app.store.database import Database, Reading
from app.store.plan_rows import timing_from_columns
from app.store.prepared import Row


class Timings:
    """Reads the timings of an organisation."""

    def __init__(self, database: Database) -> None:
        encounter = tables.encounter.c
        timed = (
            select(
                *(encounter.started_at, encounter.first_input_at, encounter.submitted_at),
                *(encounter.items_added, encounter.items_confirmed, encounter.items_carried, encounter.input_mode),
            )
            .where(
                encounter.organisation == bindparam("organisation"),
                encounter.contact_on >= bindparam("since"),
                encounter.version == 1,
                encounter.kind == EncounterKind.CARE_CONTACT.value,
                encounter.submitted_at.is_not(None),
            )
            .order_by(encounter.contact_on, encounter.id)
        )
        self._since = database.query(timed, "organisation", "since")
        self._between = database.query(
            timed.where(encounter.contact_on <= bindparam("until")), "organisation", "since", "until"
        )

    def since(self, reading: Reading, organisation: Identity, since: date) -> tuple[Timing, ...]:
        """Of the contacts since a date, by date."""
        return _timings(reading.all(self._since, organisation, since))

    def between(self, reading: Reading, organisation: Identity, since: date, until: date) -> tuple[Timing, ...]:
        """Of the contacts between two dates, both included, by date."""
        return _timings(reading.all(self._between, organisation, since, until))


def _timings(rows: list[Row]) -> tuple[Timing, ...]:
    found = (timing_from_columns(row) for row in rows)
    return tuple(timing for timing in found if timing is not None)
