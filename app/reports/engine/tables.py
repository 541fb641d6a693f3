"""The queries of the tables that marks are made from, with places for the days, for the scope and for what is wanted.

Each reads the views of the copy and tables above it. `{s}` and `{org}` are the scope's suffix and whose records are
looked at together. They stand in one statement for a single cube (`alone`), or are kept for all cubes of a quarter
(`engine_quarter`).
"""

# ruff: noqa: S608 - the texts are put together from one another

from typing import Final

FACT: Final = """
SELECT child, {columns} FROM (
    SELECT child, kind, value, {key_by_id} AS sorted_by FROM fact
    WHERE kind IN ({kinds}) AND (since IS NULL OR since <= {last}) AND (until IS NULL OR until >= {last})
) GROUP BY child
"""

PERSON: Final = """
SELECT told.child, born, {columns} FROM (
    SELECT child, arg_max(born, sorted_by) AS born{told} FROM (SELECT *, {key} AS sorted_by FROM child) GROUP BY child
) told {joins}
"""

PLACE: Final = """
SELECT row_number() OVER ()::INTEGER AS place, * FROM (
    SELECT DISTINCT local_authority, responsible_authority, region, icb FROM whole
)
"""

PLACED: Final = """
SELECT whole.* EXCLUDE (local_authority, responsible_authority, region, icb), place.place FROM whole
JOIN place ON place.local_authority = whole.local_authority AND place.region = whole.region
    AND place.icb = whole.icb AND place.responsible_authority IS NOT DISTINCT FROM whole.responsible_authority
"""

ASKED: Final = """
SELECT a.child, {org} AS org, bit_or(g.bit) AS asked FROM asked a JOIN group_bit g ON g."group" = a."group"
WHERE (g.bit & {groups}) <> 0 AND a."on" > {since} AND a."on" <= {last} AND a.answer <> 'not_asked' GROUP BY ALL
"""

OPEN: Final = """
SELECT DISTINCT child, {org} AS org FROM referral
WHERE received_on <= {last} AND (closed_on IS NULL OR closed_on > {last})
"""

_COUNTED: Final = """
FROM need n JOIN {members} m ON m.concept = n.concept WHERE n.counted AND n.certainty IN ({certain})"""
_STANDS: Final = " AND n.since <= {last} AND (n.until IS NULL OR n.until > {last})"

HELD: Final = (
    """
SELECT n.child, {org} AS org, m.no, any_value(m.letter) AS letter,
    max(CASE WHEN m.named AND NOT n.sensitive THEN {rank} END) AS rank"""
    + _COUNTED
    + _STANDS
    + " GROUP BY ALL"
)
"""Every concept that stands, with the surest certainty: NULL of one that is not to be named."""

NAMED: Final = (
    "SELECT n.child, {org} AS org, m.no, max({rank}) AS rank"
    + _COUNTED
    + _STANDS
    + " AND m.named AND NOT n.sensitive GROUP BY ALL"
)
"""Those that may be named."""

LETTERED: Final = "SELECT DISTINCT n.child, {org} AS org, m.no, m.letter" + _COUNTED + _STANDS + " AND m.letter <> 0"
"""Those of the Disabilities Complexity Scale."""

NEEDY: Final = (
    "SELECT DISTINCT n.child, {org} AS org, TRUE AS needy" + _COUNTED + _STANDS + " AND m.named AND NOT n.sensitive"
)

_FRESH: Final = (
    "SELECT n.child, {org} AS org, m.no, max({rank}) AS rank" + _COUNTED + " AND NOT n.sensitive AND m.named"
)

NEW: Final = (
    "WITH fresh AS ("
    + _FRESH
    + """ AND n."new" AND n.since BETWEEN {first} AND {last} GROUP BY ALL),
before AS (
    SELECT DISTINCT child, org, no FROM (
        SELECT n.child, {org} AS org, m.no FROM need n JOIN member m ON m.concept = n.concept
        WHERE n.counted AND n.since < {first}
    ) SEMI JOIN fresh USING (child, org, no)
)
SELECT child, org, bit_or(low) AS low FROM (SELECT * FROM fresh ANTI JOIN before USING (child, org, no))
JOIN kind_bits USING (no, rank) GROUP BY ALL
"""
)
RESOLVED: Final = (
    "WITH ended AS ("
    + _FRESH
    + """ AND n.resolved AND n.until BETWEEN {first} AND {last} GROUP BY ALL),
still AS (
    SELECT DISTINCT child, org, no FROM (SELECT n.child, {org} AS org, m.no
"""
    + _COUNTED
    + _STANDS
    + """ AND m.named AND NOT n.sensitive) SEMI JOIN ended USING (child, org, no)
)
SELECT child, org, bit_or(low) AS low FROM (SELECT * FROM ended ANTI JOIN still USING (child, org, no))
JOIN kind_bits USING (no, rank) GROUP BY ALL
"""
)

LEVEL: Final = """
SELECT n.child, {org} AS org, (max((n.since - DATE '1900-01-01')::BIGINT * 10 + g.level) % 10)::TINYINT AS gmfcs
FROM need n JOIN gmfcs_level g ON g.concept = n.concept
WHERE n.certainty <> 'excluded' AND n.since <= {last} AND (n.until IS NULL OR n.until > {last}) GROUP BY ALL
"""

BITS: Final = "SELECT child, org, {bits} FROM held{s} {kinds} GROUP BY ALL"

KNOWN: Final = "SELECT DISTINCT child, {org} AS org FROM child"
"""The children that anybody knows, of whom some were not asked and are on no caseload."""

VISIT: Final = """
SELECT c.child, c.organisation, c."on", {age_then} AS age{who}, c.attendance, c.eligible, c.captured, c.seconds,
    c.unread, c.school_time, c.statements, c.uncoded
FROM contact c JOIN person p USING (child) WHERE c."on" BETWEEN {first} AND {last}
"""

FOLK: Final = """
SELECT k.child, k.org, p.age{who}{columns} FROM {driver} k JOIN person p ON p.child = k.child {joins}
WHERE p.alive AND {counted_age}
"""
