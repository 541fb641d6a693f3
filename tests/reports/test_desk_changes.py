"""What a service did is noted, changed and withdrawn by the people of its area alone, each version with its event."""

from dataclasses import replace
from datetime import date

import pytest

from app.access.audit import AuditAction
from app.access.people import Role
from app.errors import Conflict, NotFound
from app.reports.card import Level
from app.reports.changes import ChangeDetails, ServiceChange
from app.reports.desk import ENGLAND, Area, ReportDesk
from tests.reports.desk_in_memory import Kept, desk_over, granted, held_in_memory, principal
from tests.reports.kept import FELLSIDE, NORTHMOOR, PROVIDER

DETAILS = ChangeDetails("Reminders are sent", date(2026, 4, 1), "Marek Novak, service manager", ("was_not_brought",))


@pytest.fixture
def held() -> Kept:
    return held_in_memory()


@pytest.fixture
def desk(held: Kept) -> ReportDesk:
    made = desk_over(held)
    granted(made, NORTHMOOR)
    return made


def last(desk: ReportDesk, change: ServiceChange) -> ServiceChange:
    return desk.change_of_service(principal(), NORTHMOOR, change.id)


def test_a_change_is_noted_changed_and_withdrawn_in_versions_each_with_its_event(desk: ReportDesk, held: Kept) -> None:
    first = desk.add_change(principal(), NORTHMOOR, DETAILS)
    mended = replace(DETAILS, began=date(2026, 5, 1))
    second = desk.change_change(principal(), last(desk, first), mended)
    third = desk.change_change(principal(), last(desk, first), replace(mended, standing=False))
    assert [each.version for each in (first, second, third)] == [1, 2, 3]
    assert {each.id for each in (first, second, third)} == {first.id}
    assert first.recorded_at < second.recorded_at < third.recorded_at
    assert held.noted == [first, second, third]
    events = [event for event in held.events if event.action is AuditAction.REPORT_CHANGE_RECORDED]
    assert [event.detail for event in events] == [
        "local_authority ZE901, version 1",
        "local_authority ZE901, version 2",
        "local_authority ZE901, version 3, withdrawn",
    ]
    assert {event.subject for event in events} == {first.id}
    assert [event.at for event in events] == [each.recorded_at for each in (first, second, third)]


def test_a_withdrawn_change_stands_no_longer_and_is_withdrawn_for_good(desk: ReportDesk, held: Kept) -> None:
    first = desk.add_change(principal(), NORTHMOOR, DETAILS)
    gone = desk.change_change(principal(), first, replace(DETAILS, standing=False))
    assert desk.changes.changes_of(*NORTHMOOR) == ()
    assert last(desk, first) == gone
    before = list(held.events)
    with pytest.raises(Conflict, match="withdrew"):
        desk.change_change(principal(), gone, DETAILS)
    assert held.events == before


def test_a_change_over_somebody_elses_is_refused_and_leaves_nothing(desk: ReportDesk, held: Kept) -> None:
    first = desk.add_change(principal(), NORTHMOOR, DETAILS)
    theirs = desk.change_change(principal(), first, replace(DETAILS, owner="Somebody else"))
    before = list(held.events)
    for mine in (replace(DETAILS, owner="Mine"), replace(DETAILS, standing=False)):
        with pytest.raises(Conflict):
            desk.change_change(principal(), first, mine)
    assert held.events == before
    assert last(desk, first) == theirs


@pytest.mark.parametrize(
    "area", [FELLSIDE, PROVIDER, Area(Level.ICB, "QZZ"), Area(Level.ENGLAND, ENGLAND), Area(Level.REGION, "ZE9")]
)
def test_no_change_is_noted_of_an_area_that_is_not_ones_own(area: Area, desk: ReportDesk, held: Kept) -> None:
    with pytest.raises(NotFound, match="no figures of this area"):
        desk.add_change(principal(), area, DETAILS)
    assert held.noted == []


def test_the_informatics_team_notes_what_its_own_provider_did(desk: ReportDesk) -> None:
    made = desk.add_change(principal(Role.INFORMATICS), PROVIDER, DETAILS)
    assert desk.change_of_service(principal(Role.INFORMATICS), PROVIDER, made.id) == made


def test_a_change_is_found_in_its_own_area_alone(desk: ReportDesk) -> None:
    granted(desk, FELLSIDE)
    first = desk.add_change(principal(), NORTHMOOR, DETAILS)
    with pytest.raises(NotFound, match="no such change"):
        desk.change_of_service(principal(), FELLSIDE, first.id)
    with pytest.raises(NotFound, match="no figures of this area"):
        desk.change_of_service(principal(account=8), NORTHMOOR, first.id)


def test_who_lost_the_area_can_change_nothing_there(desk: ReportDesk) -> None:
    first = desk.add_change(principal(), NORTHMOOR, DETAILS)
    granted(desk, NORTHMOOR, standing=False)
    with pytest.raises(NotFound):
        desk.change_change(principal(), first, replace(DETAILS, standing=False))
