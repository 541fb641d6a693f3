"""How the copy lies in files: the columns of its tables, the parts of a generation, and when generations are merged.

Each table has the columns of its row (`app.reports.observed`), and `record` besides: the record of the child at the
organisation, by which a later generation replaces what an earlier one holds. Instants are UTC, without a zone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from types import MappingProxyType, UnionType
from typing import Any, Final, get_args, get_type_hints

from app.reports.observed import (
    AskedRow,
    ChildRow,
    ContactRow,
    FactRow,
    LightRow,
    NeedRow,
    ReferralRow,
)

PARTS: Final = 16
"""Into how many parts children are divided, by the last bits of their pseudonym: all of a child lies in one."""

ROWS: Final[Mapping[str, type]] = MappingProxyType(
    {
        "child": ChildRow,
        "fact": FactRow,
        "need": NeedRow,
        "asked": AskedRow,
        "contact": ContactRow,
        "referral": ReferralRow,
        "light": LightRow,
    }
)
"""The tables, and what a row of each is."""

_SQL: Final[Mapping[type, str]] = MappingProxyType(
    {
        int: "BIGINT",
        bool: "BOOLEAN",
        str: "VARCHAR",
        date: "DATE",
        time: "TIME",
        datetime: "TIMESTAMP",
    }
)
MOST_GENERATIONS: Final = 8
_FACTOR: Final = 4


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, and its type in SQL."""

    name: str
    sql: str


def columns(table: str) -> tuple[Column, ...]:
    """The columns of a table in a file, the last of them `record`."""
    hints = get_type_hints(ROWS[table])
    return (*(Column(each.name, _SQL[_plain(hints[each.name])]) for each in fields(ROWS[table])), RECORD)


def _plain(hint: Any) -> type:
    if isinstance(hint, UnionType):
        (hint,) = (each for each in get_args(hint) if each is not type(None))
    plain: type = hint
    return plain


RECORD: Final = Column("record", "BIGINT")

PART: Final = f"child & {PARTS - 1}"
"""The part of a row, as SQL."""


def first_to_merge(sizes: Sequence[int], most: int = MOST_GENERATIONS) -> int | None:
    """From which generation on the rest is to be merged into one, or None where there are few.

    `sizes` are how many records each generation replaces, the oldest first. The newest are merged, and with them any
    older one that is not much larger than all that follow it: so little is written again while there is little that is
    new, and the large first generation only when it is largely out of date.
    """
    if len(sizes) <= most:
        return None
    first = len(sizes) - 2
    later = sizes[-1] + sizes[-2]
    while first > 0 and (sizes[first - 1] <= _FACTOR * later or len(sizes) - first < most // 2):
        first -= 1
        later += sizes[first]
    return first
