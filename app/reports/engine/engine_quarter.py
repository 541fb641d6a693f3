"""The tables of a quarter, computed once from the copy: who the children are at its end, and what stands then.

`person`: a row for each child. `visit`: contacts of the period. And twice, with `_all` for the records of all
organisations together (organisation 0) and `_own` for each one's own: `held`, the concepts that stand, with the surest
certainty; `folk`, a row for each child alive at the end, with everything that measures at the period's end look at.
"""

# ruff: noqa: S608 - the queries are put together from names and numbers of this package, and quoted texts

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import duckdb

from app.reports.card import Breakdown
from app.reports.cards.parts import AGE_BANDS, OLDEST, PARTS, SCHOOL_PHASES, asked_since, school_year_start
from app.reports.engine.tables import (
    ASKED,
    BITS,
    FACT,
    FOLK,
    HELD,
    LEVEL,
    NEW,
    OPEN,
    PERSON,
    PLACE,
    RESOLVED,
)
from app.reports.periods import Quarter

SCOPES: Final = {"_all": "0", "_own": "organisation"}
"""Suffix of the tables, and whose records are looked at together."""

COLUMN_OF: Final = {
    Breakdown.AGE_BAND: "band",
    Breakdown.SEX: "sex",
    Breakdown.ETHNIC_CATEGORY: "ethnic_category",
    Breakdown.DEPRIVATION: "deprivation",
    Breakdown.LOOKED_AFTER: "looked_after",
    Breakdown.EHC_PLAN: "ehc_plan",
    Breakdown.SCHOOL_PHASE: "school_phase",
}
"""The column of each breakdown: places in its list of parts."""

_FACTS: Final = (
    *("local_authority", "responsible_authority", "region", "icb"),
    *("deprivation_decile", "ethnic_category", "looked_after", "ehc_plan"),
)


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a quarter as SQL writes them."""

    first: str
    last: str
    asked_since: str
    school_year: str


def days_of(quarter: Quarter) -> Days:
    """The days that a quarter's tables are made with."""
    return Days(_day(quarter.first), _day(quarter.last), _day(asked_since(quarter)), _day(school_year_start(quarter)))


def _day(day: date) -> str:
    return f"DATE '{day.isoformat()}'"


def age_at(day: str, born: str = "born") -> str:
    """Completed years at a day, as `app.clinical.ages.completed_years`; NULL without a date of birth."""
    ahead = f"month({day}) * 100 + day({day}) < month({born}) * 100 + day({born})"
    return f"(year({day}) - year({born}) - CASE WHEN {ahead} THEN 1 ELSE 0 END)::SMALLINT"


def band(age: str) -> str:
    """The place of an age in the list of age bands."""
    bounds = [f"WHEN {age} <= {last} THEN {place}" for place, (_, last) in enumerate(AGE_BANDS.values())]
    return f"(CASE WHEN {age} IS NULL THEN {len(AGE_BANDS)} {' '.join(bounds)} ELSE {len(AGE_BANDS)} END)::UTINYINT"


def counted_age(age: str = "age") -> str:
    """Whether a child of this age is counted."""
    return f"({age} IS NULL OR {age} BETWEEN 0 AND {OLDEST})"


class QuarterTables:
    """The tables of one quarter, each made when it is first wanted."""

    def __init__(self, sql: duckdb.DuckDBPyConnection, quarter: Quarter) -> None:
        self._sql = sql
        self.quarter = quarter
        self._days = days_of(quarter)
        self._made: set[str] = set()
        self._run(FACT.format(last=self._days.last, columns=_fact_columns(), key_by_id=_sorted_by("id")))
        self._run(PLACE)
        self._run(_person(self._days))
        self._run("DROP TABLE fact_at")

    def want(self, text: str) -> None:
        """Have every table that a query names."""
        if "visit" in text:
            self._once("visit", (_visit(self._days),))
        for suffix in SCOPES:
            if f"folk{suffix}" in text:
                self._once(f"folk{suffix}", self._folk(suffix))

    def _once(self, name: str, statements: Sequence[str]) -> None:
        if name not in self._made:
            for statement in statements:
                self._run(statement)
            self._made.add(name)

    def _folk(self, suffix: str) -> list[str]:
        words = {"s": suffix, "org": SCOPES[suffix], **_words(self._days)}
        texts = (HELD, ASKED, OPEN, NEW, RESOLVED, LEVEL, BITS, FOLK)
        dropped = [f"DROP TABLE {each}{suffix}" for each in ("asked", "open", "new", "resolved", "gm", "bits")]
        return [text.format(**words) for text in texts] + dropped

    def _run(self, statement: str) -> None:
        self._sql.execute(statement)


def _words(days: Days) -> dict[str, str]:
    return {
        "first": days.first,
        "last": days.last,
        "since": days.asked_since,
        "age": age_at(days.last, "p.born"),
        "counted_age": counted_age(),
    }


def _sorted_by(then: str) -> str:
    """The moment of recording and then an identity as one number: far quicker to compare than a row of both."""
    return f"epoch_us(recorded_at)::HUGEINT * {2**64}::HUGEINT + {then}::HUGEINT"


def _fact_columns() -> str:
    held = "arg_max(value, sorted_by) FILTER (kind = '{0}') AS {0}"
    return ", ".join(held.format(kind) for kind in _FACTS)


def _person(days: Days) -> str:
    parts = ", ".join(_part(column) for column in _PART_KINDS)
    joins = " ".join(
        f"LEFT JOIN part {column}_part ON {column}_part.kind = '{kind}' AND {column}_part.value = {kind}"
        for column, kind in _PART_KINDS.items()
    )
    return PERSON.format(
        parts=parts,
        joins=joins,
        phase=_phase(age_at(days.school_year)),
        age=age_at(days.last),
        last=days.last,
        key=_sorted_by("organisation"),
    )


_PART_KINDS: Final = {
    "sex": "sex",
    "ethnic_category": "ethnic_category",
    "deprivation": "deprivation_decile",
    "looked_after": "looked_after",
    "ehc_plan": "ehc_plan",
}


def _part(column: str) -> str:
    breakdown = next(each for each, name in COLUMN_OF.items() if name == column)
    return f"coalesce({column}_part.no, {len(PARTS[breakdown]) - 1})::UTINYINT AS {column}"


def _phase(age: str) -> str:
    bounds = [f"WHEN {age} <= {last} THEN {place}" for place, (_, last) in enumerate(SCHOOL_PHASES.values())]
    unknown = len(SCHOOL_PHASES)
    return f"(CASE WHEN born IS NULL THEN {unknown} {' '.join(bounds)} ELSE {unknown} END)::UTINYINT"


def _visit(days: Days) -> str:
    return f"""
CREATE OR REPLACE TEMP TABLE visit AS
SELECT c.child, c.organisation, c."on", {age_at('c."on"', "p.born")} AS age, c.attendance, c.eligible, c.captured,
    c.seconds, c.unread, c.school_time, c.statements, c.uncoded
FROM contact c JOIN person p USING (child) WHERE c."on" BETWEEN {days.first} AND {days.last}
"""
