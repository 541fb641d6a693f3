"""What a concept is called: a display that fits its code is recorded, one that contradicts it is warned of."""

import time

import pytest

from app.fhir.mapping.looking import Resource
from app.fhir.mapping.need_terms import Called, ConceptTerms, called
from app.fhir.mapping.surroundings import Surroundings
from app.fhir.structure.problems import Severity
from app.terminology.concept import ConceptId
from tests.clinical.examples import EPILEPSY, GASTROSTOMY, OUTSIDE, PALSY
from tests.fhir.mapping.core_values import SURROUNDINGS
from tests.fhir.mapping.need_examples import coding, known_by, released
from tests.fhir.mapping.soundness import here
from tests.terminology.edition.small_editions import description
from tests.terminology.small_refsets import concept as made_concept
from tests.terminology.small_refsets import member, refset

DESCRIPTION_ID = "http://hl7.org/fhir/StructureDefinition/coding-sctdescid"
CHOSEN = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-CodingSCTDescDisplay"
STU3 = "https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-coding-sctdescid"


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Surroundings:
    return released(tmp_path_factory.mktemp("release"))


def read(sent: Resource, surroundings: Surroundings) -> tuple[Called | None, list[str]]:
    findings = here()
    terms = ConceptTerms(ConceptId(int(sent["code"])), surroundings.known)
    found = called(sent, "code.coding[0]", terms, findings)
    assert all(each.severity is Severity.WARNING for each in findings.problems)
    return found, [each.expression.removeprefix("Bundle.entry[0].resource.") for each in findings.problems]


@pytest.mark.parametrize(
    "display",
    [
        "Cerebral palsy",
        "CEREBRAL  PALSY",
        "cerebral-palsy.",
        "Cerebralpalsy",
        "Cérébral palsy",
        "Cerebral palsy (disorder)",
        "Cerebral palsy (finding)",
    ],
)
def test_a_display_fits_whatever_its_case_punctuation_and_spacing(display: str) -> None:
    assert read(coding(PALSY, display), SURROUNDINGS) == (Called("Cerebral palsy", None), [])


@pytest.mark.parametrize("display", ["Epilepsy", "No cerebral palsy", "Cerebral palsy (excluded)", "—", "Palsy"])
def test_a_display_that_contradicts_its_code_is_warned_of_and_not_recorded(display: str) -> None:
    found, places = read(coding(PALSY, display), SURROUNDINGS)
    assert found == Called("Cerebral palsy", None)
    assert places == ["code.coding[0].display"]


def test_the_warning_repeats_the_code_and_never_the_display() -> None:
    findings = here()
    called(coding(PALSY, "Synthetic Alexandra"), "code.coding[0]", ConceptTerms(PALSY, SURROUNDINGS.known), findings)
    (problem,) = findings.problems
    assert str(PALSY) in problem.diagnostic
    assert "Alexandra" not in problem.diagnostic


def test_a_synonym_of_the_release_is_recorded_as_the_release_writes_it(release: Surroundings) -> None:
    assert read(coding(EPILEPSY, "seizure disorder"), release) == (Called("Seizure disorder", None), [])


def test_a_fully_specified_name_and_a_short_code_fit_and_the_preferred_term_is_recorded(release: Surroundings) -> None:
    assert read(coding(EPILEPSY, "Epilepsy (disorder)"), release) == (Called("Epilepsy", None), [])
    assert read(coding(GASTROSTOMY, "PEG"), SURROUNDINGS) == (Called("Gastrostomy present", None), [])


def test_the_american_spelling_of_a_term_fits() -> None:
    known = known_by(refset(member(7, "Haemangioma")))
    terms = ConceptTerms(made_concept(7), known)
    assert [terms.called(each) for each in ("Hemangioma", "haemangioma", "Angioma")] == [
        "Haemangioma",
        "Haemangioma",
        None,
    ]


def test_the_term_that_was_chosen_is_recorded_rather_than_the_display(release: Surroundings) -> None:
    """The example of UK Core for the two extensions, with a concept of the small release."""
    sent = coding(
        EPILEPSY,
        "Epilepsy",
        extension=[
            {"url": CHOSEN, "valueString": "Seizure disorder"},
            {"url": DESCRIPTION_ID, "valueId": str(description(EPILEPSY, 2))},
        ],
        userSelected=True,
    )
    assert read(sent, release) == (Called("Seizure disorder", description(EPILEPSY, 2)), [])


@pytest.mark.parametrize("part", ["descriptionId", "DescriptionID"])
def test_the_form_of_the_extension_before_r4_is_understood(part: str, release: Surroundings) -> None:
    inner = [
        {"url": part, "valueId": str(description(EPILEPSY, 2))},
        {"url": "descriptionDisplay", "valueString": "Seizure disorder"},
    ]
    sent = coding(EPILEPSY, "Epilepsy", extension=[{"url": STU3, "extension": inner}])
    assert read(sent, release) == (Called("Seizure disorder", description(EPILEPSY, 2)), [])


def test_a_description_alone_gives_the_term(release: Surroundings) -> None:
    sent = coding(EPILEPSY, extension=[{"url": DESCRIPTION_ID, "valueId": str(description(EPILEPSY, 2))}])
    assert read(sent, release) == (Called("Seizure disorder", description(EPILEPSY, 2)), [])


def test_a_description_of_another_concept_is_warned_of_and_left_out(release: Surroundings) -> None:
    sent = coding(EPILEPSY, "Epilepsy", extension=[{"url": DESCRIPTION_ID, "valueId": str(description(PALSY, 1))}])
    assert read(sent, release) == (Called("Epilepsy", None), ["code.coding[0].extension"])


@pytest.mark.parametrize("text", ["139490019", "139490004", "13949001x", "", "1", "9" * 60])
def test_what_is_no_identifier_of_a_description_is_warned_of_even_without_a_release(text: str) -> None:
    sent = coding(PALSY, "Cerebral palsy", extension=[{"url": DESCRIPTION_ID, "valueId": text}])
    assert read(sent, SURROUNDINGS) == (Called("Cerebral palsy", None), ["code.coding[0].extension"])


def test_without_a_release_a_description_is_taken_at_its_word() -> None:
    sent = coding(PALSY, "Cerebral palsy", extension=[{"url": DESCRIPTION_ID, "valueId": str(description(OUTSIDE, 1))}])
    assert read(sent, SURROUNDINGS) == (Called("Cerebral palsy", description(OUTSIDE, 1)), [])


def test_nothing_contradicts_a_concept_of_which_nothing_is_known() -> None:
    assert read(coding(OUTSIDE, "Hypertension,\n as it were "), SURROUNDINGS) == (
        Called("Hypertension, as it were", None),
        [],
    )
    assert read(coding(OUTSIDE), SURROUNDINGS) == (None, [])


@pytest.mark.parametrize("display", ["a" * 256, "Hyper\u202etension", "Hyper\x1btension"])
def test_a_display_that_cannot_be_shown_is_not_recorded(display: str) -> None:
    assert read(coding(OUTSIDE, display), SURROUNDINGS) == (None, [])


def test_a_display_of_millions_of_characters_is_compared_in_no_time() -> None:
    sent = coding(PALSY, "Cérébral palsy " * 400_000)
    before = time.process_time()
    assert read(sent, SURROUNDINGS)[1] == ["code.coding[0].display"]
    assert time.process_time() - before < 0.5
