"""Nothing impossible is recorded: one-of sets, ages, genders, needs that contradict one another."""

from collections import Counter

from app.clinical.child import Child, Gender
from app.clinical.needs import Certainty
from app.demo import presentations as tables
from app.demo.plausibility import AGES, APART, GENDERS, OFTEN_SUSPECTED
from app.demo.presentations import PRESENTATIONS, Weighted
from app.terminology.concept import ConceptId
from app.terminology.refset import Refset
from tests.demo.conftest import Loaded


def _weighted() -> list[Weighted]:
    found = [each for each in vars(tables).values() if isinstance(each, Weighted)]
    for table in vars(tables).values():
        if isinstance(table, tuple):
            found += [each for each in table if isinstance(each, Weighted)]
    return found


def test_every_line_of_the_tables_names_the_member_it_means(refset: Refset) -> None:
    weighted = _weighted()
    assert {each.concept for each in weighted} >= tables.every_concept()
    for each in weighted:
        member = refset.member(each.concept)
        assert member is not None
        assert member.preferred_term == each.term


def test_every_rule_of_ages_genders_and_apartness_is_about_a_term_of_the_tables() -> None:
    terms = {each.term for each in _weighted()}
    ruled = {*AGES, *GENDERS, *OFTEN_SUSPECTED, *(term for apart in APART for term in apart)}
    assert ruled <= terms


def test_what_counts_is_counted_and_in_its_group(refset: Refset) -> None:
    for presentation in PRESENTATIONS:
        for each in (*presentation.main, *presentation.companions):
            assert refset.members[each.concept].counted, each.term
    assert all(refset.members[each.concept].counted for each in (*tables.COMMON, *tables.FAMILY_ISSUES))


def test_no_child_has_two_members_of_a_one_of_set(loaded: Loaded) -> None:
    for statements, _ in loaded.standing():
        members = [loaded.refset.member(each.concept) for each in statements if each.concept is not None]
        sets = Counter(member.one_of for member in members if member is not None and member.one_of is not None)
        assert not sets or max(sets.values()) == 1


def test_no_child_has_two_needs_that_stand_apart(loaded: Loaded) -> None:
    for statements, _ in loaded.standing():
        terms = {each.term for each in statements}
        assert all(len(terms & apart) <= 1 for apart in APART), terms


def test_no_learning_disability_stands_beside_its_exclusion_or_nothing_found(loaded: Loaded) -> None:
    severities = {each.concept for each in tables.LEARNING_DISABILITY}
    nothing = {each.concept for each in tables.NOTHING_FOUND}
    for statements, profile in loaded.standing():
        concepts = {each.concept for each in statements}
        assert not (concepts & severities and tables.DISABILITY_EXCLUDED.concept in concepts)
        assert not (concepts & nothing and profile.conditions)


def test_no_need_was_excluded_and_still_stands(loaded: Loaded) -> None:
    for statements, _ in loaded.standing():
        assert not any(each.certainty is Certainty.EXCLUDED for each in statements)


def test_needs_fit_the_age_and_gender_at_which_they_were_recorded(loaded: Loaded) -> None:
    children = {each.id: each.demographics for each in loaded.store.of(Child)}
    for child, encounters in loaded.store.encounters.items():
        demographics = children[child]
        assert demographics.birth_date is not None
        for encounter in encounters:
            years = (encounter.contact.on - demographics.birth_date).days / 365.25
            for each in encounter.statements:
                assert years >= AGES.get(each.term, (0.0, 19.0))[0], each.term
                assert GENDERS.get(each.term, demographics.gender) is demographics.gender, each.term


def test_gross_motor_levels_are_said_of_children_with_cerebral_palsy_alone(loaded: Loaded) -> None:
    palsies: set[ConceptId] = {each.concept for each in tables.PALSY}
    levels = {each.concept for each in tables.GROSS_MOTOR}
    found = 0
    for statements, _ in loaded.standing():
        concepts = {each.concept for each in statements}
        if concepts & levels:
            found += 1
            assert concepts & palsies
    assert found > 50


def test_boys_alone_have_duchenne_muscular_dystrophy(loaded: Loaded) -> None:
    children = {each.id: each.demographics.gender for each in loaded.store.of(Child)}
    genders = {
        children[encounter.child]
        for encounter in loaded.encounters
        for each in encounter.statements
        if each.term == "Duchenne muscular dystrophy"
    }
    assert genders == {Gender.MALE}
