"""Children are found by number and by name, and those who might be mistaken for another are pointed out."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from app.clinical.child import (
    Child,
    ChildFact,
    ChildIdentifier,
    Demographics,
    DemographicsOfChild,
    FactAnswer,
    FactKind,
    FactOfChild,
    Gender,
    IdentifierKind,
    IdentifierOfChild,
)
from app.clinical.identifiers import LocalPatientId, NhsNumber
from app.identity import Identity
from app.register.ports import FoundChild
from app.store.engine import Store
from tests.databases import new_identity
from tests.store.examples import RECORDED, Example, example, example_child, merged, unit_of, written
from tests.store.test_query_plans import plans

BORN, OTHER_DAY = date(2019, 2, 28), date(2018, 1, 1)
NUMBER, OTHER_NUMBER = NhsNumber("9990000018"), NhsNumber("9990000026")
POSTCODE, OTHER_POSTCODE = "ZZ99 3VZ", "ZN1 2AB"
ENDED = date(2026, 2, 28)


def commit(store: Store, of: Example, *things: object) -> None:
    with store.records(of.organisation.id) as records:
        records.commit(unit_of(of, *things))


def named(of: Example, family: str, given: str, born: date | None = BORN) -> Child:
    """A child without numbers or facts."""
    child = example_child(of.organisation.id, of.account.id, "9990000026")
    who = Demographics(family, given, None, None, born, Gender.NOT_KNOWN)
    return replace(child, demographics=who, identifiers=(), facts=())


def registered(store: Store, of: Example, family: str, given: str, born: date | None = BORN) -> Child:
    """Another child of the organisation, without numbers or facts."""
    child = named(of, family, given, born)
    commit(store, of, child)
    return child


def fact(of: Example, child: Child, kind: FactKind, value: str | None, until: date | None = None) -> FactOfChild:
    answer = FactAnswer.NOT_ASKED if value is None else FactAnswer.KNOWN
    learned = ChildFact(new_identity(), kind, answer, value, None, until, RECORDED, of.account.id)
    return FactOfChild(of.organisation.id, child.id, learned)


def version(of: Example, child: Child, identifier: ChildIdentifier) -> IdentifierOfChild:
    return IdentifierOfChild(of.organisation.id, child.id, identifier, RECORDED, of.account.id)


def corrected(of: Example, child: Child, number: int, who: Demographics) -> DemographicsOfChild:
    return DemographicsOfChild(of.organisation.id, child.id, number, who, RECORDED, of.account.id)


def by_name(store: Store, of: Example, family: str, given: str | None = None, born: date = BORN) -> list[Identity]:
    with store.records(of.organisation.id) as records:
        return ids(records.children_by_name(family, given, born))


def by_number(store: Store, of: Example, number: NhsNumber) -> tuple[FoundChild, ...]:
    with store.records(of.organisation.id) as records:
        return records.children_by_nhs_number(number)


def look_alikes(
    store: Store, of: Example, who: Demographics, postcode: str | None = None, but_not: Child | None = None
) -> list[Identity]:
    with store.records(of.organisation.id) as records:
        return ids(records.look_alikes(who, postcode, but_not.id if but_not else None))


def look_alike(store: Store, of: Example, child: Child) -> bool:
    with store.records(of.organisation.id) as records:
        return records.look_alike(child.id)


def ids(found: Sequence[FoundChild]) -> list[Identity]:
    return [each.child for each in found]


def found_example(of: Example) -> FoundChild:
    # The local number has a date at which it ended, so it is not shown.
    return FoundChild(of.child.id, of.child.demographics, NUMBER, None, POSTCODE, superseded=False, merged_into=None)


def test_a_child_is_found_by_nhs_number_with_the_banners_facts(store: Store) -> None:
    of = written(store)
    assert by_number(store, of, NUMBER) == (found_example(of),)
    assert by_number(store, of, OTHER_NUMBER) == ()


def test_a_child_is_found_by_a_superseded_number_and_only_the_one_in_use_is_shown(store: Store) -> None:
    of = written(store)
    number = of.child.identifiers[0]
    new = ChildIdentifier(new_identity(), IdentifierKind.NHS_NUMBER, OTHER_NUMBER, None, "01")
    commit(store, of, version(of, of.child, replace(number, version=2, until=ENDED)), version(of, of.child, new))
    assert by_number(store, of, NUMBER) == (replace(found_example(of), nhs_number=OTHER_NUMBER, superseded=True),)
    assert by_number(store, of, OTHER_NUMBER) == (replace(found_example(of), nhs_number=OTHER_NUMBER),)


def test_a_number_that_ended_and_was_given_to_another_finds_both_who_has_it_now_first(store: Store) -> None:
    of = written(store)
    number = of.child.identifiers[0]
    commit(store, of, version(of, of.child, replace(number, version=2, until=ENDED)))
    other = registered(store, of, "Zander", "Ada")
    commit(store, of, version(of, other, replace(number, id=new_identity())))
    assert [(each.child, each.superseded, each.nhs_number) for each in by_number(store, of, NUMBER)] == [
        (other.id, False, NUMBER),
        (of.child.id, True, None),
    ]


def test_a_child_is_found_by_local_identifier_whoever_issued_it(store: Store) -> None:
    of = written(store)
    here = ChildIdentifier(new_identity(), IdentifierKind.LOCAL, "H-1", "RXX01", None)
    there = ChildIdentifier(new_identity(), IdentifierKind.LOCAL, "H-1", "RXX77", None)
    other = registered(store, of, "Zander", "Ada")
    commit(store, of, version(of, of.child, here), version(of, other, there))
    with store.records(of.organisation.id) as records:
        found = records.children_by_local_identifier(LocalPatientId("H-1"))
        assert ids(found) == [of.child.id, other.id]
        assert [each.local_identifier for each in found] == ["H-1", "H-1"]
        (ended,) = records.children_by_local_identifier(LocalPatientId("L9990000018"))
    assert (ended.child, ended.local_identifier, ended.superseded) == (of.child.id, "H-1", True)


def test_a_local_identifier_is_no_nhs_number(store: Store) -> None:
    of = written(store)
    commit(
        store,
        of,
        version(of, of.child, ChildIdentifier(new_identity(), IdentifierKind.LOCAL, OTHER_NUMBER, "RXX01", None)),
    )
    assert by_number(store, of, OTHER_NUMBER) == ()


def test_a_merged_record_is_found_and_says_which_stands_for_it(store: Store) -> None:
    of = written(store)
    other = registered(store, of, "Sample", "Zoe")
    commit(store, of, merged(of, of.child.id, other.id))
    assert by_number(store, of, NUMBER) == (replace(found_example(of), merged_into=other.id),)
    commit(store, of, merged(of, of.child.id, other.id, 2, standing=False))
    assert by_number(store, of, NUMBER) == (found_example(of),)


@pytest.mark.parametrize(
    ("family", "given"),
    [("Ó Sample", None), ("o'samp", None), ("OSA", "zoe"), ("O-Sample", "ZO"), ("osample", "Zo"), ("o", "'")],
)
def test_names_are_found_by_how_they_begin_whatever_their_accents_and_marks(
    store: Store, family: str, given: str | None
) -> None:
    of = written(store)
    assert by_name(store, of, family, given) == [of.child.id]


@pytest.mark.parametrize(
    ("family", "given", "born"),
    [
        ("Sample", None, BORN),
        ("osamples", None, BORN),
        ("osample", "zoey", BORN),
        ("osample", "oe", BORN),
        ("osample", "zoe", OTHER_DAY),
        ("%", None, BORN),
        ("_sample", None, BORN),
        ("' OR 1=1 --", None, BORN),
        ("-", None, BORN),
        ("", None, BORN),
    ],
)
def test_what_names_do_not_begin_with_finds_nobody(store: Store, family: str, given: str | None, born: date) -> None:
    of = written(store)
    assert by_name(store, of, family, given, born) == []


def test_a_child_is_found_by_the_preferred_name_too(store: Store) -> None:
    of = written(store)
    child = registered(store, of, "Żak", "Aleksandra")
    commit(store, of, corrected(of, child, 2, replace(child.demographics, preferred_name="Ola")))
    assert by_name(store, of, "zak", "ola") == by_name(store, of, "zak", "alek") == [child.id]


def test_names_are_the_current_ones(store: Store) -> None:
    of = written(store)
    commit(store, of, corrected(of, of.child, 2, replace(of.child.demographics, family_name="Newname")))
    assert by_name(store, of, "osample") == []
    assert by_name(store, of, "newname") == [of.child.id]


def test_at_most_fifty_are_found_by_name_in_its_order(store: Store) -> None:
    of = written(store)
    children = [named(of, f"Osamuel{number:02}", "A") for number in range(51)]
    commit(store, of, *children)
    assert by_name(store, of, "osam") == [of.child.id, *(each.id for each in children[:49])]


def test_the_postcode_is_the_last_known_that_has_not_ended(store: Store) -> None:
    of = written(store)

    def postcode() -> str | None:
        return by_number(store, of, NUMBER)[0].postcode

    commit(store, of, fact(of, of.child, FactKind.POSTCODE, OTHER_POSTCODE))
    assert postcode() == OTHER_POSTCODE
    commit(store, of, fact(of, of.child, FactKind.POSTCODE, "ZN9 9ZZ", until=ENDED))
    commit(store, of, fact(of, of.child, FactKind.POSTCODE, None))
    assert postcode() == OTHER_POSTCODE


def test_of_a_sensitive_address_no_postcode_is_shown_and_nobody_is_found_by_it(store: Store) -> None:
    of = written(store)
    sibling = Demographics("O'Sample", "Bo", None, None, OTHER_DAY, Gender.MALE)
    assert look_alikes(store, of, sibling, POSTCODE) == [of.child.id]
    commit(store, of, fact(of, of.child, FactKind.SENSITIVE_ADDRESS, "Y"))
    assert by_number(store, of, NUMBER)[0].postcode is None
    assert look_alikes(store, of, sibling, POSTCODE) == []
    commit(store, of, fact(of, of.child, FactKind.SENSITIVE_ADDRESS, "N"))
    assert by_number(store, of, NUMBER)[0].postcode == POSTCODE


def test_look_alikes_come_by_likeness(store: Store) -> None:
    of = written(store)
    sibling = registered(store, of, "O Sample", "Ada", OTHER_DAY)
    commit(store, of, fact(of, sibling, FactKind.POSTCODE, OTHER_POSTCODE))
    namesake = registered(store, of, "OSAMPLE", "Bo", None)
    twin = registered(store, of, "Ó Sample", "Cy", BORN)
    registered(store, of, "Ó Sample", "Dee", OTHER_DAY)
    registered(store, of, "Sample", "Bo", BORN)
    who = Demographics("Ó Sample", "Bo", None, None, BORN, Gender.MALE)
    assert look_alikes(store, of, who, OTHER_POSTCODE) == [twin.id, of.child.id, namesake.id, sibling.id]
    assert look_alikes(store, of, who, None, but_not=twin) == [of.child.id, namesake.id]


def test_without_birth_date_and_postcode_names_alone_are_compared(store: Store) -> None:
    of = written(store)
    unborn = registered(store, of, "Ó Sample", "Ada", None)
    who = Demographics("Ó Sample", "Zoë", None, None, None, Gender.NOT_KNOWN)
    assert look_alikes(store, of, who) == [of.child.id]
    assert look_alikes(store, of, unborn.demographics) == [unborn.id]


def test_records_merged_with_ones_own_are_no_look_alikes(store: Store) -> None:
    of = written(store)
    into = registered(store, of, "Ó Sample", "Zoë")
    assert look_alikes(store, of, into.demographics, but_not=into) == [of.child.id]
    commit(store, of, merged(of, of.child.id, into.id))
    assert look_alikes(store, of, into.demographics, but_not=into) == []
    assert look_alikes(store, of, of.child.demographics, but_not=of.child) == []
    commit(store, of, merged(of, of.child.id, into.id, 2, standing=False))
    assert look_alikes(store, of, into.demographics, but_not=into) == [of.child.id]


def test_at_most_twenty_look_alikes_are_found(store: Store) -> None:
    of = written(store)
    commit(store, of, *(named(of, "Ó Sample", "Zoë") for _ in range(21)))
    assert len(look_alikes(store, of, of.child.demographics)) == 20


@pytest.mark.parametrize(
    ("family", "given", "born", "alike"),
    [
        ("O'Sample", "Bo", BORN, True),
        ("O'Sample", "Zoe", OTHER_DAY, True),
        ("O'Sample", "Zoe", None, True),
        ("O'Sample", "Bo", OTHER_DAY, False),
        ("O'Sample", "Bo", None, False),
        ("Sample", "Zoe", BORN, False),
    ],
)
def test_another_child_looks_alike_by_family_name_and_birth_date_or_by_both_names(
    store: Store, family: str, given: str, born: date | None, alike: bool
) -> None:
    of = written(store)
    assert not look_alike(store, of, of.child)
    other = registered(store, of, family, given, born)
    assert look_alike(store, of, of.child) is alike
    assert look_alike(store, of, other) is alike


def test_a_record_merged_with_ones_own_does_not_look_alike(store: Store) -> None:
    of = written(store)
    other = registered(store, of, "Ó Sample", "Zoë")
    commit(store, of, merged(of, of.child.id, other.id))
    assert not look_alike(store, of, of.child)
    assert not look_alike(store, of, other)
    commit(store, of, merged(of, of.child.id, other.id, 2, standing=False))
    assert look_alike(store, of, of.child)


def test_an_earlier_name_of_either_does_not_look_alike(store: Store) -> None:
    of = written(store)
    other = registered(store, of, "Ó Sample", "Zoë")
    commit(store, of, corrected(of, other, 2, replace(other.demographics, family_name="Newname")))
    assert not look_alike(store, of, of.child)
    assert not look_alike(store, of, other)


def test_every_link_of_a_record_is_read_in_order_from_either_side(store: Store) -> None:
    of = written(store)
    other, third = registered(store, of, "Ó Sample", "Zoë"), registered(store, of, "Ó Sample", "Zoe")
    links = (
        merged(of, of.child.id, other.id),
        merged(of, of.child.id, other.id, 2, standing=False),
        merged(of, other.id, third.id),
    )
    commit(store, of, *links)
    with store.records(of.organisation.id) as records:
        assert records.links_of(of.child.id) == links[:2]
        assert records.links_of(other.id) == links
        assert records.links_of(third.id) == links[2:]


def test_another_organisation_finds_none_of_them(store: Store) -> None:
    of = written(store)
    other = written(store, lambda: example("RXX02", "9990000026"))
    commit(store, other, corrected(other, other.child, 2, replace(other.child.demographics, family_name="Else")))
    twin = registered(store, of, "Ó Sample", "Zoë")
    commit(store, of, merged(of, of.child.id, twin.id))
    with store.records(other.organisation.id) as records:
        assert records.children_by_nhs_number(NUMBER) == ()
        assert records.children_by_local_identifier(LocalPatientId("L9990000018")) == ()
        assert records.children_by_name("osample", None, BORN) == ()
        assert records.look_alikes(of.child.demographics, POSTCODE, None) == ()
        assert records.links_of(of.child.id) == ()
        assert not records.look_alike(of.child.id)
        assert not records.look_alike(other.child.id)


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("_by_number[0]", "ix_child_identifier_organisation_value"),
        ("_by_number[1]", "ix_child_identifier_organisation_value"),
        ("_by_name[0]", "ix_child_demographics_organisation_birth_date (organisation=? AND birth_date=?)"),
        ("_look_alikes[0]", "ix_child_demographics_organisation_family_key_given_key (organisation=? AND family_key=?"),
        ("_look_alike[0]", "ix_child_demographics_organisation_family_key_given_key (organisation=? AND family_key=?"),
        ("_links[0]", "ix_child_link_organisation_merged_into"),
    ],
)
def test_everybody_is_found_by_an_index(sqlite_url: str, query: str, index: str) -> None:
    assert any(index in step for step in plans(sqlite_url)[f"finding.{query}"])
