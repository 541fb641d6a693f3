"""The same answers as the engine's, in SQL written by hand: by local authority and age band, of 2026-Q3.

Each query gives rows (what, area, key, part, n): the numerators of items (`counted`) and the denominators of bases
(`of`). It reads the tables of the copy and `kind_of` (what a concept counts under, by measure and certainty) and
`letter` (its part of the complexity scale). DuckDB and PostgreSQL run the same text, but for the last of several rows.
"""

# ruff: noqa: S608 - the queries are put together from names of these files alone

from typing import Final

_FIRST, _END, _ASKED = "DATE '2026-07-01'", "DATE '2026-09-30'", "DATE '2025-09-30'"

_LAST_OF: Final = {
    "DuckDB": "SELECT child, max_by({value}, recorded_at) AS {name} FROM {table} WHERE {where} GROUP BY child",
    "PostgreSQL": "SELECT DISTINCT ON (child) child, {value} AS {name} FROM {table} WHERE {where} "
    "ORDER BY child, recorded_at DESC",
}
"""How each says: of several rows of a child the last recorded."""

_HELD = f"kind = 'local_authority' AND (since IS NULL OR since <= {_END}) AND (until IS NULL OR until >= {_END})"


def _age(day: str) -> str:
    return (
        f"extract(year FROM {day}) - extract(year FROM born) - CASE WHEN extract(month FROM {day}) * 100 + "
        f"extract(day FROM {day}) < extract(month FROM born) * 100 + extract(day FROM born) THEN 1 ELSE 0 END"
    )


def _band(age: str) -> str:
    return (
        f"CASE WHEN {age} IS NULL THEN 'unknown' WHEN {age} <= 4 THEN '0-4' WHEN {age} <= 10 THEN '5-10' "
        f"WHEN {age} <= 15 THEN '11-15' WHEN {age} <= 18 THEN '16-18' ELSE '19-25' END"
    )


def query(measure: str, engine: str, *, by_age: bool) -> str:
    """The whole query of a measure, split by age band or not at all."""
    text = _who(engine) + QUERIES[measure]
    return text if by_age else text.replace(_AGE_PART, "CAST('' AS VARCHAR)")


def _who(engine: str) -> str:
    """The children: area, band at the end, whether alive then."""
    last = _LAST_OF[engine]
    return f"""
WITH lived AS ({last.format(value="value", name="la", table="fact", where=_HELD)}),
birth AS ({last.format(value="born", name="born", table="child", where="born IS NOT NULL")}),
death AS ({last.format(value="died", name="died", table="child", where="died IS NOT NULL")}),
known AS (SELECT child, bool_or(linked) AS linked FROM child GROUP BY child),
who AS (
    SELECT child, coalesce(nullif(la, ''), 'unknown') AS area, born, linked, {_age(_END)} AS age,
        died IS NULL OR died > {_END} AS alive
    FROM known LEFT JOIN lived USING (child) LEFT JOIN birth USING (child) LEFT JOIN death USING (child)
),
here AS (
    SELECT child, area, linked, {_AGE_PART} AS part FROM who WHERE alive AND (age IS NULL OR age BETWEEN 0 AND 25)
)"""


_ASKED_12 = f""", asked_12 AS (
    SELECT DISTINCT child, "group" AS base FROM asked
    WHERE "on" > {_ASKED} AND "on" <= {_END} AND answer <> 'not_asked'
)"""
_STANDS = f"since <= {_END} AND (until IS NULL OR until > {_END})"
_SURE = "CASE certainty WHEN 'suspected' THEN 1 WHEN 'reported' THEN 2 WHEN 'diagnosed' THEN 3 END"
_STANDING = f""", standing AS (
    SELECT child, concept, max({_SURE}) AS sure FROM need
    WHERE counted AND NOT sensitive AND certainty <> 'excluded' AND {_STANDS} GROUP BY child, concept
)"""
_NEW = f""", standing AS (
    SELECT child, concept, max({_SURE}) AS sure FROM need n
    WHERE counted AND NOT sensitive AND certainty <> 'excluded' AND "new" AND since BETWEEN {_FIRST} AND {_END}
        AND NOT EXISTS (
            SELECT 1 FROM need b WHERE b.child = n.child AND b.concept = n.concept AND b.counted AND b.since < {_FIRST}
        )
    GROUP BY child, concept
)"""
_RESOLVED = f""", standing AS (
    SELECT child, concept, max({_SURE}) AS sure FROM need n
    WHERE counted AND NOT sensitive AND certainty <> 'excluded' AND resolved AND until BETWEEN {_FIRST} AND {_END}
        AND NOT EXISTS (
            SELECT 1 FROM need b WHERE b.child = n.child AND b.concept = n.concept AND b.counted AND NOT b.sensitive
                AND b.certainty <> 'excluded' AND b.since <= {_END} AND (b.until IS NULL OR b.until > {_END})
        )
    GROUP BY child, concept
)"""
_OPEN = f""", carried AS (
    SELECT DISTINCT child FROM referral WHERE received_on <= {_END} AND (closed_on IS NULL OR closed_on > {_END})
)"""
_SEEN = f""", visit AS (
    SELECT c.*, w.area, {_age('c."on"')} AS age FROM contact c JOIN who w ON w.child = c.child
    WHERE c."on" BETWEEN {_FIRST} AND {_END}
), seen AS (SELECT child, area, max(age) AS age FROM visit WHERE eligible GROUP BY child, area)"""
_OF_AGE = "(age IS NULL OR age BETWEEN 0 AND 25)"


def _kinds(measure: str, standing: str = _STANDING) -> str:
    return f"""{_ASKED_12}{standing}
SELECT 'of' AS what, area, base AS key, part, count(*) AS n FROM asked_12 JOIN here USING (child)
WHERE base IN (SELECT base FROM kind_of WHERE measure = '{measure}') GROUP BY area, base, part
UNION ALL
SELECT 'counted', h.area, k.item, h.part, count(DISTINCT s.child)
FROM standing s JOIN kind_of k ON k.concept = s.concept AND k.sure = s.sure AND k.measure = '{measure}'
JOIN asked_12 a ON a.child = s.child AND a.base = k.base JOIN here h ON h.child = s.child
GROUP BY h.area, k.item, h.part"""


def _both(ctes: str, of: str, counted: str, part: str = "part", item: str = "CAST('' AS VARCHAR)") -> str:
    return f"""{ctes}
SELECT 'of' AS what, area, '' AS key, {part} AS part, count(*) AS n FROM {of} GROUP BY area, {part}
UNION ALL
SELECT 'counted', area, {item}, {part}, count(*) FROM {counted} GROUP BY area, {item}, {part}"""


_NEEDY = "(SELECT DISTINCT child FROM standing) s"
_ASKED_ANY = "(SELECT DISTINCT child FROM asked_12) a JOIN here USING (child)"
_VISITS = f"visit WHERE {_OF_AGE} AND "
_AGE_PART = _band("age")
_PAIRS = f"""{_ASKED_12}{_STANDING}, has AS (
    SELECT DISTINCT s.child, k.item, k.base FROM standing s JOIN kind_of k ON k.concept = s.concept AND k.sure = s.sure
    WHERE k.measure = '{{measure}}' AND k.item NOT LIKE '%.%'
)
SELECT 'of' AS what, h.area, p.base AS key, h.part, count(*) AS n
FROM (SELECT DISTINCT base, base_one, base_other FROM pair WHERE measure = '{{pairs}}') p
JOIN asked_12 a ON a.base = p.base_one JOIN asked_12 b ON b.child = a.child AND b.base = p.base_other
JOIN here h ON h.child = a.child GROUP BY h.area, p.base, h.part
UNION ALL
SELECT 'counted', h.area, p.item, h.part, count(*)
FROM pair p JOIN has x ON x.item = p.one JOIN has y ON y.child = x.child AND y.item = p.other
JOIN asked_12 a ON a.child = x.child AND a.base = p.base_one
JOIN asked_12 b ON b.child = x.child AND b.base = p.base_other
JOIN here h ON h.child = x.child WHERE p.measure = '{{pairs}}' GROUP BY h.area, p.item, h.part"""
_NUMBERS = f"""{_ASKED_12}, numbers AS (
    SELECT a.child, l.letter, count(DISTINCT n.concept) AS found
    FROM asked_12 a JOIN (SELECT DISTINCT letter, base FROM letter) l ON l.base = a.base
    LEFT JOIN (
        SELECT n.child, n.concept, l.letter FROM need n JOIN letter l ON l.concept = n.concept
        WHERE n.counted AND n.certainty <> 'excluded' AND n.since <= {_END} AND (n.until IS NULL OR n.until > {_END})
    ) n ON n.child = a.child AND n.letter = l.letter
    GROUP BY a.child, l.letter
), banded AS (
    SELECT child, letter, letter || ':' || CASE WHEN letter = 'R' AND found > 0 THEN '1' WHEN found <= 2
        THEN CAST(found AS VARCHAR) WHEN found <= 4 THEN '3-4' WHEN found <= 9 THEN '5-9' ELSE '10+' END AS item
    FROM numbers
)"""
_LEVELS = f""", levels AS (
    SELECT n.child, max(n.since) AS since, max(g.level) AS level FROM need n JOIN gmfcs g ON g.concept = n.concept
    WHERE n.certainty <> 'excluded' AND n.since <= {_END} AND (n.until IS NULL OR n.until > {_END}) GROUP BY n.child
)"""


def _lettered(tables: str, of: str, item: str) -> str:
    return f"""
SELECT 'of' AS what, area, {of} AS key, part, count(*) AS n FROM {tables} GROUP BY area, {of}, part
UNION ALL
SELECT 'counted', area, {item}, part, count(*) FROM {tables} GROUP BY area, {item}, part"""


def _wait(reached: str, day: str) -> str:
    done = f"{day} BETWEEN {_FIRST} AND {_END}"
    weeks = f"(CASE WHEN {done} THEN {day} ELSE {_END} END - received_on)"
    item = (
        f"CASE WHEN {done} THEN '{reached}:' ELSE 'waiting:' END || CASE WHEN {weeks} < 42 THEN 'under-6' "
        f"WHEN {weeks} < 84 THEN '6-11' WHEN {weeks} < 126 THEN '12-17' ELSE '18-and-over' END"
    )
    return f""", waited AS (
    SELECT area, part, {item} AS item FROM referral JOIN here USING (child)
    WHERE {done} OR (({day} IS NULL OR {day} > {_END}) AND received_on <= {_END}
        AND (closed_on IS NULL OR closed_on > {_END}))
)"""


_RANK = "CASE {0} WHEN 'green' THEN 0 WHEN 'amber' THEN 1 WHEN 'red' THEN 2 END"
_LIGHTS = f""", shone AS (
    SELECT w.area, {_age('l."on"')} AS age, CASE
        WHEN next_on IS NULL OR next_on > {_END} THEN 'no_next_visit' WHEN next_light = 'resolved' THEN 'resolved'
        WHEN {_RANK.format("next_light")} < {_RANK.format("light")} THEN 'better'
        WHEN {_RANK.format("next_light")} = {_RANK.format("light")} THEN 'same' ELSE 'worse' END AS item
    FROM light l JOIN who w ON w.child = l.child
    WHERE l."on" > {_ASKED} AND l."on" <= {_END} AND light <> 'green' AND "group" <> 'safeguarding'
)"""
_SCHOOL = f""", pupils AS (
    SELECT child, area, max(age) AS age, bool_or(school_time) AS lost FROM visit
    WHERE eligible AND age BETWEEN 5 AND 18 GROUP BY child, area
)
SELECT 'of' AS what, area, 'contacts' AS key, {_AGE_PART} AS part, count(*) AS n FROM visit
WHERE eligible AND age BETWEEN 5 AND 18 GROUP BY area, {_AGE_PART}
UNION ALL
SELECT 'counted', area, 'contacts', {_AGE_PART}, count(*) FROM visit
WHERE eligible AND age BETWEEN 5 AND 18 AND school_time GROUP BY area, {_AGE_PART}
UNION ALL SELECT 'of', area, 'children', {_AGE_PART}, count(*) FROM pupils GROUP BY area, {_AGE_PART}
UNION ALL SELECT 'counted', area, 'children', {_AGE_PART}, count(*) FROM pupils WHERE lost GROUP BY area, {_AGE_PART}"""
_TIMED = f""", timed AS (
    SELECT c.organisation, c.seconds, c.unread, {_age('c."on"')} AS age FROM contact c JOIN who w ON w.child = c.child
    WHERE c."on" BETWEEN {_FIRST} AND {_END} AND seconds IS NOT NULL
)
SELECT 'of' AS what, CAST(organisation AS VARCHAR) AS area, '' AS key, '' AS part, count(*) AS n FROM timed
WHERE {_OF_AGE} GROUP BY organisation
UNION ALL SELECT 'counted', CAST(organisation AS VARCHAR), 'under_60', '', count(*) FROM timed
WHERE {_OF_AGE} AND seconds < 60 GROUP BY organisation
UNION ALL SELECT 'counted', CAST(organisation AS VARCHAR), 'unread', '', count(*) FROM timed
WHERE {_OF_AGE} AND unread GROUP BY organisation"""
_CARRIED = "carried JOIN here USING (child)"
_SEEN_OF_AGE = f"seen WHERE {_OF_AGE}"

QUERIES: Final = {
    "needs": _both(_ASKED_12 + _STANDING, _ASKED_ANY, f"{_ASKED_ANY} JOIN {_NEEDY} USING (child)"),
    "needs_on_caseload": _both(_OPEN + _STANDING, _CARRIED, f"{_CARRIED} JOIN {_NEEDY} USING (child)"),
    "needs_by_group": _kinds("needs_by_group"),
    "needs_by_condition": _kinds("needs_by_condition"),
    "technology": _kinds("technology"),
    "complexity": _NUMBERS + _lettered("banded JOIN here USING (child)", "letter", "item"),
    "group_pairs": _PAIRS.format(measure="needs_by_group", pairs="group_pairs"),
    "condition_pairs": _PAIRS.format(measure="needs_by_condition", pairs="condition_pairs"),
    "gmfcs": _both(
        _ASKED_12 + _LEVELS,
        "(SELECT child FROM asked_12 WHERE base = 'functional_level') a JOIN here USING (child)",
        "(SELECT child FROM asked_12 WHERE base = 'functional_level') a JOIN levels USING (child) "
        "JOIN here USING (child)",
        item="(CASE level WHEN 1 THEN 'I' WHEN 2 THEN 'II' WHEN 3 THEN 'III' WHEN 4 THEN 'IV' ELSE 'V' END)",
    ),
    "new_needs": _kinds("needs_by_group", _NEW),
    "resolved_needs": _kinds("needs_by_group", _RESOLVED),
    "caseload": _both(_OPEN, _CARRIED, _CARRIED),
    "children_seen": _both(_SEEN, _SEEN_OF_AGE, _SEEN_OF_AGE, _AGE_PART),
    "capture_completeness": _both(_SEEN, f"{_VISITS}eligible", f"{_VISITS}eligible AND captured", _AGE_PART),
    "asked": _both(
        _ASKED_12 + _SEEN,
        _SEEN_OF_AGE,
        f"seen JOIN asked_12 USING (child) WHERE {_OF_AGE}",
        _AGE_PART,
        "base",
    ),
    "uncoded": f"""{_SEEN}
SELECT 'of' AS what, area, '' AS key, {_AGE_PART} AS part, sum(statements) AS n FROM {_VISITS}statements > 0
GROUP BY area, {_AGE_PART}
UNION ALL
SELECT 'counted', area, '', {_AGE_PART}, sum(uncoded) FROM {_VISITS}statements > 0 GROUP BY area, {_AGE_PART}""",
    "wait_first_contact": _both(_wait("seen", "first_seen_on"), "waited", "waited", item="item"),
    "wait_diagnosis": _both(_wait("diagnosed", "first_diagnosed_on"), "waited", "waited", item="item"),
    "was_not_brought": _both(
        _SEEN,
        f"{_VISITS}attendance NOT IN ('2', '4')",
        f"{_VISITS}attendance = '3'",
        _AGE_PART,
    ),
    "unlinked": _both(_OPEN, _CARRIED, f"{_CARRIED} WHERE NOT linked"),
    "concerns_next_visit": _both(_LIGHTS, f"shone WHERE {_OF_AGE}", f"shone WHERE {_OF_AGE}", _AGE_PART, "item"),
    "barriers": _kinds("barriers"),
    "school_time": _SEEN + _SCHOOL,
    "form_seconds": _TIMED,
    "needs_by_concept": _kinds("needs_by_concept"),
    "complexity_by_gmfcs": _NUMBERS
    + _LEVELS
    + _lettered(
        "(SELECT *, (CASE level WHEN 1 THEN 'I' WHEN 2 THEN 'II' WHEN 3 THEN 'III' WHEN 4 THEN 'IV' ELSE 'V' END) AS g "
        "FROM banded JOIN levels USING (child) JOIN here USING (child)) b",
        "(g || '/' || letter)",
        "(g || '/' || item)",
    ),
}
"""By measure, after the children."""
