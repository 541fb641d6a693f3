"""A clinician's account gets a profession: when it is added, or afterwards on a page of its own."""

import pytest

from app.identity import Identity, shown
from tests.service import Service, Visitor
from tests.web.places import account, open_appointments

PASSWORD = "cobalt-heron-lantern-41"
NEW = {
    "username": "new.physio",
    "name": "Nell Physio",
    "role": "clinician",
    "password": PASSWORD,
    "profession": "physiotherapist",
    "staff_id": "NP-77",
}
FULL = NEW | {
    "registration_body": "08",
    "registration_entry": "PH012345",
    "staff_group": "A08",
    "occupation_code": "s0j",
    "job_role": "01000",
}
CHOSEN = ("profession", "registration_body", "staff_group")
TIED = """
select p.name, p.profession, p.local_identifier, p.registration_body, p.registration_entry, p.staff_group,
       p.occupation_code, p.job_role
from account a join care_professional p on p.id = a.professional and p.organisation = a.organisation
where a.username = ?
"""


@pytest.fixture
def administrator(service: Service) -> Visitor:
    return service.signed_in("administrator")


def page_of(service: Service, username: str) -> str:
    return f"/accounts/{account(service, username)}/profession"


def without_profession(service: Service, username: str = "therapist") -> None:
    service.change("update account set professional = null where username = ?", username)


def imported(service: Service, staff_id: str = "IMP-1") -> str:
    """A care professional without an account, as an import leaves one; their identity, shown."""
    (organisation,) = service.rows("select organisation from account where username = 'administrator'")[0]
    service.change(
        "insert into care_professional (id, organisation, name, profession, local_identifier) values (?, ?, ?, ?, ?)",
        *(4711, organisation, "Ivo Imported", "psychologist", staff_id),
    )
    return shown(Identity(4711))


def professionals(service: Service) -> list[tuple[object, ...]]:
    return service.rows("select * from care_professional order by id")


def last_detail(service: Service) -> str:
    return str(service.rows("select detail from audit_event order by at desc, id desc limit 1")[0][0])


class TestAddingAClinician:
    """Account and care professional are written together."""

    def test_with_every_detail(self, service: Service, administrator: Visitor) -> None:
        before = service.events()
        answer = administrator.post_with_proof("/accounts", FULL)
        assert (answer.status, answer.location) == (303, "/accounts")
        expected = ("Nell Physio", "physiotherapist", "NP-77", "08", "PH012345", "A08", "S0J", "01000")
        assert service.rows(TIED, "new.physio") == [expected]
        assert service.events() == [*before, "account added"]
        assert last_detail(service).startswith("clinician, physiotherapist, care professional ")
        assert "Physiotherapist, NP-77" in administrator.get("/accounts").page.words

    def test_and_the_form_knows_their_profession_and_the_visit_their_name(self, service: Service) -> None:
        service.signed_in("administrator").post_with_proof("/accounts", NEW | {"profession": "paediatrician"})
        physio = service.visitor()
        assert physio.sign_in("new.physio", PASSWORD).status == 303
        path = f"/appointments/{open_appointments(service)[0][0]}/encounter"
        form = physio.get(path).page.form(path)
        saved = physio.post(path, form.with_fields({"outcome": "review", "next_weeks": "26", "action": "save"}))
        assert saved.status == 303, saved.page.words
        recorded = service.rows(
            "select p.name, e.profession from encounter e join care_professional p on p.id = e.professional "
            "order by e.recorded_at desc, e.id desc limit 1"
        )
        assert recorded == [("Nell Physio", "paediatrician")]

    @pytest.mark.parametrize(
        ("changes", "item", "words"),
        [
            ({"profession": ""}, "profession", "Choose the profession"),
            ({"profession": "king"}, "profession", "Choose the profession"),
            ({"staff_id": ""}, "staff_id", "Give the staff identifier"),
            ({"staff_id": "x" * 21}, "staff_id", "Give the staff identifier"),
            ({"staff_id": "a\x00b"}, "staff_id", "cannot be recorded"),
            ({"registration_body": "77"}, "registration_body", "not one of the answers"),
            ({"registration_body": ""}, "registration_body", "with whom the registration number"),
            ({"registration_entry": ""}, "registration_entry", "Give the registration number too"),
            ({"registration_entry": "9" * 33}, "registration_entry", "up to 32 characters"),
            ({"staff_group": "Q99"}, "staff_group", "not one of the answers"),
            ({"occupation_code": "1234"}, "occupation_code", "3 letters or digits"),
            ({"job_role": "99999"}, "job_role", "no job role code"),
            ({"role": "clerk", "profession": ""}, "profession", "Only a clinician has a profession"),
        ],
    )
    def test_a_wrong_field_is_told_at_the_field_and_what_was_typed_stays(
        self, changes: dict[str, str], item: str, words: str, service: Service, administrator: Visitor
    ) -> None:
        before, typed = professionals(service), FULL | changes
        answer = administrator.post_with_proof("/accounts", typed)
        assert answer.status == 422
        page = answer.page
        assert words in page.words
        assert f"#{item}" in page.links
        assert {item, f"{item}-fault"} <= set(page.identifiers)
        form = page.form("/accounts")
        for name, text in typed.items():
            unchosen = name == item and name in CHOSEN
            assert form.value(name) == ("" if unchosen or name == "password" else text), name
        assert professionals(service) == before
        assert service.events()[-1] == "signed in"

    def test_what_is_wrong_with_account_and_profession_is_told_at_once(self, administrator: Visitor) -> None:
        page = administrator.post_with_proof("/accounts", {"role": "clinician"}).page
        assert {"#username", "#name", "#password", "#profession", "#staff_id"} <= set(page.links)

    def test_with_a_staff_identifier_of_another_account(self, service: Service, administrator: Visitor) -> None:
        ((*_, taken),) = service.rows(
            "select p.local_identifier from account a join care_professional p on p.id = a.professional "
            "where a.username = 'therapist'"
        )
        answer = administrator.post_with_proof("/accounts", NEW | {"staff_id": str(taken)})
        assert answer.status == 422
        assert "Another account of the organisation has this staff identifier." in answer.page.words
        assert "same_person" not in answer.page.identifiers
        assert service.rows(TIED, "new.physio") == []

    def test_with_a_staff_identifier_of_another_organisation(self, service: Service, administrator: Visitor) -> None:
        assert administrator.post_with_proof("/accounts", NEW | {"staff_id": "RYY-1"}).status == 303
        assert len(service.rows("select * from care_professional where local_identifier = 'RYY-1'")) == 2

    def test_with_that_of_a_professional_without_an_account_who_is_tied_after_saying_so(
        self, service: Service, administrator: Visitor
    ) -> None:
        known, typed = imported(service), NEW | {"staff_id": "IMP-1"}
        before = professionals(service)
        asked = administrator.post_with_proof("/accounts", typed)
        assert asked.status == 422
        assert "Ivo Imported, psychologist" in asked.page.words
        assert service.rows(TIED, "new.physio") == []
        answer = administrator.post_with_proof("/accounts", typed | {"same_person": known})
        assert answer.status == 303
        assert service.rows(TIED, "new.physio")[0][:3] == ("Ivo Imported", "psychologist", "IMP-1")
        assert professionals(service) == before

    def test_with_a_user_name_that_is_taken_writes_no_professional(
        self, service: Service, administrator: Visitor
    ) -> None:
        before = professionals(service)
        answer = administrator.post_with_proof("/accounts", NEW | {"username": "clerk"})
        assert answer.status == 409
        assert "This user name is taken." in answer.page.words
        assert "username-fault" in answer.page.identifiers
        assert professionals(service) == before


class TestAnAccountWithoutAProfession:
    """As accounts of before are: the page says so, and one is tied to it."""

    def test_is_shown_and_led_from(self, service: Service, administrator: Visitor) -> None:
        without_profession(service)
        page = administrator.get("/accounts").page
        assert "No profession" in page.words
        where = page_of(service, "therapist")
        assert where in page.links
        assert "belongs to no care professional" in administrator.get(where).page.words

    def test_gets_one(self, service: Service, administrator: Visitor) -> None:
        without_profession(service)
        where, before = page_of(service, "therapist"), service.events()
        typed = {"profession": "occupational_therapist", "staff_id": "OT-9"}
        answer = administrator.post_with_proof(where, typed)
        assert (answer.status, answer.location) == (303, "/accounts")
        ((_, profession, identifier, *_),) = service.rows(TIED, "therapist")
        assert (profession, identifier) == ("occupational_therapist", "OT-9")
        assert service.events() == [*before, "account changed"]
        assert administrator.post_with_proof(where, typed).status == 303
        assert service.events() == [*before, "account changed"], "sent twice, it is done once"

    def test_keeps_what_was_typed_when_it_is_refused(self, service: Service, administrator: Visitor) -> None:
        without_profession(service)
        where = page_of(service, "therapist")
        answer = administrator.post_with_proof(where, {"staff_id": "x" * 30, "registration_entry": "PH1"})
        assert answer.status == 422
        assert {"#profession", "#staff_id", "#registration_body"} <= set(answer.page.links)
        form = answer.page.form(where)
        assert (form.value("staff_id"), form.value("registration_entry")) == ("x" * 30, "PH1")
        assert service.rows(TIED, "therapist") == []

    def test_is_tied_to_a_professional_who_has_none(self, service: Service, administrator: Visitor) -> None:
        without_profession(service)
        known, where = imported(service), page_of(service, "therapist")
        assert administrator.post_with_proof(where, {"staff_id": "IMP-1"}).status == 422
        assert administrator.post_with_proof(where, {"staff_id": "IMP-1", "same_person": known}).status == 303
        assert service.rows(TIED, "therapist")[0][:3] == ("Ivo Imported", "psychologist", "IMP-1")


class TestAnAccountWithAProfession:
    """Details are mended; another profession is another care professional, and what was recorded stays."""

    def test_is_offered_what_stands(self, service: Service, administrator: Visitor) -> None:
        administrator.post_with_proof("/accounts", FULL)
        where = page_of(service, "new.physio")
        form = administrator.get(where).page.form(where)
        found = {name: form.value(name) for name in FULL if name not in ("username", "name", "role", "password")}
        assert found == {name: FULL[name] for name in found} | {"occupation_code": "S0J"}

    def test_is_mended_profession_and_all_before_anything_is_recorded(
        self, service: Service, administrator: Visitor
    ) -> None:
        administrator.post_with_proof("/accounts", NEW)
        before = len(professionals(service))
        typed = {"profession": "psychologist", "staff_id": "NP-77", "job_role": "01000"}
        assert administrator.post_with_proof(page_of(service, "new.physio"), typed).status == 303
        ((name, profession, *_, job_role),) = service.rows(TIED, "new.physio")
        assert (name, profession, job_role) == ("Nell Physio", "psychologist", "01000")
        assert len(professionals(service)) == before

    def test_keeps_the_profession_under_which_visits_are_recorded(
        self, service: Service, administrator: Visitor
    ) -> None:
        where = page_of(service, "paediatrician")
        form, before = administrator.get(where).page.form(where), service.rows(TIED, "paediatrician")
        refused = administrator.post(where, form.with_fields({"profession": "psychologist"}))
        assert refused.status == 422
        assert "Visits were recorded under this staff identifier" in refused.page.words
        assert service.rows(TIED, "paediatrician") == before
        mended = administrator.post(
            where, form.with_fields({"registration_body": "03", "registration_entry": "7654321"})
        )
        assert mended.status == 303
        assert service.rows(TIED, "paediatrician")[0][4] == "7654321"

    def test_gets_another_under_another_staff_identifier_and_old_visits_keep_the_old_one(
        self, service: Service, administrator: Visitor
    ) -> None:
        recorded = service.rows("select id, version, professional, profession from encounter order by id, version")
        standing = professionals(service)
        typed = {"profession": "psychologist", "staff_id": "PSY-1"}
        assert administrator.post_with_proof(page_of(service, "paediatrician"), typed).status == 303
        assert service.rows(TIED, "paediatrician")[0][1:3] == ("psychologist", "PSY-1")
        assert (
            service.rows("select id, version, professional, profession from encounter order by id, version") == recorded
        )
        assert professionals(service)[:-1] == standing

    def test_is_changed_only_when_something_is(self, service: Service, administrator: Visitor) -> None:
        where, before = page_of(service, "paediatrician"), service.events()
        form = administrator.get(where).page.form(where)
        assert administrator.post(where, form.with_fields({})).status == 303
        assert service.events() == before


@pytest.mark.parametrize("username", ["clerk", "outsider", "administrator"])
def test_an_account_that_is_no_clinicians_of_ours_has_no_page_of_a_profession(
    username: str, service: Service, administrator: Visitor
) -> None:
    where = page_of(service, username)
    assert administrator.get(where).status == 404
    typed = {"profession": "psychologist", "staff_id": "PSY-1"}
    assert administrator.post_with_proof(where, typed).status == 404
    assert service.rows("select * from care_professional where local_identifier = 'PSY-1'") == []
