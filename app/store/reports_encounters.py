"""The current encounters of many children, with what the analytics copy holds of them and nothing else.

Activities, scores, the plan, the words of needs and who said them are left blank, for they are most of what reading an
encounter costs.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Dialect, Select, bindparam, select

from app.clinical.encounter import Attendance, Contact, Encounter, EncounterKind
from app.clinical.needs import Certainty, Change, GroupAnswer, GroupAsked, SaidBy, Source, Statement, TrafficLight
from app.identity import Identity
from app.store import tables
from app.store.column_types import IDENTITY
from app.store.database import Database, Reading
from app.store.encounters import current_version
from app.store.fhir_recorded import of_current_encounter
from app.store.plan_rows import timing_from_columns
from app.store.prepared import Row
from app.store.wanted import is_wanted, wanted_text
from app.terminology.refset import Group

_ENCOUNTER: Final = (
    *("child", "id", "version", "record_number", "referral", "kind", "contact_on", "attendance", "contact_at"),
    *("recorded_at", "recorded_by", "entered_in_error"),
    *("started_at", "first_input_at", "submitted_at", "items_added", "items_confirmed", "items_carried", "input_mode"),
)
_STATEMENT: Final = (
    *("encounter", "need", "change", "concept", "need_group", "certainty", "is_primary", "diagnosed", "traffic_light"),
)
_KINDS: Final = {each.value: each for each in EncounterKind}
_ATTENDANCES: Final = {each.value: each for each in Attendance}
_CHANGES: Final = {each.value: each for each in Change}
_GROUPS: Final = {each.value: each for each in Group}
_ANSWERS: Final = {each.value: each for each in GroupAnswer}
_CERTAINTIES: Final = {each.value: each for each in Certainty}
_LIGHTS: Final[Mapping[str | None, TrafficLight | None]] = {None: None, **{each.value: each for each in TrafficLight}}
_SOURCE: Final = Source(SaidBy.CLINICIAN)


class ReportsEncounters:
    """Reads encounters for the analytics copy."""

    def __init__(self, database: Database) -> None:
        self._queries = [database.query(query, "organisation", "children") for query in _queries(database.dialect)]

    def current(
        self, reading: Reading, organisation: Identity, records: Sequence[Identity]
    ) -> dict[Identity, list[Encounter]]:
        """The current versions of the encounters of each record that has any."""
        key = organisation, wanted_text(records)
        encounters, groups, statements = reading.several(*((query, key) for query in self._queries))
        asked: dict[int, list[GroupAsked]] = {}
        for encounter, group, answer in groups:
            asked.setdefault(encounter, []).append(GroupAsked(_GROUPS[group], _ANSWERS[answer]))
        said: dict[int, list[Statement]] = {}
        for row in statements:
            said.setdefault(row[0], []).append(_statement(row))
        found: dict[Identity, list[Encounter]] = {}
        for row in encounters:
            made = _encounter(organisation, row, asked.get(row[1], ()), said.get(row[1], ()))
            found.setdefault(made.child, []).append(made)
        return found


def _queries(dialect: Dialect) -> tuple[Select[Any], ...]:
    encounter, asked, said = tables.encounter, tables.encounter_group, tables.need_statement
    mine = bindparam("organisation", type_=IDENTITY)

    def wanted(table: Any) -> Any:
        return (table.c.organisation == mine) & is_wanted(dialect, "children", table.c.child)

    return (
        select(*(encounter.c[name] for name in _ENCOUNTER))
        .where(wanted(encounter), current_version())
        .order_by(encounter.c.record_number),
        select(asked.c.encounter, asked.c.need_group, asked.c.answer)
        .where(wanted(asked), of_current_encounter(asked))
        .order_by(asked.c.encounter, asked.c.ordinal),
        select(*(said.c[name] for name in _STATEMENT))
        .where(wanted(said), of_current_encounter(said))
        .order_by(said.c.encounter, said.c.ordinal),
    )


def _encounter(organisation: Identity, row: Row, asked: Sequence[GroupAsked], said: Sequence[Statement]) -> Encounter:
    child, identity, version, number, referral, kind, on, attendance, at, recorded_at, recorded_by, in_error = row[:12]
    return Encounter(
        *(identity, version, number, organisation, child, referral, _KINDS[kind]),
        contact=Contact(on, _ATTENDANCES[attendance], at),
        activities=(),
        present=frozenset(),
        groups=tuple(asked),
        statements=tuple(said),
        outcome=None,
        next_appointment=None,
        appointment=None,
        professional=None,
        recorded_at=recorded_at,
        recorded_by=recorded_by,
        timing=timing_from_columns(row[12:19]),
        entered_in_error=in_error,
    )


def _statement(row: Row) -> Statement:
    return Statement(
        need=row[1],
        change=_CHANGES[row[2]],
        concept=row[3],
        term="",
        description=None,
        release="",
        group=_GROUPS[row[4]],
        certainty=_CERTAINTIES[row[5]],
        source=_SOURCE,
        primary=row[6],
        diagnosed=row[7],
        traffic_light=_LIGHTS[row[8]],
    )
