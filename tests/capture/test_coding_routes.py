"""Needs in the clinician's own words: listed until they are coded, and coded by an amendment of their encounter."""

import re

from app.access.audit import AuditAction
from app.clinical.needs import Change
from tests.capture.booking_out import (
    fault_links,
    form_of,
    keys_of,
    press,
    rows_of,
    said_at,
    saved,
    unscheduled_path,
)
from tests.service import Service, Visitor

WORDS = "Giggle attacks in the bath"
CODE, TERM = "22325002", "Abnormal gait"


def recorded(service: Service, visitor: Visitor) -> tuple[str, str]:
    """Where the form of the child stands, and where the encounter with the words is shown."""
    path = unscheduled_path(service)
    fields = press(visitor, path, form_of(visitor, path).fields, "not-in-list", add=WORDS)
    return path, saved(visitor, path, fields)


def coding_path(visitor: Visitor) -> str:
    """Where the words are coded, as the list says."""
    links = re.findall(
        r'href="(/encounters/\w+/needs/\w+/coding)">Code it<[^>]*>: ([^<]*)<', visitor.get("/uncoded").text
    )
    return next(str(link) for link, words in links if words == WORDS)


def test_own_words_are_recorded_shown_and_never_counted(service: Service, clinician: Visitor) -> None:
    path = unscheduled_path(service)
    fields = form_of(clinician, path).fields
    profile = re.findall(r'en-profile__count">([^<]*)<', clinician.get(path).text)
    grown = clinician.post(path, {**fields, "action": "not-in-list", "add": WORDS})
    assert re.findall(r'en-profile__count">([^<]*)<', grown.text) == profile
    record = saved(clinician, path, grown.page.form(path).fields)
    assert said_at(service, record)[WORDS] is Change.NEW
    assert f"{WORDS} New, Reported, in the clinician's words, to be coded" in clinician.get(record).page.words
    assert service.rows("select need_group, certainty from need_statement where term = ?", WORDS) == [
        ("ungrouped", "reported")
    ]


def test_the_list_says_whose_they_are_and_when(service: Service, clinician: Visitor) -> None:
    recorded(service, clinician)
    before = service.events()
    page = clinician.get("/uncoded")
    assert WORDS in page.page.words
    assert "Dr Amara Lindqvist-Okafor" in page.page.words
    assert service.events() == [*before, AuditAction.UNCODED_NEEDS_VIEWED.value]


def test_coding_is_a_new_version_with_a_reason_of_the_same_need(service: Service, clinician: Visitor) -> None:
    _, record = recorded(service, clinician)
    path = coding_path(clinician)
    assert path.startswith(record)
    page = clinician.get(path)
    assert f"Code “{WORDS}”" in page.page.words
    found = clinician.post(path, {**page.page.form(path).fields, "words": "abnormal gait", "action": "find"})
    assert f'value="add:{CODE}"' in found.text
    coded = clinician.post(path, {**found.page.form(path).fields, "action": f"add:{CODE}"})
    assert (coded.status, coded.location) == (303, "/uncoded")
    rows = service.rows(
        "select distinct need, version, concept, term, need_group from need_statement where need in"
        " (select need from need_statement where term = ?) order by version", WORDS,
    )  # fmt: skip
    assert len({need for need, *_ in rows}) == 1
    assert [row[1:] for row in rows] == [(1, None, WORDS, "ungrouped"), (2, int(CODE), TERM, "condition")]
    words = clinician.get(record).page.words
    assert "Coded: it stood in the clinician's own words" in words
    assert WORDS in words
    assert WORDS not in clinician.get("/uncoded").page.words
    assert clinician.get(path).status == 404


def test_what_was_carried_since_reads_the_code(service: Service, clinician: Visitor) -> None:
    form, _ = recorded(service, clinician)
    carried = saved(clinician, form, form_of(clinician, form).fields)
    assert said_at(service, carried)[WORDS] is Change.CARRIED
    path = coding_path(clinician)
    clinician.post(path, {**form_of(clinician, path).fields, "action": f"add:{CODE}"})
    fields = form_of(clinician, form).fields
    assert CODE in keys_of(fields)
    assert WORDS not in clinician.get(form).page.words
    latest = saved(clinician, form, fields)
    assert said_at(service, latest)[CODE] is not Change.NEW


def test_the_encounter_that_said_so_last_is_the_one_that_is_amended(service: Service, clinician: Visitor) -> None:
    form, _ = recorded(service, clinician)
    fields = form_of(clinician, form).fields
    key = next(key for key in fields["need"] if fields[f"{key}.concept"] == [""])
    again = saved(clinician, form, fields, **{f"{key}.here": "yes"})
    path = coding_path(clinician)
    assert path.startswith(again)
    assert clinician.post(path, {**form_of(clinician, path).fields, "action": f"add:{CODE}"}).status == 303
    assert CODE in keys_of(form_of(clinician, form).fields)
    assert WORDS not in clinician.get("/uncoded").page.words


class TestCodingIsRefused:
    """With its reason at the box, and nothing recorded."""

    def test_when_nothing_is_called_so(self, service: Service, clinician: Visitor) -> None:
        recorded(service, clinician)
        path = coding_path(clinician)
        before = rows_of(service) | {"audit_event": 0}
        for words in ("qqqq", ""):
            fields = {**form_of(clinician, path).fields, "words": words, "action": "find"}
            answer = clinician.post(path, fields)
            assert (answer.status, fault_links(answer)) == (422, ["words"])
        assert rows_of(service) | {"audit_event": 0} == before

    def test_when_the_child_has_it_already(self, service: Service, clinician: Visitor) -> None:
        form, _ = recorded(service, clinician)
        has = next(iter(keys_of(form_of(clinician, form).fields)))
        path = coding_path(clinician)
        answer = clinician.post(path, {**form_of(clinician, path).fields, "action": f"add:{has}"})
        assert (answer.status, fault_links(answer)) == (422, ["words"])
        assert "already" in answer.page.words

    def test_when_the_encounter_was_amended_meanwhile(self, service: Service, clinician: Visitor) -> None:
        _, record = recorded(service, clinician)
        path = coding_path(clinician)
        fields = form_of(clinician, path).fields
        amendment = form_of(clinician, f"{record}/amendment").fields
        changed = {"minutes": "12", "amendment_reason": "A slip", "action": "save"}
        assert clinician.post(f"{record}/amendment", {**amendment, **changed}).status == 303
        answer = clinician.post(path, {**fields, "action": f"add:{CODE}"})
        assert (answer.status, fault_links(answer)) == (409, ["words"])
        again = answer.page.form(path).fields
        assert clinician.post(path, {**again, "action": f"add:{CODE}"}).status == 303

    def test_of_what_is_no_need_of_the_encounter(self, service: Service, clinician: Visitor) -> None:
        _, record = recorded(service, clinician)
        assert clinician.get(f"{record}/needs/0000000000001/coding").status == 404
        assert (
            clinician.post_with_proof(f"{record}/needs/0000000000001/coding", {"action": f"add:{CODE}"}).status == 404
        )


def test_words_taken_back_leave_the_list(service: Service, clinician: Visitor) -> None:
    _, record = recorded(service, clinician)
    amendment = form_of(clinician, f"{record}/amendment").fields
    key = next(key for key in amendment["need"] if amendment[f"{key}.concept"] == [""])
    del amendment[f"{key}.here"]
    answer = clinician.post(
        f"{record}/amendment", {**amendment, "amendment_reason": "Not this child's", "action": "save"}
    )
    assert answer.status == 303
    assert WORDS not in clinician.get("/uncoded").page.words


def test_an_amendment_that_comes_back_with_a_fault_still_shows_the_words(service: Service, clinician: Visitor) -> None:
    _, record = recorded(service, clinician)
    answer = clinician.post(
        f"{record}/amendment", {**form_of(clinician, f"{record}/amendment").fields, "action": "save"}
    )
    assert answer.status == 422
    assert WORDS in answer.page.words
