"""Where resources of a type are found, and what a search asks of each: the rows that are kept as they were sent.

A resource is whichever is its last version, so what is recorded is joined to what was last kept of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Dialect,
    FromClause,
    Join,
    Table,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    null,
    select,
    tuple_,
    type_coerce,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from app.identity import EPOCH
from app.store import tables
from app.store.column_types import IDENTITY, Instant
from app.store.wanted import is_wanted

Condition = ColumnElement[bool]

NO_CHILD: Final = type_coerce(null(), IDENTITY)
NO_DATE: Final = type_coerce(null(), tables.encounter.c.contact_on.type)

_EPOCH_MILLISECONDS: Final = int(EPOCH.timestamp()) * 1_000
_TIME_BITS: Final = 22


@dataclass(frozen=True, slots=True)
class Source:
    """Resources of a type: the rows, which of them count, and what a search asks of each.

    `where_of_children` stands in for `where` in a search of what is of a few children, where it is not None. `on_known`
    says that every row has a date. `encounter`, `coded` (whether the resource has one of the codes of the
    clause of that number) and `who` (the columns of demographics) are None where the type has no such thing. The rest
    are conditions that follow from a search, and by which its rows are found by an index: that the resource ever had a
    code of the first clause, was ever said of in one of the encounters, or was changed, or said of, within a span of a
    column of encounters. `named_encounter` is the condition that what was sent names one of the encounters, where
    nothing of it was recorded.
    """

    rows: Any
    where: tuple[Condition, ...]
    id: ColumnElement[Any]
    child: ColumnElement[Any]
    updated: ColumnElement[Any]
    on: ColumnElement[Any]
    on_known: bool = True
    encounter: ColumnElement[Any] | None = None
    named_encounter: Condition | None = None
    coded: Callable[[int], Condition] | None = None
    who: Any = None
    where_of_children: tuple[Condition, ...] | None = None
    by_codes: Condition | None = None
    by_encounters: Condition | None = None
    by_span: Callable[[str], Condition] | None = None


class InTurn(Join):
    """A join whose right side is looked for only by what its left side has.

    Of what was said of a need, the last is known by its number; SQLite would take all of it and then look which is the
    last. Its CROSS JOIN leaves the order as it stands (SQLite, "The SQLite Query Optimizer Overview", 7.3).
    """

    inherit_cache = True


@compiles(InTurn, "sqlite")
def _cross_join(join: InTurn, compiler: SQLCompiler, **options: Any) -> str:
    left, right = (compiler.process(each, **{**options, "asfrom": True}) for each in (join.left, join.right))
    condition: Any = join.onclause
    return f"{left} CROSS JOIN {right} ON {compiler.process(condition)}"


def owner(table: FromClause) -> ColumnElement[Any]:
    """The column that says which organisation's a row is."""
    column: ColumnElement[Any] = table.c.id if table is tables.organisation else table.c.organisation
    return column


def mine(table: FromClause) -> Condition:
    """The condition that a row is of the organisation that searches."""
    return owner(table) == bindparam("organisation", type_=IDENTITY)


def made_at(identity: ColumnElement[int], dialect: Dialect) -> ColumnElement[Any]:
    """The instant at which an identity was drawn, which it tells itself, to the millisecond."""
    # Spelt out, for SQLAlchemy's own division of whole numbers calls a function that not every SQLite has.
    drawn = identity.op("/")(literal_column(str(1 << _TIME_BITS)))
    seconds = (drawn.op("+")(literal_column(str(_EPOCH_MILLISECONDS)))).op("/")(literal_column("1000.0"))
    if dialect.name == "sqlite":
        text = func.strftime("%Y-%m-%dT%H:%M:%f", seconds, "unixepoch")
        return type_coerce(text.concat("000+00:00"), Instant)
    return type_coerce(func.to_timestamp(seconds), Instant)


def later_of(recorded_at: ColumnElement[Any], kept: FromClause) -> ColumnElement[Any]:
    """When a resource was last changed: when it was recorded, or when it was sent again since."""
    changed = case((kept.c.kept_at > recorded_at, kept.c.kept_at), else_=recorded_at)
    return type_coerce(changed, Instant)


def on_of(on: ColumnElement[Any], recorded_at: ColumnElement[Any], kept: FromClause) -> ColumnElement[Any]:
    """The date of a resource: as it was sent, until something else is recorded of it; else as it is recorded."""
    stands = and_(kept.c.kept_at >= recorded_at, kept.c.clinical_on.is_not(None))
    return type_coerce(case((stands, kept.c.clinical_on), else_=on), NO_DATE.type)


def last_kept(kept: FromClause) -> Condition:
    """The condition that a row of fhir_kept is the last of its resource."""
    later = tables.fhir_kept.alias("kept_later")
    return ~(
        select(later.c.version)
        .where(
            later.c.organisation == kept.c.organisation,
            later.c.type == kept.c.type,
            later.c.id == kept.c.id,
            later.c.version > kept.c.version,
        )
        .exists()
    )


def kept_as(type_name: str, of: FromClause, identity: ColumnElement[Any]) -> tuple[FromClause, Condition]:
    """What was last kept, as a type, of the resources of which `of` has the identities; and what joins it to them."""
    kept = tables.fhir_kept.alias("kept")
    same = and_(kept.c.organisation == owner(of), kept.c.type == type_name, kept.c.id == identity)
    return kept, and_(same, last_kept(kept))


def has_code(kept: FromClause, type_name: str, clause: int, dialect: Dialect) -> Condition:
    """The condition that a version kept as a type has one of the codes of a clause."""
    # All that have one are found once and looked up, whichever of many codes it is.
    return tuple_(kept.c.id, kept.c.version).in_(_kept_with_code(type_name, clause, dialect, "id", "version"))


def coded_as_sent(
    kept: FromClause, type_name: str, recorded_at: ColumnElement[Any], clause: int, dialect: Dialect
) -> Condition:
    """The condition that what was sent has one of the codes of a clause, and nothing else was recorded since."""
    return and_(kept.c.kept_at >= recorded_at, has_code(kept, type_name, clause, dialect))


def names_encounter(kept: FromClause, type_name: str, dialect: Dialect) -> Condition:
    """The condition that a version kept as a type names one of the encounters sought, where nothing was recorded."""
    return tuple_(kept.c.id, kept.c.version).in_(_kept_with_encounter(type_name, dialect, "id", "version"))


def ever_kept_with_encounter(type_name: str, dialect: Dialect) -> Any:
    """The resources of which any version was kept that names one of the encounters sought."""
    return _kept_with_encounter(type_name, dialect, "id")


def _kept_with_encounter(type_name: str, dialect: Dialect, *columns: str) -> Any:
    naming = tables.fhir_kept_code.alias("naming")
    fits = is_wanted(dialect, "encounter_keys", naming.c.code)
    return select(*(naming.c[each] for each in columns)).where(mine(naming), naming.c.type == type_name, fits)


def ever_kept_with_code(type_name: str, dialect: Dialect) -> Any:
    """The resources of which any version was kept with one of the codes of the first clause."""
    return _kept_with_code(type_name, 0, dialect, "id")


def _kept_with_code(type_name: str, clause: int, dialect: Dialect, *columns: str) -> Any:
    code = tables.fhir_kept_code.alias("with_code")
    fits = is_wanted(dialect, f"codes_{clause}", code.c.code)
    return select(*(code.c[each] for each in columns)).where(mine(code), code.c.type == type_name, fits)


def in_span(column: ColumnElement[Any]) -> Condition:
    """The condition that a column is within the span that a search is narrowed to."""
    kind = column.type
    return column.between(bindparam("span_from", type_=kind), bindparam("span_to", type_=kind))


def kept_in_span(type_name: str, column: str) -> Any:
    """The resources that were kept within the span of a column of fhir_kept."""
    kept = tables.fhir_kept.alias("kept_within")
    return select(kept.c.id).where(mine(kept), kept.c.type == type_name, in_span(kept.c[column]))


def only_kept(type_name: str, recorded: Table | None, dialect: Dialect) -> Source:
    """What only is kept of a type: that of which the table of its recorded resources has no row."""
    kept = tables.fhir_kept.alias("kept")
    where = [mine(kept), last_kept(kept), *([] if recorded is None else [~_recorded(recorded, kept)])]
    # SQLite would go through all of the type, in the order sought, rather than sort the few of a child.
    unkeyed = kept.c.type.concat("") if dialect.name == "sqlite" else kept.c.type
    return Source(
        rows=kept,
        where=(*where, kept.c.type == type_name),
        where_of_children=(*where, unkeyed == type_name),
        id=kept.c.id,
        child=kept.c.child,
        updated=kept.c.kept_at,
        on=kept.c.clinical_on,
        on_known=False,
        encounter=kept.c.encounter,
        named_encounter=names_encounter(kept, type_name, dialect),
        coded=lambda clause: has_code(kept, type_name, clause, dialect),
        by_codes=kept.c.id.in_(ever_kept_with_code(type_name, dialect)),
        by_encounters=kept.c.id.in_(ever_kept_with_encounter(type_name, dialect)),
    )


def _recorded(table: Table, kept: FromClause) -> Condition:
    known = table.alias("known")
    conditions = [known.c.id == kept.c.id]
    if table is not tables.organisation:
        conditions.append(known.c.organisation == kept.c.organisation)
    return select(known.c.id).where(*conditions).exists()
