"""What a Practitioner says of a care professional, and a care professional as a Practitioner."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.clinical import code_lists
from app.clinical.professional import CareProfessional, Profession
from app.fhir.mapping.given import ProfessionalGiven
from app.fhir.mapping.looking import Resource
from app.fhir.mapping.practitioner import OWNED, practitioner_from_professional, professional_from_practitioner
from app.fhir.structure.problems import Severity
from app.fhir.systems import GMC_NUMBER, HCPC_NUMBER, LOCAL_PROFESSIONAL, NMC_NUMBER, SDS_USER, code_system_url
from app.identity import shown
from tests.fhir.mapping.core_values import ORGANISATION, PAEDIATRICIAN, SURROUNDINGS, codes, identities, words
from tests.fhir.mapping.soundness import here, noted, sound

PLACE = "Bundle.entry[0].resource"
BODY = code_system_url("professional.registration_body")


def professionals() -> st.SearchStrategy[CareProfessional]:
    """Care professionals as the administration lets them be: a registration has its number, or there is none."""
    return st.builds(
        lambda registered, *others: CareProfessional(*others[:5], *(registered or (None, None)), *others[5:]),
        st.none() | st.tuples(codes(code_lists.REGISTRATION_BODY), words(32)),
        identities(),
        st.just(ORGANISATION.id),
        words(100).map(lambda name: " ".join(name.split())),
        st.sampled_from(Profession),
        words(20),
        st.none() | codes(code_lists.STAFF_GROUP),
        st.none() | st.text("ABC0123456789", min_size=3, max_size=3),
        st.none() | codes(code_lists.JOB_ROLE),
    )


def practitioner(**elements: object) -> Resource:
    return sound({"resourceType": "Practitioner", **elements})


def numbered(*numbers: tuple[str, str]) -> list[Resource]:
    return [{"system": system, "value": value} for system, value in numbers]


def read(resource: Resource) -> tuple[ProfessionalGiven | None, list[Any]]:
    findings = here()
    return professional_from_practitioner(resource, findings, SURROUNDINGS), noted(findings)


def said(**elements: object) -> ProfessionalGiven:
    given_, found = read(practitioner(**elements))
    assert found == []
    assert given_ is not None
    return given_


def test_a_practitioner_of_uk_core_is_read() -> None:
    assert said(
        identifier=numbered((SDS_USER, "999999999998"), (GMC_NUMBER, "9999998")),
        name=[{"use": "official", "prefix": ["Dr"], "given": ["Ana", "Bea"], "family": "Example"}],
    ) == ProfessionalGiven("Dr Ana Bea Example", "999999999998", "03", "9999998")


@pytest.mark.parametrize(("system", "body"), [(GMC_NUMBER, "03"), (NMC_NUMBER, "09"), (HCPC_NUMBER, "08")])
def test_each_of_the_three_registers_is_known_by_its_system_in_any_case(system: str, body: str) -> None:
    for written in (system, system.replace("/Id/", "/id/")):
        found = said(identifier=numbered((written, "99A9999E")))
        assert (found.registration_body, found.registration_entry) == (body, "99A9999E")


def test_the_local_identifier_is_ours_before_the_spines_before_the_registers() -> None:
    ours, spine, register = (LOCAL_PROFESSIONAL, "STAFF-9"), (SDS_USER, "999999999998"), (NMC_NUMBER, "99A9999E")
    assert said(identifier=numbered(register, spine, ours)).local_identifier == "STAFF-9"
    assert said(identifier=numbered(register, spine)).local_identifier == "999999999998"
    assert said(identifier=numbered(register)).local_identifier == "99A9999E"
    assert said(name=[{"text": "Dr Example"}]).local_identifier is None


def test_what_is_too_long_for_a_local_identifier_is_not_one() -> None:
    assert said(identifier=numbered((SDS_USER, "9" * 21), (NMC_NUMBER, "99A9999E"))).local_identifier == "99A9999E"
    assert said(identifier=numbered((HCPC_NUMBER, "P" * 21))).local_identifier is None


@pytest.mark.parametrize("value", ["S" * 21, "STAFF\u202e1"])
def test_our_own_identifier_that_cannot_be_one_is_wrong(value: str) -> None:
    _, found = read(practitioner(identifier=numbered((SDS_USER, "999999999998"), (LOCAL_PROFESSIONAL, value))))
    assert found == [(Severity.ERROR, f"{PLACE}.identifier[1].value")]


def test_a_member_of_staff_is_known_by_their_registration() -> None:
    found = said(identifier=numbered((SDS_USER, "999999999998"), (GMC_NUMBER, "c9999991")))
    assert found.local_identifier == PAEDIATRICIAN.local_identifier == "STAFF-1"
    assert said(identifier=numbered((NMC_NUMBER, "C9999991"))).local_identifier == "C9999991"


def test_a_member_of_staff_is_known_by_the_id_of_the_resource() -> None:
    assert said(id=shown(PAEDIATRICIAN.id), name=[{"text": "Dr Example"}]).local_identifier == "STAFF-1"


@pytest.mark.parametrize(
    ("names", "said_name"),
    [
        ([{"text": "  Dr   Ana Example "}], "Dr Ana Example"),
        ([{"text": "Dr A Example", "family": "Other"}], "Dr A Example"),
        ([{"family": "Example"}], "Example"),
        ([{"use": "old", "text": "Ms Before"}, {"use": "usual", "text": "Ms Now"}], "Ms Now"),
        ([{"use": "usual", "text": "Annie"}, {"use": "official", "text": "Dr Ana Example"}], "Dr Ana Example"),
        ([{"use": "nickname", "text": "Annie"}, {"text": "Dr Ana Example"}], "Dr Ana Example"),
        ([{"use": "nickname", "text": "Annie"}], "Annie"),
        ([{"use": "old", "text": "Ms Before"}], ""),
        ([{"given": ["Ana"], "family": "Example", "suffix": ["MBE"]}], "Ana Example MBE"),
    ],
)
def test_the_name_is_the_official_one_in_the_order_in_which_it_is_said(names: list[Resource], said_name: str) -> None:
    assert said(identifier=numbered((SDS_USER, "999999999998")), name=names).name == said_name


@pytest.mark.parametrize("text", ["x" * 101, "Dr \u202eelpmaxE"])
def test_a_name_that_cannot_be_recorded_is_wrong(text: str) -> None:
    _, found = read(practitioner(name=[{"text": text}]))
    assert found == [(Severity.ERROR, f"{PLACE}.name[0]")]


def test_a_registration_with_any_body_is_read_from_our_code_of_it() -> None:
    qualification = {
        "code": {"coding": [{"system": BODY, "code": "18"}]},
        "identifier": [{"value": "SW999999"}],
    }
    found = said(qualification=[qualification])
    assert (found.registration_body, found.registration_entry) == ("18", "SW999999")


def test_a_number_of_a_register_is_read_where_a_qualification_has_it() -> None:
    certificate = {"code": {"text": "MBBS"}, "identifier": numbered((GMC_NUMBER, "9999998"))}
    assert said(qualification=[certificate]).registration_entry == "9999998"


def test_a_certificate_is_no_registration_whoever_issued_it() -> None:
    certificate = {
        "code": {"text": "CCT in paediatrics"},
        "identifier": [{"value": "CCT-1"}],
        "issuer": {"display": "General Medical Council"},
    }
    assert said(name=[{"text": "Dr Example"}], qualification=[certificate]).registration_body is None


def test_the_first_of_several_registrations_is_recorded_and_told_so() -> None:
    resource = practitioner(identifier=numbered((NMC_NUMBER, "99A9999E"), (HCPC_NUMBER, "PH99999")))
    found, problems = read(resource)
    assert found is not None
    assert (found.registration_body, found.registration_entry) == ("09", "99A9999E")
    assert problems == [(Severity.INFORMATION, f"{PLACE}.qualification")]


def test_a_registration_without_its_number_waits_for_it() -> None:
    without = {"code": {"coding": [{"system": BODY, "code": "03"}]}}
    assert said(qualification=[without]).registration_entry is None
    both = said(qualification=[without], identifier=numbered((GMC_NUMBER, "9999998")))
    assert (both.registration_body, both.registration_entry) == ("03", "9999998")


def test_a_registration_number_that_is_too_long_is_warned_of_and_left_out() -> None:
    found, problems = read(practitioner(identifier=numbered((GMC_NUMBER, "9" * 33))))
    assert found == ProfessionalGiven("", None, "03", None)
    assert problems == [(Severity.WARNING, f"{PLACE}.identifier[0].value")]


@pytest.mark.parametrize(
    "elements", [{}, {"active": True}, {"identifier": [{"system": "http://example.org", "value": "1"}]}]
)
def test_a_practitioner_without_name_or_number_is_nobody(elements: Resource) -> None:
    assert read(practitioner(**elements)) == (None, [])


def test_a_professional_has_the_number_of_their_register() -> None:
    sent = sound(practitioner_from_professional(PAEDIATRICIAN, SURROUNDINGS))
    assert sent["id"] == shown(PAEDIATRICIAN.id)
    assert sent["name"] == [{"text": "Dr Synthetic Example"}]
    assert [(each["system"], each["value"]) for each in sent["identifier"]] == [
        (LOCAL_PROFESSIONAL, "STAFF-1"),
        (GMC_NUMBER, "C9999991"),
    ]
    assert sent["qualification"][0]["issuer"] == {"display": "General Medical Council"}


@settings(max_examples=50)
@given(professionals())
def test_reading_what_was_rendered_gives_what_was_recorded(professional: CareProfessional) -> None:
    sent = sound(practitioner_from_professional(professional, SURROUNDINGS))
    assert set(sent) - {"resourceType", "id"} <= OWNED
    assert read(sent) == (
        ProfessionalGiven(
            professional.name,
            professional.local_identifier,
            professional.registration_body,
            professional.registration_entry,
        ),
        [],
    )
