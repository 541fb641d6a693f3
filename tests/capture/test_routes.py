"""The form through the door: hostile text in every field, double sends, stale pages, amendments, what is printed."""

import io
import re

import pytest
from pypdf import PdfReader

from app.clinical.ages import clinical_date
from app.terminology.load import load_refset
from app.terminology.search import RefsetSearch
from tests.service import REPOSITORY, Answer, Service, Visitor
from tests.web.page_text import Fields, FormText
from tests.web.places import encounters, open_appointments

PALSY, GASTROSTOMY = "128188000", "302109006"
HOSTILE = {
    "script": "<script>alert(1)</script>",
    "attribute": '" onfocus="alert(1)" autofocus x=\'',
    "template": "{{ 7 * 7 }}{% raise %}",
    "sql": "'; DROP TABLE encounter; --",
    "turned round": "abc\u202edef\u2066ghi",
    "nul": "a\x00b",
    "emoji": "🧸👩🏽‍⚕️ e\u0301",
    "line ends": "a\r\nb\tc",
    "very long": "x" * 20_000,
    "many digits": "9" * 5_000,
    "other digits": "٣٠",
    "path": "../../etc/passwd",
    "blank": " ",
    "unassigned": "\U000e0001\ufffe",
}
CARRIED_FIELDS = "id concept here away certainty onset diagnosed_by diagnosed primary new traffic_light".split()


def form_of(visitor: Visitor, path: str) -> FormText:
    answer = visitor.get(path)
    assert answer.status == 200
    return answer.page.form(path)


def new_path(service: Service, place: int = 0) -> str:
    return f"/appointments/{open_appointments(service)[place][0]}/encounter"


def added(visitor: Visitor, path: str, fields: Fields, concept: str) -> Fields:
    """The fields after a press of the button of a member that was found."""
    answer = visitor.post(path, {**fields, "action": f"add:{concept}"})
    assert answer.status == 200
    return answer.page.form(path).fields


def key_of(fields: Fields, concept: str) -> str:
    """The key of the need of a concept."""
    return next(key for key in fields["need"] if fields[f"{key}.concept"] == [concept])


def save(visitor: Visitor, path: str, fields: Fields, **changes: str | list[str]) -> Answer:
    return visitor.post(path, {**fields, "action": "save", "outcome": "review", **changes})


FORM_FIELDS = sorted(
    "on at minutes attendance mechanism consultation_type location_type cancelled_on cancellation_reason "
    "replacement_offered_on replacement_booked_on outcome next_weeks next_other_weeks next_clinic next_minutes "
    "ehc_plan form_token record_number version amendment_reason present activity_type add action need".split()
)


class TestHostileText:
    """In every field of the form: it is refused or recorded as text, the page shows it again, and nothing breaks."""

    def test_the_fields_here_are_those_of_the_page(self, shared_service: Service, shared_clinician: Visitor) -> None:
        names = set(form_of(shared_clinician, new_path(shared_service)).names)
        amendment = f"/encounters/{encounters(shared_service)[0][0]}/amendment"
        names |= set(form_of(shared_clinician, amendment).names)
        plain = {name for name in names if "." not in name} - {"proof"}
        assert plain == set(FORM_FIELDS)
        of_needs = {name.partition(".")[2] for name in names if re.fullmatch(r"n\d+\..*", name)}
        assert of_needs <= set(CARRIED_FIELDS)

    @pytest.mark.parametrize("name", [*FORM_FIELDS, "group.condition", "group.education", "sent_along"])
    def test_in_a_field(self, name: str, service: Service, clinician: Visitor) -> None:
        path = new_path(service)
        fields = added(clinician, path, form_of(clinician, path).fields, PALSY)
        for kind, text in HOSTILE.items():
            path = new_path(service)
            for action in ("find", "save") if kind == "script" else ("save",):
                sent = {**fields, "outcome": ["review"], "action": [action], name: [text]}
                answer = clinician.post(path, sent)
                assert answer.status in (200, 303, 409, 422), (name, kind, action, answer.status)
                if answer.status == 303:
                    return
                self.assert_kept(answer, path, sent, name)

    @pytest.mark.parametrize("name", CARRIED_FIELDS)
    def test_in_a_field_of_a_need(self, name: str, service: Service, clinician: Visitor) -> None:
        path = new_path(service)
        fields = added(clinician, path, form_of(clinician, path).fields, PALSY)
        key = key_of(fields, PALSY)
        for kind, text in HOSTILE.items():
            for action in ("find", "save") if kind == "script" else ("save",):
                sent = {**fields, "outcome": ["review"], "action": [action], f"{key}.{name}": [text]}
                answer = clinician.post(path, sent)
                assert answer.status in (200, 303, 422), (name, kind, action, answer.status)
                if answer.status == 303:
                    return
                self.assert_kept(answer, path, sent, f"{key}.{name}")

    def assert_kept(self, answer: Answer, path: str, sent: Fields, hostile: str) -> None:
        """The page is whole, holds every text that was typed, and nothing in it runs."""
        assert "<script>alert" not in answer.text
        assert len(answer.page.inline_scripts) == 1
        assert 'onfocus="alert' not in answer.text
        form = answer.page.form(path)
        for name, texts in sent.items():
            if name in ("proof", "action", "need") or name not in form.names or name in form.chosen:
                continue
            if name == "next_other_weeks" and name != hostile:
                continue
            # What no person types: the page gives it out anew.
            if name == hostile and name.rpartition(".")[2] in ("record_number", "version", "new"):
                continue
            # A text input keeps no line ends, so a browser never sends any.
            assert form.value(name).split() == texts[-1].split(), name
        if hostile != "need":
            assert sorted(form.fields["need"]) == sorted(sent["need"])
        if answer.status == 422:
            assert answer.page.title.startswith("Error: ")
            anchors = [link[1:] for link in answer.page.links if link.startswith("#") and link != "#maincontent"]
            assert anchors
            missing = [anchor for anchor in anchors if anchor not in answer.page.identifiers]
            assert missing == []

    @pytest.mark.parametrize("kind", HOSTILE)
    def test_in_the_reason_of_an_amendment(self, kind: str, service: Service, clinician: Visitor) -> None:
        encounter = encounters(service)[0][0]
        path = f"/encounters/{encounter}/amendment"
        answer = clinician.post(
            path, {**form_of(clinician, path).fields, "amendment_reason": HOSTILE[kind], "action": "save"}
        )
        assert answer.status in (303, 422)
        if answer.status == 422:
            assert answer.page.form(path).value("amendment_reason").split() == HOSTILE[kind].split()
        else:
            shown = clinician.get(f"/encounters/{encounter}").text
            assert "<script>alert" not in shown
            assert clinician.get(f"/encounters/{encounter}/family-copy.pdf").status == 200

    def test_among_the_names_of_fields(self, shared_service: Service, shared_clinician: Visitor) -> None:
        path = new_path(shared_service)
        fields = form_of(shared_clinician, path).fields
        strange = {"": "x", "n0": "x", "n0.": "x", ".": "x", "n0.n0.n0": "x", "group.": "x", "\x00": "x", "🧸.🧸": "x"}
        assert shared_clinician.post(path, {**fields, **strange, "action": "find"}).status == 200

    @pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
    def test_in_the_type_ahead(self, text: str, shared_clinician: Visitor) -> None:
        answer = shared_clinician.http.get("/needs", params={"words": text})
        assert answer.status_code == 200
        assert isinstance(answer.json(), list)


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
        saved = save(clinician, path, fields)
        assert saved.status == 303, saved.page.words
        words = clinician.get(saved.location).page.words
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

    def test_of_two_different_forms_for_one_appointment_records_the_first(
        self, service: Service, clinician: Visitor
    ) -> None:
        path = new_path(service)
        first, second = form_of(clinician, path).fields, form_of(clinician, path).fields
        assert save(clinician, path, first).status == 303
        refused = save(clinician, path, second, minutes="33")
        assert refused.status == 422
        assert "has recorded this appointment meanwhile" in refused.page.words
        assert refused.page.form(path).value("minutes") == "33"


class TestAPageThatIsOutOfDate:
    """Somebody else wrote first: nothing is lost, and the second save works."""

    def test_shows_everything_again_and_is_saved_at_the_second_press(
        self, service: Service, clinician: Visitor
    ) -> None:
        appointment, child, referral = open_appointments(service)[0]
        path = f"/appointments/{appointment}/encounter"
        fields = added(clinician, path, form_of(clinician, path).fields, GASTROSTOMY)
        other = service.signed_in("therapist")
        elsewhere = f"/children/{child}/referrals/{referral}/encounter"
        assert save(other, elsewhere, form_of(other, elsewhere).fields).status == 303
        stale = save(clinician, path, fields, minutes="77", **{"group.round_the_clock_care": "none_identified"})
        assert stale.status == 409
        assert "Nothing of yours is lost" in stale.page.words
        form = stale.page.form(path)
        key = key_of(fields, GASTROSTOMY)
        assert form.value("minutes") == "77"
        assert form.value("group.round_the_clock_care") == "none_identified"
        assert form.fields["need"] == fields["need"]
        assert form.value(f"{key}.concept") == GASTROSTOMY
        saved = clinician.post(path, {**form.fields, "action": "save"})
        assert saved.status == 303
        assert "77 minutes" in clinician.get(saved.location).page.words

    def test_of_an_amendment_too(self, service: Service, clinician: Visitor) -> None:
        path = f"/encounters/{encounters(service)[0][0]}/amendment"
        mine = form_of(clinician, path).fields
        other = service.signed_in("therapist")
        theirs = form_of(other, path).fields
        assert other.post(path, {**theirs, "amendment_reason": "Theirs", "action": "save"}).status == 303
        stale = clinician.post(path, {**mine, "amendment_reason": "Mine", "action": "save"})
        assert stale.status == 409
        again = stale.page.form(path).fields
        assert again["amendment_reason"] == ["Mine"]
        saved = clinician.post(path, {**again, "action": "save"})
        assert saved.status == 303
        words = clinician.get(saved.location).page.words
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
        path = new_path(service)
        saved = save(clinician, path, added(clinician, path, form_of(clinician, path).fields, GASTROSTOMY))
        record = saved.location.split("?")[0]
        fields = form_of(clinician, f"{record}/amendment").fields
        key = key_of(fields, GASTROSTOMY)
        del fields[f"{key}.here"]
        changes = {"amendment_reason": "It was another child's", "minutes": "12", "action": "save"}
        assert clinician.post(f"{record}/amendment", {**fields, **changes}).status == 303
        words = clinician.get(record).page.words
        assert "Version 2, as it stands" in words
        assert "Version 1, as first recorded" in words
        assert "It was another child's" in words
        assert "12 minutes" in words
        assert "Gastrostomy present Entered in error" in words

    def test_without_a_change_keeps_every_need(self, service: Service, clinician: Visitor) -> None:
        encounter = encounters(service)[0][0]
        path = f"/encounters/{encounter}/amendment"
        fields = {**form_of(clinician, path).fields, "amendment_reason": ["Read again"], "action": ["save"]}
        assert clinician.post(path, fields).status == 303
        said = "select need, change, concept, certainty, onset, diagnosed from need_statement where encounter = "
        said += "(select id from encounter where version = 2) and version = ? order by need"
        assert service.rows(said, 1) == service.rows(said, 2) != []


class TestAVisitToWhichNobodyCame:
    """Was not brought: recorded without needs, which stay as they were."""

    def test_is_recorded(self, service: Service, clinician: Visitor) -> None:
        path = new_path(service)
        fields = form_of(clinician, path).fields
        carried = len(fields["need"])
        saved = save(clinician, path, fields, attendance="3", outcome=[])
        assert saved.status == 303
        page = clinician.get(saved.location).page
        assert "Was not brought" in page.words
        assert page.words.count("Carried forward, not reviewed") == carried > 0

    def test_its_copies_are_printed(self, service: Service, clinician: Visitor) -> None:
        path = new_path(service)
        saved = save(clinician, path, form_of(clinician, path).fields, attendance="3", outcome=[])
        for copy in ("family-copy", "desk-copy"):
            assert clinician.get(f"{saved.location.split('?')[0]}/{copy}.pdf").status == 200

    def test_a_cancellation_wants_its_date(self, service: Service, clinician: Visitor) -> None:
        path = new_path(service)
        answer = save(clinician, path, form_of(clinician, path).fields, attendance="2", outcome=[])
        assert answer.status == 422
        assert "Give the date on which it was cancelled." in answer.page.words
        again = answer.page.form(path).fields
        assert save(clinician, path, again, cancelled_on=service.day.isoformat(), outcome=[]).status == 303


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
    appointment, child, referral = open_appointments(service)[0]
    path = f"/appointments/{appointment}/encounter"
    assert save(clinician, path, added(clinician, path, form_of(clinician, path).fields, GASTROSTOMY)).status == 303
    words = clinician.get(f"/children/{child}/referrals/{referral}/encounter").page.words
    assert f"Gastrostomy present since {clinical_date(service.day)}, Dr Amara Lindqvist-Okafor" in words


def test_an_appointment_already_recorded_leads_to_its_encounter(service: Service, clinician: Visitor) -> None:
    path = new_path(service)
    saved = save(clinician, path, form_of(clinician, path).fields)
    answer = clinician.get(path)
    assert (answer.status, answer.location) == (303, saved.location.split("?")[0])


def test_the_two_copies_of_the_slip_are_pdf_files_of_a5(service: Service, clinician: Visitor) -> None:
    path = new_path(service)
    fields = added(clinician, path, form_of(clinician, path).fields, GASTROSTOMY)
    record = save(clinician, path, fields).location.split("?")[0]
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
        found = shared_clinician.http.get("/needs", params={"words": words}).json()
        assert term in found[0]["term"]
        assert set(found[0]) >= {"concept", "term", "matched", "group", "groupWords", "counted", "sensitive"}

    def test_finds_nothing_for_nothing(self, shared_clinician: Visitor) -> None:
        assert shared_clinician.http.get("/needs").json() == []

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
