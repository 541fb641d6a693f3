"""The texts of the tables of a quarter, with places for its days, for the scope and for whose records are together.

Each is made from the views of the copy and from tables above it: `person` from `fact_at` and `place`; `folk` from all
the others of its scope, which are dropped when it stands, but for `held`.
"""

# ruff: noqa: S608 - the texts are put together from one another

from typing import Final

FACT: Final = """
CREATE OR REPLACE TEMP TABLE fact_at AS
WITH holding AS (
    SELECT child, kind, value, {key_by_id} AS sorted_by FROM fact
    WHERE (since IS NULL OR since <= {last}) AND (until IS NULL OR until >= {last})
)
SELECT child, {columns} FROM holding GROUP BY child
"""

PLACE: Final = """
CREATE OR REPLACE TEMP TABLE place AS
SELECT row_number() OVER ()::INTEGER AS place, * FROM (
    SELECT DISTINCT coalesce(nullif(local_authority, ''), 'unknown') AS local_authority,
        nullif(responsible_authority, '') AS responsible_authority,
        coalesce(nullif(region, ''), 'unknown') AS region, coalesce(nullif(icb, ''), 'unknown') AS icb
    FROM (SELECT DISTINCT child FROM child) LEFT JOIN fact_at USING (child)
)
"""

PERSON: Final = """
CREATE OR REPLACE TEMP TABLE person AS
WITH told AS (
    SELECT child, arg_max(born, sorted_by) AS born, arg_max(died, sorted_by) AS died, bool_or(linked) AS linked,
        arg_max(sex, sorted_by) FILTER (sex IN ('1', '2', '9')) AS sex
    FROM (SELECT *, {key} AS sorted_by FROM child) GROUP BY child
)
SELECT child, born, linked, {age} AS age, (died IS NULL OR died > {last}) AS alive, place.place, {parts},
    {phase} AS school_phase
FROM told LEFT JOIN fact_at USING (child) {joins}
JOIN place ON place.local_authority = coalesce(nullif(fact_at.local_authority, ''), 'unknown')
    AND place.region = coalesce(nullif(fact_at.region, ''), 'unknown')
    AND place.icb = coalesce(nullif(fact_at.icb, ''), 'unknown')
    AND place.responsible_authority IS NOT DISTINCT FROM nullif(fact_at.responsible_authority, '')
"""

HELD: Final = """
CREATE OR REPLACE TEMP TABLE held{s} AS
SELECT n.child, {org} AS org, m.no, any_value(m.letter) AS letter,
    max(CASE WHEN m.named AND NOT n.sensitive THEN c.rank END) AS rank
FROM need n JOIN member m ON m.concept = n.concept JOIN certain c ON c.certainty = n.certainty
WHERE n.counted AND n.since <= {last} AND (n.until IS NULL OR n.until > {last}) GROUP BY 1, 2, 3
"""

ASKED: Final = """
CREATE OR REPLACE TEMP TABLE asked{s} AS
SELECT a.child, {org} AS org, bit_or(g.bit) AS asked FROM asked a JOIN group_bit g ON g."group" = a."group"
WHERE a."on" > {since} AND a."on" <= {last} AND a.answer <> 'not_asked' GROUP BY 1, 2
"""

OPEN: Final = """
CREATE OR REPLACE TEMP TABLE open{s} AS
SELECT DISTINCT child, {org} AS org FROM referral
WHERE received_on <= {last} AND (closed_on IS NULL OR closed_on > {last})
"""

FRESH: Final = """
SELECT n.child, {org} AS org, m.no, max(c.rank) AS rank
FROM need n JOIN member m ON m.concept = n.concept JOIN certain c ON c.certainty = n.certainty
WHERE n.counted AND NOT n.sensitive AND m.named
"""

NEW: Final = (
    """
CREATE OR REPLACE TEMP TABLE new{s} AS
WITH fresh AS ("""
    + FRESH
    + """ AND n."new" AND n.since BETWEEN {first} AND {last} GROUP BY 1, 2, 3),
before AS (
    SELECT DISTINCT n.child, {org} AS org, m.no FROM need n JOIN member m ON m.concept = n.concept
    WHERE n.counted AND n.since < {first} AND n.child IN (SELECT child FROM fresh)
)
SELECT child, org, bit_or(low) AS low FROM (SELECT * FROM fresh ANTI JOIN before USING (child, org, no))
JOIN kind USING (no, rank) GROUP BY 1, 2
"""
)
RESOLVED: Final = (
    """
CREATE OR REPLACE TEMP TABLE resolved{s} AS
WITH ended AS ("""
    + FRESH
    + """ AND n.resolved AND n.until BETWEEN {first} AND {last} GROUP BY 1, 2, 3),
still AS (SELECT child, org, no FROM held{s} WHERE rank IS NOT NULL AND child IN (SELECT child FROM ended))
SELECT child, org, bit_or(low) AS low FROM (SELECT * FROM ended ANTI JOIN still USING (child, org, no))
JOIN kind USING (no, rank) GROUP BY 1, 2
"""
)

LEVEL: Final = """
CREATE OR REPLACE TEMP TABLE gm{s} AS
SELECT n.child, {org} AS org, (max((n.since - DATE '1900-01-01')::BIGINT * 10 + g.level) % 10)::TINYINT AS gmfcs
FROM need n JOIN gmfcs g ON g.concept = n.concept
WHERE n.certainty <> 'excluded' AND n.since <= {last} AND (n.until IS NULL OR n.until > {last}) GROUP BY 1, 2
"""

BITS: Final = """
CREATE OR REPLACE TEMP TABLE bits{s} AS
SELECT child, org, bit_or(low) AS low, bit_or(high) AS high, count(*) FILTER (letter = 1)::SMALLINT AS c,
    count(*) FILTER (letter = 2)::SMALLINT AS t, count(*) FILTER (letter = 3)::SMALLINT AS f,
    count(*) FILTER (letter = 4)::SMALLINT AS r
FROM held{s} LEFT JOIN kind USING (no, rank) GROUP BY 1, 2
"""

FOLK: Final = """
CREATE OR REPLACE TEMP TABLE folk{s} AS
SELECT k.child, k.org, {age} AS age, coalesce(a.asked, 0) AS asked, coalesce(b.low, 0) AS low,
    coalesce(b.high, 0) AS high, coalesce(n.low, 0) AS new_low, coalesce(e.low, 0) AS resolved_low,
    coalesce(b.c, 0) AS c, coalesce(b.t, 0) AS t, coalesce(b.f, 0) AS f, coalesce(b.r, 0) AS r, g.gmfcs,
    o.child IS NOT NULL AS on_caseload, p.linked
FROM (SELECT DISTINCT child, {org} AS org FROM child) k JOIN person p ON p.child = k.child
LEFT JOIN asked{s} a ON a.child = k.child AND a.org = k.org
LEFT JOIN bits{s} b ON b.child = k.child AND b.org = k.org
LEFT JOIN new{s} n ON n.child = k.child AND n.org = k.org
LEFT JOIN resolved{s} e ON e.child = k.child AND e.org = k.org
LEFT JOIN gm{s} g ON g.child = k.child AND g.org = k.org
LEFT JOIN open{s} o ON o.child = k.child AND o.org = k.org
WHERE p.alive AND {counted_age}
"""
