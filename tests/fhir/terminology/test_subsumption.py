"""How $subsumes sets two codes against one another."""

import pytest

from app.fhir.terminology.known import KnownTerminology
from app.fhir.terminology.parameters import IssueCode
from app.fhir.terminology.subsumption import subsumes
from tests.clinical.examples import EPILEPSY, PALSY
from tests.fhir.terminology.known_examples import refused
from tests.terminology.edition.small_editions import concept
from tests.terminology.small_edition_of_needs import FINDING, RETIRED


@pytest.mark.parametrize(
    ("first", "second", "outcome"),
    [
        (EPILEPSY, EPILEPSY, "equivalent"),
        (FINDING, EPILEPSY, "subsumes"),
        (EPILEPSY, FINDING, "subsumed-by"),
        (EPILEPSY, PALSY, "not-subsumed"),
        (FINDING, RETIRED, "not-subsumed"),
        (RETIRED, RETIRED, "equivalent"),
    ],
)
def test_the_outcome_is_that_of_the_hierarchy(known: KnownTerminology, first: int, second: int, outcome: str) -> None:
    assert subsumes(known, str(first), str(second)) == {
        "resourceType": "Parameters",
        "parameter": [{"name": "outcome", "valueCode": outcome}],
    }


def test_the_unknown_one_of_the_two_codes_is_named(known: KnownTerminology) -> None:
    assert refused(subsumes(known, str(concept(900)), str(EPILEPSY))).expression == "codeA"
    assert refused(subsumes(known, str(EPILEPSY), "nothing")).expression == "codeB"


def test_without_a_release_two_codes_cannot_be_compared(listed: KnownTerminology) -> None:
    assert refused(subsumes(listed, str(EPILEPSY), str(PALSY))).code is IssueCode.NOT_SUPPORTED
