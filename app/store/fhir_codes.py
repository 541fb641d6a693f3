"""Which of the codes that a search asks for there are at all, where it asks for more than are named one by one.

The codes in use are met one after another along the index that has them in order, so that as many steps are taken as
there are codes, however many resources have them.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from sqlalchemy import ColumnElement, FromClause, Select, String, and_, bindparam, func, select

from app.fhir.ports import Coded
from app.fhir.systems import SNOMED_CT
from app.identity import Identity
from app.store import tables
from app.store.database import Prepares, Reading
from app.store.fhir_keys import key_text
from app.store.fhir_source import mine
from app.store.wanted import wanted_text
from app.terminology.concept import ConceptId

MOST_NAMED: Final = 500
"""How many concepts a statement is given as they are."""


class CodesInUse:
    """Reads which codes are in use."""

    def __init__(self, database: Prepares, most_named: int = MOST_NAMED) -> None:
        self._most_named = most_named
        code, further = tables.fhir_kept_code, tables.fhir_kept_code.alias("further")
        of_type = [each.c.type == bindparam("type", type_=String()) for each in (code, further)]
        self._codes = database.query(
            _one_after_another(code.c.code, further.c.code, (code, of_type[0]), (further, of_type[1])),
            "organisation",
            "type",
        )
        said, again = tables.need_statement, tables.need_statement.alias("further")
        self._concepts = database.query(
            _one_after_another(said.c.concept, again.c.concept, (said,), (again,)), "organisation"
        )

    def parameters(
        self, reading: Reading, organisation: Identity, type_name: str, clause: Coded, number: int
    ) -> Mapping[str, object]:
        """The parameters of a clause: concepts, the same as texts, and codings as they are kept."""
        concepts, codes = clause.concepts, {key_text(each) for each in clause.codes}
        texts: Iterable[str] = ()
        if len(concepts) <= self._most_named:
            codes |= {f"{SNOMED_CT}|{each}" for each in concepts}
        else:
            texts = map(str, concepts)
            codes |= self._kept(reading, organisation, type_name, concepts)
            concepts &= {row[0] for row in reading.all(self._concepts, organisation)}
        return {
            f"concepts_{number}": wanted_text(concepts),
            f"concept_texts_{number}": wanted_text(texts),
            f"codes_{number}": wanted_text(codes),
        }

    def _kept(
        self, reading: Reading, organisation: Identity, type_name: str, concepts: frozenset[ConceptId]
    ) -> set[str]:
        """Codings in use of these concepts, as they are kept."""
        in_use = [row[0] for row in reading.all(self._codes, organisation, type_name)]
        return {each for each in in_use if _concept(each) in concepts}


def _concept(coding: str) -> int | None:
    """The concept of a coding, `system|code`, of SNOMED CT."""
    system, _, code = coding.partition("|")
    return int(code) if system == SNOMED_CT and code.isascii() and code.isdecimal() else None


def _one_after_another(
    value: ColumnElement[Any], further: ColumnElement[Any], one: tuple[Any, ...], next_one: tuple[Any, ...]
) -> Select[Any]:
    """Every value of an indexed column once: the least, and from each the next.

    `one` and `next_one` are the table, and an alias of it, with further conditions.
    """
    first = select(func.min(value).label("value")).where(*_conditions(one)).cte("met", recursive=True)
    step = select(func.min(further)).where(*_conditions(next_one), further > first.c.value).scalar_subquery()
    met = first.union_all(select(step).where(first.c.value.is_not(None)))
    return select(met.c.value).where(met.c.value.is_not(None))


def _conditions(of: tuple[Any, ...]) -> list[ColumnElement[bool]]:
    table: FromClause = of[0]
    return [and_(mine(table), *of[1:])]
