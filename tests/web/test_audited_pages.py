"""Every view of a child and every write leaves exactly one event, of who, what, on whom; nothing else leaves any."""

import pytest

from app.identity import Identity, shown
from tests.service import HERE, Service, Visitor
from tests.web.places import account, draft_fields, encounters, filled, open_appointments

VIEWS = {
    "/clinic": "clinic list viewed",
    "/children/{child}": "child viewed",
    "/appointments/{appointment}/encounter": "child viewed",
    "/children/{child}/referrals/{referral}/encounter": "child viewed",
    "/encounters/{encounter}": "encounter viewed",
    "/encounters/{encounter}/amendment": "child viewed",
    "/encounters/{encounter}/family-copy.pdf": "family copy printed",
    "/encounters/{encounter}/desk-copy.pdf": "desk copy printed",
    "/encounters/{encounter}/wrong-child": "encounter viewed",
    "/encounters/{encounter}/needs/{need}/coding": "encounter viewed",
    "/uncoded": "uncoded needs viewed",
    "/blank-slip.pdf": "blank slip printed",
    "/children/{child}/registration": "child viewed",
    "/children/{child}/referrals/new": "child viewed",
    "/referrals/{referral}": "child viewed",
}
VIEWS_OF_THE_CLERK = {
    "/clinic": "clinic list viewed",
    "/desk": "booking desk viewed",
    "/children/{child}/merge": "child viewed",
    "/children/{child}/appointments/new": "child viewed",
    "/appointments/{appointment}": "child viewed",
}
UNAUDITED = (
    "/",
    "/session",
    "/password",
    "/needs?words=cp",
    "/group-sessions",
    "/group-sessions/new",
    "/sign-in",
    "/health",
    "/nowhere",
    "/children/0000000000001",
)


def last_event(service: Service) -> tuple[str, str, str | None]:
    """Action, role, and the child's identity of the last event."""
    action, role, child = service.rows("select action, role, child from audit_event order by at desc, id desc limit 1")[
        0
    ]
    return str(action), str(role), shown(Identity(child)) if isinstance(child, int) else None


@pytest.mark.parametrize(("path", "action"), VIEWS.items())
def test_a_view_leaves_one_event(path: str, action: str, service: Service, clinician: Visitor) -> None:
    where = filled(service, path)
    before = service.events()
    assert clinician.get(where).status == 200
    assert service.events() == [*before, action]
    assert last_event(service)[:2] == (action, "clinician")


@pytest.mark.parametrize(("path", "action"), VIEWS_OF_THE_CLERK.items())
def test_a_view_of_the_clerk_leaves_one_event(path: str, action: str, service: Service) -> None:
    clerk = service.signed_in("clerk")
    before = service.events()
    assert clerk.get(filled(service, path)).status == 200
    assert service.events() == [*before, action]
    assert last_event(service)[:2] == (action, "clerk")


def test_an_event_names_the_child_that_was_seen(service: Service, clinician: Visitor) -> None:
    _, child, _ = open_appointments(service)[0]
    clinician.get(f"/children/{child}")
    assert last_event(service) == ("child viewed", "clinician", child)
    encounter, child = encounters(service)[0]
    clinician.get(f"/encounters/{encounter}/family-copy.pdf")
    assert last_event(service) == ("family copy printed", "clinician", child)


@pytest.mark.parametrize(
    "path",
    [
        "/terminology",
        "/terminology/releases",
        "/terminology/releases/shipped/differences",
        "/terminology/ungrouped",
    ],
)
def test_a_page_of_the_terminology_shows_no_child_and_leaves_no_event(path: str, service: Service) -> None:
    visitor = service.signed_in("informatics")
    before = service.events()
    assert visitor.get(path).status == 200
    assert service.events() == before


@pytest.mark.parametrize("path", UNAUDITED)
def test_what_shows_no_child_leaves_no_event(path: str, service: Service, clinician: Visitor) -> None:
    before = service.events()
    clinician.get(path)
    assert service.events() == before


def test_looking_a_need_up_and_adding_it_to_the_form_is_a_draft_and_leaves_none(
    service: Service, clinician: Visitor
) -> None:
    path = f"/appointments/{open_appointments(service)[0][0]}/encounter"
    form = clinician.get(path).page.form(path)
    before = service.events()
    assert clinician.post(path, form.with_fields({"add": "cp", "action": "find"})).status == 200
    assert clinician.post(path, form.with_fields({"action": "add:128188000"})).status == 200
    assert clinician.post(path, form.with_fields({"action": "save", "outcome": []})).status == 422
    assert service.events() == before


def test_a_draft_kept_and_one_given_up_leave_none(service: Service, clinician: Visitor) -> None:
    path = filled(service, "/appointments/{appointment}/encounter")
    token, fields = draft_fields(clinician, path)
    before = service.events()
    kept = clinician.http.put(f"/drafts/{token}", data=fields, headers=HERE)
    assert kept.status_code == 200
    assert service.rows("select count(*) from draft") == [(1,)]
    assert clinician.post("/drafts/given-up", {"proof": fields["proof"], "place": path}).status == 303
    assert service.rows("select count(*) from draft") == [(0,)]
    assert service.events() == before


def test_a_need_coded_leaves_the_event_of_an_amendment(service: Service, clinician: Visitor) -> None:
    path = filled(service, "/encounters/{encounter}/needs/{need}/coding")
    form = clinician.get(path).page.form(path)
    before = service.events()
    assert clinician.post(path, form.with_fields({"action": "find", "words": "epilepsy"})).status == 200
    assert service.events() == [*before, "encounter viewed"]
    assert clinician.post(path, form.with_fields({"action": "add:84757009"})).status == 303
    assert service.events() == [*before, "encounter viewed", "encounter amended"]


def test_an_encounter_recorded_and_one_amended_leave_one_event_each(service: Service, clinician: Visitor) -> None:
    appointment, child, _ = open_appointments(service)[0]
    path = f"/appointments/{appointment}/encounter"
    fields = clinician.get(path).page.form(path).with_fields({"outcome": "review", "action": "save"})
    before = service.events()
    saved = clinician.post(path, fields)
    assert saved.status == 303
    assert service.events() == [*before, "encounter recorded"]
    assert last_event(service) == ("encounter recorded", "clinician", child)
    path = saved.location.split("?")[0] + "/amendment"
    changes = {"amendment_reason": "A slip of the pen", "action": "save"}
    fields = clinician.get(path).page.form(path).with_fields(changes)
    before = service.events()
    assert clinician.post(path, fields).status == 303
    assert service.events() == [*before, "encounter amended"]
    assert last_event(service) == ("encounter amended", "clinician", child)


@pytest.mark.parametrize("act", ["unlock", "disable", "enable", "password"])
def test_a_change_of_an_account_leaves_one_event(act: str, service: Service) -> None:
    administrator = service.signed_in("administrator")
    before = service.events()
    path = f"/accounts/{account(service, 'clerk')}/{act}"
    assert administrator.post_with_proof(path, {"new_password": "cobalt-heron-lantern-41"}).status == 303
    assert service.events() == [*before, "account changed"]


def test_an_account_added_leaves_one_event(service: Service) -> None:
    administrator = service.signed_in("administrator")
    before = service.events()
    fields = {"username": "new.clerk", "name": "New Clerk", "role": "clerk", "password": "cobalt-heron-lantern-41"}
    assert administrator.post_with_proof("/accounts", fields).status == 303
    assert service.events() == [*before, "account added"]


def test_the_chain_of_all_of_it_holds(service: Service, clinician: Visitor) -> None:
    for path in VIEWS:
        clinician.get(filled(service, path))
    answer = service.signed_in("administrator").get("/audit")
    assert "No event was changed, and none is missing." in answer.page.words
