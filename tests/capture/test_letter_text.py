"""The needs as text for a clinic letter: what stands in it, and for whom something is left out."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.capture.letter_text import SENSITIVE_HEADING, letter_text
from app.clinical.ages import PartialDate
from app.clinical.encounter import Attendance, Encounter, NextAppointment
from app.clinical.needs import Certainty, Change, GroupAnswer, GroupAsked, SaidBy, Statement, TrafficLight
from app.clinical.plan import (
    Growth,
    LetterCopy,
    OnwardReferral,
    Recipient,
    RequestedTest,
    SafeguardingCheck,
    Sharing,
)
from app.clinical.professional import Profession
from app.identity import Identity
from app.terminology.concept import ConceptId
from app.terminology.refset import Group, Refset
from tests.capture.test_slip import (
    ABUSE,
    CEREBRAL_PALSY,
    GASTROSTOMY,
    HOUSING,
    NOT_A_MEMBER,
    NOT_ON_PAPER,
    encounter_of,
    member,
    recorded,
    refset_of,
    statement,
)

EPILEPSY = ConceptId(84757009)
GMFCS = ConceptId(882021000000108)
CONSTIPATION = ConceptId(14760008)
REFSET = refset_of(
    member(CEREBRAL_PALSY, "Cerebral palsy", Group.CONDITION),
    member(EPILEPSY, "Epilepsy", Group.CONDITION),
    member(CONSTIPATION, "Constipation", Group.CONDITION),
    member(GASTROSTOMY, "Gastrostomy present", Group.TECHNOLOGY_DEPENDENCY),
    member(GMFCS, "GMFCS level III", Group.FUNCTIONAL_LEVEL),
    member(HOUSING, "Housing unsatisfactory", Group.FAMILY_REPORTED_ISSUE),
    member(ABUSE, "Child at risk", Group.SAFEGUARDING, sensitive=True),
    member(NOT_ON_PAPER, "Substance misuse", Group.CONDITION, sensitive=True, printable=False),
)
PALSY = replace(
    statement(CEREBRAL_PALSY),
    primary=True,
    onset=PartialDate(2021, 3),
    diagnosed=PartialDate(2022),
    diagnosed_by=Profession.OCCUPATIONAL_THERAPIST,
)


def text_of(encounter: Encounter, *, see_sensitive: bool = True, refset: Refset = REFSET) -> str:
    return letter_text(encounter, refset, see_sensitive=see_sensitive)


def lines_of(*said: Statement, see_sensitive: bool = True) -> list[str]:
    """The lines of needs alone."""
    text = text_of(encounter_of(*said, outcome=None), see_sensitive=see_sensitive)
    return [line for line in text.splitlines() if line.startswith("- ")]


def test_a_whole_visit_reads_as_a_letter_has_it() -> None:
    encounter = replace(
        encounter_of(
            PALSY,
            replace(statement(EPILEPSY, need=2, certainty=Certainty.SUSPECTED), change=Change.STILL_PRESENT),
            statement(GMFCS, need=3, change=Change.CARRIED, group=Group.FUNCTIONAL_LEVEL),
            replace(
                statement(HOUSING, need=4, group=Group.FAMILY_REPORTED_ISSUE, said_by=SaidBy.FAMILY),
                certainty=Certainty.REPORTED,
                traffic_light=TrafficLight.AMBER,
            ),
            statement(CONSTIPATION, need=5, change=Change.RESOLVED),
            following=NextAppointment(26, Identity(7), 30),
        ),
        groups=(
            GroupAsked(Group.CONDITION, GroupAnswer.SOME),
            GroupAsked(Group.TECHNOLOGY_DEPENDENCY, GroupAnswer.NONE_IDENTIFIED),
            GroupAsked(Group.FAMILY_REPORTED_ISSUE, GroupAnswer.SOME),
        ),
        growth=Growth(12_400, 1042, None),
        onward_referrals=(OnwardReferral("26"), OnwardReferral("50")),
        tests_requested=(RequestedTest.EEG,),
        copies=(LetterCopy(Recipient.FAMILY), LetterCopy(Recipient.GP), LetterCopy(Recipient.SCHOOL, Sharing.DECLINED)),
        safeguarding_check=SafeguardingCheck.DISCUSSED,
    )
    assert letter_text(encounter, REFSET, see_sensitive=True, next_clinic_name="Review clinic") == (
        "Visit on 03 July 2026\n"
        "\n"
        "Health conditions\n"
        "- Cerebral palsy, primary condition, since March 2021, diagnosed 2022 by an occupational therapist\n"
        "- Epilepsy, suspected\n"
        "\n"
        "Technology dependencies: none identified\n"
        "\n"
        "Family-reported issues\n"
        "- Housing unsatisfactory, reported, the family's concern today amber\n"
        "\n"
        "Functional levels\n"
        "- GMFCS level III, not reviewed at this visit\n"
        "\n"
        "Resolved\n"
        "- Constipation\n"
        "\n"
        "Disabilities Complexity Scale: health conditions 2, technology dependencies 0, family-reported issues 1, "
        "round-the-clock care not asked\n"
        "\n"
        "Measured\n"
        "- Weight: 12.4 kg\n"
        "- Height: 104.2 cm\n"
        "\n"
        "Next steps\n"
        "- Outcome: see again\n"
        "- Next appointment: in 6 months, Review clinic, 30 minutes\n"
        "- Referred to: Physiotherapy Service; Wheelchair Service\n"
        "- Tests requested: EEG\n"
        "- Copies to: Family; GP\n"
    )


def test_a_need_in_the_clinicians_own_words_is_quoted_and_marked() -> None:
    assert lines_of(statement(None, term="Wobbly  gait", group=Group.UNGROUPED)) == [
        '- "Wobbly gait" (in the clinician\'s words)'
    ]


@pytest.mark.parametrize(
    "said",
    [
        statement(None, term="Own words"),
        statement(NOT_A_MEMBER, term="Outside the set"),
        statement(NOT_ON_PAPER),
        statement(ABUSE, group=Group.SAFEGUARDING),
        statement(CEREBRAL_PALSY, group=Group.SAFEGUARDING),
    ],
)
def test_what_may_be_sensitive_is_left_out_for_those_who_may_not_see_it(said: Statement) -> None:
    assert lines_of(said, see_sensitive=False) == []
    assert len(lines_of(said)) == 1


def test_sensitive_needs_stand_apart_at_the_end_under_a_warning_resolved_or_not() -> None:
    gone = statement(ABUSE, need=3, group=Group.SAFEGUARDING, change=Change.RESOLVED)
    text = text_of(encounter_of(statement(NOT_ON_PAPER), statement(need=2), gone))
    before, _, after = text.partition(SENSITIVE_HEADING)
    assert "Substance" not in before
    assert "Cerebral palsy" in before
    assert after == "\n- Substance misuse\n- Child at risk, resolved\n"


def test_a_need_outside_the_reference_set_is_told_by_the_term_it_was_recorded_by() -> None:
    assert lines_of(statement(NOT_A_MEMBER, term="Diabetes mellitus")) == ["- Diabetes mellitus"]


def test_a_need_entered_in_error_is_not_told() -> None:
    assert lines_of(statement(change=Change.ENTERED_IN_ERROR), statement(ABUSE, change=Change.ENTERED_IN_ERROR)) == []


def test_a_visit_entered_in_error_gives_no_text() -> None:
    assert text_of(replace(encounter_of(PALSY), entered_in_error=True)) == ""


def test_the_scale_is_left_out_when_a_need_that_counts_is() -> None:
    encounter = encounter_of(PALSY, statement(NOT_ON_PAPER, need=2))
    assert "health conditions 2," in text_of(encounter)
    assert "Scale" not in text_of(encounter, see_sensitive=False)
    uncounted = encounter_of(PALSY, statement(None, need=2))
    assert "health conditions 1," in text_of(uncounted, see_sensitive=False)


@pytest.mark.parametrize(("answer", "words"), [(GroupAnswer.NONE_IDENTIFIED, "not needed"), (None, "not asked")])
def test_the_scale_takes_the_last_answers_known(answer: GroupAnswer | None, words: str) -> None:
    answers = {Group.ROUND_THE_CLOCK_CARE: answer} if answer else {}
    text = letter_text(encounter_of(), REFSET, see_sensitive=True, answers=answers)
    assert f"round-the-clock care {words}\n" in text


def test_a_child_not_seen_is_told_of_as_such_with_what_stands_from_before() -> None:
    encounter = encounter_of(statement(change=Change.CARRIED), attendance=Attendance.WAS_NOT_BROUGHT, outcome=None)
    text = text_of(encounter)
    assert text.startswith("Appointment on 03 July 2026: was not brought\n")
    assert "- Cerebral palsy, not reviewed at this visit\n" in text


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (PartialDate(2021), "since 2021"),
        (PartialDate(2021, 3), "since March 2021"),
        (PartialDate(2021, 3, 4), "since 04 March 2021"),
    ],
)
def test_a_date_is_told_as_precisely_as_it_is_known(day: PartialDate, words: str) -> None:
    assert lines_of(replace(statement(), onset=day)) == [f"- Cerebral palsy, {words}"]


@pytest.mark.parametrize(
    ("by", "words"),
    [
        (Profession.PAEDIATRICIAN, " by a paediatrician"),
        (Profession.OTHER, ""),
        (None, ""),
    ],
)
def test_who_diagnosed_is_told_by_profession(by: Profession | None, words: str) -> None:
    said = replace(statement(), diagnosed=PartialDate(2021), diagnosed_by=by)
    assert lines_of(said) == [f"- Cerebral palsy, diagnosed 2021{words}"]


def test_words_that_turn_text_round_or_break_the_line_do_not() -> None:
    assert lines_of(statement(None, term="A\u202e\n- B\x00")) == ['- "A - B" (in the clinician\'s words)']


@given(recorded(), st.booleans())
def test_every_need_that_may_be_told_is_told_once_and_nothing_else(
    case: tuple[Refset, tuple[Statement, ...]], see_sensitive: bool
) -> None:
    refset, statements = case
    text = text_of(encounter_of(*statements, outcome=None), see_sensitive=see_sensitive, refset=refset)
    expected = 0
    for said in statements:
        known = refset.member(said.concept) if said.concept is not None else None
        hidden = known is None or known.sensitive or said.group is Group.SAFEGUARDING
        expected += said.change is not Change.ENTERED_IN_ERROR and (see_sensitive or not hidden)
    assert sum(line.startswith("- ") for line in text.splitlines()) == expected
    assert "\n\n\n" not in text
