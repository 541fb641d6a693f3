"""The clinical rules, each with a case that passes and a case that does not."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.clinical.ages import PartialDate
from app.clinical.checks import problems_of, text_fault
from app.clinical.encounter import (
    Attendance,
    CodedItem,
    Encounter,
    EncounterKind,
    NextAppointment,
    Outcome,
)
from app.clinical.history import need_histories
from app.clinical.needs import Certainty, Change, GroupAnswer, SaidBy, Source, Statement, TrafficLight
from app.clinical.problems import Problem, Severity
from app.clinical.professional import Profession
from app.identity import Identity
from app.terminology.concept import ConceptId
from app.terminology.refset import Group
from tests.clinical.examples import (
    BORN,
    CARE,
    EPILEPSY,
    GASTROSTOMY,
    GMFCS_II,
    GMFCS_III,
    NHS_NUMBER,
    OUTSIDE,
    REFSET,
    SLEEP,
    TODAY,
    child,
    circumstances,
    not_seen,
    said_by,
    statement,
    visit,
)

YESTERDAY = TODAY - timedelta(days=1)
TOMORROW = TODAY + timedelta(days=1)


def found(encounter: Encounter, *earlier: Encounter, introduced: Iterable[int] = ()) -> set[tuple[str, str]]:
    """The (item, code) of every problem of an encounter that follows the earlier ones."""
    known = frozenset(Identity(need) for need in introduced)
    return {
        (problem.item, problem.code)
        for problem in problems_of(encounter, circumstances(*need_histories(earlier), introduced=known))
    }


def contact(encounter: Encounter, **changes: object) -> Encounter:
    return replace(encounter, contact=replace(encounter.contact, **changes))  # type: ignore[arg-type]


def said(**changes: object) -> Encounter:
    """A visit with one statement, changed so."""
    return visit(TODAY, replace(statement(1), **changes))  # type: ignore[arg-type]


def test_a_plain_visit_has_no_problem() -> None:
    assert found(visit(TODAY, statement(1), statement(2, GASTROSTOMY))) == set()


def test_all_problems_are_told_at_once() -> None:
    encounter = contact(replace(visit(TOMORROW), present=frozenset(), outcome=None), mechanism=None)
    assert found(encounter) == {
        ("contact.on", "future"),
        ("contact.mechanism", "missing"),
        ("present", "missing"),
        ("outcome", "missing"),
    }


def test_the_referral_and_the_child_belong_together() -> None:
    assert found(replace(visit(), child=Identity(44))) == {("referral", "other-child")}


@pytest.mark.parametrize(
    ("on", "problems"),
    [
        (TODAY, set()),
        (TOMORROW, {("contact.on", "future")}),
        (BORN - timedelta(days=1), {("contact.on", "before-birth"), ("contact.on", "before-referral")}),
        (date(2025, 1, 6), set()),
        (date(2025, 1, 5), {("contact.on", "before-referral")}),
    ],
)
def test_a_contact_is_after_birth_and_referral_and_not_in_the_future(on: date, problems: set[tuple[str, str]]) -> None:
    assert found(visit(on)) == problems


def test_a_contact_before_the_referral_is_a_warning() -> None:
    (problem,) = problems_of(visit(date(2025, 1, 5)), circumstances())
    assert problem.severity is Severity.WARNING


@pytest.mark.parametrize(
    ("encounter", "item"),
    [
        (contact(visit(), mechanism=None), "contact.mechanism"),
        (replace(visit(), present=frozenset()), "present"),
        (replace(visit(), outcome=None), "outcome"),
        (replace(visit(), activities=()), "activities"),
    ],
)
def test_an_attended_contact_says_how_who_what_and_what_next(encounter: Encounter, item: str) -> None:
    assert found(encounter) == {(item, "missing")}


def test_a_record_received_needs_none_of_that() -> None:
    received = contact(replace(visit(), kind=EncounterKind.RECORD_RECEIVED, present=frozenset()), mechanism=None)
    assert found(replace(received, outcome=None, activities=())) == set()


@pytest.mark.parametrize("attendance", [each for each in Attendance if not each.seen])
def test_a_child_who_was_not_seen_has_needs_carried_and_none_reviewed(attendance: Attendance) -> None:
    earlier = visit(YESTERDAY, statement(1), identity=90)
    cancelled = {"cancelled_on": YESTERDAY} if attendance.cancelled else {}
    carried = contact(not_seen(visit(TODAY, statement(1, change=Change.CARRIED)), attendance), **cancelled)
    assert found(carried, earlier) == set()
    for change in (each for each in Change if each not in (Change.NEW, Change.CARRIED)):
        reviewed = contact(not_seen(visit(TODAY, statement(1, change=change), groups={}), attendance), **cancelled)
        assert found(reviewed, earlier) == {("statements", "not-seen")}


def test_a_child_who_was_not_seen_was_asked_about_no_group() -> None:
    asked = not_seen(visit(groups={Group.NUTRITION: GroupAnswer.NONE_IDENTIFIED}))
    assert found(asked) == {("groups", "not-seen")}


def test_amending_to_not_brought_may_take_back_what_this_visit_had_recorded() -> None:
    taken_back = not_seen(visit(TODAY, statement(1, change=Change.ENTERED_IN_ERROR)))
    assert found(taken_back, introduced={1}) == set()


@pytest.mark.parametrize(
    ("encounter", "problems"),
    [
        (
            contact(
                not_seen(visit(), Attendance.CANCELLED_BY_PATIENT), cancelled_on=YESTERDAY, cancellation_reason="02"
            ),
            set(),
        ),
        (not_seen(visit(), Attendance.CANCELLED_BY_PROVIDER), {("contact.cancelled_on", "missing")}),
        (contact(visit(), cancelled_on=YESTERDAY), {("contact.cancelled_on", "not-cancelled")}),
        (contact(visit(), cancellation_reason="01"), {("contact.cancelled_on", "not-cancelled")}),
        (
            contact(not_seen(visit(), Attendance.CANCELLED_BY_PATIENT), cancelled_on=TOMORROW),
            {("contact.cancelled_on", "future")},
        ),
    ],
)
def test_a_cancellation_has_its_date_and_only_a_cancelled_contact_has_one(
    encounter: Encounter, problems: set[tuple[str, str]]
) -> None:
    assert found(encounter) == problems


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("administrative_category", "01"),
        ("consultation_type", "02"),
        ("subject", "01"),
        ("location_type", "K02"),
        ("group_therapy", "N"),
    ],
)
def test_codes_of_the_contact_are_those_of_their_lists(field: str, code: str) -> None:
    assert found(contact(visit(), **{field: code})) == set()
    assert found(contact(visit(), **{field: "?"})) == {(f"contact.{field}", "unknown-code")}


@pytest.mark.parametrize(("minutes", "fits"), [(1, True), (1_440, True), (0, False), (-5, False), (1_441, False)])
def test_minutes_are_within_a_day(minutes: int, fits: bool) -> None:
    encounter = contact(visit(), minutes=minutes)
    assert found(encounter) == (set() if fits else {("contact.minutes", "out-of-range")})
    activity = replace(visit().activities[0], minutes=minutes)
    encounter = replace(visit(), activities=(activity,))
    assert found(encounter) == (set() if fits else {("activities[0].minutes", "out-of-range")})


def test_an_activity_is_one_of_the_list() -> None:
    activity = replace(visit().activities[0], activity_type="55")
    assert found(replace(visit(), activities=(activity,))) == {("activities[0].activity_type", "unknown-code")}


@pytest.mark.parametrize(
    ("name", "scheme", "other"), [("procedure", "06", "04 "), ("finding", "04", "06"), ("observation", "03", "06")]
)
def test_a_coded_item_names_a_scheme_of_its_own_list(name: str, scheme: str, other: str) -> None:
    activity = visit().activities[0]
    for given, problems in ((scheme, set()), (other, {(f"activities[0].{name}", "unknown-code")})):
        coded = CodedItem(given, "128188000")
        changed = replace(activity, **{name: coded})  # type: ignore[arg-type]
        assert found(replace(visit(), activities=(changed,))) == problems


def test_a_need_once_recorded_is_not_recorded_as_new() -> None:
    earlier = visit(YESTERDAY, statement(1), identity=90)
    assert found(visit(TODAY, statement(1, change=Change.STILL_PRESENT)), earlier) == set()
    assert found(visit(TODAY, statement(1)), earlier) == {("statements[0]", "already-known")}


def test_only_a_known_need_is_still_present_or_resolved() -> None:
    encounter = visit(TODAY, statement(1, change=Change.RESOLVED))
    assert found(encounter) == {("statements[0]", "unknown-need")}
    assert found(encounter, introduced={1}) == set()


def test_a_closed_need_does_not_come_back_by_itself() -> None:
    closed = [
        visit(YESTERDAY - timedelta(days=1), statement(1), identity=89),
        visit(YESTERDAY, statement(1, change=Change.RESOLVED), identity=90),
    ]
    assert found(visit(TODAY, statement(1, change=Change.STILL_PRESENT)), *closed) == {("statements[0]", "closed-need")}
    assert found(visit(TODAY, statement(2)), *closed) == set()


def test_a_need_or_a_new_concept_stands_once() -> None:
    twice = visit(TODAY, statement(1), statement(1))
    assert found(twice) == {("statements[0]", "repeated"), ("statements[1]", "repeated")}
    same_concept = visit(TODAY, statement(1, change=Change.CARRIED), statement(2))
    assert found(same_concept, visit(YESTERDAY, statement(1), identity=90)) == {("statements[1]", "repeated")}
    in_words = visit(TODAY, statement(1, None, term="Loves water"), statement(2, None, term="Fears dogs"))
    assert found(in_words) == set()


def test_of_a_one_of_set_one_member_stands() -> None:
    earlier = visit(YESTERDAY, statement(1, GMFCS_II), identity=90)
    both = visit(TODAY, statement(1, GMFCS_II, Change.CARRIED), statement(2, GMFCS_III))
    assert found(both, earlier) == {("statements[1]", "one-of")}
    changed = visit(TODAY, statement(1, GMFCS_II, Change.RESOLVED), statement(2, GMFCS_III))
    assert found(changed, earlier) == set()


def test_one_of_is_judged_by_the_concept_not_by_the_words() -> None:
    same_words = visit(TODAY, statement(1, GMFCS_II, term="Walks"), statement(2, GMFCS_III, term="Walks"))
    assert found(same_words) == {("statements[1]", "one-of")}


def test_a_concept_outside_the_reference_set_is_kept_with_a_warning() -> None:
    (problem,) = problems_of(visit(TODAY, statement(1, OUTSIDE, group=Group.CONDITION)), circumstances())
    assert (problem.item, problem.code, problem.severity) == ("statements[0]", "outside-refset", Severity.WARNING)


@pytest.mark.parametrize("field", ["onset", "diagnosed"])
def test_onset_and_diagnosis_are_not_after_the_contact(field: str) -> None:
    assert found(said(**{field: PartialDate(2026, 11, 24)})) == set()
    assert found(said(**{field: PartialDate(2026, 12)})) == {(f"statements[0].{field}", "future")}
    assert found(said(**{field: PartialDate(9999, 12)})) == {(f"statements[0].{field}", "future")}


@pytest.mark.parametrize(
    ("known", "warned"),
    [
        (PartialDate(2019), False),
        (PartialDate(2018), True),
        (PartialDate(2019, 3), False),
        (PartialDate(2019, 2), True),
        (PartialDate(2019, 3, 14), False),
        (PartialDate(2019, 3, 13), True),
    ],
)
def test_a_diagnosis_surely_before_birth_is_a_warning_and_an_onset_is_not(known: PartialDate, warned: bool) -> None:
    problems = problems_of(said(diagnosed=known), circumstances())
    assert [problem.severity for problem in problems] == ([Severity.WARNING] if warned else [])
    assert found(said(onset=known)) == set()


@pytest.mark.parametrize(("known", "warned"), [(PartialDate(2018, 12), False), (PartialDate(2018, 11), True)])
def test_a_month_reaches_to_its_last_day(known: PartialDate, warned: bool) -> None:
    newborn = replace(child(), demographics=replace(child().demographics, birth_date=date(2018, 12, 31)))
    problems = problems_of(said(diagnosed=known), replace(circumstances(), child=newborn))
    assert [problem.code for problem in problems] == (["before-birth"] if warned else [])


def test_one_condition_at_most_is_primary() -> None:
    first, second = replace(statement(1), primary=True), replace(statement(2, EPILEPSY), primary=True)
    assert found(visit(TODAY, first)) == set()
    assert found(visit(TODAY, first, second)) == {("statements[1].primary", "second-primary")}


def test_only_a_condition_is_primary() -> None:
    encounter = visit(TODAY, replace(statement(1, GASTROSTOMY), primary=True))
    assert found(encounter) == {("statements[0].primary", "not-a-condition")}


def test_the_traffic_light_is_the_familys() -> None:
    assert found(said(traffic_light=TrafficLight.RED, source=Source(SaidBy.FAMILY))) == set()
    assert found(said(traffic_light=TrafficLight.RED)) == {("statements[0].traffic_light", "not-family")}


def test_reviewing_unchanged_is_asking_about_the_group() -> None:
    earlier = visit(YESTERDAY, statement(1), identity=90)
    reviewed = visit(TODAY, statement(1, change=Change.REVIEWED_UNCHANGED), groups={Group.CONDITION: GroupAnswer.SOME})
    assert found(reviewed, earlier) == set()
    none = visit(
        TODAY,
        statement(1, change=Change.REVIEWED_UNCHANGED),
        groups={Group.CONDITION: GroupAnswer.NONE_IDENTIFIED},
    )
    assert found(none, earlier) == {("groups.condition", "contradiction")}


def test_only_a_known_need_that_stands_is_reviewed_unchanged() -> None:
    reviewed = visit(TODAY, statement(1, change=Change.REVIEWED_UNCHANGED))
    assert found(reviewed) == {("statements[0]", "unknown-need")}
    resolved = [
        visit(YESTERDAY - timedelta(days=1), statement(1), identity=89),
        visit(YESTERDAY, statement(1, change=Change.RESOLVED), identity=90),
    ]
    assert found(reviewed, *resolved) == {("statements[0]", "closed-need")}


@pytest.mark.parametrize("change", [Change.CARRIED, Change.REVIEWED_UNCHANGED, Change.STILL_PRESENT])
def test_another_primary_is_refused_while_the_old_one_stands(change: Change) -> None:
    old, new = replace(statement(1, change=change), primary=True), replace(statement(2, EPILEPSY), primary=True)
    earlier = visit(YESTERDAY, replace(statement(1), primary=True), identity=90)
    assert found(visit(TODAY, old, new), earlier) == {("statements[1].primary", "second-primary")}
    assert found(visit(TODAY, replace(old, primary=False), new), earlier) == set()
    resolved = replace(old, change=Change.RESOLVED)
    assert found(visit(TODAY, resolved, new), earlier) == set()


# Who may diagnose

SPEECH = Profession.SPEECH_AND_LANGUAGE_THERAPIST
REFUSED = {("statements[0].certainty", "not-entitled")}


def of_epilepsy(
    certainty: Certainty,
    profession: Profession | None = SPEECH,
    change: Change = Change.NEW,
    concept: ConceptId | None = EPILEPSY,
) -> Encounter:
    """A visit at which somebody of a profession says one thing."""
    return visit(TODAY, replace(said_by(profession, statement(1, concept, change)), certainty=certainty))


def recorded_as(certainty: Certainty) -> Encounter:
    """An earlier visit to the paediatrician, at which epilepsy was so certain."""
    return visit(YESTERDAY, replace(statement(1, EPILEPSY), certainty=certainty), identity=90)


@pytest.mark.parametrize(
    ("certainty", "problems"),
    [
        (Certainty.DIAGNOSED, REFUSED),
        (Certainty.EXCLUDED, REFUSED),
        (Certainty.REPORTED, set()),
        (Certainty.SUSPECTED, set()),
    ],
)
def test_a_speech_and_language_therapist_reports_epilepsy_and_neither_diagnoses_nor_excludes_it(
    certainty: Certainty, problems: set[tuple[str, str]]
) -> None:
    assert found(of_epilepsy(certainty)) == problems
    assert found(of_epilepsy(certainty, Profession.PAEDIATRICIAN)) == set()


def test_the_message_says_who_and_what_to_choose() -> None:
    (problem,) = problems_of(of_epilepsy(Certainty.DIAGNOSED), circumstances())
    assert problem.message == (
        "Epilepsy: what a speech and language therapist says of it is recorded as reported or suspected."
        " Choose one of these."
    )
    assert problem.severity is Severity.ERROR


@pytest.mark.parametrize("profession", [*Profession, None])
def test_of_a_condition_with_no_line_of_its_own_only_a_paediatrician_may_say_that_it_is_diagnosed(
    profession: Profession | None,
) -> None:
    allowed = profession is Profession.PAEDIATRICIAN
    assert found(of_epilepsy(Certainty.DIAGNOSED, profession)) == (set() if allowed else REFUSED)


def test_whoever_the_reference_set_names_may_diagnose() -> None:
    theirs = replace(REFSET.members[EPILEPSY], stated_by=frozenset({"paediatrician", SPEECH.value}))
    refset = replace(REFSET, members={**REFSET.members, EPILEPSY: theirs})
    assert problems_of(of_epilepsy(Certainty.DIAGNOSED), replace(circumstances(), refset=refset)) == ()
    nurse = of_epilepsy(Certainty.DIAGNOSED, Profession.SPECIALIST_NURSE)
    assert [each.code for each in problems_of(nurse, replace(circumstances(), refset=refset))] == ["not-entitled"]


@pytest.mark.parametrize("change", [Change.STILL_PRESENT, Change.REVIEWED_UNCHANGED, Change.CARRIED])
@pytest.mark.parametrize("certainty", [Certainty.DIAGNOSED, Certainty.EXCLUDED])
def test_anyone_may_repeat_what_was_diagnosed_or_excluded_before(change: Change, certainty: Certainty) -> None:
    assert found(of_epilepsy(certainty, SPEECH, change), recorded_as(certainty)) == set()


@pytest.mark.parametrize("change", [Change.STILL_PRESENT, Change.REVIEWED_UNCHANGED])
@pytest.mark.parametrize("before", [Certainty.SUSPECTED, Certainty.REPORTED, Certainty.EXCLUDED])
def test_what_was_less_is_not_made_a_diagnosis_by_affirming_it(change: Change, before: Certainty) -> None:
    assert found(of_epilepsy(Certainty.DIAGNOSED, SPEECH, change), recorded_as(before)) == REFUSED
    assert found(of_epilepsy(Certainty.DIAGNOSED, Profession.PAEDIATRICIAN, change), recorded_as(before)) == set()


def test_anyone_may_say_that_a_diagnosis_has_resolved_or_was_an_error() -> None:
    for change in (Change.RESOLVED, Change.ENTERED_IN_ERROR):
        assert found(of_epilepsy(Certainty.DIAGNOSED, SPEECH, change), recorded_as(Certainty.SUSPECTED)) == set()


@pytest.mark.parametrize("source", [Source(SaidBy.FAMILY), Source(SaidBy.SENDING_SYSTEM)])
def test_what_the_family_or_another_system_says_is_no_diagnosis_of_ours_to_judge(source: Source) -> None:
    assert found(visit(TODAY, replace(statement(1, EPILEPSY), source=source))) == set()


@pytest.mark.parametrize("concept", [GASTROSTOMY, SLEEP, CARE, GMFCS_II])
def test_only_of_conditions_it_matters_who_says_so(concept: ConceptId) -> None:
    for profession in (SPEECH, Profession.OTHER, None):
        assert found(of_epilepsy(Certainty.DIAGNOSED, profession, concept=concept)) == set()


def test_a_concept_outside_the_reference_set_is_diagnosed_by_a_paediatrician_alone() -> None:
    outside = ("statements[0]", "outside-refset")
    assert found(of_epilepsy(Certainty.DIAGNOSED, concept=OUTSIDE)) == {outside, *REFUSED}
    assert found(of_epilepsy(Certainty.DIAGNOSED, Profession.PAEDIATRICIAN, concept=OUTSIDE)) == {outside}


# A need in the clinician's own words


@pytest.mark.parametrize(
    ("term", "problems"),
    [
        ("Loves water", set()),
        ("x" * 120, set()),
        ("ਪੰਜਾਬੀ 👩‍👧", set()),
        ("x" * 121, {("statements[0].term", "text")}),
        ("   ", {("statements[0].term", "text")}),
        ("a\u202eb", {("statements[0].term", "text")}),
        ("a\u2067b", {("statements[0].term", "text")}),
        ("a\x00b", {("statements[0].term", "text")}),
    ],
)
def test_a_need_in_words_has_up_to_120_characters_that_read_as_they_are(
    term: str, problems: set[tuple[str, str]]
) -> None:
    assert found(visit(TODAY, statement(1, None, term=term))) == problems


def test_a_preferred_term_may_be_longer() -> None:
    assert found(said(term="x" * 200)) == set()


def test_a_need_in_words_is_anyones_to_record_and_no_warning_is_made_of_it() -> None:
    for profession in (*Profession, None):
        assert found(of_epilepsy(Certainty.REPORTED, profession, concept=None)) == set()


@pytest.mark.parametrize("term", ["", "  ", "a\u202eb", "a\x00b"])
def test_a_need_has_words_that_read_as_they_are(term: str) -> None:
    assert found(said(term=term)) == {("statements[0].term", "text")}


@pytest.mark.parametrize(
    ("answer", "statements", "problems"),
    [
        (GroupAnswer.SOME, (statement(1),), set()),
        (GroupAnswer.NONE_IDENTIFIED, (), set()),
        (GroupAnswer.NOT_ASKED, (statement(1, change=Change.CARRIED),), set()),
        (GroupAnswer.NONE_IDENTIFIED, (statement(1, change=Change.RESOLVED),), set()),
        (GroupAnswer.NONE_IDENTIFIED, (statement(2, EPILEPSY),), {("groups.condition", "contradiction")}),
        (
            GroupAnswer.NONE_IDENTIFIED,
            (statement(1, change=Change.CARRIED),),
            {("groups.condition", "carried-unresolved")},
        ),
        (GroupAnswer.SOME, (), {("groups.condition", "none-given")}),
        (GroupAnswer.SOME, (statement(1, change=Change.CARRIED),), {("groups.condition", "none-given")}),
    ],
)
def test_the_answer_of_a_group_agrees_with_its_needs(
    answer: GroupAnswer, statements: tuple[Statement, ...], problems: set[tuple[str, str]]
) -> None:
    earlier = (
        [visit(YESTERDAY, statement(1), identity=90)]
        if any(each.change is not Change.NEW for each in statements)
        else []
    )
    assert found(visit(TODAY, *statements, groups={Group.CONDITION: answer}), *earlier) == problems


@pytest.mark.parametrize(
    ("following", "problems"),
    [
        (NextAppointment(26, minutes=30), set()),
        (NextAppointment(1), set()),
        (NextAppointment(260), set()),
        (NextAppointment(0), {("next_appointment.weeks", "out-of-range")}),
        (NextAppointment(261), {("next_appointment.weeks", "out-of-range")}),
        (NextAppointment(26, minutes=4), {("next_appointment.minutes", "out-of-range")}),
        (NextAppointment(26, minutes=1_441), {("next_appointment.minutes", "out-of-range")}),
    ],
)
def test_a_next_appointment_is_in_weeks_within_five_years(
    following: NextAppointment, problems: set[tuple[str, str]]
) -> None:
    assert found(replace(visit(), next_appointment=following)) == problems


def test_a_next_appointment_goes_with_see_again_or_with_a_child_not_seen() -> None:
    discharged = replace(visit(), outcome=Outcome.DISCHARGE, next_appointment=NextAppointment(26))
    assert found(discharged) == {("next_appointment", "not-review")}
    assert found(replace(not_seen(visit()), next_appointment=NextAppointment(4))) == set()


@pytest.mark.parametrize(
    ("reason", "problems"),
    [
        ("Wrong side recorded.", set()),
        ("x" * 500, set()),
        (None, {("amendment_reason", "missing")}),
        ("  ", {("amendment_reason", "missing")}),
        ("x" * 501, {("amendment_reason", "text")}),
        ("a\u202eb", {("amendment_reason", "text")}),
    ],
)
def test_an_amendment_says_why(reason: str | None, problems: set[tuple[str, str]]) -> None:
    assert found(replace(visit(), version=2, amendment_reason=reason)) == problems


def test_a_first_version_needs_no_reason() -> None:
    assert found(replace(visit(), amendment_reason=None)) == set()


@pytest.mark.parametrize("text", ["Cerebral palsy", "Naïve – “quoted”\n\tnext line", "ਪੰਜਾਬੀ", "العربية", "👩‍👧"])
def test_ordinary_text_of_any_script_may_be_recorded(text: str) -> None:
    assert text_fault(text) is None


@pytest.mark.parametrize(
    "character", ["\x00", "\x1b", "\x7f", "\ue000", "\ud800", "\u202a", "\u202e", "\u2066", "\u2069"]
)
def test_control_and_turning_characters_may_not(character: str) -> None:
    assert text_fault(f"before{character}after") is not None


def test_no_message_holds_a_name_a_number_or_a_birth_date() -> None:
    wrong = replace(
        contact(
            visit(
                BORN - timedelta(days=30),
                replace(statement(1, term=" "), diagnosed=PartialDate(9999), primary=True),
                replace(statement(1, GASTROSTOMY, Change.RESOLVED), primary=True, traffic_light=TrafficLight.RED),
                statement(2, GMFCS_II),
                statement(3, GMFCS_III, Change.CARRIED),
                groups={Group.CONDITION: GroupAnswer.NONE_IDENTIFIED, Group.IMAGING: GroupAnswer.SOME},
                outcome=Outcome.DISCHARGE,
            ),
            subject="?",
            minutes=0,
            cancelled_on=TOMORROW,
        ),
        version=2,
        next_appointment=NextAppointment(0, minutes=1),
    )
    problems = problems_of(wrong, circumstances())
    assert len({problem.code for problem in problems}) > 12
    secrets = (child().demographics.family_name, child().demographics.given_name, NHS_NUMBER, BORN.isoformat(), "2019")
    assert not [each for each in problems if any(secret in each.message for secret in secrets)]
    assert all(_mends(problem) for problem in problems)


def _mends(problem: Problem) -> bool:
    """A message is at least a sentence that ends."""
    return problem.message.endswith(".") and " " in problem.message
