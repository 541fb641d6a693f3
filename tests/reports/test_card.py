"""Population, area rule and age date of a card: what they say at each level, held to what counting does there."""

from datetime import date

import pytest

from app.clinical.encounter import Attendance
from app.reports.card import AgeDate, Breakdown, Card, Level, Population
from app.reports.elsewhere.cards import EDUCATION_CARDS
from app.reports.measures import CARDS
from tests.reports.generated_small import AUGUST, asked, contact, fact, figures, kid, need, referral

LEVELS = tuple(Level)
AT_THE_END = "as last recorded of what holds at the period's end"
ON_31_AUGUST = "31 August before the school year in which the period begins, for the phase"


class TestPopulation:
    @pytest.mark.parametrize(
        ("level", "population"),
        [
            (Level.ENGLAND, "Resident"),
            (Level.REGION, "Resident"),
            (Level.LOCAL_AUTHORITY, "Resident"),
            (Level.RESPONSIBLE_AUTHORITY, "Placed by the authority"),
            (Level.ICB, "GP-registered"),
            (Level.PROVIDER, "On the provider's own record"),
        ],
    )
    def test_recorded_needs_are_of_residents_and_elsewhere_of_whoever_makes_the_area(
        self, level: Level, population: str
    ) -> None:
        assert CARDS["needs"].population_at(level).words == population

    @pytest.mark.parametrize(
        ("key", "population"),
        [
            ("caseload", Population.CASELOAD),
            ("needs_on_caseload", Population.CASELOAD),
            ("unlinked", Population.CASELOAD),
            ("children_seen", Population.SEEN),
            ("capture_completeness", Population.SEEN),
            ("school_time", Population.SEEN),
            ("was_not_brought", Population.CONTACT),
            ("uncoded", Population.CONTACT),
            ("form_seconds", Population.CONTACT),
            ("wait_first_contact", Population.REFERRED),
            ("wait_diagnosis", Population.REFERRED),
        ],
    )
    def test_a_caseload_and_those_seen_are_so_at_every_level(self, key: str, population: Population) -> None:
        assert {CARDS[key].population_at(level) for level in LEVELS} == {population}

    def test_the_words_are_those_of_a_reader(self) -> None:
        assert [each.words for each in Population] == [
            "Resident",
            "GP-registered",
            "Placed by the authority",
            "On the provider's own record",
            "Open caseload",
            "Open caseload, and referrals whose wait ended in the period",
            "Seen",
            "With a contact, seen or not",
        ]


class TestAreaRule:
    @pytest.mark.parametrize(
        ("level", "rule"),
        [
            (Level.ENGLAND, "Everybody counted here, wherever they live, those whose area is not known among them"),
            (Level.REGION, f"Region of the local authority where a child lives, by postcode, {AT_THE_END}"),
            (Level.LOCAL_AUTHORITY, f"Local authority where a child lives, by postcode, {AT_THE_END}"),
            (
                Level.RESPONSIBLE_AUTHORITY,
                "Local authority responsible for a placed child, wherever the child lives, "
                f"{AT_THE_END}; children who are not placed are left out",
            ),
            (
                Level.ICB,
                "Integrated care board of the general practice with which a child is registered, wherever the child "
                f"lives, {AT_THE_END}",
            ),
            (
                Level.PROVIDER,
                "Provider whose record it is, each by its own records alone; a child of two counts at both",
            ),
        ],
    )
    def test_each_level_says_by_what_a_child_is_of_an_area(self, level: Level, rule: str) -> None:
        assert {card.area_rule(level) for card in CARDS.values()} == {rule}

    def test_a_plan_is_of_the_authority_that_maintains_it(self) -> None:
        card = EDUCATION_CARDS["ehc_plans_by_need"]
        assert card.area_rule(Level.LOCAL_AUTHORITY).startswith("Local authority that maintains the plan")
        assert card.area_rule(Level.ENGLAND) == "All local authorities of England"


class TestAgeDate:
    @pytest.mark.parametrize(
        ("key", "words"), [("needs", "Period end"), ("was_not_brought", "Contact date"), ("unlinked", "Period end")]
    )
    def test_an_age_is_taken_at_the_age_date_of_the_measure(self, key: str, words: str) -> None:
        for breakdown in (Breakdown.NONE, Breakdown.AGE_BAND, Breakdown.SEX):
            assert CARDS[key].age_rule(breakdown) == words
            assert CARDS[key].age_date_at(breakdown) is CARDS[key].age_date

    @pytest.mark.parametrize(("key", "who"), [("needs", "period end"), ("was_not_brought", "contact date")])
    def test_the_school_phase_is_by_31_august_and_who_is_counted_by_the_measures_own(self, key: str, who: str) -> None:
        card = CARDS[key]
        assert card.age_date_at(Breakdown.SCHOOL_PHASE) is AgeDate.SCHOOL_YEAR
        assert card.age_rule(Breakdown.SCHOOL_PHASE) == f"{ON_31_AUGUST}; {who}, for who is 0 to 25"

    def test_of_figures_of_others_only_those_by_age_have_one(self) -> None:
        by_age = {key for key, card in EDUCATION_CARDS.items() if card.age_date is not AgeDate.NOT_TAKEN}
        assert by_age == {"ehc_plans_by_age_and_sex"}
        assert EDUCATION_CARDS["ehc_plans_by_need"].age_rule(Breakdown.NONE) == "No age is taken"


def test_all_three_stand_together_in_sentences() -> None:
    assert CARDS["caseload"].counted_by_words(Level.PROVIDER, Breakdown.SEX) == (
        "Population: Open caseload. Area: Provider whose record it is, each by its own records alone; a child of two "
        "counts at both. Age date: Period end."
    )


def test_every_table_of_every_card_says_all_three() -> None:
    every: list[Card] = [*CARDS.values(), *EDUCATION_CARDS.values()]
    for card in every:
        for level, breakdown in card.tables():
            counted_by = card.counted_by(level, breakdown)
            assert [name for name, _ in counted_by] == ["Population", "Area", "Age date"]
            assert all(says and not says.endswith(".") for _, says in counted_by)


class TestWhatCountingDoes:
    """A child who lives in ZE901, is with a practice of the board QYY of another place, and was placed by ZE903."""

    CHILD = kid(
        1,
        asked(),
        need("Epilepsy"),
        fact("local_authority", "ZE901", number=1),
        fact("region", "ZE9", number=2),
        fact("icb", "QYY", number=3),
        fact("responsible_authority", "ZE903", number=4),
    )

    @pytest.mark.parametrize(
        ("level", "area"),
        [
            (Level.ENGLAND, ""),
            (Level.REGION, "ZE9"),
            (Level.LOCAL_AUTHORITY, "ZE901"),
            (Level.RESPONSIBLE_AUTHORITY, "ZE903"),
            (Level.ICB, "QYY"),
            (Level.PROVIDER, "RX1"),
        ],
    )
    def test_a_child_is_counted_in_the_area_of_each_rule(self, level: Level, area: str) -> None:
        assert figures("needs", self.CHILD, level=level) == {area: (1, 1)}

    def test_who_is_not_placed_is_of_no_responsible_authority(self) -> None:
        at_home = kid(1, asked(), need("Epilepsy"), fact("local_authority", "ZE901"))
        assert figures("needs", at_home, level=Level.RESPONSIBLE_AUTHORITY) == {}

    def test_all_areas_together_have_those_whose_area_is_not_known(self) -> None:
        nowhere = kid(2, asked(), need("Epilepsy"))
        assert figures("needs", self.CHILD, nowhere) == {"": (2, 2)}

    def test_a_child_of_two_providers_counts_at_both_each_by_its_own_records(self) -> None:
        here = kid(1, asked(), need("Epilepsy"), contact(), referral(AUGUST))
        there = kid(1, referral(AUGUST), organisation=2)
        assert figures("caseload", here, there, level=Level.PROVIDER) == {"RX1": (1, None), "RX2": (1, None)}
        assert figures("children_seen", here, there, level=Level.PROVIDER) == {"RX1": (1, None)}
        assert figures("caseload", here, there) == {"": (1, None)}

    def test_the_area_is_that_which_holds_at_the_end_of_contacts_before_too(self) -> None:
        moved = kid(
            1,
            contact(date(2026, 7, 2)),
            fact("local_authority", "ZE901", until=date(2026, 8, 1)),
            fact("local_authority", "ZE902", since=date(2026, 8, 2), number=2),
        )
        assert figures("children_seen", moved, level=Level.LOCAL_AUTHORITY) == {"ZE902": (1, None)}

    def test_age_is_taken_at_the_contact_where_the_card_says_so_and_the_phase_on_31_august(self) -> None:
        """Five on 1 September 2026: four at the contact in August, and three on 31 August 2025, before the school year
        in which July lies."""
        child = kid(1, contact(AUGUST), referral(AUGUST), born=date(2021, 9, 1))
        assert figures("children_seen", child, breakdown=Breakdown.AGE_BAND) == {"0-4": (1, None)}
        assert figures("caseload", child, breakdown=Breakdown.AGE_BAND) == {"5-10": (1, None)}
        assert figures("caseload", child, breakdown=Breakdown.SCHOOL_PHASE) == {"early_years": (1, None)}

    def test_contacts_to_which_nobody_came_are_counted_where_the_card_says_seen_or_not(self) -> None:
        missed = kid(1, contact(attendance=Attendance.WAS_NOT_BROUGHT.value, statements=2, uncoded=1))
        assert figures("was_not_brought", missed) == {"": (1, 1)}
        assert figures("uncoded", missed) == {"": (1, 2)}
        assert figures("children_seen", missed) == {}

    def test_a_wait_that_ended_in_the_period_counts_of_a_referral_closed_since(self) -> None:
        closed = kid(1, referral(date(2026, 7, 1), closed=date(2026, 9, 1), seen=date(2026, 8, 1)))
        assert sum(number for number, _ in figures("wait_first_contact", closed).values()) == 1
        assert figures("caseload", closed) == {}
