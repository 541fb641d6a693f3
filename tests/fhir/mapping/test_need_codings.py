"""Which of several codings is taken for a need."""

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.fhir.mapping.looking import Resource
from app.fhir.mapping.need_codings import MOST_NOTED, NeedCoding, Standing, need_coding
from app.fhir.mapping.surroundings import Surroundings
from app.terminology.concept import ConceptId
from tests.clinical.examples import EPILEPSY, GMFCS_II, GMFCS_III, OUTSIDE, PALSY, REFSET, SLEEP
from tests.clinical.replaced import AMBIGUOUS, BEYOND, EPILEPSY_NOW, RETIRED, FakeBeyond
from tests.fhir.mapping.core_values import SURROUNDINGS
from tests.fhir.mapping.need_examples import AFTER_A_RELEASE, coding, known_by, noted
from tests.fhir.mapping.soundness import here
from tests.terminology.small_refsets import concept as made_concept

LOINC = {"system": "http://loinc.org", "code": "8867-4"}


def taken(
    *codings: Resource, surroundings: Surroundings = SURROUNDINGS
) -> tuple[NeedCoding | None, list[tuple[str, str]]]:
    findings = here()
    found = need_coding({"coding": list(codings)}, "code", findings, surroundings.known)
    return found, [(how, place.rpartition("resource.")[2]) for how, place in noted(findings.problems)]


def concept_of(found: NeedCoding | None) -> ConceptId | None:
    return found.concept if found is not None else None


def test_a_member_is_taken_for_a_need() -> None:
    found, problems = taken(coding(PALSY))
    assert found is not None
    assert (found.concept, found.standing, found.member) == (
        PALSY,
        Standing.MEMBER,
        SURROUNDINGS.known.refset.members[PALSY],
    )
    assert (found.place, found.replaced, problems) == ("code.coding[0]", None, [])


def test_a_member_wins_over_codings_before_it_and_over_one_that_a_user_selected() -> None:
    found, problems = taken(LOINC, coding(OUTSIDE, userSelected=True), coding(PALSY))
    assert (concept_of(found), found.place if found else None) == (PALSY, "code.coding[2]")
    assert problems == [("informed", "code")]


def test_of_two_members_the_one_that_a_user_selected_is_taken_else_the_first_with_a_warning() -> None:
    assert taken(coding(PALSY), coding(EPILEPSY)) == (taken(coding(PALSY))[0], [("warned", "code")])
    found, problems = taken(coding(PALSY), coding(EPILEPSY, userSelected=True))
    assert (concept_of(found), problems) == (EPILEPSY, [("warned", "code")])


def test_members_that_exclude_one_another_are_refused() -> None:
    assert taken(coding(GMFCS_II), coding(GMFCS_III))[1] == [("wrong", "code")]
    assert taken(coding(GMFCS_II), coding(GMFCS_II))[1] == []


def test_an_inactive_concept_is_what_replaced_it() -> None:
    found, _ = taken(coding(RETIRED), surroundings=AFTER_A_RELEASE)
    assert found is not None
    assert (found.concept, found.replaced, found.sent) == (EPILEPSY, RETIRED, RETIRED)
    assert (found.standing, found.member) == (Standing.REPLACED_BY_MEMBER, REFSET.members[EPILEPSY])


def test_a_replaced_concept_and_its_replacement_are_one_need() -> None:
    found, problems = taken(coding(RETIRED), coding(EPILEPSY), surroundings=AFTER_A_RELEASE)
    assert (concept_of(found), problems) == (EPILEPSY, [])
    assert found is not None
    assert found.replaced is None


def test_a_former_member_stays_what_it_was() -> None:
    found, _ = taken(coding(SLEEP), surroundings=AFTER_A_RELEASE)
    assert found is not None
    assert (found.standing, found.member) == (Standing.FORMER_MEMBER, REFSET.members[SLEEP])


def test_a_former_member_replaced_by_a_concept_outside_keeps_itself() -> None:
    """As `Refset.counting` has it: what counted still counts."""
    outside = replace(EPILEPSY_NOW, concept=OUTSIDE)
    beyond = FakeBeyond(BEYOND.wider, {SLEEP: replace(BEYOND.inactive[RETIRED], certain=outside, choices=(outside,))})
    members = {concept: member for concept, member in REFSET.members.items() if concept != SLEEP}
    refset = replace(REFSET, members=members, former={SLEEP: REFSET.members[SLEEP]}, beyond=beyond)
    here_now = replace(SURROUNDINGS, known=known_by(refset))
    found, _ = taken(coding(SLEEP), surroundings=here_now)
    assert found is not None
    assert (found.concept, found.standing) == (SLEEP, Standing.FORMER_MEMBER)
    without = replace(here_now, known=known_by(replace(refset, former={})))
    found, _ = taken(coding(SLEEP), surroundings=without)
    assert found is not None
    assert (found.concept, found.replaced, found.standing) == (OUTSIDE, SLEEP, Standing.REPLACED)


def test_an_inactive_concept_without_one_certain_replacement_is_taken_as_it_is() -> None:
    found, _ = taken(coding(AMBIGUOUS), surroundings=AFTER_A_RELEASE)
    assert found is not None
    assert (found.concept, found.standing, found.member) == (AMBIGUOUS, Standing.OUTSIDE, None)


@pytest.mark.parametrize("code", ["128188001", "12818800", "0128188000", "cp", "36201000000110", "1"])
def test_what_is_no_identifier_of_a_concept_is_refused_at_its_coding(code: str) -> None:
    found, problems = taken(LOINC, coding(code))
    assert (found, problems) == (None, [("wrong", "code.coding[1].code")])


@pytest.mark.parametrize("code", ["128188000 |Cerebral palsy|", "128188000:272741003=7771000", "128188000+84757009"])
def test_an_expression_is_kept_and_not_read(code: str) -> None:
    found, problems = taken(coding(code), coding(PALSY))
    assert (concept_of(found), problems) == (PALSY, [("warned", "code.coding[0].code")])


@pytest.mark.parametrize("concept", [None, {}, {"text": "CP"}, {"coding": []}, {"coding": [LOINC]}, {"coding": [{}]}])
def test_nothing_is_taken_where_no_coding_is_of_snomed_ct(concept: object) -> None:
    findings = here()
    assert need_coding(concept, "code", findings, SURROUNDINGS.known) is None
    assert findings.problems == []


def test_a_thousand_codings_are_judged_quickly_and_the_member_among_them_is_found() -> None:
    codings = [coding(made_concept(number)) for number in range(1_000)]
    before = time.process_time()
    found, problems = taken(*codings, coding(PALSY), surroundings=AFTER_A_RELEASE)
    assert time.process_time() - before < 0.5
    assert (concept_of(found), problems) == (PALSY, [("informed", "code")])


def test_of_a_thousand_wrong_codes_only_a_few_are_told_of() -> None:
    found, problems = taken(*(coding(f"12818800{number % 10}1") for number in range(1_000)))
    assert found is None
    assert len(problems) == MOST_NOTED


@settings(max_examples=40)
@given(st.permutations([PALSY, OUTSIDE, RETIRED, SLEEP, AMBIGUOUS]))
def test_the_order_of_codings_does_not_matter_where_there_is_one_member(order: list[ConceptId]) -> None:
    found, _ = taken(*map(coding, order), surroundings=AFTER_A_RELEASE)
    assert concept_of(found) == PALSY


ODD = st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.lists(st.text(max_size=3), max_size=2)


@settings(max_examples=60)
@given(
    st.lists(
        st.fixed_dictionaries(
            {"system": st.just(coding(1)["system"]) | ODD},
            optional=dict.fromkeys(("code", "display", "version", "userSelected", "extension"), ODD),
        ),
        max_size=4,
    )
)
def test_nothing_that_may_stand_in_a_coding_stops_the_reading(codings: list[Resource]) -> None:
    assert need_coding({"coding": codings}, "code", here(), SURROUNDINGS.known) is None
