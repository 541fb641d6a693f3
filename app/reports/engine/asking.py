"""The statements that count: one cube from the copy at once, or all cubes of a measure from the tables they share.

Each gives rows of part, area or organisation, and then either a number for each base and item in the order asked for,
or one's number and how many. Those for all cubes are told apart by the place of their breakdown.
"""

# ruff: noqa: S608 - the queries are put together from names and numbers of this package, and quoted texts

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from app.reports.card import Breakdown, Level
from app.reports.cards.parts import AREA_FACT_OF, ENGLAND
from app.reports.engine.days import COLUMN_OF, Days, band, counted_age
from app.reports.engine.people import FOLK_FROM, bits_of, fact_at, folk, person, visit, words_of
from app.reports.engine.places import ALL, area_of, quoted, scope_of
from app.reports.engine.rows import Marks, counted, scoped
from app.reports.engine.tables import ASKED, BITS, LETTERED, LEVEL, NAMED, NEEDY, NEW, OPEN, RESOLVED

_TEXTS: Final = {"asked": ASKED, "open": OPEN, "bits": BITS, "new": NEW, "resolved": RESOLVED, "gm": LEVEL}
_LETTERS: Final = frozenset("ctfr")


class _Split(NamedTuple):
    """What rows are counted by: the scope, columns of where and how a child lives, what is chosen of a row, the groups
    (`{key}` where the number of a base or item goes), what is given of each, and a condition."""

    scope: str
    who: str
    chosen: str
    groups: str
    given: str
    where: str = ""


def alone(marks: Marks, keys: Sequence[int], days: Days, level: Level, breakdown: Breakdown) -> str:
    """The statement of one cube, which makes no table and reads no more than the cube needs."""
    columns = [each for each in (AREA_FACT_OF.get(level), COLUMN_OF.get(breakdown)) if each and each != "band"]
    who, scope, area = "".join(f", {each}" for each in columns), scope_of(level), _area(level)
    split = _Split(
        scope,
        who,
        f"{_part(breakdown)} AS part, {area} AS area",
        "part, area{key}",
        "part, area",
        f" AND {area} IS NOT NULL" if level in AREA_FACT_OF else "",
    )
    body = _body(marks, keys, split)
    tables = _tables(marks, days, scope, columns, body)
    return f"WITH {', '.join(f'{name} AS ({text})' for name, text in tables)}{body}"


def tallying(marks: Marks, keys: Sequence[int], level: Level, breakdowns: Sequence[Breakdown], who: str) -> str:
    """The query of a tally of a level's scope by place or organisation: each grouping set is one breakdown, told by the
    place of the one part that is not null."""
    spot = "place" if scope_of(level) == ALL else "org"
    parts = {COLUMN_OF[each]: each for each in breakdowns if each is not Breakdown.NONE}
    which = " ".join(f"WHEN {name} IS NOT NULL THEN {breakdowns.index(each)}" for name, each in parts.items())
    told = f"(CASE {which} ELSE {_whole(breakdowns)} END)" if parts else f"{_whole(breakdowns)}"
    sets = ", ".join(("(spot{key})", *(f"(spot{{key}}, {name})" for name in parts)))
    split = _Split(
        scope_of(level),
        who,
        ", ".join((f"{spot} AS spot", *(f"{_part(each)} AS {name}" for name, each in parts.items()))),
        f"GROUPING SETS ({sets})",
        f"{told}::TINYINT AS split, coalesce({', '.join((*parts, '0'))})::UTINYINT AS part, spot",
    )
    return _body(marks, keys, split)


def _whole(breakdowns: Sequence[Breakdown]) -> int:
    return breakdowns.index(Breakdown.NONE)


def summing(marks: Marks, keys: Sequence[int], level: Level, tally: str) -> str:
    """The query of a level's cubes from a tally."""
    names = [f"n{place}" for place, _ in enumerate(keys)]
    if level is Level.PROVIDER:
        columns = "key, n" if marks.wide is None else ", ".join(names)
        return f"SELECT split, part, spot, {columns} FROM {tally}"
    numbers = "key, sum(n)::BIGINT" if marks.wide is None else ", ".join(f"sum({name})::BIGINT" for name in names)
    group = "split, part, area" + (", key" if marks.wide is None else "")
    return f"""
SELECT split, part, {area_of(level)} AS area, {numbers} FROM {tally} JOIN place ON place.place = spot
WHERE area IS NOT NULL GROUP BY {group}"""


def _body(marks: Marks, keys: Sequence[int], split: _Split) -> str:
    """The counting of a measure's rows by what is chosen of them."""
    scope, who, chosen, groups, given, where = split
    wide = marks.wide
    if wide is None:
        return f"""
SELECT {given}, key, sum(n)::BIGINT AS n FROM (
    SELECT {chosen}, key::SMALLINT AS key, n FROM ({marks.keyed(scope, who)})
    WHERE key IS NOT NULL AND {counted_age()}{where}
) GROUP BY {groups.replace("{key}", ", key")}"""
    each = [*counted(wide.counts, keys)]
    numbers = ", ".join(f"{how} AS n{place}" for place, (_, how) in enumerate(each))
    return f"""
SELECT {given}, {numbers} FROM (
    SELECT {chosen}{"".join(column for column, _ in each)} FROM ({scoped(wide.text, scope, who)})
    WHERE {counted_age()}{where}
) GROUP BY {groups.replace("{key}", "")}"""


def _area(level: Level) -> str:
    if level is Level.ENGLAND:
        return quoted(ENGLAND)
    return "org" if level is Level.PROVIDER else AREA_FACT_OF[level]


def _part(breakdown: Breakdown) -> str:
    if breakdown is Breakdown.NONE:
        return "0"
    return band("age") if breakdown is Breakdown.AGE_BAND else COLUMN_OF[breakdown]


def _tables(marks: Marks, days: Days, scope: str, columns: Sequence[str], body: str) -> Iterator[tuple[str, str]]:
    """The tables that a statement names, those before that others are made of."""
    of_folk = ("age", "alive", *(("linked",) if "linked" in marks.folk else ())) if marks.folk else ()
    wanted = tuple(dict.fromkeys((*of_folk, *marks.person, *columns)))
    facts = fact_at(days, wanted)
    if facts:
        yield "fact_at", facts
    yield "person", person(days, wanted)
    who = "".join(f", {each}" for each in columns)
    if "visit" in body:
        yield "visit", visit(days, who)
    for name, text in _of_scope(marks, days, who, body):
        yield f"{name}{scope}", scoped(text, scope, who)


def _of_scope(marks: Marks, days: Days, who: str, body: str) -> Iterator[tuple[str, str]]:
    kinds = "" if _LETTERS & set(marks.folk) else "LEFT JOIN kind_bits USING (no, rank)"
    words = {
        **words_of(days),
        "members": _members(marks),
        "groups": str(marks.groups),
        "bits": bits_of(marks.folk),
        "kinds": kinds,
        "s": "{s}",
        "org": "{org}",
    }
    wanted = {name: FOLK_FROM[name] for name in marks.folk}
    tables = {marks.driver, *(table for table, _ in wanted.values())} if marks.folk else set()
    if "held" in body or "bits" in tables:
        yield "held", (NAMED if kinds else LETTERED).format(**words)
    if "needy" in tables:
        yield "needy", NEEDY.format(**words)
    for name, text in _TEXTS.items():
        if name in tables or f"{name}_" in body:
            yield name, text.format(**words)
    if marks.folk:
        yield "folk", folk(days, marks.driver, wanted, who)


def _members(marks: Marks) -> str:
    """The concepts that matter; all of them where kinds do not say."""
    if not marks.low | marks.high:
        return "member"
    some = f"SELECT no FROM kind_bits WHERE (low & {marks.low}) <> 0 OR (high & {marks.high}) <> 0"
    return f"(SELECT * FROM member WHERE no IN ({some}))"
