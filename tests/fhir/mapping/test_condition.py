"""A Condition as a need, both ways."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.clinical.ages import PartialDate
from app.clinical.needs import Certainty, Change, SaidBy
from app.clinical.professional import Profession
from app.fhir.mapping.condition import condition_from_need
from app.fhir.mapping.given import NeedChange, NeedGiven
from app.fhir.mapping.looking import Resource, reference
from app.fhir.systems import extension_url
from app.identity import shown
from app.terminology.refset import Group
from tests.clinical.examples import EPILEPSY, GMFCS_II, GMFCS_III, OUTSIDE, PALSY, SLEEP, visit
from tests.clinical.examples import statement as a_statement
from tests.clinical.replaced import RETIRED
from tests.fhir.mapping.core_values import PAEDIATRICIAN, SURROUNDINGS, THERAPIST
from tests.fhir.mapping.need_examples import (
    AFTER_A_RELEASE,
    CLINICAL,
    ENCOUNTER,
    PATIENT,
    VERIFICATION,
    coded,
    coding,
    condition,
    extension,
    notes,
    of_system,
    read,
    the_need,
    without,
)
from tests.fhir.mapping.soundness import sound

ABSENT = {"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "asked-unknown"}
ASSERTED = "http://hl7.org/fhir/StructureDefinition/condition-assertedDate"
EXCLUDED = extension("statement.certainty", valueCode="excluded")

UK_CORE = {
    "resourceType": "Condition",
    "id": "6a1c",
    "meta": {"profile": ["https://fhir.hl7.org.uk/StructureDefinition/UKCore-Condition"]},
    "extension": [{"url": ASSERTED, "valueDateTime": "2021-03"}],
    "identifier": [{"system": "https://tools.ietf.org/html/rfc4122", "value": "ddb7c7d8-1f0b-4d5a-a5ce-6b0f1d3a1f6b"}],
    "clinicalStatus": of_system(CLINICAL, "active"),
    "verificationStatus": of_system(VERIFICATION, "confirmed"),
    "category": [of_system("http://terminology.hl7.org/CodeSystem/condition-category", "problem-list-item")],
    "severity": coded("24484000", "Severe"),
    "code": coded(PALSY, "Cerebral palsy"),
    "bodySite": [coded("38266002", "Entire body as a whole")],
    "subject": PATIENT,
    "encounter": reference("Encounter", ENCOUNTER),
    "onsetDateTime": "2019-05-06",
    "recordedDate": "2026-03-02T10:30:00+00:00",
    "recorder": reference("Practitioner", THERAPIST.id),
    "asserter": reference("Practitioner", PAEDIATRICIAN.id),
}


def test_a_condition_of_uk_core_is_a_need() -> None:
    assert the_need(sound(UK_CORE)) == NeedGiven(
        NeedChange.PRESENT,
        PALSY,
        "Cerebral palsy",
        None,
        "example",
        Group.CONDITION,
        Certainty.DIAGNOSED,
        SaidBy.CLINICIAN,
        PAEDIATRICIAN.id,
        Profession.PAEDIATRICIAN,
        onset=PartialDate(2019, 5, 6),
        diagnosed=PartialDate(2021, 3),
        encounter=ENCOUNTER,
        on=date(2026, 3, 2),
    )
    assert notes(UK_CORE) == []


def test_the_least_that_may_be_sent_is_a_need_reported_by_the_sending_system() -> None:
    need = the_need({"resourceType": "Condition", "code": {"text": "Wobbly"}, "subject": PATIENT})
    assert (need.change, need.concept, need.term) == (NeedChange.PRESENT, None, "Wobbly")
    assert (need.certainty, need.said_by, need.group) == (
        Certainty.REPORTED,
        SaidBy.SENDING_SYSTEM,
        Group.UNGROUPED,
    )
    assert (need.encounter, need.on, need.onset, need.diagnosed) == (None, None, None, None)


@pytest.mark.parametrize(
    ("status", "change"),
    [
        ("active", NeedChange.PRESENT),
        ("recurrence", NeedChange.PRESENT),
        ("relapse", NeedChange.PRESENT),
        ("inactive", NeedChange.RESOLVED),
        ("remission", NeedChange.RESOLVED),
        ("resolved", NeedChange.RESOLVED),
    ],
)
def test_the_clinical_status_says_whether_the_need_still_stands(status: str, change: NeedChange) -> None:
    assert the_need(condition(PALSY, clinicalStatus=of_system(CLINICAL, status))).change is change


def test_without_a_clinical_status_the_need_stands() -> None:
    assert the_need(without(condition(PALSY), "clinicalStatus")).change is NeedChange.PRESENT


def test_a_broad_status_beside_a_narrow_one_says_the_same() -> None:
    both = {"coding": of_system(CLINICAL, "inactive")["coding"] + of_system(CLINICAL, "remission")["coding"]}
    assert the_need(condition(PALSY, clinicalStatus=both)).change is NeedChange.RESOLVED
    both = {
        "coding": of_system(VERIFICATION, "unconfirmed")["coding"] + of_system(VERIFICATION, "provisional")["coding"]
    }
    assert the_need(condition(PALSY, verificationStatus=both)).certainty is Certainty.SUSPECTED


@pytest.mark.parametrize(
    ("name", "system", "codes"),
    [
        ("clinicalStatus", CLINICAL, ("active", "resolved")),
        ("verificationStatus", VERIFICATION, ("confirmed", "refuted")),
        ("verificationStatus", VERIFICATION, ("confirmed", "provisional")),
    ],
)
def test_a_status_that_contradicts_itself_is_refused(name: str, system: str, codes: tuple[str, str]) -> None:
    both = {"coding": [each for code in codes for each in of_system(system, code)["coding"]]}
    assert ("wrong", name) in notes(condition(PALSY, **{name: both}))


@pytest.mark.parametrize(
    ("status", "certainty"),
    [
        ("confirmed", Certainty.DIAGNOSED),
        ("provisional", Certainty.SUSPECTED),
        ("differential", Certainty.SUSPECTED),
        ("unconfirmed", Certainty.SUSPECTED),
    ],
)
def test_the_verification_status_says_how_sure_one_is(status: str, certainty: Certainty) -> None:
    need = the_need(condition(PALSY, verificationStatus=of_system(VERIFICATION, status)))
    assert (need.change, need.certainty) == (NeedChange.PRESENT, certainty)


def test_what_is_refuted_is_not_a_need() -> None:
    need = the_need(condition(PALSY, verificationStatus=of_system(VERIFICATION, "refuted")))
    assert (need.change, need.concept) == (NeedChange.NOT_A_NEED, PALSY)


def test_what_is_refuted_and_said_to_be_excluded_stands_as_excluded() -> None:
    refuted = of_system(VERIFICATION, "refuted")
    need = the_need(without(condition(PALSY, verificationStatus=refuted, extension=[EXCLUDED]), "clinicalStatus"))
    assert (need.change, need.certainty) == (NeedChange.PRESENT, Certainty.EXCLUDED)


@pytest.mark.parametrize("verification", [of_system(VERIFICATION, "confirmed"), None])
def test_excluded_without_being_refuted_is_refused(verification: Resource | None) -> None:
    sent = condition(PALSY, extension=[EXCLUDED], verificationStatus=verification or {})
    assert ("wrong", "verificationStatus") in notes(sent)


def test_what_was_entered_in_error_is_taken_back_whatever_else_is_wrong_with_it() -> None:
    error = of_system(VERIFICATION, "entered-in-error")
    sent = without(condition(PALSY, verificationStatus=error), "clinicalStatus")
    assert (the_need(sent).change, the_need(sent).concept) == (NeedChange.ENTERED_IN_ERROR, PALSY)
    for code in (coded("128188001"), {"text": "x" * 200}, {}):
        needs, problems = read({**sent, "code": code, "modifierExtension": [{"url": "https://other.example/x"}]})
        assert [need.change for need in needs] == [NeedChange.ENTERED_IN_ERROR]
        assert problems == []


def test_a_code_that_is_absent_for_a_reason_is_not_a_need() -> None:
    needs, problems = read(condition({"extension": [ABSENT]}))
    assert [(need.change, need.concept, need.term) for need in needs] == [(NeedChange.NOT_A_NEED, None, "")]
    assert problems == []


def test_a_condition_that_does_not_say_which_it_is_is_kept_and_not_recorded() -> None:
    for sent in (
        without(condition(PALSY), "code"),
        condition({"coding": [{"system": "http://x.example", "code": "y"}]}),
    ):
        assert read(sent)[0] == ()
        assert notes(sent) == [("warned", "code")]


def test_a_wrong_identifier_is_the_one_thing_told_of_a_condition_that_has_no_other() -> None:
    assert notes(condition("128188001")) == [("wrong", "code.coding[0].code")]


def test_a_modifier_extension_that_is_not_understood_keeps_the_condition_from_being_recorded() -> None:
    sent = condition(PALSY, modifierExtension=[{"url": "https://other.example/negated", "valueBoolean": True}])
    assert (read(sent)[0], notes(sent)) == ((), [("warned", "modifierExtension")])


@pytest.mark.parametrize(
    ("asserter", "certainty", "said_by"),
    [
        (reference("Practitioner", PAEDIATRICIAN.id), Certainty.DIAGNOSED, SaidBy.CLINICIAN),
        (reference("Practitioner", THERAPIST.id), Certainty.REPORTED, SaidBy.CLINICIAN),
        ({"type": "Practitioner", "display": "Dr Synthetic"}, Certainty.DIAGNOSED, SaidBy.SENDING_SYSTEM),
        (PATIENT, Certainty.REPORTED, SaidBy.FAMILY),
        ({"type": "RelatedPerson", "display": "Mother"}, Certainty.REPORTED, SaidBy.FAMILY),
    ],
)
def test_without_a_verification_status_who_says_so_decides(
    asserter: Resource, certainty: Certainty, said_by: SaidBy
) -> None:
    need = the_need(without(condition(PALSY, asserter=asserter), "verificationStatus"))
    assert (need.certainty, need.said_by) == (certainty, said_by)
    assert Certainty.DIAGNOSED in need.unless_already


def test_what_a_therapist_confirms_is_reported_with_a_warning() -> None:
    sent = condition(PALSY, asserter=reference("PractitionerRole", THERAPIST.id))
    need = the_need(sent)
    assert (need.certainty, need.unless_already) == (Certainty.REPORTED, frozenset({Certainty.DIAGNOSED}))
    assert notes(sent) == [("warned", "")]


@pytest.mark.parametrize(
    ("element", "onset"),
    [
        ({"onsetDateTime": "2019"}, PartialDate(2019)),
        ({"onsetDateTime": "2019-05"}, PartialDate(2019, 5)),
        ({"onsetPeriod": {"start": "2019-05-06", "end": "2020"}}, PartialDate(2019, 5, 6)),
        ({"onsetPeriod": {"end": "2020"}}, None),
        ({"onsetAge": {"value": 3, "unit": "a"}}, None),
        ({"onsetString": "as a baby"}, None),
    ],
)
def test_onset_is_as_precise_as_it_was_sent(element: Resource, onset: PartialDate | None) -> None:
    assert the_need(condition(PALSY, **element)).onset == onset


def test_when_it_was_written_down_is_not_when_it_was_diagnosed() -> None:
    need = the_need(condition(PALSY, recordedDate="2026-03-02"))
    assert (need.on, need.diagnosed) == (date(2026, 3, 2), None)
    need = the_need(condition(PALSY, recordedDate="2026-03", extension=[{"url": ASSERTED, "valueDateTime": "2021"}]))
    assert (need.on, need.diagnosed) == (None, PartialDate(2021))


def test_a_replaced_concept_is_recorded_with_what_was_sent() -> None:
    need = the_need(condition(RETIRED), AFTER_A_RELEASE)
    assert (need.concept, need.replaced, need.group) == (EPILEPSY, RETIRED, Group.CONDITION)
    assert notes(condition(RETIRED), AFTER_A_RELEASE) == [("informed", "code.coding[0].code")]


def test_members_that_exclude_one_another_in_one_condition_are_refused() -> None:
    assert notes(condition({"coding": [coding(GMFCS_II), coding(GMFCS_III)]})) == [("wrong", "code")]


def test_a_thousand_codings_in_one_condition_are_one_need() -> None:
    need = the_need(condition({"coding": [coding(OUTSIDE)] * 999 + [coding(SLEEP)]}))
    assert (need.concept, need.group) == (SLEEP, Group.FAMILY_REPORTED_ISSUE)


def rendered(**changes: object) -> Resource:
    made = replace(a_statement(5), **changes)  # type: ignore[arg-type]
    return sound(condition_from_need(made, visit(date(2026, 3, 2), made), SURROUNDINGS))


def codes(resource: Resource, name: str) -> list[str]:
    return [each["code"] for each in resource.get(name, {}).get("coding", [])]


@pytest.mark.parametrize(
    ("change", "certainty", "clinical", "verification"),
    [
        (Change.NEW, Certainty.DIAGNOSED, ["active"], ["confirmed"]),
        (Change.STILL_PRESENT, Certainty.SUSPECTED, ["active"], ["provisional"]),
        (Change.REVIEWED_UNCHANGED, Certainty.REPORTED, ["active"], ["unconfirmed"]),
        (Change.CARRIED, Certainty.DIAGNOSED, ["active"], ["confirmed"]),
        (Change.CARRIED, Certainty.EXCLUDED, [], ["refuted"]),
        (Change.RESOLVED, Certainty.DIAGNOSED, ["resolved"], ["confirmed"]),
        (Change.RESOLVED, Certainty.EXCLUDED, ["resolved"], ["refuted"]),
        (Change.ENTERED_IN_ERROR, Certainty.DIAGNOSED, [], ["entered-in-error"]),
    ],
)
def test_what_was_said_of_a_need_is_told_by_the_statuses(
    change: Change, certainty: Certainty, clinical: list[str], verification: list[str]
) -> None:
    made = rendered(change=change, certainty=certainty)
    assert (codes(made, "clinicalStatus"), codes(made, "verificationStatus")) == (clinical, verification)


def test_a_need_is_rendered_with_its_elements() -> None:
    made = rendered(onset=PartialDate(2019), diagnosed=PartialDate(2021, 3), description=139490018)
    assert made["id"] == shown(a_statement(5).need)
    assert made["code"] == {
        "coding": [
            {
                "extension": [
                    {"url": "http://hl7.org/fhir/StructureDefinition/coding-sctdescid", "valueId": "139490018"}
                ],
                "system": "http://snomed.info/sct",
                "version": "example",
                "code": str(PALSY),
                "display": "Cerebral palsy",
            }
        ],
        "text": "Cerebral palsy",
    }
    assert (made["onsetDateTime"], made["recordedDate"]) == ("2019", "2026-03-02")
    assert {"url": ASSERTED, "valueDateTime": "2021-03"} in made["extension"]
    assert [each["coding"][0]["code"] for each in made["category"]] == ["problem-list-item", "condition"]
    assert made["asserter"]["reference"].startswith("Practitioner/")
    assert not any(name.startswith("abatement") for name in made)


def test_a_need_in_words_is_rendered_as_text_alone() -> None:
    made = rendered(concept=None, term="Wobbly", group=Group.UNGROUPED)
    assert made["code"] == {"text": "Wobbly"}


def test_changing_the_status_of_what_was_read_changes_what_is_recorded() -> None:
    """A client that reads a resource, changes an element and sends it back is understood by the element."""
    made = rendered(change=Change.CARRIED, certainty=Certainty.REPORTED)
    assert the_need({**made, "clinicalStatus": of_system(CLINICAL, "resolved")}).change is NeedChange.RESOLVED
    confirmed = {**made, "verificationStatus": of_system(VERIFICATION, "confirmed"), "asserter": PATIENT}
    assert the_need(confirmed).certainty is Certainty.DIAGNOSED


@settings(max_examples=60)
@given(
    st.fixed_dictionaries(
        {},
        optional={
            name: st.recursive(
                st.none() | st.booleans() | st.integers() | st.text(),
                lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
                max_leaves=5,
            )
            for name in ("code", "onsetDateTime", "onsetPeriod", "recordedDate", "asserter", "encounter", "recorder")
        },
    )
)
def test_nothing_sent_in_an_element_stops_the_reading(elements: Resource) -> None:
    read({**condition(PALSY), **elements})


def test_our_own_url_of_the_change_is_named_after_its_item() -> None:
    assert extension_url("statement.change") in {each["url"] for each in rendered()["extension"]}
