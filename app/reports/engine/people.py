"""The queries of who children are and what stands for them, with as many columns as are wanted.

`person`: a row for each child. `folk`: a row for each child alive at the period's end, of the records looked at
together. `visit`: contacts of the period.
"""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from app.reports.card import Breakdown
from app.reports.cards.countable import CERTAINTIES
from app.reports.cards.parts import PARTS
from app.reports.engine.days import COLUMN_OF, Days, age_at, counted_age, phase
from app.reports.engine.tables import FACT, FOLK, PERSON, VISIT

AREAS: Final = ("local_authority", "responsible_authority", "region", "icb")
PARTS_OF_PERSON: Final = tuple(column for each, column in COLUMN_OF.items() if each is not Breakdown.AGE_BAND)
_FACT_OF: Final = {
    "ethnic_category": "ethnic_category",
    "deprivation": "deprivation_decile",
    "looked_after": "looked_after",
    "ehc_plan": "ehc_plan",
}
_TOLD: Final = {
    "alive": "arg_max(died, sorted_by) AS died",
    "linked": "bool_or(linked) AS linked",
    "sex": "arg_max(sex, sorted_by) FILTER (sex IN ('1', '2', '9')) AS sex",
}
"""What a person's columns need of the rows of `child`, besides the date of birth."""

FOLK_FROM: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "asked": ("asked", "coalesce(asked{s}.asked, 0)"),
        "needy": ("needy", "needy{s}.child IS NOT NULL"),
        "low": ("bits", "coalesce(bits{s}.low, 0)"),
        "high": ("bits", "coalesce(bits{s}.high, 0)"),
        "c": ("bits", "coalesce(bits{s}.c, 0)"),
        "t": ("bits", "coalesce(bits{s}.t, 0)"),
        "f": ("bits", "coalesce(bits{s}.f, 0)"),
        "r": ("bits", "coalesce(bits{s}.r, 0)"),
        "new_low": ("new", "coalesce(new{s}.low, 0)"),
        "resolved_low": ("resolved", "coalesce(resolved{s}.low, 0)"),
        "gmfcs": ("gm", "gm{s}.gmfcs"),
        "on_caseload": ("open", "open{s}.child IS NOT NULL"),
        "linked": ("", "p.linked"),
    }
)
"""The columns of `folk`, each with the table it is from and how it is made."""

_BITS: Final = {
    "low": "bit_or(low) AS low",
    "high": "bit_or(high) AS high",
    **{letter: f"count(*) FILTER (letter = {place})::SMALLINT AS {letter}" for place, letter in enumerate("ctfr", 1)},
}


def words_of(days: Days) -> dict[str, str]:
    """What the texts of tables are filled with, whatever is wanted."""
    ranks = " ".join(f"WHEN '{each.value}' THEN {rank}" for rank, each in enumerate(CERTAINTIES, 1))
    return {
        "first": days.first,
        "last": days.last,
        "since": days.asked_since,
        "age_then": age_at('c."on"', "p.born"),
        "counted_age": counted_age("p.age"),
        "certain": ", ".join(f"'{each.value}'" for each in CERTAINTIES),
        "rank": f"(CASE n.certainty {ranks} END)::TINYINT",
    }


def fact_at(days: Days, columns: Iterable[str]) -> str | None:
    """The query of the facts that a person's columns need, as they hold at the end; None where they need none."""
    kinds = [_FACT_OF.get(each, each) for each in columns if each in _FACT_OF or each in AREAS]
    if not kinds:
        return None
    held = (
        "arg_max(value, sorted_by) FILTER (kind = '{0}') AS {0}"
        if len(kinds) > 1
        else "arg_max(value, sorted_by) AS {0}"
    )
    return FACT.format(
        columns=", ".join(held.format(kind) for kind in kinds),
        kinds=", ".join(f"'{kind}'" for kind in kinds),
        key_by_id=_sorted_by("id"),
        last=days.last,
    )


def person(days: Days, columns: Sequence[str]) -> str:
    """The query of persons with the columns: `age` and `alive` at the end, `linked`, areas, and parts of breakdowns."""
    with_parts = [each for each in columns if each == "sex" or each in _FACT_OF]
    joins = [
        f"LEFT JOIN value_part {each}_part ON {each}_part.kind = '{_FACT_OF.get(each, each)}' "
        f"AND {each}_part.value = {_FACT_OF.get(each, each)}"
        for each in with_parts
    ]
    facts = ["LEFT JOIN fact_at USING (child)"] if fact_at(days, columns) else []
    return PERSON.format(
        columns=", ".join(_of_person(each, days) for each in columns) or "told.child AS same",
        told="".join(f", {_TOLD[each]}" for each in columns if each in _TOLD),
        joins=" ".join((*facts, *joins)),
        key=_sorted_by("organisation"),
    )


def _of_person(column: str, days: Days) -> str:
    made = {
        "age": age_at(days.last),
        "alive": f"(died IS NULL OR died > {days.last})",
        "linked": "linked",
        "school_phase": phase(age_at(days.school_year)),
        "responsible_authority": "nullif(responsible_authority, '')",
    }
    if column in made:
        return f"{made[column]} AS {column}"
    if column in AREAS:
        return f"coalesce(nullif({column}, ''), 'unknown') AS {column}"
    breakdown = next(each for each, name in COLUMN_OF.items() if name == column)
    return f"coalesce({column}_part.no, {len(PARTS[breakdown]) - 1})::UTINYINT AS {column}"


def _sorted_by(then: str) -> str:
    """The moment of recording and then an identity as one number: far quicker to compare than a row of both."""
    return f"epoch_us(recorded_at)::HUGEINT * {2**64}::HUGEINT + {then}::HUGEINT"


def bits_of(columns: Iterable[str]) -> str:
    """How those columns of `folk` that are from `bits` are made of what is held."""
    return ", ".join(_BITS[each] for each in columns if each in _BITS)


def folk(days: Days, driver: str, columns: Mapping[str, tuple[str, str]], who: str) -> str:
    """The query of `folk` with the columns, of the children of a table; `{s}` is left for the scope."""
    tables = dict.fromkeys(table for table, _ in columns.values() if table)
    joins = [
        f"LEFT JOIN {each}{{s}} ON {each}{{s}}.child = k.child AND {each}{{s}}.org = k.org"
        for each in tables
        if each != driver
    ]
    driven = f"{driver}{{s}}"
    made = (f", {how.replace(f'{driven}.', 'k.')} AS {name}" for name, (_, how) in columns.items())
    words = {**words_of(days), "driver": driven, "joins": " ".join(joins), "columns": "".join(made), "who": who}
    return FOLK.format(**words)


def visit(days: Days, who: str) -> str:
    """The query of the contacts of the period."""
    return VISIT.format(**words_of(days), who=who)
