"""Who a child is, the numbers they are known by and the records merged with theirs: each change is one more version."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from app.clinical.child import (
    Child,
    ChildIdentifier,
    DemographicsOfChild,
    Gender,
    IdentifierKind,
    IdentifierOfChild,
)
from app.errors import Conflict
from app.identity import Identity
from app.store.engine import Store
from tests.databases import new_identity
from tests.store.examples import RECORDED, Example, example, example_child, merged, unit_of, written
from tests.store.raw import connected, count

ENDED = date(2026, 2, 28)


def commit(store: Store, of: Example, *things: object) -> None:
    with store.records(of.organisation.id) as records:
        records.commit(unit_of(of, *things))


def read(store: Store, of: Example, child: Identity) -> Child:
    with store.records(of.organisation.id) as records:
        return records.child(child)


def corrected(of: Example, version: int, family_name: str = "Sample-Née") -> DemographicsOfChild:
    who = replace(of.child.demographics, family_name=family_name, title=None, preferred_name=None, gender=Gender.MALE)
    return DemographicsOfChild(of.organisation.id, of.child.id, version, who, RECORDED, of.account.id)


def given(of: Example, child: Identity, identifier: ChildIdentifier) -> IdentifierOfChild:
    return IdentifierOfChild(of.organisation.id, child, identifier, RECORDED, of.account.id)


def another_child(store: Store, of: Example, nhs_number: str = "9990000026") -> Child:
    child = example_child(of.organisation.id, of.account.id, nhs_number)
    commit(store, of, child)
    return child


def test_a_correction_of_who_a_child_is_is_one_more_version(store: Store) -> None:
    of = written(store)
    assert read(store, of, of.child.id).version == 1
    commit(store, of, corrected(of, 2))
    commit(store, of, corrected(of, 3, "Sample"))
    child = read(store, of, of.child.id)
    assert child == replace(of.child, demographics=corrected(of, 3, "Sample").demographics, version=3)
    with store.records(of.organisation.id) as records:
        (row,) = records.day_list(of.appointment.on, None)
    assert row.demographics == child.demographics


def test_of_two_corrections_of_one_version_the_second_is_a_conflict(store: Store) -> None:
    of = written(store)
    commit(store, of, corrected(of, 2))
    with pytest.raises(Conflict, match="changed meanwhile"):
        commit(store, of, corrected(of, 2, "Late"))
    assert read(store, of, of.child.id).demographics.family_name == "Sample-Née"


def test_names_are_kept_as_they_are_searched_for_too(database_url: str, store: Store) -> None:
    of = written(store)
    commit(store, of, corrected(of, 2))
    with connected(database_url) as connection:
        rows = connection.execute(
            text("SELECT version, family_key, given_key, preferred_key FROM child_demographics ORDER BY version")
        ).all()
    assert [tuple(row) for row in rows] == [(1, "osample", "zoe", "zo"), (2, "samplenee", "zoe", None)]


def test_a_number_that_ends_is_superseded_and_no_longer_shown(store: Store) -> None:
    of = written(store)
    wrong, local = of.child.identifiers
    right = ChildIdentifier(new_identity(), IdentifierKind.NHS_NUMBER, "9990000026", None, "01", ENDED)
    ended = replace(wrong, until=ENDED, version=2)
    commit(store, of, given(of, of.child.id, ended), given(of, of.child.id, right))
    child = read(store, of, of.child.id)
    assert child.identifiers == (ended, local, right)
    assert child.nhs_number == "9990000026"
    with store.records(of.organisation.id) as records:
        assert [row.nhs_number for row in records.day_list(of.appointment.on, None)] == ["9990000026"]


def test_another_status_of_a_number_is_one_more_version_and_keeps_it_in_use(store: Store) -> None:
    of = written(store)
    traced = replace(of.child.identifiers[0], status="02", version=2)
    commit(store, of, given(of, of.child.id, traced))
    assert read(store, of, of.child.id).identifiers == (traced, of.child.identifiers[1])
    with pytest.raises(Conflict, match="Another child has this number"):
        another_child(store, of, "9990000018")


def test_of_two_new_versions_of_a_number_the_second_is_a_conflict(store: Store) -> None:
    of = written(store)
    number = of.child.identifiers[0]
    commit(store, of, given(of, of.child.id, replace(number, until=ENDED, version=2)))
    with pytest.raises(Conflict, match="changed meanwhile"):
        commit(store, of, given(of, of.child.id, replace(number, status="02", version=2)))
    assert read(store, of, of.child.id).identifiers[0].until == ENDED


def test_a_number_in_use_cannot_be_given_to_another_child_and_the_refusal_does_not_say_it(store: Store) -> None:
    of = written(store)
    other = another_child(store, of)
    taken = ChildIdentifier(new_identity(), IdentifierKind.NHS_NUMBER, "9990000018", None, "01")
    with pytest.raises(Conflict, match="Another child has this number") as refusal:
        commit(store, of, given(of, other.id, taken))
    assert "9990000018" not in f"{refusal.value!r}{refusal.value.__cause__!r}"
    assert read(store, of, other.id) == other


def test_a_number_that_ended_can_be_given_to_the_child_it_belongs_to(store: Store) -> None:
    of = written(store)
    other = another_child(store, of)
    number = replace(of.child.identifiers[0], until=ENDED, version=2)
    rightly = ChildIdentifier(new_identity(), IdentifierKind.NHS_NUMBER, "9990000018", None, "01", ENDED)
    wrongly = replace(other.identifiers[0], until=ENDED, version=2)
    commit(store, of, given(of, of.child.id, number), given(of, other.id, wrongly), given(of, other.id, rightly))
    assert read(store, of, of.child.id).nhs_number is None
    assert read(store, of, other.id).nhs_number == "9990000018"


def test_a_number_given_anew_is_in_use_again(store: Store) -> None:
    of = written(store)
    number = of.child.identifiers[0]
    commit(store, of, given(of, of.child.id, replace(number, until=ENDED, version=2)))
    commit(store, of, given(of, of.child.id, replace(number, version=3)))
    assert read(store, of, of.child.id).nhs_number == "9990000018"
    with pytest.raises(Conflict, match="Another child has this number"):
        another_child(store, of, "9990000018")


def test_a_local_number_is_unique_with_its_issuer_alone(store: Store) -> None:
    of = written(store)
    other = another_child(store, of)
    mine = ChildIdentifier(new_identity(), IdentifierKind.LOCAL, "A1", "RXX01", None)
    commit(store, of, given(of, of.child.id, mine))
    commit(store, of, given(of, other.id, replace(mine, id=new_identity(), issuer="RXX02")))
    commit(store, of, given(of, other.id, replace(mine, id=new_identity(), issuer=None)))
    with pytest.raises(Conflict, match="Another child has this number"):
        commit(store, of, given(of, other.id, replace(mine, id=new_identity())))


def test_a_child_may_be_registered_without_any_number(store: Store) -> None:
    of = written(store)
    nameless = replace(example_child(of.organisation.id, of.account.id, "9990000026"), identifiers=())
    commit(store, of, nameless)
    assert read(store, of, nameless.id) == nameless


def test_the_same_number_in_two_organisations_is_no_conflict(store: Store) -> None:
    of, elsewhere = written(store), written(store, lambda: example("RXX02"))
    assert read(store, of, of.child.id).nhs_number == read(store, elsewhere, elsewhere.child.id).nhs_number


def test_a_record_that_was_merged_says_into_which_and_that_one_from_which(store: Store) -> None:
    of = written(store)
    first, second = another_child(store, of), another_child(store, of, "9990000034")
    commit(store, of, merged(of, second.id, of.child.id))
    commit(store, of, merged(of, first.id, of.child.id))
    assert read(store, of, first.id) == replace(first, merged_into=of.child.id)
    assert read(store, of, of.child.id) == replace(of.child, merged_from=(first.id, second.id))


def test_an_unmerged_record_stands_by_itself_again_and_may_be_merged_into_another(store: Store) -> None:
    of = written(store)
    first, second = another_child(store, of), another_child(store, of, "9990000034")
    commit(store, of, merged(of, first.id, of.child.id))
    commit(store, of, merged(of, first.id, of.child.id, 2, standing=False))
    assert read(store, of, first.id) == first
    assert read(store, of, of.child.id) == of.child
    commit(store, of, merged(of, first.id, second.id, 3))
    assert read(store, of, first.id).merged_into == second.id
    assert read(store, of, of.child.id).merged_from == ()
    assert read(store, of, second.id).merged_from == (first.id,)


def test_of_two_links_of_one_version_the_second_is_a_conflict(store: Store) -> None:
    of = written(store)
    first, second = another_child(store, of), another_child(store, of, "9990000034")
    commit(store, of, merged(of, first.id, of.child.id))
    with pytest.raises(Conflict, match="changed meanwhile"):
        commit(store, of, merged(of, first.id, second.id))
    assert read(store, of, first.id).merged_into == of.child.id


def test_a_record_cannot_be_merged_into_one_that_is_not_the_organisations(store: Store) -> None:
    of, elsewhere = written(store), written(store, lambda: example("RXX02"))
    with pytest.raises(Conflict, match="refers to something"):
        commit(store, of, merged(of, of.child.id, elsewhere.child.id))
    assert read(store, of, of.child.id).merged_into is None


def test_what_is_in_use_is_what_the_latest_versions_say(database_url: str, store: Store) -> None:
    of = written(store)
    assert count(database_url, "identifier_in_use") == 1  # the local number of the example has an end
    number = of.child.identifiers[0]
    day = timedelta(days=1)
    for version, until in enumerate((ENDED, None, ENDED + day, None, None), start=2):
        commit(store, of, given(of, of.child.id, replace(number, until=until, version=version)))
        assert count(database_url, "identifier_in_use") == (until is None)
        assert read(store, of, of.child.id).nhs_number == (None if until else "9990000018")
