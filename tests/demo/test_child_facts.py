"""What the demonstration knows of children besides their needs: plans, who answers for them, transition."""

from collections import Counter

from app.clinical.ages import completed_years
from app.clinical.child import Child, FactKind
from tests.demo.conftest import TODAY, Loaded


def _values(children: list[Child], kind: FactKind) -> Counter[str]:
    return Counter(fact.value for child in children for fact in child.facts if fact.kind is kind and fact.value)


def test_plans_and_support_in_education_are_of_every_kind(loaded: Loaded) -> None:
    plans = _values(loaded.children, FactKind.EHC_PLAN)
    assert set(plans) == {"has_plan", "sen_support", "no_plan", "being_assessed", "refused_or_ceased"}
    assert plans["has_plan"] > 300
    assert plans["sen_support"] > 100


def test_transition_is_known_of_those_from_fourteen_alone(loaded: Loaded) -> None:
    kinds = FactKind.TRANSITION_PLAN, FactKind.ADULT_LEAD
    for kind in kinds:
        with_fact = [each for each in loaded.children if any(fact.kind is kind for fact in each.facts)]
        assert all(_age(each) >= 14 for each in with_fact)
        assert len(_values(loaded.children, kind)) >= 4


def _age(child: Child) -> int:
    born = child.demographics.birth_date
    assert born is not None
    return completed_years(born, TODAY)


def test_every_placed_child_has_an_authority_that_answers_for_them_and_nobody_else(loaded: Loaded) -> None:
    placed = 0
    for child in loaded.children:
        values = {fact.kind: fact.value for fact in child.facts}
        away = values.get(FactKind.PLACEMENT) not in (None, "family_home")
        assert (values.get(FactKind.RESPONSIBLE_AUTHORITY) is not None) == away
        placed += away
    assert 40 < placed < 250


def test_parental_responsibility_is_known_of_most_and_a_few_addresses_are_sensitive(loaded: Loaded) -> None:
    responsible = _values(loaded.children, FactKind.PARENTAL_RESPONSIBILITY)
    assert sum(responsible.values()) > 0.6 * len(loaded.children)
    assert {"parents", "mother", "shared_authority", "authority"} <= set(responsible)
    sensitive = _values(loaded.children, FactKind.SENSITIVE_ADDRESS)
    assert 5 < sensitive["Y"] < 60


def test_some_families_need_an_interpreter_and_speak_another_language(loaded: Loaded) -> None:
    assert 50 < _values(loaded.children, FactKind.INTERPRETER)["Y"] < 400
    assert len(_values(loaded.children, FactKind.PREFERRED_LANGUAGE)) > 10


def test_circumstances_are_known_of_many_and_fit_each_other(loaded: Loaded) -> None:
    count = len(loaded.children)
    assert 0.4 * count < sum(_values(loaded.children, FactKind.ACCOMMODATION).values()) < 0.7 * count
    assert len(_values(loaded.children, FactKind.OVERSEAS_VISITOR_CATEGORY)) >= 3
    assert set(_values(loaded.children, FactKind.CHILD_PROTECTION_PLAN)) <= {"01", "02", "03", "04"}
    working = [each for each in loaded.children if any(fact.kind is FactKind.EMPLOYMENT for fact in each.facts)]
    assert working
    assert all(_age(each) >= 16 for each in working)
    for child in loaded.children:
        values = {fact.kind: fact.value for fact in child.facts}
        if FactKind.SAFEGUARDING_FACTOR in values or FactKind.CHILD_PROTECTION_PLAN in values:
            assert values[FactKind.SAFEGUARDING_VULNERABILITY] == "Y"
        if FactKind.SEN_TYPE in values:
            assert values.get(FactKind.EDUCATIONAL_ASSESSMENT) != "01"


def test_how_far_a_disability_limits_is_known_of_most_disabilities(loaded: Loaded) -> None:
    said = [fact for child in loaded.children for fact in child.facts if fact.kind is FactKind.DISABILITY_QUESTION]
    limits = [fact.qualifier for fact in said if fact.value not in (None, "NN", "ZZ")]
    assert {"01", "02", "03", "04"} == {each for each in limits if each is not None}
    assert 0.6 < sum(each is not None for each in limits) / len(limits) < 0.95
    assert all(fact.qualifier is None for fact in said if fact.value in (None, "NN", "ZZ"))
