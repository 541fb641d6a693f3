"""The pages by which children are found, registered, referred, corrected and merged, on the real application."""

from collections.abc import Mapping

import pytest

from app.identity import Identity, shown
from app.register.fields import FIELDS
from app.register.referring import REFERRAL_FIELDS
from tests.register.typed_forms import HOSTILE, OTHER_NUMBER, REGISTRATION
from tests.service import Answer, Service, Visitor
from tests.web.page_text import FormText
from tests.web.places import filled, open_appointments, private_words

FREE = {name: text for name, text in REGISTRATION.items() if name != "child"}


@pytest.fixture
def clerk(service: Service) -> Visitor:
    return service.signed_in("clerk")


@pytest.fixture(scope="session")
def shared_clerk(shared_service: Service) -> Visitor:
    return shared_service.signed_in("clerk")


def known(service: Service, place: int = 0) -> tuple[str, str, str, str, str]:
    """A child of the clinic with an NHS number: identity, number, family name, given name, birth date."""
    found = service.rows(
        "select d.child, i.value, d.family_name, d.given_name, d.birth_date from child_demographics d"
        " join child_identifier i on i.child = d.child and i.kind = 'nhs_number' and i.value <> ''"
        " where d.birth_date is not null and d.version = 1 order by d.child limit 1 offset ?",
        place,
    )[0]
    assert isinstance(found[0], int)
    return shown(Identity(found[0])), str(found[1]), str(found[2]), str(found[3]), str(found[4])


def find(visitor: Visitor, typed: Mapping[str, str]) -> Answer:
    return visitor.post_with_proof("/children/search", dict(typed))


def register(visitor: Visitor, changes: Mapping[str, str] | None = None) -> Answer:
    form = visitor.get("/children/new").page.form("/children/new")
    return visitor.post("/children/new", form.with_fields({**FREE, **(changes or {})}))


def registered(visitor: Visitor, changes: Mapping[str, str] | None = None) -> str:
    """The identity of a child registered by the page."""
    answer = register(visitor, changes)
    assert answer.status == 303, answer.page.words
    return answer.location.split("/")[2]


def details(visitor: Visitor, child: str) -> FormText:
    return visitor.get(f"/children/{child}/registration").page.form(f"/children/{child}/registration")


def correct(visitor: Visitor, child: str, changes: Mapping[str, str]) -> Answer:
    return visitor.post(f"/children/{child}/registration", details(visitor, child).with_fields(changes))


def assert_refused(answer: Answer, typed: Mapping[str, str], form: str) -> None:
    """422, a message at each field, and what was typed still there, harmless."""
    assert answer.status == 422
    assert answer.page.title.startswith("Error: ")
    assert "<script>alert" not in answer.text
    given = answer.page.form(form)
    for field, text in typed.items():
        assert f"#{field}" in answer.page.links
        assert f'id="{field}-fault"' in answer.text
        assert field not in given.typed or given.value(field) == text


class TestFinding:
    """One box for a number, or a name and date of birth; the banner's facts before anything is opened."""

    def test_by_number(self, service: Service, clinician: Visitor) -> None:
        child, number, family, given, _ = known(service)
        page = find(clinician, {"number": f"{number[:3]} {number[3:6]} {number[6:]}"}).page
        assert f"/children/{child}" in page.links
        assert f"{family.upper()}, {given}" in page.words
        assert f"{number[:3]} {number[3:6]} {number[6:]}" in page.words
        assert service.events()[-1] == "children searched for"

    def test_by_name_and_birth_date_leads_the_clerk_to_the_details_and_not_to_the_needs(
        self, service: Service, clerk: Visitor
    ) -> None:
        child, _, family, _, born = known(service)
        page = find(clerk, {"family_name": family[:3].lower(), "birth_date": born}).page
        assert f"/children/{child}/registration" in page.links
        assert f"/children/{child}" not in page.links

    def test_nobody_offers_to_register_with_what_was_typed(self, clerk: Visitor) -> None:
        answer = find(clerk, {"family_name": "Zzyzx", "given_name": "Quill", "birth_date": "4/2/2021"})
        assert "Nobody found" in answer.page.words
        form = answer.page.form("/children/new")
        begun = clerk.post("/children/new", form.fields)
        assert begun.status == 200
        assert begun.page.value("family_name") == "Zzyzx"
        assert begun.page.value("birth_date") == "4/2/2021"

    def test_by_a_superseded_number_says_so_and_never_shows_it(self, service: Service, clerk: Visitor) -> None:
        child, number, *_ = known(service)
        assert correct(clerk, child, {"nhs_number": OTHER_NUMBER}).status == 303
        answer = find(clerk, {"number": number})
        assert "no longer in use" in answer.page.words
        assert f"/children/{child}/registration" in answer.page.links
        typed_back = answer.text.replace(f'value="{number}"', "")
        assert number not in typed_back
        assert f"{number[:3]} {number[3:6]} {number[6:]}" not in answer.text
        shown_again = clerk.get(f"/children/{child}/registration").text
        assert number not in shown_again

    def test_leaves_nothing_personal_in_the_log_the_address_or_the_audit_trail(
        self, service: Service, clerk: Visitor
    ) -> None:
        _, number, family, given, born = known(service)
        find(clerk, {"number": number})
        find(clerk, {"family_name": family, "given_name": given, "birth_date": born})
        told = service.log.getvalue() + str(service.rows("select detail from audit_event"))
        assert [word for word in private_words(service) if len(word) > 4 and word in told] == []

    @pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
    @pytest.mark.parametrize("field", ["number", "family_name", "given_name", "birth_date"])
    def test_refuses_hostile_content(self, field: str, hostile: str, shared_clerk: Visitor) -> None:
        answer = find(shared_clerk, {"family_name": "Sy", "birth_date": "1/1/2020", field: hostile})
        assert answer.status == 422
        assert f'id="{field}-fault"' in answer.text
        assert "<script>alert" not in answer.text
        assert any(form.value(field) == hostile for form in answer.page.forms)


class TestRegistering:
    """One form; then the referral."""

    def test_a_child_and_the_first_referral(self, service: Service, clerk: Visitor) -> None:
        answer = register(clerk)
        child = answer.location.split("/")[2]
        assert answer.location == f"/children/{child}/referrals/new?done=registered"
        assert service.events()[-1] == "child registered"
        page = clerk.get(answer.location).page
        assert "BEISPIEL, Noor" in page.words
        form = page.form(f"/children/{child}/referrals/new")
        team = next(name for name in form.names if name.startswith("team."))
        changes = {"received_on": "2/3/2026", "commissioner": "QZZ", team: "yes"}
        added = clerk.post(f"/children/{child}/referrals/new", form.with_fields(changes))
        assert (added.status, added.location) == (303, f"/children/{child}/registration?done=referred")
        assert service.events()[-2:] == ["child viewed", "referral recorded"]
        page = service.signed_in("paediatrician").get(f"/children/{child}").page
        assert "Received 02-Mar-2026" in page.words
        visits = [link for link in page.links if "/encounter" in link]
        assert {link.partition("?")[2] for link in visits} == {
            "",
            "as=telephone",
            "as=video",
            "as=home",
            "as=school",
            "as=carer",
        }

    def test_by_a_double_click_registers_once(self, service: Service, clerk: Visitor) -> None:
        before = service.events()
        form = clerk.get("/children/new").page.form("/children/new")
        first = clerk.post("/children/new", form.with_fields(FREE))
        again = clerk.post("/children/new", form.with_fields(FREE))
        assert first.location.split("/")[2] == again.location.split("/")[2]
        assert service.events() == [*before, "child registered"]

    def test_with_a_number_in_use_shows_who_has_it(self, service: Service, clerk: Visitor) -> None:
        child, number, family, given, _ = known(service)
        before = service.events()
        answer = register(clerk, {"nhs_number": number})
        assert_refused(answer, {"nhs_number": number}, "/children/new")
        assert f"/children/{child}/registration" in answer.page.links
        assert f"{family.upper()}, {given}" in answer.page.words
        assert service.events() == [*before, "children searched for"]

    def test_a_twin_asks_first_and_loses_nothing_typed(self, service: Service, clerk: Visitor) -> None:
        _, _, family, _, born = known(service)
        answer = register(clerk, {"family_name": family, "birth_date": born})
        assert answer.status == 422
        assert "Is the child one of these?" in answer.page.words
        form = answer.page.form("/children/new")
        assert form.value("given_name") == "Noor"
        unsure = clerk.post("/children/new", form.fields)
        assert (unsure.status, "Is the child one of these?" in unsure.page.words) == (422, True)
        confirmation = answer.text.split('name="confirmed" value="')[1].split('"')[0]
        sure = clerk.post("/children/new", form.with_fields({"confirmed": confirmation}))
        assert sure.status == 303
        child = sure.location.split("/")[2]
        words = service.signed_in("paediatrician").get(f"/children/{child}").page.words
        assert "Take care:" in words

    @pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
    def test_refuses_hostile_content_at_its_field(self, hostile: str, shared_clerk: Visitor) -> None:
        typed = dict.fromkeys(FIELDS, hostile)
        assert_refused(register(shared_clerk, typed), typed, "/children/new")

    @pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
    def test_a_referral_refuses_it_too(self, hostile: str, shared_service: Service, shared_clerk: Visitor) -> None:
        path = filled(shared_service, "/children/{child}/referrals/new")
        form, typed = shared_clerk.get(path).page.form(path), {field.name: hostile for field in REFERRAL_FIELDS}
        assert_refused(shared_clerk.post(path, form.with_fields(typed)), typed, path)


class TestCorrecting:
    """The details of registration, for who may not see the needs too."""

    def test_shows_what_stands_and_records_what_differs(self, service: Service, clerk: Visitor) -> None:
        child = registered(clerk)
        form = details(clerk, child)
        for name, value in (("family_name", "Beispiel"), ("postcode", "ZZ99 1AA"), ("placement", "foster")):
            assert form.value(name) == value
        answer = correct(clerk, child, {"given_name": "Nour", "school.none": "yes"})
        assert (answer.status, answer.location) == (303, f"/children/{child}/registration?done=corrected")
        page = clerk.get(answer.location).page
        assert "BEISPIEL, Nour" in page.words
        assert "were corrected" in page.words
        assert service.rows("select detail from audit_event where action = 'child corrected'") == [
            ("child.given_name, fact.school",)
        ]

    def test_that_changes_nothing_says_so(self, service: Service, clerk: Visitor) -> None:
        child = registered(clerk)
        assert correct(clerk, child, {}).location.endswith("done=unchanged")
        assert "child corrected" not in service.events()

    def test_every_child_of_the_clinic_sent_back_unchanged_is_unchanged(
        self, shared_service: Service, shared_clerk: Visitor
    ) -> None:
        for _, child, _ in open_appointments(shared_service):
            answer = correct(shared_clerk, child, {})
            assert answer.location.endswith("done=unchanged"), answer.page.words

    def test_on_a_stale_page_shows_both_and_overwrites_neither(self, service: Service, clerk: Visitor) -> None:
        child = registered(clerk)
        old = details(clerk, child)
        correct(clerk, child, {"given_name": "Nour", "placement": "kinship"})
        path = f"/children/{child}/registration"
        answer = clerk.post(path, old.with_fields({"given_name": "Norah", "interpreter": "N"}))
        assert answer.status == 409
        assert "Given name Nour Norah" in answer.page.words
        assert "Interpreter needed Yes No" in answer.page.words
        form = answer.page.form(path)
        assert (form.value("given_name"), form.value("placement")) == ("Norah", "kinship")
        assert service.events().count("child corrected") == 1
        assert clerk.post(path, form.fields).location.endswith("done=corrected")
        stands = details(clerk, child)
        values = [stands.value(name) for name in ("given_name", "placement", "interpreter")]
        assert values == ["Norah", "kinship", "N"]

    def test_to_a_number_of_another_child_shows_that_child(self, service: Service, clerk: Visitor) -> None:
        other, number, *_ = known(service)
        answer = correct(clerk, registered(clerk), {"nhs_number": number})
        assert answer.status == 422
        assert f"/children/{other}/registration" in answer.page.links

    @pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
    def test_refuses_hostile_content_at_its_field(
        self, hostile: str, shared_service: Service, shared_clerk: Visitor
    ) -> None:
        path = filled(shared_service, "/children/{child}/registration")
        form, typed = shared_clerk.get(path).page.form(path), dict.fromkeys((*FIELDS, "true_from"), hostile)
        assert_refused(shared_clerk.post(path, form.with_fields(typed)), typed, path)


class TestMerging:
    """Find the other record, compare both, say why."""

    def merge(self, clerk: Visitor, child: str, into: str, changes: Mapping[str, str] | None = None) -> Answer:
        path = f"/children/{child}/merge"
        compared = clerk.post_with_proof(path, {"action": "compare", "into": into})
        assert compared.status == 200, compared.page.words
        sure = {"reason": "The family says so", "same": "yes", "two_numbers": "yes", **(changes or {})}
        return clerk.post(path, compared.page.form(path).with_fields(sure))

    def test_a_record_leads_to_the_one_that_stands_and_takes_no_visits(self, service: Service, clerk: Visitor) -> None:
        into, number, *_ = known(service)
        _, child, _ = open_appointments(service)[0]
        child = child if child != into else open_appointments(service)[1][1]
        found = clerk.post_with_proof(f"/children/{child}/merge", {"action": "find", "number": number})
        assert "1 found" in found.page.words
        assert self.merge(clerk, child, into).location == f"/children/{into}/registration?done=merged"
        assert service.events()[-1] == "records of a child merged"
        doctor = service.signed_in("paediatrician")
        page = doctor.get(f"/children/{child}").page
        assert "merged into another" in page.words
        assert f"/children/{into}" in page.links
        assert [link for link in page.links if "/encounter" in link and link.startswith("/children")] == []
        stands = doctor.get(f"/children/{into}").page
        assert "Also recorded as" in stands.words
        assert f"/children/{child}" in stands.links
        assert clerk.post_with_proof(f"/children/{child}/registration", {"seen": "x"}).status == 409
        undone = clerk.post_with_proof(f"/children/{child}/unmerge", {"reason": "Cousins"})
        assert undone.location == f"/children/{child}/registration?done=unmerged"
        assert service.events()[-1] == "records of a child unmerged"
        assert "merged into another" not in doctor.get(f"/children/{child}").page.words

    def test_a_hit_that_was_merged_leads_to_the_other(self, service: Service, clerk: Visitor) -> None:
        child, number, *_ = known(service)
        into, *_ = known(service, 1)
        self.merge(clerk, child, into)
        page = find(clerk, {"number": number}).page
        assert "Merged into another record" in page.words
        assert f"/children/{into}/registration" in page.links

    def test_asks_for_a_reason_a_comparison_and_two_numbers(self, service: Service, clerk: Visitor) -> None:
        child, *_ = known(service)
        into, *_ = known(service, 1)
        answer = self.merge(clerk, child, into, {"reason": "", "same": "", "two_numbers": ""})
        assert answer.status == 422
        assert {"#reason", "#same"} <= set(answer.page.links)
        assert "records of a child merged" not in service.events()

    def test_of_a_record_into_itself_or_into_none_is_refused(self, service: Service, clerk: Visitor) -> None:
        child, *_ = known(service)
        path = f"/children/{child}/merge"
        assert "into itself" in clerk.post_with_proof(path, {"action": "compare", "into": child}).page.words
        assert clerk.post_with_proof(path, {"action": "merge"}).status == 422
        assert clerk.post_with_proof(path, {"action": "merge", "into": shown(Identity(5))}).status == 404

    @pytest.mark.parametrize("hostile", [HOSTILE["bidi"], HOSTILE["nul"], HOSTILE["too long"], "\r\n"])
    def test_refuses_hostile_reasons(self, hostile: str, service: Service, clerk: Visitor) -> None:
        child, *_ = known(service)
        into, *_ = known(service, 1)
        answer = self.merge(clerk, child, into, {"reason": hostile})
        assert_refused(answer, {"reason": hostile}, f"/children/{child}/merge")

    @pytest.mark.parametrize("words", [HOSTILE["script"], HOSTILE["sql"], HOSTILE["emoji"]])
    def test_takes_words_as_words(self, words: str, service: Service, clerk: Visitor) -> None:
        child, *_ = known(service)
        into, *_ = known(service, 1)
        assert self.merge(clerk, child, into, {"reason": words}).status == 303
        assert service.rows("select reason from child_link") == [(words,)]
        assert "<script>alert" not in clerk.get(f"/children/{child}/merge").text


@pytest.mark.parametrize(
    "path", ["/children/{child}/registration", "/children/{child}/referrals/new", "/children/{child}/merge"]
)
def test_every_page_that_shows_a_child_leaves_one_event(path: str, service: Service, clerk: Visitor) -> None:
    before = service.events()
    assert clerk.get(filled(service, path)).status == 200
    assert service.events() == [*before, "child viewed"]


@pytest.mark.parametrize("path", ["/children", "/children/new"])
def test_a_page_that_shows_nobody_leaves_none(path: str, service: Service, clerk: Visitor) -> None:
    before = service.events()
    assert clerk.get(path).status == 200
    assert service.events() == before


@pytest.mark.parametrize(
    "path", ["/children/{child}/registration", "/children/{child}/referrals/new", "/children/{child}/merge"]
)
def test_another_organisations_child_is_not_there(path: str, service: Service) -> None:
    outsider = service.signed_in("outsider")
    answer = outsider.get(filled(service, path))
    assert answer.status in (403, 404)
    assert answer.status == 404 or "merge" in path


def test_another_organisations_child_is_not_found(service: Service) -> None:
    _, number, family, _, born = known(service)
    outsider = service.signed_in("outsider")
    assert "Nobody found" in find(outsider, {"number": number}).page.words
    assert "Nobody found" in find(outsider, {"family_name": family, "birth_date": born}).page.words
