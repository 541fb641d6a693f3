"""That every answer is a resource by the structure of R4."""

import json
from datetime import UTC, datetime

import pytest

from app.fhir.structure.check import Checked, checked
from app.fhir.structure.limits import Limits
from app.fhir.structure.load import load_r4
from app.fhir.structure.r4 import R4
from app.fhir.terminology.expansion import expand
from app.fhir.terminology.known import KnownTerminology
from app.fhir.terminology.lookup import lookup
from app.fhir.terminology.parameters import Problem, Resource
from app.fhir.terminology.subsumption import subsumes
from app.fhir.terminology.translation import translate
from app.fhir.terminology.validation import validate_code
from tests.clinical.examples import EPILEPSY
from tests.terminology.small_edition_of_needs import FINDING, RETIRED, SET

AT = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def r4() -> R4:
    return load_r4()


def _answers(known: KnownTerminology) -> tuple[Resource | Problem, ...]:
    url = f"http://snomed.info/sct?fhir_vs=refset/{SET}"
    return (
        *(lookup(known, str(code)) for code in (EPILEPSY, FINDING, RETIRED)),
        *(validate_code(known, str(code), "Other", url) for code in (EPILEPSY, RETIRED)),
        subsumes(known, str(FINDING), str(EPILEPSY)),
        *(translate(known, str(code)) for code in (EPILEPSY, RETIRED)),
        *(expand(known, url, AT, filter_text=typed) for typed in ("", "seizure", "nothing of the kind")),
        expand(known, "http://snomed.info/sct?fhir_vs", AT),
    )


def test_every_answer_is_a_resource_without_a_fault(r4: R4, known: KnownTerminology) -> None:
    judged = [checked(json.dumps(each).encode(), r4, limits=Limits()) for each in _answers(known)]
    assert [each for each in judged if not isinstance(each, Checked)] == []
