"""Reading the audit trail back: every MAC recomputed, every gap and every missing tail named."""

from dataclasses import dataclass, field

from sqlalchemy import select

from app.access.audit import GENESIS, AuditAction, AuditEvent, canonical, chained_mac
from app.access.people import Role
from app.administration.ports import ChainFault, ChainReport
from app.identity import Identity
from app.store import tables
from app.store.audit import Head, Tip, head_due
from app.store.database import Database
from app.store.prepared import Query, Row

_EVENT = tables.audit_event.c
_HEAD = tables.audit_head.c
Chain = tuple[Identity, Identity]
"""An organisation and a writer."""


class Verification:
    """Verifies the chains of a whole installation, event after event, without holding them."""

    def __init__(self, database: Database, key: bytes) -> None:
        self._database = database
        self._key = key
        self._events = database.query(
            select(tables.audit_event).order_by(_EVENT.organisation, _EVENT.writer, _EVENT.sequence)
        )
        self._heads = database.query(select(tables.audit_head).order_by(_HEAD.ordinal))

    def report(self) -> ChainReport:
        """What a reading of all events and heads found."""
        reading = _Reading(self._key)
        with self._database.streaming() as stream:
            for found in stream(self._heads):
                reading.head(_converted(self._heads, found), found)
            for found in stream(self._events):
                reading.event(_converted(self._events, found), found)
        reading.finish()
        return ChainReport(reading.chains, reading.events, tuple(reading.faults))


def _converted(query: Query, found: Row) -> Row | None:
    try:
        return query.row(found)
    except (TypeError, ValueError):
        return None


@dataclass(slots=True)
class _Reading:
    """How far a verification has come."""

    key: bytes
    chains: int = 0
    events: int = 0
    faults: list[ChainFault] = field(default_factory=list)
    _heads: dict[Chain, dict[int, bytes]] = field(default_factory=dict)
    _last_head: tuple[int, bytes] = (0, GENESIS)
    _chain: Chain | None = None
    _tip: Tip = field(default_factory=Tip)

    def head(self, row: Row | None, found: Row) -> None:
        ordinal, organisation, writer, sequence, event_mac, _, mac = found
        last, before = self._last_head
        if ordinal != last + 1:
            missing = f"head {last + 1} is" if ordinal == last + 2 else f"heads {last + 1} to {ordinal - 1} are"
            self._fault((organisation, writer), sequence, f"{missing} missing before this one")
        elif row is None or mac != chained_mac(
            self.key, before, Head(ordinal, organisation, writer, Tip(sequence, event_mac), row[5]).canonical()
        ):
            self._fault((organisation, writer), sequence, f"head {ordinal} of the chain of heads does not hold")
        self._last_head = ordinal, mac
        self._heads.setdefault((organisation, writer), {})[sequence] = event_mac

    def event(self, row: Row | None, found: Row) -> None:
        writer, sequence, organisation, mac = found[0], found[1], found[4], found[12]
        if (organisation, writer) != self._chain:
            self._end_chain()
            self._chain, self._tip = (organisation, writer), Tip()
            self.chains += 1
        self.events += 1
        chain, expected = (organisation, writer), self._tip.sequence + 1
        if sequence != expected:
            missing = f"event {expected} is" if sequence == expected + 1 else f"events {expected} to {sequence - 1} are"
            self._fault(chain, expected, f"{missing} missing")
        else:
            event = None if row is None else _event(row)
            if event is None or mac != chained_mac(self.key, self._tip.mac, canonical(event, writer, sequence)):
                self._fault(chain, sequence, "the event, or the one before it, is not as it was written")
        recorded = self._heads.get(chain, {}).pop(sequence, None)
        if recorded is None and head_due(sequence):
            self._fault(chain, sequence, "the chain of heads does not have the head of this event")
        elif recorded is not None and recorded != mac:
            self._fault(chain, sequence, "the event is not the one its head was written for")
        self._tip = Tip(sequence, mac)

    def finish(self) -> None:
        self._end_chain()
        for chain in list(self._heads):
            self._chain, self._tip = chain, Tip()
            self._end_chain()

    def _end_chain(self) -> None:
        if self._chain is None:
            return
        last = max((sequence for sequence in self._heads.pop(self._chain, {})), default=0)
        if last > self._tip.sequence:
            self._fault(
                self._chain,
                self._tip.sequence + 1,
                f"events are missing at the end: a head was written for event {last}",
            )

    def _fault(self, chain: Chain, sequence: int, what: str) -> None:
        self.faults.append(ChainFault(chain[0], chain[1], sequence, what))


def _event(row: Row) -> AuditEvent | None:
    _, _, identity, at, organisation, account, role, session, action, child, subject, detail, _ = row
    try:
        return AuditEvent(
            identity,
            at,
            organisation,
            account,
            None if role is None else Role(role),
            session,
            AuditAction(action),
            child,
            subject,
            detail,
        )
    except ValueError:
        return None
