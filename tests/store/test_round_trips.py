"""Whatever a statement, a contact or a fact says, it is read as it was written."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.clinical.ages import PartialDate
from app.clinical.child import ChildFact, FactAnswer, FactKind
from app.clinical.encounter import (
    Attendance,
    CareActivity,
    CodedItem,
    Contact,
    Mechanism,
    NextAppointment,
    Outcome,
    Present,
)
from app.clinical.needs import (
    Certainty,
    Change,
    GroupAnswer,
    GroupAsked,
    SaidBy,
    Source,
    Statement,
    TrafficLight,
)
from app.clinical.plan import (
    Growth,
    LetterCopy,
    OnwardReferral,
    Recipient,
    RequestedTest,
    SafeguardingCheck,
    Sharing,
)
from app.clinical.professional import Profession
from app.clinical.scores import AssessmentScore
from app.clinical.timing import InputMode, Timing
from app.identity import shown
from app.store.engine import Store
from app.terminology.concept import ConceptId
from app.terminology.refset import Group
from tests.databases import new_identity, opened
from tests.store.examples import (
    Example,
    bare_encounter,
    example,
    example_child,
    example_encounter,
    unit_of,
    written,
)
from tests.store.raw import connected

# PostgreSQL keeps no NUL, and neither can encode half of a surrogate pair; the core's checks refuse both.
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60)
codes = st.text(st.sampled_from("ABCDEFGHJK0123456789"), min_size=1, max_size=9)
minutes = st.integers(1, 1440)
days = st.dates(date(1900, 1, 1), date(2100, 12, 31))
times = st.times()
partial_dates = st.one_of(
    st.builds(PartialDate, st.integers(1900, 2100)),
    st.builds(PartialDate, st.integers(1900, 2100), st.integers(1, 12)),
    days.map(lambda day: PartialDate(day.year, day.month, day.day)),
)
instants = st.datetimes(datetime(1950, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
statements = st.builds(
    Statement,
    need=st.builds(new_identity),
    change=st.just(Change.NEW),
    concept=st.none() | st.integers(100_000, 10**18 - 1).map(ConceptId),
    term=texts,
    description=st.none() | st.integers(100_000, 10**18 - 1),
    release=texts,
    group=st.sampled_from(Group),
    certainty=st.sampled_from(Certainty),
    source=st.builds(
        Source,
        said_by=st.sampled_from(SaidBy),
        profession=st.none() | st.sampled_from(Profession),
        professional=st.none(),
    ),
    primary=st.booleans(),
    onset=st.none() | partial_dates,
    diagnosed=st.none() | partial_dates,
    diagnosed_by=st.none() | st.sampled_from(Profession),
    traffic_light=st.none() | st.sampled_from(TrafficLight),
)
contacts = st.builds(
    Contact,
    on=days,
    attendance=st.sampled_from(Attendance),
    at=st.none() | times,
    minutes=st.none() | minutes,
    team=st.none(),
    mechanism=st.none() | st.sampled_from(Mechanism),
    **{
        each.name: st.none() | (days if each.name.endswith("_on") else codes)
        for each in fields(Contact)
        if each.name not in ("on", "attendance", "at", "minutes", "team", "mechanism")
    },
)
counts = st.integers(0, 200)
optional_measures = st.none() | st.integers(1, 300_000)
plans: dict[str, st.SearchStrategy[Any]] = {
    "profession": st.none() | st.sampled_from(Profession),
    "growth": st.none() | st.builds(Growth, *[optional_measures] * 3).filter(lambda growth: growth != Growth()),
    "onward_referrals": st.lists(st.builds(OnwardReferral, codes, st.none() | codes), max_size=4).map(tuple),
    "copies": st.lists(st.builds(LetterCopy, st.sampled_from(Recipient), st.sampled_from(Sharing)), max_size=4).map(
        tuple
    ),
    "tests_requested": st.lists(st.sampled_from(RequestedTest), max_size=4).map(tuple),
    "safeguarding_check": st.none() | st.sampled_from(SafeguardingCheck),
    "timing": st.none()
    | st.builds(Timing, instants, st.none() | instants, instants, counts, counts, counts, st.sampled_from(InputMode)),
    "entered_in_error": st.booleans(),
    "moved_to": st.none() | st.builds(new_identity),
    "moved_from": st.none() | st.builds(new_identity),
    "form_digest": st.none() | st.binary(min_size=32, max_size=32),
    "scores": st.lists(
        st.builds(
            AssessmentScore,
            concept=st.integers(100_000, 10**18 - 1).map(ConceptId),
            score=st.text(st.sampled_from("0123456789.-AZ"), min_size=1, max_size=5),
            completed_on=st.none() | days,
        ),
        max_size=4,
    ).map(tuple),
}
# One store for all examples: each writes one encounter more.
on_one_store = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
_numbers: dict[int, int] = {}


@pytest.fixture
def clinic(store: Store) -> Example:
    return written(store, example)


def next_number(of: Example) -> int:
    _numbers[of.child.id] = _numbers.get(of.child.id, 0) + 1
    return _numbers[of.child.id]


@on_one_store
@given(
    said=st.lists(statements, max_size=4),
    contact=contacts,
    asked=st.lists(
        st.builds(GroupAsked, st.sampled_from(Group), st.sampled_from(GroupAnswer)),
        max_size=5,
        unique_by=lambda each: each.group,
    ),
    present=st.frozensets(st.sampled_from(Present)),
    outcome=st.none() | st.sampled_from(Outcome),
    later=st.none() | st.builds(NextAppointment, st.integers(1, 260), st.none(), st.none() | minutes),
    recorded_at=instants,
    reason=st.none() | texts,
)
def test_any_encounter_is_read_as_it_was_written(  # noqa: PLR0917
    store: Store,
    clinic: Example,
    said: list[Statement],
    contact: Contact,
    asked: list[GroupAsked],
    present: frozenset[Present],
    outcome: Outcome | None,
    later: NextAppointment | None,
    recorded_at: datetime,
    reason: str | None,
) -> None:
    encounter = replace(
        bare_encounter(clinic, next_number(clinic)),
        contact=contact,
        statements=tuple(said),
        groups=tuple(asked),
        present=present,
        outcome=outcome,
        next_appointment=later,
        recorded_at=recorded_at,
        amendment_reason=reason,
    )
    with store.records(clinic.organisation.id) as records:
        records.commit(unit_of(clinic, encounter))
        assert records.encounter(encounter.id) == encounter


@on_one_store
@given(plan=st.fixed_dictionaries(plans))
def test_whatever_was_planned_measured_and_timed_is_read_as_it_was_written(
    store: Store, clinic: Example, plan: dict[str, Any]
) -> None:
    encounter = replace(bare_encounter(clinic, next_number(clinic)), **plan)
    with store.records(clinic.organisation.id) as records:
        records.commit(unit_of(clinic, encounter))
        assert records.encounter(encounter.id) == encounter


def test_what_was_measured_without_a_figure_is_not_measured(store: Store, clinic: Example) -> None:
    encounter = replace(bare_encounter(clinic, 1), growth=Growth())
    with store.records(clinic.organisation.id) as records:
        records.commit(unit_of(clinic, encounter))
        assert records.encounter(encounter.id).growth is None


def test_lists_lie_in_columns_as_it_is_written_of_them(database_url: str) -> None:
    with opened(database_url) as store:
        of = written(store)
        with store.records(of.organisation.id) as records:
            records.commit(unit_of(of, example_encounter(of)))
    with connected(database_url) as connection:
        row = connection.execute(text("SELECT onward_referrals, copies, tests_requested FROM encounter")).one()
    assert tuple(row) == ("22@RXX02,14@", "school:declined,gp:agreed", "mri_brain,blood")


@on_one_store
@given(
    kind=st.sampled_from(FactKind),
    value=st.none() | texts,
    since=st.none() | days,
    until=st.none() | days,
    recorded_at=instants,
    qualifier=st.none() | texts,
)
def test_any_fact_of_a_child_is_read_as_it_was_written(  # noqa: PLR0917
    store: Store,
    clinic: Example,
    kind: FactKind,
    value: str | None,
    since: date | None,
    until: date | None,
    recorded_at: datetime,
    qualifier: str | None,
) -> None:
    answer = FactAnswer.NONE if value is None else FactAnswer.KNOWN
    goes_with = qualifier if value is not None else None
    fact = ChildFact(new_identity(), kind, answer, value, since, until, recorded_at, clinic.account.id, goes_with)
    child = replace(example_child(clinic.organisation.id, clinic.account.id, shown(new_identity())), facts=(fact,))
    with store.records(clinic.organisation.id) as records:
        records.commit(unit_of(clinic, child))
        assert records.child(child.id) == child


def test_a_coded_item_without_value_and_unit_is_not_taken_for_none(store: Store, clinic: Example) -> None:
    activity = CareActivity(new_identity(), "01", None, None, None, CodedItem("06", "1"), None)
    encounter = replace(bare_encounter(clinic, 1), activities=(activity,))
    with store.records(clinic.organisation.id) as records:
        records.commit(unit_of(clinic, encounter))
        assert records.encounter(encounter.id).activities == (activity,)
