"""Fills a workspace with the rows of a month, in one pass over its children."""

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from app.csds.engine_duckdb import Workspace
from app.csds.ports import SubmissionRecords
from app.csds.rows.month import Made, Month
from app.csds.rows.sessions import session_rows
from app.csds.rows.whole import child_rows, header_row, staff_rows

_STAFF: Final = "CareProfessionalID_Local"
_OBJECTS_BETWEEN_COLLECTIONS: Final = 200_000


def fill_workspace(
    workspace: Workspace, records: SubmissionRecords, month: Month, progress: Callable[[int], None]
) -> Mapping[str, int]:
    """Fill an empty workspace; gives the rows of each table. `progress` is told of each child that is done.

    Raises:
        KeyError: a row has a table or a field that the specification has not.
    """
    tables = {table.name: table for table in workspace.specification.tables}
    columns = {name: table.columns for name, table in tables.items()}
    counts = dict.fromkeys(tables, 0)
    named: set[str] = set()
    with workspace.filling() as filling, _collecting_seldom():

        def add(made: Made) -> None:
            values: Mapping[str, Any] = made.values
            filling.add(tables[made.table], made.origin, list(map(values.get, columns[made.table])))
            counts[made.table] += 1
            staff = values.get(_STAFF)
            if staff is not None:
                named.add(staff)

        add(header_row(month, workspace.specification.version))
        for done, record in enumerate(records.children_of_period(month.period.first, month.period.last), 1):
            for made in child_rows(record, month):
                add(made)
            progress(done)
        for made in session_rows(records.group_sessions(month.period.first, month.period.last), month):
            add(made)
        for made in staff_rows(month, frozenset(named)):
            add(made)
    return counts


@contextmanager
def _collecting_seldom() -> Iterator[None]:
    """Look for garbage in cycles seldom, and not among what is there already.

    A child's record is hundreds of objects and no cycle: looking through them time and again took a third of the pass.
    """
    thresholds = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS, *thresholds[1:])
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()
