"""What the demonstration says of needs at a visit: by whom, how, and what still asks."""

from collections import Counter
from collections.abc import Iterator

from app.clinical.ages import london_date
from app.clinical.checks import Circumstances, problems_of
from app.clinical.child import Child
from app.clinical.encounter import Encounter
from app.clinical.entitlement import may_diagnose, within_own
from app.clinical.history import Expiry, NeedHistory, earlier_than, need_histories, standing_needs
from app.clinical.needs import Certainty, Change, SaidBy
from app.clinical.problems import errors_among
from app.clinical.professional import Profession
from app.demo.statements import EXPIRY
from app.identity import Identity
from app.terminology.refset import Group
from tests.demo.conftest import Loaded


def test_most_needs_of_ones_own_profession_are_reviewed_with_the_one_key_and_some_are_touched(loaded: Loaded) -> None:
    said: Counter[Change] = Counter()
    for encounter in loaded.encounters:
        for each in encounter.statements if encounter.seen else ():
            member = loaded.refset.member(each.concept) if each.concept is not None else None
            if within_own(encounter.profession, member):
                said[each.change] += 1
    again = said[Change.REVIEWED_UNCHANGED] + said[Change.STILL_PRESENT] + said[Change.CARRIED]
    assert 0.4 * again < said[Change.REVIEWED_UNCHANGED]
    assert 0.1 * again < said[Change.STILL_PRESENT]
    assert 0.1 * again < said[Change.CARRIED]


def test_the_one_key_affirms_nothing_outside_ones_own_profession_and_nothing_that_asks(loaded: Loaded) -> None:
    reviewed = 0
    for encounter, histories in _with_histories(loaded):
        for each in encounter.statements:
            if each.change is not Change.REVIEWED_UNCHANGED:
                continue
            reviewed += 1
            assert each.concept is not None
            assert within_own(encounter.profession, loaded.refset.member(each.concept))
            assert each.source.profession is encounter.profession
            assert not EXPIRY.asks(histories[each.need], encounter.contact.on), each.term
    assert reviewed > 3_000


def test_what_is_followed_from_visit_to_visit_is_what_the_core_makes_of_all_of_them(loaded: Loaded) -> None:
    opened = loaded.recording.opened
    assert len(opened) == loaded.size.children
    for record in opened.values():
        histories = need_histories(loaded.store.encounters_of(record.child))
        assert record.histories == {each.need: each for each in histories}
        assert record.records == sum(len(loaded.store.versions[each.id]) for each in _of(loaded, record.child))


def test_some_needs_ask_today_and_most_do_not(loaded: Loaded) -> None:
    standing = [
        history
        for encounters in loaded.store.encounters.values()
        for history in standing_needs(need_histories(encounters))
    ]
    by_visits = sum(history.untouched_visits >= Expiry().visits for history in standing)
    asking = sum(Expiry().asks(history, loaded.size.today) for history in standing)
    assert by_visits > 100
    assert 0.1 * len(standing) < asking < 0.5 * len(standing)


def test_one_condition_at_most_is_primary_for_a_referral(loaded: Loaded) -> None:
    with_one = 0
    for encounters in loaded.store.encounters.values():
        primary = [each for each in standing_needs(need_histories(encounters)) if each.primary_for]
        assert len(primary) <= 1
        assert all(each.latest.group is Group.CONDITION for each in primary)
        with_one += len(primary)
    assert with_one > 0.8 * len(loaded.store.encounters)


def test_nobody_diagnoses_what_is_not_theirs_to_diagnose(loaded: Loaded) -> None:
    told: Counter[Certainty] = Counter()
    for encounter in loaded.encounters:
        for each in encounter.statements:
            member = loaded.refset.member(each.concept) if each.concept is not None else None
            said = each.source.said_by is SaidBy.CLINICIAN and each.change is Change.NEW and each.concept is not None
            if said and not may_diagnose(each.source.profession, member):
                told[each.certainty] += 1
    assert told[Certainty.REPORTED] > 100
    assert set(told) == {Certainty.REPORTED, Certainty.SUSPECTED}


def test_no_generated_encounter_has_an_error_and_few_have_a_warning(loaded: Loaded) -> None:
    children = {each.id: each for each in loaded.store.of(Child)}
    warned = judged = 0
    for encounters in list(loaded.store.encounters.values())[::4]:
        for encounter in encounters:
            if encounter.entered_in_error:
                continue
            circumstances = Circumstances(
                children[encounter.child],
                loaded.store.referrals[encounter.referral],
                need_histories(earlier_than(encounter, encounters)),
                loaded.refset,
                london_date(encounter.recorded_at),
            )
            problems = problems_of(encounter, circumstances)
            assert not errors_among(problems)
            warned += bool(problems)
            judged += 1
    assert judged > 1_500
    assert warned < 0.01 * judged


def test_some_needs_are_in_a_clinicians_own_words_and_stand_uncounted(loaded: Loaded) -> None:
    own = [
        (history, profile)
        for (_, profile), encounters in zip(loaded.standing(), loaded.store.encounters.values(), strict=True)
        for history in standing_needs(need_histories(encounters))
        if history.latest.concept is None
    ]
    assert 20 < len(own) < 80
    assert all(history.latest.certainty is Certainty.REPORTED for history, _ in own)


def test_therapists_review_what_is_theirs(loaded: Loaded) -> None:
    reviewing = {
        encounter.profession
        for encounter in loaded.encounters
        if any(each.change is Change.REVIEWED_UNCHANGED for each in encounter.statements)
    }
    assert reviewing == set(Profession) - {Profession.OTHER}


def _of(loaded: Loaded, child: Identity) -> list[Encounter]:
    return loaded.store.encounters_of(child)


def _with_histories(loaded: Loaded) -> Iterator[tuple[Encounter, dict[Identity, NeedHistory]]]:
    for encounters in loaded.store.encounters.values():
        for encounter in encounters:
            histories = need_histories(earlier_than(encounter, encounters))
            yield encounter, {each.need: each for each in histories}
