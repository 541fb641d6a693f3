"""The audit trail shows what was done to it: a changed event, a missing one, a tail cut off, a head taken out."""

from dataclasses import replace

import pytest
from sqlalchemy.exc import DBAPIError

from app.access.audit import AuditAction
from app.access.hosts import HandedBack, Host
from app.administration.ports import ChainReport
from app.clinical.encounter import Encounter
from app.register.ports import BookingTick
from app.store.engine import open_store
from app.store.tables import INSERT_ONLY, METADATA
from app.terminology.releases import Switch
from tests.databases import START, Clock, new_identity, opened
from tests.store.examples import (
    Example,
    event_of,
    example,
    example_child,
    example_client,
    example_encounter,
    example_grouping,
    example_release,
    example_session,
    merged,
    unit_of,
    written,
)
from tests.store.fhir_examples import example_claimed, example_kept, example_received
from tests.store.raw import count, run, unprotect
from tests.store.report_examples import (
    example_action,
    example_area,
    example_change,
    example_condition,
    example_release_of_reports,
)
from tests.store.submissions import report_of, submission_of


def trail(database_url: str, events: int = 10) -> Example:
    """A closed store whose writer left one chain of so many events."""
    with opened(database_url, connections=2) as store:
        of = written(store)
        for _ in range(events - 1):
            store.accounts.note(event_of(of, AuditAction.CHILD_VIEWED))
    return of


def verified(database_url: str) -> ChainReport:
    with opened(database_url) as store:
        return store.accounts.verify_audit()


def test_a_trail_that_nobody_touched_holds(database_url: str) -> None:
    trail(database_url)
    assert verified(database_url) == ChainReport(1, 10, ())


def test_every_writer_and_organisation_has_a_chain_of_its_own(database_url: str) -> None:
    trail(database_url)
    with opened(database_url, connections=2) as store:
        written(store, lambda: example("RXX02", "9990000026"))
        of = written(store, lambda: example("RXX03", "9990000034"))
        with store.chunk() as chunk:
            chunk.records(of.organisation.id).commit(unit_of(of, example_encounter(of)))
        assert store.accounts.verify_audit() == ChainReport(4, 13, ())


def test_a_head_is_written_with_the_first_event_with_each_thousandth_and_at_the_close(database_url: str) -> None:
    with opened(database_url, connections=2) as store:
        of = written(store)
        with store.chunk() as chunk:
            records = chunk.records(of.organisation.id)
            for _ in range(1001):
                records.commit(unit_of(of))
        assert count(database_url, "audit_head") == 1 + 3
    assert verified(database_url) == ChainReport(2, 1002, ())


def test_a_changed_event_is_named(database_url: str) -> None:
    of = trail(database_url)
    unprotect(database_url)
    run(database_url, "UPDATE audit_event SET detail = 'nothing to see' WHERE sequence = 5")
    (fault,) = verified(database_url).faults
    assert (fault.organisation, fault.sequence) == (of.organisation.id, 5)
    assert "not as it was written" in fault.what


def test_an_event_changed_to_what_no_event_can_be_is_named(database_url: str) -> None:
    trail(database_url)
    unprotect(database_url)
    run(database_url, "UPDATE audit_event SET action = 'never happened' WHERE sequence = 5")
    assert [fault.sequence for fault in verified(database_url).faults] == [5]


def test_a_missing_event_is_named(database_url: str) -> None:
    trail(database_url)
    unprotect(database_url)
    run(database_url, "DELETE FROM audit_event WHERE sequence IN (4, 5)")
    (fault,) = verified(database_url).faults
    assert (fault.sequence, fault.what) == (4, "events 4 to 5 are missing")


def test_a_tail_cut_off_after_the_close_is_named(database_url: str) -> None:
    trail(database_url)
    unprotect(database_url)
    run(database_url, "DELETE FROM audit_event WHERE sequence > 7")
    (fault,) = verified(database_url).faults
    assert (fault.sequence, fault.what) == (8, "events are missing at the end: a head was written for event 10")


def test_a_chain_taken_out_whole_is_named(database_url: str) -> None:
    of = trail(database_url)
    unprotect(database_url)
    run(database_url, "DELETE FROM audit_event")
    (fault,) = verified(database_url).faults
    assert (fault.organisation, fault.sequence) == (of.organisation.id, 1)


def test_a_head_taken_out_is_named_by_its_successor_and_by_its_event(database_url: str) -> None:
    trail(database_url)
    unprotect(database_url)
    run(database_url, "DELETE FROM audit_head WHERE ordinal = 1")
    assert [(fault.sequence, fault.what) for fault in verified(database_url).faults] == [
        (10, "head 1 is missing before this one"),
        (1, "the chain of heads does not have the head of this event"),
    ]


def test_the_heads_cut_off_are_named_by_the_events_that_must_have_one(database_url: str) -> None:
    trail(database_url)
    unprotect(database_url)
    run(database_url, "DELETE FROM audit_head")
    (fault,) = verified(database_url).faults
    assert (fault.sequence, fault.what) == (1, "the chain of heads does not have the head of this event")


def test_a_changed_head_is_named(database_url: str) -> None:
    trail(database_url)
    unprotect(database_url)
    run(database_url, "UPDATE audit_head SET sequence = 9 WHERE ordinal = 2")
    assert [(fault.sequence, fault.what) for fault in verified(database_url).faults] == [
        (9, "head 2 of the chain of heads does not hold"),
        (9, "the event is not the one its head was written for"),
    ]


def test_a_trail_read_with_another_key_holds_nowhere(database_url: str) -> None:
    trail(database_url, 3)
    with open_store(database_url, audit_key=b"x" * 32, new_identity=new_identity, now=Clock()) as store:
        report = store.accounts.verify_audit()
    assert {fault.sequence for fault in report.faults} >= {1, 2, 3}


def one_of_each(of: Example) -> tuple[object, ...]:
    """What fills the tables that a new clinic leaves empty."""
    encounter, twice = example_encounter(of), example_child(of.organisation.id, of.account.id, "9990000026")
    tick = BookingTick(
        of.organisation.id,
        of.child.id,
        encounter.id,
        "letter",
        1,
        done=True,
        recorded_at=START,
        recorded_by=of.account.id,
    )
    moved = replace(of.appointment, version=2, minutes=60)
    sent = example_received(of), example_kept(of), example_claimed(of)
    return (encounter, twice, merged(of, twice.id, of.child.id), moved, tick, example_session(of), *sent)


@pytest.mark.parametrize("table", [table.name for table in INSERT_ONLY])
def test_rows_of_clinical_and_audit_tables_are_never_changed_or_removed(database_url: str, table: str) -> None:
    with opened(database_url) as store:
        of = written(store)
        with store.records(of.organisation.id) as records:
            things = one_of_each(of)
            records.commit(unit_of(of, *things))
        visit = next(each for each in things if isinstance(each, Encounter))
        release = example_release()
        store.releases.add_release(release, ())
        store.releases.switch(Switch(1, release.id, START, of.account.id), ())
        store.releases.group_member(example_grouping(of.account.id), ())
        store.clients.put_client(example_client(of.organisation.id), event_of(of, AuditAction.CLIENT_ADDED))
        host = Host(new_identity(), 1, of.organisation.id, "A host", "https://host.example.nhs.uk", "us", None, START)
        store.hosts.put_host(host, event_of(of, AuditAction.HOST_ADDED))
        handed = HandedBack(of.organisation.id, visit.id, visit.version, host.id, START)
        store.hosts.handed_back(handed, event_of(of, AuditAction.HOST_ADDED))
        made, built = submission_of(of)
        store.submissions.add(made, (built,), event_of(of, AuditAction.SUBMISSION_BUILT))
        report, lines = report_of(made)
        store.csds_reports.add(report, [lines], event_of(of, AuditAction.SUBMISSION_REPORT_READ))
        store.reports.keep(example_release_of_reports(), [event_of(of, AuditAction.REPORTS_RELEASED)])
        store.reports.grant(example_area(of), event_of(of, AuditAction.REPORT_AREA_GRANTED))
        store.reports.record(example_action(of), event_of(of, AuditAction.REPORT_ACTION_RECORDED))
        store.report_conditions.keep(example_condition(), [event_of(of, AuditAction.REPORT_CONDITION_ADDED)])
        store.reports.record_change(example_change(of), event_of(of, AuditAction.REPORT_CHANGE_RECORDED))
    before = count(database_url, table)
    assert before > 0
    column = next(iter(METADATA.tables[table].primary_key)).name
    with pytest.raises(DBAPIError, match=f"Rows of {table} are never changed"):
        run(database_url, f"UPDATE {table} SET {column} = {column}")  # noqa: S608
    with pytest.raises(DBAPIError, match=f"Rows of {table} are never removed"):
        run(database_url, f"DELETE FROM {table}")  # noqa: S608
    assert count(database_url, table) == before
