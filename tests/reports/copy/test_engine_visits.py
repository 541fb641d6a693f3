"""What DuckDB finds of many records together is what is defined of each, on generated ones."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.clinical.ages import PartialDate
from app.clinical.child import Child
from app.clinical.encounter import Attendance, Contact, Encounter, EncounterKind
from app.clinical.needs import Certainty, Change, GroupAnswer, Statement, TrafficLight
from app.clinical.referral import Referral
from app.clinical.timing import InputMode, Timing
from app.identity import Identity
from app.reports.copy.layout import ROWS
from app.reports.ports import ChildHistory
from app.terminology.refset import Group, Refset
from tests.clinical.examples import (
    EPILEPSY,
    NORMAL,
    NOW,
    ORGANISATION,
    OUTSIDE,
    PALSY,
    REFSET,
    SLEEP,
    child,
    entered_in_error,
    referral,
    statement,
    visit,
)
from tests.clinical.replaced import RETIRED, changed_refset
from tests.reports.copy.found_rows import Rows, defined, found
from tests.reports.copy.pieces import piece_of

MARCH, APRIL = date(2026, 3, 4), date(2026, 4, 15)
CHANGED = changed_refset()


@pytest.fixture(scope="module")
def sql() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": 2, "preserve_insertion_order": False}) as connection:
        yield connection


def both(sql: duckdb.DuckDBPyConnection, folder: Path, *encounters: Encounter) -> Rows:
    """The rows of one child, found to be as defined."""
    history = ChildHistory(child(), (referral(),), encounters)
    rows = found(sql, folder, ORGANISATION, REFSET, piece_of(history))
    assert rows == defined(ORGANISATION, REFSET, history)
    return rows


def timed(contact: Encounter, started: int, first: int | None, submitted: int, needs: int = 0) -> Encounter:
    """A contact with the microseconds at which its form was given out, begun and sent."""
    begun = None if first is None else NOW + timedelta(microseconds=first)
    instants = NOW + timedelta(microseconds=started), begun, NOW + timedelta(microseconds=submitted)
    return replace(contact, timing=Timing(*instants, needs, 0, 0, InputMode.TOUCH))


def test_a_child_who_was_seen_has_the_rows_that_are_defined(sql: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    later = visit(APRIL, statement(1, change=Change.RESOLVED), statement(2, SLEEP), identity=101)
    rows = both(sql, tmp_path, visit(MARCH, replace(statement(1), traffic_light=TrafficLight.RED)), later)
    assert [row[8:12] for row in rows["need"]] == [(MARCH, APRIL, True, False), (APRIL, None, False, True)]
    assert [row[5:8] for row in rows["light"]] == [("red", APRIL, "resolved")]
    assert [row[5:7] for row in rows["referral"]] == [(MARCH, MARCH)]


def test_a_child_of_whom_nothing_was_recorded_has_a_row(sql: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    history = ChildHistory(child(), (), ())
    rows = found(sql, tmp_path, ORGANISATION, REFSET, piece_of(history))
    assert rows == defined(ORGANISATION, REFSET, history)
    assert [len(rows[table]) for table in ROWS] == [1, 0, 0, 0, 0, 0, 0]


def test_of_no_children_there_are_no_rows(sql: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    assert not any(found(sql, tmp_path, ORGANISATION, REFSET, piece_of()).values())


@pytest.mark.parametrize(
    ("first", "submitted", "seconds"),
    [(0, 59_999_999, 59), (0, 60_000_000, 60), (None, 1_000_000, 1), (5_000_000, 3_500_000, -1), (2_000_000, 1, -1)],
)
def test_seconds_are_whole_ones_even_where_a_clock_was_set_back(
    sql: duckdb.DuckDBPyConnection, tmp_path: Path, first: int | None, submitted: int, seconds: int
) -> None:
    rows = both(sql, tmp_path, timed(visit(MARCH), 0, first, submitted))
    assert rows["contact"][0][9] == seconds


@pytest.mark.parametrize(("needs", "submitted", "unread"), [(3, 4_050_000, False), (3, 4_049_999, True), (0, 0, False)])
def test_a_form_is_unread_when_less_time_passed_than_its_needs_take(
    sql: duckdb.DuckDBPyConnection, tmp_path: Path, needs: int, submitted: int, unread: bool
) -> None:
    rows = both(sql, tmp_path, timed(visit(MARCH), 0, None, submitted, needs))
    assert rows["contact"][0][10] is unread


@pytest.mark.parametrize(("diagnosed", "since"), [("2025-01-06", MARCH), ("2025", MARCH), ("2025-01-05", None)])
def test_a_condition_known_before_the_referral_was_received_is_no_diagnosis_of_it(
    sql: duckdb.DuckDBPyConnection, tmp_path: Path, diagnosed: str, since: date | None
) -> None:
    said = replace(statement(1), diagnosed=PartialDate.parse(diagnosed))
    assert both(sql, tmp_path, visit(MARCH, said))["referral"][0][6] == since


@pytest.mark.parametrize("change", [Change.CARRIED, Change.RESOLVED])
def test_a_condition_is_diagnosed_where_somebody_first_affirmed_it(
    sql: duckdb.DuckDBPyConnection, tmp_path: Path, change: Change
) -> None:
    later = visit(APRIL, statement(1, change=Change.STILL_PRESENT), identity=101)
    assert both(sql, tmp_path, visit(MARCH, statement(1, change=change)), later)["referral"][0][6] == APRIL


def test_a_need_that_is_recoded_to_what_replaced_its_concept_begins_no_stretch(
    sql: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    recoded = visit(APRIL, statement(1, EPILEPSY, Change.STILL_PRESENT), identity=101)
    history = ChildHistory(child(), (referral(),), (visit(MARCH, statement(1, RETIRED)), recoded))
    rows = found(sql, tmp_path, ORGANISATION, CHANGED, piece_of(history))
    assert rows == defined(ORGANISATION, CHANGED, history)
    assert [(row[3], row[8], row[9]) for row in rows["need"]] == [(EPILEPSY, MARCH, None)]


def test_only_the_latest_version_counts_whatever_the_former_said(
    sql: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    former = visit(MARCH, statement(1), statement(2, SLEEP))
    later = replace(visit(APRIL, statement(1)), version=2)
    closed = replace(referral(), version=2, discharged_on=APRIL)
    history = ChildHistory(child(), (closed,), (later,))
    rows = found(sql, tmp_path, ORGANISATION, REFSET, piece_of(history, former=(former, referral())))
    assert rows == defined(ORGANISATION, REFSET, history)
    assert [(row[2], row[8]) for row in rows["need"]] == [(1, APRIL)]
    assert [row[4] for row in rows["referral"]] == [APRIL]


def test_two_children_whose_visits_and_needs_have_the_same_identities_are_kept_apart(
    sql: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    histories = [
        _moved(ChildHistory(child(), (referral(),), (visit(MARCH, statement(1, concept)),)), number)
        for number, concept in enumerate((PALSY, SLEEP))
    ]
    rows = found(sql, tmp_path, ORGANISATION, REFSET, *(piece_of(each) for each in histories))
    assert rows == defined(ORGANISATION, REFSET, *histories)
    assert {row[3] for row in rows["need"]} == {PALSY, SLEEP}


def _moved(history: ChildHistory, number: int, merged: int = 0) -> ChildHistory:
    """A history as that of another record; of its visits and referrals some are those of records merged into it."""
    record = Identity(10_000 + 10 * number)
    records = [record, *(Identity(record + place) for place in range(1, merged + 1))]
    whole: Child = replace(history.child, id=record, identifiers=(), merged_from=tuple(records[1:]))
    return ChildHistory(
        whole,
        tuple(replace(each, child=records[each.id % len(records)]) for each in history.referrals),
        tuple(replace(each, child=records[each.id % len(records)]) for each in history.encounters),
    )


_days = st.integers(0, 6).map(lambda number: MARCH + timedelta(days=number))
_dates = st.sampled_from((None, *map(PartialDate.parse, ("2024", "2025-01", "2025-01-05", "2025-01-06", "2026-03"))))
_said = st.builds(
    lambda need, concept, change, certainty, diagnosed, light: replace(
        statement(need, concept, change), certainty=certainty, diagnosed=diagnosed, traffic_light=light
    ),
    st.integers(1, 3),
    st.sampled_from((PALSY, EPILEPSY, SLEEP, NORMAL, OUTSIDE, RETIRED, None)),
    st.sampled_from(tuple(Change)) | st.sampled_from((Change.NEW, Change.STILL_PRESENT, Change.REVIEWED_UNCHANGED)),
    st.sampled_from(tuple(Certainty)) | st.just(Certainty.DIAGNOSED),
    _dates,
    st.sampled_from((None, *TrafficLight)),
)
_asked = st.dictionaries(st.sampled_from(tuple(Group)[:3]), st.sampled_from(tuple(GroupAnswer)), max_size=3)
_contacts = st.builds(
    Contact,
    _days,
    st.sampled_from(tuple(Attendance)) | st.just(Attendance.ATTENDED_ON_TIME),
    st.sampled_from((None, time(0), time(9), time(10, 30), time(15, 30))),
)
_moments = st.none() | st.tuples(
    st.integers(-(10**7), 10**7), st.none() | st.integers(-(10**7), 10**7), st.integers(-(10**7), 10**7)
)


@st.composite
def _visits(draw: st.DrawFn, place: int) -> Encounter:
    said: Sequence[Statement] = draw(st.lists(_said, max_size=3, unique_by=lambda each: each.need))
    made = visit(MARCH, *said, identity=100 + place, groups=draw(_asked))
    made = replace(
        made,
        contact=draw(_contacts),
        referral=draw(st.sampled_from((5, 6, 7)).map(Identity)),
        kind=draw(st.sampled_from((EncounterKind.CARE_CONTACT, *EncounterKind))),
        version=draw(st.sampled_from((1, 1, 2))),
        recorded_at=NOW + timedelta(seconds=draw(st.integers(-5, 5))),
    )
    moments = draw(_moments)
    made = made if moments is None else timed(made, *moments, draw(st.integers(0, 3)))
    return entered_in_error(made) if draw(st.sampled_from((False, False, True))) else made


@st.composite
def _histories(draw: st.DrawFn, number: int) -> ChildHistory:
    visits = [draw(_visits(place)) for place in range(draw(st.integers(0, 6)))]
    received = draw(st.lists(_days, min_size=1, max_size=2))
    referrals: list[Referral] = [
        replace(referral(), id=Identity(5 + place), received_on=on - timedelta(days=400 * place))
        for place, on in enumerate(received)
    ]
    return _moved(ChildHistory(child(), tuple(referrals), tuple(visits)), number, draw(st.integers(0, 2)))


_worlds = st.tuples(*(_histories(number) for number in range(4)))


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(_worlds, st.sampled_from((REFSET, CHANGED)))
def test_the_rows_found_of_many_records_are_those_defined_of_each(
    sql: duckdb.DuckDBPyConnection, tmp_path: Path, histories: tuple[ChildHistory, ...], refset: Refset
) -> None:
    former = [
        replace(each, version=each.version - 1, statements=(statement(9),), entered_in_error=False)
        for history in histories
        for each in history.encounters
    ]
    pieces = piece_of(*histories[:2], former=former), piece_of(*histories[2:])
    rows = found(sql, tmp_path, ORGANISATION, refset, *pieces)
    expected = defined(ORGANISATION, refset, *histories)
    for table in ROWS:
        assert rows[table] == expected[table], table
