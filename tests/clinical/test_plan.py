"""What is decided besides the needs, and the rules it keeps."""

from dataclasses import replace
from enum import StrEnum

import pytest

from app.clinical.checks import problems_of
from app.clinical.encounter import Attendance, Encounter
from app.clinical.plan import (
    Growth,
    LetterCopy,
    OnwardReferral,
    Recipient,
    RequestedTest,
    SafeguardingCheck,
    Sharing,
)
from tests.clinical.examples import TODAY, circumstances, not_seen, visit

NOT_SEEN = [Attendance.WAS_NOT_BROUGHT, Attendance.LATE_NOT_SEEN]


def found(encounter: Encounter) -> set[tuple[str, str]]:
    """The (item, code) of every problem of a first visit."""
    return {(problem.item, problem.code) for problem in problems_of(encounter, circumstances())}


def test_a_whole_plan_has_no_problem() -> None:
    planned = replace(
        visit(),
        growth=Growth(18_250, 1_105, 512),
        onward_referrals=(OnwardReferral("06", "RXX01"), OnwardReferral("16")),
        copies=(LetterCopy(Recipient.FAMILY), LetterCopy(Recipient.SCHOOL, Sharing.DECLINED)),
        tests_requested=(RequestedTest.GENETIC, RequestedTest.MRI_BRAIN),
    )
    assert found(planned) == set()


@pytest.mark.parametrize(
    ("item", "growth", "fits"),
    [
        ("weight", Growth(weight_grams=199), False),
        ("weight", Growth(weight_grams=200), True),
        ("weight", Growth(weight_grams=300_000), True),
        ("weight", Growth(weight_grams=300_001), False),
        ("weight", Growth(weight_grams=-5), False),
        ("height", Growth(height_millimetres=199), False),
        ("height", Growth(height_millimetres=200), True),
        ("height", Growth(height_millimetres=2_500), True),
        ("height", Growth(height_millimetres=2_501), False),
        ("head_circumference", Growth(head_circumference_millimetres=149), False),
        ("head_circumference", Growth(head_circumference_millimetres=150), True),
        ("head_circumference", Growth(head_circumference_millimetres=800), True),
        ("head_circumference", Growth(head_circumference_millimetres=801), False),
    ],
)
def test_what_is_measured_is_within_what_can_be(item: str, growth: Growth, fits: bool) -> None:
    assert found(replace(visit(), growth=growth)) == (set() if fits else {(f"growth.{item}", "out-of-range")})


def test_all_that_is_measured_wrongly_is_told_at_once() -> None:
    assert found(replace(visit(), growth=Growth(1, 1, 1))) == {
        ("growth.weight", "out-of-range"),
        ("growth.height", "out-of-range"),
        ("growth.head_circumference", "out-of-range"),
    }


@pytest.mark.parametrize("attendance", NOT_SEEN)
def test_nothing_is_measured_of_a_child_who_was_not_seen(attendance: Attendance) -> None:
    missed = not_seen(visit(), attendance)
    assert found(replace(missed, growth=Growth(18_000, 1_100, 500))) == {
        ("growth.weight", "not-seen"),
        ("growth.height", "not-seen"),
        ("growth.head_circumference", "not-seen"),
    }
    assert found(replace(missed, growth=Growth())) == set()


@pytest.mark.parametrize("to", ["", "?", "6", "06 "])
def test_an_onward_referral_goes_to_a_kind_of_service_of_the_list(to: str) -> None:
    assert found(replace(visit(), onward_referrals=(OnwardReferral(to),))) == {("onward_referrals", "unknown-code")}


def test_an_onward_referral_goes_to_each_service_once() -> None:
    twice = replace(
        visit(), onward_referrals=(OnwardReferral("06"), OnwardReferral("16"), OnwardReferral("06", "RXX01"))
    )
    assert found(twice) == {("onward_referrals", "repeated")}


@pytest.mark.parametrize("code", ["", "RX", "rxx01", "RXX01,16@", "R\u202eX01", "RXX0123456"])
def test_an_onward_referral_names_an_organisation_by_its_code_or_not_at_all(code: str) -> None:
    referred = replace(visit(), onward_referrals=(OnwardReferral("06", code),))
    assert found(referred) == {("onward_referrals", "organisation")}


def test_a_recipient_gets_the_letter_once() -> None:
    twice = (LetterCopy(Recipient.GP), LetterCopy(Recipient.FAMILY), LetterCopy(Recipient.GP, Sharing.DECLINED))
    assert found(replace(visit(), copies=twice)) == {("copies", "repeated")}
    assert found(replace(visit(), copies=twice[:2])) == set()


@pytest.mark.parametrize("check", SafeguardingCheck)
def test_a_safeguarding_check_is_about_a_child_who_was_not_seen(check: SafeguardingCheck) -> None:
    for attendance in NOT_SEEN:
        assert found(replace(not_seen(visit(TODAY), attendance), safeguarding_check=check)) == set()
    assert found(replace(visit(), safeguarding_check=check)) == {("safeguarding_check", "seen")}


@pytest.mark.parametrize("answers", [Recipient, RequestedTest, SafeguardingCheck, Sharing])
def test_every_answer_has_words_of_its_own(answers: type[StrEnum]) -> None:
    words = [str(getattr(each, "words")) for each in answers]  # noqa: B009
    assert len(words) == len(set(words))
    assert all(each == each.strip() != "" and "_" not in each for each in words)


def test_words_read_as_they_are_written_in_a_clinic() -> None:
    assert Recipient.GP.words == "GP"
    assert Recipient.HEALTH_VISITOR.words == "Health visitor"
    assert RequestedTest.MRI_BRAIN.words == "MRI of the brain"
    assert SafeguardingCheck.REFERRED.words == "Referred to children's social care"
    assert LetterCopy(Recipient.SCHOOL).sharing.words == "agreed"
