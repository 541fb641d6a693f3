"""What the two copies of the slip say, and what they never say."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.capture.slip import DeskSlip, FamilySlip, NextVisit, PrintedNeeds, desk_slip, family_slip, interval_words
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
from app.clinical.professional import Profession
from app.clinical.pseudonym import Pseudonym, PseudonymBasis
from app.identity import Identity, parse_identity
from app.terminology.concept import ConceptId
from app.terminology.load import load_refset
from app.terminology.refset import Group, Member, Refset, Release

REFERENCE = "01HZX3K4M5N6P"
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
    refset: Refset = REFSET,
    clinic_name: str | None = "Tuesday clinic",
    seen_by: str | None = "Dr Priya Raman",
    printed_at: datetime = PRINTED_AT,
) -> FamilySlip:
    return family_slip(
        encounter,
        child,
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
        printed_for="the family",
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
        printed_for="the booking desk",
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
    words = "Corrected copy, version 2, replaces earlier copies"
    assert (for_family(amended).correction, for_desk(amended).correction) == (words, words)
    assert "secret" not in f"{for_family(amended)} {for_desk(amended)}"


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
def test_neither_copy_has_an_address_or_a_code(case: tuple[Refset, tuple[Statement, ...]]) -> None:
    refset, statements = case
    said = f"{for_family(encounter_of(*statements), refset=refset)} {for_desk(encounter_of(*statements))}"
    assert "Hidden Street" not in said
    assert "ZZ99" not in said
    plain = said.replace("Preferred term 1000", "")
    assert not any(str(concept) in plain for concept in CONCEPTS)


@given(st.integers(min_value=1, max_value=260))
def test_every_interval_the_form_allows_has_words(weeks: int) -> None:
    words = interval_words(weeks)
    assert words.startswith("In ")
    if "week" in words:
        assert f" {weeks} week" in words
