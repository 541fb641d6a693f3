"""The facts of a child in a Patient: by elements, by extensions of UK Core, and by our own."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.clinical.catalogue import item
from app.clinical.child import Child, ChildFact, FactAnswer, FactKind
from app.clinical.code_lists import CodeList
from app.fhir.mapping.given import FactGiven
from app.fhir.mapping.patient import patient_from_child
from app.fhir.systems import code_system_url, extension_url
from app.identity import Identity
from tests.clinical import examples
from tests.fhir.mapping.core_values import received
from tests.fhir.mapping.patient_children import (
    CODES,
    ODS,
    SURROUNDINGS,
    UK_CORE,
    coded,
    facts_of,
    refused,
    said,
    warned,
)

ROLES = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
LANGUAGES = f"{CODES}HumanLanguage"
INTERPRETER = "http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired"
NOW = datetime(2026, 11, 1, tzinfo=UTC)


def extension(kind: FactKind, **content: Any) -> dict[str, Any]:
    return {"url": extension_url(f"fact.{kind.value}"), **content}


def inner(**content: Any) -> list[dict[str, Any]]:
    """Inner extensions by their urls; each content is a value[x] with its name."""
    return [{"url": url, **content[url]} for url in content]


def known(kind: FactKind, **elements: Any) -> str | None:
    fact = facts_of(**elements).get(kind)
    return fact.value if fact is not None else None


def with_facts(*facts: ChildFact) -> Child:
    return replace(examples.child(), facts=facts)


def fact(kind: FactKind, value: str | None, *period: date | None, place: int = 0) -> ChildFact:
    answer = FactAnswer.NONE if value is None else FactAnswer.KNOWN
    since, until = (*period, None, None)[:2]
    return ChildFact(Identity(500 + place), kind, answer, value, since, until, NOW, Identity(2))


# By our own extensions.


@pytest.mark.parametrize(
    ("kind", "content", "value"),
    [
        (FactKind.SCHOOL, {"valueIdentifier": {"system": ODS, "value": "ee123456"}}, "EE123456"),
        (FactKind.SCHOOL, {"valueString": "EE123456"}, "EE123456"),
        (FactKind.SCHOOL, {"valueReference": {"identifier": {"system": ODS, "value": "EE123456"}}}, "EE123456"),
        (FactKind.PLACEMENT, {"valueCode": "foster"}, "foster"),
        (FactKind.PLACEMENT, {"valueCoding": {"code": "foster"}}, "foster"),
        (
            FactKind.PLACEMENT,
            {"valueCoding": {"system": code_system_url("fact.placement"), "code": "foster"}},
            "foster",
        ),
        (
            FactKind.LOOKED_AFTER,
            {"valueCodeableConcept": {"coding": [{"system": code_system_url("fact.looked_after"), "code": "Y"}]}},
            "Y",
        ),
        (FactKind.SENSITIVE_ADDRESS, {"valueBoolean": True}, "Y"),
        (FactKind.SENSITIVE_ADDRESS, {"valueCode": "N"}, "N"),
        (FactKind.HEALTH_VISITOR_ANTENATAL_VISIT, {"valueDate": "2019-01-31"}, "2019-01-31"),
        (FactKind.HEALTH_VISITOR_ANTENATAL_VISIT, {"valueDateTime": "2019-01-31T23:30:00Z"}, "2019-01-31"),
        (FactKind.MOTHER_NHS_NUMBER, {"valueString": "9990000026"}, "9990000026"),
    ],
)
def test_a_fact_is_read_from_our_extension_in_any_form_of_its_value(
    kind: FactKind, content: dict[str, Any], value: str
) -> None:
    assert known(kind, extension=[extension(kind, **content)]) == value


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (FactKind.PLACEMENT, {"valueCode": "with his aunt"}),
        (FactKind.PLACEMENT, {"valueCoding": {"system": "https://elsewhere.example", "code": "foster"}}),
        (FactKind.SCHOOL, {"valueString": "EE1"}),
        (FactKind.HEALTH_VISITOR_ANTENATAL_VISIT, {"valueDate": "2019"}),
        (FactKind.MOTHER_NHS_NUMBER, {"valueString": "9990000027"}),
        (FactKind.SENSITIVE_ADDRESS, {"valueInteger": 1}),
    ],
)
def test_what_is_none_of_the_answers_is_refused_where_it_stands(kind: FactKind, content: dict[str, Any]) -> None:
    first = extension(FactKind.LOOKED_AFTER, valueCode="Y")
    assert refused(extension=[first, extension(kind, **content)]) == ["extension[1]"]


def test_since_and_until_stand_beside_the_value() -> None:
    period = {"valuePeriod": {"start": "2024-09-01", "end": "2027-07-31"}}
    both = inner(value={"valueCode": "foster"}, period=period)
    assert facts_of(extension=[extension(FactKind.PLACEMENT, extension=both)]) == {
        FactKind.PLACEMENT: FactGiven(
            FactKind.PLACEMENT, FactAnswer.KNOWN, "foster", date(2024, 9, 1), date(2027, 7, 31)
        )
    }


def test_what_is_known_to_be_none_is_an_answer_of_its_own() -> None:
    none = extension(FactKind.SCHOOL, extension=inner(answer={"valueCode": "none"}))
    assert facts_of(extension=[none]) == {FactKind.SCHOOL: FactGiven(FactKind.SCHOOL, FactAnswer.NONE, None)}
    assert patient_from_child(with_facts(fact(FactKind.SCHOOL, None)), SURROUNDINGS)["extension"] == [none]


def test_what_was_not_asked_is_not_said() -> None:
    asked = replace(fact(FactKind.SCHOOL, None), answer=FactAnswer.NOT_ASKED)
    assert "extension" not in patient_from_child(with_facts(asked), SURROUNDINGS)
    not_asked = extension(FactKind.SCHOOL, extension=inner(answer={"valueCode": "not_asked"}))
    assert facts_of(extension=[not_asked]) == {}


def test_disabilities_are_several_facts() -> None:
    kind = FactKind.DISABILITY_QUESTION
    several = [extension(kind, valueCode=code) for code in ("02", "09")]
    assert [each.value for each in said(extension=several).facts] == ["02", "09"]
    rendered = patient_from_child(with_facts(fact(kind, "02"), fact(kind, "09", place=1)), SURROUNDINGS)
    codes = [each["valueCoding"] for each in rendered["extension"]]
    assert [(each["code"], each["display"]) for each in codes] == [("02", "Hearing"), ("09", "Sight")]


def coding(key: str, code: str) -> dict[str, Any]:
    return {"valueCoding": {"system": code_system_url(key), "code": code}}


def test_how_far_a_disability_limits_goes_with_it_both_ways() -> None:
    kind = FactKind.DISABILITY_QUESTION
    limited = replace(fact(kind, "05"), qualifier="01")
    (rendered,) = patient_from_child(with_facts(limited), SURROUNDINGS)["extension"]
    assert rendered == extension(
        kind,
        extension=inner(
            value={
                "valueCoding": {
                    "system": code_system_url("fact.disability_question"),
                    "code": "05",
                    "display": "Mobility and gross motor",
                }
            },
            qualifier={
                "valueCoding": {
                    "system": code_system_url("facts.disability_impact"),
                    "code": "01",
                    "display": "Yes, limited a lot",
                }
            },
        ),
    )
    assert said(extension=[rendered]).facts == (FactGiven(kind, FactAnswer.KNOWN, "05", qualifier="01"),)


@pytest.mark.parametrize(
    ("kind", "value", "qualifier"),
    [
        (FactKind.DISABILITY_QUESTION, "05", coding("facts.disability_impact", "09")),
        (FactKind.EMPLOYMENT, "01", coding("facts.disability_impact", "01")),
        (FactKind.SEN_TYPE, "01", {"valueCode": "01"}),
        (FactKind.EMPLOYMENT, "01", {"valueInteger": 30}),
    ],
)
def test_a_qualifier_that_does_not_go_with_the_answer_is_refused(
    kind: FactKind, value: str, qualifier: dict[str, Any]
) -> None:
    whole = extension(kind, extension=inner(value={"valueCode": value}, qualifier=qualifier))
    assert refused(extension=[whole]) == ["extension[0]"]


def test_a_disability_that_limits_in_two_ways_contradicts_itself() -> None:
    kind = FactKind.DISABILITY_QUESTION
    twice = [
        extension(kind, extension=inner(value={"valueCode": "05"}, qualifier=coding("facts.disability_impact", code)))
        for code in ("01", "03")
    ]
    assert refused(extension=twice) == ["extension[1]"]


@pytest.mark.parametrize(("born", "warnings"), [("2010-11-24", []), ("2010-11-25", ["extension[0]"]), ("2010", [])])
def test_employment_of_a_child_below_sixteen_is_told_and_recorded(born: str, warnings: list[str]) -> None:
    work = extension(
        FactKind.EMPLOYMENT,
        extension=inner(value={"valueCode": "01"}, qualifier=coding("facts.weekly_hours_worked", "04")),
    )
    elements = {"extension": [work], "birthDate": born}
    assert [each for each in warned(**elements) if each != "birthDate"] == warnings
    assert said(**elements).facts[-1] == FactGiven(FactKind.EMPLOYMENT, FactAnswer.KNOWN, "01", qualifier="04")


def test_child_protection_plans_stand_beside_each_other_and_one_that_ended_is_of_the_past() -> None:
    kind = FactKind.CHILD_PROTECTION_PLAN
    plans = [
        extension(kind, extension=inner(value={"valueCode": reason}, period={"valuePeriod": period}))
        for reason, period in (
            ("01", {"start": "2024-01-02", "end": "2024-11-30"}),
            ("01", {"start": "2026-03-04"}),
            ("03", {"start": "2026-03-04"}),
        )
    ]
    given = said(extension=plans).facts
    assert [(each.value, each.since, each.until) for each in given] == [
        ("01", date(2024, 1, 2), date(2024, 11, 30)),
        ("01", date(2026, 3, 4), None),
        ("03", date(2026, 3, 4), None),
    ]


@pytest.mark.parametrize("codes", [("02", "NN"), ("ZZ", "09"), ("NN", "ZZ")])
def test_a_disability_and_none_contradict_each_other(codes: tuple[str, str]) -> None:
    several = [extension(FactKind.DISABILITY_QUESTION, valueCode=code) for code in codes]
    assert refused(extension=several) == ["extension[1]"]


def test_two_answers_of_today_contradict_each_other_and_one_of_the_past_does_not() -> None:
    now = extension(FactKind.PLACEMENT, valueCode="foster")
    assert refused(extension=[now, extension(FactKind.PLACEMENT, valueCode="hospital")]) == ["extension[1]"]
    assert known(FactKind.PLACEMENT, extension=[now, now]) == "foster"
    past = {"valuePeriod": {"start": "2020-01-01", "end": "2026-11-23"}}
    before = extension(FactKind.PLACEMENT, extension=inner(value={"valueCode": "hospital"}, period=past))
    assert [each.value for each in said(extension=[now, before]).facts] == ["hospital", "foster"]


def test_a_code_list_goes_out_as_a_coding_of_its_own_system() -> None:
    rendered = patient_from_child(with_facts(fact(FactKind.EHC_PLAN, "has_plan")), SURROUNDINGS)
    assert rendered["extension"] == [
        {
            "url": "https://everyneed.org.uk/fhir/StructureDefinition/fact-ehc-plan",
            "valueCoding": {
                "system": "https://everyneed.org.uk/fhir/CodeSystem/fact-ehc-plan",
                "code": "has_plan",
                "display": "Has an education, health and care plan",
            },
        }
    ]


LISTED = [kind for kind in FactKind if isinstance(item(f"fact.{kind.value}").answers, CodeList)]


@pytest.mark.parametrize("kind", [kind for kind in LISTED if kind is not FactKind.MOTHER_NHS_NUMBER_STATUS])
def test_every_code_of_every_list_goes_out_and_comes_back(kind: FactKind) -> None:
    answers = item(f"fact.{kind.value}").answers
    assert isinstance(answers, CodeList)
    for code in answers.answers:
        rendered = patient_from_child(with_facts(fact(kind, code)), SURROUNDINGS)
        assert [each.value for each in said(**rendered).facts] == [code]


# Address and practice.


def test_an_address_is_one_line_of_its_parts_each_once() -> None:
    address = {"line": ["Flat 2", "1  Made-up Street"], "city": "Leeds", "district": "LEEDS", "postalCode": "LS1 4AP"}
    facts = facts_of(address=[address])
    assert facts[FactKind.ADDRESS].value == "Flat 2, 1 Made-up Street, Leeds"
    assert facts[FactKind.POSTCODE].value == "LS1 4AP"
    assert known(FactKind.ADDRESS, address=[{"text": "1 Made-up Street\nLeeds"}]) == "1 Made-up Street Leeds"


def test_no_fixed_abode_is_a_postcode() -> None:
    assert known(FactKind.POSTCODE, address=[{"use": "home", "postalCode": "zz993vz"}]) == "ZZ99 3VZ"


def test_the_home_address_goes_before_another_and_none_is_taken_that_is_not_home() -> None:
    home, plain = {"use": "home", "line": ["Home"]}, {"line": ["Plain"]}
    postal = {"line": ["Postal"], "type": "postal"}
    assert known(FactKind.ADDRESS, address=[plain, home]) == "Home"
    assert known(FactKind.ADDRESS, address=[postal, plain]) == "Plain"
    for away in ({"use": "temp"}, {"use": "old"}, {"use": "billing"}, {"period": {"end": "2026-11-23"}}):
        assert facts_of(address=[{"line": ["Away"], **away}]) == {}


def test_what_is_no_postcode_or_too_long_an_address_is_kept_and_told() -> None:
    address = {"line": ["x" * 201], "postalCode": "75001"}
    assert facts_of(address=[address]) == {}
    assert warned(address=[address]) == ["address[0].line", "address[0].postalCode"]


def test_a_sensitive_address_is_left_out() -> None:
    home = (fact(FactKind.ADDRESS, "1 Made-up Street", date(2020, 1, 1)), fact(FactKind.POSTCODE, "LS1 4AP", place=1))
    sensitive = patient_from_child(with_facts(*home, fact(FactKind.SENSITIVE_ADDRESS, "Y", place=2)), SURROUNDINGS)
    assert "address" not in sensitive
    assert [each["valueBoolean"] for each in sensitive["extension"]] == [True]
    told = patient_from_child(with_facts(*home, fact(FactKind.SENSITIVE_ADDRESS, "N", place=2)), SURROUNDINGS)
    assert told["address"] == [{"use": "home", "line": ["1 Made-up Street"], "postalCode": "LS1 4AP"}]


def test_one_period_is_the_addresss_and_two_are_said_by_extensions() -> None:
    since = date(2020, 1, 1)
    home = fact(FactKind.ADDRESS, "1 Made-up Street", since)
    together = patient_from_child(with_facts(home, fact(FactKind.POSTCODE, "LS1 4AP", since, place=1)), SURROUNDINGS)
    assert together["address"][0]["period"] == {"start": "2020-01-01"}
    assert "extension" not in together
    apart = patient_from_child(with_facts(home, fact(FactKind.POSTCODE, "LS1 4AP", place=1)), SURROUNDINGS)
    assert "period" not in apart["address"][0]
    assert [each["url"] for each in apart["extension"]] == [extension_url("fact.address")]


@pytest.mark.parametrize("how", ["logical", "contained", "role", "role of a contained organisation"])
def test_the_practice_is_the_organisation_that_the_general_practitioner_comes_to(how: str) -> None:
    named = {"type": "Organization", "identifier": {"system": ODS, "value": "a81001"}}
    organisation = {"resourceType": "Organization", "id": "gp", "identifier": [named["identifier"]]}
    role: dict[str, Any] = {"resourceType": "PractitionerRole", "id": "role"}
    elements: dict[str, dict[str, Any]] = {
        "logical": {"generalPractitioner": [named]},
        "contained": {"generalPractitioner": [{"reference": "#gp"}], "contained": [organisation]},
        "role": {"generalPractitioner": [{"reference": "#role"}], "contained": [{**role, "organization": named}]},
        "role of a contained organisation": {
            "generalPractitioner": [{"reference": "#role"}],
            "contained": [{**role, "organization": {"reference": "#gp"}}, organisation],
        },
    }
    assert known(FactKind.GP_PRACTICE, **elements[how]) == "A81001"


def test_a_practitioner_is_no_practice_and_a_code_of_another_length_is_told() -> None:
    assert facts_of(generalPractitioner=[{"display": "Dr Example"}]) == {}
    short = {"identifier": {"system": ODS, "value": "RXX"}}
    assert facts_of(generalPractitioner=[short]) == {}
    assert warned(generalPractitioner=[short]) == ["generalPractitioner[0]"]


def test_the_first_of_several_practices_is_recorded_and_one_left_behind_is_not() -> None:
    def practice(code: str, **period: str) -> dict[str, Any]:
        return {"identifier": {"system": ODS, "value": code, **({"period": period} if period else {})}}

    assert known(FactKind.GP_PRACTICE, generalPractitioner=[practice("A81001"), practice("A81002")]) == "A81001"
    left = practice("A81001", end="2026-11-23")
    assert known(FactKind.GP_PRACTICE, generalPractitioner=[left, practice("A81002")]) == "A81002"


# Ethnicity, language, interpreter.


def test_an_ethnic_category_is_understood_by_its_code() -> None:
    url = f"{UK_CORE}EthnicCategory"
    for system in (f"{CODES}EthnicCategoryEngland", f"{CODES}EthnicCategory", code_system_url("fact.ethnic_category")):
        assert known(FactKind.ETHNIC_CATEGORY, extension=[coded(url, system, "99")]) == "99"
    wrong = [coded(url, f"{CODES}EthnicCategoryEngland", "Q")]
    assert facts_of(extension=wrong) == {}
    assert warned(extension=wrong) == ["extension"]


def speaks(system: str, code: str, **elements: Any) -> dict[str, Any]:
    return {"language": {"coding": [{"system": system, "code": code}]}, **elements}


@pytest.mark.parametrize(
    ("system", "code", "value"),
    [
        (LANGUAGES, "ur", "ur"),
        (LANGUAGES, "q5", "q5"),
        ("urn:ietf:bcp:47", "en-GB", "en"),
        ("urn:ietf:bcp:47", "bfi", "q4"),
        (code_system_url("fact.preferred_language"), "pl", "pl"),
    ],
)
def test_a_preferred_language_is_understood_by_code_or_tag(system: str, code: str, value: str) -> None:
    assert known(FactKind.PREFERRED_LANGUAGE, communication=[speaks(system, code, preferred=True)]) == value


def test_a_language_without_a_code_of_ours_is_kept_and_told() -> None:
    spoken = [speaks("urn:ietf:bcp:47", "rmy", preferred=True)]
    assert facts_of(communication=spoken) == {}
    assert warned(communication=spoken) == ["communication[0].language"]


def test_the_only_language_is_the_preferred_one_unless_it_is_said_not_to_be() -> None:
    assert known(FactKind.PREFERRED_LANGUAGE, communication=[speaks(LANGUAGES, "ur")]) == "ur"
    assert facts_of(communication=[speaks(LANGUAGES, "ur", preferred=False)]) == {}
    assert facts_of(communication=[speaks(LANGUAGES, "ur"), speaks(LANGUAGES, "en")]) == {}


def test_the_communication_of_the_personal_demographics_service_is_understood() -> None:
    needs = [
        {"url": "language", "valueCodeableConcept": {"coding": [{"system": LANGUAGES, "code": "fr"}]}},
        {"url": "interpreterRequired", "valueBoolean": True},
    ]
    facts = facts_of(extension=[{"url": f"{UK_CORE}NHSCommunication", "extension": needs}])
    assert facts[FactKind.PREFERRED_LANGUAGE].value == "fr"
    assert facts[FactKind.INTERPRETER].value == "Y"


def test_an_interpreter_needed_and_not_needed_contradict_each_other() -> None:
    needs = [{"url": "interpreterRequired", "valueBoolean": True}]
    both = [
        {"url": INTERPRETER, "valueBoolean": False},
        {"url": f"{UK_CORE}NHSCommunication", "extension": needs},
    ]
    assert refused(extension=both) == ["extension"]
    assert known(FactKind.INTERPRETER, extension=both[:1]) == "N"


# Carer and death.


def contact(*codes: tuple[str, str], **elements: Any) -> dict[str, Any]:
    relationship = [{"coding": [{"system": system, "code": code}]} for system, code in codes]
    return {"relationship": relationship, "name": {"text": "Somebody"}, **elements}


CARER = (f"{CODES}AdditionalPersonRelationshipRole", "Carer")


def test_the_main_carer_is_the_contact_with_our_code_or_marked_as_carer_with_an_exact_relationship() -> None:
    ours = (code_system_url("fact.main_carer"), "GPM")
    assert known(FactKind.MAIN_CARER, contact=[contact((ROLES, "NMTH")), contact(ours)]) == "GPM"
    assert known(FactKind.MAIN_CARER, contact=[contact(CARER, (ROLES, "MTHFOST"))]) == "FPM"
    assert facts_of(contact=[contact((ROLES, "NMTH"))]) == {}
    assert facts_of(contact=[contact(ours, period={"end": "2026-11-23"})]) == {}
    assert facts_of(contact=[contact(ours, period={"end": "2026-11-24"})]) != {}


def test_a_mother_of_whom_nothing_says_that_she_is_the_biological_one_is_kept_and_told() -> None:
    assert facts_of(contact=[contact(CARER, (ROLES, "MTH"))]) == {}
    assert warned(contact=[contact(CARER, (ROLES, "MTH"))]) == ["contact[0].relationship"]


def test_a_main_carer_goes_out_as_a_contact_of_whom_nothing_else_is_known() -> None:
    rendered = received(patient_from_child(with_facts(fact(FactKind.MAIN_CARER, "BPM")), SURROUNDINGS))
    (carer,) = rendered["contact"]
    codes = [each["code"] for concept in carer["relationship"] for each in concept["coding"]]
    assert codes == ["BPM", "NMTH", "Carer"]
    assert carer["name"]["extension"][0]["valueCode"] == "unknown"


def test_a_date_of_death_is_recorded_and_death_alone_is_kept() -> None:
    assert known(FactKind.DEATH_DATE, deceasedDateTime="2026-07-01T23:30:00Z") == "2026-07-02"
    assert known(FactKind.DEATH_DATE, deceasedDateTime="2026-07-01") == "2026-07-01"
    assert facts_of(deceasedBoolean=True) == {}
    assert warned(deceasedBoolean=True) == []
    assert warned(deceasedDateTime="2026-07") == ["deceasedDateTime"]


@pytest.mark.parametrize("on", ["2026-11-25", "2019-03-13"])
def test_a_death_to_come_or_before_birth_is_refused(on: str) -> None:
    assert refused(deceasedDateTime=on) == ["deceasedDateTime"]


def test_an_element_and_our_extension_may_not_contradict_each_other() -> None:
    address = [{"line": ["1 Made-up Street"]}]
    none = extension(FactKind.ADDRESS, extension=inner(answer={"valueCode": "none"}))
    assert refused(address=address, extension=[none]) == ["extension[0]"]
    since = extension(FactKind.ADDRESS, extension=inner(period={"valuePeriod": {"start": "2020-01-01"}}))
    assert facts_of(address=address, extension=[since])[FactKind.ADDRESS].since == date(2020, 1, 1)


def test_a_period_of_our_extension_without_any_value_is_told() -> None:
    since = extension(FactKind.ADDRESS, extension=inner(period={"valuePeriod": {"start": "2020-01-01"}}))
    assert facts_of(extension=[since]) == {}
    assert warned(extension=[since]) == ["extension[0]"]
