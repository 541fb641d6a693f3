"""The tables of a quarter that all cubes of it share, each made from the copy when it is first wanted.

`person`: a row for each child; `place`: the combinations of areas that children are of. `visit`: contacts of the
period. And twice, with `_all` for the records of all organisations together (organisation 0) and `_own` for each one's
own: `held`, the concepts that stand, with the surest certainty; `asked`, the groups asked about; `folk`, a row for each
child alive at the end, with everything that measures at the period's end look at.
"""

from typing import Final

import duckdb

from app.reports.engine.days import days_of
from app.reports.engine.engine_codes import Codes
from app.reports.engine.people import (
    AREAS,
    FOLK_FROM,
    PARTS_OF_PERSON,
    bits_of,
    fact_at,
    folk,
    person,
    visit,
    words_of,
)
from app.reports.engine.places import ALL, OWN
from app.reports.engine.rows import scoped
from app.reports.engine.tables import ASKED, BITS, HELD, KNOWN, LEVEL, NEW, OPEN, PLACE, PLACED, RESOLVED
from app.reports.periods import Quarter

WHO: Final = "".join(f", {each}" for each in ("place", *PARTS_OF_PERSON))
"""The columns of where and how a child lives, in tables that all cubes share."""

_FOLK: Final = {**FOLK_FROM, "needy": ("bits", "coalesce(bits{s}.low, 0) <> 0")}
_TEXTS: Final = {
    "held": HELD,
    "asked": ASKED,
    "open": OPEN,
    "new": NEW,
    "resolved": RESOLVED,
    "gm": LEVEL,
    "bits": BITS,
    "known": KNOWN,
}
_KEPT: Final = frozenset({"held", "asked"})


class QuarterTables:
    """The tables of one quarter."""

    def __init__(self, sql: duckdb.DuckDBPyConnection, codes: Codes, quarter: Quarter) -> None:
        self._sql = sql
        self._codes = codes
        self.quarter = quarter
        self._days = days_of(quarter)
        self._made: set[str] = set()
        self._people()

    def want(self, text: str) -> None:
        """Have every table that a query names."""
        if "visit" in text:
            self._once("visit", visit(self._days, WHO))
        for scope in (ALL, OWN):
            if f"folk{scope}" in text:
                self._folk(scope)
            if f"asked{scope}" in text:
                self._once(f"asked{scope}", self._text("asked", scope))

    def _people(self) -> None:
        columns = ("age", "alive", "linked", *PARTS_OF_PERSON, *AREAS)
        self._make("fact_at", fact_at(self._days, columns) or "")
        self._make("whole", person(self._days, columns))
        self._drop("fact_at")
        self._make("place", PLACE)
        self._make("person", PLACED)
        self._drop("whole")

    def _folk(self, scope: str) -> None:
        name = f"folk{scope}"
        if name in self._made:
            return
        for each in _TEXTS:
            self._once(f"{each}{scope}", self._text(each, scope))
        self._once(name, scoped(folk(self._days, "known", _FOLK, WHO), scope, WHO))
        for each in _TEXTS:
            if each not in _KEPT:
                self._drop(f"{each}{scope}")

    def _text(self, table: str, scope: str) -> str:
        words = {
            **words_of(self._days),
            "members": "member",
            "groups": "-1",
            "bits": bits_of(_FOLK),
            "kinds": "LEFT JOIN kind_bits USING (no, rank)",
            "s": "{s}",
            "org": "{org}",
        }
        return scoped(_TEXTS[table].format(**words), scope, WHO)

    def _once(self, name: str, query: str) -> None:
        if name not in self._made:
            self._make(name, query)
            self._made.add(name)

    def _make(self, name: str, query: str) -> None:
        self._codes.want(self._sql, query)
        self._sql.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")

    def _drop(self, name: str) -> None:
        self._sql.execute(f"DROP TABLE {name}")
        self._made.discard(name)
