"""What the analytics copy asks of the record: whom anything was written about since the last time, and their histories.

Triggers note, in the transaction of every row about a child, that something was written about them (revision 0011). On
SQLite one transaction writes at a time, so that the numbers of the notes rise in the order of commits. On PostgreSQL a
note has the number of its transaction, and the mark to go on from is the oldest transaction still under way as of the
moment that is read (`pg_snapshot_xmin`): what was not to be seen then was written by that or a later one, however long
before others it had begun, and is found the next time. Some of what was seen is found again, which does no harm.

Of a child neither name nor pseudonym is read, and of identifiers the NHS numbers; of encounters and referrals what
LINES of `app.reports.ports` has, as the database puts it together. While use is made of some children, the next are
read.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import chain, islice
from typing import Any, Final

from sqlalchemy import BigInteger, Dialect, FromClause, Select, Table, Text, bindparam, cast, func, literal, or_, select

from app.clinical.child import Child, ChildFact, ChildIdentifier, Demographics, FactAnswer, FactKind, Gender
from app.clinical.child import IdentifierKind as Kind
from app.clinical.pseudonym import Pseudonym, PseudonymBasis
from app.identity import Identity
from app.reports.ports import FACTS_HELD, LINES, HistoryPiece
from app.store import tables
from app.store.children import FACT, merged_into, whole_children
from app.store.column_types import IDENTITY
from app.store.database import Database, Reading
from app.store.identifiers import IDENTIFIER, current_identifier
from app.store.reports_rows import Values, as_one_text, instant, rows_in
from app.store.wanted import is_wanted, wanted_text

AT_ONCE: Final = 400
"""How many children are read at once: enough for few statements, few enough for little memory."""

_HELD: Final[Mapping[str, Table]] = {
    "referral": tables.referral,
    "encounter": tables.encounter,
    "asked": tables.encounter_group,
    "statement": tables.need_statement,
}
"""The tables of LINES. Every version is read, for hardly anything has a second one, and looking for it at every row
takes as long as reading it."""

_GENDERS: Final = {each.value: each for each in Gender}
_FACT_KINDS: Final = {each.value: each for each in FactKind}
_FACT_ANSWERS: Final = {each.value: each for each in FactAnswer}
_NO_PSEUDONYM: Final = Pseudonym(b"", PseudonymBasis.LOCAL_IDENTIFIER)

_Texts = Sequence[str | None]
"""What the queries of some children give, each its one text."""


class ReportsChildren:
    """Reads what the analytics copy is derived from."""

    def __init__(self, database: Database) -> None:
        self._children = [database.query(query, "organisation", "wanted") for query in _of_children(database.dialect)]
        self._lines = [database.query(query, "organisation", "wanted") for query in _of_lines(database.dialect)]
        self._everybody = database.query(_standing(_all_children()), "organisation")
        self._touched = database.query(_standing(_noted_since()), "organisation", "mark")
        self._mark = database.query(_next_mark(database.dialect), "organisation")

    def touched_since(self, reading: Reading, organisation: Identity, mark: int) -> tuple[int, list[Identity]]:
        """The mark for the next time, and the standing records of the children noted since one, in order.

        A mark beyond the database's own is of another one, such as before a backup was restored: then all are given.
        """
        following = int(reading.all(self._mark, organisation)[0][0])
        if 0 < mark <= following:
            rows = reading.all(self._touched, organisation, mark)
        else:
            rows = reading.all(self._everybody, organisation)
        return following, [Identity(row[0]) for row in rows]

    def histories(
        self, reading: Reading, organisation: Identity, standing: Sequence[Identity]
    ) -> Iterator[HistoryPiece]:
        """Everything of these children, in their order, read piece by piece, the next while one is made use of."""
        rest = iter(standing)
        with ThreadPoolExecutor(1, "reports-reading") as ahead:
            some = list(islice(rest, AT_ONCE))
            coming = ahead.submit(self._read, reading, organisation, some)
            while some:
                texts, following = coming.result(), list(islice(rest, AT_ONCE))
                if following:
                    coming = ahead.submit(self._read, reading, organisation, following)
                yield _piece(organisation, some, texts)
                some = following

    def _read(self, reading: Reading, organisation: Identity, some: Sequence[Identity]) -> _Texts:
        """The texts of children, identifiers and facts, and those of LINES."""
        asked = organisation, wanted_text(some)
        of_children = reading.several(*((query, asked) for query in self._children))
        merged = (Identity(each) for row in rows_in(of_children[0][0][0]) for each in _merged_from(row))
        records = wanted_text(chain(some, merged))
        lines = reading.several(*((query, (organisation, records)) for query in self._lines))
        return [rows[0][0] for rows in (*of_children, *lines)]


def _piece(organisation: Identity, some: Sequence[Identity], texts: _Texts) -> HistoryPiece:
    children = _children_in(organisation, texts[:3])
    lines = {table: text or "" for table, text in zip(LINES, texts[3:], strict=True)}
    return HistoryPiece(tuple([children[each] for each in some if each in children]), lines)


def _children_in(organisation: Identity, texts: _Texts) -> dict[Identity, Child]:
    children, identifiers, facts = map(rows_in, texts)
    numbers: dict[Identity, list[ChildIdentifier]] = {}
    for child, *row in sorted(identifiers):
        numbers.setdefault(child, []).append(_identifier(row))
    known: dict[Identity, list[ChildFact]] = {}
    for child, *row in facts:
        known.setdefault(child, []).append(_fact(row))
    return {
        row[0]: _child(organisation, row, tuple(numbers.get(row[0], ())), tuple(known.get(row[0], ())))
        for row in children
    }


def _child(
    organisation: Identity, row: Values, numbers: tuple[ChildIdentifier, ...], facts: tuple[ChildFact, ...]
) -> Child:
    identity, registered_at, registered_by, version, into, _, born, gender = row
    who = Demographics("", "", None, None, _day(born), _GENDERS[gender])
    when = instant(registered_at), registered_by
    return Child(
        *(identity, organisation, _NO_PSEUDONYM, who, numbers, facts, *when, version, into),
        tuple(sorted(map(Identity, _merged_from(row)))),
    )


def _merged_from(row: Values) -> Iterator[int]:
    """The records merged into a child's, which the database gives as one text."""
    return map(int, row[5].split(",")) if row[5] else iter(())


def _identifier(row: Values) -> ChildIdentifier:
    identity, value, issuer, status, since, until, version = row
    return ChildIdentifier(identity, Kind.NHS_NUMBER, value, issuer, status, _day(since), _day(until), version)


def _fact(row: Values) -> ChildFact:
    identity, kind, answer, value, since, until, recorded_at, recorded_by, qualifier = row
    when = _day(since), _day(until), instant(recorded_at)
    return ChildFact(identity, _FACT_KINDS[kind], _FACT_ANSWERS[answer], value, *when, recorded_by, qualifier)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _of_children(dialect: Dialect) -> tuple[Select[Any], ...]:
    """The children wanted, their NHS numbers, and of their facts those that the copy holds."""
    child, identifier, fact = tables.child.c, tables.child_identifier.c, tables.child_fact.c
    whole = whole_children().add_columns(child.id).where(is_wanted(dialect, "wanted", child.id)).subquery()
    into, merged = list(whole.c)[5:7]
    return (
        as_one_text(
            dialect,
            *(whole.c.id, whole.c.registered_at, whole.c.registered_by, whole.c.version, into, merged),
            *(whole.c.birth_date, whole.c.gender),
        ),
        as_one_text(dialect, identifier.child, *(identifier[name] for name in IDENTIFIER if name != "kind")).where(
            identifier.organisation == _mine(),
            is_wanted(dialect, "wanted", identifier.child),
            identifier.kind == literal(Kind.NHS_NUMBER.value),
            current_identifier(),
        ),
        as_one_text(dialect, fact.child, *(fact[name] for name in FACT)).where(
            fact.organisation == _mine(),
            is_wanted(dialect, "wanted", fact.child),
            or_(*(fact.kind == literal(each.value) for each in FACTS_HELD)),
        ),
    )


def _of_lines(dialect: Dialect) -> Iterator[Select[Any]]:
    for name, wanted in LINES.items():
        held = _HELD[name].c
        mine = held.organisation == _mine(), is_wanted(dialect, "wanted", held.child)
        yield as_one_text(dialect, *(held[each] for each in wanted)).where(*mine)


def _mine() -> Any:
    return bindparam("organisation", type_=IDENTITY)


def _all_children() -> FromClause:
    return select(tables.child.c.id.label("child")).where(tables.child.c.organisation == _mine()).subquery("found")


def _noted_since() -> FromClause:
    noted = tables.child_touched.c
    since = noted.number >= bindparam("mark", type_=IDENTITY)
    return select(noted.child).where(noted.organisation == _mine(), since).distinct().subquery("found")


def _standing(found: FromClause) -> Select[Any]:
    """The records that stand for the children found, each once and in order."""
    child = tables.child.c
    standing = func.coalesce(merged_into(child.organisation, child.id), child.id).label("standing")
    return (
        select(standing)
        .select_from(found)
        .join(tables.child, (child.organisation == _mine()) & (child.id == found.c.child))
        .distinct()
        .order_by(standing)
    )


def _next_mark(dialect: Dialect) -> Select[Any]:
    noted = tables.child_touched.c
    if dialect.name == "sqlite":
        return select(func.coalesce(func.max(noted.number), 0) + 1).where(noted.organisation == _mine())
    oldest = func.pg_snapshot_xmin(func.pg_current_snapshot())
    return select(cast(cast(oldest, Text), BigInteger)).where(_mine().is_not(None))
