"""Needs that a form only names: recorded, ruled out, and taken back, by who named them and by nobody else."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from app.clinical.encounter import Encounter
from app.clinical.needs import Certainty, Change, GroupAnswer
from app.fhir.exchange import Reply
from app.fhir.systems import OURS
from app.identity import Identity, parse_identity
from app.terminology.refset import Group
from app.wiring import Installation, installation
from tests.fhir.proof.elsewhere import Elsewhere, elsewhere, settings_on
from tests.fhir.uk_core import EPILEPSY, PALSY, SNOMED, concept, entry, need, patient, transaction, urn, visit

CHILD = "patient-1-2026-02-10"
STATUS = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
ERROR = {"coding": [{"system": STATUS, "code": "entered-in-error"}]}
REFUTED = {"coding": [{"system": STATUS, "code": "refuted"}]}
NAMED = {"linkId": "needs.condition", "answer": [{"valueCoding": {"system": SNOMED, "code": PALSY[0]}}]}
RULED_OUT = {"linkId": "needs.excluded", "answer": [{"valueCoding": {"system": SNOMED, "code": EPILEPSY[0]}}]}


@pytest.fixture
def installed(sqlite_url: str, tmp_path: Path) -> Iterator[Installation]:
    with installation(settings_on(sqlite_url, tmp_path)) as opened:
        yield opened


@pytest.fixture
def place(installed: Installation) -> Elsewhere:
    return elsewhere(installed, installed.desk.add_organisation("RYY01", "Here Community Trust"))


def asked(group: str, answer: str) -> dict[str, Any]:
    coding = {"system": f"{OURS}/CodeSystem/group-answer", "code": answer}
    return {"linkId": f"group.{group}", "answer": [{"valueCoding": coding}]}


def form(*items: dict[str, Any], on: str = "2026-02-10") -> dict[str, Any]:
    """An entry with a response to the booking-out form, of the first child's visit on a day."""
    response = {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": "https://everyneed.org.uk/fhir/Questionnaire/booking-out",
        "status": "completed",
        "subject": {"reference": urn(f"patient-1-{on}")},
        "encounter": {"reference": urn(f"encounter-1-{on}")},
        "authored": f"{on}T11:00:00Z",
        "item": list(items),
    }
    return entry(f"form-{on}", response)


def condition(child: str, **elements: Any) -> dict[str, Any]:
    said = {"resourceType": "Condition", "code": concept(PALSY), "subject": {"reference": child}, **elements}
    return transaction(entry("condition", said))


def told(reply: Reply) -> Any:
    assert reply.status == 200, reply.body
    return orjson.loads(reply.body)


def child_of(reply: Reply) -> str:
    locations = [each["response"]["location"] for each in told(reply)["entry"]]
    return next("/".join(each.split("/")[:2]) for each in locations if each.startswith("Patient/"))


def encounters(place: Elsewhere, child: str) -> list[Encounter]:
    """The current versions of the encounters of a child, in the order in which they were recorded."""
    held = place.compartment(parse_identity(child.partition("/")[2])).encounters
    return list({each.id: each for each in sorted(held, key=lambda one: one.record_number)}.values())


def changes(place: Elsewhere, child: str) -> list[tuple[Identity, Change]]:
    return [(each.need, each.change) for one in encounters(place, child) for each in one.statements]


def test_a_need_that_was_only_named_is_taken_back_by_a_condition_of_another_id(place: Elsewhere) -> None:
    child = child_of(place.send(transaction(*visit(1, needs=()), form(NAMED))))
    ((named, new),) = changes(place, child)
    assert new is Change.NEW
    answer = told(place.send(condition(child, verificationStatus=ERROR)))
    assert changes(place, child) == [(named, Change.NEW), (named, Change.ENTERED_IN_ERROR)]
    location = answer["entry"][0]["response"]["location"].split("/")
    assert (location[0], parse_identity(location[1])) == ("Condition", named)


def test_it_is_taken_back_where_the_condition_came_with_a_later_visit_of_the_same_body(place: Elsewhere) -> None:
    wrong = need("Condition", PALSY, urn(CHILD), urn("encounter-1-2026-03-10"), verificationStatus=ERROR)
    wrong.pop("clinicalStatus")
    later = [each for each in visit(1, "2026-03-10", needs=()) if each["resource"]["resourceType"] != "Patient"]
    for each in later:
        _turn(each, urn("patient-1-2026-03-10"), urn(CHILD))
    seen = [each for each in later if each["resource"]["resourceType"] in ("Encounter", "Procedure")]
    _turn(seen, urn("episode-1-2026-03-10"), urn("episode-1-2026-02-10"))
    _turn(seen, urn("practitioner-1-2026-03-10"), urn("practitioner-1-2026-02-10"))
    sent = transaction(*visit(1, needs=()), form(NAMED), *seen, entry("wrong", wrong))
    child = child_of(place.send(sent))
    assert [change for _, change in changes(place, child)] == [Change.NEW, Change.ENTERED_IN_ERROR]


def _turn(value: Any, before: str, after: str) -> None:
    """Turn every reference in entries from one thing to another."""
    if isinstance(value, dict):
        if value.get("reference") == before:
            value["reference"] = after
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            _turn(each, before, after)


def test_another_system_does_not_take_back_what_this_one_named(installed: Installation, place: Elsewhere) -> None:
    child = child_of(place.send(transaction(*visit(1, needs=()), form(NAMED))))
    other = elsewhere(installed, place.system.principal.organisation)
    told(other.send(condition(child, verificationStatus=ERROR)))
    assert [change for _, change in changes(place, child)] == [Change.NEW]


def test_a_need_that_a_resource_is_of_is_not_taken_back_by_another(place: Elsewhere) -> None:
    child = child_of(place.send(transaction(*visit(1, needs=(("Condition", PALSY),)), form(NAMED))))
    told(place.send(condition(child, verificationStatus=ERROR)))
    assert [change for _, change in changes(place, child)] == [Change.NEW]


def test_a_need_named_first_and_then_sent_is_taken_back_by_its_own_resource_alone(place: Elsewhere) -> None:
    child = child_of(place.send(transaction(*visit(1, needs=()), form(NAMED))))
    told(place.send(condition(child)))
    told(place.send(condition(child, verificationStatus=ERROR)))
    assert [change for _, change in changes(place, child)] == [Change.NEW, Change.STILL_PRESENT]


def test_what_is_refuted_elsewhere_takes_back_nothing_that_was_named(place: Elsewhere) -> None:
    child = child_of(place.send(transaction(*visit(1, needs=()), form(NAMED))))
    told(place.send(condition(child, verificationStatus=REFUTED)))
    assert [change for _, change in changes(place, child)] == [Change.NEW]


def test_another_concept_takes_back_nothing_that_was_named(place: Elsewhere) -> None:
    child = child_of(place.send(transaction(*visit(1, needs=()), form(NAMED))))
    told(place.send(condition(child, verificationStatus=ERROR, code=concept(EPILEPSY))))
    assert [change for _, change in changes(place, child)] == [Change.NEW]


def test_what_the_form_rules_out_is_recorded_as_excluded(place: Elsewhere) -> None:
    child = child_of(place.send(transaction(*visit(1, needs=()), form(RULED_OUT, asked("condition", "some")))))
    (seen,) = encounters(place, child)
    ((said),) = seen.statements
    assert (str(said.concept), said.change, said.certainty) == (EPILEPSY[0], Change.NEW, Certainty.EXCLUDED)
    assert seen.answer(Group.CONDITION) is GroupAnswer.SOME


def test_some_of_a_group_without_any_need_is_not_asked_until_one_comes(place: Elsewhere) -> None:
    sent = transaction(*visit(1, needs=()), form(asked("condition", "some"), asked("nutrition", "none_identified")))
    reply = place.send(sent)
    child = child_of(reply)
    outcome = told(reply)["entry"][-1]["response"]["outcome"]["issue"]
    assert [(each["severity"], each["expression"]) for each in outcome] == [("warning", ["Bundle.entry[5].resource"])]
    (seen,) = encounters(place, child)
    assert seen.answer(Group.CONDITION) is GroupAnswer.NOT_ASKED
    said = need("Condition", PALSY, child, f"Encounter/{_shown(reply)}")
    told(place.send(transaction(entry("later", said))))
    (seen,) = encounters(place, child)
    assert seen.answer(Group.CONDITION) is GroupAnswer.SOME


def _shown(reply: Reply) -> str:
    locations = [each["response"]["location"].split("/") for each in told(reply)["entry"]]
    return str(next(each[1] for each in locations if each[0] == "Encounter"))


def test_the_only_need_of_a_group_can_be_taken_back_at_its_own_visit(place: Elsewhere) -> None:
    reply = place.send(transaction(*visit(1, needs=(("Condition", PALSY),)), form(asked("condition", "some"))))
    child = child_of(reply)
    ((made, _),) = changes(place, child)
    wrong = need("Condition", PALSY, child, f"Encounter/{_shown(reply)}", verificationStatus=ERROR)
    wrong.pop("clinicalStatus")
    identity = next(each[1] for each in _locations(reply) if each[0] == "Condition")
    put = {"resource": {**wrong, "id": identity}, "request": {"method": "PUT", "url": f"Condition/{identity}"}}
    told(place.send(transaction(put)))
    assert changes(place, child) == [(made, Change.ENTERED_IN_ERROR)]
    (seen,) = encounters(place, child)
    assert seen.answer(Group.CONDITION) is GroupAnswer.NOT_ASKED


def _locations(reply: Reply) -> list[list[str]]:
    return [each["response"]["location"].split("/") for each in told(reply)["entry"]]


def test_what_takes_back_a_need_that_nobody_knows_leaves_nothing_in_the_record(place: Elsewhere) -> None:
    child = child_of(place.send(transaction(entry(CHILD, patient(1)))))
    told(place.send(condition(child, verificationStatus=ERROR)))
    held = place.compartment(parse_identity(child.partition("/")[2]))
    assert (held.referrals, held.encounters) == ((), ())
    assert [each.type for each in held.kept] == ["Patient", "Condition"]
