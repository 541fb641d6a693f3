"""The broad conditions that an installation added to its reports: rows none of which is ever changed."""

from collections.abc import Callable, Sequence

from sqlalchemy import select

from app.access.audit import AuditEvent
from app.reports.conditions.condition import OwnCondition
from app.store import tables
from app.store.database import Database
from app.store.prepared import Row
from app.store.writing import Writes
from app.terminology.concept import ConceptId
from app.terminology.refset import Group


class ConditionStatements:
    """The prepared statements of conditions."""

    def __init__(self, database: Database) -> None:
        condition = tables.report_condition
        self.all = database.query(select(condition).order_by(condition.c.version, condition.c.at, condition.c.key))
        self.insert = database.insert(condition)


class StoredConditions:
    """The conditions of the installation; each write is one transaction with its audit events."""

    def __init__(self, database: Database, statements: ConditionStatements, write: Callable[[Writes], None]) -> None:
        self._database = database
        self._statements = statements
        self._write = write

    def conditions(self) -> tuple[OwnCondition, ...]:
        """The last version of each, withdrawn or not, in the order in which they were added."""
        last = {each.key: each for each in map(_condition, self._database.all(self._statements.all))}
        return tuple(last.values())

    def keep(self, condition: OwnCondition, events: Sequence[AuditEvent]) -> None:
        """Write one version of a condition with its audit events, together or not at all.

        Raises:
            Conflict: somebody wrote that version meanwhile; nothing was written.
        """
        row: list[object] = [
            *(condition.key, condition.version, condition.words, condition.group.value),
            " ".join(map(str, condition.concepts)),
            *(condition.standing, condition.at, condition.by),
        ]
        self._write(Writes([self._statements.insert.of([row])], tuple(events)))


def _condition(row: Row) -> OwnCondition:
    key, version, words, group, concepts, *rest = row
    listed = tuple(ConceptId(int(each)) for each in concepts.split())
    return OwnCondition(key, version, words, Group(group), listed, *rest)
