"""Finding children: what is typed into the one box, or as a name and date of birth, and whom it finds."""

from contextlib import suppress
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.access.people import Role
from app.clinical.child import Child, ChildIdentifier, Demographics, Gender, IdentifierKind
from app.errors import NotPermitted, Rejected
from app.identity import Identity
from app.register.finding import SearchKind, alike, find_children
from app.register.typed import Typed
from tests.clinical import examples
from tests.register.fake_register import FakeRegister, work_of
from tests.register.typed_forms import HOSTILE, OTHER_NUMBER

CHILD = examples.child()
TWIN = replace(
    CHILD,
    id=Identity(60),
    demographics=Demographics("Synthetic", "Bertram", None, None, examples.BORN, Gender.MALE),
    identifiers=(
        ChildIdentifier(Identity(61), IdentifierKind.NHS_NUMBER, "9990000034", None, "01", None, date(2025, 5, 1), 2),
        ChildIdentifier(Identity(62), IdentifierKind.NHS_NUMBER, OTHER_NUMBER, None, "01"),
        ChildIdentifier(Identity(63), IdentifierKind.LOCAL, "AB-12/3", "RXX01", None),
    ),
)


def problems(typed: Typed, *children: Child) -> dict[str, str]:
    records = FakeRegister(*children)
    with pytest.raises(Rejected) as refused:
        find_children(typed, work_of(records))
    assert records.events == []
    return {each.item: each.message for each in refused.value.problems}


def test_a_child_is_found_by_the_nhs_number_and_the_search_is_audited_without_saying_whom() -> None:
    records = FakeRegister(CHILD, TWIN)
    found = find_children({"number": "999 000 0018"}, work_of(records))
    assert [hit.child for hit in found.hits] == [CHILD.id]
    assert found.kind is SearchKind.NUMBER
    (event,) = records.events
    assert (event.action.value, event.detail, event.child) == ("children searched for", "number: 1 found", None)


@pytest.mark.parametrize("typed", ["999-000-0018", " 9990000018 ", "NHS No. 999 000 0018", "999.000.0018"])
def test_the_box_drops_everything_but_digits(typed: str) -> None:
    assert [hit.child for hit in find_children({"number": typed}, work_of(FakeRegister(CHILD))).hits] == [CHILD.id]


def test_a_child_is_found_by_a_local_number_and_by_one_no_longer_in_use() -> None:
    work = work_of(FakeRegister(CHILD, TWIN))
    (hit,) = find_children({"number": "AB-12/3"}, work).hits
    assert (hit.child, hit.superseded) == (TWIN.id, False)
    (hit,) = find_children({"number": "9990000034"}, work).hits
    assert (hit.child, hit.superseded, hit.nhs_number) == (TWIN.id, True, OTHER_NUMBER)


def test_a_wrong_check_digit_is_told_unless_it_is_somebodys_local_number() -> None:
    assert "last digit does not fit" in problems({"number": "999 000 0019"}, CHILD)["number"]
    local = ChildIdentifier(Identity(64), IdentifierKind.LOCAL, "9990000019", "RXX01", None)
    known = replace(CHILD, identifiers=(*CHILD.identifiers, local))
    assert len(find_children({"number": "9990000019"}, work_of(FakeRegister(known))).hits) == 1


def test_a_number_nobody_has_finds_nobody() -> None:
    assert find_children({"number": OTHER_NUMBER}, work_of(FakeRegister(CHILD))).hits == ()
    assert find_children({"number": "X1"}, work_of(FakeRegister(CHILD))).hits == ()


def test_look_alikes_among_the_hits_are_marked() -> None:
    typed = {"family_name": "syn", "birth_date": "14/3/2019"}
    found = find_children(typed, work_of(FakeRegister(CHILD, TWIN)))
    assert found.kind is SearchKind.NAME
    assert found.alike == {CHILD.id, TWIN.id}
    merged = [replace(hit, merged_into=CHILD.id) if hit.child == TWIN.id else hit for hit in found.hits]
    assert alike(merged) == frozenset()


def test_a_name_needs_a_date_of_birth_and_nothing_at_all_needs_something() -> None:
    assert set(problems({"family_name": "Syn"}, CHILD)) == {"birth_date"}
    assert set(problems({}, CHILD)) == {"family_name", "birth_date"}
    assert set(problems({"family_name": "Syn", "birth_date": "31/2/2019"}, CHILD)) == {"birth_date"}


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("field", ["number", "family_name", "given_name", "birth_date"])
def test_hostile_content_is_refused_at_its_field(field: str, hostile: str) -> None:
    typed = {"family_name": "Syn", "birth_date": "14/3/2019", field: hostile}
    assert field in problems(typed, CHILD)


@given(st.dictionaries(st.sampled_from(["number", "family_name", "given_name", "birth_date"]), st.text()))
def test_whatever_is_typed_is_found_or_refused(typed: dict[str, str]) -> None:
    records = FakeRegister(CHILD, TWIN)
    with suppress(Rejected):
        find_children(typed, work_of(records))
    assert all(event.detail in ("number: 0 found", "name and date of birth: 0 found") for event in records.events)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.INFORMATICS, Role.COMMISSIONER])
def test_who_does_not_see_children_does_not_find_them(role: Role) -> None:
    with pytest.raises(NotPermitted):
        find_children({"number": "9990000018"}, work_of(FakeRegister(CHILD), role))
