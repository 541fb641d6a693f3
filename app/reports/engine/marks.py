"""The marks of each measure in SQL: which rows it looks at, and which of them count for which base or item.

Every measure of `counting` has its own here, by the same key; both are held equal on generated records.
"""

# ruff: noqa: S608 - the queries are put together from names and numbers of this package, and quoted texts

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import reduce
from operator import or_
from types import MappingProxyType
from typing import Final

from app.clinical.complexity import LETTERS
from app.clinical.encounter import Attendance
from app.reports.cards.countable import GMFCS_LEVELS, names
from app.reports.cards.items import BANDS, CARE, WEEKS, band_names
from app.reports.engine.days import Days, age_at, days_of
from app.reports.engine.engine_codes import GROUP_BIT, Codes
from app.reports.engine.rows import Count, Marks, Rows
from app.reports.measures import Measure
from app.reports.periods import Quarter
from app.terminology.refset import Group

Marking = Callable[[Measure, Codes, Days], Marks]
_CANCELLED: Final = ", ".join(f"'{each.value}'" for each in Attendance if each.cancelled)
_ANYBODY_ASKED: Final = "SELECT * FROM folk{s} WHERE asked <> 0"


def marked(measure: Measure, codes: Codes, quarter: Quarter) -> Marks:
    """What a measure looks at, and what counts for it."""
    return MARKS[measure.card.key](measure, codes, days_of(quarter))


def marks(measure: Measure, codes: Codes, quarter: Quarter, scope: str) -> str:
    """The query that gives a measure's marks in a scope: rows (child, org, age, key, n), where `key` is the number of a
    base or of an item."""
    return marked(measure, codes, quarter).keyed(scope)


def _values(rows: Iterable[tuple[int, ...]]) -> str:
    return ", ".join(f"({', '.join(map(str, row))})" for row in rows)


def _has(column: str, bits: int) -> list[str]:
    return [f"({column} & {bits}) = {bits}"] if bits else []


def _all(conditions: list[str]) -> Count:
    return Count(" AND ".join(conditions) or "TRUE")


def _any(bits: Iterator[int]) -> int:
    return reduce(or_, bits, 0)


def _groups(measure: Measure, codes: Codes) -> int:
    """The groups that matter; all of them where any group will do."""
    asked = [groups for _, groups, _, _ in codes.conditions(measure)]
    return _any(iter(asked)) if all(asked) else -1


def _by_kind(bits: str) -> Marking:
    """Of children asked, those with all kinds of an item, by a column of `folk`; broad conditions go with `low`."""

    def of(measure: Measure, codes: Codes, _: Days) -> Marks:
        found = codes.conditions(measure)
        counts = {
            key: _all([*_has("asked", asked), *_has(bits, low), *_has("high", high)]) for key, asked, low, high in found
        }
        low, high = _any(row[2] for row in found), _any(row[3] for row in found)
        columns = (*("asked",), *((bits,) if low else ()), *(("high",) if high else ()))
        rows = (Rows(_ANYBODY_ASKED, counts),)
        return Marks(rows, columns, groups=_groups(measure, codes), low=low, high=high)

    return of


def _by_concept(measure: Measure, codes: Codes, _: Days) -> Marks:
    bases = {key: _all(_has("asked", asked)) for key, asked, _, _ in codes.conditions(measure) if key < 0}
    listed = [*codes.listed(measure)] or [(-1, 0, 0, 0)]
    text = f"""
SELECT f.*, l.key FROM held{{s}} h JOIN (VALUES {_values(listed)}) l(no, rank, key, asked)
ON l.no = h.no AND l.rank = h.rank JOIN folk{{s}} f ON f.child = h.child AND f.org = h.org
WHERE (f.asked & l.asked) = l.asked"""
    low = _any(codes.low.get(name, 0) for base in measure.bases for name in names(base.base, base.base))
    return Marks((Rows(_ANYBODY_ASKED, bases), Rows(text, {})), ("asked",), groups=_groups(measure, codes), low=low)


def _of_folk(where: str, columns: tuple[str, ...], item: str, driver: str) -> Marking:
    """Everybody whom a condition on `folk` holds of, and of them those whom another does."""

    def of(*_: object) -> Marks:
        rows = Rows(f"SELECT * FROM folk{{s}} WHERE {where}", {-1: Count(), 0: Count(item)})
        return Marks((rows,), columns, driver=driver)

    return of


def _numbers(places: tuple[tuple[int, int], ...], number: str, first: int) -> dict[int, str]:
    """By the number of an item: that a number is in its band; the last has no end."""
    bounds = [f"{number} BETWEEN {low} AND {high}" for low, high in places[:-1]]
    bounds.append(f"{number} >= {places[-1][0]}")
    return dict(enumerate(bounds, first))


def _parts_of_scale(condition: str, base: int, first: int) -> Iterator[tuple[int, Count]]:
    """Of each part of the scale: those asked about its group, and of them those in each band."""
    for place, (group, letter) in enumerate(LETTERS.items()):
        asked = f"{condition}(asked & {GROUP_BIT[group.value]}) <> 0"
        yield base - place, Count(asked)
        bands = ((0, 0), (1, 1)) if letter == CARE else BANDS
        for key, bound in _numbers(bands, letter.lower(), first).items():
            yield key, Count(f"{asked} AND {bound}")
        first += len(band_names(letter))


def _scale_groups() -> int:
    return _any(GROUP_BIT[group.value] for group in LETTERS)


def _complexity(*_: object) -> Marks:
    rows = Rows(_ANYBODY_ASKED, dict(_parts_of_scale("", -1, 0)))
    return Marks((rows,), ("asked", "c", "t", "f", "r"), groups=_scale_groups())


def _complexity_by_gmfcs(*_: object) -> Marks:
    width = sum(len(band_names(letter)) for letter in LETTERS.values())
    counts = {
        key: count
        for level in range(len(GMFCS_LEVELS))
        for key, count in _parts_of_scale(f"gmfcs = {level + 1} AND ", -1 - level * len(LETTERS), level * width)
    }
    rows = Rows(f"{_ANYBODY_ASKED} AND gmfcs IS NOT NULL", counts)
    return Marks((rows,), ("asked", "c", "t", "f", "r", "gmfcs"), groups=_scale_groups())


def _gmfcs(*_: object) -> Marks:
    bit = GROUP_BIT[Group.FUNCTIONAL_LEVEL.value]
    items = {level: Count(f"gmfcs = {level + 1}") for level in range(len(GMFCS_LEVELS))}
    rows = Rows(f"SELECT * FROM folk{{s}} WHERE (asked & {bit}) <> 0", {-1: Count(), **items})
    return Marks((rows,), ("asked", "gmfcs"), groups=bit)


def _of_visits(where: str, counts: Mapping[int, Count]) -> Marking:
    text = f"SELECT *, {{org}} AS org FROM visit WHERE {where}"
    return lambda *_: Marks((Rows(text, counts),))


_SEEN: Final = """
SELECT s.*{who}{more} FROM (SELECT child, {org} AS org, max(age) AS age FROM visit WHERE eligible GROUP BY ALL) s
JOIN person USING (child)"""
"""The children seen, at their age at the last contact of the period."""


def _children_seen(*_: object) -> Marks:
    return Marks((Rows(_SEEN.replace("{more}", ""), {-1: Count(), 0: Count()}),))


def _asked(measure: Measure, *_: object) -> Marks:
    """Of children seen, dead at the end or not, those asked about each group."""
    items = {place: Count(f"(asked & {GROUP_BIT[item.key]}) <> 0") for place, item in enumerate(measure.items)}
    text = f"{_SEEN.replace('{more}', ', a.asked')} LEFT JOIN asked{{s}} a ON a.child = s.child AND a.org = s.org"
    return Marks((Rows(text, {-1: Count(), **items}),))


def _waits(day: str) -> Marking:
    """Referrals that reached a day in the period, and those open and waiting for it at the end: whole weeks."""

    def of(_: Measure, __: Codes, days: Days) -> Marks:
        reached = f"({day} IS NOT NULL AND {day} BETWEEN {days.first} AND {days.last})"
        until = f"CASE WHEN {reached} THEN {day} ELSE {days.last} END"
        still = f"({day} IS NULL OR {day} > {days.last})"
        is_open = f"r.received_on <= {days.last} AND (r.closed_on IS NULL OR r.closed_on > {days.last})"
        text = f"""
SELECT r.child, {{org}} AS org, age{{who}}, {reached} AS reached, greatest(0, {until} - r.received_on) // 7 AS weeks
FROM referral r JOIN person p USING (child) WHERE p.alive AND ({reached} OR ({still} AND {is_open}))"""
        done, waiting = _numbers(WEEKS, "weeks", 0), _numbers(WEEKS, "weeks", len(WEEKS))
        items = {key: Count(f"reached AND {bound}") for key, bound in done.items()}
        items |= {key: Count(f"NOT reached AND {bound}") for key, bound in waiting.items()}
        return Marks((Rows(text, {-1: Count(), **items}),), person=("age", "alive"))

    return of


def _concerns(_: Measure, __: Codes, days: Days) -> Marks:
    order = "CASE {0} WHEN 'green' THEN 0 WHEN 'amber' THEN 1 WHEN 'red' THEN 2 END"
    before, after = order.format("l.light"), order.format("l.next_light")
    text = f"""
SELECT l.child, {{org}} AS org, {age_at('l."on"', "born")} AS age{{who}}, CASE
    WHEN l.next_on IS NULL OR l.next_on > {days.last} OR l.next_light IS NULL THEN 4
    WHEN {after} IS NULL THEN 0 WHEN {after} < {before} THEN 1 WHEN {after} = {before} THEN 2 ELSE 3 END AS outcome
FROM light l JOIN person p USING (child)
WHERE l."on" > {days.asked_since} AND l."on" <= {days.last} AND l.light IN ('amber', 'red')
    AND l."group" <> 'safeguarding'"""
    items = {place: Count(f"outcome = {place}") for place in range(5)}
    return Marks((Rows(text, {-1: Count(), **items}),))


_OF_SCHOOL_AGE: Final = "eligible AND age BETWEEN 5 AND 18"


def _school_time(*_: object) -> Marks:
    contacts = f"SELECT *, {{org}} AS org FROM visit WHERE {_OF_SCHOOL_AGE}"
    children = f"""
SELECT s.*{{who}} FROM (
    SELECT child, {{org}} AS org, max(age) AS age, bool_or(school_time) AS lost FROM visit WHERE {_OF_SCHOOL_AGE}
    GROUP BY ALL
) s JOIN person USING (child)"""
    return Marks(
        (
            Rows(contacts, {-1: Count(), 0: Count("school_time")}),
            Rows(children, {-2: Count(), 1: Count("lost")}),
        )
    )


MARKS: Final[Mapping[str, Marking]] = MappingProxyType(
    {
        "needs": _of_folk("asked <> 0", ("asked", "needy"), "needy", "asked"),
        "needs_on_caseload": _of_folk("on_caseload", ("on_caseload", "needy"), "needy", "open"),
        "needs_by_group": _by_kind("low"),
        "needs_by_concept": _by_concept,
        "needs_by_condition": _by_kind("low"),
        "technology": _by_concept,
        "complexity": _complexity,
        "complexity_by_gmfcs": _complexity_by_gmfcs,
        "gmfcs": _gmfcs,
        "group_pairs": _by_kind("low"),
        "condition_pairs": _by_kind("low"),
        "new_needs": _by_kind("new_low"),
        "resolved_needs": _by_kind("resolved_low"),
        "caseload": _of_folk("on_caseload", ("on_caseload",), "TRUE", "open"),
        "children_seen": _children_seen,
        "capture_completeness": _of_visits("eligible", {-1: Count(), 0: Count("captured")}),
        "asked": _asked,
        "uncoded": _of_visits("statements > 0", {-1: Count(number="statements"), 0: Count(number="uncoded")}),
        "wait_first_contact": _waits("r.first_seen_on"),
        "wait_diagnosis": _waits("r.first_diagnosed_on"),
        "was_not_brought": _of_visits(
            f"attendance NOT IN ({_CANCELLED})",
            {-1: Count(), 0: Count(f"attendance = '{Attendance.WAS_NOT_BROUGHT.value}'")},
        ),
        "unlinked": _of_folk("on_caseload", ("on_caseload", "linked"), "NOT linked", "open"),
        "form_seconds": _of_visits("seconds IS NOT NULL", {-1: Count(), 0: Count("seconds < 60"), 1: Count("unread")}),
        "concerns_next_visit": _concerns,
        "barriers": _by_concept,
        "school_time": _school_time,
    }
)
"""What each measure looks at."""
