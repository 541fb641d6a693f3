"""The current encounters of many children, with what the analytics copy holds of them and nothing else.

Activities, scores, the plan, the words of needs, who said them and for which referral they are primary are left blank,
for they are most of what reading an encounter costs. Versions are told apart here and not by the database: hardly any
encounter has a second one, and looking for it at every row took half the time of reading the rows.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Dialect, Select, bindparam, func, literal_column, select

from app.clinical.ages import PartialDate
from app.clinical.encounter import Attendance, Contact, Encounter, EncounterKind
from app.clinical.needs import Certainty, Change, GroupAnswer, GroupAsked, SaidBy, Source, Statement, TrafficLight
from app.clinical.timing import Timing
from app.identity import Identity
from app.store import tables
from app.store.column_types import IDENTITY
from app.store.database import Asked, Database
from app.store.plan_rows import timing_from_columns
from app.store.reports_rows import Values, as_one_text, instant, rows_in
from app.store.wanted import is_wanted
from app.terminology.refset import Group

_ENCOUNTER: Final = (
    *("child", "id", "version", "record_number", "referral", "kind", "contact_on", "attendance", "contact_at"),
    *("recorded_at", "recorded_by", "entered_in_error"),
    *("started_at", "first_input_at", "submitted_at", "items_added", "items_confirmed", "items_carried", "input_mode"),
)
_STATEMENT: Final = (
    *("encounter", "version", "need", "change", "concept", "need_group", "certainty", "diagnosed", "traffic_light"),
)
_KINDS: Final = {each.value: each for each in EncounterKind}
_ATTENDANCES: Final = {each.value: each for each in Attendance}
_CHANGES: Final = {each.value: each for each in Change}
_GROUPS: Final = {each.value: each for each in Group}
_CERTAINTIES: Final = {each.value: each for each in Certainty}
_LIGHTS: Final[Mapping[str | None, TrafficLight | None]] = {None: None, **{each.value: each for each in TrafficLight}}
_ASKED: Final = {f"{group}={answer}": GroupAsked(group, answer) for group in Group for answer in GroupAnswer}
"""Every answer about a group, by how `_groups_asked` writes it."""

_SOURCE: Final = Source(SaidBy.CLINICIAN)
_partial_date = lru_cache(4096)(PartialDate.parse)


class ReportsEncounters:
    """Asks for encounters for the analytics copy."""

    def __init__(self, database: Database) -> None:
        self._queries = [database.query(query, "organisation", "children") for query in _queries(database.dialect)]

    def asked(self, organisation: Identity, records: str) -> list[Asked]:
        """The queries of these records' encounters: each gives one text, and `encounters_in` reads them."""
        return [(query, (organisation, records)) for query in self._queries]


def encounters_in(organisation: Identity, texts: Sequence[str | None]) -> dict[Identity, list[Encounter]]:
    """The current versions of the encounters of each record that has any."""
    encounters, groups, statements = map(rows_in, texts)
    current = _latest(encounters)
    asked = {row[0]: row[2] for row in groups if row[1] == current[row[0]][2]}
    said = _said(statements, current)
    found: dict[Identity, list[Encounter]] = {}
    for identity, row in current.items():
        made = _encounter(organisation, row, _answers(asked.get(identity)), said.get(identity, ()))
        found.setdefault(made.child, []).append(made)
    return found


def _queries(dialect: Dialect) -> tuple[Select[Any], ...]:
    encounter, said = tables.encounter.c, tables.need_statement.c
    mine = bindparam("organisation", type_=IDENTITY)

    def wanted(column: Any) -> Any:
        return (column.organisation == mine) & is_wanted(dialect, "children", column.child)

    asked = _groups_asked().where(wanted(tables.encounter_group.c)).subquery()
    return (
        as_one_text(dialect, *(encounter[name] for name in _ENCOUNTER)).where(wanted(encounter)),
        as_one_text(dialect, *asked.c).select_from(asked),
        as_one_text(dialect, *(said[name] for name in _STATEMENT)).where(wanted(said)),
    )


def _groups_asked() -> Select[Any]:
    """All answers of a version of an encounter as one text, `group=answer` joined by commas."""
    asked = tables.encounter_group.c
    # As SQL, for a statement compiled once is not rendered again with its parameters.
    equals: Any = literal_column("'='")
    comma: Any = literal_column("','")
    answers = func.aggregate_strings(asked.need_group.concat(equals).concat(asked.answer), comma)
    return select(asked.encounter, asked.version, answers).group_by(asked.child, asked.encounter, asked.version)


def _latest(rows: Iterable[Values]) -> dict[Identity, Values]:
    """The row of the latest version of each encounter."""
    latest: dict[Identity, Values] = {}
    for row in rows:
        held = latest.get(row[1])
        if held is None or held[2] < row[2]:
            latest[row[1]] = row
    return latest


def _answers(text: str | None) -> tuple[GroupAsked, ...]:
    return () if text is None else tuple([_ASKED[each] for each in text.split(",")])


def _said(rows: Iterable[Values], current: Mapping[Identity, Values]) -> dict[Identity, list[Statement]]:
    """The statements of each encounter that makes any, those of its latest version."""
    said: dict[Identity, list[Statement]] = {}
    for encounter, version, need, change, concept, group, certainty, diagnosed, light in rows:
        if version != current[encounter][2]:
            continue
        on = None if diagnosed is None else _partial_date(diagnosed)
        how = _GROUPS[group], _CERTAINTIES[certainty], _SOURCE, False, None, on, None, _LIGHTS[light]
        statement = Statement(need, _CHANGES[change], concept, "", None, "", *how)
        if encounter in said:
            said[encounter].append(statement)
        else:
            said[encounter] = [statement]
    return said


def _encounter(
    organisation: Identity, row: Values, asked: tuple[GroupAsked, ...], said: Sequence[Statement]
) -> Encounter:
    child, identity, version, number, referral, kind, on, attendance, at, recorded_at, recorded_by, in_error = row[:12]
    return Encounter(
        *(identity, version, number, organisation, child, referral, _KINDS[kind]),
        contact=Contact(
            date.fromisoformat(on), _ATTENDANCES[attendance], None if at is None else time.fromisoformat(at)
        ),
        activities=(),
        present=frozenset(),
        groups=asked,
        statements=tuple(said),
        outcome=None,
        next_appointment=None,
        appointment=None,
        professional=None,
        recorded_at=instant(recorded_at),
        recorded_by=recorded_by,
        timing=None if row[12] is None else _timing(row),
        entered_in_error=bool(in_error),
    )


def _timing(row: Values) -> Timing | None:
    begun = None if row[13] is None else instant(row[13])
    return timing_from_columns((instant(row[12]), begun, instant(row[14]), *row[15:]))
