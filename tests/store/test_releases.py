"""Releases, switches and groupings are the installation's: each act has an event in every organisation's trail."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.access.audit import AuditAction, AuditEvent
from app.administration.ports import ChainReport
from app.errors import Conflict
from app.identity import Identity
from app.store.engine import Store
from app.store.releases import GROUPED_MEANWHILE, LOADED_ALREADY, SWITCHED_MEANWHILE
from app.terminology.concept import ConceptId
from app.terminology.refset import Group
from app.terminology.releases import LoadedRelease, MemberGrouping, Switch, TerminologyState
from tests.databases import START, opened
from tests.store.examples import (
    CONCEPTS,
    RECORDED,
    Example,
    event_of,
    example,
    example_grouping,
    example_release,
    written,
)
from tests.store.raw import connected, count

LOADED, SWITCHED, GROUPED = AuditAction.RELEASE_LOADED, AuditAction.RELEASE_SWITCHED, AuditAction.MEMBER_GROUPED


def both(store: Store) -> tuple[Example, Example]:
    """Two organisations."""
    return written(store), written(store, lambda: example("RXX02", "9990000026"))


def events(action: AuditAction, *of: Example) -> tuple[AuditEvent, ...]:
    return tuple(event_of(each, action) for each in of)


def trail(database_url: str) -> list[tuple[Identity, str]]:
    """Whose each event is, and what was done, but for the setting up."""
    with connected(database_url) as connection:
        rows = connection.execute(text("SELECT organisation, action FROM audit_event ORDER BY organisation, sequence"))
        return [(row[0], row[1]) for row in rows if row[1] != AuditAction.SERVICE_SET_UP]


def test_a_new_installation_has_neither_release_nor_switch_nor_grouping(store: Store) -> None:
    assert store.releases.state() == TerminologyState(0, 0)
    assert store.releases.releases() == ()
    assert store.releases.switches() == ()
    assert store.releases.groupings() == ()
    assert store.releases.organisations() == ()


def test_a_release_is_read_as_it_was_written_the_last_loaded_first(store: Store) -> None:
    of = written(store)
    later = replace(example_release("b" * 16, of.account.id), loaded_at=RECORDED.replace(microsecond=123457))
    first, last = example_release("a" * 16), example_release("c" * 16)
    for release in (later, first, last):
        store.releases.add_release(release, events(LOADED, of))
    assert store.releases.releases() == (later, last, first)
    assert store.releases.state() == TerminologyState(0, 0)


def test_switches_are_read_as_they_were_written_the_last_first(store: Store) -> None:
    of, release = written(store), example_release()
    store.releases.add_release(release, events(LOADED, of))
    to_it, back = Switch(1, release.id, START, of.account.id), Switch(2, None, RECORDED, None, undoes=1)
    store.releases.switch(to_it, events(SWITCHED, of))
    assert store.releases.state() == TerminologyState(1, 0)
    store.releases.switch(back, events(SWITCHED, of))
    assert store.releases.switches() == (back, to_it)
    assert store.releases.state() == TerminologyState(2, 0)


def test_of_each_member_the_last_version_of_its_grouping_holds(store: Store) -> None:
    of = written(store)
    high, low = sorted(CONCEPTS[:2], reverse=True)
    first, second = (example_grouping(of.account.id, high, version) for version in (1, 2))
    third = replace(first, version=3, group=Group.SAFEGUARDING, sensitive=True, counted=False)
    other = example_grouping(of.account.id, low)
    for grouping in (first, second, other, third):
        store.releases.group_member(grouping, events(GROUPED, of))
    assert store.releases.groupings() == (other, third)
    assert store.releases.state() == TerminologyState(0, 4)


def test_every_organisation_is_named_and_each_has_its_own_event_in_a_trail_that_holds(
    store: Store, database_url: str
) -> None:
    one, other = both(store)
    assert store.releases.organisations() == (one.organisation.id, other.organisation.id)
    release = example_release()
    store.releases.add_release(release, events(LOADED, one, other))
    store.releases.switch(Switch(1, release.id, START), events(SWITCHED, one, other))
    store.releases.group_member(example_grouping(one.account.id), events(GROUPED, one, other))
    assert trail(database_url) == [
        (each.organisation.id, action) for each in (one, other) for action in (LOADED, SWITCHED, GROUPED)
    ]
    assert store.accounts.verify_audit() == ChainReport(2, 2 + 6, ())


def test_a_trail_with_events_of_many_organisations_holds_after_the_close(database_url: str) -> None:
    with opened(database_url) as store:
        everybody = [written(store, lambda n=n: example(f"RX{n:03d}", f"{n:010d}")) for n in range(12)]  # type: ignore[misc]
        for version in range(1, 90):
            grouping = example_grouping(everybody[0].account.id, version=version)
            store.releases.group_member(grouping, events(GROUPED, *everybody))
    with opened(database_url) as store:
        assert store.accounts.verify_audit() == ChainReport(12, 12 * 90, ())
        assert store.releases.state() == TerminologyState(0, 89)


def test_a_release_can_be_loaded_before_there_is_an_organisation(store: Store, database_url: str) -> None:
    release = example_release()
    store.releases.add_release(release, ())
    store.releases.switch(Switch(1, release.id, START), ())
    assert (store.releases.releases(), store.releases.state()) == ((release,), TerminologyState(1, 0))
    assert count(database_url, "audit_event") == 0


Writing = Callable[[Store, Example, tuple[AuditEvent, ...]], None]


def _release(store: Store, of: Example, told: tuple[AuditEvent, ...]) -> None:
    store.releases.add_release(example_release(by=of.account.id), told)


def _switch(store: Store, of: Example, told: tuple[AuditEvent, ...]) -> None:
    store.releases.switch(Switch(1, None, START, of.account.id), told)


def _group(store: Store, of: Example, told: tuple[AuditEvent, ...]) -> None:
    store.releases.group_member(example_grouping(of.account.id), told)


WRITINGS = pytest.mark.parametrize(
    ("write", "table", "words"),
    [
        (_release, "snomed_release", LOADED_ALREADY),
        (_switch, "snomed_release_switch", SWITCHED_MEANWHILE),
        (_group, "refset_member_grouping", GROUPED_MEANWHILE),
    ],
    ids=["release", "switch", "grouping"],
)


@WRITINGS
def test_what_is_there_already_is_refused_in_plain_words_and_leaves_no_event(
    store: Store, database_url: str, write: Writing, table: str, words: str
) -> None:
    one, other = both(store)
    write(store, one, events(LOADED, one, other))
    before = trail(database_url)
    with pytest.raises(Conflict) as refused:
        write(store, other, events(SWITCHED, one, other))
    assert str(refused.value) == words
    assert (count(database_url, table), trail(database_url)) == (1, before)
    store.accounts.note(event_of(other, AuditAction.CHILD_VIEWED))
    assert store.accounts.verify_audit() == ChainReport(2, 5, ())


@WRITINGS
def test_when_an_event_cannot_be_written_neither_is_the_row_nor_any_other_event(
    store: Store, database_url: str, write: Writing, table: str, words: str
) -> None:
    del words
    one, other = both(store)
    local = replace(event_of(other, LOADED), at=RECORDED.replace(tzinfo=None))
    broken = (event_of(one, LOADED), local)
    with pytest.raises(ValueError, match="time zone"):
        write(store, one, broken)
    assert (count(database_url, table), trail(database_url)) == (0, [])
    write(store, one, events(LOADED, one, other))
    assert (count(database_url, table), len(trail(database_url))) == (1, 2)
    assert store.accounts.verify_audit() == ChainReport(2, 4, ())


@WRITINGS
def test_when_the_server_refuses_an_event_the_row_goes_with_it(
    store: Store, database_url: str, write: Writing, table: str, words: str
) -> None:
    del words
    one, other = both(store)
    refuse = _refusing(database_url, other.organisation.id)
    with connected(database_url) as connection:
        for statement in refuse:
            connection.exec_driver_sql(statement)
    with pytest.raises(Exception, match="refused to write"):
        write(store, one, events(LOADED, one, other))
    assert (count(database_url, table), trail(database_url)) == (0, [])
    write(store, one, events(LOADED, one))
    assert (count(database_url, table), len(trail(database_url))) == (1, 1)
    assert store.accounts.verify_audit() == ChainReport(2, 3, ())


def _refusing(database_url: str, organisation: Identity) -> list[str]:
    """Triggers by which the database refuses an event of an organisation, after the row and other events went in."""
    if database_url.startswith("sqlite"):
        return [
            f"CREATE TRIGGER refused BEFORE INSERT ON audit_event WHEN NEW.organisation = {organisation} "
            "BEGIN SELECT RAISE(ABORT, 'refused'); END"
        ]
    return [
        "CREATE FUNCTION refused() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = 'restrict_violation'; END $$",
        f"CREATE TRIGGER refused BEFORE INSERT ON audit_event FOR EACH ROW WHEN (NEW.organisation = {organisation}) "
        "EXECUTE FUNCTION refused()",
    ]


def test_a_switch_to_a_release_that_is_not_there_is_refused(store: Store, database_url: str) -> None:
    of = written(store)
    with pytest.raises(Conflict, match="refers to something"):
        store.releases.switch(Switch(1, Identity(7), START), events(SWITCHED, of))
    with pytest.raises(Conflict, match="refers to something"):
        store.releases.switch(Switch(1, None, START, undoes=9), events(SWITCHED, of))
    assert (store.releases.switches(), trail(database_url)) == ((), [])


def test_of_many_who_switch_at_once_one_does(store: Store, database_url: str) -> None:
    one, other = both(store)
    racers = 8
    start = Barrier(racers)

    def switch(_: int) -> bool:
        start.wait()
        try:
            store.releases.switch(Switch(1, None, START), events(SWITCHED, one, other))
        except Conflict as refusal:
            return str(refusal) != SWITCHED_MEANWHILE
        return True

    with ThreadPoolExecutor(racers) as threads:
        assert sum(threads.map(switch, range(racers))) == 1
    assert store.releases.state() == TerminologyState(1, 0)
    assert len(trail(database_url)) == 2
    assert store.accounts.verify_audit().faults == ()


def test_two_processes_see_one_anothers_switches(database_url: str) -> None:
    with opened(database_url) as mine, opened(database_url) as other:
        assert other.releases.state() == TerminologyState(0, 0)
        mine.releases.switch(Switch(1, None, START), ())
        assert other.releases.state() == TerminologyState(1, 0)
        with pytest.raises(Conflict, match="switched the release meanwhile"):
            other.releases.switch(Switch(1, None, START), ())
        other.releases.switch(Switch(2, None, START), ())
        assert mine.releases.state() == TerminologyState(2, 0)


WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
RELEASES = st.builds(
    LoadedRelease,
    id=st.integers(1, 2**63 - 1).map(Identity),
    key=st.text("0123456789abcdef", min_size=1, max_size=64),
    label=WORDS,
    version_uri=WORDS,
    effective=st.dates(),
    concepts=st.integers(0, 2**31 - 1),
    terms=st.integers(0, 2**31 - 1),
    loaded_at=st.just(RECORDED),
    loaded_by=st.none() | st.integers(1, 2**63 - 1).map(Identity),
)
GROUPINGS = st.builds(
    MemberGrouping,
    concept=st.integers(10**5, 10**18 - 1).map(ConceptId),
    version=st.integers(1, 2**31 - 1),
    group=st.sampled_from(Group),
    counted=st.booleans(),
    sensitive=st.booleans(),
    printable=st.booleans(),
    at=st.just(RECORDED),
    by=st.integers(1, 2**63 - 1).map(Identity),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(release=RELEASES, grouping=GROUPINGS)
def test_whatever_a_release_or_a_grouping_says_it_is_read_as_it_was_written(
    store: Store, release: LoadedRelease, grouping: MemberGrouping
) -> None:
    known, grouped = store.releases.releases(), store.releases.groupings()
    if all(each.id != release.id and each.key != release.key for each in known):
        store.releases.add_release(release, ())
        assert release in store.releases.releases()
    if all(each.concept != grouping.concept for each in grouped):
        store.releases.group_member(grouping, ())
        assert grouping in store.releases.groupings()
