"""Which facts of a child hold at a date, where several answers of a kind stand side by side and spells follow."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clinical.catalogue import fact_qualifier_fault, qualifier_item
from app.clinical.child_facts import (
    NEVER,
    SEVERAL,
    ChildFact,
    FactAnswer,
    FactKind,
    answers_that_held,
    fact_that_held,
    spells,
)
from app.identity import Identity

SEN, PLAN, OVERSEAS = FactKind.SEN_TYPE, FactKind.CHILD_PROTECTION_PLAN, FactKind.OVERSEAS_VISITOR_CATEGORY
FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)


def said(
    number: int,
    kind: FactKind,
    value: str | None,
    since: date | None = None,
    until: date | None = None,
    *,
    qualifier: str | None = None,
) -> ChildFact:
    """A fact recorded on the day of its number; without a value it is known to be none."""
    answer = FactAnswer.NONE if value is None else FactAnswer.KNOWN
    at = datetime(2026, 9, 1, tzinfo=UTC) + timedelta(days=number)
    return ChildFact(Identity(number), kind, answer, value, since, until, at, Identity(2), qualifier)


def values(*facts: ChildFact, at: date = LAST) -> list[str | None]:
    return [each.value for each in answers_that_held(reversed(facts), facts[0].kind, at)]


@pytest.mark.parametrize("kind", SEVERAL)
def test_several_answers_stand_until_it_is_known_that_there_is_none(kind: FactKind) -> None:
    assert values(said(1, kind, "01"), said(2, kind, "02")) == ["01", "02"]
    assert values(said(1, kind, "01"), said(2, kind, "02"), said(3, kind, None)) == [None]
    assert values(said(1, kind, None), said(2, kind, "02")) == ["02"]


@pytest.mark.parametrize(("kind", "alone"), [(kind, code) for kind, codes in SEVERAL.items() for code in sorted(codes)])
def test_not_stated_stands_alone(kind: FactKind, alone: str) -> None:
    assert values(said(1, kind, "01"), said(2, kind, alone)) == [alone]
    assert values(said(1, kind, alone), said(2, kind, "01")) == ["01"]


def test_an_answer_said_again_with_an_end_stands_until_then_and_the_others_stay() -> None:
    facts = said(1, SEN, "01", FIRST), said(2, SEN, "02"), said(3, SEN, "01", FIRST, date(2026, 10, 20))
    assert values(*facts, at=date(2026, 10, 20)) == ["02", "01"]
    assert values(*facts, at=date(2026, 10, 21)) == ["02"]
    again = said(4, SEN, "01", date(2026, 10, 25))
    assert values(*facts, again, at=date(2026, 10, 24)) == ["02"]
    assert values(*facts, again) == ["02", "01"]


def test_what_is_said_of_an_earlier_time_ends_nothing_that_began_after_it() -> None:
    assert values(said(1, SEN, "01", FIRST), said(2, SEN, "01", date(2020, 1, 1), date(2021, 1, 1))) == ["01"]


@pytest.mark.parametrize("since", [None, FIRST])
def test_what_was_taken_back_never_was(since: date | None) -> None:
    facts = said(1, SEN, "01", since), said(2, SEN, "01", since, NEVER)
    for at in (date(2020, 1, 1), FIRST, LAST):
        assert values(*facts, at=at) == []


def test_an_answer_keeps_what_goes_with_it_as_it_was_last_said() -> None:
    kind = FactKind.DISABILITY_QUESTION
    facts = said(1, kind, "05", qualifier="01"), said(2, kind, "05", date(2026, 10, 10), qualifier="02")
    assert [each.qualifier for each in answers_that_held(facts, kind, date(2026, 10, 9))] == ["01"]
    assert [each.qualifier for each in answers_that_held(facts, kind, LAST)] == ["02"]


def test_only_a_value_is_qualified_and_only_by_an_answer_that_goes_with_it() -> None:
    with pytest.raises(ValueError, match="nothing to qualify"):
        said(1, FactKind.EMPLOYMENT, None, qualifier="98")
    assert fact_qualifier_fault(FactKind.EMPLOYMENT, "98") is None
    assert fact_qualifier_fault(FactKind.EMPLOYMENT, "05") == (
        "Weekly hours worked: this is not one of the answers. Choose again."
    )
    assert "nothing goes with its answer" in (fact_qualifier_fault(SEN, "01") or "")
    assert {kind for kind in FactKind if qualifier_item(kind)} == {FactKind.EMPLOYMENT, FactKind.DISABILITY_QUESTION}


class TestSpells:
    """Plans and charging categories: what began on another day is another."""

    def test_the_same_reason_since_another_day_is_another_plan(self) -> None:
        facts = said(1, PLAN, "01", date(2024, 1, 1), date(2024, 6, 1)), said(2, PLAN, "01", FIRST)
        assert spells(facts, PLAN, LAST) == facts
        assert answers_that_held(facts, PLAN, LAST) == facts[1:]

    def test_said_again_with_its_end_it_is_over(self) -> None:
        facts = said(1, PLAN, "01", FIRST), said(2, PLAN, "01", FIRST, date(2026, 10, 9))
        assert spells(facts, PLAN, LAST) == facts[1:]
        assert answers_that_held(facts, PLAN, LAST) == ()
        assert answers_that_held(facts, PLAN, date(2026, 10, 9)) == facts[1:]

    def test_none_ends_a_plan_without_an_end_and_leaves_what_ended(self) -> None:
        over, open_ended = said(1, PLAN, "01", date(2024, 1, 1), date(2024, 6, 1)), said(2, PLAN, "03", FIRST)
        facts = over, open_ended, said(3, PLAN, None, date(2026, 10, 9))
        assert spells(facts, PLAN, LAST) == (over,)
        assert spells(facts, PLAN, date(2026, 10, 8)) == (over, open_ended)

    def test_one_that_was_taken_back_or_is_to_come_is_none(self) -> None:
        facts = said(1, PLAN, "01", FIRST), said(2, PLAN, "01", FIRST, NEVER), said(3, PLAN, "02", date(2026, 11, 1))
        assert spells(facts, PLAN, LAST) == ()

    def test_of_charging_categories_the_one_that_began_last_holds(self) -> None:
        facts = said(1, OVERSEAS, "P", date(2026, 2, 1)), said(2, OVERSEAS, "A", FIRST)
        past = said(3, OVERSEAS, "P", date(2026, 2, 1), date(2026, 9, 30))
        for known in (facts, (*facts, past)):
            held = fact_that_held(known, OVERSEAS, LAST)
            assert held is not None
            assert held.value == "A"
        before = fact_that_held((*facts, past), OVERSEAS, date(2026, 9, 30))
        assert before == past


days = st.none() | st.dates(date(2026, 8, 1), date(2026, 12, 1))


@st.composite
def known(draw: st.DrawFn) -> list[ChildFact]:
    kind = draw(st.sampled_from(list(SEVERAL)))
    drawn = draw(st.lists(st.tuples(st.sampled_from([None, "01", "02", "ZZ"]), days, days), max_size=8))
    return [said(number, kind, *each) for number, each in enumerate(drawn, 1)]


@given(known(), st.dates(date(2026, 8, 1), date(2026, 12, 1)), st.randoms())
def test_answers_hold_are_each_there_once_and_do_not_hang_on_the_order_of_the_facts(
    facts: list[ChildFact], at: date, chance: object
) -> None:
    for kind in {each.kind for each in facts}:
        held = answers_that_held(facts, kind, at)
        assert all(each.begun(at) and not each.over(at) for each in held)
        assert len({(each.value, each.since if kind is PLAN else None) for each in held}) == len(held)
        lone = [each for each in held if each.value is None or each.value in SEVERAL[kind]]
        assert not lone or len(held) == 1
        shuffled = list(facts)
        chance.shuffle(shuffled)  # type: ignore[attr-defined]
        assert answers_that_held(shuffled, kind, at) == held
        assert spells(shuffled, kind, at) == spells(facts, kind, at)
