"""The pages by which a visit recorded on the wrong child is moved to the right one."""

from dataclasses import dataclass

import pytest

from app.access.audit import AuditAction
from app.clinical.ages import clinical_date
from app.clinical.catalogue import EHC_PLAN
from app.identity import Identity, parse_identity, shown
from tests.service import Answer, Service, Visitor
from tests.web.page_text import Fields
from tests.web.places import encounters, open_appointments, private_words

EHC_ANSWERS = tuple(EHC_PLAN.answers)
REASON = "The list was read one line too low."


@dataclass(frozen=True, slots=True)
class Mistake:
    """A visit just recorded on the first child, though the second was seen."""

    service: Service
    visitor: Visitor
    wrong: str
    right: str
    encounter: str
    appointment: str
    rights_referral: str

    @property
    def path(self) -> str:
        return f"/encounters/{self.encounter}/wrong-child"

    def post(self, fields: dict[str, str]) -> Answer:
        return self.visitor.post_with_proof(self.path, fields)

    def choose(self, child: str | None = None) -> Answer:
        return self.post({"action": "choose", "to_child": child or self.right})

    def move(self, changes: dict[str, str | list[str]] | None = None, page: Answer | None = None) -> Answer:
        return self.visitor.post(self.path, self.filled(changes, page))

    def filled(self, changes: dict[str, str | list[str]] | None = None, page: Answer | None = None) -> Fields:
        form = next(each for each in (page or self.choose()).page.forms if "to_referral" in each.names)
        return form.with_fields({"reason": REASON, "action": "move", **(changes or {})})


def record(visitor: Visitor, appointment: str, changes: dict[str, str | list[str]] | None = None) -> str:
    path = f"/appointments/{appointment}/encounter"
    form = visitor.get(path).page.form(path)
    saved = visitor.post(path, form.with_fields({"outcome": "review", "action": "save", **(changes or {})}))
    assert saved.status == 303, saved.page.words
    return saved.location.split("?")[0].removeprefix("/encounters/")


def without_needs(service: Service) -> tuple[str, str]:
    """The child with fewest needs of those who come today and have an NHS number, and their referral."""
    known = {child for (child,) in service.rows("select child from child_identifier where kind = 'nhs_number'")}
    return next(
        (child, referral)
        for _, child, referral in reversed(open_appointments(service))
        if parse_identity(child) in known
    )


def mistaken(service: Service, clinician: Visitor, changes: dict[str, str | list[str]] | None = None) -> Mistake:
    appointment, wrong, _ = open_appointments(service)[0]
    right, referral = without_needs(service)
    encounter = record(clinician, appointment, changes)
    return Mistake(service, clinician, wrong, right, encounter, appointment, referral)


@pytest.fixture
def mistake(service: Service, clinician: Visitor) -> Mistake:
    """On the child with most needs the clinician says no change; a child without needs was the one in the room."""
    return mistaken(service, clinician)


def number_of(service: Service, child: str) -> str:
    rows = service.rows(
        "select value from child_identifier where child = ? and kind = 'nhs_number'", parse_identity(child)
    )
    return str(rows[-1][0])


def name_of(service: Service, child: str) -> tuple[str, str, str]:
    (row,) = service.rows(
        "select family_name, given_name, birth_date from child_demographics where child = ?", parse_identity(child)
    )
    family, given, born = (str(each) for each in row)
    return family, given, born


def versions(service: Service, encounter: str) -> list[tuple[object, ...]]:
    return service.rows(
        "select version, entered_in_error, moved_to, moved_from, child from encounter where id = ? order by version",
        parse_identity(encounter),
    )


def test_a_visit_is_found_compared_and_moved(mistake: Mistake) -> None:
    service = mistake.service
    begun = mistake.visitor.get(mistake.path)
    assert begun.status == 200
    assert clinical_date(service.day) in begun.page.words
    assert "reviewed, unchanged" in begun.page.words
    found = mistake.post({"action": "find", "number": number_of(service, mistake.right)})
    assert found.status == 200
    family, given, _ = name_of(service, mistake.right)
    assert f"{family.upper()}, {given}" in found.page.words
    chosen = next(each for each in found.page.forms if each.value("to_child") == mistake.right)
    compared = mistake.visitor.post(mistake.path, chosen.fields)
    assert compared.status == 200
    wrong_family, wrong_given, _ = name_of(service, mistake.wrong)
    assert f"{wrong_family.upper()}, {wrong_given}" in compared.page.words
    assert f"{family.upper()}, {given}" in compared.page.words

    moved = mistake.move(page=compared)
    assert moved.status == 303
    new = moved.location.removeprefix("/encounters/").removesuffix("?saved=1")
    assert moved.location == f"/encounters/{new}?saved=1"
    (before, after) = versions(service, mistake.encounter)
    assert (before[1], after[1], after[2]) == (0, 1, parse_identity(new))
    assert versions(service, new) == [(1, 0, None, parse_identity(mistake.encounter), parse_identity(mistake.right))]
    for record_of in (new, mistake.encounter):
        assert mistake.visitor.get(f"/encounters/{record_of}").status == 200


def test_a_child_can_be_found_by_local_number_and_by_name_and_birth_date(mistake: Mistake) -> None:
    family, _, born = name_of(mistake.service, mistake.right)
    local = mistake.service.rows(
        "select value from child_identifier where kind = 'local' and child = ?", parse_identity(mistake.right)
    )
    searches = [{"family_name": family, "birth_date": born}, *({"number": str(each)} for (each,) in local)]
    assert len(searches) > 1
    for fields in searches:
        page = mistake.post({"action": "find", **fields}).page
        assert mistake.right in [form.value("to_child") for form in page.forms]


def test_nothing_that_tells_who_a_child_is_stands_in_an_address_or_in_the_log(mistake: Mistake) -> None:
    mistake.post({"action": "find", "number": number_of(mistake.service, mistake.right)})
    moved = mistake.move()
    pages = [mistake.visitor.get(mistake.path.removesuffix("/wrong-child")), mistake.choose(mistake.right)]
    private = private_words(mistake.service)
    addresses = [link for page in pages for link in page.page.links] + [moved.location]
    assert not [each for each in addresses if any(word in each for word in private)]
    assert not [word for word in private if len(word) > 5 and word in mistake.service.log.getvalue()]


def test_the_wrong_child_among_the_hits_cannot_be_chosen(mistake: Mistake) -> None:
    page = mistake.post({"action": "find", "number": number_of(mistake.service, mistake.wrong)}).page
    assert "The visit stands on this record now." in page.words
    assert mistake.wrong not in [form.value("to_child") for form in page.forms]
    answer = mistake.move(page=mistake.choose(mistake.wrong))
    assert answer.status == 422
    assert "The visit stands on this child's record already." in answer.page.words


def test_what_was_only_confirmed_in_one_act_is_not_ticked_for_the_other_child(mistake: Mistake) -> None:
    page = mistake.choose()
    ticked = mistake.filled(page=page).get("need", [])
    confirmed = mistake.service.rows(
        "select count(*) from need_statement where encounter = ? and change = 'reviewed_unchanged'",
        parse_identity(mistake.encounter),
    )[0][0]
    assert isinstance(confirmed, int)
    assert confirmed > 0
    form = next(each for each in page.page.forms if "to_referral" in each.names)
    assert form.names.count("need") == confirmed
    assert "Only confirmed with everything else" in page.page.words
    assert ticked == []
    moved = mistake.move(page=page).location.split("?")[0].removeprefix("/encounters/")
    statements = "select count(*) from need_statement where encounter = ?"
    assert mistake.service.rows(statements, parse_identity(moved)) == [(0,)]


def test_a_need_that_is_ticked_becomes_one_of_the_right_child(mistake: Mistake) -> None:
    (need, term) = mistake.service.rows(
        "select need, term from need_statement where encounter = ? and change = 'reviewed_unchanged' order by ordinal",
        parse_identity(mistake.encounter),
    )[0]
    assert isinstance(need, int)
    moved = mistake.move({"need": [shown(Identity(need))]})
    assert moved.status == 303, moved.page.words
    assert str(term) in mistake.visitor.get(f"/children/{mistake.right}").page.words


def test_the_wrong_childs_record_is_as_it_was_before_the_visit(service: Service, clinician: Visitor) -> None:
    _, wrong, _ = open_appointments(service)[0]

    def needs() -> str:
        return clinician.get(f"/children/{wrong}").page.words.split("Encounters")[0]

    before = needs()
    mistake = mistaken(service, clinician)
    assert needs() != before
    mistake.move()
    assert needs() == before


def test_the_appointment_is_free_to_be_recorded_for_the_child_who_has_it(mistake: Mistake) -> None:
    path = f"/appointments/{mistake.appointment}/encounter"
    assert mistake.visitor.get(path).status == 303
    mistake.move()
    assert mistake.visitor.get(path).status == 200
    record(mistake.visitor, mistake.appointment)


def test_a_discharge_by_mistake_is_undone_and_closes_the_right_referral(service: Service, clinician: Visitor) -> None:
    _, _, closed = open_appointments(service)[0]
    mistake = mistaken(service, clinician, {"outcome": "discharge"})
    mistake.move()

    def discharged(each: str) -> object:
        query = "select discharged_on from referral where id = ? order by version desc limit 1"
        return service.rows(query, parse_identity(each))[0][0]

    assert (discharged(closed), discharged(mistake.rights_referral)) == (None, service.day.isoformat())


class TestTheAuditTrail:
    """Each step leaves its event; the move one for each child."""

    def events(self, mistake: Mistake, since: int) -> list[tuple[str, str | None]]:
        rows = mistake.service.rows("select action, child from audit_event order by at, id")[since:]
        return [(str(action), shown(Identity(child)) if isinstance(child, int) else None) for action, child in rows]

    def test_of_looking_finding_choosing_and_moving(self, mistake: Mistake) -> None:
        count = len(mistake.service.events())
        mistake.visitor.get(mistake.path)
        mistake.post({"action": "find", "number": number_of(mistake.service, mistake.right)})
        mistake.move()
        assert self.events(mistake, count) == [
            (AuditAction.ENCOUNTER_VIEWED, mistake.wrong),
            (AuditAction.CHILDREN_SEARCHED, None),
            (AuditAction.CHILD_VIEWED, mistake.right),
            (AuditAction.ENCOUNTER_MOVED, mistake.wrong),
            (AuditAction.ENCOUNTER_MOVED, mistake.right),
        ]


class TestWhatIsRefused:
    """422 with a message at each field and what was typed still there; nothing is moved."""

    def unmoved(self, mistake: Mistake) -> bool:
        return mistake.service.rows("select count(*) from encounter where entered_in_error") == [(0,)]

    def test_neither_reason_nor_referral(self, mistake: Mistake) -> None:
        answer = mistake.move({"reason": " ", "to_referral": []})
        assert answer.status == 422
        assert "Say why the visit is moved." in answer.page.words
        assert "Choose the referral to which the visit belongs." in answer.page.words
        assert self.unmoved(mistake)

    def test_a_reason_that_cannot_be_recorded(self, mistake: Mistake) -> None:
        page = mistake.choose()
        for reason in ("x" * 501, "<script>alert(1)</script>\u202e", "nul \x00 here", "'; drop--\x07"):
            answer = mistake.move({"reason": reason}, page)
            assert answer.status == 422
            assert "<script>alert" not in answer.text
            form = next(each for each in answer.page.forms if "to_referral" in each.names)
            assert (form.value("reason"), form.value("to_referral")) == (reason, mistake.rights_referral)
        assert self.unmoved(mistake)

    def test_a_hostile_reason_that_is_a_text_is_kept_as_one(self, mistake: Mistake) -> None:
        reason = "<script>alert(1)</script> '; drop table encounter; -- 😀"
        assert mistake.move({"reason": reason}).status == 303
        page = mistake.visitor.get(f"/encounters/{mistake.encounter}")
        assert "<script>alert" not in page.text
        assert reason in page.page.words

    def test_nobody_chosen(self, mistake: Mistake) -> None:
        for fields in ({"action": "choose"}, {"action": "choose", "to_child": "x"}, {"action": "move"}):
            answer = mistake.post(fields)
            assert answer.status == 422
            assert "Find and choose the child who was seen." in answer.page.words

    def test_a_search_that_cannot_be_made(self, mistake: Mistake) -> None:
        searches: tuple[tuple[dict[str, str], str], ...] = (
            ({}, "Type a number above, or a family name and a date of birth."),
            ({"number": "9990000019"}, "The last digit does not fit this NHS number."),
            ({"family_name": "A", "birth_date": "31/02/2020"}, "There is no such date."),
            ({"family_name": "\x00\u202e", "birth_date": "1/2/2020"}, "A name has letters"),
        )
        for typed, said in searches:
            answer = mistake.post({"action": "find", **typed})
            assert answer.status == 422
            assert said in answer.page.words
            for name, text in typed.items():
                assert text in [form.value(name) for form in answer.page.forms if name in form.fields]

    def test_anothers_referral_or_one_that_is_not_there(self, mistake: Mistake) -> None:
        _, _, wrongs_referral = next(each for each in open_appointments_of(mistake.service, mistake.wrong))
        answer = mistake.move({"to_referral": wrongs_referral})
        assert answer.status == 422
        assert "The referral is another child's." in answer.page.words
        assert mistake.move({"to_referral": shown(Identity(1))}).status == 404
        assert mistake.choose(shown(Identity(1))).status == 404
        assert self.unmoved(mistake)

    def test_another_organisations_encounter_is_not_there(self, mistake: Mistake) -> None:
        outsider = mistake.service.signed_in("outsider")
        assert outsider.get(mistake.path).status == 404
        assert outsider.post_with_proof(mistake.path, {"action": "find"}).status == 404

    def test_a_version_that_is_none(self, mistake: Mistake) -> None:
        page = mistake.choose()
        for version in ("", "-1", "x", "9" * 30, "\u0663"):
            assert mistake.move({"version": version}, page).status == 409
        assert self.unmoved(mistake)


def open_appointments_of(service: Service, child: str) -> list[tuple[str, str, str]]:
    rows = service.rows("select id, referral from appointment where child = ? limit 1", parse_identity(child))
    found = []
    for appointment, referral in rows:
        assert isinstance(appointment, int)
        assert isinstance(referral, int)
        found.append((shown(Identity(appointment)), child, shown(Identity(referral))))
    return found


class TestWhatChangedMeanwhile:
    """409, with everything that was typed still there; sending it again after a look does it."""

    def test_the_visit_was_amended(self, mistake: Mistake) -> None:
        fields = mistake.filled()
        path = f"/encounters/{mistake.encounter}/amendment"
        form = mistake.visitor.get(path).page.form(path)
        changes = {"amendment_reason": "A slip of the pen", "action": "save"}
        assert mistake.visitor.post(path, form.with_fields(changes)).status == 303
        answer = mistake.visitor.post(mistake.path, fields)
        assert answer.status == 409
        assert "The encounter was amended meanwhile. Nothing has been moved." in answer.page.words
        again = next(each for each in answer.page.forms if "to_referral" in each.names)
        assert (again.value("reason"), again.value("version")) == (REASON, "2")
        assert mistake.visitor.post(mistake.path, again.with_fields({"action": "move"})).status == 303

    def test_something_was_recorded_for_the_right_child(self, mistake: Mistake) -> None:
        fields = mistake.filled()
        appointment = next(each for each, child, _ in open_appointments(mistake.service) if child == mistake.right)
        record(mistake.visitor, appointment)
        answer = mistake.visitor.post(mistake.path, fields)
        assert answer.status == 409
        again = next(each for each in answer.page.forms if "to_referral" in each.names)
        assert again.value("reason") == REASON
        assert mistake.visitor.post(mistake.path, again.with_fields({"action": "move"})).status == 303

    def test_a_form_sent_twice_moves_the_visit_once(self, mistake: Mistake) -> None:
        fields = mistake.filled()
        first, second = (mistake.visitor.post(mistake.path, fields) for _ in range(2))
        assert (first.status, second.status) == (303, 303)
        assert first.location == second.location
        assert mistake.service.events().count(AuditAction.ENCOUNTER_MOVED) == 2

    def test_the_visit_was_moved_to_somebody_else(self, mistake: Mistake) -> None:
        other = next(
            child for _, child, _ in open_appointments(mistake.service) if child not in (mistake.wrong, mistake.right)
        )
        fields = mistake.filled()
        mistake.move(page=mistake.choose(other))
        assert mistake.visitor.post(mistake.path, fields).status == 409
        assert mistake.visitor.get(mistake.path).status == 409
        assert mistake.service.events().count(AuditAction.ENCOUNTER_MOVED) == 2


class TestCare:
    """What the page warns of before anything is moved."""

    def test_children_easily_mistaken_are_offered_first_and_warned_of(self, mistake: Mistake) -> None:
        service = mistake.service
        family, _, born = name_of(service, mistake.wrong)
        service.change("drop trigger if exists child_demographics_no_update")
        (key,) = service.rows(
            "select family_key from child_demographics where child = ?", parse_identity(mistake.wrong)
        )[0]
        service.change(
            "insert into child_demographics select organisation, child, version + 1, ?, given_name, title, "
            "preferred_name, ?, gender, recorded_at, recorded_by, ?, given_key, preferred_key "
            "from child_demographics where child = ?",
            *(family, born, key, parse_identity(mistake.right)),
        )
        begun = mistake.visitor.get(mistake.path).page
        assert mistake.right in [form.value("to_child") for form in begun.forms]
        words = mistake.choose().page.words
        assert "both children have the same family name and date of birth. Check the given name" in words

    def test_another_visit_on_the_same_day_is_warned_of(self, mistake: Mistake) -> None:
        assert "A visit on the same day" not in mistake.choose().page.words
        appointment = next(each for each, child, _ in open_appointments(mistake.service) if child == mistake.right)
        record(mistake.visitor, appointment)
        assert "A visit on the same day stands on this child's record already." in mistake.choose().page.words

    def test_what_was_learned_at_the_visit_is_named_to_be_corrected_by_hand(
        self, service: Service, clinician: Visitor
    ) -> None:
        path = f"/appointments/{open_appointments(service)[0][0]}/encounter"
        stands = clinician.get(path).page.form(path).value("ehc_plan")
        mistake = mistaken(service, clinician, {"ehc_plan": next(each for each in EHC_ANSWERS if each != stands)})
        page = mistake.choose().page
        assert "Learned at this visit" in page.words
        assert f"/children/{mistake.wrong}/registration" in page.links


def test_an_old_visit_can_be_moved_too(service: Service, clinician: Visitor) -> None:
    encounter, wrong = encounters(service)[-1]
    right, referral = without_needs(service)
    mistake = Mistake(service, clinician, wrong, right, encounter, "", referral)
    answer = mistake.move()
    assert answer.status in (303, 422), answer.status
    assert (answer.status == 303) == (len(versions(service, encounter)) == 2)
