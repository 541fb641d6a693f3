"""How sure one is, and who may be."""

from dataclasses import replace

import pytest

from app.clinical.checks import problems_of
from app.clinical.needs import Certainty, SaidBy, Source
from app.clinical.professional import Profession
from app.fhir.mapping.given import NeedChange
from app.fhir.mapping.need_certainty import VERIFICATION, Held, held, verified
from app.fhir.mapping.need_concepts import NeedConcept
from app.fhir.mapping.need_source import Said
from app.fhir.structure.problems import Severity
from app.terminology.concept import ConceptId
from app.terminology.refset import Group
from tests.clinical.examples import GASTROSTOMY, OUTSIDE, PALSY, REFSET, TODAY, circumstances, visit
from tests.clinical.examples import statement as a_statement
from tests.fhir.mapping.soundness import here

THAT_IT_IS = frozenset({Certainty.DIAGNOSED, Certainty.SUSPECTED, Certainty.REPORTED})
NOBODY = Said(SaidBy.SENDING_SYSTEM, None)
FAMILY = Said(SaidBy.FAMILY, SaidBy.FAMILY)
OTHERS_CLINICIAN = Said(SaidBy.SENDING_SYSTEM, SaidBy.CLINICIAN)


def clinician(profession: Profession | None) -> Said:
    return Said(SaidBy.CLINICIAN, SaidBy.CLINICIAN, None, profession)


def which(concept: ConceptId | None) -> NeedConcept:
    return NeedConcept(concept, "A need", None, "example", Group.CONDITION)


def of(
    stated: Certainty | None,
    said: Said,
    concept: ConceptId | None = PALSY,
    change: NeedChange = NeedChange.PRESENT,
) -> tuple[Held, list[Severity]]:
    findings = here()
    found = held(stated, which(concept), said, change=change, refset=REFSET, findings=findings)
    return found, [each.severity for each in findings.problems]


@pytest.mark.parametrize(
    ("status", "certainty"),
    [
        ("confirmed", Certainty.DIAGNOSED),
        ("provisional", Certainty.SUSPECTED),
        ("differential", Certainty.SUSPECTED),
        ("unconfirmed", Certainty.SUSPECTED),
        ("refuted", None),
        ("entered-in-error", None),
        (None, None),
    ],
)
def test_verification_status_states_how_sure_one_is(status: str | None, certainty: Certainty | None) -> None:
    assert verified(status, None) is certainty


@pytest.mark.parametrize("certainty", Certainty)
def test_our_extension_says_more_exactly_what_the_status_says(certainty: Certainty) -> None:
    assert verified(VERIFICATION[certainty], certainty) is certainty
    assert verified(None, certainty) is certainty
    assert verified("entered-in-error", certainty) is certainty


@pytest.mark.parametrize("stale", [Certainty.SUSPECTED, Certainty.REPORTED, Certainty.EXCLUDED])
def test_the_status_wins_over_an_extension_that_does_not_agree_with_it(stale: Certainty) -> None:
    assert verified("confirmed", stale) is Certainty.DIAGNOSED


@pytest.mark.parametrize(
    ("said", "certainty"),
    [
        (clinician(Profession.PAEDIATRICIAN), Certainty.DIAGNOSED),
        (clinician(Profession.PHYSIOTHERAPIST), Certainty.REPORTED),
        (clinician(None), Certainty.REPORTED),
        (OTHERS_CLINICIAN, Certainty.DIAGNOSED),
        (FAMILY, Certainty.REPORTED),
        (NOBODY, Certainty.REPORTED),
    ],
)
def test_what_is_not_stated_follows_from_who_says_so_and_changes_nothing_known(
    said: Said, certainty: Certainty
) -> None:
    assert of(None, said) == (Held(certainty, THAT_IT_IS), [])


@pytest.mark.parametrize("stated", Certainty)
@pytest.mark.parametrize("said", [clinician(Profession.PAEDIATRICIAN), OTHERS_CLINICIAN, FAMILY, NOBODY])
def test_what_is_stated_stands(stated: Certainty, said: Said) -> None:
    assert of(stated, said) == (Held(stated), [])


@pytest.mark.parametrize("profession", [None, Profession.OTHER, Profession.PHYSIOTHERAPIST])
def test_what_a_profession_may_not_diagnose_is_reported_by_it(profession: Profession | None) -> None:
    expected = Held(Certainty.REPORTED, frozenset({Certainty.DIAGNOSED}))
    assert of(Certainty.DIAGNOSED, clinician(profession)) == (expected, [Severity.WARNING])
    assert of(Certainty.DIAGNOSED, clinician(profession), OUTSIDE) == (expected, [Severity.WARNING])


@pytest.mark.parametrize("stated", [Certainty.SUSPECTED, Certainty.REPORTED, Certainty.EXCLUDED])
def test_anything_but_a_diagnosis_is_as_anybody_says(stated: Certainty) -> None:
    assert of(stated, clinician(Profession.PHYSIOTHERAPIST)) == (Held(stated), [])


def test_what_is_no_condition_anybody_may_say_and_words_are_judged_by_nobody() -> None:
    assert of(Certainty.DIAGNOSED, clinician(Profession.PHYSIOTHERAPIST), GASTROSTOMY) == (
        Held(Certainty.DIAGNOSED),
        [],
    )
    assert of(Certainty.DIAGNOSED, clinician(None), None) == (Held(Certainty.DIAGNOSED), [])


@pytest.mark.parametrize("change", [NeedChange.RESOLVED, NeedChange.ENTERED_IN_ERROR, NeedChange.NOT_A_NEED])
def test_who_may_diagnose_matters_only_for_what_is_there(change: NeedChange) -> None:
    assert of(Certainty.DIAGNOSED, clinician(Profession.PHYSIOTHERAPIST), change=change) == (
        Held(Certainty.DIAGNOSED),
        [],
    )


@pytest.mark.parametrize("profession", [None, *Profession])
@pytest.mark.parametrize("concept", [PALSY, GASTROSTOMY, OUTSIDE, None])
@pytest.mark.parametrize("stated", [None, Certainty.DIAGNOSED, Certainty.SUSPECTED, Certainty.REPORTED])
def test_the_clinical_rules_accept_the_certainty_that_is_recorded(
    profession: Profession | None, concept: ConceptId | None, stated: Certainty | None
) -> None:
    found, _ = of(stated, clinician(profession), concept)
    said = replace(a_statement(5, concept), certainty=found.certainty, source=Source(SaidBy.CLINICIAN, profession))
    problems = problems_of(visit(TODAY, said), circumstances())
    assert "not-entitled" not in {each.code for each in problems}
