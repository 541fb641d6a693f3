"""The rows that children's encounters and referrals make, found by DuckDB of many children together.

They are those of `app.reports.copy.deriving`, which defines them record by record; a test holds the two equal on
generated records. What a kind of statement counts as, what a partial date means and which times are school time is not
said a second time: those functions are asked, of each kind once.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import duckdb
import orjson

from app.access.people import Organisation
from app.clinical.ages import PartialDate
from app.clinical.encounter import Attendance, EncounterKind
from app.clinical.needs import Certainty, Change, GroupAnswer
from app.clinical.timing import SECONDS_TO_REVIEW_A_NEED
from app.reports.copy.contacts import AFFIRMED, NOT_SAID, RESOLVED
from app.reports.copy.engine_text import derived_in, lines_in, whose_in
from app.reports.copy.school_time import takes_school_time
from app.reports.copy.stretches import counting_of
from app.reports.ports import LINES
from app.terminology.refset import Group, Refset

_SECOND: Final = 1_000_000
"""In microseconds."""


def _texts(values: Iterable[str]) -> str:
    """Codes of ours as the inside of an SQL list."""
    return ", ".join(f"'{each}'" for each in sorted(values))


_SEEN: Final = _texts(each.value for each in Attendance if each.seen)
_AFFIRMED: Final = _texts(each.value for each in AFFIRMED)
_NOT_SAID: Final = _texts(each.value for each in NOT_SAID)
_KEEPS_CONTENT: Final = _texts({Change.CARRIED.value, Change.REVIEWED_UNCHANGED.value})
"""What leaves a need as it was last described (`app.clinical.history`)."""

_VISIT: Final = f"""
SELECT whose.standing AS record, whose.child AS pseudonym, held.* EXCLUDE (child),
    kind = '{EncounterKind.CARE_CONTACT}' AND NOT entered_in_error AS is_contact,
    row_number() OVER (
        PARTITION BY whose.standing ORDER BY contact_on, coalesce(contact_at, TIME '00:00'), id, version
    ) AS place,
    held.child AS written_on
FROM {{encounter}} AS held JOIN whose ON whose.record = held.child
QUALIFY version = max(version) OVER (PARTITION BY held.child, id)
"""  # noqa: S608
"""The current versions of encounters; `place` is their order of time in the record."""

_REFERRAL: Final = """
SELECT whose.standing AS record, whose.child AS pseudonym, held.* EXCLUDE (child)
FROM {referral} AS held JOIN whose ON whose.record = held.child
QUALIFY version = max(version) OVER (PARTITION BY held.child, id)
"""

_AT_VISIT: Final = """
SELECT visit.record, visit.pseudonym, visit.place, visit.contact_on, visit.is_contact, visit.entered_in_error,
    visit.referral, held.* EXCLUDE (child, encounter, version)
FROM {held} AS held
JOIN visit ON visit.written_on = held.child AND visit.id = held.encounter AND visit.version = held.version
"""
"""What was asked or stated at the current version of an encounter."""

_SAID: Final = f"""
SELECT said.*, counting.* EXCLUDE (concept, need_group, certainty)
FROM statement AS said
JOIN counting ON counting.concept IS NOT DISTINCT FROM said.concept
    AND counting.need_group = said.need_group AND counting.certainty = said.certainty
ANTI JOIN (SELECT record, need FROM statement WHERE change = '{Change.ENTERED_IN_ERROR}') AS withdrawn
    ON withdrawn.record = said.record AND withdrawn.need = said.need
WHERE NOT said.entered_in_error
"""  # noqa: S608
"""The statements that are heeded, of needs that were never entered in error, with what each counts as."""

_STRETCHES: Final = f"""
WITH told AS (
    SELECT record, pseudonym, need, place, contact_on, change, counting,
        row_number() OVER (PARTITION BY record, need ORDER BY place) = 1 AS is_first
    FROM said
), followed AS (
    SELECT record, pseudonym, need, place, contact_on,
        last_value(CASE WHEN is_first OR change NOT IN ({_KEEPS_CONTENT}) THEN counting END IGNORE NULLS) OVER so_far
            AS content,
        last_value(CASE WHEN is_first OR change <> '{Change.CARRIED}' THEN change END IGNORE NULLS) OVER so_far
            AS latest,
        lead(contact_on) OVER (PARTITION BY record, need ORDER BY place) AS next_on
    FROM told
    WINDOW so_far AS (PARTITION BY record, need ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
), at_end_of_day AS (
    SELECT record, pseudonym, need, place, contact_on,
        CASE WHEN latest <> '{Change.RESOLVED}' THEN content END AS counting
    FROM followed WHERE next_on IS DISTINCT FROM contact_on
), changed AS (
    SELECT * FROM at_end_of_day
    QUALIFY counting IS DISTINCT FROM lag(counting) OVER (PARTITION BY record, need ORDER BY place)
)
SELECT record, pseudonym, need, contact_on AS since, counting,
    lead(contact_on) OVER by_need AS until,
    lead(place) OVER by_need IS NOT NULL AND lead(counting) OVER by_need IS NULL AS resolved,
    row_number() OVER by_need = 1 AS is_first
FROM changed
WINDOW by_need AS (PARTITION BY record, need ORDER BY place)
QUALIFY counting IS NOT NULL
"""  # noqa: S608
"""How a need stands at the end of each day on which more was said of it than that it is carried, where that changed.

A need that resolved counts as nothing, so that a stretch is what lies between two changes."""

_FIRST_CAPTURED: Final = """
SELECT record, min(contact_on) AS first_captured_on
FROM visit SEMI JOIN asked USING (record, place) WHERE is_contact GROUP BY record
"""

_LAST_WRITTEN: Final = """
SELECT record, max(recorded_at) AS written_at
FROM (SELECT record, recorded_at FROM visit UNION ALL SELECT record, recorded_at FROM referral) GROUP BY record
"""

_CHILD: Final = """
SELECT held.* REPLACE (
    captured.first_captured_on AS first_captured_on, greatest(held.recorded_at, written.written_at) AS recorded_at
)
FROM {child} AS held LEFT JOIN captured USING (record) LEFT JOIN written USING (record)
"""

_NEED: Final = """
SELECT pseudonym AS child, {organisation} AS organisation, need, counts_as AS concept, "group",
    counts_with AS certainty, counted, sensitive, since, until, resolved,
    coalesce(is_first AND since > first_captured_on, false) AS new, record
FROM stretch JOIN (SELECT DISTINCT * EXCLUDE (concept, need_group, certainty) FROM counting) USING (counting)
LEFT JOIN captured USING (record)
"""

_ASKED: Final = f"""
SELECT pseudonym AS child, {{organisation}} AS organisation, need_group AS "group", contact_on AS "on",
    CASE WHEN bool_or(answer = '{GroupAnswer.SOME}') THEN '{GroupAnswer.SOME}' ELSE '{GroupAnswer.NONE_IDENTIFIED}' END
        AS answer,
    record
FROM asked WHERE NOT entered_in_error GROUP BY ALL
"""  # noqa: S608

_CONTACT: Final = f"""
WITH stated AS (
    SELECT record, place, count(*) AS statements, count(*) FILTER (concept IS NULL) AS uncoded
    FROM statement WHERE change NOT IN ({_NOT_SAID}) GROUP BY record, place
), captured_at AS (SELECT DISTINCT record, place, true AS captured FROM asked)
SELECT pseudonym AS child, {{organisation}} AS organisation, id AS contact, referral, contact_on AS "on",
    contact_at AS "at", attendance, attendance IN ({_SEEN}) AS eligible, coalesce(captured, false) AS captured,
    date_diff('microsecond', coalesce(first_input_at, started_at), submitted_at) // {_SECOND} AS seconds,
    coalesce(
        date_diff('microsecond', started_at, submitted_at)
            < {round(SECONDS_TO_REVIEW_A_NEED * _SECOND)} * (items_added + items_confirmed),
        false
    ) AS unread,
    school.contact_on IS NOT NULL AS school_time,
    coalesce(statements, 0) AS statements, coalesce(uncoded, 0) AS uncoded, record
FROM visit LEFT JOIN stated USING (record, place) LEFT JOIN captured_at USING (record, place)
LEFT JOIN school USING (contact_on, contact_at)
WHERE is_contact
"""  # noqa: S608

_REFERRED: Final = f"""
WITH seen AS (
    SELECT record, referral, min(contact_on) AS first_seen_on
    FROM visit WHERE is_contact AND attendance IN ({_SEEN}) GROUP BY record, referral
), received AS (
    SELECT record, id AS referral, max(received_on) AS received_on FROM referral GROUP BY record, id
), diagnosis AS (
    SELECT * FROM said
    WHERE is_contact AND certainty = '{Certainty.DIAGNOSED}' AND change IN ({_AFFIRMED})
        AND "group" = '{Group.CONDITION}'
    QUALIFY row_number() OVER (PARTITION BY record, need ORDER BY place) = 1
), diagnosed_here AS (
    SELECT record, referral, min(contact_on) AS first_diagnosed_on
    FROM diagnosis JOIN received USING (record, referral) LEFT JOIN known USING (diagnosed)
    WHERE diagnosed IS NULL OR latest >= received_on GROUP BY record, referral
)
SELECT pseudonym AS child, {{organisation}} AS organisation, id AS referral, received_on,
    discharged_on AS closed_on, first_seen_on, first_diagnosed_on, record
FROM (SELECT *, id AS referral FROM referral)
LEFT JOIN seen USING (record, referral) LEFT JOIN diagnosed_here USING (record, referral)
"""  # noqa: S608

_LIGHT: Final = f"""
WITH told AS (
    SELECT *, lead(contact_on) OVER by_need AS next_on,
        lead(CASE WHEN change = '{Change.RESOLVED}' THEN '{RESOLVED}' ELSE traffic_light END) OVER by_need AS next_light
    FROM said WHERE is_contact AND change <> '{Change.CARRIED}'
    WINDOW by_need AS (PARTITION BY record, need ORDER BY place)
)
SELECT pseudonym AS child, {{organisation}} AS organisation, need, "group", contact_on AS "on", traffic_light AS light,
    next_on, next_light, record
FROM told WHERE traffic_light IS NOT NULL
"""  # noqa: S608

_FURTHER: Final[Mapping[str, str]] = MappingProxyType(
    {"said": _SAID, "stretch": _STRETCHES, "captured": _FIRST_CAPTURED, "written": _LAST_WRITTEN}
)
_MADE: Final = ("whose", "visit", "referral", "asked", "statement", "counting", "known", "school", *_FURTHER)
_ROWS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "child": _CHILD,
        "need": _NEED,
        "asked": _ASKED,
        "contact": _CONTACT,
        "referral": _REFERRED,
        "light": _LIGHT,
    }
)


@contextmanager
def derived(
    sql: duckdb.DuckDBPyConnection, texts: Path, organisation: Organisation, refset: Refset
) -> Iterator[Mapping[str, str]]:
    """The rows that what lies in a folder of texts makes, by table, as SELECTs over tables that are there within the
    block; of these `whose` lists the records that are replaced."""
    lines = {table: lines_in(texts, table) for table in LINES}
    try:
        _make(sql, "whose", f"SELECT * FROM {whose_in(texts)}")  # noqa: S608
        _make(sql, "visit", _VISIT.format(**lines))
        _make(sql, "referral", _REFERRAL.format(**lines))
        were_asked = f"(SELECT * FROM {lines['asked']} WHERE answer <> '{GroupAnswer.NOT_ASKED}')"  # noqa: S608
        _make(sql, "asked", _AT_VISIT.format(held=were_asked))
        _make(sql, "statement", _AT_VISIT.format(held=lines["statement"]))
        _make_kinds(sql, refset)
        for table, select in _FURTHER.items():
            _make(sql, table, select)
        yield _selects(texts, organisation)
    finally:
        for table in _MADE:
            sql.execute(f"DROP TABLE IF EXISTS temp.{table}")


def _selects(texts: Path, organisation: Organisation) -> Mapping[str, str]:
    of = {"organisation": str(int(organisation.id)), "child": derived_in(texts, "child")}
    told = {table: select.format(**of) for table, select in _ROWS.items()}
    return {**told, "fact": f"SELECT * FROM {derived_in(texts, 'fact')}"}  # noqa: S608


def _make(sql: duckdb.DuckDBPyConnection, table: str, select: str) -> None:
    sql.execute(f"CREATE TEMP TABLE {table} AS {select}")


def _make_kinds(sql: duckdb.DuckDBPyConnection, refset: Refset) -> None:
    """Ask the functions that say so what each kind of statement, partial date and time comes to."""
    kinds = sql.execute("SELECT DISTINCT concept, need_group, certainty FROM statement").fetchall()
    numbers: dict[Any, int] = {}
    counting = []
    for concept, group, certainty in kinds:
        counts = counting_of(concept, Group(group), Certainty(certainty), refset)
        counting.append((concept, group, certainty, numbers.setdefault(counts, len(numbers)), *counts))
    of_kind = "concept BIGINT, need_group VARCHAR, certainty VARCHAR, counting BIGINT"
    as_what = 'counts_as BIGINT, "group" VARCHAR, counts_with VARCHAR, counted BOOLEAN, sensitive BOOLEAN'
    _make_from(sql, "counting", f"{of_kind}, {as_what}", counting)
    dates = sql.execute("SELECT DISTINCT diagnosed FROM statement WHERE diagnosed IS NOT NULL").fetchall()
    latest = [(text, PartialDate.parse(text).latest) for (text,) in dates]
    _make_from(sql, "known", "diagnosed VARCHAR, latest DATE", latest)
    times = sql.execute("SELECT DISTINCT contact_on, contact_at FROM visit WHERE is_contact").fetchall()
    taking = [(on, at) for on, at in times if takes_school_time(on, at)]
    _make_from(sql, "school", "contact_on DATE, contact_at TIME", taking)


def _make_from(sql: duckdb.DuckDBPyConnection, table: str, held: str, rows: Sequence[Sequence[Any]]) -> None:
    """Make a table with columns, told as in CREATE TABLE, of rows."""
    sql.execute(f"CREATE TEMP TABLE {table} ({held})")
    named = [each.rsplit(" ", 1) for each in held.split(", ")]
    values = ", ".join(f"line[{place}]::{kind}" for place, (_, kind) in enumerate(named, 1))
    given = "SELECT unnest(from_json($1, '[[\"VARCHAR\"]]')) AS line"
    sql.execute(f"INSERT INTO {table} SELECT {values} FROM ({given})", [orjson.dumps(rows).decode()])  # noqa: S608
