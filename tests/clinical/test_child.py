"""A child's identifiers and dated facts."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from app.clinical.child import ChildFact, ChildIdentifier, FactAnswer, FactKind, IdentifierKind
from app.identity import Identity
from tests.clinical.examples import ACCOUNT, child


def fact(
    number: int,
    value: str | None,
    since: date | None = None,
    until: date | None = None,
    *,
    recorded: int = 1,
    answer: FactAnswer = FactAnswer.KNOWN,
) -> ChildFact:
    at = datetime(2026, 1, recorded, tzinfo=UTC)
    return ChildFact(Identity(number), FactKind.GP_PRACTICE, answer, value, since, until, at, ACCOUNT)


def test_a_fact_holds_from_its_first_day_to_its_last() -> None:
    moved = replace(
        child(),
        facts=(
            fact(1, "A81001", date(2020, 1, 1), date(2025, 6, 30)),
            fact(2, "A81002", date(2025, 7, 1), recorded=2),
        ),
    )
    for at, value in ((date(2025, 6, 30), "A81001"), (date(2025, 7, 1), "A81002"), (date(2026, 1, 1), "A81002")):
        held = moved.fact(FactKind.GP_PRACTICE, at)
        assert held is not None
        assert held.value == value
    assert moved.fact(FactKind.GP_PRACTICE, date(2019, 12, 31)) is None
    assert moved.fact(FactKind.POSTCODE, date(2026, 1, 1)) is None


def test_of_facts_that_both_hold_the_last_recorded_counts() -> None:
    corrected = replace(child(), facts=(fact(2, "A81002", recorded=2), fact(1, "A81001", recorded=1)))
    held = corrected.fact(FactKind.GP_PRACTICE, date(2026, 1, 1))
    assert held is not None
    assert held.value == "A81002"


@pytest.mark.parametrize(
    ("answer", "value"),
    [(FactAnswer.KNOWN, None), (FactAnswer.NONE, "A81001"), (FactAnswer.NOT_ASKED, "A81001")],
)
def test_a_fact_has_a_value_exactly_when_it_is_known(answer: FactAnswer, value: str | None) -> None:
    with pytest.raises(ValueError, match="exactly when it is known"):
        fact(1, value, answer=answer)
    assert fact(1, None, answer=FactAnswer.NOT_ASKED).value is None


def test_the_identifiers_in_use_are_those_without_an_end() -> None:
    ended = ChildIdentifier(Identity(1), IdentifierKind.NHS_NUMBER, "9990000026", None, "01", until=date(2025, 1, 1))
    local = ChildIdentifier(Identity(2), IdentifierKind.LOCAL, "A-1", "RXX01", None)
    known = replace(child(), identifiers=(ended, local, *child().identifiers))
    assert known.nhs_number == "9990000018"
    assert known.local_identifier == "A-1"
    assert replace(child(), identifiers=(ended,)).nhs_number is None
    assert child().local_identifier is None


def test_a_superseded_number_is_not_shown_beside_the_one_that_follows_it() -> None:
    superseded = replace(child().identifiers[0], version=2, until=date(2026, 2, 1))
    successor = ChildIdentifier(Identity(41), IdentifierKind.NHS_NUMBER, "9990000026", None, "01", date(2026, 2, 1))
    for identifiers in ((superseded, successor), (successor, superseded)):
        assert replace(child(), identifiers=identifiers).nhs_number == "9990000026"
    assert (child().identifiers[0].version, superseded.version) == (1, 2)


def test_a_child_as_first_registered_is_of_no_other_record() -> None:
    known = child()
    assert (known.version, known.merged_into, known.merged_from) == (1, None, ())


def test_whether_an_address_is_sensitive_is_a_dated_fact_like_any_other() -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    sensitive = ChildFact(
        Identity(1), FactKind.SENSITIVE_ADDRESS, FactAnswer.KNOWN, "Y", date(2026, 1, 1), date(2026, 3, 31), at, ACCOUNT
    )
    known = replace(child(), facts=(sensitive,))
    assert known.fact(FactKind.SENSITIVE_ADDRESS, date(2026, 3, 31)) == sensitive
    assert known.fact(FactKind.SENSITIVE_ADDRESS, date(2026, 4, 1)) is None
    assert known.fact(FactKind.ADDRESS, date(2026, 3, 31)) is None


def disabilities(*codes: str | None) -> list[str | None]:
    """The codes that stand after these were recorded, a day each; None is known to be none."""
    facts = tuple(
        replace(
            fact(place, code, recorded=place, answer=FactAnswer.NONE if code is None else FactAnswer.KNOWN),
            kind=FactKind.DISABILITY_QUESTION,
        )
        for place, code in enumerate(codes, 1)
    )
    return [each.value for each in replace(child(), facts=facts[::-1]).disabilities(date(2026, 1, 31))]


def test_disabilities_stand_side_by_side_and_each_once() -> None:
    assert disabilities("02", "09") == ["02", "09"]
    assert disabilities("02", "09", "02") == ["09", "02"]


@pytest.mark.parametrize("none", ["NN", "ZZ", None])
def test_no_disability_ends_those_recorded_before_and_a_disability_ends_it(none: str | None) -> None:
    assert disabilities("02", "09", none) == [none]
    assert disabilities(none, "02") == ["02"]


def test_a_disability_that_no_longer_holds_is_not_among_them() -> None:
    over = replace(fact(1, "02", until=date(2026, 1, 30)), kind=FactKind.DISABILITY_QUESTION)
    assert replace(child(), facts=(over,)).disabilities(date(2026, 1, 31)) == ()
    assert replace(child(), facts=(over,)).disabilities(date(2026, 1, 30)) == (over,)
