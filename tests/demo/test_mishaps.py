"""What went wrong in the demonstration's history, and how it stands mended."""

from datetime import date

import pytest

from app.access.audit import AuditAction
from app.clinical.child import Child, IdentifierKind
from app.clinical.clinic import Appointment
from app.clinical.history import need_histories, standing_needs
from app.clinical.identifiers import parse_nhs_number
from app.clinical.needs import Change
from app.demo.child_plan import DemoSize
from app.demo.misfortune import kinds_of
from app.terminology.refset import Refset
from tests.demo.conftest import TODAY, Loaded, load


def test_there_is_a_handful_of_each_kind(loaded: Loaded) -> None:
    wanted = kinds_of(loaded.size.children)
    assert 1 <= wanted <= 5
    assert sum(each.moved_to is not None for each in loaded.encounters) in (wanted, wanted - 1)
    assert len(loaded.store.links) in (wanted, wanted - 1)
    superseded = [each for each in loaded.children if any(one.until for one in each.identifiers)]
    assert len(superseded) in (wanted, wanted - 1)


def test_an_encounter_on_the_wrong_child_stands_on_the_right_one_and_takes_everything_back_there(
    loaded: Loaded,
) -> None:
    by_identity = {each.id: each for each in loaded.encounters}
    for withdrawn in loaded.encounters:
        if withdrawn.moved_to is None:
            continue
        recorded = by_identity[withdrawn.moved_to]
        assert recorded.moved_from == withdrawn.id
        assert recorded.child != withdrawn.child
        assert withdrawn.entered_in_error
        assert withdrawn.version == 2
        taken_back = [each for each in withdrawn.statements if each.change is not Change.CARRIED]
        assert [each.change for each in taken_back] == [Change.ENTERED_IN_ERROR]
        assert taken_back[0].concept in {each.concept for each in recorded.statements if each.change.affirmed}
        standing = standing_needs(need_histories(loaded.store.encounters[withdrawn.child]))
        assert taken_back[0].concept not in {each.latest.concept for each in standing}


def test_a_move_adds_no_need_to_the_right_child(loaded: Loaded) -> None:
    for recorded in loaded.encounters:
        if recorded.moved_from is not None:
            assert not any(each.change is Change.NEW for each in recorded.statements)


def test_a_second_record_is_linked_to_the_first_and_has_neither_number_nor_visit(loaded: Loaded) -> None:
    children = {each.id: each for each in loaded.store.of(Child)}
    for link in loaded.store.links:
        second, first = children[link.child], children[link.into]
        assert link.standing
        assert second.demographics == first.demographics
        assert second.nhs_number is None
        assert second.local_identifier != first.local_identifier
        assert not loaded.store.encounters_of(second.id)
        assert first.registered_at < second.registered_at < link.recorded_at


def test_a_superseded_number_is_of_the_test_range_and_no_longer_in_use(loaded: Loaded) -> None:
    for child in loaded.children:
        numbers = [each for each in child.identifiers if each.kind is IdentifierKind.NHS_NUMBER]
        if len(numbers) < 2:
            continue
        former, current = sorted(numbers, key=lambda each: each.until is None)
        assert former.until == current.since
        assert former.version == 2
        assert child.nhs_number == current.value
        assert former.value.startswith("999")
        assert parse_nhs_number(former.value) == former.value != current.value


def test_in_a_clinic_of_few_children_nothing_went_wrong(refset: Refset) -> None:
    loaded = load(DemoSize(60, 12, TODAY), refset, 7)
    assert not loaded.store.links
    assert not any(each.entered_in_error for each in loaded.encounters)
    assert len(loaded.children) == len(loaded.store.of(Child)) == 60


def test_a_mishap_befalls_nobody_who_comes_today(loaded: Loaded) -> None:
    today = {each.child for each in loaded.store.of(Appointment) if each.on == TODAY}
    actions = (AuditAction.ENCOUNTER_MOVED, AuditAction.CHILDREN_MERGED, AuditAction.CHILD_CORRECTED)
    befallen = {each.child for each in loaded.store.events if each.action in actions}
    assert befallen
    assert not befallen & today


@pytest.mark.parametrize(("seed", "day"), [(7, date(2026, 10, 5)), (1, date(2026, 3, 2)), (2, date(2027, 1, 4))])
def test_a_clinic_of_a_hundred_children_has_one_of_each(refset: Refset, seed: int, day: date) -> None:
    loaded = load(DemoSize(104, 12, day), refset, seed)
    found = (
        bool(loaded.store.links),
        any(each.moved_to is not None for each in loaded.encounters),
        any(one.until for each in loaded.children for one in each.identifiers),
    )
    assert found == (True, True, True)
