"""What each measure counts, by hand on a few children. The quarter is 2026-Q3: July to September."""

from datetime import date

from app.reports.card import Breakdown, Level
from app.reports.observed import NeedRow
from tests.reports.generated_small import (
    AUGUST,
    EVERY,
    asked,
    contact,
    fact,
    figures,
    kid,
    light,
    need,
    referral,
)

JULY, LAST = date(2026, 7, 1), date(2026, 9, 30)


def test_children_with_a_need_are_counted_among_those_asked_not_among_those_seen() -> None:
    with_need = kid(1, asked(), need("Epilepsy"))
    none_identified = kid(2, asked("condition", answer="none_identified"))
    not_asked = kid(3, need("Epilepsy"), contact())
    asked_too_long_ago = kid(4, asked(on=date(2025, 9, 30)), need("Epilepsy"))
    asked_just_in_time = kid(5, asked("condition", on=date(2025, 10, 1), answer="none_identified"))
    children = (with_need, none_identified, not_asked, asked_too_long_ago, asked_just_in_time)
    assert figures("needs", *children) == {"": (1, 3)}


def test_not_asked_and_none_identified_are_never_confused() -> None:
    assert figures("needs_by_group", kid(1, asked("condition", answer="not_asked")), every=True) == {}
    none = figures("needs_by_group", kid(1, asked("condition", answer="none_identified")), every=True)
    assert none == {"condition": (0, 1), "condition.reported": (0, 1), "condition.suspected": (0, 1)}


def test_a_need_counts_while_it_stands_at_the_end_of_the_period() -> None:
    def stands(row: NeedRow) -> bool:
        return bool(figures("needs", kid(1, asked(), row)))

    assert stands(need("Epilepsy", since=LAST))
    assert not stands(need("Epilepsy", since=date(2026, 10, 1)))
    assert stands(need("Epilepsy", until=date(2026, 10, 1)))
    assert not stands(need("Epilepsy", until=LAST))


def test_excluded_uncoded_sensitive_and_safeguarding_needs_are_counted_nowhere() -> None:
    hidden = kid(
        1,
        asked(*EVERY, "safeguarding"),
        need("Epilepsy", "excluded"),
        need(None),
        need("Cerebral palsy", sensitive=True),
        need("West syndrome", counted=False),
    )
    for key in ("needs", "needs_by_group", "needs_by_concept", "needs_by_condition", "group_pairs"):
        assert figures(key, hidden) == {}
    assert not any("safeguarding" in item for item in figures("needs_by_group", hidden, every=True))


def test_children_on_the_caseload_with_a_need_are_of_open_referrals_asked_or_not() -> None:
    open_with = kid(1, referral(AUGUST), need("Epilepsy"))
    open_without = kid(2, referral(AUGUST, closed=date(2026, 10, 1)))
    closed = kid(3, referral(AUGUST, closed=LAST), need("Epilepsy"))
    assert figures("needs_on_caseload", open_with, open_without, closed) == {"": (1, 2)}
    assert figures("caseload", open_with, open_without, closed) == {"": (2, None)}


def test_groups_overlap_and_each_is_of_those_asked_about_it() -> None:
    both = kid(1, asked("condition", "technology_dependency"), need("Epilepsy"), need("Gastrostomy present"))
    one = kid(2, asked("condition"), need("Epilepsy"), need("Gastrostomy present"))
    assert figures("needs_by_group", both, one) == {"condition": (2, 2), "technology_dependency": (1, 1)}


def test_suspected_and_reported_are_told_apart_from_diagnosed() -> None:
    children = (
        kid(1, asked(), need("Epilepsy")),
        kid(2, asked(), need("Epilepsy", "suspected"), need("Cerebral palsy")),
        kid(3, asked(), need("Epilepsy", "reported")),
    )
    assert figures("needs_by_group", *children) == {
        "condition": (2, 3),
        "condition.reported": (1, 3),
        "condition.suspected": (1, 3),
    }
    assert figures("needs_by_concept", *children) == {
        "84757009": (1, 3),
        "84757009.reported": (1, 3),
        "84757009.suspected": (1, 3),
        "128188000": (1, 3),
    }


def test_what_families_report_is_counted_as_such() -> None:
    child = kid(1, asked(), need("Housing unsatisfactory", "reported"), need("School problem", "suspected"))
    assert figures("needs_by_group", child) == {
        "family_reported_issue": (1, 1),
        "family_reported_issue.suspected": (1, 1),
    }


def test_the_same_concept_twice_counts_once_at_its_surest() -> None:
    here = kid(1, asked(), need("Epilepsy", "suspected"))
    there = kid(1, need("Epilepsy"), organisation=2)
    assert figures("needs_by_concept", here, there) == {"84757009": (1, 1)}


def test_a_concept_that_no_child_has_is_not_listed_and_one_that_some_have_is_everywhere() -> None:
    has = kid(1, asked(), need("Epilepsy"), fact("local_authority", "ZE901"))
    has_not = kid(2, asked(), fact("local_authority", "ZE902"))
    found = figures("needs_by_concept", has, has_not, level=Level.LOCAL_AUTHORITY, every=True)
    assert found == {"ZE901 84757009": (1, 1), "ZE902 84757009": (0, 1)}


def test_a_child_with_two_kinds_of_a_broad_condition_counts_once() -> None:
    child = kid(1, asked(), need("West syndrome"), need("Generalised epilepsy"))
    suspected = kid(2, asked(), need("Epilepsy", "suspected"))
    assert figures("needs_by_condition", child, suspected) == {"epilepsy": (1, 2), "epilepsy.suspected": (1, 2)}


def test_technologies_are_counted_by_concept_of_those_asked_about_technology() -> None:
    fed = kid(1, asked(), need("Gastrostomy present"), need("Epilepsy"))
    assert figures("technology", fed, kid(2, asked("technology_dependency")), kid(3, asked("condition"))) == {
        "302109006": (1, 2)
    }


def test_the_complexity_scale_counts_distinct_needs_in_bands() -> None:
    conditions = ("Epilepsy", "West syndrome", "Cerebral palsy", "Asthma", "Eczema")
    five = kid(
        1,
        asked(),
        [need(each) for each in conditions],
        need("Epilepsy", "suspected"),
        need("Gastrostomy present", "reported"),
        need("Requires constant supervision"),
    )
    none = kid(2, asked("condition", answer="none_identified"))
    assert figures("complexity", five, none) == {
        "C:0": (1, 2),
        "C:5-9": (1, 2),
        "T:1": (1, 1),
        "F:0": (1, 1),
        "R:1": (1, 1),
    }


def test_the_complexity_scale_takes_in_sensitive_conditions_as_a_number() -> None:
    child = kid(1, asked("condition"), need("Epilepsy", sensitive=True), need("Asthma"))
    assert figures("complexity", child) == {"C:2": (1, 1)}


def test_the_complexity_scale_is_told_by_gmfcs_level_the_last_begun_of_several() -> None:
    level = "Gross Motor Function Classification System for Cerebral Palsy level "
    child = kid(
        1,
        asked("condition", "functional_level"),
        need(f"{level}V"),
        need(f"{level}II", since=AUGUST),
        need("Cerebral palsy"),
        need("Epilepsy"),
        need("Asthma"),
    )
    unlevelled = kid(2, asked("condition", "functional_level"), need("Asthma"))
    assert figures("complexity_by_gmfcs", child, unlevelled) == {"II/C:3-4": (1, 1)}
    assert figures("gmfcs", child, unlevelled) == {"II": (1, 2)}


def test_pairs_are_of_children_asked_about_both_groups_and_leave_out_the_suspected() -> None:
    both = kid(1, asked(), need("Epilepsy"), need("Gastrostomy present"), need("Cerebral palsy"))
    unsure = kid(2, asked(), need("Epilepsy", "suspected"), need("Gastrostomy present"), need("Cerebral palsy"))
    half_asked = kid(3, asked("condition"), need("Epilepsy"), need("Gastrostomy present"), need("Cerebral palsy"))
    children = (both, unsure, half_asked)
    assert figures("group_pairs", *children) == {"condition+technology_dependency": (2, 2)}
    assert figures("condition_pairs", *children) == {
        "epilepsy+cerebral_palsy": (2, 3),
        "cerebral_palsy+tube_feeding": (2, 2),
    }


def test_newly_recorded_leaves_out_the_first_capture_and_what_another_organisation_knew() -> None:
    new = kid(1, asked(), need("Epilepsy", since=AUGUST, new=True))
    first_capture = kid(2, asked(), need("Epilepsy", since=AUGUST))
    known = kid(3, asked(), need("Epilepsy", since=AUGUST, new=True))
    elsewhere = kid(3, need("Epilepsy", until=date(2025, 1, 1)), organisation=2)
    earlier = kid(4, asked(), need("Epilepsy", since=date(2026, 6, 30), new=True))
    children = (new, first_capture, known, elsewhere, earlier)
    assert figures("new_needs", *children) == {"condition": (1, 4)}
    assert figures("new_needs", *children, level=Level.PROVIDER) == {"RX1 condition": (2, 4)}


def test_resolved_needs_are_those_that_ended_in_the_period_and_stand_nowhere() -> None:
    ended = kid(1, asked(), need("Epilepsy", until=JULY, resolved=True))
    amended = kid(2, asked(), need("Epilepsy", until=AUGUST))
    back = kid(3, asked(), need("Epilepsy", until=JULY, resolved=True), need("Epilepsy", since=AUGUST))
    before = kid(4, asked(), need("Epilepsy", until=date(2026, 6, 30), resolved=True))
    assert figures("resolved_needs", ended, amended, back, before) == {"condition": (1, 4)}


def test_children_seen_are_counted_once() -> None:
    seen = kid(1, contact(), contact(LAST))
    not_brought = kid(2, contact(attendance="3"))
    assert figures("children_seen", seen, not_brought, kid(3, contact(date(2026, 6, 30)))) == {"": (1, None)}


def test_capture_is_complete_when_every_contact_at_which_a_child_was_seen_was_asked_at() -> None:
    child = kid(1, contact(captured=True), contact(), contact(attendance="2"))
    assert figures("capture_completeness", child) == {"": (1, 2)}


def test_asked_rates_are_of_children_seen_and_of_12_months() -> None:
    seen = kid(1, contact(), asked("condition", on=date(2025, 12, 1)))
    seen_too = kid(2, contact())
    not_seen = kid(3, asked("condition"))
    assert figures("asked", seen, seen_too, not_seen) == {"condition": (1, 2)}


def test_uncoded_statements_are_of_all_statements() -> None:
    assert figures("uncoded", kid(1, contact(statements=4, uncoded=1), contact(statements=0))) == {"": (1, 4)}


def test_waits_count_whole_weeks_and_those_still_waiting() -> None:
    children = (
        kid(1, referral(date(2026, 7, 1), seen=date(2026, 8, 11))),  # 41 days
        kid(2, referral(date(2026, 7, 1), seen=date(2026, 8, 12))),  # 42 days
        kid(3, referral(date(2026, 5, 28))),  # 125 days by 30 September
        kid(4, referral(date(2026, 5, 27), seen=date(2026, 10, 5))),  # 126 days, not yet seen then
        kid(5, referral(date(2026, 5, 1), closed=LAST)),
        kid(6, referral(date(2026, 5, 1), seen=date(2026, 6, 1))),
        kid(7, referral(date(2026, 8, 2), seen=date(2026, 8, 1))),
    )
    assert figures("wait_first_contact", *children) == {
        "seen:under-6": (2, 5),
        "seen:6-11": (1, 5),
        "waiting:12-17": (1, 5),
        "waiting:18-and-over": (1, 5),
    }


def test_waits_for_a_diagnosis_end_with_it() -> None:
    diagnosed = kid(1, referral(date(2026, 1, 1), seen=JULY, diagnosed=AUGUST))
    waiting = kid(2, referral(date(2026, 9, 1), seen=LAST))
    assert figures("wait_diagnosis", diagnosed, waiting) == {
        "diagnosed:18-and-over": (1, 2),
        "waiting:under-6": (1, 2),
    }


def test_was_not_brought_is_of_contacts_that_were_not_cancelled() -> None:
    child = kid(1, *(contact(attendance=code) for code in "234567"))
    assert figures("was_not_brought", child) == {"": (1, 4)}


def test_children_without_an_nhs_number_are_stated() -> None:
    open_referral = referral(AUGUST)
    assert figures("unlinked", kid(1, open_referral), kid(2, open_referral, linked=False)) == {"": (1, 2)}


def test_seconds_are_of_forms_that_were_timed_and_by_provider() -> None:
    child = kid(1, contact(seconds=59), contact(seconds=60), contact(seconds=4, unread=True), contact())
    assert figures("form_seconds", child, level=Level.PROVIDER) == {"RX1 under_60": (2, 3), "RX1 unread": (1, 3)}


def test_what_became_of_amber_and_red_states_those_without_a_next_visit() -> None:
    child = kid(
        1,
        light(AUGUST, "amber", LAST, "resolved"),
        light(AUGUST, "red", LAST, "amber"),
        light(AUGUST, "red", LAST, "red"),
        light(AUGUST, "amber", LAST, "red"),
        light(AUGUST, "amber", date(2026, 10, 1), "green"),
        light(AUGUST, "amber"),
        light(AUGUST, "green", LAST, "red"),
        light(date(2025, 9, 30), "red", LAST, "green"),
    )
    assert figures("concerns_next_visit", child) == {
        "resolved": (1, 6),
        "better": (1, 6),
        "same": (1, 6),
        "worse": (1, 6),
        "no_next_visit": (2, 6),
    }


def test_barriers_are_what_families_report() -> None:
    child = kid(1, asked(), need("Housing unsatisfactory", "reported"), need("School problem"), need("Epilepsy"))
    assert figures("barriers", child, kid(2, asked("family_reported_issue"))) == {
        "105531004": (1, 2),
        "161155000": (1, 2),
    }


def test_school_time_is_counted_in_contacts_and_in_children_of_5_to_18() -> None:
    child = kid(1, contact(school_time=True), contact(school_time=True), contact())
    other = kid(2, contact())
    too_young = kid(3, contact(school_time=True), born=date(2021, 8, 11))
    just_five = kid(4, contact(school_time=True), born=date(2021, 8, 10))
    assert figures("school_time", child, other, too_young, just_five) == {"contacts": (3, 5), "children": (2, 3)}


def test_ages_go_from_0_to_25_and_an_unknown_one_is_a_row() -> None:
    children = (
        kid(1, referral(AUGUST), born=date(2026, 9, 30)),
        kid(2, referral(AUGUST), born=date(2000, 10, 1)),
        kid(3, referral(AUGUST), born=date(2000, 9, 30)),
        kid(4, referral(AUGUST), born=None),
        kid(5, referral(AUGUST), born=date(2026, 10, 1)),
        kid(6, referral(AUGUST), died=LAST),
    )
    assert figures("caseload", *children, breakdown=Breakdown.AGE_BAND) == {
        "0-4": (1, None),
        "19-25": (1, None),
        "unknown": (1, None),
    }


def test_age_at_a_contact_is_that_of_its_day() -> None:
    child = kid(1, contact(date(2026, 8, 9)), contact(AUGUST), born=date(2015, 8, 10))
    found = figures("was_not_brought", child, breakdown=Breakdown.AGE_BAND, every=True)
    assert found == {"5-10": (0, 1), "11-15": (0, 1)}


def test_school_phase_is_by_age_on_the_last_31_august_before_the_period() -> None:
    children = (
        kid(1, referral(AUGUST), born=date(2021, 8, 31)),
        kid(2, referral(AUGUST), born=date(2021, 9, 1)),
        kid(3, referral(AUGUST), born=date(2026, 1, 1)),
        kid(4, referral(AUGUST), born=date(2009, 8, 31)),
    )
    assert figures("caseload", *children, breakdown=Breakdown.SCHOOL_PHASE) == {
        "primary": (1, None),
        "early_years": (2, None),
        "post_16": (1, None),
    }


def test_a_moved_child_is_where_the_fact_that_holds_at_the_end_says() -> None:
    moved = kid(
        1,
        referral(AUGUST),
        fact("local_authority", "ZE901", until=date(2026, 9, 29), hour=12),
        fact("local_authority", "ZE902", since=LAST, hour=10),
        fact("local_authority", "ZE903", since=date(2026, 10, 1), hour=13),
    )
    assert figures("caseload", moved, level=Level.LOCAL_AUTHORITY) == {"ZE902": (1, None)}


def test_of_facts_that_hold_the_last_recorded_stands_whoever_recorded_it() -> None:
    here = kid(1, referral(AUGUST), fact("local_authority", "ZE901", hour=10))
    there = kid(1, fact("local_authority", "ZE902", hour=11), organisation=2)
    assert figures("caseload", here, there, level=Level.LOCAL_AUTHORITY) == {"ZE902": (1, None)}
    assert figures("caseload", here, there, level=Level.PROVIDER) == {"RX1": (1, None)}


def test_an_unknown_area_is_a_row_of_its_own() -> None:
    children = (kid(1, referral(AUGUST)), kid(2, referral(AUGUST), fact("icb", "unknown")))
    for level in (Level.LOCAL_AUTHORITY, Level.REGION, Level.ICB):
        assert figures("caseload", *children, level=level) == {"unknown": (2, None)}


def test_placed_children_are_counted_by_responsible_authority_too_and_others_are_not() -> None:
    placed = kid(
        1, referral(AUGUST), fact("local_authority", "ZE901"), fact("responsible_authority", "ZE903", number=2)
    )
    at_home = kid(2, referral(AUGUST), fact("local_authority", "ZE901"), fact("responsible_authority", "", number=2))
    assert figures("caseload", placed, at_home, level=Level.RESPONSIBLE_AUTHORITY) == {"ZE903": (1, None)}
    assert figures("caseload", placed, at_home, level=Level.LOCAL_AUTHORITY) == {"ZE901": (2, None)}


def test_circumstances_are_parts_and_known_to_be_none_is_not_unknown() -> None:
    children = (
        kid(1, referral(AUGUST), fact("looked_after", "Y")),
        kid(2, referral(AUGUST), fact("looked_after", "X")),
        kid(3, referral(AUGUST)),
        kid(4, referral(AUGUST), fact("looked_after", "")),
        kid(5, referral(AUGUST), fact("looked_after", "perhaps")),
    )
    assert figures("caseload", *children, breakdown=Breakdown.LOOKED_AFTER) == {
        "Y": (1, None),
        "unknown": (3, None),
        "none": (1, None),
    }


def test_a_child_in_common_of_two_clinics_counts_once_and_at_each_clinic() -> None:
    here = kid(1, asked(), referral(AUGUST), need("Epilepsy"))
    there = kid(1, asked(), referral(AUGUST), need("Epilepsy"), organisation=2)
    assert figures("needs", here, there) == {"": (1, 1)}
    assert figures("needs", here, there, level=Level.PROVIDER) == {"RX1": (1, 1), "RX2": (1, 1)}


def test_a_child_without_nhs_number_counts_at_each_clinic_and_is_stated() -> None:
    here = kid(1, referral(AUGUST), linked=False)
    there = kid(2, referral(AUGUST), linked=False, organisation=2)
    assert figures("caseload", here, there) == {"": (2, None)}
    assert figures("unlinked", here, there) == {"": (2, 2)}


def test_a_missing_date_of_birth_is_taken_from_another_organisation() -> None:
    here = kid(1, referral(AUGUST), born=None)
    there = kid(1, organisation=2, born=date(2024, 1, 1))
    assert figures("caseload", here, there, breakdown=Breakdown.AGE_BAND) == {"0-4": (1, None)}
