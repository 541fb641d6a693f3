"""The marks of each measure in SQL: rows (child, org, age, key, n), where `key` is the number of a base or of an item.

Every measure of `counting` has its own here, by the same key; both are held equal on generated records. `{s}` and
`{org}` are the scope's suffix and whose records are looked at together.
"""

# ruff: noqa: S608 - the queries are put together from names and numbers of this package, and quoted texts

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from app.clinical.complexity import LETTERS
from app.clinical.encounter import Attendance
from app.reports.cards.items import BANDS, CARE, WEEKS, band_names
from app.reports.engine.engine_codes import GROUP_BIT, Codes
from app.reports.engine.engine_quarter import SCOPES, Days, age_at, days_of
from app.reports.measures import Measure
from app.reports.periods import Quarter
from app.terminology.refset import Group

Sql = Callable[[Measure, Codes, Days], str]
_CANCELLED: Final = ", ".join(f"'{each.value}'" for each in Attendance if each.cancelled)


def marks(measure: Measure, codes: Codes, quarter: Quarter, scope: str) -> str:
    """The query that gives a measure's marks in a scope."""
    text = MARKS[measure.card.key](measure, codes, days_of(quarter))
    return text.replace("{s}", scope).replace("{org}", SCOPES[scope])


def _values(rows: list[tuple[int, ...]]) -> str:
    return ", ".join(f"({', '.join(map(str, row))})" for row in rows)


def _by_kind(bits: str, where: str) -> Sql:
    def text(measure: Measure, codes: Codes, _: Days) -> str:
        rows = _values([*codes.conditions(measure)])
        high = "AND (f.high & i.high) = i.high" if bits == "low" else ""
        return f"""
SELECT f.child, f.org, f.age, i.key, 1 AS n FROM folk{{s}} f JOIN (VALUES {rows}) i(key, asked, low, high)
ON (f.asked & i.asked) = i.asked AND (f.{bits} & i.low) = i.low {high} WHERE {where}"""

    return text


def _by_concept(measure: Measure, codes: Codes, _: Days) -> str:
    bases = _values([row[:2] for row in codes.conditions(measure) if row[0] < 0])
    listed = _values([*codes.listed(measure)] or [(-1, 0, 0, 0)])
    return f"""
SELECT f.child, f.org, f.age, b.key, 1 AS n FROM folk{{s}} f JOIN (VALUES {bases}) b(key, asked)
ON (f.asked & b.asked) = b.asked WHERE f.asked <> 0
UNION ALL
SELECT f.child, f.org, f.age, l.key, 1 FROM held{{s}} h
JOIN (VALUES {listed}) l(no, rank, key, asked) ON l.no = h.no AND l.rank = h.rank
JOIN folk{{s}} f ON f.child = h.child AND f.org = h.org WHERE (f.asked & l.asked) = l.asked"""


def _letters() -> str:
    """Of each part of the scale: its place, its group's bit, and the number of its first item."""
    rows, first = [], 0
    for place, (group, letter) in enumerate(LETTERS.items()):
        rows.append((place, GROUP_BIT[group.value], first))
        first += len(band_names(letter))
    return _values([*rows])


def _band() -> str:
    care = [*LETTERS.values()].index(CARE)
    number = f"(CASE l.place WHEN 0 THEN c WHEN 1 THEN t WHEN 2 THEN f.f WHEN {care} THEN least(r, 1) END)"
    return _place_in(number, BANDS)


def _place_in(number: str, bands: tuple[tuple[int, int], ...]) -> str:
    bounds = (f"WHEN {number} <= {last} THEN {place}" for place, (_, last) in enumerate(bands[:-1]))
    return f"(CASE {' '.join(bounds)} ELSE {len(bands) - 1} END)"


def _complexity(_: Measure, __: Codes, ___: Days) -> str:
    return f"""
SELECT f.child, f.org, f.age, unnest([-1 - l.place, l.first + {_band()}]) AS key, 1 AS n
FROM folk{{s}} f JOIN (VALUES {_letters()}) l(place, bit, first) ON (f.asked & l.bit) <> 0"""


def _complexity_by_gmfcs(_: Measure, __: Codes, ___: Days) -> str:
    letters, width = len(LETTERS), sum(len(band_names(letter)) for letter in LETTERS.values())
    base, item = f"-1 - l.place - (f.gmfcs - 1) * {letters}", f"l.first + {_band()} + (f.gmfcs - 1) * {width}"
    return f"""
SELECT f.child, f.org, f.age, unnest([{base}, {item}]) AS key, 1 AS n
FROM folk{{s}} f JOIN (VALUES {_letters()}) l(place, bit, first) ON (f.asked & l.bit) <> 0
WHERE f.gmfcs IS NOT NULL"""


def _gmfcs(_: Measure, __: Codes, ___: Days) -> str:
    return f"""
SELECT child, org, age, unnest([-1, gmfcs - 1]) AS key, 1 AS n FROM folk{{s}}
WHERE (asked & {GROUP_BIT[Group.FUNCTIONAL_LEVEL.value]}) <> 0"""


def _on_caseload(counted: str) -> Sql:
    return lambda *_: (
        f"""
SELECT child, org, age, unnest([-1, CASE WHEN {counted} THEN 0 END]) AS key, 1 AS n FROM folk{{s}} WHERE on_caseload"""
    )


def _of_visits(counted: str, where: str) -> Sql:
    return lambda *_: (
        f"""
SELECT child, {{org}} AS org, age, unnest([-1, CASE WHEN {counted} THEN 0 END]) AS key, 1 AS n
FROM visit WHERE {where}"""
    )


_SEEN: Final = "SELECT child, {org} AS org, max(age) AS age FROM visit WHERE eligible GROUP BY 1, 2"
"""The children seen, at their age at the last contact of the period."""


def _children_seen(_: Measure, __: Codes, ___: Days) -> str:
    return f"SELECT child, org, age, unnest([-1, 0]) AS key, 1 AS n FROM ({_SEEN})"


def _asked(measure: Measure, _: Codes, days: Days) -> str:
    groups = ", ".join(f"('{item.key}', {place})" for place, item in enumerate(measure.items))
    return f"""
WITH seen AS ({_SEEN})
SELECT child, org, age, -1 AS key, 1 AS n FROM seen
UNION ALL
SELECT s.child, s.org, s.age, g.key, 1 FROM seen s JOIN (
    SELECT DISTINCT child, {{org}} AS org, "group" FROM asked
    WHERE "on" > {days.asked_since} AND "on" <= {days.last} AND answer <> 'not_asked'
) a ON a.child = s.child AND a.org = s.org JOIN (VALUES {groups}) g("group", key) ON g."group" = a."group\""""


def _uncoded(_: Measure, __: Codes, ___: Days) -> str:
    return """
SELECT child, {org} AS org, age, unnest([-1, 0]) AS key, unnest([statements, uncoded]) AS n
FROM visit WHERE statements > 0"""


def _form_seconds(_: Measure, __: Codes, ___: Days) -> str:
    return """
SELECT child, {org} AS org, age, unnest([-1, CASE WHEN seconds < 60 THEN 0 END, CASE WHEN unread THEN 1 END]) AS key,
    1 AS n
FROM visit WHERE seconds IS NOT NULL"""


def _waits(day: str) -> Sql:
    def text(_: Measure, __: Codes, days: Days) -> str:
        reached = f"({day} BETWEEN {days.first} AND {days.last})"
        until = f"CASE WHEN {reached} THEN {day} ELSE {days.last} END"
        weeks = f"(greatest(0, {until} - r.received_on) // 7)"
        waiting = f"CASE WHEN {reached} THEN 0 ELSE {len(WEEKS)} END"
        still = f"({day} IS NULL OR {day} > {days.last})"
        is_open = f"r.received_on <= {days.last} AND (r.closed_on IS NULL OR r.closed_on > {days.last})"
        return f"""
SELECT r.child, {{org}} AS org, p.age, unnest([-1, {_place_in(weeks, WEEKS)} + {waiting}]) AS key, 1 AS n
FROM referral r JOIN person p USING (child) WHERE p.alive AND ({reached} OR ({still} AND {is_open}))"""

    return text


def _concerns(_: Measure, __: Codes, days: Days) -> str:
    order = "CASE {0} WHEN 'green' THEN 0 WHEN 'amber' THEN 1 WHEN 'red' THEN 2 END"
    before, after = order.format("l.light"), order.format("l.next_light")
    return f"""
SELECT l.child, {{org}} AS org, {age_at('l."on"', "p.born")} AS age, unnest([-1, CASE
    WHEN l.next_on IS NULL OR l.next_on > {days.last} OR l.next_light IS NULL THEN 4
    WHEN {after} IS NULL THEN 0 WHEN {after} < {before} THEN 1 WHEN {after} = {before} THEN 2 ELSE 3 END]) AS key,
    1 AS n
FROM light l JOIN person p USING (child)
WHERE l."on" > {days.asked_since} AND l."on" <= {days.last} AND l.light IN ('amber', 'red')
    AND l."group" <> 'safeguarding'"""


def _school_time(_: Measure, __: Codes, ___: Days) -> str:
    return """
WITH seen AS (SELECT child, {org} AS org, age, school_time FROM visit WHERE eligible AND age BETWEEN 5 AND 18)
SELECT child, org, age, unnest([-1, CASE WHEN school_time THEN 0 END]) AS key, 1 AS n FROM seen
UNION ALL
SELECT child, org, max(age), unnest([-2, CASE WHEN bool_or(school_time) THEN 1 END]), 1 FROM seen GROUP BY child, org"""


_STANDING: Final = _by_kind("low", "f.asked <> 0")

MARKS: Final[Mapping[str, Sql]] = MappingProxyType(
    {
        "needs": _STANDING,
        "needs_on_caseload": _on_caseload("low <> 0"),
        "needs_by_group": _STANDING,
        "needs_by_concept": _by_concept,
        "needs_by_condition": _STANDING,
        "technology": _by_concept,
        "complexity": _complexity,
        "complexity_by_gmfcs": _complexity_by_gmfcs,
        "gmfcs": _gmfcs,
        "group_pairs": _STANDING,
        "condition_pairs": _STANDING,
        "new_needs": _by_kind("new_low", "f.asked <> 0"),
        "resolved_needs": _by_kind("resolved_low", "f.asked <> 0"),
        "caseload": _on_caseload("TRUE"),
        "children_seen": _children_seen,
        "capture_completeness": _of_visits("captured", "eligible"),
        "asked": _asked,
        "uncoded": _uncoded,
        "wait_first_contact": _waits("r.first_seen_on"),
        "wait_diagnosis": _waits("r.first_diagnosed_on"),
        "was_not_brought": _of_visits(
            f"attendance = '{Attendance.WAS_NOT_BROUGHT.value}'", f"attendance NOT IN ({_CANCELLED})"
        ),
        "unlinked": _on_caseload("NOT linked"),
        "form_seconds": _form_seconds,
        "concerns_next_visit": _concerns,
        "barriers": _by_concept,
        "school_time": _school_time,
    }
)
"""The query of each measure."""
