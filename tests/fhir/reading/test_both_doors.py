"""A child whom a provider's system sent is seen in clinic: the form carries what was sent, and FHIR reads the form."""

import pytest

from tests.capture.booking_out import form_of, key_of, keys_of, saved
from tests.fhir.calling import Caller, at, caller, locations
from tests.fhir.uk_core import EPILEPSY, NEEDS, PALSY, transaction, visit
from tests.service import Service, Visitor

SENDERS_NOTE = {"text": "As the sender put it"}


def ended(key: str) -> dict[str, str | list[str]]:
    """What is typed of a visit at which a need is found to be over."""
    held: dict[str, str | list[str]] = {"present": ["child", "mother"], "mechanism": "01", "at": "10:30"}
    return {**held, "minutes": "30", f"{key}.here": "", f"{key}.away": "resolved"}


@pytest.fixture
def system(service: Service) -> Caller:
    organisation = service.rows("select ods_code from organisation order by id")[0][0]
    return caller(service, ods_code=str(organisation))


def sent_visit(system: Caller) -> dict[str, str]:
    """The addresses of a visit's resources: by type, and of needs by code."""
    entries = visit(900)
    for each in entries:
        if each["resource"]["resourceType"] == "Condition":
            each["resource"]["note"] = [SENDERS_NOTE]
    answer = system.post("", transaction(*entries))
    assert answer.status == 200, answer.body
    places = {name: at(answer, name)[0] for name in ("Patient", "Encounter", "EpisodeOfCare")}
    for entry, place in zip(entries, locations(answer), strict=True):
        for coding in entry["resource"].get("code", {}).get("coding", []):
            places[coding["code"]] = place
    return places


def form_path(places: dict[str, str]) -> str:
    child, referral = (places[name].partition("/")[2] for name in ("Patient", "EpisodeOfCare"))
    return f"/children/{child}/referrals/{referral}/encounter"


def test_the_form_carries_what_was_sent(service: Service, clinician: Visitor, system: Caller) -> None:
    places = sent_visit(system)
    fields = form_of(clinician, form_path(places)).fields
    assert set(keys_of(fields)) == {code for _, (code, _) in NEEDS}


def test_what_the_form_ends_reads_as_ended_with_what_the_sender_had_besides(
    service: Service, clinician: Visitor, system: Caller
) -> None:
    places = sent_visit(system)
    path = form_path(places)
    fields = form_of(clinician, path).fields
    key = key_of(fields, EPILEPSY[0])
    saved(clinician, path, fields, **ended(key))

    epilepsy = system.get(places[EPILEPSY[0]])
    assert epilepsy.headers["etag"] == 'W/"2"'
    assert epilepsy.body["clinicalStatus"]["coding"][0]["code"] == "resolved"
    assert epilepsy.body["note"] == [SENDERS_NOTE]
    before = system.get(f"{places[EPILEPSY[0]]}/_history/1").body
    assert before["clinicalStatus"]["coding"][0]["code"] == "active"

    palsy = system.get(places[PALSY[0]])
    assert palsy.body["clinicalStatus"]["coding"][0]["code"] == "active"
    child = places["Patient"].partition("/")[2]
    assert system.get(f"Encounter?patient={child}").body["total"] == 2
    assert system.get(f"Condition?patient={child}").body["total"] == 2


def test_a_system_that_did_not_see_the_form_cannot_overwrite_it(
    service: Service, clinician: Visitor, system: Caller
) -> None:
    places = sent_visit(system)
    read = system.get(places[EPILEPSY[0]])
    path = form_path(places)
    fields = form_of(clinician, path).fields
    key = key_of(fields, EPILEPSY[0])
    saved(clinician, path, fields, **ended(key))
    stale = system.put(places[EPILEPSY[0]], {**read.body, "note": []}, if_match=read.headers["etag"])
    assert stale.status in (400, 412)
    late = system.put(places[EPILEPSY[0]], {**read.body, "note": [{"text": "Late"}]}, if_match=read.headers["etag"])
    assert late.status == 412
