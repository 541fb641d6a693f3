"""What all resources about needs say alike."""

from datetime import date

import pytest

from app.clinical.ages import PartialDate
from app.clinical.needs import Certainty, SaidBy, TrafficLight
from app.clinical.professional import Profession
from app.fhir.mapping.given import NeedChange, NeedGiven
from app.fhir.mapping.looking import reference
from app.fhir.mapping.need_concepts import NeedConcept
from app.fhir.mapping.need_given import Circumstance, check_group, modified, need_given, withdrawn
from app.fhir.mapping.need_source import Said
from app.fhir.structure.problems import Severity
from app.terminology.refset import Group
from tests.clinical.examples import OUTSIDE, PALSY
from tests.fhir.mapping.core_values import SURROUNDINGS
from tests.fhir.mapping.need_examples import ENCOUNTER, extension, of_system
from tests.fhir.mapping.soundness import here, noted

WHICH = NeedConcept(PALSY, "Cerebral palsy", None, "example", Group.CONDITION)
CIRCUMSTANCE = Circumstance(
    Said(SaidBy.FAMILY, SaidBy.FAMILY), PartialDate(2020), None, reference("Encounter", ENCOUNTER), date(2026, 3, 2)
)
GROUP = "https://everyneed.org.uk/fhir/CodeSystem/statement-group"


def test_extensions_say_what_fhir_has_no_element_for() -> None:
    resource = {
        "extension": [
            extension("statement.diagnosed", valueDateTime="2021-03"),
            extension("statement.diagnosed_by", valueCode="paediatrician"),
            extension("statement.traffic_light", valueCode="amber"),
            extension("statement.primary", valueBoolean=True),
        ]
    }
    found = need_given(
        resource,
        WHICH,
        CIRCUMSTANCE,
        change=NeedChange.PRESENT,
        stated=Certainty.SUSPECTED,
        findings=here(),
        surroundings=SURROUNDINGS,
    )
    assert found == NeedGiven(
        NeedChange.PRESENT,
        PALSY,
        "Cerebral palsy",
        None,
        "example",
        Group.CONDITION,
        Certainty.SUSPECTED,
        SaidBy.FAMILY,
        onset=PartialDate(2020),
        diagnosed=PartialDate(2021, 3),
        diagnosed_by=Profession.PAEDIATRICIAN,
        traffic_light=TrafficLight.AMBER,
        primary=True,
        encounter=ENCOUNTER,
        on=date(2026, 3, 2),
    )


def test_a_traffic_light_is_the_familys_where_nobody_is_named() -> None:
    light = {"extension": [extension("statement.traffic_light", valueCode="amber")]}
    for said, by in (
        (Said(SaidBy.SENDING_SYSTEM, None), SaidBy.FAMILY),
        (Said(SaidBy.SENDING_SYSTEM, SaidBy.CLINICIAN), SaidBy.SENDING_SYSTEM),
        (Said(SaidBy.CLINICIAN, SaidBy.CLINICIAN), SaidBy.CLINICIAN),
    ):
        found = need_given(
            light,
            WHICH,
            Circumstance(said),
            change=NeedChange.PRESENT,
            stated=Certainty.SUSPECTED,
            findings=here(),
            surroundings=SURROUNDINGS,
        )
        assert (found.said_by, found.traffic_light) == (by, TrafficLight.AMBER)


def test_what_is_taken_back_without_saying_which_is_one_need_without_words() -> None:
    (found,) = withdrawn({}, (), None, CIRCUMSTANCE, SURROUNDINGS)
    assert (found.change, found.concept, found.term) == (NeedChange.ENTERED_IN_ERROR, None, "")


def test_a_modifier_extension_that_is_not_ours_may_turn_the_meaning_round() -> None:
    findings = here()
    assert modified({"modifierExtension": [{"url": "https://other.example/negated", "valueBoolean": True}]}, findings)
    assert noted(findings) == [(Severity.WARNING, "Bundle.entry[0].resource.modifierExtension")]
    assert not modified({"modifierExtension": [extension("statement.certainty", valueCode="excluded")]}, findings)
    assert not modified({}, findings)


@pytest.mark.parametrize(
    ("which", "group", "warned"),
    [
        (WHICH, "condition", False),
        (WHICH, "education", True),
        (NeedConcept(OUTSIDE, "Hypertension", None, "example", Group.UNGROUPED), "education", False),
        (NeedConcept(None, "Wobbly", None, "example", Group.UNGROUPED), "education", False),
    ],
)
def test_a_category_that_names_another_group_than_the_reference_set_is_warned_of(
    which: NeedConcept, group: str, *, warned: bool
) -> None:
    findings = here()
    check_group({"category": [of_system(GROUP, group)]}, [which], findings)
    assert bool(findings.problems) is warned
