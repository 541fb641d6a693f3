"""The form through the door: nothing typed is lost, double sends, stale pages, amendments, what is printed."""

import io
import re

import pytest
from pypdf import PdfReader

from app.clinical.ages import clinical_date
from app.clinical.needs import Change
from app.identity import Identity, parse_identity, shown
from app.terminology.load import load_refset
from app.terminology.search import RefsetSearch
from tests.capture.booking_out import (
    BY_SCRIPT,
    GASTROSTOMY,
    PALSY,
    added,
    fault_links,
    form_of,
    groups_at,
    independent_child,
    key_of,
    new_path,
    press,
    rows_of,
    said_at,
    save,
    saved,
    unscheduled_path,
)
from tests.service import REPOSITORY, Service, Visitor
from tests.web.places import encounters, open_appointments


class TestNothingTypedIsLost:
    """A form with a fault comes back with every field as it stood, and tells every fault beside its field."""

    def test_after_a_fault(self, service: Service, clinician: Visitor) -> None:
        path = new_path(service)
        fields = added(clinician, path, form_of(clinician, path).fields, PALSY)
        key = key_of(fields, PALSY)
        sent = {
            **fields,
            "on": ["99-Nov-2026"],
            "at": ["half past nine"],
            "minutes": ["lots"],
            "present": ["child", "interpreter"],
            "attendance": ["6"],
            "next_weeks": ["26"],
            "next_minutes": ["45"],
            "ehc_plan": ["being_assessed"],
            "group.round_the_clock_care": ["none_identified"],
            f"{key}.onset": ["about 2021"],
            f"{key}.certainty": ["suspected"],
            "outcome": ["transfer"],
            "action": ["save"],
        }
        answer = clinician.post(path, sent)
        assert answer.status == 422
        form = answer.page.form(path)
        del sent["action"]
        assert {name: form.fields.get(name) for name in sent} == sent
        for name in ("on", "at", "minutes"):
            assert f"{name}-fault" in answer.page.identifiers
        assert f"{key}-fault" in answer.page.identifiers
        assert "nothing typed is lost" in answer.page.words

    def test_mended_it_is_recorded(self, service: Service, clinician: Visitor) -> None:
        path = new_path(service)
        fields = added(clinician, path, form_of(clinician, path).fields, GASTROSTOMY)
        refused = save(clinician, path, fields, on="99-Nov-2026")
        mended = save(clinician, path, refused.page.form(path).fields, on=service.day.isoformat())
        assert mended.status == 303
        assert "Gastrostomy present" in clinician.get(mended.location).page.words

    def test_several_needs_are_added_one_after_another_without_scripts(
        self, service: Service, clinician: Visitor
    ) -> None:
        path = new_path(service)
        fields = form_of(clinician, path).fields
        for typed in ("cp", "PEG", "coeliac", "migraine"):
            found = clinician.post(path, {**fields, "add": typed, "action": "find"})
            buttons = re.findall(r'value="(add:\d+)"', found.text)
            assert buttons
            fields = clinician.post(path, {**found.page.form(path).fields, "action": buttons[0]}).page.form(path).fields
            assert fields["add"] == [""]
        words = clinician.get(saved(clinician, path, fields)).page.words
        for term in ("Cerebral palsy", "Gastrostomy", "Coeliac disease", "Migraine"):
            assert term in words

    def test_a_need_chosen_that_stands_already_is_ticked_and_not_repeated(
        self, service: Service, clinician: Visitor
    ) -> None:
        path = new_path(service)
        fields = form_of(clinician, path).fields
        key = fields["need"][0]
        del fields[f"{key}.here"]
        again = added(clinician, path, fields, fields[f"{key}.concept"][0])
        assert again["need"] == fields["need"]
        assert again[f"{key}.here"] == ["yes"]

    def test_nothing_found_says_so(self, shared_service: Service, shared_clinician: Visitor) -> None:
        path = new_path(shared_service)
        fields = form_of(shared_clinician, path).fields
        for typed, words in (("qqqq", "Nothing in the reference set"), ("", "Type a word or a short code first")):
            answer = shared_clinician.post(path, {**fields, "add": typed, "action": "find"})
            assert words in answer.page.words
            assert answer.page.form(path).value("add") == typed


class TestSendingTwice:
    """The same form is recorded once, however often it is sent."""

    @pytest.mark.parametrize("unscheduled", [False, True])
    def test_records_once(self, unscheduled: bool, service: Service, clinician: Visitor) -> None:
        _, child, referral = open_appointments(service)[0]
        path = f"/children/{child}/referrals/{referral}/encounter" if unscheduled else new_path(service)
        fields = added(clinician, path, form_of(clinician, path).fields, GASTROSTOMY)
        before = service.rows("select count(*) from encounter")[0][0]
        first, second = save(clinician, path, fields), save(clinician, path, fields)
        assert (first.status, second.status) == (303, 303)
        assert first.location.split("?")[0] == second.location.split("?")[0]
        assert service.rows("select count(*) from encounter")[0][0] == before + 1  # type: ignore[operator]

    def test_of_an_amendment_records_one_version(self, service: Service, clinician: Visitor) -> None:
        encounter = encounters(service)[0][0]
        path = f"/encounters/{encounter}/amendment"
        fields = {**form_of(clinician, path).fields, "amendment_reason": ["A slip"], "action": ["save"]}
        first, second = clinician.post(path, fields), clinician.post(path, fields)
        assert first.status == 303
        assert second.status == 303, second.page.words
        assert service.events().count("encounter amended") == 1

    def test_with_other_content_records_nothing_more(self, service: Service, clinician: Visitor) -> None:
        path = unscheduled_path(service)
        fields = form_of(clinician, path).fields
        saved(clinician, path, fields, minutes="31")
        before = rows_of(service)
        refused = save(clinician, path, fields, minutes="32")
        assert (refused.status, fault_links(refused)) == (409, ["booking-out"])
        assert "This page was saved before" in refused.page.words
        assert "Recorded meanwhile (1)" in refused.page.words
        assert "31 minutes" in refused.page.words
        assert refused.page.form(path).value("minutes") == "32"
        assert rows_of(service) == before

    @pytest.mark.parametrize("marks", [{"mode": "touch"}, {"first_input": "900"}, {"started": ""}])
    def test_filled_in_by_another_hand_is_the_same(
        self, marks: dict[str, str], service: Service, clinician: Visitor
    ) -> None:
        path = unscheduled_path(service)
        fields = form_of(clinician, path).fields
        assert saved(clinician, path, fields) == saved(clinician, path, fields, **marks)

    def test_of_two_different_forms_for_one_appointment_records_the_first(
        self, service: Service, clinician: Visitor
    ) -> None:
        path = new_path(service)
        first, second = form_of(clinician, path).fields, form_of(clinician, path).fields
        saved(clinician, path, first, minutes="31")
        before = rows_of(service)
        refused = save(clinician, path, second, minutes="33")
        assert (refused.status, fault_links(refused)) == (409, ["booking-out"])
        assert "has recorded this appointment meanwhile" in refused.page.words
        assert "Recorded meanwhile (1)" in refused.page.words
        assert "31 minutes" in refused.page.words
        assert refused.page.form(path).value("minutes") == "33"
        again = save(clinician, path, refused.page.form(path).fields)
        assert again.status == 409
        assert rows_of(service) == before


class TestAFormOfAnotherChild:
    """Sent to the wrong address it is recorded on nobody."""

    def test_is_refused(self, service: Service, clinician: Visitor) -> None:
        mine = form_of(clinician, new_path(service, 0)).fields
        for path in (new_path(service, 1), unscheduled_path(service, 1)):
            form_of(clinician, path)
            before = rows_of(service)
            refused = save(clinician, path, mine)
            assert (refused.status, fault_links(refused)) == (422, ["booking-out"])
            assert "opened for another child" in refused.page.words
            assert rows_of(service) == before

    def test_is_refused_as_an_amendment(self, service: Service, clinician: Visitor) -> None:
        places = {child: f"/encounters/{encounter}/amendment" for encounter, child in encounters(service)}
        mine, theirs = list(places.values())[:2]
        fields = form_of(clinician, mine).fields
        form_of(clinician, theirs)
        before = rows_of(service)
        refused = save(clinician, theirs, fields, amendment_reason="A slip")
        assert refused.status == 422
        assert rows_of(service) == before

    def test_is_refused_though_its_token_was_recorded(self, service: Service, clinician: Visitor) -> None:
        mine, theirs = unscheduled_path(service, 0), unscheduled_path(service, 1)
        fields = form_of(clinician, mine).fields
        saved(clinician, mine, fields)
        other = form_of(clinician, theirs).fields
        before = rows_of(service)
        refused = save(clinician, theirs, {**other, "form_token": fields["form_token"]})
        assert refused.status in (409, 422)
        assert rows_of(service) == before


class TestAScript:
    """The page's own script is answered in its language, and gets the page by sending the form as a browser would."""

    def test_is_told_where_the_encounter_is(self, service: Service, clinician: Visitor) -> None:
        path = unscheduled_path(service)
        fields = {**form_of(clinician, path).fields, "outcome": ["review"], "action": ["save"]}
        answer = clinician.post(path, fields, BY_SCRIPT)
        assert answer.status == 201
        assert answer.headers["content-type"] == "application/json"
        assert answer.text == f'{{"next":"{answer.location}"}}'
        assert clinician.get(answer.location).status == 200
        assert clinician.post(path, fields).location.split("?")[0] == answer.location.split("?")[0]

    def test_is_told_how_many_faults_there_are(self, service: Service, clinician: Visitor) -> None:
        path = unscheduled_path(service)
        fields = {**form_of(clinician, path).fields, "on": ["x"], "at": ["y"], "action": ["save"]}
        answer = clinician.post(path, fields, BY_SCRIPT)
        assert (answer.status, answer.text) == (422, '{"problems":2}')
        page = clinician.post(path, fields)
        assert fault_links(page) == ["on", "at"]

    def test_is_told_that_the_page_is_out_of_date(self, service: Service, clinician: Visitor) -> None:
        path = new_path(service)
        first, second = form_of(clinician, path).fields, form_of(clinician, path).fields
        saved(clinician, path, first)
        answer = clinician.post(path, {**second, "outcome": "review", "action": "save"}, BY_SCRIPT)
        assert (answer.status, answer.text) == (409, '{"problems":1}')

    def test_is_told_to_sign_in(self, service: Service) -> None:
        answer = service.visitor().post(unscheduled_path(service), {"action": "save"}, BY_SCRIPT)
        assert answer.status == 401


class TestTheButtons:
    """Each does what it says, and no other than Save records anything."""

    @pytest.mark.parametrize(
        ("action", "typed", "link"),
        [
            ("not-in-list", "", "add"),
            ("not-in-list", "x" * 121, "add"),
            ("not-in-list", "a\u202eb", "add"),
            ("find", "", "add"),
            ("find", "qqqq", "add"),
            ("add:38341003", "", "add"),
            ("add:", "", "booking-out"),
            ("save", "half typed", "add"),
            ("delete", "", "booking-out"),
        ],
    )
    def test_that_cannot_be_done_record_nothing(
        self, action: str, typed: str, link: str, shared_service: Service, shared_clinician: Visitor
    ) -> None:
        path = unscheduled_path(shared_service)
        opened = form_of(shared_clinician, path)
        fields = opened.with_fields({"outcome": "review", "add": typed, "minutes": "37"})
        before = rows_of(shared_service)
        answer = shared_clinician.post(path, {**fields, "action": action})
        assert (answer.status, fault_links(answer)) == (422, [link])
        assert answer.page.form(path).value("add") == typed
        assert answer.page.form(path).value("minutes") == "37"
        assert rows_of(shared_service) == before

    def test_several_codes_in_a_row_are_several_needs(self, service: Service, clinician: Visitor) -> None:
        path = unscheduled_path(service)
        fields = form_of(clinician, path).fields
        known = {fields[f"{key}.concept"][0] for key in fields["need"]}
        grown = press(clinician, path, fields, "find", add="cp peg coeliac")
        wanted = {PALSY, GASTROSTOMY, "396331005"}
        keys = {grown[f"{key}.concept"][0]: key for key in grown["need"]}
        assert set(keys) == known | wanted
        assert all(grown[f"{keys[concept]}.here"] == ["yes"] for concept in wanted)
        assert grown["add"] == [""]

    def test_several_of_which_one_is_not_sure_are_offered_and_none_is_taken(
        self, shared_service: Service, shared_clinician: Visitor
    ) -> None:
        path = unscheduled_path(shared_service)
        fields = form_of(shared_clinician, path).fields
        answer = shared_clinician.post(path, {**fields, "add": "cp peg coel", "action": "find"})
        assert answer.status == 200
        assert answer.page.form(path).fields["need"] == fields["need"]
        assert answer.page.form(path).value("add") == "cp peg coel"
        assert f'value="add:{PALSY}"' in answer.text

    def test_what_is_offered_is_a_button_each(self, service: Service, clinician: Visitor) -> None:
        path = unscheduled_path(service)
        page = clinician.get(path)
        offered = re.findall(r'data-offer="(\d+)"', page.text)
        fields = page.page.form(path).fields
        known = {fields[f"{key}.concept"][0] for key in fields["need"]}
        assert len(offered) >= 10
        assert not known & set(offered)
        grown = added(clinician, path, fields, offered[0])
        assert grown[f"{key_of(grown, offered[0])}.here"] == ["yes"]
        again = clinician.post(path, {**grown, "action": "find", "add": "cp"})
        assert f'data-offer="{offered[0]}"' not in again.text
        assert said_at(service, saved(clinician, path, grown))[offered[0]] == "new"

    def test_a_slip_of_a_letter_is_suggested_and_not_taken(
        self, shared_service: Service, shared_clinician: Visitor
    ) -> None:
        path = unscheduled_path(shared_service)
        fields = form_of(shared_clinician, path).fields
        answer = shared_clinician.post(path, {**fields, "add": "coeliax", "action": "find"})
        assert "Did you mean Coeliac disease" in answer.page.words
        assert answer.page.form(path).fields["need"] == fields["need"]


class TestAPageThatIsOutOfDate:
    """Somebody else wrote first: nothing is lost, and the second save works."""

    def test_shows_everything_again_and_is_saved_at_the_second_press(
        self, service: Service, clinician: Visitor
    ) -> None:
        appointment, child, referral = independent_child(service)
        path = f"/appointments/{appointment}/encounter"
        fields = added(clinician, path, form_of(clinician, path).fields, GASTROSTOMY)
        other = service.signed_in("therapist")
        elsewhere = f"/children/{child}/referrals/{referral}/encounter"
        assert save(other, elsewhere, form_of(other, elsewhere).fields).status == 303
        before = rows_of(service)
        stale = save(clinician, path, fields, minutes="77", **{"group.round_the_clock_care": "none_identified"})
        assert (stale.status, fault_links(stale)) == (409, ["booking-out"])
        assert "so does all you typed" in stale.page.words
        assert "Recorded meanwhile (1)" in stale.page.words
        assert "Bethan Pryce" in stale.page.words
        assert rows_of(service) == before
        form = stale.page.form(path)
        key = key_of(fields, GASTROSTOMY)
        assert form.value("minutes") == "77"
        assert form.value("group.round_the_clock_care") == "none_identified"
        assert form.fields["need"] == fields["need"]
        assert form.value(f"{key}.concept") == GASTROSTOMY
        record = saved(clinician, path, form.fields)
        assert "77 minutes" in clinician.get(record).page.words

    def test_of_an_amendment_too(self, service: Service, clinician: Visitor) -> None:
        path = f"/encounters/{encounters(service)[0][0]}/amendment"
        mine = form_of(clinician, path).fields
        other = service.signed_in("paediatrician2")
        theirs = form_of(other, path).fields
        assert other.post(path, {**theirs, "amendment_reason": "Theirs", "action": "save"}).status == 303
        stale = clinician.post(path, {**mine, "amendment_reason": "Mine", "action": "save"})
        assert stale.status == 409
        assert "Theirs" in stale.page.words
        again = stale.page.form(path).fields
        assert again["amendment_reason"] == ["Mine"]
        words = clinician.get(saved(clinician, path, again)).page.words
        assert "Version 3, as it stands" in words
        assert "Theirs" in words
        assert "Mine" in words


class TestAnAmendment:
    """A new version with its reason; both are shown."""

    def test_needs_a_reason(self, service: Service, clinician: Visitor) -> None:
        path = f"/encounters/{encounters(service)[0][0]}/amendment"
        answer = clinician.post(path, {**form_of(clinician, path).fields, "action": "save"})
        assert answer.status == 422
        assert "Say why the record is being amended." in answer.page.words
        assert "#amendment_reason" in answer.page.links

    def test_shows_both_versions(self, service: Service, clinician: Visitor) -> None:
        path = f"/appointments/{independent_child(service)[0]}/encounter"
        record = saved(clinician, path, added(clinician, path, form_of(clinician, path).fields, GASTROSTOMY))
        fields = form_of(clinician, f"{record}/amendment").fields
        key = key_of(fields, GASTROSTOMY)
        del fields[f"{key}.here"]
        changes = {"amendment_reason": "It was another child's", "minutes": "12", "action": "save"}
        changes["group.technology_dependency"] = "not_asked"
        assert clinician.post(f"{record}/amendment", {**fields, **changes}).status == 303
        words = clinician.get(record).page.words
        assert "Version 2, as it stands" in words
        assert "Version 1, as first recorded" in words
        assert "It was another child's" in words
        assert "12 minutes" in words
        assert "Gastrostomy present Entered in error" in words

    def test_without_a_change_says_the_same_whatever_was_recorded(self, service: Service, clinician: Visitor) -> None:
        found = service.rows(
            "select min(id) from encounter where version = 1 group by attendance, next_minutes, present, outcome,"
            " onward_referrals is null, length(copies), tests_requested is null, mechanism"
        )
        amended = 0
        for (encounter,) in found[:: max(1, len(found) // 12)]:
            record = f"/encounters/{shown(Identity(int(str(encounter))))}"
            fields = form_of(clinician, f"{record}/amendment").fields
            answer = save(clinician, f"{record}/amendment", fields, amendment_reason="Read again", outcome=[
                *fields.get("outcome", [])
            ])  # fmt: skip
            assert answer.status == 303, answer.page.words
            assert "changed in this version" not in clinician.get(record).page.words
            for table in ("encounter", "encounter_group", "need_statement", "care_activity"):
                first, second = (version_of(service, table, encounter, version) for version in (1, 2))
                assert first == second, (record, table)
            amended += 1
        assert amended >= 12

    def test_without_a_change_says_the_same_of_a_full_visit(self, service: Service, clinician: Visitor) -> None:
        path = unscheduled_path(service)
        page = clinician.get(path)
        joined = re.findall(r'<option value="(\w{13})"[^>]*>[^<]*therapist', page.text)[:2]
        fields = added(clinician, path, page.page.form(path).fields, GASTROSTOMY)
        fields = press(clinician, path, fields, "not-in-list", add="Giggle attacks")
        record = saved(
            clinician, path, fields, refer=["33"], refer_other="14", copy=["family", "hospital"], test=["eeg"],
            copy_declined=["school"], weight="12,4", height="98.5", head="50", next_other_weeks="10", next_minutes="25",
            with_professional=["", *joined], with_activity=["", "01", ""], with_minutes=["", "20", ""], at="",
            present=["mother", "other", "interpreter"], consultation_type="01", activity_type="04",
        )  # fmt: skip
        encounter = parse_identity(record.removeprefix("/encounters/"))
        again = form_of(clinician, f"{record}/amendment").fields
        reason = {"amendment_reason": "Read again", "action": "save"}
        assert clinician.post(f"{record}/amendment", {**again, **reason}).status == 303
        for table in ("encounter", "encounter_group", "need_statement", "care_activity"):
            first, second = (version_of(service, table, encounter, version) for version in (1, 2))
            assert first == second, table


OF_THE_VERSION = frozenset(
    {
        "version",
        "record_number",
        "recorded_at",
        "recorded_by",
        "form_token",
        "form_digest",
        "amendment_reason",
        "ordinal",
    }
)


def version_of(service: Service, table: str, encounter: object, version: int) -> list[dict[str, object]]:
    """What a version of an encounter says in a table, without what tells versions apart."""
    key = "id" if table == "encounter" else "encounter"
    names = [str(name) for _, name, *_ in service.rows(f"pragma table_info({table})")]
    rows = service.rows(f"select * from {table} where {key} = ? and version = ?", encounter, version)  # noqa: S608
    kept = [{n: v for n, v in zip(names, row, strict=True) if n not in OF_THE_VERSION} for row in rows]
    return sorted(kept, key=str)


class TestAVisitToWhichNobodyCame:
    """Was not brought: recorded without needs, which stay as they were."""

    def test_is_recorded(self, service: Service, clinician: Visitor) -> None:
        path = new_path(service)
        fields = form_of(clinician, path).fields
        carried = len(fields["need"])
        page = clinician.get(saved(clinician, path, fields, attendance="3", outcome=[])).page
        assert "Was not brought" in page.words
        assert page.words.count("Carried forward, not reviewed") == carried > 0

    @pytest.mark.parametrize(
        ("action", "attendance", "words"),
        [
            ("was-not-brought", "3", "Was not brought"),
            ("cancelled-by-family", "2", "Cancelled by the family"),
            ("cancelled-by-service", "4", "Cancelled by the service"),
        ],
    )
    def test_is_one_button_and_save(
        self, action: str, attendance: str, words: str, service: Service, clinician: Visitor
    ) -> None:
        path = unscheduled_path(service)
        fields = press(clinician, path, form_of(clinician, path).fields, action)
        assert fields["attendance"] == [attendance]
        cancelled = attendance != "3"
        assert fields["cancelled_on"] == [service.day.isoformat() if cancelled else ""]
        record = saved(clinician, path, fields, outcome=[], replacement_offered_on="1/12/2026")
        page = clinician.get(record).page.words
        assert words in page
        assert ("Cancelled on" in page) is cancelled
        assert "Replacement offered on 01-Dec-2026" in page
        assert set(said_at(service, record).values()) == {Change.CARRIED}
        assert groups_at(service, record) == {}

    def test_keeps_the_date_of_cancelling_that_was_typed(self, service: Service, clinician: Visitor) -> None:
        path = unscheduled_path(service)
        fields = form_of(clinician, path).fields
        assert press(clinician, path, fields, "cancelled-by-family", cancelled_on="1/2/2026")["cancelled_on"] == [
            "1/2/2026"
        ]

    def test_the_second_time_running_asks_what_came_of_thinking_about_safeguarding(
        self, service: Service, clinician: Visitor
    ) -> None:
        path = unscheduled_path(service)
        fields = press(clinician, path, form_of(clinician, path).fields, "was-not-brought")
        assert not any(name == "safeguarding_check" for name in form_of(clinician, path).names)
        saved(clinician, path, fields, outcome=[])
        again = press(clinician, path, form_of(clinician, path).fields, "was-not-brought")
        refused = save(clinician, path, again, outcome=[])
        assert (refused.status, fault_links(refused)) == (422, ["safeguarding_check"])
        assert "not brought 2 times running" in refused.page.words
        record = saved(clinician, path, refused.page.form(path).fields, outcome=[], safeguarding_check="discussed")
        assert "Safeguarding check Discussed with the safeguarding team" in clinician.get(record).page.words

    def test_advances_no_need_towards_being_asked_about(self, service: Service, clinician: Visitor) -> None:
        path = unscheduled_path(service)
        before = form_of(clinician, path).fields
        for _ in range(4):
            fields = form_of(clinician, path).fields
            saved(clinician, path, fields, attendance="3", outcome=[], safeguarding_check="no_concern")
        after = form_of(clinician, path).fields
        assert [after.get(f"{key}.here") for key in after["need"]] == [
            before.get(f"{key}.here") for key in before["need"]
        ]

    def test_its_copies_are_printed(self, service: Service, clinician: Visitor) -> None:
        path = new_path(service)
        record = saved(clinician, path, form_of(clinician, path).fields, attendance="3", outcome=[])
        for copy in ("family-copy", "desk-copy"):
            assert clinician.get(f"{record}/{copy}.pdf").status == 200

    def test_a_cancellation_wants_its_date(self, service: Service, clinician: Visitor) -> None:
        path = new_path(service)
        answer = save(clinician, path, form_of(clinician, path).fields, attendance="2", outcome=[])
        assert answer.status == 422
        assert "Give the date on which it was cancelled." in answer.page.words
        again = answer.page.form(path).fields
        assert save(clinician, path, again, cancelled_on=service.day.isoformat(), outcome=[]).status == 303


@pytest.mark.parametrize(
    ("kind", "mechanism", "present"),
    [
        ("telephone", "02", ["mother"]),
        ("video", "11", ["child", "mother"]),
        ("home", "01", ["child", "mother"]),
        ("school", "01", ["child", "school_staff"]),
        ("carer", "01", ["mother"]),
        ("seance", "01", ["child"]),
    ],
)
def test_an_unscheduled_contact_is_one_step_away(
    kind: str, mechanism: str, present: list[str], service: Service, clinician: Visitor
) -> None:
    path = unscheduled_path(service)
    fields = form_of(clinician, path, f"?as={kind}").fields
    assert (fields["mechanism"], sorted(fields["present"])) == ([mechanism], sorted(present))
    assert clinician.get(saved(clinician, path, fields)).status == 200


def test_a_joint_clinic_shows_who_joined_and_for_how_long(service: Service, clinician: Visitor) -> None:
    path = unscheduled_path(service)
    page = clinician.get(path)
    (bethan,) = re.findall(r'<option value="(\w{13})"[^>]*>Bethan Pryce', page.text)[:1]
    fields = page.page.form(path).fields
    record = saved(clinician, path, fields, with_professional=["", bethan, ""], with_minutes=["", "20", ""])
    assert "With Bethan Pryce, 20 minutes" in clinician.get(record).page.words
    again = form_of(clinician, f"{record}/amendment").fields
    assert (again["with_professional"][0], again["with_minutes"][0]) == (bethan, "20")


def test_what_happens_next_stands_on_the_record(service: Service, clinician: Visitor) -> None:
    path = unscheduled_path(service)
    fields = form_of(clinician, path).fields
    record = saved(
        clinician, path, fields, refer=["33"], refer_other="14", copy=["family", "gp"], copy_declined=["school"],
        test=["eeg"], weight="12,4", height="98.5", head="50", next_other_weeks="10", next_minutes="45",
    )  # fmt: skip
    words = clinician.get(record).page.words
    for told in (
        "Letter to Family (agreed), GP (agreed), School (declined)",
        "Tests requested EEG",
        "Measured 12.4 kg, 98.5 cm tall, 50 cm round the head",
        "in 10 weeks",
    ):
        assert told in words, words
    amendment = f"{record}/amendment"
    again = form_of(clinician, amendment).fields
    assert (again["weight"], again["height"], again["head"]) == (["12.4"], ["98.5"], ["50"])
    assert (again["refer"], again["next_minutes"], again["next_other_weeks"]) == (["33", "14"], ["45"], ["10"])
    clinician.post(amendment, {**again, "amendment_reason": "Read again", "action": "save"})
    assert clinician.get(record).page.words.count("Measured 12.4 kg, 98.5 cm tall, 50 cm round the head") == 2


def test_the_transition_is_asked_about_from_fourteen(service: Service, clinician: Visitor) -> None:
    _, child, _ = open_appointments(service)[0]
    path = unscheduled_path(service)
    for age, asked in ((13, False), (15, True)):
        born = service.day.replace(year=service.day.year - age, day=1).isoformat()
        names = [str(name) for _, name, *_ in service.rows("pragma table_info(child_demographics)")]
        new = [{"version": "max(version) + 1", "birth_date": "?"}.get(name, name) for name in names]
        service.change(
            f"insert into child_demographics select {', '.join(new)} from child_demographics where child = ?",  # noqa: S608
            born,
            parse_identity(child),
        )
        form = form_of(clinician, path)
        assert ("transition_plan" in form.names, "adult_lead" in form.names) == (asked, asked)
    saved(clinician, path, form_of(clinician, path).fields, transition_plan="agreed", adult_lead="neurology")
    assert form_of(clinician, path).value("transition_plan") == "agreed"


def test_an_ehc_plan_is_recorded_as_a_fact_of_the_child(service: Service, clinician: Visitor) -> None:
    appointment, child, _ = open_appointments(service)[0]
    path = f"/appointments/{appointment}/encounter"
    fields = form_of(clinician, path).fields
    answer = "being_assessed" if fields["ehc_plan"] != ["being_assessed"] else "no_plan"
    before = service.rows("select count(*) from child_fact where kind = 'ehc_plan'")[0][0]
    assert save(clinician, path, fields, ehc_plan=answer).status == 303
    assert service.rows("select count(*) from child_fact where kind = 'ehc_plan'")[0][0] == before + 1  # type: ignore[operator]
    words = {"being_assessed": "Being assessed for one", "no_plan": "No plan"}[answer]
    assert f"Education, health and care plan: {words}" in clinician.get(f"/children/{child}").page.words


def test_the_next_visit_shows_the_needs_carried_with_since_when_and_by_whom(
    service: Service, clinician: Visitor
) -> None:
    appointment, child, referral = independent_child(service)
    path = f"/appointments/{appointment}/encounter"
    assert save(clinician, path, added(clinician, path, form_of(clinician, path).fields, GASTROSTOMY)).status == 303
    words = clinician.get(f"/children/{child}/referrals/{referral}/encounter").page.words
    assert f"Gastrostomy present since {clinical_date(service.day)}, Dr Amara Lindqvist-Okafor" in words


def test_an_appointment_already_recorded_leads_to_its_encounter(service: Service, clinician: Visitor) -> None:
    path = new_path(service)
    record = saved(clinician, path, form_of(clinician, path).fields)
    answer = clinician.get(path)
    assert (answer.status, answer.location) == (303, record)


def test_the_two_copies_of_the_slip_are_pdf_files_of_a5(service: Service, clinician: Visitor) -> None:
    path = new_path(service)
    fields = added(clinician, path, form_of(clinician, path).fields, GASTROSTOMY)
    record = saved(clinician, path, fields)
    copies = {}
    for copy in ("family-copy", "desk-copy"):
        answer = clinician.get(f"{record}/{copy}.pdf")
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.headers["content-disposition"] == f'inline; filename="{copy}.pdf"'
        pages = PdfReader(io.BytesIO(answer.content)).pages
        assert [round(float(side)) for side in pages[0].mediabox[2:]] == [420, 595]
        copies[copy] = " ".join(page.extract_text() for page in pages)
    assert "Gastrostomy" in copies["family-copy"]
    assert "Gastrostomy" not in copies["desk-copy"]


class TestTheTypeAhead:
    """What the box is answered: members by any of their words."""

    @pytest.mark.parametrize(
        ("words", "term"),
        [
            ("cp", "Cerebral palsy"),
            ("cereb pal", "Cerebral palsy"),
            ("palsy cer", "Cerebral palsy"),
            ("PEG", "Gastrostomy"),
        ],
    )
    def test_finds_what_a_clinician_means(self, words: str, term: str, shared_clinician: Visitor) -> None:
        answer = shared_clinician.http.get("/needs", params={"words": words}).json()
        assert set(answer) == {"all", "offered", "found"}
        assert (answer["all"], answer["offered"]) == (False, False)
        assert term in answer["found"][0]["term"]
        assert set(answer["found"][0]) == {
            "concept", "term", "matched", "group", "groupWords", "counted", "sensitive", "oneOf", "exact", "suggested",
            "diagnosedBy", "description", "wider",
        }  # fmt: skip

    def test_takes_several_terms_in_a_row_at_once(self, shared_clinician: Visitor) -> None:
        answer = shared_clinician.http.get("/needs", params={"words": "cp peg coeliac"}).json()
        assert (answer["all"], answer["offered"]) == (True, False)
        assert [found["concept"] for found in answer["found"]] == [PALSY, GASTROSTOMY, "396331005"]
        offered = shared_clinician.http.get("/needs", params={"words": "cp peg coel"}).json()
        assert (offered["all"], offered["offered"]) == (False, True)
        assert PALSY in [found["concept"] for found in offered["found"]]

    def test_says_who_may_diagnose(self, shared_clinician: Visitor) -> None:
        answer = shared_clinician.http.get("/needs", params={"words": "epilepsy"}).json()
        assert answer["found"][0]["diagnosedBy"] == ["paediatrician"]

    def test_finds_nothing_for_nothing(self, shared_clinician: Visitor) -> None:
        assert shared_clinician.http.get("/needs").json() == {"all": False, "offered": True, "found": []}

    def test_hides_sensitive_members_from_a_role_that_may_not_see_them(self) -> None:
        refset = load_refset(REPOSITORY / "snomed_refsets")
        search = RefsetSearch(refset)
        sensitive = [member for member in refset.members.values() if member.sensitive]
        assert sensitive
        for member in sensitive:
            shown = [match.member for match in search.find(member.preferred_term, sensitive=True)]
            assert shown[0] == member
            hidden = [match.member for match in search.find(member.preferred_term, sensitive=False)]
            assert member not in hidden
