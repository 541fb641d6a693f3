"""The concepts that $expand lists, in which order, and what it refuses."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.fhir.terminology.expansion import expand
from app.fhir.terminology.implicit_sets import LONGEST_CONSTRAINT, implicit_set
from app.fhir.terminology.known import KnownTerminology
from app.fhir.terminology.parameters import IssueCode
from app.terminology.search import RefsetSearch
from tests.clinical.examples import EPILEPSY, GASTROSTOMY, GMFCS_II, GMFCS_III, NORMAL, PALSY, REFSET
from tests.fhir.terminology.known_examples import SCT, VERSION, answered, refused, with_the_list_alone
from tests.terminology.edition.small_editions import concept, edition, named, snapshot
from tests.terminology.small_edition_of_needs import (
    DEVICE_DEPENDENCE,
    FINDING,
    MEMBERS,
    MYOCLONUS,
    NEUROLOGICAL,
    PARENTS,
    RETIRED,
    SET,
    VAGUE,
    VENTILATOR,
)

AT = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)
ALL = f"{SCT}?fhir_vs"
OURS = f"{ALL}=refset/{SET}"


def _expanded(known: KnownTerminology, url: str, **asked: Any) -> Any:
    return answered(expand(known, url, AT, **asked))["expansion"]


def _codes(expansion: Any) -> list[int]:
    return [int(each["code"]) for each in expansion.get("contains", ())]


def test_a_filter_finds_a_concept_by_a_synonym_which_is_given_as_its_designation(known: KnownTerminology) -> None:
    url = f"{ALL}=isa/{FINDING}"
    use = {"system": SCT, "code": "900000000000013009", "display": "Synonym"}
    assert expand(known, url, AT, filter_text="seiz dis") == {
        "resourceType": "ValueSet",
        "url": url,
        "status": "active",
        "expansion": {
            "timestamp": "2026-11-24T10:30:00+00:00",
            "total": 1,
            "offset": 0,
            "parameter": [
                {"name": "version", "valueUri": f"{SCT}|{VERSION}"},
                {"name": "filter", "valueString": "seiz dis"},
                {"name": "count", "valueInteger": 20},
            ],
            "contains": [
                {
                    "system": SCT,
                    "code": "84757009",
                    "display": "Epilepsy",
                    "designation": [{"language": "en", "use": use, "value": "Seizure disorder"}],
                }
            ],
        },
    }


def test_the_reference_set_is_listed_by_identifier_and_searched_in_its_own_order(known: KnownTerminology) -> None:
    assert _codes(_expanded(known, OURS)) == sorted(MEMBERS)
    assert _codes(_expanded(known, OURS, filter_text="level")) == [GMFCS_II, GMFCS_III]
    assert _codes(_expanded(known, OURS, filter_text="depend")) == [VENTILATOR]


def test_the_shipped_list_is_expanded_without_a_release(listed: KnownTerminology) -> None:
    expansion = _expanded(listed, OURS, filter_text="no abn")
    assert expansion["contains"] == [{"system": SCT, "code": str(NORMAL), "display": "No abnormality detected"}]
    assert expansion["parameter"][0] == {"name": "filter", "valueString": "no abn"}
    whole = _expanded(listed, OURS)
    assert (whole["total"], _codes(whole)) == (9, sorted(REFSET.members))


def test_words_of_the_service_s_own_are_given_without_a_use(listed: KnownTerminology) -> None:
    (found,) = _expanded(listed, OURS, filter_text="peg")["contains"]
    assert found["code"] == str(GASTROSTOMY)
    assert found["designation"] == [{"language": "en", "value": "PEG"}]


@pytest.mark.parametrize(
    ("query", "concepts"),
    [
        (f"isa/{DEVICE_DEPENDENCE}", {DEVICE_DEPENDENCE, VENTILATOR, GASTROSTOMY}),
        (f"isa/{RETIRED}", set()),
        (f"ecl/< {NEUROLOGICAL} MINUS {PALSY}", {EPILEPSY, MYOCLONUS}),
        (f"ecl/%5E%20{SET}", set(MEMBERS)),
    ],
)
def test_the_implicit_value_sets_hold_what_the_hierarchy_says(
    known: KnownTerminology, query: str, concepts: set[int]
) -> None:
    expansion = _expanded(known, f"{ALL}={query}")
    assert _codes(expansion) == sorted(concepts)
    assert expansion["total"] == len(concepts)


def test_every_concept_of_the_release_is_listed_the_inactive_ones_marked(known: KnownTerminology) -> None:
    expansion = _expanded(known, ALL, count=1000)
    assert expansion["total"] == len(PARENTS) + 3
    assert {int(each["code"]) for each in expansion["contains"] if each.get("inactive")} == {RETIRED, VAGUE}


def test_a_filter_finds_active_concepts_alone_and_any_by_its_identifier(known: KnownTerminology) -> None:
    assert _codes(_expanded(known, ALL, filter_text="epilep")) == [EPILEPSY]
    found = _expanded(known, ALL, filter_text=str(RETIRED))["contains"]
    assert found == [
        {"system": SCT, "inactive": True, "code": str(RETIRED), "display": "Epileptic disorder, old"},
    ]


def test_a_filter_finds_nothing_outside_the_value_set(known: KnownTerminology) -> None:
    expansion = _expanded(known, f"{ALL}=isa/{DEVICE_DEPENDENCE}", filter_text="epilepsy")
    assert (expansion["total"], "contains" in expansion) == (0, False)


def test_the_reference_sets_are_found_by_their_names(known: KnownTerminology, listed: KnownTerminology) -> None:
    for each in (known, listed):
        found = _expanded(each, f"{ALL}=refset", filter_text="exam SMALL")
        assert found["contains"] == [{"system": SCT, "code": str(SET), "display": "Small example"}]
        assert _expanded(each, f"{ALL}=refset", filter_text="other")["total"] == 0
        assert _expanded(each, f"{ALL}=refset", filter_text="!")["total"] == 0
        assert _expanded(each, f"{ALL}=refset")["total"] == 1


@pytest.mark.parametrize("url", [OURS, f"{ALL}=isa/{FINDING}", ALL, f"{ALL}=ecl/*"])
@pytest.mark.parametrize("typed", ["", "d"])
def test_pages_one_after_another_make_the_whole(known: KnownTerminology, url: str, typed: str) -> None:
    whole = _expanded(known, url, filter_text=typed, count=1000)
    pages = [_expanded(known, url, filter_text=typed, count=2, offset=offset) for offset in range(0, 30, 2)]
    assert [code for page in pages for code in _codes(page)] == _codes(whole)
    assert {page["total"] for page in pages} == {whole["total"]} == {len(_codes(whole))}


def test_nought_concepts_asks_for_the_total_alone(known: KnownTerminology) -> None:
    for typed, total in (("", 8), ("level", 2)):
        expansion = _expanded(known, OURS, filter_text=typed, count=0)
        assert (expansion["total"], "contains" in expansion) == (total, False)


def test_more_than_a_thousand_concepts_are_not_given_at_a_time(known: KnownTerminology) -> None:
    assert _expanded(known, OURS, count=10**30)["parameter"][-1] == {"name": "count", "valueInteger": 1000}


def test_what_a_filter_finds_is_counted_up_to_a_thousand(tmp_path: Path) -> None:
    for number, total in ((1000, 1000), (1001, None)):
        concepts = [concept(each) for each in range(number)]
        names = [words for each in concepts for words in named(each, f"Same {each}")]
        made = edition(tmp_path / str(number), snapshot(concepts, names))
        expansion = _expanded(KnownTerminology(REFSET, made, RefsetSearch(REFSET)), ALL, filter_text="same")
        assert (expansion.get("total"), len(expansion["contains"])) == (total, 20)


@pytest.mark.parametrize("asked", [{"count": -1}, {"offset": -1}])
def test_a_number_below_nought_is_refused_by_its_name(known: KnownTerminology, asked: dict[str, Any]) -> None:
    problem = refused(expand(known, OURS, AT, **asked))
    assert (problem.code, [problem.expression]) == (IssueCode.VALUE, list(asked))


def test_an_offset_far_into_what_a_filter_finds_is_too_costly(known: KnownTerminology) -> None:
    assert refused(expand(known, ALL, AT, filter_text="e", offset=10_000)).code is IssueCode.TOO_COSTLY
    assert _codes(_expanded(known, ALL, offset=10**12)) == []


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://example.org/vs", IssueCode.NOT_FOUND),
        ("http://snomed.info/sct", IssueCode.NOT_FOUND),
        (f"{ALL}x", IssueCode.NOT_FOUND),
        (f"{ALL}=", IssueCode.NOT_FOUND),
        (f"{ALL}=isa", IssueCode.NOT_FOUND),
        (f"{ALL}=isa/84757008", IssueCode.NOT_FOUND),
        (f"{ALL}=isa/{concept(900)}", IssueCode.NOT_FOUND),
        (f"{ALL}=refset/", IssueCode.NOT_FOUND),
        (f"{ALL}=refset/{EPILEPSY}", IssueCode.NOT_FOUND),
        ("http://snomed.info/sct/999000041000000102?fhir_vs", IssueCode.NOT_FOUND),
        (f"{ALL}=ecl/", IssueCode.VALUE),
        (f"{ALL}=ecl/<< nonsense", IssueCode.VALUE),
        (f"{ALL}=ecl/{'(' * LONGEST_CONSTRAINT}", IssueCode.VALUE),
        (f"{ALL}=ecl/{' OR '.join(['<*'] * 6)}", IssueCode.TOO_COSTLY),
        (f"{ALL}=ecl/{'*' * (LONGEST_CONSTRAINT + 1)}", IssueCode.TOO_COSTLY),
    ],
)
def test_a_url_that_names_no_value_set_is_refused(known: KnownTerminology, url: str, code: IssueCode) -> None:
    problem = refused(expand(known, url, AT))
    assert (problem.code, problem.expression) == (code, "url")


def test_the_edition_and_the_version_in_use_may_be_named(known: KnownTerminology) -> None:
    for base in ("http://snomed.info/sct/900000000000207008", VERSION):
        assert _codes(_expanded(known, f"{base}?fhir_vs=isa/{EPILEPSY}")) == [EPILEPSY]


def test_without_a_release_no_other_value_set_is_expanded(listed: KnownTerminology) -> None:
    for query in ("", f"=isa/{FINDING}", "=ecl/*", f"=refset/{concept(5)}"):
        for typed in ("", "epilepsy"):
            problem = refused(expand(listed, ALL + query, AT, filter_text=typed))
            assert problem.code is IssueCode.NOT_SUPPORTED


@given(st.text(max_size=40), st.sampled_from(["", ALL, f"{ALL}=", f"{ALL}=isa/", f"{ALL}=refset/"]))
def test_no_text_for_a_url_or_a_filter_breaks_it(text: str, before: str) -> None:
    listed = with_the_list_alone()
    implicit_set(before + text, ())
    expand(listed, before + text, AT)
    assert _expanded(listed, OURS, filter_text=text)["total"] <= 9
