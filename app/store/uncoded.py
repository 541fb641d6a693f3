"""The needs in a clinician's own words that stand and wait for a code.

Which need stands, and with which words or code, is said by the core's rule alone. The query leaves out what cannot have
given a standing need its words, so that few children are read: only a statement without a concept, with no day after it
on which the need was stated anew, resolved or withdrawn; and a resolution only if a review did not heed it.
"""

from collections.abc import Sequence
from datetime import time
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, Time, and_, bindparam, func, literal, or_, select

from app.capture.ports import UncodedNeed
from app.clinical.child import IdentifierKind
from app.clinical.encounter import Encounter
from app.clinical.history import NeedHistory, in_order_of_time, need_histories, standing_needs
from app.clinical.identifiers import NhsNumber
from app.clinical.needs import Change
from app.identity import Identity
from app.store import tables
from app.store.children import DEMOGRAPHICS, current_demographics, demographics_from_row
from app.store.database import Database, Reading
from app.store.encounters import Encounters, current_version
from app.store.identifiers import number_in_use
from app.store.prepared import Row

MOST_NEEDS = 500
_ROWS_AT_ONCE = 100
_AFFIRMED = [literal(each.value) for each in Change if each.affirmed]
_RESOLVED, _REVIEWED = [literal(Change.RESOLVED.value)], [literal(Change.REVIEWED_UNCHANGED.value)]
_FINAL = [literal(each.value) for each in Change if each.touched or not each.standing]

Affirmed = dict[Identity, tuple[NeedHistory, Encounter]]
"""Of each need, its history and the encounter that affirmed it last."""


class Uncoded:
    """Reads the needs that wait for a code."""

    def __init__(self, database: Database) -> None:
        self._candidates = database.query(_candidates(), "organisation")

    def needs(self, reading: Reading, organisation: Identity, encounters: Encounters) -> tuple[UncodedNeed, ...]:
        """The last affirmed first; at most MOST_NEEDS, of more those last affirmed without a code."""
        rows = reading.all(self._candidates, organisation)
        read: dict[Identity, Affirmed] = {}
        found: dict[Identity, UncodedNeed] = {}
        affirming: dict[Identity, Encounter] = {}
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            part = rows[start : start + _ROWS_AT_ONCE]
            unread = {row[0] for row in part} - read.keys()
            reading.prime(*(query for child in unread for query in encounters.asked(organisation, child)))
            for child in unread:
                read[child] = _uncoded(encounters.of_child(reading, organisation, child))
            for child, need, *who in part:
                if need in read[child] and need not in found:
                    history, encounter = read[child][need]
                    found[need] = _waiting(history, encounter, who)
                    affirming[encounter.id] = encounter
            if len(found) >= MOST_NEEDS:
                break
        places = {encounter.id: place for place, encounter in enumerate(in_order_of_time(affirming.values()))}
        return tuple(sorted(found.values(), key=lambda each: -places[each.encounter])[:MOST_NEEDS])


def _waiting(history: NeedHistory, encounter: Encounter, who: Row) -> UncodedNeed:
    nhs_number, *demographics = who
    return UncodedNeed(
        encounter=encounter.id,
        need=history.need,
        term=history.latest.term,
        group=history.latest.group,
        on=encounter.contact.on,
        professional=encounter.professional,
        child=encounter.child,
        demographics=demographics_from_row(demographics),
        nhs_number=None if nhs_number is None else NhsNumber(nhs_number),
    )


def _uncoded(encounters: Sequence[Encounter]) -> Affirmed:
    """The needs of a child that stand and have no concept."""
    standing = {
        history.need: history
        for history in standing_needs(need_histories(encounters))
        if history.latest.concept is None
    }
    return {
        statement.need: (standing[statement.need], encounter)
        for encounter in in_order_of_time(encounters)
        for statement in encounter.statements
        if statement.need in standing and statement.change.affirmed
    }


def _belongs(statement: FromClause, encounter: FromClause) -> ColumnElement[bool]:
    return and_(
        encounter.c.organisation == statement.c.organisation,
        encounter.c.child == statement.c.child,
        encounter.c.id == statement.c.encounter,
        encounter.c.version == statement.c.version,
    )


def _said(changes: Sequence[ColumnElement[str]], *, on_a_later_day: bool) -> ColumnElement[bool]:
    """The condition that one of the changes was said of the need on a later day, or on the same or a later one."""
    mine, day = tables.need_statement, tables.encounter
    said, its_day = mine.alias("said"), day.alias("its_day")
    later = its_day.c.contact_on > day.c.contact_on if on_a_later_day else its_day.c.contact_on >= day.c.contact_on
    return (
        select(said.c.version)
        .join(its_day, _belongs(said, its_day))
        .where(
            said.c.organisation == mine.c.organisation,
            said.c.need == mine.c.need,
            said.c.change.in_(changes),
            later,
            current_version(its_day),
        )
        .correlate(mine, day)
        .exists()
    )


def _candidates() -> Select[Any]:
    """Statements without a concept that may stand, by time, the last first: child, need, and who the child is."""
    statement, encounter, who = tables.need_statement, tables.encounter, tables.child_demographics
    at = func.coalesce(encounter.c.contact_at, literal(time.min, Time))
    return (
        select(
            *(statement.c.child, statement.c.need),
            number_in_use(statement.c.organisation, statement.c.child, IdentifierKind.NHS_NUMBER),
            *DEMOGRAPHICS,
        )
        .select_from(statement)
        .join(encounter, _belongs(statement, encounter))
        .join(who, and_(who.c.organisation == statement.c.organisation, who.c.child == statement.c.child))
        .where(
            statement.c.organisation == bindparam("organisation"),
            statement.c.concept.is_(None),
            or_(
                statement.c.change.in_(_AFFIRMED),
                and_(statement.c.change.in_(_RESOLVED), _said(_REVIEWED, on_a_later_day=False)),
            ),
            current_version(),
            current_demographics(),
            ~_said(_FINAL, on_a_later_day=True),
        )
        .order_by(encounter.c.contact_on.desc(), at.desc(), encounter.c.id.desc(), statement.c.ordinal)
    )
