"""What the two copies of the slip say, and what they never say."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.capture.slip import (
    DeskSlip,
    FamilySlip,
    ForWhom,
    NextVisit,
    PrintedNeeds,
    WithdrawalSlip,
    desk_slip,
    family_slip,
    interval_words,
    withdrawal_slip,
)
from app.clinical.child import (
    Child,
    ChildFact,
    ChildIdentifier,
    Demographics,
    FactAnswer,
    FactKind,
    Gender,
    IdentifierKind,
)
from app.clinical.encounter import Attendance, Contact, Encounter, EncounterKind, NextAppointment, Outcome
from app.clinical.needs import Certainty, Change, SaidBy, Source, Statement
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
from app.clinical.pseudonym import Pseudonym, PseudonymBasis
from app.errors import NotFound
from app.identity import Identity, parse_identity, shown
from app.terminology.concept import ConceptId
from app.terminology.load import load_refset
from app.terminology.refset import Group, Member, Refset, Release

REFERENCE = "01HZX3K4M5N6P"
CORRECTED = "Corrected copy: this replaces any earlier copy"
PRINTED_AT = datetime(2026, 7, 4, 13, 5, tzinfo=UTC)

CEREBRAL_PALSY = ConceptId(128188000)
GASTROSTOMY = ConceptId(302109006)
HOUSING = ConceptId(105531004)
ABUSE = ConceptId(371775004)
NOT_ON_PAPER = ConceptId(66214007)
NOT_A_MEMBER = ConceptId(73211009)


def member(concept: ConceptId, term: str, group: Group, *, sensitive: bool = False, printable: bool = True) -> Member:
    return Member(
        concept=concept,
        preferred_term=term,
        fully_specified_name=f"{term} (disorder)",
        group=group,
        topic="Topic",
        terms=(),
        counted=True,
        sensitive=sensitive,
        printable=printable,
        one_of=None,
        position=0,
    )


def refset_of(*members: Member) -> Refset:
    release = Release(
        refset=ConceptId(999001751000000105),
        name="Paediatric disability",
        label="Test",
        effective=date(2026, 1, 1),
        source="Test",
        licence="Test",
        sha256="0" * 64,
    )
    return Refset(release, {each.concept: each for each in members}, {})


REFSET = refset_of(
    member(CEREBRAL_PALSY, "Cerebral palsy", Group.CONDITION),
    member(GASTROSTOMY, "Gastrostomy present", Group.TECHNOLOGY_DEPENDENCY),
    member(HOUSING, "Housing unsatisfactory", Group.FAMILY_REPORTED_ISSUE),
    member(ABUSE, "Child at risk", Group.SAFEGUARDING),
    member(NOT_ON_PAPER, "Substance misuse", Group.CONDITION, sensitive=True, printable=False),
)


def statement(
    concept: ConceptId | None = CEREBRAL_PALSY,
    *,
    need: int = 1,
    change: Change = Change.NEW,
    certainty: Certainty = Certainty.DIAGNOSED,
    said_by: SaidBy = SaidBy.CLINICIAN,
    group: Group = Group.CONDITION,
    term: str = "as typed at the visit",
) -> Statement:
    source = Source(said_by, Profession.PAEDIATRICIAN if said_by is SaidBy.CLINICIAN else None)
    return Statement(Identity(need), change, concept, term, None, "Test", group, certainty, source)


def encounter_of(
    *statements: Statement,
    attendance: Attendance = Attendance.ATTENDED_ON_TIME,
    outcome: Outcome | None = Outcome.REVIEW,
    following: NextAppointment | None = None,
    version: int = 1,
) -> Encounter:
    return Encounter(
        id=parse_identity(REFERENCE),
        version=version,
        record_number=version,
        organisation=Identity(1),
        child=Identity(2),
        referral=Identity(3),
        kind=EncounterKind.CARE_CONTACT,
        contact=Contact(on=date(2026, 7, 3), attendance=attendance),
        activities=(),
        present=frozenset(),
        groups=(),
        statements=statements,
        outcome=outcome,
        next_appointment=following,
        appointment=None,
        professional=None,
        recorded_at=PRINTED_AT,
        recorded_by=Identity(4),
        amendment_reason=None if version == 1 else "A secret reason",
    )


def fact(kind: FactKind, value: str | None) -> ChildFact:
    answer = FactAnswer.KNOWN if value is not None else FactAnswer.NONE
    return ChildFact(Identity(9), kind, answer, value, None, None, PRINTED_AT, Identity(4))


CHILD = Child(
    id=Identity(2),
    organisation=Identity(1),
    pseudonym=Pseudonym(b"p" * 32, PseudonymBasis.NHS_NUMBER),
    demographics=Demographics("Smith", "Amelia", "Miss", None, date(2021, 2, 4), Gender.FEMALE),
    identifiers=(ChildIdentifier(Identity(5), IdentifierKind.NHS_NUMBER, "9990000018", None, "01"),),
    facts=(fact(FactKind.ADDRESS, "1 Hidden Street"), fact(FactKind.POSTCODE, "ZZ99 3VZ")),
    registered_at=PRINTED_AT,
    registered_by=Identity(4),
)


def for_family(
    encounter: Encounter,
    child: Child = CHILD,
    *,
    for_whom: ForWhom = ForWhom.PARENT,
    refset: Refset = REFSET,
    clinic_name: str | None = "Tuesday clinic",
    seen_by: str | None = "Dr Priya Raman",
    printed_at: datetime = PRINTED_AT,
) -> FamilySlip:
    return family_slip(
        encounter,
        child,
        for_whom=for_whom,
        refset=refset,
        clinic_name=clinic_name,
        next_clinic_name="Review clinic",
        seen_by=seen_by,
        organisation_name="Northside NHS Trust",
        printed_at=printed_at,
    )


def for_desk(encounter: Encounter, child: Child = CHILD) -> DeskSlip:
    return desk_slip(
        encounter,
        child,
        refset=REFSET,
        clinic_name="Tuesday clinic",
        next_clinic_name="Review clinic",
        seen_by="Dr Priya Raman",
        organisation_name="Northside NHS Trust",
        printed_at=PRINTED_AT,
    )


def terms_of(slip: FamilySlip) -> list[str]:
    return [term for group in slip.needs for term in group.terms]


def test_the_familys_copy_says_who_when_what_next_and_what_was_recorded() -> None:
    recorded = (
        statement(GASTROSTOMY, need=2, change=Change.STILL_PRESENT, group=Group.TECHNOLOGY_DEPENDENCY),
        statement(CEREBRAL_PALSY),
    )
    slip = for_family(encounter_of(*recorded, following=NextAppointment(26, Identity(7), 30)))
    assert slip == FamilySlip(
        organisation="Northside NHS Trust",
        child_name="Amelia SMITH",
        born="04 February 2021",
        nhs_number="999 000 0018",
        visited_on="03 July 2026",
        clinic="Tuesday clinic",
        seen_by="Dr Priya Raman",
        happened=None,
        outcome="We plan to see you again.",
        next_visit=NextVisit("In 6 months", "Review clinic", "30 minutes"),
        needs=(
            PrintedNeeds("Health conditions", ("Cerebral palsy",)),
            PrintedNeeds("Equipment and technology", ("Gastrostomy present",)),
        ),
        reference=REFERENCE,
        correction=None,
        printed="04 July 2026 at 14:05",
        for_whom=ForWhom.PARENT,
    )


def test_the_desks_copy_says_whom_to_book_for_and_what() -> None:
    child = replace(CHILD, facts=(*CHILD.facts, fact(FactKind.INTERPRETER, "Y")))
    slip = for_desk(encounter_of(statement(), following=NextAppointment(26, Identity(7), 30)), child)
    assert slip == DeskSlip(
        organisation="Northside NHS Trust",
        child_name="SMITH, Amelia (Miss)",
        born="04-Feb-2021 (5y 5m)",
        gender="Female",
        nhs_number="999 000 0018",
        visited_on="03-Jul-2026",
        clinic="Tuesday clinic",
        seen=True,
        seen_by="Dr Priya Raman",
        attendance="Attended on time",
        outcome="See again",
        next_visit=NextVisit("In 6 months (26 weeks)", "Review clinic", "30 minutes"),
        interpreter_needed=True,
        reference=REFERENCE,
        correction=None,
        printed="04-Jul-2026 at 14:05",
    )


def test_the_desks_copy_has_no_place_for_a_need() -> None:
    assert not {"needs", "statements", "terms"} & {field.name for field in fields(DeskSlip)}
    assert for_desk(encounter_of(statement())) == for_desk(encounter_of())


@pytest.mark.parametrize("certainty", [Certainty.SUSPECTED, Certainty.REPORTED, Certainty.EXCLUDED])
def test_a_need_that_is_not_diagnosed_does_not_print(certainty: Certainty) -> None:
    assert for_family(encounter_of(statement(certainty=certainty))).needs == ()


@pytest.mark.parametrize("change", [Change.CARRIED, Change.RESOLVED, Change.ENTERED_IN_ERROR])
def test_a_need_that_was_not_found_present_today_does_not_print(change: Change) -> None:
    assert for_family(encounter_of(statement(change=change))).needs == ()


@pytest.mark.parametrize("said_by", [SaidBy.FAMILY, SaidBy.SENDING_SYSTEM])
def test_a_need_on_anothers_word_does_not_print(said_by: SaidBy) -> None:
    assert for_family(encounter_of(statement(said_by=said_by))).needs == ()


@pytest.mark.parametrize("concept", [NOT_A_MEMBER, None, NOT_ON_PAPER, HOUSING, ABUSE])
def test_a_need_uncoded_or_outside_the_set_or_not_for_paper_does_not_print(concept: ConceptId | None) -> None:
    assert for_family(encounter_of(statement(concept))).needs == ()


@pytest.mark.parametrize(("sensitive", "printable"), [(True, True), (True, False), (False, False)])
def test_each_mark_alone_keeps_a_member_from_print(sensitive: bool, printable: bool) -> None:
    marked = member(CEREBRAL_PALSY, "Cerebral palsy", Group.CONDITION, sensitive=sensitive, printable=printable)
    assert for_family(encounter_of(statement()), refset=refset_of(marked)).needs == ()


def test_a_need_recorded_as_a_safeguarding_concern_does_not_print_when_a_release_regroups_it() -> None:
    assert for_family(encounter_of(statement(group=Group.SAFEGUARDING))).needs == ()


def test_a_need_prints_by_its_preferred_term_once_and_not_as_it_was_typed() -> None:
    slip = for_family(encounter_of(statement(term="CP, mum drinks"), statement(need=2)))
    assert terms_of(slip) == ["Cerebral palsy"]
    assert "mum" not in str(slip)


@pytest.mark.parametrize(
    ("attendance", "happened"),
    [
        (Attendance.WAS_NOT_BROUGHT, "This appointment was not attended."),
        (Attendance.LATE_NOT_SEEN, "This appointment did not go ahead."),
        (Attendance.CANCELLED_BY_PATIENT, "This appointment was cancelled."),
        (Attendance.CANCELLED_BY_PROVIDER, "We cancelled this appointment."),
    ],
)
def test_a_family_that_was_not_seen_is_told_so_neutrally_and_what_is_next(
    attendance: Attendance, happened: str
) -> None:
    slip = for_family(encounter_of(statement(), attendance=attendance, outcome=None))
    assert (slip.happened, slip.seen_by, slip.needs) == (happened, None, ())
    assert slip.outcome == "If you have not heard from us about what happens next, please contact the clinic."
    again = for_family(encounter_of(attendance=attendance, outcome=None, following=NextAppointment(4)))
    assert (again.outcome, again.next_visit) == (None, NextVisit("In 4 weeks", "Review clinic", None))


def test_the_desk_learns_that_the_child_was_not_brought() -> None:
    slip = for_desk(encounter_of(attendance=Attendance.WAS_NOT_BROUGHT, outcome=None))
    assert (slip.seen, slip.attendance, slip.outcome) == (False, "Was not brought", None)


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Outcome.DISCHARGE, "You are now discharged from this service. No further appointment is planned."),
        (Outcome.TRANSFER, "Your care is moving to another service."),
    ],
)
def test_an_outcome_is_in_plain_words(outcome: Outcome, words: str) -> None:
    assert for_family(encounter_of(outcome=outcome)).outcome == words


def test_an_amended_encounter_says_on_both_copies_that_it_replaces_the_earlier_ones() -> None:
    amended = encounter_of(version=2)
    assert (for_family(amended).correction, for_desk(amended).correction) == (CORRECTED, CORRECTED)
    assert "secret" not in f"{for_family(amended)} {for_desk(amended)}"


def test_a_visit_moved_here_from_another_child_is_marked_corrected_and_names_no_other_record() -> None:
    moved = replace(encounter_of(), moved_from=Identity(77))
    assert (for_family(moved).correction, for_desk(moved).correction) == (CORRECTED, CORRECTED)
    assert shown(Identity(77)) not in f"{for_family(moved)} {for_desk(moved)}"


def test_an_encounter_entered_in_error_has_no_copy_but_the_notice_that_withdraws_it() -> None:
    in_error = replace(encounter_of(statement()), entered_in_error=True, moved_to=Identity(77))
    with pytest.raises(NotFound, match="entered in error"):
        for_family(in_error)
    with pytest.raises(NotFound, match="entered in error"):
        for_desk(in_error)
    notice = withdrawal_slip(in_error, organisation_name="Northside NHS Trust", printed_at=PRINTED_AT)
    assert notice == WithdrawalSlip("Northside NHS Trust", "03 July 2026", REFERENCE, "04 July 2026 at 14:05")
    later = withdrawal_slip(in_error, organisation_name="N", printed_at=PRINTED_AT, given_on=date(2026, 7, 4))
    assert later.given_on == "04 July 2026"


def test_no_notice_withdraws_a_visit_that_was_not_entered_in_error() -> None:
    with pytest.raises(NotFound, match="was not entered in error"):
        withdrawal_slip(encounter_of(), organisation_name="Northside NHS Trust", printed_at=PRINTED_AT)


PLANNED = replace(
    encounter_of(statement(), following=NextAppointment(26, Identity(7), 30)),
    growth=Growth(12_400, 1042, 501),
    onward_referrals=(OnwardReferral("26", "RXX99"), OnwardReferral("58")),
    tests_requested=(RequestedTest.BLOOD, RequestedTest.EEG),
    copies=(
        LetterCopy(Recipient.FAMILY),
        LetterCopy(Recipient.GP),
        LetterCopy(Recipient.SCHOOL, Sharing.DECLINED),
        LetterCopy(Recipient.SOCIAL_CARE),
    ),
    safeguarding_check=SafeguardingCheck.DISCUSSED,
)


def test_the_familys_copy_says_what_happens_next_in_plain_english() -> None:
    slip = for_family(PLANNED)
    assert slip.next_visit == NextVisit("In 6 months", "Review clinic", "30 minutes")
    assert slip.referred_to == ("Physiotherapy Service", "Nutrition and dietetics service")
    assert slip.tests == ("Blood tests", "EEG (a recording of brain activity)")
    assert slip.letter_to == ("you", "the GP", "social care")
    assert slip.growth == (("Weight", "12.4 kg"), ("Height", "104.2 cm"), ("Head circumference", "50.1 cm"))


def test_the_desks_copy_says_what_to_send_and_in_what_language_to_call() -> None:
    known = (*CHILD.facts, fact(FactKind.INTERPRETER, "Y"), fact(FactKind.PREFERRED_LANGUAGE, "q4"))
    slip = for_desk(PLANNED, replace(CHILD, facts=known))
    assert (slip.interpreter_needed, slip.language) == (True, "British Sign Language")
    assert slip.referred_to == ("Physiotherapy Service", "Nutrition and dietetics service")
    assert slip.tests == ("Blood tests", "EEG")
    assert slip.letter_to == ("Family", "GP", "Social care")
    assert "12.4" not in str(slip)


@pytest.mark.parametrize(("value", "language"), [("en", None), (None, None), ("ar", "Arabic"), ("zz-unknown", None)])
def test_the_desk_reads_of_a_language_other_than_english(value: str | None, language: str | None) -> None:
    child = replace(CHILD, facts=(fact(FactKind.PREFERRED_LANGUAGE, value),))
    assert for_desk(encounter_of(), child).language == language


@pytest.mark.parametrize("slip", [for_family(PLANNED), for_desk(PLANNED)], ids=["family", "desk"])
def test_a_declined_letter_and_a_safeguarding_check_are_on_no_copy(slip: FamilySlip | DeskSlip) -> None:
    said = str(slip).lower()
    assert "school" not in said
    assert "safeguarding" not in said
    assert "discussed" not in said


@pytest.mark.parametrize(
    ("growth", "rows"),
    [
        (Growth(3_255), (("Weight", "3.255 kg"),)),
        (Growth(None, 900), (("Height", "90 cm"),)),
        (Growth(123_456, None, 355), (("Weight", "123.456 kg"), ("Head circumference", "35.5 cm"))),
        (Growth(300_000), (("Weight", "300 kg"),)),
    ],
)
def test_growth_is_printed_as_exactly_as_it_was_measured(growth: Growth, rows: tuple[tuple[str, str], ...]) -> None:
    assert for_family(replace(encounter_of(), growth=growth)).growth == rows


@pytest.mark.parametrize(
    ("for_whom", "words", "outcome", "letter_to"),
    [
        (ForWhom.PARENT, "the parent", "We plan to see you again.", ("you", "the GP", "social care")),
        (ForWhom.YOUNG_PERSON, "the young person", "We plan to see you again.", ("you and your family",)),
        (ForWhom.FOSTER_CARER, "the foster carer", "We plan another visit.", ("the family", "the GP", "social care")),
        (ForWhom.OTHER, "another person", "We plan another visit.", ("the family", "the GP")),
    ],
)
def test_a_copy_says_for_whom_it_is_and_speaks_to_them(
    for_whom: ForWhom, words: str, outcome: str, letter_to: tuple[str, ...]
) -> None:
    slip = for_family(PLANNED, for_whom=for_whom)
    assert (slip.for_whom, slip.for_whom.words, slip.outcome) == (for_whom, words, outcome)
    assert slip.letter_to[: len(letter_to)] == letter_to


@pytest.mark.parametrize(
    ("service", "readers"),
    [
        ("26", set(ForWhom)),
        ("34", set()),
        ("35", set()),
        ("14", {ForWhom.PARENT}),
        ("47", {ForWhom.PARENT}),
        ("09", {ForWhom.PARENT, ForWhom.YOUNG_PERSON}),
        ("44", {ForWhom.PARENT, ForWhom.YOUNG_PERSON}),
    ],
)
def test_a_referral_that_tells_of_the_family_or_of_a_concern_is_named_to_few(
    service: str, readers: set[ForWhom]
) -> None:
    encounter = replace(encounter_of(), onward_referrals=(OnwardReferral(service),))
    assert {each for each in ForWhom if for_family(encounter, for_whom=each).referred_to} == readers
    assert len(for_desk(encounter).referred_to) == 1


def test_a_family_that_was_not_seen_reads_of_no_measurement_and_not_that_social_care_is_written_to() -> None:
    not_brought = replace(PLANNED, contact=replace(PLANNED.contact, attendance=Attendance.WAS_NOT_BROUGHT))
    slip = for_family(not_brought)
    assert (slip.growth, slip.needs, slip.letter_to) == ((), (), ("you", "the GP"))


@pytest.mark.parametrize(
    ("born", "plan", "words"),
    [
        (date(2012, 7, 3), "being_made", "A plan for moving on to adult services is being made."),
        (date(2012, 7, 3), "agreed", "A plan for moving on to adult services has been agreed."),
        (date(2012, 7, 4), "agreed", None),
        (date(2012, 7, 3), "declined", None),
        (date(2012, 7, 3), "not_started", None),
        (date(2012, 7, 3), None, None),
        (None, "agreed", None),
    ],
)
def test_from_fourteen_the_transition_plan_is_told_of_if_there_is_one(
    born: date | None, plan: str | None, words: str | None
) -> None:
    who = replace(CHILD.demographics, birth_date=born)
    child = replace(CHILD, demographics=who, facts=(fact(FactKind.TRANSITION_PLAN, plan),))
    assert for_family(encounter_of(), child).transition == words


@pytest.mark.parametrize("for_whom", ForWhom)
@pytest.mark.parametrize(
    ("said", "concept"),
    [
        (statement(certainty=Certainty.SUSPECTED), "Cerebral palsy"),
        (statement(None, term="Mum says he hits out"), "hits out"),
        (statement(HOUSING, group=Group.FAMILY_REPORTED_ISSUE), "Housing"),
        (statement(NOT_ON_PAPER), "Substance"),
        (statement(ABUSE, group=Group.SAFEGUARDING), "risk"),
    ],
)
def test_no_reader_of_a_copy_learns_what_may_not_print(for_whom: ForWhom, said: Statement, concept: str) -> None:
    assert concept not in str(for_family(encounter_of(said), for_whom=for_whom))


def test_a_need_reviewed_and_unchanged_prints() -> None:
    assert terms_of(for_family(encounter_of(statement(change=Change.REVIEWED_UNCHANGED)))) == ["Cerebral palsy"]


@pytest.mark.parametrize(
    ("weeks", "words"),
    [
        (1, "In 1 week"),
        (12, "In 12 weeks"),
        (13, "In 3 months"),
        (20, "In 20 weeks (about 5 months)"),
        (52, "In 12 months"),
        (78, "In 18 months"),
        (91, "In 21 months"),
        (104, "In 2 years"),
        (117, "In 27 months"),
        (260, "In 5 years"),
    ],
)
def test_an_interval_is_in_plain_words(weeks: int, words: str) -> None:
    assert interval_words(weeks) == words


@pytest.mark.parametrize(("value", "needed"), [("Y", True), ("N", False), (None, False)])
def test_an_interpreter_is_needed_when_a_fact_says_so(value: str | None, needed: bool) -> None:
    child = replace(CHILD, facts=(fact(FactKind.INTERPRETER, value),))
    assert for_desk(encounter_of(), child).interpreter_needed is needed


def test_what_is_not_known_is_said_to_be_not_known() -> None:
    child = replace(CHILD, identifiers=(), demographics=replace(CHILD.demographics, birth_date=None, title=None))
    family, desk = for_family(encounter_of(), child, clinic_name=None, seen_by=" "), for_desk(encounter_of(), child)
    assert (family.born, family.nhs_number, family.clinic, family.seen_by) == ("Not Known", "Not Known", None, None)
    assert (desk.born, desk.nhs_number, desk.child_name) == ("Not Known", "Not Known", "SMITH, Amelia")


def test_printing_just_after_midnight_in_summer_shows_the_day_in_london() -> None:
    slip = for_family(encounter_of(), printed_at=datetime(2026, 7, 4, 23, 30, tzinfo=UTC))
    assert slip.printed == "05 July 2026 at 00:30"


def test_hidden_characters_of_an_imported_name_are_left_out() -> None:
    child = replace(CHILD, demographics=replace(CHILD.demographics, given_name="A\u202eme\x00lia\n Rose"))
    assert for_family(encounter_of(), child).child_name == "Amelia Rose SMITH"


def test_every_member_of_the_shipped_set_that_is_marked_to_print_does() -> None:
    shipped = load_refset(Path(__file__).parents[2] / "snomed_refsets")
    printable = [each for each in shipped.members.values() if each.printable]
    statements = [statement(each.concept, need=place, group=each.group) for place, each in enumerate(printable)]
    assert sorted(terms_of(for_family(encounter_of(*statements), refset=shipped))) == sorted(
        each.preferred_term for each in printable
    )


CONCEPTS = [ConceptId(number) for number in range(100_000, 100_012)]


@st.composite
def recorded(draw: st.DrawFn) -> tuple[Refset, tuple[Statement, ...]]:
    """A reference set with every mix of marks, and at most one statement of each of its concepts."""
    members = [
        member(
            concept,
            f"Preferred term {concept}",
            draw(st.sampled_from(Group)),
            sensitive=draw(st.booleans()),
            printable=draw(st.booleans()),
        )
        for concept in CONCEPTS[:-2]
    ]
    statements = tuple(
        statement(
            concept,
            need=place,
            change=draw(st.sampled_from(Change)),
            certainty=draw(st.sampled_from(Certainty)),
            said_by=draw(st.sampled_from(SaidBy)),
            group=draw(st.sampled_from(Group)),
            term=f"Typed {concept}",
        )
        for place, concept in enumerate([*draw(st.sets(st.sampled_from(CONCEPTS))), None])
    )
    return refset_of(*members), statements


def kept_off_paper(said: Statement, known: Member | None) -> bool:
    """The rule told from its other side: any one reason is enough."""
    never = {Group.SAFEGUARDING, Group.FAMILY_REPORTED_ISSUE, Group.UNGROUPED}
    return (
        known is None
        or known.sensitive
        or not known.printable
        or known.group in never
        or said.group in never
        or said.change in {Change.CARRIED, Change.RESOLVED, Change.ENTERED_IN_ERROR}
        or said.certainty in {Certainty.SUSPECTED, Certainty.REPORTED, Certainty.EXCLUDED}
        or said.source.said_by in {SaidBy.FAMILY, SaidBy.SENDING_SYSTEM}
    )


@given(recorded(), st.sampled_from(Attendance))
def test_whatever_is_recorded_only_what_may_print_does(
    case: tuple[Refset, tuple[Statement, ...]], attendance: Attendance
) -> None:
    refset, statements = case
    slip = for_family(encounter_of(*statements, attendance=attendance), refset=refset)
    expected = []
    for said in statements:
        known = refset.member(said.concept) if said.concept is not None else None
        if attendance.seen and known is not None and not kept_off_paper(said, known):
            expected.append(known.preferred_term)
    assert sorted(terms_of(slip)) == sorted(expected)
    assert str(slip).count("Preferred term") == len(expected)
    assert "Typed" not in str(slip)


@given(recorded())
def test_whatever_is_recorded_the_desks_copy_is_the_same(case: tuple[Refset, tuple[Statement, ...]]) -> None:
    _, statements = case
    assert for_desk(encounter_of(*statements)) == for_desk(encounter_of())


@given(recorded())
def test_neither_copy_has_a_code(case: tuple[Refset, tuple[Statement, ...]]) -> None:
    refset, statements = case
    said = f"{for_family(encounter_of(*statements), refset=refset)} {for_desk(encounter_of(*statements))}"
    plain = said.replace("Preferred term 1000", "")
    assert not any(str(concept) in plain for concept in CONCEPTS)


@st.composite
def children_with_secrets(draw: st.DrawFn) -> tuple[Child, frozenset[str]]:
    """A child with any facts there are, and the values of those that no paper may hold."""
    street = draw(st.text(alphabet=st.characters(categories=["Ll", "Lu"]), min_size=4, max_size=12))
    held = {
        FactKind.ADDRESS: f"17 {street}ZZ Hidden Street",
        FactKind.POSTCODE: draw(st.sampled_from(["ZZ99 3VZ", "SR9 9XQ", "TS8 0QQ"])),
        FactKind.GP_PRACTICE: draw(st.sampled_from(["A81001", "Q99123"])),
        FactKind.SCHOOL: "EE999999",
        FactKind.PLACEMENT: draw(st.sampled_from(["foster", "residential_home", "kinship"])),
        FactKind.RESPONSIBLE_AUTHORITY: "Council9Q",
        FactKind.PARENTAL_RESPONSIBILITY: draw(st.sampled_from(["disputed", "authority", "shared_authority"])),
        FactKind.SENSITIVE_ADDRESS: "Yes-flagged",
        FactKind.SAFEGUARDING_VULNERABILITY: "Yes-flagged",
        FactKind.LOOKED_AFTER: "Yes-flagged",
        FactKind.MOTHER_NHS_NUMBER: "9990000026",
        FactKind.PREFERRED_DEATH_LOCATION: "Location9Q",
    }
    kinds = draw(st.sets(st.sampled_from(sorted(held)), min_size=1))
    facts = tuple(fact(kind, held[kind]) for kind in FactKind if kind in kinds)
    told = (fact(FactKind.INTERPRETER, "Y"), fact(FactKind.PREFERRED_LANGUAGE, "ar"))
    born = draw(st.dates(date(2001, 1, 1), date(2026, 7, 3)))
    who = replace(CHILD.demographics, birth_date=born)
    return replace(CHILD, facts=(*facts, *told), demographics=who), frozenset(held[kind] for kind in kinds)


@given(children_with_secrets(), st.sampled_from(ForWhom), st.sampled_from(Attendance), st.booleans())
def test_no_slip_holds_an_address_a_placement_or_another_fact_of_the_child(
    case: tuple[Child, frozenset[str]], for_whom: ForWhom, attendance: Attendance, in_error: bool
) -> None:
    child, secrets = case
    encounter = replace(PLANNED, contact=replace(PLANNED.contact, attendance=attendance), entered_in_error=in_error)
    if in_error:
        said = str(withdrawal_slip(encounter, organisation_name="Northside NHS Trust", printed_at=PRINTED_AT))
        assert "Amelia" not in said
        assert "SMITH" not in said
    else:
        # Who may read the copy is the clinician's choice at printing, and no fact of the child.
        said = f"{replace(for_family(encounter, child, for_whom=for_whom), for_whom=ForWhom.PARENT)}"
        said += f"{for_desk(encounter, child)}"
    assert not [secret for secret in secrets if secret in said]


@given(st.integers(min_value=1, max_value=260))
def test_every_interval_the_form_allows_has_words(weeks: int) -> None:
    words = interval_words(weeks)
    assert words.startswith("In ")
    if "week" in words:
        assert f" {weeks} week" in words
