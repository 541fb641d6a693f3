"""The children of a period are those that an independent selection over all records gives, on both databases."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.clinical.child import Child, ChildLink
from app.clinical.encounter import Encounter
from app.clinical.referral import Referral
from app.csds.periods import ReportingPeriod
from app.csds.ports import ChildRecord
from app.csds.rows.state import child_in_month
from app.fhir.ports import IdentifierClaimed
from app.identity import Identity
from app.store.engine import Store
from app.store.submission import AT_ONCE
from tests.store.examples import (
    Example,
    bare_encounter,
    example,
    example_child,
    example_encounter,
    example_referral,
    merged,
    unit_of,
    written,
)

OCTOBER = ReportingPeriod(2026, 10)
FIRST, LAST = OCTOBER.first, OCTOBER.last
DAY = timedelta(days=1)
MARCH, SEPTEMBER = date(2026, 3, 2), date(2026, 9, 30)
_codes = (f"R{number:04d}" for number in count(1))


def clinic(store: Store) -> Example:
    """A new organisation, with nothing of October but a referral open since January."""
    return written(store, lambda: example(next(_codes)))


def commit(store: Store, of: Example, *things: object) -> None:
    with store.records(of.organisation.id) as records:
        records.commit(unit_of(of, *things))


def of_october(store: Store, of: Example) -> list[ChildRecord]:
    with store.records(of.organisation.id) as records:
        found = list(records.children_of_period(FIRST, LAST))
        assert records.count_of_period(FIRST, LAST) == len(found)
    return found


def identities(found: Sequence[ChildRecord]) -> list[Identity]:
    return [each.child.id for each in found]


def another_child(of: Example, number: int = 0) -> Child:
    return example_child(of.organisation.id, of.account.id, f"{of.organisation.id % 10**5:05d}{number:05d}")


def referred(of: Example, child: Child, received: date = MARCH, discharged: date | None = None) -> Referral:
    made = example_referral(of.organisation.id, of.account.id, child.id, of.team.id)
    return replace(made, received_on=received, discharged_on=discharged)


def met(of: Example, child: Child, referral: Referral, on: date, number: int = 1) -> Encounter:
    made = bare_encounter(of, number)
    return replace(made, child=child.id, referral=referral.id, contact=replace(made.contact, on=on))


def test_a_child_is_read_with_everything_recorded_of_them(store: Store) -> None:
    of = clinic(store)
    visit = example_encounter(of)
    commit(store, of, visit)
    assert of_october(store, of) == [ChildRecord(of.child, (of.referral,), (visit,), {})]


@pytest.mark.parametrize(
    ("received", "discharged", "expected"),
    [
        (MARCH, None, 1),
        (MARCH, SEPTEMBER, 0),
        (MARCH, FIRST, 1),
        (MARCH, LAST + DAY, 1),
        (LAST, None, 1),
        (LAST + DAY, None, 0),
    ],
)
def test_a_child_is_of_the_period_by_a_referral_that_was_open_in_it(
    store: Store, received: date, discharged: date | None, expected: int
) -> None:
    of = clinic(store)
    child = another_child(of)
    commit(store, of, child, referred(of, child, received, discharged))
    assert identities(of_october(store, of)).count(child.id) == expected


@pytest.mark.parametrize(("on", "expected"), [(SEPTEMBER, 0), (FIRST, 1), (LAST, 1), (LAST + DAY, 0)])
def test_a_child_is_of_the_period_by_a_contact_in_it(store: Store, on: date, expected: int) -> None:
    of = clinic(store)
    child = another_child(of)
    ended = referred(of, child, discharged=MARCH)
    commit(store, of, child, ended, met(of, child, ended, on))
    assert identities(of_october(store, of)).count(child.id) == expected


def test_the_current_versions_are_read(store: Store) -> None:
    of = clinic(store)
    child = another_child(of)
    first = referred(of, child)
    visit = met(of, child, first, FIRST)
    commit(store, of, child, first, visit)
    second = replace(first, version=2, discharged_on=LAST)
    wrong = replace(visit, version=2, record_number=2, entered_in_error=True, amendment_reason="Another child.")
    commit(store, of, second, wrong)
    found = {each.child.id: each for each in of_october(store, of)}
    assert (found[child.id].referrals, found[child.id].encounters) == ((second,), (wrong,))


def test_a_merged_child_is_read_once_with_what_both_records_hold_and_apart_when_unmerged(store: Store) -> None:
    of = clinic(store)
    child = another_child(of)
    under = referred(of, child)
    visit, other = met(of, child, under, FIRST), example_encounter(of)
    commit(store, of, child, under, visit, other)
    commit(store, of, merged(of, child.id, of.child.id))
    (whole,) = of_october(store, of)
    assert (whole.child.id, whole.child.merged_from) == (of.child.id, (child.id,))
    assert set(whole.referrals) == {of.referral, under}
    assert set(whole.encounters) == {other, visit}
    commit(store, of, merged(of, child.id, of.child.id, 2, standing=False))
    assert [(each.child.id, each.encounters) for each in of_october(store, of)] == [
        (of.child.id, (other,)),
        (child.id, (visit,)),
    ]


def test_a_child_is_of_the_period_by_what_a_merged_record_alone_holds(store: Store) -> None:
    of = clinic(store)
    stands, child = another_child(of, 1), another_child(of, 2)
    commit(store, of, stands, child, referred(of, child))
    commit(store, of, merged(of, child.id, stands.id))
    assert identities(of_october(store, of)) == [of.child.id, stands.id]


def test_another_organisations_children_and_identifiers_are_never_read(store: Store) -> None:
    of, other = clinic(store), clinic(store)
    claim = IdentifierClaimed(other.organisation.id, "EpisodeOfCare", "urn:host", "THEIRS", of.referral.id)
    commit(store, other, claim)
    (found,) = of_october(store, of)
    assert found == ChildRecord(of.child, (of.referral,), (), {})
    assert identities(of_october(store, other)) == [other.child.id]


def test_referrals_and_contacts_go_by_the_hosts_identifiers_the_same_at_every_build(store: Store) -> None:
    of = clinic(store)
    visit = example_encounter(of)

    def claim(kind: str, system: str, value: str, of_what: Identity) -> IdentifierClaimed:
        return IdentifierClaimed(of.organisation.id, kind, system, value, of_what)

    commit(
        store,
        of,
        visit,
        claim("ServiceRequest", "urn:a", "REQUEST", of.referral.id),
        claim("EpisodeOfCare", "urn:b", "SECOND", of.referral.id),
        claim("EpisodeOfCare", "urn:a", "FIRST", of.referral.id),
        claim("Encounter", "urn:a", "X" * 21, visit.id),
        claim("Encounter", "urn:b", "Y" * 20, visit.id),
        claim("Condition", "urn:a", "CONDITION", visit.id),
    )
    (found,) = of_october(store, of)
    assert found.host_identifiers == {of.referral.id: "FIRST", visit.id: "Y" * 20}


def test_children_are_read_in_the_order_of_their_identities_however_many(store: Store) -> None:
    of = clinic(store)
    children = [another_child(of, number) for number in range(AT_ONCE + 3)]
    commit(store, of, *children, *(referred(of, each) for each in children))
    assert identities(of_october(store, of)) == [of.child.id, *(each.id for each in children)]


@dataclass(slots=True)
class World:
    """What was written of an organisation, and what of it holds."""

    children: list[Child] = field(default_factory=list)
    referrals: dict[Identity, Referral] = field(default_factory=dict)
    encounters: dict[Identity, Encounter] = field(default_factory=dict)
    stands_for: dict[Identity, Identity] = field(default_factory=dict)

    def selected(self) -> dict[Identity, tuple[set[Identity], set[Identity]]]:
        """The children with something to state of October, each with their referrals and encounters."""
        found = {}
        for child in self.children:
            mine = {child.id, *(each for each, into in self.stands_for.items() if into == child.id)}
            referrals = tuple(each for each in self.referrals.values() if each.child in mine)
            encounters = tuple(each for each in self.encounters.values() if each.child in mine)
            stated = child_in_month(ChildRecord(child, referrals, encounters, {}), OCTOBER)
            if child.id not in self.stands_for and stated is not None:
                found[child.id] = {each.id for each in referrals}, {each.id for each in encounters}
        return found


days = st.integers(0, 120).map(lambda number: date(2026, 8, 1) + DAY * number)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_the_children_of_a_period_are_those_of_a_selection_over_all_records(store: Store, data: st.DataObject) -> None:
    of = clinic(store)
    world = World([of.child], {of.referral.id: of.referral})
    _fill(store, of, world, data)
    expected = world.selected()
    found = {each.child.id: each for each in of_october(store, of)}
    stated = {child: each for child, each in found.items() if child_in_month(each, OCTOBER) is not None}
    assert list(stated) == sorted(expected)
    for child, (referrals, encounters) in expected.items():
        record = stated[child]
        assert set(record.referrals) == {world.referrals[each] for each in referrals}
        assert set(record.encounters) == {world.encounters[each] for each in encounters}
    assert not set(found) & set(world.stands_for)


def _fill(store: Store, of: Example, world: World, data: st.DataObject) -> None:
    things: list[object] = []
    for number in range(data.draw(st.integers(1, 4))):
        child = another_child(of, number)
        world.children.append(child)
        things.append(child)
        for _ in range(data.draw(st.integers(0, 2))):
            received = data.draw(days)
            discharged = data.draw(st.none() | days)
            made = referred(of, child, received, None if discharged is None else max(discharged, received))
            things.extend(_versions(world.referrals, made, data))
        under = [each for each in world.referrals.values() if each.child == child.id]
        for visit in range(data.draw(st.integers(0, 2 if under else 0))):
            made_at = met(of, child, data.draw(st.sampled_from(under)), data.draw(days), 2 * visit + 1)
            things.extend(_amendments(world.encounters, made_at, data))
    commit(store, of, *things)
    for link in _links(of, world, data):
        commit(store, of, link)


def _versions(current: dict[Identity, Referral], first: Referral, data: st.DataObject) -> list[Referral]:
    current[first.id] = first
    if not data.draw(st.booleans()):
        return [first]
    later = data.draw(st.none() | days)
    ends = tuple(replace(each, closed_on=later, rejected_on=None) for each in first.teams)
    second = replace(first, version=2, discharged_on=data.draw(st.sampled_from((None, later))), teams=ends)
    current[first.id] = second
    return [first, second]


def _amendments(current: dict[Identity, Encounter], first: Encounter, data: st.DataObject) -> list[Encounter]:
    current[first.id] = first
    if not data.draw(st.booleans()):
        return [first]
    second = replace(
        first,
        version=2,
        record_number=first.record_number + 1,
        contact=replace(first.contact, on=data.draw(days)),
        entered_in_error=data.draw(st.booleans()),
        amendment_reason="It was otherwise.",
    )
    current[first.id] = second
    return [first, second]


def _links(of: Example, world: World, data: st.DataObject) -> list[ChildLink]:
    """Some records merged into the first child's, and some of these unmerged again."""
    made = []
    for child in world.children[1:]:
        if data.draw(st.booleans()):
            made.append(merged(of, child.id, of.child.id))
            if data.draw(st.booleans()):
                made.append(merged(of, child.id, of.child.id, 2, standing=False))
            else:
                world.stands_for[child.id] = of.child.id
    return made
