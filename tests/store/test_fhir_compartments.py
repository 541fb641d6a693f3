"""Everything that is held of a child, in every version, and the child as they were known at each change."""

from dataclasses import replace
from datetime import date, timedelta

from app.clinical.child import (
    ChildFact,
    ChildIdentifier,
    ChildLink,
    DemographicsOfChild,
    FactAnswer,
    FactKind,
    FactOfChild,
    IdentifierKind,
    IdentifierOfChild,
)
from app.clinical.clinic import AppointmentStatus
from app.fhir.ports import ChildVersion, Compartment
from app.store.engine import Store
from tests.databases import START, new_identity
from tests.store.examples import (
    RECORDED,
    Example,
    bare_encounter,
    example_child,
    example_encounter,
    merged,
    unit_of,
    written,
)
from tests.store.fhir_examples import example_kept

HOUR = timedelta(hours=1)


def commit(store: Store, of: Example, *things: object) -> None:
    with store.records(of.organisation.id) as records:
        records.commit(unit_of(of, *things))


def versions(store: Store, of: Example) -> tuple[ChildVersion, ...]:
    with store.records(of.organisation.id) as records:
        compartment = records.compartments([of.child.id])[of.child.id]
        assert compartment.child == records.child(of.child.id) == compartment.versions[-1].child
    assert [each.number for each in compartment.versions] == list(range(1, len(compartment.versions) + 1))
    return compartment.versions


def linked(of: Example, link: ChildLink, hours: int) -> ChildLink:
    return replace(link, recorded_at=START + hours * HOUR)


def test_a_child_with_nothing_recorded_is_one_version_of_their_own(store: Store) -> None:
    of = written(store)
    only = replace(of.child, id=new_identity(), identifiers=())
    commit(store, of, only)
    with store.records(of.organisation.id) as records:
        assert records.compartments([only.id]) == {
            only.id: Compartment(only, (ChildVersion(1, START, only),), (), (), (), ())
        }
        assert records.compartments([]) == records.compartments([new_identity()]) == {}


def test_all_versions_of_all_that_is_held_come_in_the_order_in_which_they_were_recorded(store: Store) -> None:
    of = written(store)
    first = example_encounter(of, needs=2)
    second = bare_encounter(of, 2)
    amended = replace(first, version=2, record_number=3, statements=first.statements[:1], form_token=None)
    closed = replace(of.referral, version=2, discharged_on=date(2026, 3, 9), recorded_at=RECORDED + 2 * HOUR)
    newer = replace(of.referral, id=new_identity(), teams=(), recorded_at=RECORDED + HOUR)
    moved = replace(of.appointment, version=2, on=date(2026, 3, 9), professional=None)
    cancelled = replace(moved, version=3, status=AppointmentStatus.CANCELLED)
    later = replace(of.appointment, id=new_identity(), booking_reference="B-1")
    kept = [replace(example_kept(of), codes=()) for _ in range(2)]
    kept += [replace(example_kept(of, identity=kept[0].id, version=2), codes=())]
    commit(store, of, first, second, amended, newer, closed, later, moved, cancelled, *reversed(kept))
    other = example_child(of.organisation.id, of.account.id, "9990000026")
    commit(store, of, other, bare_encounter(replace(of, child=other), 1))
    with store.records(of.organisation.id) as records:
        found = records.compartments([of.child.id, other.id, new_identity()])
    assert set(found) == {of.child.id, other.id}
    mine = found[of.child.id]
    assert mine.encounters == (first, second, amended)
    assert mine.referrals == (of.referral, newer, closed)
    assert mine.appointments == (of.appointment, moved, cancelled, later)
    assert mine.kept == tuple(sorted(kept, key=lambda each: (each.kept_at, each.id)))
    assert (len(found[other.id].encounters), found[other.id].referrals, found[other.id].kept) == (1, (), ())


def test_a_child_is_shown_as_they_were_known_at_each_change(store: Store) -> None:
    of = written(store)
    owner, child, by = of.organisation.id, of.child, of.account.id
    renamed = replace(child.demographics, family_name="Example")
    traced = replace(child.identifiers[0], status="02", version=2)
    local = ChildIdentifier(new_identity(), IdentifierKind.LOCAL, "A1", "RXX02", None)
    at_school = ChildFact(new_identity(), FactKind.SCHOOL, FactAnswer.KNOWN, "100000", None, None, START + 3 * HOUR, by)
    commit(
        store,
        of,
        DemographicsOfChild(owner, child.id, 2, renamed, START + HOUR, by),
        IdentifierOfChild(owner, child.id, traced, START + 2 * HOUR, by),
        FactOfChild(owner, child.id, at_school),
        IdentifierOfChild(owner, child.id, local, START + 3 * HOUR, by),
    )
    second = replace(child, demographics=renamed, version=2)
    third = replace(second, identifiers=(traced, child.identifiers[1]))
    fourth = replace(third, identifiers=(*third.identifiers, local), facts=(*child.facts, at_school))
    assert versions(store, of) == (
        ChildVersion(1, START, child),
        ChildVersion(2, START + HOUR, second),
        ChildVersion(3, START + 2 * HOUR, third),
        ChildVersion(4, START + 3 * HOUR, fourth),
    )


def test_a_fact_older_than_the_record_was_known_when_the_record_began(store: Store) -> None:
    of = written(store)
    told = replace(of.child.facts[0], id=new_identity(), recorded_at=START - HOUR)
    commit(store, of, FactOfChild(of.organisation.id, of.child.id, told))
    assert versions(store, of) == (ChildVersion(1, START, replace(of.child, facts=(*of.child.facts, told))),)


def test_a_merge_and_its_undoing_are_changes_of_both_records_and_of_no_other(store: Store) -> None:
    of = written(store)
    others = [example_child(of.organisation.id, of.account.id, number) for number in ("9990000026", "9990000034")]
    first, second = (each.id for each in others)
    links = (
        linked(of, merged(of, first, second), 1),
        linked(of, merged(of, first, second, 2, standing=False), 2),
        linked(of, merged(of, first, of.child.id, 3), 3),
        linked(of, merged(of, of.child.id, second), 4),
        linked(of, merged(of, first, of.child.id, 4, standing=False), 5),
    )
    commit(store, of, *others, *links)
    mine = [(each.at - START, each.child.merged_from, each.child.merged_into) for each in versions(store, of)]
    assert mine == [
        (0 * HOUR, (), None),
        (3 * HOUR, (first,), None),
        (4 * HOUR, (first,), second),
        (5 * HOUR, (), second),
    ]
    theirs = versions(store, replace(of, child=others[1]))
    assert [(each.at - START, each.child.merged_from) for each in theirs] == [
        (0 * HOUR, ()),
        (1 * HOUR, (first,)),
        (2 * HOUR, ()),
        (4 * HOUR, (of.child.id,)),
    ]
    both = [of.child.id, *(each.id for each in others)]
    with store.records(of.organisation.id) as records:
        together = records.compartments(both)
        assert together == {each: records.compartments([each])[each] for each in both}
