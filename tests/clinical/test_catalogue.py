"""The catalogue is complete, held in the core, and judges values; the data dictionary page is the catalogue's.

The list below was typed from the Community Services Data Set v1.6 (DAPB1069): table, obligation, data element.
"""

import dataclasses
from enum import StrEnum
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clinical import code_lists
from app.clinical.catalogue import (
    CATALOGUE,
    DEFAULT_CODES,
    AnswerKind,
    Item,
    Obligation,
    catalogue,
    data_dictionary,
    fact_value_fault,
    item,
)
from app.clinical.child import Child, ChildFact, ChildIdentifier, Demographics, FactKind, Gender
from app.clinical.clinic import Appointment, Clinic, Team
from app.clinical.code_lists import CodeList
from app.clinical.encounter import Attendance, CareActivity, CodedItem, Contact, Encounter, Mechanism, NextAppointment
from app.clinical.group_session import GroupSession
from app.clinical.languages import PREFERRED_LANGUAGE
from app.clinical.needs import GroupAsked, Source, Statement
from app.clinical.plan import Growth, LetterCopy, OnwardReferral, Recipient, RequestedTest, SafeguardingCheck
from app.clinical.professional import CareProfessional
from app.clinical.referral import Referral, TeamReferral, WaitingTime
from app.clinical.scores import AssessmentScore
from app.clinical.timing import Timing
from app.terminology.refset import Group

PAGE = Path(__file__).resolve().parents[2] / "docs" / "data-dictionary.md"

CSDS = """
CYP001 mandatory LOCAL PATIENT IDENTIFIER (EXTENDED)
CYP001 mandatory ORGANISATION IDENTIFIER (LOCAL PATIENT IDENTIFIER)
CYP001 required ORGANISATION IDENTIFIER (EDUCATIONAL ESTABLISHMENT)
CYP001 required NHS NUMBER
CYP001 required NHS NUMBER STATUS INDICATOR CODE
CYP001 required PERSON BIRTH DATE
CYP001 required POSTCODE OF USUAL ADDRESS
CYP001 required PERSON STATED GENDER CODE
CYP001 required ETHNIC CATEGORY
CYP001 required LANGUAGE CODE (PREFERRED)
CYP001 required PERSON RELATIONSHIP (MAIN CARER)
CYP001 required HEALTH VISITOR FIRST ANTENATAL VISIT DATE
CYP001 required LOOKED AFTER CHILD INDICATOR
CYP001 required SAFEGUARDING VULNERABILITY FACTORS INDICATOR
CYP001 required CONSTANT SUPERVISION AND CARE REQUIRED DUE TO DISABILITY INDICATOR
CYP001 required EDUCATIONAL ASSESSMENT OUTCOME
CYP001 required PREFERRED DEATH LOCATION DISCUSSED INDICATOR
CYP001 required PERSON AT RISK OF UNEXPECTED DEATH INDICATOR
CYP001 required DEATH LOCATION TYPE CODE (PREFERRED)
CYP001 required PERSON DEATH DATE
CYP001 required DEATH LOCATION TYPE CODE (ACTUAL)
CYP001 required DEATH NOT AT PREFERRED LOCATION REASON
CYP001 required NHS NUMBER (MOTHER)
CYP001 required NHS NUMBER STATUS INDICATOR CODE (MOTHER)
CYP002 mandatory LOCAL PATIENT IDENTIFIER (EXTENDED)
CYP002 mandatory GENERAL MEDICAL PRACTICE CODE (PATIENT REGISTRATION)
CYP002 required START DATE (GMP PATIENT REGISTRATION)
CYP002 required END DATE (GMP PATIENT REGISTRATION)
CYP101 mandatory SERVICE REQUEST IDENTIFIER
CYP101 mandatory LOCAL PATIENT IDENTIFIER (EXTENDED)
CYP101 mandatory ORGANISATION IDENTIFIER (CODE OF COMMISSIONER)
CYP101 mandatory REFERRAL REQUEST RECEIVED DATE
CYP101 required REFERRAL REQUEST RECEIVED TIME
CYP101 optional NHS SERVICE AGREEMENT LINE IDENTIFIER
CYP101 required SOURCE OF REFERRAL FOR COMMUNITY
CYP101 required ORGANISATION IDENTIFIER (REFERRING ORGANISATION)
CYP101 required REFERRING CARE PROFESSIONAL STAFF GROUP (COMMUNITY CARE)
CYP101 required PRIORITY TYPE CODE
CYP101 required PRIMARY REASON FOR REFERRAL (COMMUNITY CARE)
CYP101 required SERVICE DISCHARGE DATE
CYP101 required DISCHARGE LETTER ISSUED DATE (COMMUNITY CARE)
CYP102 mandatory SERVICE REQUEST IDENTIFIER
CYP102 required CARE PROFESSIONAL TEAM LOCAL IDENTIFIER
CYP102 mandatory SERVICE OR TEAM TYPE REFERRED TO (COMMUNITY CARE)
CYP102 required REFERRAL CLOSURE DATE
CYP102 required REFERRAL REJECTION DATE
CYP102 required REFERRAL CLOSURE REASON
CYP102 required REFERRAL REJECTION REASON
CYP201 mandatory CARE CONTACT IDENTIFIER
CYP201 mandatory SERVICE REQUEST IDENTIFIER
CYP201 required CARE PROFESSIONAL TEAM LOCAL IDENTIFIER
CYP201 mandatory CARE CONTACT DATE
CYP201 required CARE CONTACT TIME
CYP201 required ORGANISATION IDENTIFIER (CODE OF COMMISSIONER)
CYP201 required ADMINISTRATIVE CATEGORY CODE
CYP201 required CLINICAL CONTACT DURATION OF CARE CONTACT
CYP201 required CONSULTATION TYPE
CYP201 required CARE CONTACT SUBJECT
CYP201 required CONSULTATION MECHANISM (COMMUNITY CARE)
CYP201 required ACTIVITY LOCATION TYPE CODE
CYP201 required ORGANISATION SITE IDENTIFIER (OF TREATMENT)
CYP201 required GROUP THERAPY INDICATOR
CYP201 required ATTENDANCE STATUS
CYP201 required EARLIEST REASONABLE OFFER DATE
CYP201 required EARLIEST CLINICALLY APPROPRIATE DATE
CYP201 required CARE CONTACT CANCELLATION DATE
CYP201 required CARE CONTACT CANCELLATION REASON
CYP201 required REPLACEMENT APPOINTMENT DATE OFFERED
CYP201 required REPLACEMENT APPOINTMENT BOOKED DATE
CYP202 mandatory CARE ACTIVITY IDENTIFIER
CYP202 mandatory CARE CONTACT IDENTIFIER
CYP202 mandatory COMMUNITY CARE ACTIVITY TYPE
CYP202 required CARE PROFESSIONAL LOCAL IDENTIFIER
CYP202 required CLINICAL CONTACT DURATION OF CARE ACTIVITY
CYP202 required PROCEDURE SCHEME IN USE (COMMUNITY CARE)
CYP202 required CODED PROCEDURE (CLINICAL TERMINOLOGY)
CYP202 required FINDING SCHEME IN USE (COMMUNITY CARE)
CYP202 required CODED FINDING (CODED CLINICAL ENTRY)
CYP202 required OBSERVATION SCHEME IN USE (COMMUNITY CARE)
CYP202 required CODED OBSERVATION (CLINICAL TERMINOLOGY)
CYP202 required OBSERVATION VALUE
CYP202 required UCUM UNIT OF MEASUREMENT
CYP901 mandatory CARE PROFESSIONAL LOCAL IDENTIFIER
CYP901 required PROFESSIONAL REGISTRATION BODY CODE
CYP901 required PROFESSIONAL REGISTRATION ENTRY IDENTIFIER
CYP901 required CARE PROFESSIONAL STAFF GROUP (COMMUNITY CARE)
CYP901 required OCCUPATION CODE
CYP901 required CARE PROFESSIONAL (JOB ROLE CODE)
"""

CORE: tuple[type, ...] = (
    Demographics,
    ChildIdentifier,
    ChildFact,
    Child,
    Referral,
    TeamReferral,
    WaitingTime,
    Team,
    Clinic,
    Appointment,
    Encounter,
    Contact,
    CareActivity,
    CodedItem,
    NextAppointment,
    Growth,
    AssessmentScore,
    OnwardReferral,
    LetterCopy,
    Timing,
    CareProfessional,
    GroupSession,
    GroupAsked,
    Statement,
    Source,
)
BOOKKEEPING = """
ChildIdentifier.id ChildIdentifier.kind ChildFact.id ChildFact.kind ChildFact.recorded_at ChildFact.recorded_by
Child.id Child.organisation Child.pseudonym Child.demographics Child.identifiers Child.facts Child.registered_at
Child.registered_by Referral.version Referral.organisation Referral.child Referral.teams Referral.recorded_at
Referral.recorded_by Team.id Team.organisation Clinic.id Clinic.organisation Appointment.id Appointment.organisation
Appointment.booked_by Encounter.version Encounter.record_number Encounter.organisation Encounter.child Encounter.contact
Encounter.activities Encounter.groups Encounter.statements Encounter.next_appointment Encounter.recorded_at
Encounter.recorded_by Encounter.form_token CodedItem.code CareProfessional.id CareProfessional.organisation
GroupAsked.group Statement.source ChildIdentifier.version Child.version Child.merged_into Child.merged_from
Appointment.version Appointment.status Appointment.booking_reference Encounter.profession Encounter.growth
Encounter.timing Encounter.entered_in_error Encounter.moved_to Encounter.moved_from Encounter.form_digest
OnwardReferral.to OnwardReferral.organisation LetterCopy.recipient LetterCopy.sharing Timing.started_at
Timing.first_input_at Timing.submitted_at Timing.items_added Timing.items_confirmed Timing.items_carried
Timing.input_mode Referral.waiting GroupSession.organisation GroupSession.version GroupSession.entered_in_error
GroupSession.amendment_reason GroupSession.recorded_at GroupSession.recorded_by Encounter.scores
""".split()


def test_an_item_is_found_by_its_key() -> None:
    attendance = item("contact.attendance")
    assert attendance.wording == "Attendance"
    assert attendance.answers is Attendance
    assert [(place.table, place.element) for place in attendance.csds] == [("CYP201", "ATTENDANCE STATUS")]
    assert attendance.held == ("Contact", "attendance")


def test_there_is_no_item_of_another_key() -> None:
    with pytest.raises(KeyError):
        item("contact.weather")


def test_every_key_stands_once_and_is_a_dotted_path() -> None:
    keys = [each.key for each in catalogue()]
    assert len(keys) == len(set(keys))
    assert all(part.isidentifier() for key in keys for part in key.split("."))


@pytest.mark.parametrize("line", CSDS.strip().splitlines())
def test_every_item_of_the_seven_tables_is_in_the_catalogue_with_its_obligation(line: str) -> None:
    table, obligation, element = line.split(" ", 2)
    found = [each for each in CATALOGUE if (table, element) in {(place.table, place.element) for place in each.csds}]
    assert found, f"{line} is missing"
    assert {each.obligation for each in found} == {Obligation(obligation)}


def test_nothing_is_placed_in_the_seven_tables_that_they_do_not_have() -> None:
    listed = {tuple(line.split(" ", 2)[::2]) for line in CSDS.strip().splitlines()}
    placed = {(place.table, place.element) for each in CATALOGUE for place in each.csds}
    tables = {table for table, _ in listed}
    assert {place for place in placed if place[0] in tables} == listed


def test_column_names_of_the_submission_file_stay_in_the_submission() -> None:
    assert all(
        len(place.table) == 6 and place.element == place.element.upper() for each in CATALOGUE for place in each.csds
    )


@pytest.mark.parametrize("each", CATALOGUE, ids=lambda each: each.key)
def test_every_item_has_words_and_a_reason_where_it_goes_nowhere(each: Item) -> None:
    assert each.wording.strip() == each.wording != ""
    assert (each.obligation is Obligation.OURS) == (not each.csds)
    assert each.note or (each.csds and each.fhir), "say why it is not submitted or not in FHIR"
    assert not each.note or each.note.endswith(".")


@pytest.mark.parametrize("each", CATALOGUE, ids=lambda each: each.key)
def test_every_item_is_held_in_a_field_of_the_core(each: Item) -> None:
    owner, field = each.held
    assert (owner, field) in {(kind.__name__, name) for kind in CORE for name in fields_of(kind)}


def test_every_field_of_the_core_has_an_item_or_is_bookkeeping() -> None:
    held = {".".join(each.held) for each in CATALOGUE}
    fields = {f"{kind.__name__}.{name}" for kind in CORE for name in fields_of(kind)}
    assert fields - held == set(BOOKKEEPING)


def fields_of(kind: type) -> list[str]:
    assert dataclasses.is_dataclass(kind)
    return [field.name for field in dataclasses.fields(kind)]


def test_every_kind_of_fact_and_every_group_has_its_item() -> None:
    keys = {each.key for each in CATALOGUE}
    assert {f"fact.{kind.value}" for kind in FactKind} == {key for key in keys if key.startswith("fact.")}
    assert {f"group.{group.value}" for group in Group} == {key for key in keys if key.startswith("group.")}


@pytest.mark.parametrize(
    ("enumeration", "codes"),
    [
        (Attendance, code_lists.ATTENDANCE_STATUS),
        (Mechanism, code_lists.CONSULTATION_MECHANISM),
        (Gender, code_lists.STATED_GENDER),
    ],
)
def test_enumerations_that_stand_for_a_code_list_have_its_codes(enumeration: type[StrEnum], codes: CodeList) -> None:
    assert {member.value for member in enumeration} == set(codes.answers)


def test_a_plan_is_a_question_of_its_own() -> None:
    plan = item("fact.ehc_plan")
    assert isinstance(plan.answers, CodeList)
    assert list(plan.answers.answers) == ["has_plan", "being_assessed", "refused_or_ceased", "sen_support", "no_plan"]
    assert plan.csds == ()
    assert "fact.educational_assessment" in plan.note


@pytest.mark.parametrize(
    ("key", "held", "answers"),
    [
        ("growth.weight_grams", ("Growth", "weight_grams"), AnswerKind.NUMBER),
        ("growth.height_millimetres", ("Growth", "height_millimetres"), AnswerKind.NUMBER),
        ("growth.head_circumference_millimetres", ("Growth", "head_circumference_millimetres"), AnswerKind.NUMBER),
        ("onward_referrals", ("Encounter", "onward_referrals"), code_lists.TEAM_TYPE),
        ("copies", ("Encounter", "copies"), Recipient),
        ("tests_requested", ("Encounter", "tests_requested"), RequestedTest),
        ("safeguarding_check", ("Encounter", "safeguarding_check"), SafeguardingCheck),
    ],
)
def test_what_is_planned_is_in_the_catalogue_and_not_submitted(
    key: str, held: tuple[str, str], answers: object
) -> None:
    planned = item(key)
    assert (planned.held, planned.answers, planned.obligation) == (held, answers, Obligation.OURS)


def test_a_transition_is_asked_about_from_14() -> None:
    assert all("14" in item(key).hint for key in ("fact.transition_plan", "fact.adult_lead"))


def test_default_codes_of_organisations_fit_their_items() -> None:
    assert DEFAULT_CODES["fact.gp_practice"].words("V81999") == "GP practice code not known"
    for key, codes in DEFAULT_CODES.items():
        shortest, longest = item(key).length or (0, 0)
        assert all(shortest <= len(code) <= longest for code in codes.answers)


def test_the_languages_are_the_183_of_iso_639_1_and_five_of_the_dictionary() -> None:
    codes = list(PREFERRED_LANGUAGE.answers)
    assert len(codes) == 183 + 5
    assert codes[-5:] == ["q1", "q2", "q3", "q4", "q5"]
    assert codes == sorted(codes[:-5]) + codes[-5:]
    assert all(len(code) == 2 and code.isascii() and code.islower() for code in codes)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (FactKind.POSTCODE, "TS4 3BW"),
        (FactKind.ADDRESS, "1 Synthetic Street\nMiddlesbrough"),
        (FactKind.GP_PRACTICE, "A81001"),
        (FactKind.GP_PRACTICE, "V81999"),
        (FactKind.ETHNIC_CATEGORY, "99"),
        (FactKind.PREFERRED_LANGUAGE, "q4"),
        (FactKind.PREFERRED_LANGUAGE, "ur"),
        (FactKind.INTERPRETER, "Y"),
        (FactKind.SCHOOL, "EE123456"),
        (FactKind.EHC_PLAN, "being_assessed"),
        (FactKind.EHC_PLAN, "sen_support"),
        (FactKind.EDUCATIONAL_ASSESSMENT, "05"),
        (FactKind.PLACEMENT, "foster"),
        (FactKind.RESPONSIBLE_AUTHORITY, "E12000"),
        (FactKind.PARENTAL_RESPONSIBILITY, "shared_authority"),
        (FactKind.SENSITIVE_ADDRESS, "Y"),
        (FactKind.TRANSITION_PLAN, "agreed"),
        (FactKind.ADULT_LEAD, "neurology"),
        (FactKind.DISABILITY_QUESTION, "NN"),
        (FactKind.HEALTH_VISITOR_ANTENATAL_VISIT, "2019-01-31"),
        (FactKind.MOTHER_NHS_NUMBER, "9990000026"),
        (FactKind.MOTHER_NHS_NUMBER_STATUS, "01"),
    ],
)
def test_a_fact_with_one_of_its_answers_is_sound(kind: FactKind, value: str) -> None:
    assert fact_value_fault(kind, value) is None


@pytest.mark.parametrize(
    ("kind", "value", "mend"),
    [
        (FactKind.POSTCODE, "TS43BW", "one space"),
        (FactKind.POSTCODE, "Teesside", "full postcode"),
        (FactKind.ADDRESS, "   ", "empty"),
        (FactKind.ADDRESS, "x" * 201, "1 to 200 characters"),
        (FactKind.ADDRESS, "1 \u202eteertS", "turns text round"),
        (FactKind.GP_PRACTICE, "A8100", "6 characters"),
        (FactKind.GP_PRACTICE, "a81001", "in capitals"),
        (FactKind.ETHNIC_CATEGORY, "Q", "Choose again"),
        (FactKind.PREFERRED_LANGUAGE, "eng", "Choose again"),
        (FactKind.PREFERRED_LANGUAGE, "q6", "Choose again"),
        (FactKind.INTERPRETER, "perhaps", "Y for yes"),
        (FactKind.SCHOOL, "EE12", "5 to 8 characters"),
        (FactKind.EHC_PLAN, "EHCPagreed", "Choose again"),
        (FactKind.PLACEMENT, "With his aunt", "Choose again"),
        (FactKind.RESPONSIBLE_AUTHORITY, "E123456", "3 to 6 characters"),
        (FactKind.PARENTAL_RESPONSIBILITY, "aunt", "Choose again"),
        (FactKind.SENSITIVE_ADDRESS, "perhaps", "Y for yes"),
        (FactKind.TRANSITION_PLAN, "soon", "Choose again"),
        (FactKind.ADULT_LEAD, "Dr Example", "Choose again"),
        (FactKind.DEATH_DATE, "2026-02-30", "no such date"),
        (FactKind.DEATH_DATE, "20260203", "year, month and day"),
        (FactKind.MOTHER_NHS_NUMBER, "999 000 0026", "without spaces"),
        (FactKind.MOTHER_NHS_NUMBER, "9990000027", "last digit does not fit"),
    ],
)
def test_a_fact_with_another_answer_is_told_what_to_do(kind: FactKind, value: str, mend: str) -> None:
    fault = fact_value_fault(kind, value)
    assert fault is not None
    assert fault.startswith(item(f"fact.{kind.value}").wording)
    assert mend in fault
    assert value.strip() == "" or value not in fault


@given(st.sampled_from(FactKind), st.text(max_size=300))
def test_any_text_is_judged_for_any_fact(kind: FactKind, value: str) -> None:
    fault = fact_value_fault(kind, value)
    assert fault is None or fault.endswith(".")


@given(st.sampled_from([kind for kind in FactKind if isinstance(item(f"fact.{kind.value}").answers, CodeList)]))
def test_every_code_of_a_list_is_sound(kind: FactKind) -> None:
    answers = item(f"fact.{kind.value}").answers
    assert isinstance(answers, CodeList)
    assert all(fact_value_fault(kind, code) is None for code in answers.answers)


def test_the_data_dictionary_page_is_the_catalogues() -> None:
    assert PAGE.read_text(encoding="utf-8") == data_dictionary(), "run `everyneed docs data-dictionary`"


def test_the_page_tells_of_every_item_and_every_list() -> None:
    page = data_dictionary()
    assert all(f"| `{each.key}` |" in page for each in CATALOGUE)
    assert all(f"### {each.answers.name}\n" in page for each in CATALOGUE if isinstance(each.answers, CodeList))
    assert all(each.answers.value in page for each in CATALOGUE if isinstance(each.answers, AnswerKind))


def test_no_line_of_the_page_breaks_its_table() -> None:
    width = 0
    for line in data_dictionary().splitlines():
        cells = line.replace("\\|", "").count("|")
        assert cells == 0 or width in (0, cells), line
        width = cells
