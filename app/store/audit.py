"""The audit trail as rows: a writer's chains, and the one chain of heads that holds them all.

A head says how far a chain had come, and with which MAC. One is written with a chain's first event, with every
thousandth, and when its writer closes; so events cut off the end of a chain show from the last head on, and a chain
that was taken out whole shows too. Heads are numbered through the installation and chained by their own MACs.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select

from app.access.audit import GENESIS, AuditEvent, canonical, chained_mac
from app.identity import Identity
from app.store import tables
from app.store.database import Database
from app.store.prepared import Cursor, Step, Values

HEAD_EVERY = 1_000


def head_due(sequence: int) -> bool:
    """Whether a head is written with the event of this number."""
    return sequence == 1 or sequence % HEAD_EVERY == 0


@dataclass(frozen=True, slots=True)
class Tip:
    """The last event of a chain: its number and its MAC."""

    sequence: int = 0
    mac: bytes = GENESIS


@dataclass(frozen=True, slots=True)
class Head:
    """A row of the chain of heads: a chain's tip at an instant."""

    ordinal: int
    organisation: Identity
    writer: Identity
    tip: Tip
    at: datetime

    def canonical(self) -> bytes:
        """The head's text for its MAC."""
        at = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        tip = self.tip
        fields = [self.ordinal, self.organisation, self.writer, tip.sequence, tip.mac.hex(), at]
        return json.dumps(fields, separators=(",", ":")).encode()


@dataclass(frozen=True, slots=True)
class Linked:
    """Events with their place in the chains, before it is known whether they will stay written."""

    rows: list[Values]
    tips: dict[Identity, Tip]
    heads: list[tuple[Identity, Tip]]


class Chains:
    """The chains of one writer, one for each organisation. For one thread at a time.

    Tips move on with `keep`, for good with `settle`, and back to where they were with `forget`.
    """

    def __init__(self, key: bytes, writer: Identity) -> None:
        self.writer = writer
        self._key = key
        self._settled: dict[Identity, Tip] = {}
        self._kept: dict[Identity, Tip] = {}
        self._due: list[tuple[Identity, Tip]] = []

    @property
    def due(self) -> list[tuple[Identity, Tip]]:
        """The heads to write with what was kept."""
        return self._due

    def linked(self, events: Sequence[AuditEvent]) -> Linked:
        """The rows of events that follow the tips."""
        linked = Linked([], {}, [])
        for event in events:
            organisation = event.organisation
            tip = linked.tips.get(organisation) or self._kept.get(organisation)
            tip = tip or self._settled.get(organisation) or Tip()
            sequence = tip.sequence + 1
            mac = chained_mac(self._key, tip.mac, canonical(event, self.writer, sequence))
            after = linked.tips[organisation] = Tip(sequence, mac)
            linked.rows.append(_event_values(event, self.writer, after))
            if head_due(sequence):
                linked.heads.append((organisation, after))
        return linked

    def keep(self, linked: Linked) -> None:
        """The events are written; whether they stay is for the commit to say."""
        self._kept.update(linked.tips)
        self._due.extend(linked.heads)

    def settle(self) -> None:
        """What was kept is committed."""
        self._settled.update(self._kept)
        self.forget()

    def forget(self) -> None:
        """What was kept is rolled back."""
        self._kept.clear()
        self._due.clear()

    def unheaded(self) -> list[tuple[Identity, Tip]]:
        """The tips beyond the last head of their chain."""
        return [(organisation, tip) for organisation, tip in self._settled.items() if not head_due(tip.sequence)]


class AuditRows:
    """Writes events and heads."""

    def __init__(self, database: Database, key: bytes, now: Callable[[], datetime]) -> None:
        head = tables.audit_head
        self._key = key
        self._now = now
        self._lock_heads = database.lock_heads
        self._insert = database.insert(tables.audit_event)
        self._insert_head = database.insert(head)
        self._last_head = database.query(select(head.c.ordinal, head.c.mac).order_by(head.c.ordinal.desc()).limit(1))

    def steps(self, linked: Linked) -> list[Step]:
        """The rows of linked events."""
        return [self._insert.of(linked.rows)] if linked.rows else []

    def write_heads(self, cursor: Cursor, writer: Identity, tips: Sequence[tuple[Identity, Tip]]) -> None:
        """Add a head for each tip. To be the last thing a transaction does, as it holds back other heads."""
        if self._lock_heads:
            cursor.execute(self._lock_heads)
        last = self._last_head.all(cursor, ())
        ordinal, mac = (last[0][0], last[0][1]) if last else (0, GENESIS)
        rows: list[Values] = []
        for organisation, tip in tips:
            ordinal += 1
            head = Head(ordinal, organisation, writer, tip, self._now())
            mac = chained_mac(self._key, mac, head.canonical())
            rows.append([ordinal, organisation, writer, tip.sequence, tip.mac, head.at, mac])
        statement, bound = self._insert_head.of(rows)
        statement.run(cursor, bound)


def _event_values(event: AuditEvent, writer: Identity, tip: Tip) -> Values:
    return [
        *(writer, tip.sequence, event.id, event.at, event.organisation, event.account, event.role, event.session),
        *(event.action, event.child, event.subject, event.detail, tip.mac),
    ]
