"""What $translate names for concepts that are inactive."""

from pathlib import Path

from app.fhir.terminology.known import KnownTerminology
from app.fhir.terminology.translation import translate
from app.terminology.concept import ConceptId
from app.terminology.search import RefsetSearch
from tests.clinical.examples import EPILEPSY, PALSY, REFSET
from tests.fhir.terminology.known_examples import SCT, of
from tests.terminology.edition.small_editions import concept, edition, named, snapshot
from tests.terminology.small_edition_of_needs import RETIRED, VAGUE


def _match(equivalence: str, code: int, display: str) -> dict[str, object]:
    coding = {"system": SCT, "code": str(code), "display": display}
    parts = [{"name": "equivalence", "valueCode": equivalence}, {"name": "concept", "valueCoding": coding}]
    return {"name": "match", "part": parts}


def _translated(*matches: dict[str, object]) -> dict[str, object]:
    return {"resourceType": "Parameters", "parameter": [{"name": "result", "valueBoolean": True}, *matches]}


def test_a_concept_that_is_the_same_as_another_is_equivalent_to_it(known: KnownTerminology) -> None:
    assert translate(known, str(RETIRED)) == _translated(_match("equivalent", EPILEPSY, "Epilepsy"))


def test_what_a_concept_possibly_meant_is_inexact(known: KnownTerminology) -> None:
    assert translate(known, str(VAGUE)) == _translated(
        _match("inexact", EPILEPSY, "Epilepsy"), _match("inexact", PALSY, "Cerebral palsy")
    )


def test_an_active_concept_is_equal_to_itself(known: KnownTerminology, listed: KnownTerminology) -> None:
    assert translate(known, str(PALSY)) == _translated(_match("equal", PALSY, "Cerebral palsy"))
    assert translate(listed, str(PALSY)) == _translated(_match("equal", PALSY, "Cerebral palsy"))


def test_what_a_concept_was_a_kind_of_is_wider_and_nothing_instead_is_said_with_the_reason(tmp_path: Path) -> None:
    root, once, gone = concept(0), concept(1), concept(2)
    release = snapshot(
        (root, once, gone),
        named(root, "Wide"),
        inactive=(once, gone),
        associations=((once, ConceptId(900000000000528000), root),),
        reasons=((gone, ConceptId(900000000000485001)),),
    )
    known = KnownTerminology(REFSET, edition(tmp_path, release), RefsetSearch(REFSET))
    assert translate(known, str(once)) == _translated(_match("wider", root, "Wide"))
    answer = translate(known, str(gone))
    assert of(answer, "result") == [False]
    assert of(answer, "message") == [
        "The concept is inactive (erroneous), and the release in use names no active one instead."
    ]


def test_an_unknown_code_is_translated_to_nothing(known: KnownTerminology) -> None:
    for code in (str(concept(900)), "", "Ann Other"):
        assert of(translate(known, code), "result") == [False]
        assert of(translate(known, code), "match") == []
