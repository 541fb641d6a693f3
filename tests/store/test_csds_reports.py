"""Reports read back, and the acts that mend, on both databases."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from app.access.audit import AuditAction, AuditEvent
from app.csds.returned.reports import ReportLine, WantedLines
from app.errors import Conflict
from app.identity import Identity
from app.store.engine import Store
from tests.databases import START, new_identity
from tests.store.examples import event_of, example, example_encounter, unit_of, written
from tests.store.submissions import report_of, submission_of

READ = AuditAction.SUBMISSION_REPORT_READ


def test_a_report_comes_back_as_it_was_written_with_its_lines(store: Store) -> None:
    of = written(store)
    made, built = submission_of(of)
    store.submissions.add(made, (built,), event_of(of, AuditAction.SUBMISSION_BUILT))
    report, lines = report_of(made, 120)
    pieces = (lines[start : start + 50] for start in range(0, 120, 50))
    store.csds_reports.add(report, pieces, event_of(of, READ))
    assert store.csds_reports.reports(of.organisation.id, made.id) == (report,)
    assert store.csds_reports.of_digest(of.organisation.id, report.sha256) == report
    assert store.csds_reports.of_digest(new_identity(), report.sha256) is None
    page = store.csds_reports.page(report, WantedLines(), 3)
    assert (page.count, page.pages, list(page.lines)) == (120, 3, lines[100:])
    assert store.csds_reports.page(report, WantedLines(rule="CYP20101"), 1).count == 40
    assert store.csds_reports.page(report, WantedLines(ours="yes", severity="record rejected"), 1).count == 60
    assert store.csds_reports.page(report, WantedLines(ours="no", table="CYP202CareActivity"), 1).count == 0


def test_the_same_file_twice_is_refused_and_leaves_no_line(store: Store) -> None:
    of = written(store)
    made, built = submission_of(of)
    store.submissions.add(made, (built,), event_of(of, AuditAction.SUBMISSION_BUILT))
    report, lines = report_of(made)
    store.csds_reports.add(report, [lines], event_of(of, READ))
    again = replace(report, id=new_identity())
    with pytest.raises(Conflict):
        store.csds_reports.add(again, [lines], event_of(of, READ))
    assert store.csds_reports.page(again, WantedLines(), 1).count == 0


def test_what_fails_while_its_lines_are_taken_leaves_nothing(store: Store) -> None:
    of = written(store)
    made, built = submission_of(of)
    store.submissions.add(made, (built,), event_of(of, AuditAction.SUBMISSION_BUILT))
    report, lines = report_of(made)

    def broken() -> Iterator[list[ReportLine]]:
        yield lines
        raise ArithmeticError

    with pytest.raises(ArithmeticError):
        store.csds_reports.add(report, broken(), event_of(of, READ))
    assert store.csds_reports.reports(of.organisation.id, made.id) == ()
    store.csds_reports.add(report, [lines], event_of(of, READ))
    assert store.csds_reports.page(report, WantedLines(), 1).count == 2


def test_what_is_recorded_is_told_from_what_is_not_and_from_what_is_elsewhere(store: Store) -> None:
    of, elsewhere = written(store), written(store, lambda: example("RXX02", "9990000042"))
    encounter = example_encounter(of)
    with store.records(of.organisation.id) as records:
        records.commit(unit_of(of, encounter))
    asked = [of.child.id, of.referral.id, encounter.id, elsewhere.child.id, new_identity()]
    found = store.csds_reports.recorded(of.organisation.id, asked)
    assert found == dict.fromkeys((of.child.id, of.referral.id, encounter.id), of.child.id)


def test_acts_that_mend_are_found_by_child_and_by_thing_within_their_time_alone(store: Store) -> None:
    of = written(store)
    child, thing = new_identity(), new_identity()

    def noted(action: AuditAction, minutes: int, child: Identity, subject: Identity | None = None) -> None:
        at, account = START + timedelta(minutes=minutes), of.account.id
        event = AuditEvent(new_identity(), at, of.organisation.id, account, None, None, action, child, subject)
        store.accounts.note(event)

    noted(AuditAction.CHILD_CORRECTED, 10, child=child)
    noted(AuditAction.ENCOUNTER_AMENDED, 20, child=child, subject=thing)
    noted(AuditAction.CHILD_VIEWED, 30, child=child)
    noted(AuditAction.CHILD_CORRECTED, 70, child=child)
    noted(AuditAction.CHILD_CORRECTED, 20, child=new_identity())

    def found(*records: Identity) -> list[tuple[str, str]]:
        end = START + timedelta(minutes=60)
        acts = store.csds_amendments.amendments(of.organisation.id, records, START, end)
        return [(act.action, act.by) for act in acts]

    name = of.account.display_name
    both = [("child corrected", name), ("encounter amended", name)]
    assert found(child) == both
    assert found(thing) == both[1:]
    assert found(child, thing) == both
    assert found() == []
    assert store.csds_amendments.amendments(new_identity(), [child], START, START + timedelta(hours=1)) == ()
