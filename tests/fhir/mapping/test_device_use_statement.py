"""A DeviceUseStatement as a need, both ways."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from app.clinical.ages import PartialDate
from app.clinical.needs import Certainty, Change, SaidBy
from app.clinical.professional import Profession
from app.fhir.mapping.device_use_statement import device_use_from_need
from app.fhir.mapping.given import NeedChange, NeedGiven
from app.fhir.mapping.looking import Resource, reference
from app.fhir.mapping.surroundings import Surroundings
from app.identity import Identity
from app.terminology.refset import Group
from tests.clinical.examples import GASTROSTOMY, OUTSIDE, visit
from tests.clinical.examples import statement as a_statement
from tests.fhir.mapping.core_values import SURROUNDINGS, THERAPIST
from tests.fhir.mapping.need_examples import (
    ENCOUNTER,
    PATIENT,
    coded,
    coding,
    device_use,
    extension,
    notes,
    read,
    the_need,
    without,
)
from tests.fhir.mapping.soundness import sound

EXCLUDED = extension("statement.certainty", valueCode="excluded")
UK_CORE_ENCOUNTER = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-AssociatedEncounter"
HL7_ENCOUNTER = "http://hl7.org/fhir/StructureDefinition/encounter-associatedEncounter"
DEVICE = Identity(770_001)

SENT = {
    **device_use(coded(GASTROSTOMY, "Gastrostomy present")),
    "extension": [{"url": UK_CORE_ENCOUNTER, "valueReference": reference("Encounter", ENCOUNTER)}],
    "timingPeriod": {"start": "2024-05"},
    "recordedOn": "2026-03-02",
    "source": reference("PractitionerRole", THERAPIST.id),
    "bodySite": {"text": "Abdomen"},
}


def where_there_is(device: Resource) -> Surroundings:
    found: Mapping[tuple[str, Identity], Resource] = {("Device", DEVICE): device}
    return replace(SURROUNDINGS, find=lambda type_name, identity: found.get((type_name, identity)))


def test_a_device_in_use_is_a_need() -> None:
    assert the_need(sound(SENT)) == NeedGiven(
        NeedChange.PRESENT,
        GASTROSTOMY,
        "Gastrostomy present",
        None,
        "example",
        Group.TECHNOLOGY_DEPENDENCY,
        Certainty.DIAGNOSED,
        SaidBy.CLINICIAN,
        THERAPIST.id,
        Profession.SPEECH_AND_LANGUAGE_THERAPIST,
        onset=PartialDate(2024, 5),
        encounter=ENCOUNTER,
        on=date(2026, 3, 2),
        unless_already=frozenset({Certainty.DIAGNOSED, Certainty.SUSPECTED, Certainty.REPORTED}),
    )
    assert notes(SENT) == []


def test_the_encounter_may_be_named_by_hl7s_extension() -> None:
    sent = {**SENT, "extension": [{"url": HL7_ENCOUNTER, "valueReference": reference("Encounter", ENCOUNTER)}]}
    assert the_need(sent).encounter == ENCOUNTER


def test_a_device_that_was_sent_or_kept_by_itself_says_which_need_it_is() -> None:
    sent = without({**SENT, "device": reference("Device", DEVICE)}, "contained")
    known = where_there_is({"resourceType": "Device", "type": coded(GASTROSTOMY)})
    assert the_need(sent, known).concept == GASTROSTOMY
    assert read(sent) == ((), read(sent)[1])
    assert notes(sent) == [("warned", "device")]


@pytest.mark.parametrize(
    ("device", "words"),
    [
        ({"type": {"text": "Feeding pump"}}, "Feeding pump"),
        ({"deviceName": [{"name": "Pump 3", "type": "user-friendly-name"}]}, "Pump 3"),
    ],
)
def test_a_device_without_a_concept_is_a_need_in_words(device: Resource, words: str) -> None:
    need = the_need({**SENT, "contained": [{"resourceType": "Device", "id": "d", **device}]})
    assert (need.concept, need.term, need.group) == (None, words, Group.UNGROUPED)


def test_a_device_that_is_only_named_is_a_need_in_words() -> None:
    need = the_need(without({**SENT, "device": {"display": "Feeding pump"}}, "contained"))
    assert (need.concept, need.term) == (None, "Feeding pump")


def test_a_device_outside_the_reference_set_is_ungrouped_and_flagged() -> None:
    need = the_need(device_use(OUTSIDE))
    assert (need.concept, need.group) == (OUTSIDE, Group.UNGROUPED)
    assert notes(device_use(OUTSIDE)) == [("warned", "contained[0].type.coding[0].code")]


def test_a_reason_or_a_body_site_is_not_the_need() -> None:
    sent = without(device_use(GASTROSTOMY, reasonCode=[coded(OUTSIDE)], bodySite=coded(OUTSIDE)), "contained")
    assert read({**sent, "device": {"reference": "#gone"}})[0] == ()


@pytest.mark.parametrize(
    ("status", "change"),
    [
        ("active", NeedChange.PRESENT),
        ("completed", NeedChange.RESOLVED),
        ("stopped", NeedChange.RESOLVED),
        ("intended", NeedChange.NOT_A_NEED),
        ("entered-in-error", NeedChange.ENTERED_IN_ERROR),
    ],
)
def test_the_status_says_whether_the_child_depends_on_it(status: str, change: NeedChange) -> None:
    assert the_need({**SENT, "status": status}).change is change


def test_a_use_on_hold_changes_nothing() -> None:
    sent = {**SENT, "status": "on-hold"}
    assert (read(sent)[0], notes(sent)) == ((), [("informed", "status")])


def test_what_was_entered_in_error_is_taken_back_whatever_else_is_wrong_with_it() -> None:
    for device in (coded("128188001"), {"text": "x" * 200}, {}):
        needs, problems = read({**device_use(device), "status": "entered-in-error"})
        assert [need.change for need in needs] == [NeedChange.ENTERED_IN_ERROR]
        assert problems == []


def test_a_device_that_is_excluded_by_a_modifier_stands_as_excluded() -> None:
    need = the_need({**SENT, "status": "completed", "modifierExtension": [EXCLUDED]})
    assert (need.change, need.certainty) == (NeedChange.PRESENT, Certainty.EXCLUDED)
    need = the_need({**SENT, "status": "stopped", "modifierExtension": [EXCLUDED]})
    assert (need.change, need.certainty) == (NeedChange.RESOLVED, Certainty.EXCLUDED)


def test_excluded_in_an_extension_that_may_be_passed_over_is_refused() -> None:
    assert notes(device_use(GASTROSTOMY, status="completed", extension=[EXCLUDED])) == [("wrong", "modifierExtension")]
    assert notes(device_use(GASTROSTOMY, modifierExtension=[EXCLUDED])) == [("wrong", "modifierExtension")]


def test_a_modifier_that_is_not_understood_keeps_the_device_from_being_recorded() -> None:
    sent = device_use(GASTROSTOMY, modifierExtension=[{"url": "https://other.example/negated", "valueBoolean": True}])
    assert (read(sent)[0], notes(sent)) == ((), [("warned", "modifierExtension")])


@pytest.mark.parametrize(
    ("elements", "on", "onset"),
    [
        ({"timingDateTime": "2026-03-02"}, date(2026, 3, 2), None),
        ({"timingDateTime": "2026-03-02", "recordedOn": "2026-03-09"}, date(2026, 3, 9), None),
        ({"timingPeriod": {"start": "2024-05-06", "end": "2025"}}, None, PartialDate(2024, 5, 6)),
        ({"timingTiming": {"event": ["2026-03-02"]}}, None, None),
    ],
)
def test_since_when_it_is_used_and_when_that_was_said_are_two_things(
    elements: Resource, on: date | None, onset: PartialDate | None
) -> None:
    need = the_need(device_use(GASTROSTOMY, **elements))
    assert (need.on, need.onset) == (on, onset)


def test_a_thousand_codings_of_a_device_are_one_need() -> None:
    assert the_need(device_use({"coding": [coding(OUTSIDE)] * 999 + [coding(GASTROSTOMY)]})).concept == GASTROSTOMY


def rendered(**changes: object) -> Resource:
    made = replace(a_statement(5, GASTROSTOMY), **changes)  # type: ignore[arg-type]
    return sound(device_use_from_need(made, visit(date(2026, 3, 2), made), SURROUNDINGS))


@pytest.mark.parametrize(
    ("change", "certainty", "status"),
    [
        (Change.NEW, Certainty.DIAGNOSED, "active"),
        (Change.CARRIED, Certainty.REPORTED, "active"),
        (Change.RESOLVED, Certainty.DIAGNOSED, "completed"),
        (Change.NEW, Certainty.EXCLUDED, "completed"),
        (Change.RESOLVED, Certainty.EXCLUDED, "stopped"),
        (Change.ENTERED_IN_ERROR, Certainty.DIAGNOSED, "entered-in-error"),
    ],
)
def test_what_was_said_of_a_need_is_told_by_the_status(change: Change, certainty: Certainty, status: str) -> None:
    made = rendered(change=change, certainty=certainty)
    assert made["status"] == status
    assert ("modifierExtension" in made) is (certainty is Certainty.EXCLUDED)


def test_a_need_is_rendered_with_its_elements() -> None:
    made = rendered(onset=PartialDate(2024, 5))
    assert made["device"] == {"reference": "#device"}
    (device,) = made["contained"]
    assert (device["resourceType"], device["id"]) == ("Device", "device")
    assert device["type"]["coding"][0]["code"] == str(GASTROSTOMY)
    assert (made["timingPeriod"], made["recordedOn"]) == ({"start": "2024-05"}, "2026-03-02")
    assert made["subject"] == reference("Patient", visit(date(2026, 3, 2)).child)
    assert PATIENT["reference"].startswith("Patient/")
