"""Releases of SNOMED CT, switches and groupings: what administration asks of storage, whatever the organisation.

Each is one more row, never a change of one. An act is everybody's, so each organisation's audit trail has an event of
it; the row and all the events are one transaction.
"""

from collections.abc import Callable, Collection, Mapping, Sequence

from sqlalchemy import bindparam, func, select

from app.access.audit import AuditEvent
from app.errors import Conflict
from app.identity import Identity
from app.store import tables
from app.store.column_types import IDENTITY
from app.store.database import Busy, Database
from app.store.prepared import Query, Row, Step
from app.store.touched import Touched
from app.store.writing import Writes
from app.terminology.concept import ConceptId
from app.terminology.refset import Group
from app.terminology.releases import LoadedRelease, MemberGrouping, Switch, TerminologyState

LOADED_ALREADY = "This release is loaded already, with the same content. Use the one that is there."
SWITCHED_MEANWHILE = (
    "Somebody switched the release meanwhile, so nothing was written. "
    "Look at the release now in use, then switch again if that is still right."
)
GROUPED_MEANWHILE = (
    "Somebody grouped this member meanwhile, so nothing was written. "
    "Look at how it is grouped now, then group it again if that is still right."
)


class ReleaseStatements:
    """The prepared statements of releases, switches and groupings."""

    def __init__(self, database: Database) -> None:
        release, switch, grouping = tables.snomed_release, tables.snomed_release_switch, tables.refset_member_grouping
        later = grouping.alias("later")
        highest = select(func.coalesce(func.max(switch.c.number), 0)).scalar_subquery()
        groupings = select(func.count()).select_from(grouping).scalar_subquery()
        superseded = select(later.c.version).where(
            later.c.concept == grouping.c.concept, later.c.version > grouping.c.version
        )
        self.state = database.query(select(highest, groupings))
        self.releases = database.query(
            select(release).order_by(release.c.loaded_at.desc(), release.c.id.desc()),
        )
        self.switches = database.query(select(switch).order_by(switch.c.number.desc()))
        self.groupings = database.query(select(grouping).where(~superseded.exists()).order_by(grouping.c.concept))
        self.organisations = database.query(select(tables.organisation.c.id).order_by(tables.organisation.c.id))
        self.key = database.query(select(release.c.id).where(release.c.key == bindparam("key")), "key")
        self.number = database.query(
            select(switch.c.number).where(switch.c.number == bindparam("number")),
            "number",
        )
        self.version = database.query(
            select(grouping.c.version).where(
                grouping.c.concept == bindparam("concept", type_=IDENTITY), grouping.c.version == bindparam("version")
            ),
            "concept",
            "version",
        )
        self._insert_release = database.insert(release)
        self._insert_switch = database.insert(switch)
        self._insert_grouping = database.insert(grouping)

    def release_steps(self, release: LoadedRelease) -> list[Step]:
        """The row of a release."""
        row: list[object] = [
            *(release.id, release.key, release.label, release.version_uri, release.effective),
            *(release.concepts, release.terms, release.loaded_at, release.loaded_by),
        ]
        return [self._insert_release.of([row])]

    def switch_steps(self, switch: Switch) -> list[Step]:
        """The row of a switch."""
        return [self._insert_switch.of([[switch.number, switch.release, switch.at, switch.by, switch.undoes]])]

    def grouping_steps(self, grouping: MemberGrouping) -> list[Step]:
        """The row of one version of a member's grouping."""
        row: list[object] = [
            *(grouping.concept, grouping.version, grouping.group, grouping.counted, grouping.sensitive),
            *(grouping.printable, grouping.at, grouping.by),
        ]
        return [self._insert_grouping.of([row])]


class StoredReleases:
    """The installation's releases, switches and groupings; each write is one transaction with its audit events."""

    def __init__(
        self, database: Database, statements: ReleaseStatements, touched: Touched, write: Callable[[Writes], None]
    ) -> None:
        self._database = database
        self._statements = statements
        self._touched = touched
        self._write = write

    def state(self) -> TerminologyState:
        """The last switch's number, and how many groupings were ever written: either changes with every act."""
        ((switch, groupings),) = self._database.all(self._statements.state)
        return TerminologyState(switch, groupings)

    def releases(self) -> tuple[LoadedRelease, ...]:
        """Every release loaded, the last loaded first."""
        return tuple(LoadedRelease(*row) for row in self._database.all(self._statements.releases))

    def switches(self) -> tuple[Switch, ...]:
        """Every switch, the last first."""
        return tuple(Switch(*row) for row in self._database.all(self._statements.switches))

    def groupings(self) -> tuple[MemberGrouping, ...]:
        """Of each member grouped by a person, the grouping that holds; by concept."""
        return tuple(_grouping(row) for row in self._database.all(self._statements.groupings))

    def organisations(self) -> tuple[Identity, ...]:
        """Every organisation of the installation, in the order in which they were set up."""
        return tuple(Identity(row[0]) for row in self._database.all(self._statements.organisations))

    def add_release(self, release: LoadedRelease, events: Sequence[AuditEvent]) -> None:
        """Write a release with its events.

        Raises:
            Conflict: a release with this key is there already; nothing was written.
        """
        taken = self._statements.key, (release.key,)
        self._add(self._statements.release_steps(release), events, taken, LOADED_ALREADY)

    def switch(self, switch: Switch, events: Sequence[AuditEvent]) -> None:
        """Write a switch with its events.

        Raises:
            Conflict: its number is taken, or the release or the switch that it names is not there; nothing was written.
        """
        taken = self._statements.number, (switch.number,)
        self._add(self._statements.switch_steps(switch), events, taken, SWITCHED_MEANWHILE)

    def group_member(self, grouping: MemberGrouping, events: Sequence[AuditEvent]) -> None:
        """Write one more version of a member's grouping with its events.

        Raises:
            Conflict: the version is taken; nothing was written.
        """
        taken = self._statements.version, (grouping.concept, grouping.version)
        self._add(self._statements.grouping_steps(grouping), events, taken, GROUPED_MEANWHILE)

    def children_with(self, organisation: Identity, concepts: Collection[ConceptId]) -> Mapping[ConceptId, int]:
        """How many of an organisation's children have a standing need of each concept, 0 where none has."""
        with self._database.snapshot() as snapshot:
            return self._touched.children_with(snapshot, organisation, concepts)

    def _add(
        self, steps: list[Step], events: Sequence[AuditEvent], taken: tuple[Query, tuple[object, ...]], words: str
    ) -> None:
        """Write rows with events; a key that `taken` finds is a Conflict in these words."""
        try:
            self._write(Writes(steps, tuple(events)))
        except Busy:
            raise
        except Conflict:
            query, key = taken
            if self._database.first(query, *key) is None:
                raise
            raise Conflict(words) from None


def _grouping(row: Row) -> MemberGrouping:
    concept, version, group, *rest = row
    return MemberGrouping(ConceptId(concept), version, Group(group), *rest)
