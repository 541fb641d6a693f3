"""A release, a grant, an action and a change of a service to write and read."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from app.released.figure import HIDDEN, HIDDEN_SHARE, NO_SHARE, NOT_APPLICABLE, ZERO, Figure, Share, Standing
from app.released.table import Comparison, ReleasedRow, ReleasedTable, ReleaseFacts, TableKey
from app.reports.actions import ActionDetails, ReportAction
from app.reports.card import Level
from app.reports.changes import ChangeDetails, ServiceChange
from app.reports.conditions.condition import OwnCondition
from app.reports.ports import AreaGrant, LedgerEntry, NewRelease
from app.terminology.concept import ConceptId
from app.terminology.refset import Group
from tests.databases import START, new_identity
from tests.store.examples import Example

KEY = TableKey("children_with_a_need", "local_authority", "age_band")


def example_release_of_reports(period: str = "2026-Q3", revision: int = 1) -> NewRelease:
    """Two tables, one with every kind of figure."""
    share = Share(Standing.ROUNDED, Decimal("33.6"), Decimal("32.0"), Decimal("35.3"))
    rows = (
        ReleasedRow(
            "ZE901", "", "", *(Figure(Standing.ROUNDED, 1235), Figure(Standing.ROUNDED, 3675)), share, Comparison.HIGHER
        ),
        ReleasedRow("ZE901", "", "0-4", ZERO, NOT_APPLICABLE, NO_SHARE),
        ReleasedRow("unknown", "", "19-25", HIDDEN, Figure(Standing.ROUNDED, 40), HIDDEN_SHARE),
    )
    table = ReleasedTable(KEY, period, "nhs-5-5", rows)
    other = replace(table, key=TableKey("by_group", "icb", "none"), rows=rows[:1])
    facts = ReleaseFacts(
        *(new_identity(), period, "nhs-5-5", revision, START, "2026-05-01", "1", "" if revision == 1 else "Late visits")
    )
    entry = LedgerEntry('{"measure":"children_with_a_need"}', period, facts.id)
    return NewRelease(facts, (table, other), (entry,))


def example_area(of: Example, version: int = 1) -> AreaGrant:
    """That an account may see an authority."""
    return AreaGrant(
        *(of.organisation.id, of.account.id, Level.LOCAL_AUTHORITY, "ZE901"), version, version % 2 == 1, START, None
    )


def example_action(of: Example) -> ReportAction:
    """Something to be done."""
    details = ActionDetails("Ask at every visit", "Dr Lindqvist-Okafor, clinical lead", date(2026, 12, 31))
    about = (Level.LOCAL_AUTHORITY, "ZE901", "capture_completeness")
    return ReportAction(new_identity(), 1, *about, details, START, of.account.id)


def example_change(of: Example) -> ServiceChange:
    """Something that a service did."""
    measures = ("was_not_brought", "caseload")
    details = ChangeDetails("Reminders are sent", date(2026, 4, 1), "Marek Novak, service manager", measures)
    return ServiceChange(new_identity(), 1, Level.LOCAL_AUTHORITY, "ZE901", details, START, of.account.id)


def example_condition() -> OwnCondition:
    """A condition that an installation counts."""
    concepts = (ConceptId(28055006), ConceptId(84757009))
    return OwnCondition(
        "rare_epilepsy", 1, "Any rare epilepsy", Group.CONDITION, concepts, standing=True, at=START, by=None
    )
