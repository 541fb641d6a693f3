"""The pages of administration: accounts, the audit trail, the reference set in use."""

import pytest

from app.demo.people import PASSWORD
from tests.service import Service, Visitor
from tests.web.places import account

NEW = {"username": "new.clerk", "name": "Nell Clerk", "role": "clerk", "password": "cobalt-heron-lantern-41"}


@pytest.fixture
def administrator(service: Service) -> Visitor:
    return service.signed_in("administrator")


def test_an_account_is_added_and_may_sign_in(service: Service, administrator: Visitor) -> None:
    answer = administrator.post_with_proof("/accounts", NEW)
    assert (answer.status, answer.location) == (303, "/accounts")
    assert "Nell Clerk" in administrator.get("/accounts").page.words
    assert service.visitor().sign_in("new.clerk", NEW["password"]).status == 303


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"username": "x"}, "A user name has 3 to 64"),
        ({"username": "a b c"}, "A user name has 3 to 64"),
        ({"username": "new\x00clerk"}, "A user name has 3 to 64"),
        ({"name": ""}, "Give the person's name"),
        ({"name": "x" * 101}, "Give the person's name"),
        ({"name": "Nell\u202eClerk"}, "hidden character"),
        ({"name": "Nell\x00Clerk"}, "cannot be recorded"),
        ({"role": "king"}, "Choose a role"),
        ({"password": "short"}, "too short"),
        ({"password": "password1234"}, "easy to guess"),
        ({"password": "new.clerk123"}, "easy to guess"),
    ],
)
def test_a_wrong_field_is_told_and_what_was_typed_stays(
    changes: dict[str, str], words: str, service: Service, administrator: Visitor
) -> None:
    typed = NEW | changes
    answer = administrator.post_with_proof("/accounts", typed)
    assert answer.status == 422
    assert words in answer.page.words
    form = answer.page.form("/accounts")
    assert form.value("name") == typed["name"]
    assert form.value("username") == typed["username"]
    assert form.value("password") == "", "a password is never sent back"
    assert [link[1:] for link in answer.page.links if link.startswith("#")][1:] != []
    for link in answer.page.links:
        assert not link.startswith("#") or link[1:] in answer.page.identifiers
    assert service.events()[-1] == "signed in"


def test_every_fault_of_a_new_account_is_told_at_once(administrator: Visitor) -> None:
    answer = administrator.post_with_proof("/accounts", {})
    assert {link for link in answer.page.links if link.startswith("#")} >= {"#username", "#name", "#role", "#password"}


def test_a_user_name_that_is_taken_is_told(administrator: Visitor) -> None:
    answer = administrator.post_with_proof("/accounts", NEW | {"username": "Clerk"})
    assert answer.status == 409
    assert "This user name is taken." in answer.page.words


def test_a_user_name_taken_in_another_organisation_is_taken_too(administrator: Visitor) -> None:
    assert administrator.post_with_proof("/accounts", NEW | {"username": "outsider"}).status == 409


def test_an_account_that_is_disabled_is_signed_out_and_may_be_enabled_again(
    service: Service, administrator: Visitor
) -> None:
    clerk = service.signed_in("clerk")
    path = f"/accounts/{account(service, 'clerk')}"
    assert administrator.post_with_proof(f"{path}/disable").status == 303
    assert clerk.get("/clinic").status == 303
    assert service.visitor().sign_in("clerk").status == 422
    assert "Disabled" in administrator.get("/accounts").page.words
    assert administrator.post_with_proof(f"{path}/enable").status == 303
    assert clerk.get("/clinic").status == 303, "an ended session does not come back"
    assert service.visitor().sign_in("clerk").status == 303


def test_an_administrator_cannot_shut_themselves_out(service: Service, administrator: Visitor) -> None:
    own = account(service, "administrator")
    assert f"/accounts/{own}/disable" not in [form.action for form in administrator.get("/accounts").page.forms]
    answer = administrator.post_with_proof(f"/accounts/{own}/disable")
    assert answer.status == 403
    assert "You cannot disable your own account." in answer.page.words


def test_a_new_password_ends_the_sessions_of_the_account(service: Service, administrator: Visitor) -> None:
    clerk = service.signed_in("clerk")
    path = f"/accounts/{account(service, 'clerk')}/password"
    assert administrator.post_with_proof(path, {"new_password": "cobalt-heron-lantern-41"}).status == 303
    assert clerk.get("/clinic").status == 303
    assert service.visitor().sign_in("clerk", PASSWORD).status == 422
    assert service.visitor().sign_in("clerk", "cobalt-heron-lantern-41").status == 303


def test_a_new_password_that_is_easy_to_guess_is_refused(service: Service, administrator: Visitor) -> None:
    path = f"/accounts/{account(service, 'clerk')}/password"
    answer = administrator.post_with_proof(path, {"new_password": "aaaaaaaaaaaa"})
    assert answer.status == 422
    assert "easy to guess" in answer.page.words
    assert service.visitor().sign_in("clerk").status == 303


@pytest.mark.parametrize("act", ["delete", "DISABLE", "%00", "promote"])
def test_an_act_that_is_none_is_not_found(act: str, service: Service, administrator: Visitor) -> None:
    assert administrator.post_with_proof(f"/accounts/{account(service, 'clerk')}/{act}").status == 404


def test_the_audit_page_says_that_the_trail_holds(administrator: Visitor) -> None:
    words = administrator.get("/audit").page.words
    assert "No event was changed, and none is missing." in words


def test_the_audit_page_says_where_the_trail_was_changed(service: Service, administrator: Visitor) -> None:
    (writer, sequence), *_ = service.rows("select writer, sequence from audit_event order by writer, sequence")
    for (name,) in service.rows("select name from sqlite_master where type = 'trigger' and tbl_name = 'audit_event'"):
        service.change(f'drop trigger "{name}"')
    service.change("update audit_event set action = 'child viewed' where writer = ? and sequence = ?", writer, sequence)
    words = administrator.get("/audit").page.words
    assert "The trail does not hold" in words
    assert f"event {sequence}:" in words


def test_the_reference_set_in_use_is_shown_with_its_source(service: Service) -> None:
    words = service.signed_in("informatics").get("/terminology").page.words
    assert "312" in words
    assert "999001751000000105" in words
    assert "Cerebral palsy" in words
    assert "Licence" in words
