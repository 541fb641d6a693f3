"""A child read as a Patient is the child that was rendered, whatever is known of them."""

from hypothesis import given, settings

from app.clinical.child import Child
from app.fhir.mapping.patient import patient_from_child, patient_over_sent
from tests.fhir.mapping.core_values import received
from tests.fhir.mapping.patient_children import SURROUNDINGS, children, errors, expected, ordered, read


@given(children())
@settings(max_examples=100, deadline=None)
def test_a_patient_rendered_from_a_child_is_sound_and_says_the_same_of_them(child: Child) -> None:
    said, problems = read(received(patient_from_child(child, SURROUNDINGS)))
    assert errors(problems) == []
    assert said is not None
    assert ordered(said) == expected(child)


@given(children(), children())
@settings(max_examples=50, deadline=None)
def test_what_was_sent_of_one_child_never_hides_what_is_known_now(child: Child, before: Child) -> None:
    """The Patient laid over what was sent earlier says of what is rendered what the record says."""
    sent = patient_from_child(before, SURROUNDINGS)
    said, problems = read(received(patient_over_sent(child, SURROUNDINGS, sent)))
    assert errors(problems) == []
    assert said is not None
    alone, _ = read(patient_from_child(child, SURROUNDINGS))
    assert alone is not None
    assert said.nhs_number == alone.nhs_number
    assert said.demographics.family_name == alone.demographics.family_name
    assert set(alone.facts) <= set(said.facts)
