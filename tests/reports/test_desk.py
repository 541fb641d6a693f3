"""Who may see which area, what is done there, and that each act leaves its event."""

from dataclasses import replace
from datetime import date

import pytest

from app.access.audit import AuditAction
from app.access.people import Role
from app.errors import Conflict, NotFound
from app.identity import Identity
from app.released.table import TableKey
from app.reports.actions import ActionDetails, Progress
from app.reports.card import Breakdown, Level
from app.reports.desk import ENGLAND, NOT_YOURS, Area, AreaView, ReportDesk
from app.reports.ports import AreaGrant
from tests.reports import desk_in_memory, kept
from tests.reports.desk_in_memory import TRUST, Kept, desk_over, held_in_memory, principal

NORTHMOOR, FELLSIDE = kept.NORTHMOOR, kept.FELLSIDE
DETAILS = ActionDetails("Ask which hours suit", "A. Head, commissioning", date(2027, 3, 31))


@pytest.fixture
def held() -> Kept:
    return held_in_memory()


@pytest.fixture
def desk(held: Kept) -> ReportDesk:
    return desk_over(held)


def granted(desk: ReportDesk, area: Area = NORTHMOOR, *, account: int = 7, standing: bool = True) -> AreaGrant | None:
    return desk_in_memory.granted(desk, area, account=account, standing=standing)


def test_a_granted_area_is_the_commissioners_own_and_no_other_is(desk: ReportDesk, held: Kept) -> None:
    granted(desk)
    assert desk.own_areas(principal()) == (NORTHMOOR,)
    view = desk.view(principal(), NORTHMOOR)
    assert view.mine
    rows = view.table(held.release.facts, "was_not_brought", Breakdown.NONE).rows
    assert {row.area for row in rows} == {"ZE901"}
    everything = held.table(held.release.facts.id, TableKey("was_not_brought", "local_authority", "none"))
    assert {row.area for row in everything.rows} == {"ZE901", "ZE902"}


@pytest.mark.parametrize(
    "area",
    [
        FELLSIDE,
        Area(Level.LOCAL_AUTHORITY, "E99999999"),
        Area(Level.RESPONSIBLE_AUTHORITY, "ZE901"),
        Area(Level.ICB, "QZZ"),
        Area(Level.PROVIDER, "RZZ01"),
        Area(Level.LOCAL_AUTHORITY, ""),
        Area(Level.LOCAL_AUTHORITY, "unknown"),
    ],
)
def test_what_was_not_granted_is_refused_in_the_words_of_what_there_is_not(area: Area, desk: ReportDesk) -> None:
    granted(desk)
    for ask in (lambda: desk.view(principal(), area), lambda: desk.require(principal(), area)):
        with pytest.raises(NotFound) as refused:
            ask()
        assert str(refused.value) == NOT_YOURS
    assert not desk.may_see(principal(), area)


@pytest.mark.parametrize("area", [Area(Level.ENGLAND, ENGLAND), Area(Level.REGION, "ZE9")])
def test_published_levels_are_everybodys_to_read_and_nobodys_own(area: Area, desk: ReportDesk) -> None:
    view = desk.view(principal(), area)
    assert not view.mine
    desk.require(principal(), area)
    with pytest.raises(NotFound, match="no figures of this area"):
        desk.add_action(principal(), area, "caseload", DETAILS)


def test_a_grant_to_one_account_is_none_to_another(desk: ReportDesk) -> None:
    granted(desk, account=7)
    assert desk.own_areas(principal(account=8)) == ()
    other = replace(TRUST, id=Identity(2), ods_code="RYY01")
    assert desk.own_areas(replace(principal(), organisation=other)) == ()


def test_the_informatics_team_sees_its_own_provider_and_a_commissioner_does_not(desk: ReportDesk) -> None:
    own = Area(Level.PROVIDER, "RZZ01")
    assert desk.own_areas(principal(Role.INFORMATICS)) == (own,)
    assert desk.view(principal(Role.INFORMATICS), own).mine
    assert not desk.may_see(principal(Role.INFORMATICS), Area(Level.PROVIDER, "RYY01"))
    assert not desk.may_see(principal(), own)
    granted(desk, own)
    assert desk.own_areas(principal(Role.INFORMATICS)) == (own,)


def test_a_withdrawn_grant_is_none_and_may_be_given_again(desk: ReportDesk, held: Kept) -> None:
    given, taken, again = granted(desk), granted(desk, standing=False), granted(desk)
    assert given is not None
    assert taken is not None
    assert again is not None
    assert [each.version for each in (given, taken, again)] == [1, 2, 3]
    assert desk.own_areas(principal()) == (NORTHMOOR,)
    granted(desk, standing=False)
    assert desk.own_areas(principal()) == ()
    assert [event.action for event in held.events] == [
        AuditAction.REPORT_AREA_GRANTED,
        AuditAction.REPORT_AREA_WITHDRAWN,
        AuditAction.REPORT_AREA_GRANTED,
        AuditAction.REPORT_AREA_WITHDRAWN,
    ]
    assert {(event.subject, event.detail) for event in held.events} == {(Identity(7), "local_authority ZE901")}


def test_a_grant_that_changes_nothing_is_not_written(desk: ReportDesk, held: Kept) -> None:
    assert granted(desk, standing=False) is None
    granted(desk)
    assert granted(desk) is None
    assert len(held.grants) == len(held.events) == 1


def test_a_grant_says_who_gave_it(desk: ReportDesk, held: Kept) -> None:
    made = desk.grant(TRUST, Identity(7), NORTHMOOR, principal(Role.INFORMATICS, account=9))
    assert made is not None
    assert made.by == held.events[-1].account == Identity(9)


def test_an_action_is_recorded_and_changed_in_versions_each_with_its_event(desk: ReportDesk, held: Kept) -> None:
    granted(desk)
    first = desk.add_action(principal(), NORTHMOOR, "caseload", DETAILS)
    done = replace(DETAILS, progress=Progress.DONE)
    second = desk.change_action(principal(), desk.action(principal(), NORTHMOOR, first.id), done)
    assert (first.version, second.version, second.id) == (1, 2, first.id)
    assert desk.action(principal(), NORTHMOOR, first.id).details == done
    assert second.recorded_at > first.recorded_at
    events = [event for event in held.events if event.action is AuditAction.REPORT_ACTION_RECORDED]
    assert [event.detail for event in events] == [
        "local_authority ZE901, caseload, version 1",
        "local_authority ZE901, caseload, version 2",
    ]
    assert {event.subject for event in events} == {first.id}


def test_a_change_over_somebody_elses_is_refused_and_leaves_nothing(desk: ReportDesk, held: Kept) -> None:
    granted(desk)
    first = desk.add_action(principal(), NORTHMOOR, "caseload", DETAILS)
    desk.change_action(principal(), first, replace(DETAILS, owner="Somebody else"))
    before = list(held.events)
    with pytest.raises(Conflict):
        desk.change_action(principal(), first, replace(DETAILS, owner="Mine"))
    assert held.events == before
    assert desk.action(principal(), NORTHMOOR, first.id).details.owner == "Somebody else"


def test_an_action_is_found_in_its_own_area_alone(desk: ReportDesk) -> None:
    granted(desk)
    granted(desk, FELLSIDE)
    first = desk.add_action(principal(), NORTHMOOR, "caseload", DETAILS)
    with pytest.raises(NotFound, match="no such action"):
        desk.action(principal(), FELLSIDE, first.id)
    with pytest.raises(NotFound, match="no figures of this area"):
        desk.action(principal(account=8), NORTHMOOR, first.id)


def test_what_was_withdrawn_can_no_longer_be_acted_on(desk: ReportDesk) -> None:
    granted(desk)
    first = desk.add_action(principal(), NORTHMOOR, "caseload", DETAILS)
    granted(desk, standing=False)
    with pytest.raises(NotFound):
        desk.change_action(principal(), first, DETAILS)


def test_the_rows_of_an_area_are_read_once_however_often_they_are_shown(desk: ReportDesk, held: Kept) -> None:
    granted(desk)
    for _ in range(3):
        desk.view(principal(), NORTHMOOR).table(held.release.facts, "caseload", Breakdown.NONE)
    assert len(held.reads) == 1


def test_all_areas_together_are_read_beside_an_area(desk: ReportDesk, held: Kept) -> None:
    granted(desk)
    table = desk.view(principal(), NORTHMOOR).of_all(held.release.facts, "caseload", Breakdown.NONE)
    assert {row.area for row in table.rows} == {ENGLAND}


@pytest.mark.parametrize("area", [FELLSIDE, Area(Level.ICB, "QZZ"), Area(Level.PROVIDER, "RZZ01")])
def test_an_area_is_not_read_beside_one_that_is_not_the_readers(area: Area, desk: ReportDesk, held: Kept) -> None:
    granted(desk)
    facts = held.release.facts
    with pytest.raises(NotFound) as refused:
        desk.view(principal(), NORTHMOOR).other(area, facts, "was_not_brought", Breakdown.NONE)
    assert str(refused.value) == NOT_YOURS
    granted(desk, area)
    table = desk.view(principal(), NORTHMOOR).other(area, facts, "was_not_brought", Breakdown.NONE)
    assert {row.area for row in table.rows} <= {area.code}


def test_what_others_have_published_is_read_beside_whoever_reads(desk: ReportDesk, held: Kept) -> None:
    granted(desk)
    view = AreaView(
        NORTHMOOR, (NORTHMOOR,), lambda release, key: replace(held.table(release, key), profile="published")
    )
    table = view.other(FELLSIDE, held.release.facts, "was_not_brought", Breakdown.NONE)
    assert {row.area for row in table.rows} == {FELLSIDE.code}


def test_the_areas_of_a_level_are_those_a_release_has(desk: ReportDesk, held: Kept) -> None:
    assert desk.codes(held.release.facts, "was_not_brought", Level.LOCAL_AUTHORITY) == ("ZE901", "ZE902")
    assert desk.codes(held.release.facts, "nothing", Level.REGION) == ()
    assert {key.level for key in desk.keys(held.release.facts, Level.ICB)} == {"icb"}
