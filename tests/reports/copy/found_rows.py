"""The rows of records as DuckDB finds them, and as they are defined."""

from collections.abc import Sequence
from dataclasses import astuple
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from app.access.people import Organisation
from app.reports.copy.deriving import known_of, observed
from app.reports.copy.engine_files import names_of
from app.reports.copy.engine_text import texts_in
from app.reports.copy.engine_visits import derived
from app.reports.copy.layout import ROWS
from app.reports.copy.places import Places
from app.reports.observed import Observed
from app.reports.ports import ChildHistory, HistoryPiece
from app.terminology.refset import Refset

KEY, PLACES = bytes(32), Places()

Rows = dict[str, list[tuple[object, ...]]]


def found(
    sql: duckdb.DuckDBPyConnection, folder: Path, of: Organisation, refset: Refset, *pieces: HistoryPiece
) -> Rows:
    """The rows of every table that DuckDB finds, in an order of their own."""
    texts = folder / str(len(list(folder.iterdir())))
    with texts_in(texts) as taking:
        for piece in pieces:
            for each in piece.children:
                taking.add(each, known_of(each, of, KEY, PLACES))
            taking.add_lines(piece)
    with derived(sql, texts, of, refset) as selects:
        asked = {table: f"SELECT {names_of(table)} FROM ({selects[table]})" for table in ROWS}  # noqa: S608
        return {table: sorted(sql.execute(query).fetchall(), key=repr) for table, query in asked.items()}


def defined(of: Organisation, refset: Refset, *histories: ChildHistory) -> Rows:
    """The rows of every table by their definition, in the same order."""
    rows: Rows = {table: [] for table in ROWS}
    for history in histories:
        for table, made in _rows_of(observed(history, of, KEY, PLACES, refset)).items():
            rows[table] += [(*map(_without_zone, astuple(each)), int(history.child.id)) for each in made]
    return {table: sorted(held, key=repr) for table, held in rows.items()}


def _rows_of(made: Observed) -> dict[str, Sequence[Any]]:
    of_child = {"child": (made.child,), "fact": made.facts, "need": made.needs, "asked": made.asked}
    return {**of_child, "contact": made.contacts, "referral": made.referrals, "light": made.lights}


def _without_zone(value: object) -> object:
    return value.astimezone(UTC).replace(tzinfo=None) if isinstance(value, datetime) else value
