import json
import re
from typing import Any

import pytest

from app.fhir.bundle.entry import Criteria, Entry, Method
from app.fhir.bundle.references import Wanted, resolve, wanted
from app.fhir.bundle.targets import Targets
from app.fhir.structure.r4 import R4
from app.identity import Identity, shown
from tests.fhir.bundle.bundles import BASE, ID, NHS, OURS, Json, creating, told, urn
from tests.fhir.structure.examples import EXAMPLES

CHILD, VISIT, OTHER = Identity(2**50), Identity(2**50 + 1), Identity(2**50 + 2)
TO_CHILD, TO_VISIT = f"Patient/{shown(CHILD)}", f"Encounter/{shown(VISIT)}"
THEIRS = "http://other.example/fhir"
NUMBER = Criteria("Patient", identifier=(NHS, "9990000018"))
BY_NUMBER = f"Patient?identifier={NHS}|9990000018"


def condition(subject: Any, **more: Any) -> Json:
    return {"resourceType": "Condition", "subject": {"reference": subject}, **more}


def patient(**more: Any) -> Json:
    return {"resourceType": "Patient", **more}


def encounter(**more: Any) -> Json:
    return {"resourceType": "Encounter", "status": "finished", "class": {"code": "AMB"}, **more}


def rewritten(r4: R4, entries: tuple[Entry, ...], targets: Targets) -> list[tuple[str, str]]:
    return told(resolve(wanted(entries, BASE, r4), targets, r4))


def subject_after(r4: R4, reference: str, targets: Targets, full_url: str | None = None) -> str | list[tuple[str, str]]:
    """What the reference to the subject of a lone entry becomes, or what is wrong with it."""
    resource = condition(reference)
    found = rewritten(r4, creating([resource], [full_url]), targets)
    return found or str(resource["subject"]["reference"])


def test_an_entry_may_point_at_another_that_comes_later(r4: R4) -> None:
    need = condition(urn(1), encounter={"reference": urn(2)})
    visit = encounter(subject={"reference": urn(1), "display": "A child"})
    entries = creating([need, visit, patient()], [urn(3), urn(2), urn(1)])
    targets = Targets({urn(1): ("Patient", CHILD), urn(2): ("Encounter", VISIT), urn(3): ("Condition", OTHER)})
    assert rewritten(r4, entries, targets) == []
    assert need == condition(TO_CHILD, encounter={"reference": TO_VISIT})
    assert visit["subject"] == {"reference": TO_CHILD, "display": "A child"}


@pytest.mark.parametrize(
    "reference",
    [
        TO_CHILD,
        TO_CHILD.lower().replace("patient", "Patient"),
        f"{TO_CHILD}/_history/3",
        f"{BASE}/{TO_CHILD}",
        f"{BASE}/{TO_CHILD}/_history/3",
        f"https://EveryNeed.example/fhir/R4/{TO_CHILD}",
    ],
)
def test_a_reference_to_us_is_looked_up_and_written_in_one_form(r4: R4, reference: str) -> None:
    entries = creating([condition(reference)], [None])
    assert wanted(entries, BASE, r4).relative == {("Patient", CHILD)}
    assert subject_after(r4, reference, Targets({}, existing=[("Patient", CHILD)])) == TO_CHILD


@pytest.mark.parametrize("reference", [BY_NUMBER, f"{BASE}/{BY_NUMBER}", BY_NUMBER.replace("|", "%7C")])
def test_a_conditional_reference_becomes_the_one_resource_that_fits(r4: R4, reference: str) -> None:
    assert wanted(creating([condition(reference)], [None]), BASE, r4).criteria == {NUMBER}
    assert subject_after(r4, reference, Targets({}, matched={NUMBER: (CHILD,)})) == TO_CHILD


def test_a_relative_reference_beside_an_http_full_url_is_resolved_against_it_first(r4: R4) -> None:
    targets = Targets({f"{THEIRS}/Patient/{ID}": ("Patient", CHILD)}, existing=[("Patient", OURS)])
    assert subject_after(r4, f"Patient/{ID}", targets, f"{THEIRS}/Condition/c1") == TO_CHILD
    assert subject_after(r4, f"Patient/{ID}", targets, urn(9)) == f"Patient/{ID}"
    assert subject_after(r4, f"Patient/{ID}", targets, "http://third.example/fhir/Condition/c1") == f"Patient/{ID}"


def test_an_address_of_ours_is_not_resolved_against_another_server(r4: R4) -> None:
    targets = Targets({f"{THEIRS}/Patient/{ID}": ("Patient", CHILD)}, existing=[("Patient", OURS)])
    assert subject_after(r4, f"{BASE}/Patient/{ID}", targets, f"{THEIRS}/Condition/c1") == f"Patient/{ID}"


def test_what_a_condition_came_to_may_be_pointed_at_by_its_id_too(r4: R4) -> None:
    assert subject_after(r4, TO_CHILD, Targets({}, matched={NUMBER: (CHILD,)})) == TO_CHILD


def test_a_full_url_of_another_server_is_an_entry_and_any_other_address_is_left(r4: R4) -> None:
    targets = Targets({f"{THEIRS}/Patient/p1": ("Patient", CHILD)})
    assert subject_after(r4, f"{THEIRS}/Patient/p1", targets) == TO_CHILD
    assert subject_after(r4, f"{THEIRS}/Patient/p1/_history/2", targets) == TO_CHILD
    assert subject_after(r4, f"{THEIRS}/Patient/p2", targets) == f"{THEIRS}/Patient/p2"


@pytest.mark.parametrize("full_url", [urn(1), "urn:oid:1.2.3", None])
def test_a_relative_reference_may_name_the_id_that_an_entry_states(r4: R4, full_url: str | None) -> None:
    need = condition("Patient/p1")
    targets = Targets({full_url: ("Patient", CHILD)} if full_url else {}, by_index={1: ("Patient", CHILD)})
    assert rewritten(r4, creating([need, patient(id="p1")], [None, full_url]), targets) == []
    assert need == condition(TO_CHILD)


def test_an_id_that_two_entries_state_is_ambiguous_unless_both_are_one_resource(r4: R4) -> None:
    def resolved(one: Identity, other: Identity) -> list[tuple[str, str]]:
        entries = creating([condition("Patient/p1"), patient(id="p1"), patient(id="p1")], [None, None, None])
        return rewritten(r4, entries, Targets({}, by_index={1: ("Patient", one), 2: ("Patient", other)}))

    assert resolved(CHILD, OTHER) == [("multiple-matches", "Bundle.entry[0].resource.subject.reference")]
    assert resolved(CHILD, CHILD) == []


def test_a_resource_here_goes_before_an_id_that_an_entry_states(r4: R4) -> None:
    need = condition(f"Patient/{ID}")
    entries = creating([need, patient(id=ID)], [None, urn(1)])
    assert rewritten(r4, entries, Targets({urn(1): ("Patient", CHILD)}, existing={("Patient", OURS)})) == []
    assert need == condition(f"Patient/{ID}")


WRONG = [
    (urn(1), "not-found"),
    ("urn:oid:1.2.3", "not-found"),
    ("Patient/p1", "not-found"),
    (TO_CHILD, "not-found"),
    (f"{BASE}/Patient/p1", "not-found"),
    (f"{BASE}/metadata", "not-found"),
    (BY_NUMBER, "not-found"),
    ("Patient?identifier=a|2", "multiple-matches"),
    ("Patient?family=Test", "not-supported"),
    ("Patient?identifier=2", "value"),
]


@pytest.mark.parametrize(("reference", "code"), WRONG)
def test_a_reference_that_comes_to_nothing_or_to_several_is_refused_at_its_place(
    r4: R4, reference: str, code: str
) -> None:
    several = Criteria("Patient", identifier=("a", "2"))
    targets = Targets({}, existing=[("Person", CHILD)], matched={several: (OURS, OTHER)})
    assert subject_after(r4, reference, targets) == [(code, "Bundle.entry[0].resource.subject.reference")]


def test_every_place_in_a_resource_is_told_exactly(r4: R4) -> None:
    def away() -> Json:
        return {"reference": urn(99)}

    need = {
        **condition(urn(99)),
        "contained": [{"resourceType": "Organization", "id": "o", "partOf": away()}],
        "identifier": [{"value": "1"}, {"value": "2", "assigner": away()}],
        "asserter": {"identifier": {"value": "3", "assigner": away()}},
        "recorder": {"reference": "#o", "extension": [{"url": "https://a.example/x", "valueReference": away()}]},
        "evidence": [{"detail": [{"reference": "#o"}, away()]}],
        "extension": [{"url": "https://a.example/x", "extension": [{"url": "y", "valueReference": away()}]}],
        "_recordedDate": {"extension": [{"url": "https://a.example/x", "valueReference": away()}]},
    }
    place = "Bundle.entry[1].resource"
    assert rewritten(r4, creating([patient(), need], [urn(1), None]), Targets({})) == [
        ("not-found", f"{place}.{each}.reference")
        for each in (
            "asserter.identifier.assigner",
            "contained[0].partOf",
            "evidence[0].detail[1]",
            "extension[0].extension[0].value.ofType(Reference)",
            "identifier[1].assigner",
            "recordedDate.extension[0].value.ofType(Reference)",
            "recorder.extension[0].value.ofType(Reference)",
            "subject",
        )
    ]


def test_a_lone_resource_is_said_to_be_where_it_is(r4: R4) -> None:
    entry = Entry(0, "Condition", None, Method.POST, "Condition", condition("Patient/p1"))
    assert rewritten(r4, (entry,), Targets({})) == [("not-found", "Condition.subject.reference")]


def test_a_reference_to_a_type_that_the_element_does_not_allow_is_refused(r4: R4) -> None:
    targets = Targets({urn(1): ("Patient", CHILD), urn(2): ("Encounter", VISIT)})
    need = condition(urn(2), encounter={"reference": urn(1)})
    found = resolve(wanted(creating([need], [None]), BASE, r4), targets, r4)
    assert told(found) == [
        ("value", "Bundle.entry[0].resource.encounter.reference"),
        ("value", "Bundle.entry[0].resource.subject.reference"),
    ]
    assert "It may point at Encounter;" in found[0].diagnostic


def test_the_type_stated_beside_a_reference_must_be_that_of_the_resource(r4: R4) -> None:
    def typed(stated: str) -> list[tuple[str, str]]:
        visit = encounter(subject={"reference": urn(1), "type": stated})
        return rewritten(r4, creating([visit], [None]), Targets({urn(1): ("Patient", CHILD)}))

    assert typed("Patient") == []
    assert typed("http://hl7.org/fhir/StructureDefinition/Patient") == []
    assert typed("Group") == [("value", "Bundle.entry[0].resource.subject.type")]


def test_contained_logical_and_foreign_references_are_left_as_they_are(r4: R4) -> None:
    logical = {"type": "Organization", "identifier": {"system": NHS, "value": "Y12345"}}
    child = patient(
        contained=[{"resourceType": "Organization", "id": "gp", "name": "A practice", "partOf": {"reference": "#"}}],
        generalPractitioner=[{"reference": "#gp"}, logical, {"reference": f"{THEIRS}/Organization/1"}],
        managingOrganization={"display": "In words"},
    )
    before = json.dumps(child)
    assert rewritten(r4, creating([child], [urn(1)]), Targets({urn(1): ("Patient", CHILD)})) == []
    assert json.dumps(child) == before


LINKED = Targets({urn(1): ("Patient", CHILD), "urn:oid:1.2.3": ("Questionnaire", OTHER)})
TO_FORM = f"Questionnaire/{shown(OTHER)}"


def test_urns_of_the_bundle_are_replaced_in_addresses_of_every_kind(r4: R4) -> None:
    form: Json = {
        "resourceType": "QuestionnaireResponse",
        "status": "completed",
        "questionnaire": "urn:oid:1.2.3",
        "item": [{"linkId": "1", "answer": [{"valueUri": urn(1)}, {"valueAttachment": {"url": urn(1)}}]}],
    }
    care: Json = {
        "resourceType": "CarePlan",
        "instantiatesUri": [urn(5), urn(1)],
        "extension": [{"url": "https://a.example/x", "valueUuid": urn(1)}],
    }
    assert rewritten(r4, creating([form, care], [None, None]), LINKED) == []
    assert form["questionnaire"] == TO_FORM
    assert form["item"][0]["answer"] == [{"valueUri": TO_CHILD}, {"valueAttachment": {"url": TO_CHILD}}]
    assert care["instantiatesUri"] == [urn(5), TO_CHILD]
    assert care["extension"][0]["valueUuid"] == TO_CHILD


def test_identifiers_systems_extension_urls_and_texts_are_never_touched(r4: R4) -> None:
    names = {
        "identifier": [{"system": urn(1), "value": urn(1)}],
        "code": {"coding": [{"system": urn(1), "code": urn(1)}], "text": urn(1)},
        "onsetAge": {"value": 3, "system": urn(1), "code": "a"},
        "extension": [{"url": urn(1), "valueString": urn(1)}],
        "note": [{"text": urn(1)}],
    }
    need = condition(TO_CHILD, **names)
    before = json.dumps(need)
    assert rewritten(r4, creating([need], [None]), LINKED) == []
    assert json.dumps(need) == before


def test_links_of_a_narrative_are_replaced_and_its_text_is_not(r4: R4) -> None:
    def div(link: str, other: str) -> str:
        return (
            f'<div xmlns="http://www.w3.org/1999/xhtml"><a href="{link}">{urn(1)}</a> '
            f"<a title='x' href = '{other}'>y</a><a href=\"{urn(7)}\">z</a></div>"
        )

    need = condition(TO_CHILD, text={"status": "generated", "div": div(urn(1), "urn:oid:1.2.3")})
    assert rewritten(r4, creating([need], [None]), LINKED) == []
    assert need["text"]["div"] == div(TO_CHILD, TO_FORM)


def test_a_bundle_within_an_entry_is_a_whole_by_itself(r4: R4) -> None:
    inner: Json = {"fullUrl": urn(1), "resource": condition(urn(1))}
    document = {"resourceType": "Bundle", "type": "collection", "entry": [inner]}
    assert rewritten(r4, creating([document], [urn(3)]), LINKED) == []
    assert inner["resource"] == condition(urn(1))


def test_what_is_resolved_may_be_resolved_again_to_other_targets(r4: R4) -> None:
    need = condition(urn(1), note=[{"text": "x"}])
    found = wanted(creating([need], [None]), BASE, r4)
    assert resolve(found, Targets({urn(1): ("Patient", CHILD)}), r4) == ()
    assert need["subject"] == {"reference": TO_CHILD}
    assert resolve(found, Targets({urn(1): ("Patient", OTHER)}), r4) == ()
    assert need["subject"] == {"reference": f"Patient/{shown(OTHER)}"}


def test_at_most_fifty_problems_are_told_from_the_first_entries(r4: R4) -> None:
    away = [{"detail": [{"reference": urn(9)} for _ in range(40)]}]
    needs = [condition(TO_CHILD, evidence=away) for _ in range(3)]
    found = rewritten(r4, creating(needs, [None, None, None]), Targets({}, existing=[("Patient", CHILD)]))
    assert len(found) == 50
    assert {each[:15] for _, each in found} == {"Bundle.entry[0]", "Bundle.entry[1]"}


def test_a_read_points_at_nothing(r4: R4) -> None:
    assert wanted((Entry(0, "", None, Method.GET, "", {}, url="metadata"),), BASE, r4) == Wanted(base=BASE)


@pytest.mark.parametrize("text", EXAMPLES, ids=lambda text: text[18:40])
def test_every_reference_of_a_resource_as_providers_send_it_is_found(r4: R4, text: str) -> None:
    resource = json.loads(text)
    ((_, pointers),) = wanted(creating([resource], [None]), BASE, r4).pointing
    assert sorted(each.text for each in pointers.references) == sorted(re.findall(r'"reference": *"([^"]*)"', text))
