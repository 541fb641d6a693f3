"""Drafts through the door: kept while somebody types, there again later, and nobody else's to see."""

import json

import pytest

from app.capture.drafts import LONGEST_DRAFT
from tests.capture.booking_out import (
    GASTROSTOMY,
    added,
    form_of,
    key_of,
    new_path,
    rows_of,
    saved,
    unscheduled_path,
)
from tests.service import HERE, Answer, Service, Visitor
from tests.web.page_text import Fields
from tests.web.places import encounters

LEFT = "This is how you left the form"


def keep(visitor: Visitor, path: str, fields: Fields, place: str | None = None, **typed: str) -> Answer:
    """Keep a draft as the page's script does."""
    given = {name: [text] for name, text in typed.items()}
    sent = {**fields, "place": [path if place is None else place], **given}
    answer = visitor.http.put(f"/drafts/{fields['form_token'][0]}", data=sent, headers=HERE)
    return Answer(answer.status_code, answer.headers, answer.content)


def kept(service: Service) -> list[dict[str, list[str]]]:
    return [json.loads(str(fields)) for (fields,) in service.rows("select fields from draft order by saved_at")]


@pytest.fixture
def path(service: Service) -> str:
    return new_path(service)


def test_a_draft_is_there_again_on_the_same_page(service: Service, clinician: Visitor, path: str) -> None:
    fields = added(clinician, path, form_of(clinician, path).fields, GASTROSTOMY)
    answer = keep(clinician, path, fields, minutes="37", outcome="review")
    assert answer.status == 200
    assert set(json.loads(answer.text)) == {"savedAt"}
    page = clinician.get(path)
    again = page.page.form(path)
    assert LEFT in page.page.words
    assert (again.value("minutes"), again.value("outcome")) == ("37", "review")
    assert again.fields[f"{key_of(again.fields, GASTROSTOMY)}.here"] == ["yes"]
    assert again.value("form_token") != fields["form_token"][0]
    assert clinician.get(saved(clinician, path, again.fields)).status == 200


def test_the_last_one_of_a_page_takes_the_place_of_those_before(
    service: Service, clinician: Visitor, path: str
) -> None:
    fields = form_of(clinician, path).fields
    for minutes in ("10", "20", "37"):
        assert keep(clinician, path, fields, minutes=minutes).status == 200
    assert [draft["minutes"] for draft in kept(service)] == [["37"]]


def test_a_draft_says_nothing_of_the_session_it_was_typed_in(service: Service, clinician: Visitor, path: str) -> None:
    keep(clinician, path, form_of(clinician, path).fields)
    assert not {"proof", "action", "place"} & set(kept(service)[0])


def test_of_an_amendment_too(service: Service, clinician: Visitor) -> None:
    path = f"/encounters/{encounters(service)[0][0]}/amendment"
    assert keep(clinician, path, form_of(clinician, path).fields, amendment_reason="Half a reas").status == 200
    assert form_of(clinician, path).value("amendment_reason") == "Half a reas"


class TestADraftIsGone:
    """Once its form was recorded, or its author begins afresh."""

    def test_when_the_form_was_recorded(self, service: Service, clinician: Visitor) -> None:
        path = unscheduled_path(service)
        fields = form_of(clinician, path).fields
        keep(clinician, path, fields, minutes="37")
        saved(clinician, path, fields, minutes="37")
        assert rows_of(service)["draft"] == 0
        assert LEFT not in clinician.get(path).page.words

    def test_when_somebody_starts_afresh(self, service: Service, clinician: Visitor, path: str) -> None:
        fields = form_of(clinician, path).fields
        keep(clinician, path, fields, minutes="37")
        page = clinician.get(path).page
        afresh = page.form("/drafts/given-up").fields
        answer = clinician.post("/drafts/given-up", afresh)
        assert (answer.status, answer.location) == (303, path)
        assert rows_of(service)["draft"] == 0
        assert form_of(clinician, path).value("minutes") == fields["minutes"][0]

    def test_and_not_when_it_was_refused(self, service: Service, clinician: Visitor, path: str) -> None:
        fields = form_of(clinician, path).fields
        keep(clinician, path, fields, minutes="37")
        assert clinician.post(path, {**fields, "on": "x", "action": "save"}).status == 422
        assert rows_of(service)["draft"] == 1

    def test_after_so_many_days(self, service: Service, clinician: Visitor, path: str) -> None:
        keep(clinician, path, form_of(clinician, path).fields, minutes="37")
        service.change("update draft set saved_at = replace(saved_at, substr(saved_at, 1, 4), '2024')")
        assert LEFT not in clinician.get(path).page.words
        other = unscheduled_path(service, 1)
        keep(clinician, other, form_of(clinician, other).fields)
        assert rows_of(service)["draft"] == 1


def test_a_draft_is_its_authors_alone(service: Service, clinician: Visitor, path: str) -> None:
    keep(clinician, path, form_of(clinician, path).fields, minutes="37")
    other = service.signed_in("paediatrician2")
    page = other.get(path).page
    assert LEFT not in page.words
    assert page.form(path).value("minutes") != "37"
    assert other.post_with_proof("/drafts/given-up", {"place": path}).status == 303
    assert rows_of(service)["draft"] == 1


def test_what_was_recorded_since_stands_on_it(service: Service, clinician: Visitor) -> None:
    path = unscheduled_path(service)
    fields = form_of(clinician, path).fields
    keep(clinician, path, fields, minutes="37")
    other = service.signed_in("paediatrician2")
    saved(other, path, added(other, path, form_of(other, path).fields, "22325002"))
    page = clinician.get(path).page
    assert LEFT in page.words
    assert "The record has changed since" in page.words
    assert "Recorded meanwhile (1)" in page.words
    again = page.form(path).fields
    assert set(again["need"]) > set(fields["need"])
    assert again["minutes"] == ["37"]
    record = saved(clinician, path, again)
    assert "37 minutes" in clinician.get(record).page.words


class TestADraftIsRefused:
    """Where it is none of a form's, with nothing kept."""

    def test_for_another_childs_page(self, service: Service, clinician: Visitor, path: str) -> None:
        fields = form_of(clinician, path).fields
        for place in (new_path(service, 1), unscheduled_path(service, 1), "/clinic", "", path + "?"):
            assert keep(clinician, path, fields, place).status == 404
        assert rows_of(service)["draft"] == 0

    def test_under_another_token(self, service: Service, clinician: Visitor, path: str) -> None:
        fields = form_of(clinician, path).fields
        assert keep(clinician, path, {**fields, "form_token": ["x" * 22]}, form_token="y" * 22).status == 404
        assert keep(clinician, path, {**fields, "form_token": ["short"]}).status == 404
        assert rows_of(service)["draft"] == 0

    def test_when_it_is_too_long(self, service: Service, clinician: Visitor, path: str) -> None:
        fields = form_of(clinician, path).fields
        assert keep(clinician, path, fields, add="x" * LONGEST_DRAFT).status == 404
        assert rows_of(service)["draft"] == 0

    def test_without_the_proof_of_a_page_of_ours(self, service: Service, clinician: Visitor, path: str) -> None:
        fields = form_of(clinician, path).fields
        assert keep(clinician, path, {**fields, "proof": [""]}).status == 403
        assert rows_of(service)["draft"] == 0

    def test_by_somebody_who_records_no_encounters(self, service: Service, clinician: Visitor, path: str) -> None:
        fields = form_of(clinician, path).fields
        clerk = service.signed_in("clerk")
        assert keep(clerk, path, {**fields, "proof": [clerk.proof()]}).status == 403
        assert rows_of(service)["draft"] == 0


def test_a_character_no_database_takes_is_replaced(service: Service, clinician: Visitor, path: str) -> None:
    assert keep(clinician, path, form_of(clinician, path).fields, add="a\x00b\ud7ff").status == 200
    assert form_of(clinician, path).value("add") == "a\ufffdb\ud7ff"


class TestASessionThatLapsed:
    """Nothing typed is lost: the form that was sent is there after signing in."""

    def test_keeps_the_form(self, service: Service, clinician: Visitor, path: str) -> None:
        fields = added(clinician, path, form_of(clinician, path).fields, GASTROSTOMY)
        before = rows_of(service)
        service.change("update session set seen_at = replace(seen_at, substr(seen_at, 1, 4), '2024')")
        sent = clinician.post(path, {**fields, "minutes": "37", "outcome": "review", "action": "save"})
        assert (sent.status, sent.location.split("?")[0]) == (303, "/sign-in")
        assert rows_of(service) == before | {"draft": 1}
        clinician.sign_in("paediatrician")
        page = clinician.get(path).page
        assert LEFT in page.words
        again = page.form(path)
        assert (again.value("minutes"), again.value("outcome")) == ("37", "review")
        assert GASTROSTOMY in {again.fields[f"{key}.concept"][0] for key in again.fields["need"]}
        record = saved(clinician, path, again.fields)
        assert "Gastrostomy present" in clinician.get(record).page.words

    def test_keeps_no_form_of_another_child(self, service: Service, clinician: Visitor, path: str) -> None:
        fields = form_of(clinician, path).fields
        service.change("update session set seen_at = replace(seen_at, substr(seen_at, 1, 4), '2024')")
        clinician.post(new_path(service, 1), {**fields, "action": "save"})
        assert rows_of(service)["draft"] == 0
