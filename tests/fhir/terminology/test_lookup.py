"""What $lookup says of a code, with a release and with the shipped list alone."""

from app.fhir.terminology.known import KnownTerminology
from app.fhir.terminology.lookup import lookup
from app.fhir.terminology.parameters import IssueCode
from tests.clinical.examples import EPILEPSY, NORMAL
from tests.fhir.terminology.known_examples import SCT, VERSION, of, refused
from tests.terminology.edition.small_editions import concept
from tests.terminology.small_edition_of_needs import NEUROLOGICAL, RETIRED

FULL = {"system": SCT, "code": "900000000000003001", "display": "Fully specified name"}
SYNONYM = {"system": SCT, "code": "900000000000013009", "display": "Synonym"}


def _designation(text: str, use: dict[str, str]) -> dict[str, object]:
    parts = [
        {"name": "language", "valueCode": "en"},
        {"name": "use", "valueCoding": use},
        {"name": "value", "valueString": text},
    ]
    return {"name": "designation", "part": parts}


def _property(code: str, **value: object) -> dict[str, object]:
    return {"name": "property", "part": [{"name": "code", "valueCode": code}, {"name": "value", **value}]}


def test_a_concept_of_the_release_is_described_whole(known: KnownTerminology) -> None:
    assert lookup(known, "84757009") == {
        "resourceType": "Parameters",
        "parameter": [
            {"name": "name", "valueString": "SNOMED CT"},
            {"name": "version", "valueString": VERSION},
            {"name": "display", "valueString": "Epilepsy"},
            _designation("Epilepsy", SYNONYM),
            _designation("Seizure disorder", SYNONYM),
            _designation("Epilepsy (disorder)", FULL),
            _property("inactive", valueBoolean=False),
            _property("moduleId", valueCode="900000000000207008"),
            _property("sufficientlyDefined", valueBoolean=False),
            _property("effectiveTime", valueString="20261124"),
            _property("parent", valueCode=str(NEUROLOGICAL)),
        ],
    }


def test_the_children_of_a_concept_are_told(known: KnownTerminology) -> None:
    children = [part for part in of(lookup(known, str(NEUROLOGICAL)), "property") if part[0]["valueCode"] == "child"]
    assert {"name": "value", "valueCode": str(EPILEPSY)} in [part[1] for part in children]
    assert len(children) == 3


def test_an_inactive_concept_is_told_as_inactive(known: KnownTerminology) -> None:
    properties = of(lookup(known, str(RETIRED), ("inactive",)), "property")
    assert properties == [[{"name": "code", "valueCode": "inactive"}, {"name": "value", "valueBoolean": True}]]


def test_only_the_properties_asked_for_are_answered(known: KnownTerminology) -> None:
    answer = lookup(known, "84757009", ("parent",))
    assert [part[0]["valueCode"] for part in of(answer, "property")] == ["parent"]
    assert of(answer, "designation") == []
    assert of(answer, "display") == ["Epilepsy"]


def test_the_shipped_list_says_no_more_than_it_knows_and_no_words_of_the_service_s_own(
    listed: KnownTerminology,
) -> None:
    assert lookup(listed, str(NORMAL)) == {
        "resourceType": "Parameters",
        "parameter": [
            {"name": "name", "valueString": "SNOMED CT"},
            {"name": "display", "valueString": "No abnormality detected"},
            _designation("No abnormality detected", SYNONYM),
            _property("inactive", valueBoolean=False),
        ],
    }


def test_an_unknown_code_is_not_found(known: KnownTerminology) -> None:
    problem = refused(lookup(known, str(concept(900))))
    assert (problem.code, problem.expression) == (IssueCode.NOT_FOUND, "code")


def test_text_that_is_no_code_is_not_found_and_not_repeated(known: KnownTerminology) -> None:
    for text in ("Ann Other", "", "84757008", "9" * 5000, "٨٤٧٥٧٠٠٩"):
        problem = refused(lookup(known, text))
        assert problem.code is IssueCode.NOT_FOUND
        assert not text or text not in problem.diagnostic
