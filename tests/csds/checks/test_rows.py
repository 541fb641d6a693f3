"""Rules of single rows at their edges, against the valid submission."""

from dataclasses import replace
from datetime import date, datetime

from app.csds.checks.context import Outside
from app.csds.checks.engine_checks import run_checks
from app.csds.checks.found import Chosen
from app.csds.checks.reader import problems, unchecked
from app.csds.engine_duckdb import Value, Workspace
from tests.csds.checks.changed import ORIGIN, add, change, conditions, only
from tests.csds.checks.valid_rows import CONTEXT

UNLISTED = "value not in the national list"


def test_spaces_alone_are_no_value(valid: Workspace) -> None:
    only(valid, "CYP401SpEdNeedId")
    change(valid, "CYP401SpEdNeedId", EducationNeed_Type="  ")
    assert conditions(valid) == [("CYP401SpEdNeedId", "EducationNeed_Type", "value missing")]


VERY_DAYS: list[tuple[str, str, Value]] = [
    ("CYP101Referral", "Discharge_Date", date(2026, 11, 1)),
    ("CYP002GP", "GPRegistration_EndDate", date(2026, 10, 1)),
    ("CYP201CareContact", "Contact_Date", date(2026, 10, 1)),
    ("CYP201CareContact", "Contact_Date", date(2026, 10, 31)),
    ("CYP001MPI", "DateOfDeath", date(2026, 10, 31)),
    ("CYP005CarePlanAgreement", "Plan_AgreedDate", date(2026, 9, 1)),
    ("CYP000Header", "FileCreation_DateTime", datetime.fromisoformat("2026-11-03T23:59:59")),
]


def test_a_date_on_the_very_day_is_neither_earlier_nor_later(valid: Workspace) -> None:
    only(valid, *(table for table, _, _ in VERY_DAYS))
    valid.sql.execute('DELETE FROM "CYP002GP" WHERE "GPRegistration_EndDate" IS NULL')
    change(valid, "CYP002GP", GPRegistration_StartDate=date(2026, 10, 1))
    for table, field, value in VERY_DAYS:
        change(valid, table, **{field: value})
    change(valid, "CYP102ServiceTypeReferredTo", Referral_ClosureDate=date(2026, 10, 31))
    assert conditions(valid) == []


def test_a_closure_after_the_discharge_of_its_referral_is_refused_with_a_warning_beside(valid: Workspace) -> None:
    only(valid, "CYP102ServiceTypeReferredTo")
    change(valid, "CYP102ServiceTypeReferredTo", Referral_ClosureDate=date(2026, 11, 1))
    run_checks(valid, CONTEXT)
    found = [(each.rule.code, each.rule.condition, each.rule.severity.value) for each in problems(valid)]
    assert found == [
        ("CYP10210", "later than RP_EndDate", "warning"),
        ("", "later than CYP101.Discharge_Date", "record rejected"),
    ]


def test_without_a_header_the_period_is_the_one_asked_for(valid: Workspace) -> None:
    only(valid, "CYP000Header", "CYP201CareContact")
    valid.sql.execute('DELETE FROM "CYP000Header"')
    change(valid, "CYP201CareContact", Contact_Date=date(2026, 9, 30))
    assert conditions(valid) == [
        ("CYP000Header", None, "CYP000Header empty"),
        ("CYP201CareContact", "Contact_Date", "earlier than RP_StartDate"),
    ]


def test_a_providers_own_character_may_follow_an_ethnic_category(valid: Workspace) -> None:
    only(valid, "CYP001MPI")
    for value, taken in (("A", True), ("A1", True), ("99", True), ("Q", False), ("9Z", False)):
        change(valid, "CYP001MPI", EthnicCategory=value)
        unlisted = [each[1] for each in conditions(valid) if each[2] == UNLISTED]
        assert unlisted == ([] if taken else ["EthnicCategory"]), value


def test_a_preferred_language_is_of_iso_639_1_or_of_the_five_added(valid: Workspace) -> None:
    only(valid, "CYP001MPI")
    for value, taken in (("en", True), ("q4", True), ("EN", False), ("xx", False)):
        change(valid, "CYP001MPI", LanguagePreferred=value)
        assert conditions(valid) == ([] if taken else [("CYP001MPI", "LanguagePreferred", UNLISTED)]), value


def test_a_default_code_needs_to_be_no_organisation(valid: Workspace) -> None:
    only(valid, "CYP101Referral")
    change(valid, "CYP101Referral", OrgID_Referring="X99999", OrgID_Commissioner="XMD00")
    assert conditions(valid) == []


DIAGNOSES = [
    ("02", "G80.0", True),
    ("02", "F840", True),
    ("02", "138875005", False),
    ("04", "F23..", True),
    ("04", "F23z.00", True),
    ("04", "F.3..", False),
    ("05", "XE2aA", True),
    ("05", "XE2a", False),
    ("06", "138875005", True),
    ("06", "138875004", False),
    ("06", "G80.0", False),
]


def test_a_diagnosis_has_the_form_of_its_scheme(valid: Workspace) -> None:
    only(valid, "CYP607PrimDiag")
    unlike = "code format does not fit the declared scheme (Diagnosis_Scheme)"
    for scheme, code, taken in DIAGNOSES:
        change(valid, "CYP607PrimDiag", Diagnosis_Scheme=scheme, PrimaryDiagnosis=code)
        assert conditions(valid) == ([] if taken else [("CYP607PrimDiag", "PrimaryDiagnosis", unlike)]), (scheme, code)


def test_the_scheme_number_of_snomed_ct_differs_by_field(valid: Workspace) -> None:
    only(valid, "CYP202CareActivity")
    change(valid, "CYP202CareActivity", Finding_Scheme="03", CodedFinding="138875005")
    assert [each[1] for each in conditions(valid)] == ["CodedFinding"]


def test_rows_without_a_date_are_alike_by_the_rule_that_is_theirs(valid: Workspace) -> None:
    only(valid, "CYP003AccommType")
    for _ in range(2):
        add(valid, "CYP003AccommType", AccommStatus_Date=None)
    same = "more than one row for the same LocalPatientID with AccommStatus_Date empty"
    assert conditions(valid) == [("CYP003AccommType", "LocalPatientID", same)] * 2


def test_rows_alike_in_all_but_one_key_are_not_repeated(valid: Workspace) -> None:
    only(valid, "CYP401SpEdNeedId")
    add(valid, "CYP401SpEdNeedId", EducationNeed_Type="03")
    assert conditions(valid) == []


def test_lists_that_are_not_at_hand_leave_their_rules_unchecked_and_named(valid: Workspace) -> None:
    bare = replace(CONTEXT, organisations=None, postcodes=None, assessments=None)
    change(valid, "CYP001MPI", OrgID_EducationEstablishment="EE999999", Postcode="ZZ99 3VZ")
    assert conditions(valid, bare) == []
    lacking = [each.lacking for each in unchecked(valid)]
    assert {each: lacking.count(each) for each in Outside} == {
        Outside.ORGANISATIONS: 14,
        Outside.POSTCODES: 1,
        Outside.ASSESSMENTS: 6,
    }


def test_of_tables_that_are_not_the_templates_nothing_else_is_told(valid: Workspace) -> None:
    valid.sql.execute('ALTER TABLE "CYP403CPP" RENAME COLUMN "CPP_EndDate" TO "EndDate"')
    outcome = run_checks(valid, CONTEXT)
    (found,) = problems(valid)
    assert found.rule.condition.startswith("tables, columns, data types")
    assert found.value == "CYP403CPP.CPP_EndDate"
    assert len(outcome.unchecked) == 585


def test_a_second_run_forgets_the_first(valid: Workspace) -> None:
    only(valid, "CYP401SpEdNeedId")
    change(valid, "CYP401SpEdNeedId", EducationNeed_Type=None)
    assert len(conditions(valid)) == 1
    change(valid, "CYP401SpEdNeedId", EducationNeed_Type="02")
    assert conditions(valid) == []


def test_what_names_a_person_is_never_shown(valid: Workspace) -> None:
    only(valid, "CYP001MPI")
    change(valid, "CYP001MPI", NHSNumber="9434765918", Postcode="nowhere", Gender="9434765919", EthnicCategory="Q")
    run_checks(valid, CONTEXT)
    shown = {(each.field, each.value) for each in problems(valid)}
    assert ("EthnicCategory", "Q") in shown
    assert {value for _, value in shown} == {None, "Q"}


def test_problems_are_filtered_by_table_field_rule_origin_and_strength(valid: Workspace) -> None:
    only(valid, "CYP202CareActivity", "CYP401SpEdNeedId")
    add(valid, "CYP401SpEdNeedId", EducationNeed_Type=None)
    change(valid, "CYP202CareActivity", CareActivity_Duration=-1, UC_UnitOfMeasurement=None)
    run_checks(valid, CONTEXT)

    def found(chosen: Chosen) -> list[str | None]:
        return [each.field for each in problems(valid, chosen)]

    unit = next(number for number, rule in enumerate(valid.specification.rules, 1) if "UC_Unit" in rule.condition)
    assert found(Chosen()) == ["CareActivity_Duration", "UC_UnitOfMeasurement", "EducationNeed_Type"]
    assert found(Chosen(table="CYP401SpEdNeedId")) == ["EducationNeed_Type"]
    assert found(Chosen(field="CareActivity_Duration")) == ["CareActivity_Duration"]
    assert found(Chosen(origin=ORIGIN)) == ["EducationNeed_Type"]
    assert found(Chosen(enforced=True)) == ["EducationNeed_Type"]
    assert found(Chosen(enforced=False)) == ["CareActivity_Duration", "UC_UnitOfMeasurement"]
    assert found(Chosen(numbers=[unit])) == ["UC_UnitOfMeasurement"]
    assert found(Chosen(numbers=[])) == []


def test_quotation_marks_and_semicolons_are_values_like_others(valid: Workspace) -> None:
    only(valid, "CYP401SpEdNeedId")
    change(valid, "CYP401SpEdNeedId", EducationNeed_Type="';")
    assert conditions(valid) == [("CYP401SpEdNeedId", "EducationNeed_Type", UNLISTED)]


def test_progress_is_told_table_by_table(valid: Workspace) -> None:
    only(valid, "CYP401SpEdNeedId")
    steps: list[tuple[int, int]] = []
    run_checks(valid, CONTEXT, lambda done, whole: steps.append((done, whole)))
    assert steps == [(done, 37) for done in range(1, 38)]
