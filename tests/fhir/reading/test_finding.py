"""Names and numbers are told apart from what is sought of them; pages follow one another; totals are honest."""

import pytest

from app.fhir.ports import After, NamePart
from app.fhir.reading.finding import MOST_MEANT, Page, found
from app.fhir.reading.links import NOBODY, next_link, self_link
from app.fhir.reading.parameters import parsed_search
from app.fhir.reading.search import Search
from app.fhir.structure.problems import IssueType
from app.fhir.systems import NHS_NUMBER
from app.fhir.terminology.known import KnownTerminology
from app.identity import Identity, shown
from app.terminology.refset import Group
from tests.fhir.reading.fake_records import FakeRecords, fake_child

BASE = "https://everyneed.example.nhs.uk/fhir/R4"
NUMBER = (NHS_NUMBER, "9990000018")
ADA, BO, OLD_ADA = 11, 12, 13


def records() -> FakeRecords:
    """Two children, one of whom has a record merged into hers, and seven conditions of theirs."""
    return FakeRecords(
        held={
            "Patient": [(ADA, ADA), (BO, BO)],
            "Condition": [(21, ADA), (22, BO), (23, OLD_ADA), (24, ADA), (25, BO), (26, ADA), (27, ADA)],
        },
        known={
            ADA: fake_child(ADA, merged=[Identity(OLD_ADA)]),
            BO: fake_child(BO),
            OLD_ADA: fake_child(OLD_ADA, into=Identity(ADA)),
        },
        numbered={NUMBER: ADA, ("urn:c", "C-22"): 22},
        named={(NamePart.FAMILY, "Ex"): [ADA, BO], (NamePart.GIVEN, "Bo"): [BO]},
    )


def page_of(known: KnownTerminology, held: FakeRecords, type_name: str, *pairs: tuple[str, str]) -> Page:
    search = parsed_search(type_name, pairs, known, base=BASE)
    assert isinstance(search, Search), search
    page = found(search, held.port)
    assert isinstance(page, Page), page
    return page


def ids(page: Page) -> list[int]:
    return [hit.id for hit in page.hits]


def test_the_conditions_of_a_child_are_found_by_nhs_number(known: KnownTerminology) -> None:
    page = page_of(known, records(), "Condition", ("patient.identifier", "|".join(NUMBER)))
    assert (ids(page), page.total, page.next) == ([21, 23, 24, 26, 27], 5, None)
    assert self_link(BASE, page.search) == f"{BASE}/Condition?patient={shown(Identity(ADA))}&_count=50"


@pytest.mark.parametrize("record", [ADA, OLD_ADA])
def test_either_of_two_merged_records_finds_what_was_recorded_under_both(known: KnownTerminology, record: int) -> None:
    page = page_of(known, records(), "Condition", ("subject", f"Patient/{shown(Identity(record))}"))
    assert ids(page) == [21, 23, 24, 26, 27]
    assert f"patient={shown(Identity(ADA))}&" in self_link(BASE, page.search)


def test_pages_follow_one_another_by_links_that_say_it_all(known: KnownTerminology) -> None:
    held = records()
    pairs: list[tuple[str, str]] = [("patient:Patient.family", "Ex"), ("date", "ge2026"), ("_count", "3")]
    page = page_of(known, held, "Condition", *pairs)
    assert (ids(page), page.total) == ([21, 22, 23], None)
    assert page.next == After(None, Identity(23))
    both = ",".join(shown(Identity(each)) for each in (ADA, BO))
    assert next_link(BASE, page.search, page.next) == (
        f"{BASE}/Condition?patient={both}&date=ge2026&_count=3&_after=~{shown(Identity(23))}"
    )
    following = [("patient", both), ("date", "ge2026"), ("_count", "3"), ("_after", f"~{shown(Identity(23))}")]
    second = page_of(known, held, "Condition", *following)
    assert (ids(second), second.total) == ([24, 25, 26], None)
    assert second.next is not None
    assert self_link(BASE, second.search).endswith(f"&_count=3&_after=~{shown(Identity(23))}")
    assert next_link(BASE, second.search, second.next).endswith(f"&_count=3&_after=~{shown(Identity(26))}")
    last = page_of(known, held, "Condition", *following[:-1], ("_after", f"~{shown(Identity(26))}"))
    assert (ids(last), last.next, last.total) == ([27], None, None)
    assert held.counts == []


@pytest.mark.parametrize(("asked", "total"), [("accurate", 7), ("estimate", 7), ("none", None)])
def test_the_number_is_counted_when_it_is_asked_for(known: KnownTerminology, asked: str, total: int | None) -> None:
    held = records()
    page = page_of(known, held, "Condition", ("_count", "2"), ("_total", asked))
    assert (ids(page), page.total) == ([21, 22], total)
    assert len(held.counts) == (total is not None)
    assert f"_total={'none' if total is None else 'accurate'}" in self_link(BASE, page.search)


@pytest.mark.parametrize("pair", [("_summary", "count"), ("_count", "0")])
def test_the_number_alone_brings_no_hits(known: KnownTerminology, pair: tuple[str, str]) -> None:
    held = records()
    page = page_of(known, held, "Condition", pair)
    assert (page.hits, page.total, page.next, held.searches) == ((), 7, None, [])
    assert self_link(BASE, page.search) == f"{BASE}/Condition?_summary=count"


def test_a_page_that_holds_all_tells_the_number_without_counting(known: KnownTerminology) -> None:
    held = records()
    assert page_of(known, held, "Condition", ("_count", "7")).total == 7
    assert held.counts == []


def test_whoever_is_not_there_has_nothing_and_is_not_everyone(known: KnownTerminology) -> None:
    for pair in (("patient", shown(Identity(99))), ("patient.identifier", "x|y"), ("patient.family", "Nobody")):
        page = page_of(known, records(), "Condition", pair)
        assert (ids(page), page.total) == ([], 0)
        assert f"patient={NOBODY}&" in self_link(BASE, page.search)
        again = page_of(known, records(), "Condition", ("patient", NOBODY))
        assert ids(again) == []


def test_a_resource_is_found_by_its_own_identifier_and_all_must_fit(known: KnownTerminology) -> None:
    assert ids(page_of(known, records(), "Condition", ("identifier", "urn:c|C-22"))) == [22]
    both = (("identifier", "urn:c|C-22"), ("identifier", "urn:c|C-23"))
    assert ids(page_of(known, records(), "Condition", *both)) == []
    of_ada = (("identifier", "urn:c|C-22"), ("patient", shown(Identity(ADA))))
    assert ids(page_of(known, records(), "Condition", *of_ada)) == []


def test_links_give_ids_for_whoever_was_sought_by_names_and_numbers(known: KnownTerminology) -> None:
    by_number = page_of(known, records(), "Patient", ("identifier", "|".join(NUMBER)), ("birthdate", "2019"))
    assert self_link(BASE, by_number.search) == f"{BASE}/Patient?_id={shown(Identity(ADA))}&birthdate=2019&_count=50"
    by_name = page_of(known, records(), "Patient", ("family", "Ex"), ("given", "Bo"), ("birthdate", "2019"))
    assert self_link(BASE, by_name.search) == f"{BASE}/Patient?_id={shown(Identity(BO))}&_count=50"


def test_all_that_is_asked_of_a_patient_is_asked_of_one_and_the_same(known: KnownTerminology) -> None:
    pairs = (("patient.identifier", "|".join(NUMBER)), ("patient.given", "Bo"))
    assert ids(page_of(known, records(), "Condition", *pairs)) == []


@pytest.mark.parametrize(
    ("type_name", "name"), [("Condition", "patient.family"), ("Patient", "family"), ("Condition", "patient.birthdate")]
)
def test_names_that_mean_too_many_are_refused(known: KnownTerminology, type_name: str, name: str) -> None:
    many = range(1, MOST_MEANT + 2)
    held = FakeRecords(held={"Patient": [(each, each) for each in many]}, named={(NamePart.FAMILY, "2019"): many})
    search = parsed_search(type_name, [(name, "2019")], known)
    assert isinstance(search, Search)
    refused = found(search, held.port)
    assert isinstance(refused, tuple)
    assert refused[0].code is IssueType.TOO_COSTLY


@pytest.mark.parametrize(
    ("type_name", "group"),
    [
        ("Condition", Group.CONDITION),
        ("Condition", Group.UNGROUPED),
        ("DeviceUseStatement", Group.TECHNOLOGY_DEPENDENCY),
        ("Observation", Group.FUNCTIONAL_LEVEL),
    ],
)
def test_needs_are_of_the_type_of_their_group(known: KnownTerminology, type_name: str, group: Group) -> None:
    held = records()
    page_of(known, held, type_name)
    assert group in held.searches[-1].groups


def test_what_is_of_nobody_is_sought_without_groups(known: KnownTerminology) -> None:
    held = records()
    page_of(known, held, "Practitioner")
    assert held.searches[-1].groups == frozenset()
