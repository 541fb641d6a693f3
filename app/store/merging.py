"""The steps of many things as few: the rows of equal statements together, wherever nothing can tell the difference.

A unit of a thousand things is thousands of small statements, each of which costs more than the rows in it. Rows of one
statement are put together when those that come later in the unit may as well be written earlier: only past statements
that write neither what these rows refer to nor their own table. Two statements that insert into one table do not heed
each other, unless it is rows that are left out where their keys are taken: those stay behind the rows they may repeat.
"""

from app.store.prepared import Step, Values, Writing


def merged(steps: list[Step]) -> list[Step]:
    """The same rows in fewer steps, which leave the same record whenever the given ones leave one.

    A step that changes rows stays by itself and in its place. Given steps that are refused because a row comes before
    what it refers to may be accepted so.
    """
    if len({statement for statement, _ in steps}) == len(steps):
        return steps
    fewer: list[Step] = []
    growing: dict[Writing, list[Values]] = {}
    for statement, rows in steps:
        known = growing.get(statement)
        if known is not None:
            known += rows
            continue
        mine = rows.copy()
        fewer.append((statement, mine))
        for other in [each for each in growing if _must_follow(each, statement)]:
            del growing[other]
        if statement.adds:
            growing[statement] = mine
    return fewer


def _must_follow(later: Writing, earlier: Writing) -> bool:
    """Whether rows of `later` that come after rows of `earlier` must be written after them."""
    if later.table == earlier.table:
        return later.skips or not earlier.adds
    return earlier.table in later.refers
