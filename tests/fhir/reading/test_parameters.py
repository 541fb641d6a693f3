"""A search is read from its parameters: what is understood, what is refused, and by which name."""

from datetime import UTC, date, datetime

import pytest

from app.fhir.ports import After, Coded, NamePart, SortBy
from app.fhir.reading.parameters import parsed_search
from app.fhir.reading.search import Include, Search
from app.fhir.structure.problems import IssueType, Problem
from app.fhir.systems import NHS_NUMBER, SNOMED_CT
from app.fhir.terminology.known import KnownTerminology
from app.fhir.types import ACCEPTED
from app.identity import Identity, shown
from app.terminology.concept import ConceptId
from tests.clinical.examples import EPILEPSY, PALSY, REFSET
from tests.terminology.small_edition_of_needs import MEMBERS, MYOCLONUS, NEUROLOGICAL

ONE, TWO = Identity(417 << 40), Identity(418 << 40)
BASE = "https://everyneed.example.nhs.uk/fhir/R4"


def understood(known: KnownTerminology, type_name: str, *pairs: tuple[str, str], lenient: bool = False) -> Search:
    found = parsed_search(type_name, pairs, known, base=BASE, lenient=lenient)
    assert isinstance(found, Search), found
    return found


def refused(known: KnownTerminology, type_name: str, *pairs: tuple[str, str], lenient: bool = False) -> Problem:
    found = parsed_search(type_name, pairs, known, base=BASE, lenient=lenient)
    assert isinstance(found, tuple), found
    (problem,) = found
    return problem


def test_a_search_for_the_conditions_of_a_child_is_understood(known: KnownTerminology) -> None:
    found = understood(
        known,
        "Condition",
        ("patient", shown(ONE)),
        ("code", f"{SNOMED_CT}|{EPILEPSY}"),
        ("recorded-date", "ge2026-03"),
        ("_sort", "-date"),
        ("_count", "10"),
    )
    assert found.children == frozenset({ONE})
    assert found.coded == (Coded(frozenset({EPILEPSY}), frozenset({f"{SNOMED_CT}|{EPILEPSY}"})),)
    assert (found.on_from, found.on_to) == (date(2026, 3, 1), None)
    assert (found.sort, found.descending, found.size) == (SortBy.DATE, True, 10)


def test_without_parameters_everything_of_the_type_is_sought(known: KnownTerminology) -> None:
    assert understood(known, "Encounter") == Search("Encounter")


@pytest.mark.parametrize(
    "text",
    [
        shown(ONE),
        f"Patient/{shown(ONE)}",
        f"{BASE}/Patient/{shown(ONE)}",
        f"Patient/{shown(ONE)}/_history/3",
        shown(ONE).lower(),
    ],
)
@pytest.mark.parametrize("name", ["patient", "subject", "patient:Patient", "patient._id"])
def test_a_patient_is_named_by_id_or_by_a_reference_to_us(known: KnownTerminology, name: str, text: str) -> None:
    assert understood(known, "Observation", (name, text)).children == frozenset({ONE})


@pytest.mark.parametrize(
    "text", [f"https://elsewhere.example/Patient/{shown(ONE)}", f"Group/{shown(ONE)}", "123", "Patient/123"]
)
def test_a_reference_to_nothing_of_ours_finds_nobody(known: KnownTerminology, text: str) -> None:
    assert understood(known, "Observation", ("subject", text)).children == frozenset()


def test_alternatives_are_parted_by_commas_and_repeated_parameters_must_all_fit(known: KnownTerminology) -> None:
    both = f"{shown(ONE)},{shown(TWO)}"
    assert understood(known, "Encounter", ("_id", both)).ids == frozenset({ONE, TWO})
    assert understood(known, "Encounter", ("_id", both), ("_id", shown(TWO))).ids == frozenset({TWO})
    found = understood(known, "Procedure", ("code", "a,b"), ("code", "urn:x|c"))
    assert found.coded == (Coded(codes=frozenset({"|a", "|b"})), Coded(codes=frozenset({"urn:x|c"})))


def test_identifiers_have_a_system_or_any_and_nhs_numbers_no_spaces(known: KnownTerminology) -> None:
    pairs = (("identifier", f"{NHS_NUMBER.replace('/Id/', '/id/')}|999 000 0018,H-1"), ("identifier", "|H-2"))
    assert understood(known, "Patient", *pairs).identifiers == (
        frozenset({(NHS_NUMBER, "9990000018"), ("", "H-1")}),
        frozenset(),
    )


def test_what_is_asked_of_the_patient_stands_after_a_point(known: KnownTerminology) -> None:
    found = understood(
        known,
        "Condition",
        ("patient.identifier", f"{NHS_NUMBER}|9990000018"),
        ("subject:Patient.family", "O'Brien,Smith"),
        ("patient.given", "Zoë"),
        ("patient.birthdate", "2019"),
    )
    assert found.whom.identifiers == (frozenset({(NHS_NUMBER, "9990000018")}),)
    assert found.whom.named == (
        frozenset({(NamePart.FAMILY, "O'Brien"), (NamePart.FAMILY, "Smith")}),
        frozenset({(NamePart.GIVEN, "Zoë")}),
    )
    assert (found.whom.born_from, found.whom.born_to) == (date(2019, 1, 1), date(2019, 12, 31))


def test_a_child_is_sought_by_any_name(known: KnownTerminology) -> None:
    found = understood(known, "Patient", ("name", "zo"), ("name", "bri"))
    assert found.whom.named == (frozenset({(NamePart.ANY, "zo")}), frozenset({(NamePart.ANY, "bri")}))


def test_an_instant_is_compared_to_the_microsecond(known: KnownTerminology) -> None:
    found = understood(known, "Patient", ("_lastUpdated", "gt2026-03-02T09:30:00.123456Z"), ("_lastUpdated", "lt2027"))
    assert found.updated_from == datetime(2026, 3, 2, 9, 30, 0, 123457, tzinfo=UTC)
    assert found.updated_to == datetime(2026, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)


def test_below_takes_a_concept_with_all_its_kinds(known: KnownTerminology) -> None:
    found = understood(known, "Condition", ("code:below", f"{SNOMED_CT}|{NEUROLOGICAL}"))
    assert found.coded == (Coded(frozenset({NEUROLOGICAL, PALSY, EPILEPSY, MYOCLONUS})),)


@pytest.mark.parametrize(
    ("query", "concepts"),
    [
        (f"isa/{PALSY}", {PALSY}),
        (f"ecl/< {NEUROLOGICAL} MINUS {PALSY}", {EPILEPSY, MYOCLONUS}),
        (f"refset/{REFSET.release.refset}", set(MEMBERS)),
    ],
)
def test_in_takes_the_concepts_of_a_value_set(known: KnownTerminology, query: str, concepts: set[ConceptId]) -> None:
    (clause,) = understood(known, "Condition", ("code:in", f"{SNOMED_CT}?fhir_vs={query}")).coded
    assert clause.concepts == concepts
    assert not clause.codes


def test_the_reference_set_is_known_without_a_release(listed: KnownTerminology) -> None:
    url = f"{SNOMED_CT}?fhir_vs=refset/{REFSET.release.refset}"
    (clause,) = understood(listed, "Condition", ("code:in", url)).coded
    assert clause.concepts == set(listed.refset.members)
    assert refused(listed, "Condition", ("code:below", str(PALSY))).code is IssueType.VALUE


@pytest.mark.parametrize(
    ("pair", "changed"),
    [
        (("_count", "0"), {"counts": True}),
        (("_count", "201"), {"size": 200}),
        (("_summary", "count"), {"counts": True}),
        (("_summary", "false"), {}),
        (("_total", "none"), {"total": False}),
        (("_total", "estimate"), {"total": True}),
        (("_total", "accurate"), {"total": True}),
        (("_sort", "_lastUpdated"), {"sort": SortBy.UPDATED}),
        (("_sort", "-_id"), {"sort": SortBy.ID, "descending": True}),
        (("_format", "application/fhir+json; fhirVersion=4.0"), {}),
        (("_pretty", "true"), {}),
        (("_include", "Encounter:patient"), {"includes": (Include("patient", "Patient"),)}),
        (("_include", "Encounter:participant:Practitioner"), {"includes": (Include("participant", "Practitioner"),)}),
        (("_after", f"~{shown(ONE)}"), {"after": After(None, ONE)}),
    ],
)
def test_how_to_answer_is_understood(
    known: KnownTerminology, pair: tuple[str, str], changed: dict[str, object]
) -> None:
    assert understood(known, "Encounter", pair) == Search("Encounter", **changed)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("type_name", "name", "value", "kind"),
    [
        ("Condition", "colour", "red", IssueType.NOT_SUPPORTED),
        ("Patient", "patient", "x", IssueType.NOT_SUPPORTED),
        ("Encounter", "code", "x", IssueType.NOT_SUPPORTED),
        ("Condition", "category", "x", IssueType.NOT_SUPPORTED),
        ("Condition", "_elements", "code", IssueType.NOT_SUPPORTED),
        ("Condition", "_revinclude", "Provenance:target", IssueType.NOT_SUPPORTED),
        ("Condition", "_has:Observation:patient:code", "x", IssueType.NOT_SUPPORTED),
        ("Condition", "code:text", "x", IssueType.NOT_SUPPORTED),
        ("Condition", "code:not", "x", IssueType.NOT_SUPPORTED),
        ("Patient", "family:exact", "x", IssueType.NOT_SUPPORTED),
        ("Patient", "identifier:of-type", "a|b|c", IssueType.NOT_SUPPORTED),
        ("Condition", "patient:identifier", "a|b", IssueType.NOT_SUPPORTED),
        ("Condition", "subject:Group", "x", IssueType.NOT_SUPPORTED),
        ("Condition", "patient.gender", "male", IssueType.NOT_SUPPORTED),
        ("Condition", "patient.organization.name", "x", IssueType.NOT_SUPPORTED),
        ("Condition", "encounter.date", "2026", IssueType.NOT_SUPPORTED),
        ("Condition", "_include", "*", IssueType.NOT_SUPPORTED),
        ("Condition", "_include", "Condition:*", IssueType.NOT_SUPPORTED),
        ("Condition", "_include", "Condition:evidence", IssueType.NOT_SUPPORTED),
        ("Condition", "_include", "Encounter:patient", IssueType.VALUE),
        ("Condition", "_include:iterate", "Condition:patient", IssueType.NOT_SUPPORTED),
        ("Condition", "_sort", "code", IssueType.NOT_SUPPORTED),
        ("Condition", "_sort", "date,_id", IssueType.NOT_SUPPORTED),
        ("Patient", "_sort", "date", IssueType.NOT_SUPPORTED),
        ("Condition", "_summary", "true", IssueType.NOT_SUPPORTED),
        ("Condition", "_summary", "yes", IssueType.VALUE),
        ("Condition", "_total", "some", IssueType.VALUE),
        ("Condition", "_count", "-1", IssueType.VALUE),
        ("Condition", "_count", "many", IssueType.VALUE),
        ("Condition", "_count", "٣", IssueType.VALUE),
        ("Condition", "_format", "xml", IssueType.NOT_SUPPORTED),
        ("Condition", "_after", "somewhere", IssueType.VALUE),
        ("Condition", "_after", f"2026-03-02~{shown(ONE)}", IssueType.VALUE),
        ("Condition", "patient", "", IssueType.VALUE),
        ("Condition", "patient", f"{shown(ONE)},", IssueType.VALUE),
        ("Condition", "_id", ",".join(["x"] * 501), IssueType.VALUE),
        ("Condition", "code", "|84757009", IssueType.VALUE),
        ("Condition", "code", f"{SNOMED_CT}|", IssueType.VALUE),
        ("Condition", "code:below", "http://loinc.org|1234-5", IssueType.VALUE),
        ("Condition", "code:below", "84757008", IssueType.VALUE),
        ("Condition", "code:in", "http://hl7.org/fhir/ValueSet/condition-code", IssueType.VALUE),
        ("Condition", "code:in", f"{SNOMED_CT}?fhir_vs=ecl/<< nonsense", IssueType.VALUE),
        ("Patient", "identifier", f"{NHS_NUMBER}|", IssueType.VALUE),
        ("Patient", "birthdate", "2019,2020", IssueType.VALUE),
        ("Patient", "birthdate", "last year", IssueType.VALUE),
        ("Patient", "name", ",".join("abcdefghi"), IssueType.VALUE),
    ],
)
def test_what_is_not_taken_is_refused_by_the_name_of_its_parameter(
    known: KnownTerminology, type_name: str, name: str, value: str, kind: IssueType
) -> None:
    problem = refused(known, type_name, (name, value))
    assert (problem.code, problem.expression) == (
        kind,
        name if name.count(":") < 2 and name.count(".") < 2 else "a parameter",
    )
    assert len(value) < 6 or value not in problem.diagnostic


def test_everything_wrong_is_told_at_once(known: KnownTerminology) -> None:
    found = parsed_search("Condition", [("colour", "red"), ("date", "soon"), ("_count", "x")], known)
    assert isinstance(found, tuple)
    assert [each.expression for each in found] == ["colour", "date", "_count"]


def test_a_number_sent_as_the_name_of_a_parameter_is_not_repeated(known: KnownTerminology) -> None:
    problem = refused(known, "Patient", ("9990000018", "x"))
    assert "999" not in problem.diagnostic + problem.expression


def test_lenient_ignores_unknown_parameters_and_says_so_and_forgives_nothing_else(known: KnownTerminology) -> None:
    found = understood(known, "Condition", ("colour", "red"), ("9990000018", "x"), ("_count", "3"), lenient=True)
    assert (found.ignored, found.size) == (("colour", "a parameter"), 3)
    assert refused(known, "Condition", ("code:text", "x"), lenient=True).code is IssueType.NOT_SUPPORTED
    assert refused(known, "Condition", ("date", "soon"), lenient=True).code is IssueType.VALUE


def test_the_place_of_a_page_is_read_by_the_order_wherever_it_stands(known: KnownTerminology) -> None:
    at = datetime(2026, 3, 2, 9, 30, 0, 7, tzinfo=UTC)
    pairs = (("_after", f"{at.isoformat()}~{shown(ONE)}"), ("_sort", "_lastUpdated"))
    assert understood(known, "Condition", *pairs).after == After(at, ONE)
    by_day = (("_sort", "-date"), ("_after", f"2026-03-02~{shown(ONE)}"))
    assert understood(known, "Condition", *by_day).after == After(date(2026, 3, 2), ONE)


@pytest.mark.parametrize("type_name", sorted(ACCEPTED))
def test_every_type_is_sought_by_id_and_by_when_it_changed(known: KnownTerminology, type_name: str) -> None:
    found = understood(known, type_name, ("_id", shown(ONE)), ("_lastUpdated", "ge2026"))
    assert found.ids == frozenset({ONE})
    assert found.updated_from is not None


def test_names_and_numbers_of_people_are_never_told_for_links(known: KnownTerminology) -> None:
    found = understood(
        known,
        "Patient",
        ("identifier", f"{NHS_NUMBER}|9990000018"),
        ("family", "Smith"),
        ("birthdate", "2019"),
        ("_lastUpdated", "ge2026"),
    )
    assert found.told == (("birthdate", "2019"), ("_lastUpdated", "ge2026"))
