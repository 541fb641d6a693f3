"""What a child's record makes of rows, case by case, by hand."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.access.people import Organisation
from app.clinical.ages import PartialDate
from app.clinical.child import Child, ChildFact, ChildIdentifier, FactAnswer, FactKind, IdentifierKind
from app.clinical.child_facts import NEVER
from app.clinical.encounter import Encounter, EncounterKind
from app.clinical.history import Said, need_histories, said_by_day
from app.clinical.needs import Certainty, Change, GroupAnswer, Statement, TrafficLight
from app.clinical.referral import Referral
from app.clinical.timing import InputMode, Timing
from app.identity import Identity
from app.reports.copy.deriving import observed
from app.reports.copy.places import Places
from app.reports.copy.school_time import takes_school_time
from app.reports.observed import NeedRow, Observed
from app.reports.ports import FACTS_HELD, ChildHistory
from app.terminology.refset import Group, Refset
from tests.clinical.examples import (
    ACCOUNT,
    EPILEPSY,
    GASTROSTOMY,
    NORMAL,
    ORGANISATION,
    OUTSIDE,
    PALSY,
    REFERRAL,
    REFSET,
    SLEEP,
    child,
    entered_in_error,
    not_seen,
    referral,
    statement,
    under,
    visit,
)
from tests.clinical.replaced import RETIRED, changed_refset

KEY = bytes(range(32))
PLACES = Places(
    authorities={"ZN1": "ZE901", "ZN21AA": "ZE902"},
    regions={"ZE901": "ZE9"},
    boards={"Z99001": "QZZ"},
    deciles={"ZN1": "3"},
)
MARCH, APRIL, MAY = date(2026, 3, 4), date(2026, 4, 15), date(2026, 5, 6)
ELSEWHERE = Organisation(Identity(77), "RXX02", "Another Community Trust")


def derived(
    *encounters: Encounter,
    of: Child | None = None,
    referrals: Iterable[Referral] = (referral(),),
    refset: Refset = REFSET,
    organisation: Organisation = ORGANISATION,
) -> Observed:
    history = ChildHistory(of or child(), tuple(referrals), encounters)
    return observed(history, organisation, KEY, PLACES, refset)


def fact(kind: FactKind, value: str | None, number: int = 1, answer: FactAnswer | None = None) -> ChildFact:
    given = answer or (FactAnswer.NONE if value is None else FactAnswer.KNOWN)
    recorded = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=number)
    return ChildFact(Identity(600 + number), kind, given, value, None, None, recorded, ACCOUNT)


def knowing(*facts: ChildFact) -> Child:
    return replace(child(), facts=facts)


def stretches(found: Observed) -> list[tuple[date, date | None, str, bool]]:
    return [(each.since, each.until, each.certainty, each.resolved) for each in found.needs]


def only(found: Observed) -> NeedRow:
    (row,) = found.needs
    return row


def test_a_need_stands_from_the_contact_that_first_says_so_and_carrying_it_changes_nothing() -> None:
    found = derived(visit(MARCH, statement(1)), visit(APRIL, statement(1, change=Change.CARRIED), identity=101))
    row = only(found)
    assert (row.need, row.concept, row.group, row.certainty) == (1, PALSY, "condition", "diagnosed")
    assert (row.since, row.until, row.resolved, row.counted, row.sensitive) == (MARCH, None, False, True, False)


def test_a_change_of_certainty_begins_another_stretch() -> None:
    suspected = replace(statement(1), certainty=Certainty.SUSPECTED)
    diagnosed = statement(1, change=Change.STILL_PRESENT)
    found = derived(visit(MARCH, suspected), visit(APRIL, diagnosed, identity=101))
    assert stretches(found) == [(MARCH, APRIL, "suspected", False), (APRIL, None, "diagnosed", False)]
    assert [each.counted for each in found.needs] == [True, True]


def test_an_excluded_need_keeps_its_row_and_is_not_counted() -> None:
    excluded = replace(statement(1, change=Change.STILL_PRESENT), certainty=Certainty.EXCLUDED)
    found = derived(visit(MARCH, statement(1)), visit(APRIL, excluded, identity=101))
    assert [(each.certainty, each.counted) for each in found.needs] == [("diagnosed", True), ("excluded", False)]


def test_a_resolved_need_ends_and_one_that_comes_back_begins_again_without_being_new() -> None:
    found = derived(
        visit(MARCH, statement(2, EPILEPSY), identity=99),
        visit(APRIL, statement(1), identity=101),
        visit(MAY, statement(1, change=Change.RESOLVED), identity=102),
        visit(MAY + timedelta(days=30), statement(1, change=Change.STILL_PRESENT), identity=103),
    )
    palsy = [each for each in found.needs if each.need == 1]
    assert [(each.since, each.until, each.resolved, each.new) for each in palsy] == [
        (APRIL, MAY, True, True),
        (MAY + timedelta(days=30), None, False, False),
    ]


def test_the_needs_of_the_first_capture_are_not_new() -> None:
    found = derived(visit(MARCH, statement(1)), visit(APRIL, statement(2, EPILEPSY), identity=101))
    assert {each.need: each.new for each in found.needs} == {1: False, 2: True}
    assert found.child.first_captured_on == MARCH


def test_what_is_said_and_resolved_on_one_day_never_stood() -> None:
    at = time(15, 0)
    later = visit(MARCH, statement(1, change=Change.RESOLVED), identity=101)
    later = replace(later, contact=replace(later.contact, at=at))
    assert derived(visit(MARCH, statement(1)), later).needs == ()


def test_a_need_entered_in_error_leaves_wholly() -> None:
    light = replace(statement(1), traffic_light=TrafficLight.RED)
    withdrawn = visit(APRIL, statement(1, change=Change.ENTERED_IN_ERROR), identity=101)
    found = derived(visit(MARCH, light), withdrawn, visit(MAY, statement(1, change=Change.STILL_PRESENT), identity=102))
    assert (found.needs, found.lights) == ((), ())
    assert found.referrals[0].first_diagnosed_on is None


def test_an_encounter_entered_in_error_is_heeded_by_nothing() -> None:
    wrong = entered_in_error(visit(MARCH, replace(statement(1), traffic_light=TrafficLight.RED)))
    found = derived(wrong)
    assert (found.needs, found.asked, found.contacts, found.lights) == ((), (), (), ())
    assert found.child.first_captured_on is None
    assert (found.referrals[0].first_seen_on, found.referrals[0].first_diagnosed_on) == (None, None)


def test_what_a_moved_encounter_took_back_stays_so_though_a_later_visit_affirmed_it() -> None:
    wrong = entered_in_error(visit(MARCH, statement(1, change=Change.ENTERED_IN_ERROR), statement(2, EPILEPSY)))
    later = visit(APRIL, statement(1, change=Change.STILL_PRESENT), identity=101)
    assert derived(wrong, later).needs == ()


def test_an_amended_encounter_counts_as_its_current_version_says() -> None:
    first = visit(MARCH, statement(1))
    amended = replace(first, version=2, statements=(statement(1, EPILEPSY),))
    assert only(derived(amended)).concept == EPILEPSY


def test_a_need_in_the_clinicians_own_words_has_no_concept_and_is_not_counted() -> None:
    row = only(derived(visit(MARCH, statement(1, None))))
    assert (row.concept, row.counted, row.group) == (None, False, "ungrouped")


def test_a_concept_outside_the_reference_set_and_a_member_that_is_no_need_are_not_counted() -> None:
    found = derived(visit(MARCH, statement(1, OUTSIDE), statement(2, NORMAL)))
    assert [(each.concept, each.counted) for each in found.needs] == [(OUTSIDE, False), (NORMAL, False)]


def test_a_replaced_concept_counts_as_what_has_replaced_it() -> None:
    found = derived(visit(MARCH, statement(1, RETIRED, group=Group.CONDITION)), refset=changed_refset())
    assert (only(found).concept, only(found).counted) == (EPILEPSY, True)


def test_recoding_a_replaced_need_to_its_successor_begins_no_stretch() -> None:
    retired = visit(MARCH, statement(1, RETIRED, group=Group.CONDITION))
    recoded = visit(APRIL, statement(1, EPILEPSY, Change.STILL_PRESENT), identity=101)
    assert stretches(derived(retired, recoded, refset=changed_refset())) == [(MARCH, None, "diagnosed", False)]


def test_a_received_record_states_needs_and_is_no_contact() -> None:
    received = replace(visit(MARCH, statement(1), groups={}), kind=EncounterKind.RECORD_RECEIVED)
    found = derived(received)
    assert (only(found).since, only(found).new) == (MARCH, False)
    assert (found.contacts, found.child.first_captured_on, found.referrals[0].first_seen_on) == ((), None, None)


def test_the_pseudonym_follows_the_nhs_number_in_use_and_joins_organisations() -> None:
    here = derived().child
    there = derived(of=replace(child(), organisation=ELSEWHERE.id), organisation=ELSEWHERE).child
    assert (here.child, here.linked, there.linked) == (there.child, True, True)
    assert (here.organisation, there.organisation) == (ORGANISATION.id, ELSEWHERE.id)
    old = replace(child().identifiers[0], until=MARCH)
    new = ChildIdentifier(Identity(41), IdentifierKind.NHS_NUMBER, "9990000026", None, "01")
    assert derived(of=replace(child(), identifiers=(old, new))).child.child != here.child
    # HMAC-SHA-256 of the bytes nhs:9990000018 under the key 00 01 .. 1f: openssl dgst -mac HMAC
    assert here.child == EXPECTED


EXPECTED = 2970316479533573541


def test_a_child_without_an_nhs_number_is_a_child_of_one_record_and_not_linked() -> None:
    without = replace(child(), identifiers=())
    here = derived(of=without).child
    there = derived(of=replace(without, organisation=ELSEWHERE.id), organisation=ELSEWHERE).child
    assert (here.linked, there.linked) == (False, False)
    assert len({here.child, there.child, derived().child.child}) == 3


def test_a_record_of_another_organisation_is_refused() -> None:
    with pytest.raises(ValueError, match="another organisation"):
        derived(organisation=ELSEWHERE)


def test_a_postcode_and_a_practice_are_held_as_what_they_lie_in() -> None:
    of = knowing(fact(FactKind.POSTCODE, "ZN1 4AB"), fact(FactKind.GP_PRACTICE, "Z99001", 2))
    assert {each.kind: each.value for each in derived(of=of).facts} == {
        "local_authority": "ZE901",
        "region": "ZE9",
        "deprivation_decile": "3",
        "icb": "QZZ",
    }


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        (FactKind.POSTCODE, "ZN2 1AA", {"ZE902", "unknown"}),
        (FactKind.POSTCODE, "ZZ99 3VZ", {"unknown"}),
        (FactKind.POSTCODE, None, {"unknown"}),
        (FactKind.POSTCODE, "  ", {"unknown"}),
        (FactKind.GP_PRACTICE, "Z99999", {"unknown"}),
        (FactKind.GP_PRACTICE, None, {"unknown"}),
        (FactKind.LOOKED_AFTER, "Y", {"Y"}),
        (FactKind.LOOKED_AFTER, None, {""}),
        (FactKind.EHC_PLAN, "has_plan", {"has_plan"}),
        (FactKind.ETHNIC_CATEGORY, "A", {"A"}),
        (FactKind.RESPONSIBLE_AUTHORITY, "ZE903", {"ZE903"}),
    ],
)
def test_facts_are_held_as_their_codes(kind: FactKind, value: str | None, expected: set[str]) -> None:
    assert {each.value for each in derived(of=knowing(fact(kind, value))).facts} == expected


def test_other_facts_are_not_held_at_all() -> None:
    of = knowing(fact(FactKind.ADDRESS, "1 Sandpiper Way"), fact(FactKind.CHILD_PROTECTION_PLAN, "01", 2))
    assert derived(of=of).facts == ()


@pytest.mark.parametrize("kind", FactKind)
def test_what_makes_rows_is_what_is_read_for_it(kind: FactKind) -> None:
    found = derived(of=knowing(fact(kind, "2026-02-02")))
    assert bool(found.facts or found.child.died) is (kind in FACTS_HELD)


def test_not_asked_says_nothing_unless_it_takes_back_what_was_said() -> None:
    not_asked = fact(FactKind.LOOKED_AFTER, None, 2, FactAnswer.NOT_ASKED)
    assert derived(of=knowing(not_asked)).facts == ()
    both = derived(of=knowing(fact(FactKind.LOOKED_AFTER, "Y", 1), not_asked)).facts
    assert [each.value for each in both] == ["Y", "unknown"]


def test_what_was_never_so_is_not_held() -> None:
    never = replace(fact(FactKind.EHC_PLAN, "has_plan"), until=NEVER)
    assert derived(of=knowing(never)).facts == ()


def test_a_fact_keeps_its_days_and_when_it_was_recorded() -> None:
    (row,) = derived(of=knowing(replace(fact(FactKind.EHC_PLAN, "has_plan", 5), since=MARCH, until=MAY))).facts
    assert (row.since, row.until, row.recorded_at, row.id) == (MARCH, MAY, datetime(2026, 1, 6, tzinfo=UTC), 605)


def test_the_day_of_death_is_that_last_recorded() -> None:
    of = knowing(fact(FactKind.DEATH_DATE, "2026-02-01"), fact(FactKind.DEATH_DATE, "2026-02-02", 2))
    assert derived(of=of).child.died == date(2026, 2, 2)
    assert derived(of=knowing(fact(FactKind.DEATH_DATE, "not known"))).child.died is None


def test_groups_asked_about_are_rows_and_not_asked_is_none() -> None:
    answers = {
        Group.CONDITION: GroupAnswer.NONE_IDENTIFIED,
        Group.TECHNOLOGY_DEPENDENCY: GroupAnswer.SOME,
        Group.FAMILY_REPORTED_ISSUE: GroupAnswer.NOT_ASKED,
    }
    found = derived(visit(MARCH, groups=answers))
    assert [(each.group, each.on, each.answer) for each in found.asked] == [
        ("condition", MARCH, "none_identified"),
        ("technology_dependency", MARCH, "some"),
    ]


def test_of_two_answers_on_one_day_that_there_are_some_stands() -> None:
    none = visit(MARCH, groups={Group.CONDITION: GroupAnswer.NONE_IDENTIFIED})
    found = derived(visit(MARCH, statement(1), identity=99), none)
    assert [each.answer for each in found.asked] == ["some"]


def test_a_contact_says_whether_the_child_was_seen_and_asked_and_how_long_the_form_took() -> None:
    began = datetime(2026, 3, 4, 10, 30, tzinfo=UTC)
    timing = Timing(
        began,
        began + timedelta(seconds=5),
        began + timedelta(seconds=49, milliseconds=900),
        2,
        60,
        0,
        InputMode.KEYBOARD,
    )
    said = statement(1), statement(2, None), statement(3, SLEEP, Change.CARRIED)
    (row,) = derived(replace(visit(MARCH, *said), timing=timing)).contacts
    assert (row.contact, row.referral, row.on, row.at, row.attendance) == (100, REFERRAL, MARCH, time(10, 30), "5")
    assert (row.eligible, row.captured, row.school_time) == (True, True, True)
    # 44.9 s from the first input; 62 needs take 83.7 s to read (1.35 s each), and 49.9 s passed.
    assert (row.seconds, row.unread) == (44, True)
    assert (row.statements, row.uncoded) == (2, 1)


def test_a_contact_to_which_nobody_came_is_one_but_not_eligible() -> None:
    (row,) = derived(not_seen(visit(MARCH, groups={}))).contacts
    assert (row.attendance, row.eligible, row.captured, row.seconds, row.unread) == ("3", False, False, None, False)


@pytest.mark.parametrize(
    ("on", "at", "expected"),
    [
        (date(2026, 3, 4), time(9, 0), True),
        (date(2026, 3, 4), time(8, 59), False),
        (date(2026, 3, 4), time(15, 29), True),
        (date(2026, 3, 4), time(15, 30), False),
        (date(2026, 3, 4), None, False),
        (date(2026, 3, 7), time(10, 0), False),  # a Saturday
        (date(2026, 8, 5), time(10, 0), False),
        (date(2026, 4, 3), time(10, 0), False),  # Good Friday
        (date(2026, 12, 28), time(10, 0), False),  # for Boxing Day, a Saturday
    ],
)
def test_school_time(on: date, at: time | None, expected: bool) -> None:
    assert takes_school_time(on, at) is expected


def test_a_referral_has_the_day_the_child_was_first_seen_and_first_diagnosed() -> None:
    suspected = replace(statement(1), certainty=Certainty.SUSPECTED)
    found = derived(
        not_seen(visit(MARCH, groups={}, identity=99)),
        visit(APRIL, suspected, statement(2, GASTROSTOMY)),
        visit(MAY, statement(1, change=Change.STILL_PRESENT), identity=101),
        referrals=[replace(referral(), discharged_on=MAY)],
    )
    (row,) = found.referrals
    assert (row.referral, row.received_on, row.closed_on) == (REFERRAL, date(2025, 1, 6), MAY)
    assert (row.first_seen_on, row.first_diagnosed_on) == (APRIL, MAY)


def test_a_condition_that_was_known_before_the_referral_is_no_diagnosis_of_it() -> None:
    known = replace(statement(1), diagnosed=PartialDate(2024))
    within = replace(statement(2, EPILEPSY), diagnosed=PartialDate(2025))
    assert derived(visit(MARCH, known)).referrals[0].first_diagnosed_on is None
    assert derived(visit(MARCH, known), visit(APRIL, within, identity=101)).referrals[0].first_diagnosed_on == APRIL


def test_a_diagnosis_belongs_to_the_referral_whose_contact_made_it() -> None:
    second = replace(referral(), id=Identity(500), received_on=MARCH)
    found = derived(
        visit(MARCH, statement(1)),
        under(second.id, visit(APRIL, statement(1, change=Change.STILL_PRESENT), identity=101)),
        referrals=[referral(), second],
    )
    assert [each.first_diagnosed_on for each in found.referrals] == [MARCH, None]


def test_a_traffic_light_has_what_became_of_it() -> None:
    def light(change: Change, colour: TrafficLight | None) -> Statement:
        return replace(statement(1, SLEEP, change), traffic_light=colour)

    found = derived(
        visit(MARCH, light(Change.NEW, TrafficLight.RED)),
        visit(APRIL, light(Change.STILL_PRESENT, TrafficLight.AMBER), identity=101),
        visit(APRIL + timedelta(days=1), light(Change.CARRIED, None), identity=102),
        visit(MAY, light(Change.RESOLVED, None), identity=103),
    )
    assert [(each.on, each.light, each.next_on, each.next_light) for each in found.lights] == [
        (MARCH, "red", APRIL, "amber"),
        (APRIL, "amber", MAY, "resolved"),
    ]
    assert {(each.need, each.group) for each in found.lights} == {(1, "family_reported_issue")}


def test_a_traffic_light_without_a_next_visit_says_so_and_one_said_without_a_light_too() -> None:
    red = replace(statement(1, SLEEP), traffic_light=TrafficLight.RED)
    plain = statement(1, SLEEP, Change.STILL_PRESENT)
    (alone,) = derived(visit(MARCH, red)).lights
    assert (alone.next_on, alone.next_light) == (None, None)
    (row,) = derived(visit(MARCH, red), visit(APRIL, plain, identity=101)).lights
    assert (row.next_on, row.next_light) == (APRIL, None)


def test_the_record_that_was_written_last_is_told_by_its_latest_row() -> None:
    early = derived().child.recorded_at
    assert early == datetime(2025, 1, 6, 9, tzinfo=UTC)
    assert derived(visit(MARCH, statement(1))).child.recorded_at > early


_days = st.integers(0, 8).map(lambda number: MARCH + timedelta(days=number))
_said = st.builds(
    lambda need, concept, change, certainty: replace(statement(need, concept, change), certainty=certainty),
    st.integers(1, 3),
    st.sampled_from((PALSY, EPILEPSY, SLEEP, NORMAL, OUTSIDE, None)),
    st.sampled_from(tuple(Change)),
    st.sampled_from(tuple(Certainty)),
)
_visits = st.lists(
    st.tuples(_days, st.lists(_said, max_size=3, unique_by=lambda each: each.need), st.booleans()), max_size=7
).map(
    lambda drawn: [
        entered_in_error(visit(on, *said, identity=100 + place))
        if wrong and not said
        else visit(on, *said, identity=100 + place)
        for place, (on, said, wrong) in enumerate(drawn)
    ]
)


@given(_visits)
def test_what_is_said_of_a_day_is_how_the_needs_stand_at_its_end(encounters: list[Encounter]) -> None:
    told: dict[Identity, Said] = {}
    for on, said in said_by_day(encounters):
        told.update((each.need, each) for each in said)
        for history in need_histories(encounters, on):
            latest, found = history.latest, told[history.need]
            assert (found.content.concept, found.content.certainty) == (latest.concept, latest.certainty)
            assert found.change.standing is latest.change.standing
            assert (found.change is Change.RESOLVED) is (latest.change is Change.RESOLVED)


@given(_visits)
def test_on_every_day_the_stretches_are_the_needs_that_stand_with_the_concept_they_count_as(
    encounters: list[Encounter],
) -> None:
    rows = derived(*encounters).needs
    in_error = {each.need for each in need_histories(encounters) if each.latest.change is Change.ENTERED_IN_ERROR}
    for number in range(-1, 10):
        on = MARCH + timedelta(days=number)
        stands = {
            (each.need, each.latest.concept, each.latest.certainty.value)
            for each in need_histories(encounters, on)
            if each.latest.change.standing and each.need not in in_error
        }
        found = [each for each in rows if each.since <= on and (each.until is None or on < each.until)]
        assert {(each.need, each.concept, each.certainty) for each in found} == stands
        assert len(found) == len(stands)
