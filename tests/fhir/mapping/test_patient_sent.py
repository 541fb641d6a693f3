"""What was sent of a child and is only kept stands beside what the record says of them now."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from app.clinical.child import Child, ChildIdentifier, Demographics, FactKind, IdentifierKind
from app.fhir.mapping.looking import Resource
from app.fhir.mapping.patient import patient_over_sent
from app.identity import Identity
from tests.clinical import examples
from tests.fhir.mapping.core_values import received
from tests.fhir.mapping.patient_children import NUMBER, ODS, SURROUNDINGS, UK_CORE, coded
from tests.fhir.mapping.test_patient_facts import CARER, INTERPRETER, ROLES, fact, speaks

HOSPITAL = "https://trust.example.nhs.uk/Id/hospital-number"
PHARMACY = {"url": f"{UK_CORE}NominatedPharmacy", "valueReference": {"identifier": {"system": ODS, "value": "FH123"}}}


def laid_over(child: Child, sent: Mapping[str, Any]) -> Resource:
    """What is served of a child of whom a system had sent something before."""
    return received(patient_over_sent(child, SURROUNDINGS, received({"resourceType": "Patient", **sent})))


def knowing(*kinds: tuple[FactKind, str]) -> Child:
    return replace(examples.child(), facts=tuple(fact(*each, place=place) for place, each in enumerate(kinds)))


def test_extensions_that_nothing_here_records_stay_and_those_recorded_are_the_records() -> None:
    ethnic = coded(f"{UK_CORE}EthnicCategory", "https://fhir.hl7.org.uk/CodeSystem/UKCore-EthnicCategoryEngland", "A")
    child = knowing((FactKind.ETHNIC_CATEGORY, "B"))
    whole = laid_over(child, {"extension": [PHARMACY, ethnic, {"url": INTERPRETER, "valueBoolean": True}]})
    assert [each["url"] for each in whole["extension"]] == [ethnic["url"], PHARMACY["url"], INTERPRETER]
    assert whole["extension"][0]["valueCodeableConcept"]["coding"][0]["code"] == "B"


def test_names_stay_as_they_were_sent_while_the_record_says_the_same() -> None:
    names = [
        {"use": "old", "family": "Before"},
        {"use": "official", "text": "Alexandra Synthetic", "family": "Synthetic", "given": ["Alexandra"]},
    ]
    assert laid_over(examples.child(), {"name": names})["name"] == names
    who: Demographics = replace(examples.child().demographics, family_name="Corrected")
    corrected = replace(examples.child(), demographics=who)
    assert laid_over(corrected, {"name": names})["name"] == [
        {"use": "official", "family": "Corrected", "given": ["Alexandra"]},
        names[0],
    ]


def test_a_local_identifier_keeps_the_form_in_which_it_was_sent_until_it_is_ended_here() -> None:
    typed = {
        "type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]},
        "system": HOSPITAL,
        "value": "L-1",
    }
    passport = {"system": "https://passports.example", "value": "P-1", "type": {"text": "Passport"}}
    over = {"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990000026", "use": "old"}
    kept = ChildIdentifier(Identity(41), IdentifierKind.LOCAL, "L-1", "RXX01", None)
    child = replace(examples.child(), identifiers=(*examples.child().identifiers, kept))
    served = laid_over(child, {"identifier": [typed, passport, over]})["identifier"]
    assert [each["value"] for each in served] == [NUMBER, "L-1", "P-1"]
    assert served[1:] == [typed, passport]
    ended = replace(child, identifiers=(*examples.child().identifiers, replace(kept, until=date(2026, 1, 1))))
    served = laid_over(ended, {"identifier": [typed, passport, over]})["identifier"]
    assert [each["value"] for each in served] == [NUMBER, "P-1"]


def test_an_address_recorded_anew_stands_for_the_home_address_sent_and_others_stay() -> None:
    away = {"use": "temp", "line": ["2 Holiday Road"]}
    home = {"use": "home", "line": ["1 Old Street"]}
    moved = knowing((FactKind.ADDRESS, "3 New Street"))
    assert laid_over(moved, {"address": [away, home]})["address"] == [{"use": "home", "line": ["3 New Street"]}, away]
    assert laid_over(examples.child(), {"address": [away, home]})["address"] == [away, home]


def test_a_sensitive_address_is_left_out_whoever_sent_it() -> None:
    mother = {"name": {"text": "Somebody"}, "address": {"line": ["1 Secret Street"]}}
    sent = {
        "address": [{"use": "temp", "line": ["1 Secret Street"]}],
        "contact": [mother, {"address": mother["address"]}],
    }
    served = laid_over(knowing((FactKind.SENSITIVE_ADDRESS, "Y")), sent)
    assert "address" not in served
    assert "Secret" not in str(served)
    assert served["contact"][0]["name"] == {"text": "Somebody"}
    assert all(each["address"]["extension"][0]["valueCode"] == "masked" for each in served["contact"])


def test_languages_that_are_not_preferred_stay() -> None:
    spoken = [speaks("urn:ietf:bcp:47", "fr"), speaks("urn:ietf:bcp:47", "en", preferred=True)]
    served = laid_over(knowing((FactKind.PREFERRED_LANGUAGE, "ur")), {"communication": spoken})["communication"]
    codes = [(each["language"]["coding"][0]["code"], each.get("preferred")) for each in served]
    assert codes == [("ur", True), ("fr", None)]


def test_the_carer_keeps_name_and_telephone_while_the_record_says_the_same_of_them() -> None:
    def relationship(*codes: tuple[str, str]) -> list[dict[str, Any]]:
        return [{"coding": [{"system": system, "code": code} for system, code in codes]}]

    carer = {"relationship": relationship(CARER, (ROLES, "NMTH")), "name": {"text": "Somebody"}}
    other = {"relationship": relationship((ROLES, "GRMTH")), "telecom": [{"system": "phone", "value": "0100"}]}
    same = laid_over(knowing((FactKind.MAIN_CARER, "BPM")), {"contact": [carer, other]})
    assert same["contact"] == [carer, other]
    changed = laid_over(knowing((FactKind.MAIN_CARER, "GPM")), {"contact": [carer, other]})["contact"]
    assert changed[1:] == [{**carer, "relationship": relationship((ROLES, "NMTH"))}, other]
    assert changed[0]["relationship"][0]["coding"][0]["code"] == "GPM"
    assert laid_over(examples.child(), {"contact": [carer, other]})["contact"] == [carer, other]


def test_doctors_stay_and_the_practice_is_the_records() -> None:
    doctor, practice = {"display": "Dr Example"}, {"identifier": {"system": ODS, "value": "A81001"}}
    served = laid_over(knowing((FactKind.GP_PRACTICE, "A81002")), {"generalPractitioner": [doctor, practice]})
    assert served["generalPractitioner"][1:] == [doctor]
    assert served["generalPractitioner"][0]["identifier"]["value"] == "A81002"


def test_what_is_contained_stays_as_long_as_something_points_at_it() -> None:
    organisation = {"resourceType": "Organization", "id": "gp", "identifier": [{"system": ODS, "value": "A81001"}]}
    role = {"resourceType": "PractitionerRole", "id": "role", "organization": {"reference": "#gp"}}
    owner = {"resourceType": "Organization", "id": "owner", "name": "Somewhere"}
    sent = {
        "contained": [organisation, role, owner],
        "generalPractitioner": [{"reference": "#role"}],
        "managingOrganization": {"reference": "#owner"},
    }
    assert laid_over(examples.child(), sent)["contained"] == [organisation, role, owner]
    moved = laid_over(knowing((FactKind.GP_PRACTICE, "A81002")), sent)
    assert moved["contained"] == [owner]


def test_a_birth_date_known_in_part_stays_and_its_time_goes_with_another_date() -> None:
    unknown = replace(examples.child(), demographics=replace(examples.child().demographics, birth_date=None))
    assert laid_over(unknown, {"birthDate": "2019"})["birthDate"] == "2019"
    assert "birthDate" not in laid_over(unknown, {"birthDate": "2019-03-15"})
    time = {
        "extension": [{"url": "http://hl7.org/fhir/StructureDefinition/patient-birthTime", "valueDateTime": "2019"}]
    }
    assert laid_over(examples.child(), {"birthDate": "2019-03-14", "_birthDate": time})["_birthDate"] == time
    assert "_birthDate" not in laid_over(examples.child(), {"birthDate": "2019-03-15", "_birthDate": time})


def test_that_a_child_died_stays_until_the_date_is_known() -> None:
    assert laid_over(examples.child(), {"deceasedBoolean": True})["deceasedBoolean"] is True
    served = laid_over(knowing((FactKind.DEATH_DATE, "2026-07-01")), {"deceasedBoolean": True})
    assert served["deceasedDateTime"] == "2026-07-01"
    assert "deceasedBoolean" not in served


def test_elements_of_nobodys_stay() -> None:
    telecom = [{"system": "phone", "value": "01632 960000"}]
    assert laid_over(examples.child(), {"telecom": telecom, "active": True})["telecom"] == telecom


def test_a_merged_record_points_at_the_one_that_stands_for_the_child() -> None:
    merged = replace(examples.child(), merged_into=Identity(77))
    served = laid_over(merged, {"active": True})
    assert served["active"] is False
    assert [each["type"] for each in served["link"]] == ["replaced-by"]
    stands = laid_over(replace(examples.child(), merged_from=(Identity(77),)), {"link": served["link"]})
    assert [each["type"] for each in stands["link"]] == ["replaces", "replaced-by"]
