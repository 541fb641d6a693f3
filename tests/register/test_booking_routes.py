"""Clinics, appointments, the booking system's file and the booking desk, by their pages."""

import re
from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from app.clinical.ages import clinical_date
from app.identity import Identity, parse_identity, shown
from tests.service import HERE, Answer, Service, Visitor
from tests.web.places import encounters, open_appointments, private_words

HOSTILE = ("<script>alert(1)</script>", "'; drop table child; --", "\u202egnirts", "a\x00b", "🙂", "x" * 5_000)
FILE = "/appointments/import"


@pytest.fixture
def clerk(service: Service) -> Visitor:
    return service.signed_in("clerk")


@pytest.fixture(scope="module")
def shared_clerk(shared_service: Service) -> Visitor:
    return shared_service.signed_in("clerk")


def number(identity: str) -> int:
    return int(parse_identity(identity))


def nhs_number(service: Service, child: str) -> str:
    found = service.rows("select value from child_identifier where child = ? and kind = 'nhs_number'", number(child))
    return str(found[0][0])


def clinics(service: Service) -> list[tuple[str, str]]:
    """Identity and name of each clinic."""
    found = service.rows("select id, name from clinic order by name")
    return [(shown(Identity(identity)), str(name)) for identity, name in found if isinstance(identity, int)]


def booking(service: Service, clerk: Visitor, child: str) -> dict[str, list[str]]:
    """The form by which an appointment is booked for a child, filled."""
    path = f"/children/{child}/appointments/new"
    form = clerk.get(path).page.form(path)
    typed = {
        "clinic": clinics(service)[0][0],
        "on": clinical_date(service.day + timedelta(days=400)),
        "at": "09:30",
        "minutes": "30",
        "consultation_type": "02",
    }
    return form.with_fields(typed)


def sent_file(visitor: Visitor, content: bytes, fields: Mapping[str, str] | None = None) -> Answer:
    answer = visitor.http.post(
        FILE,
        data={"proof": visitor.proof(), **(fields or {})},
        files={"file": ("list.csv", content, "text/csv")},
        headers=HERE,
    )
    return Answer(answer.status_code, answer.headers, answer.content)


def file_text(service: Service, *rows: Mapping[str, str]) -> str:
    lines = ["Booking reference,NHS number,Clinic,Date,Time,Minutes,Type"]
    for row in rows:
        cells = {
            "reference": "HOST-1",
            "nhs": "",
            "clinic": f'"{clinics(service)[0][1]}"',
            "date": (service.day + timedelta(days=400)).isoformat(),
            "time": "09:30",
            "minutes": "30",
            "type": "follow-up",
        }
        lines.append(",".join((cells | dict(row)).values()))
    return "\n".join(lines) + "\n"


class TestClinicPages:
    """Teams and clinics by hand."""

    def test_a_team_and_its_clinic_are_added_and_listed(self, service: Service, clerk: Visitor) -> None:
        form = clerk.get("/clinics/teams/new").page.form("/clinics/teams/new")
        team = {"name": "Community Dietetics", "local_identifier": "DIET", "team_type": "12"}
        assert clerk.post("/clinics/teams/new", form.with_fields(team)).location == "/clinics?done=team"
        added = clerk.get("/clinics").page.link("/clinics/new?team=")
        form = clerk.get(added).page.form("/clinics/new")
        assert form.value("team") == added.partition("team=")[2]
        clinic = form.with_fields({"name": "Dietetics, Harbour Street", "site": "rzz11", "location_type": "B01"})
        for _ in range(2):
            assert clerk.post("/clinics/new", clinic).location == "/clinics?done=clinic"
        assert (
            "Dietetics, Harbour Street Site RZZ11 Kind of place Primary Care Health Centre"
            in clerk.get("/clinics").page.words
        )
        assert service.events().count("clinic added") == 2

    @pytest.mark.parametrize("text", HOSTILE)
    def test_a_hostile_name_is_refused_at_its_field_and_still_there(self, text: str, shared_clerk: Visitor) -> None:
        form = shared_clerk.get("/clinics/new").page.form("/clinics/new")
        answer = shared_clerk.post("/clinics/new", form.with_fields({"name": text}))
        assert answer.status == 422
        assert answer.page.form("/clinics/new").value("name") == text
        assert 'id="name-fault"' in answer.text
        assert answer.page.inline_scripts == shared_clerk.get("/clinics/new").page.inline_scripts


class TestAppointmentsByHand:
    """Booked, moved and given up by the pages."""

    def test_an_appointment_is_booked_moved_and_cancelled(self, service: Service, clerk: Visitor) -> None:
        _, child, _ = open_appointments(service)[0]
        path = f"/children/{child}/appointments/new"
        form = booking(service, clerk, child)
        booked = clerk.post(path, form)
        assert booked.status == 303, booked.page.words
        assert clerk.post(path, form).location == booked.location, "twice is once"
        place = booked.location.partition("?")[0]
        on = service.day + timedelta(days=400)
        assert "The appointment is booked." in clerk.get(booked.location).page.words
        moved = clerk.get(place).page.form(place).with_fields({"at": "14:00", "action": "move"})
        assert clerk.post(place, moved).location == f"{place}?done=moved"
        assert "14:00" in clerk.get(f"/clinic?on={on.isoformat()}").page.words
        cancelled = clerk.get(place).page.form(place).with_fields({"action": "cancel"})
        assert clerk.post(place, cancelled).location == f"{place}?done=cancelled"
        assert "Nobody is booked" in clerk.get(f"/clinic?on={on.isoformat()}").page.words
        assert "State Cancelled" in clerk.get(place).page.words
        acts = [event for event in service.events() if event.startswith("appointment")]
        assert acts[-3:] == ["appointment booked", "appointment changed", "appointment changed"]

    def test_a_stale_page_shows_both_versions_and_overwrites_neither(self, service: Service, clerk: Visitor) -> None:
        _, child, _ = open_appointments(service)[0]
        booked = clerk.post(f"/children/{child}/appointments/new", booking(service, clerk, child))
        place = booked.location.partition("?")[0]
        form = clerk.get(place).page.form(place)
        other = service.signed_in("clerk")
        assert other.post(place, other.get(place).page.form(place).with_fields({"minutes": "55"})).status == 303
        changes = "select minutes from appointment_change order by version"
        answer = clerk.post(place, form.with_fields({"minutes": "65"}))
        assert answer.status == 409
        assert "Length 55 minutes 65 minutes" in answer.page.words
        again = answer.page.form(place)
        assert (again.value("minutes"), again.value("version")) == ("65", "2")
        assert service.rows(changes) == [(55,)]
        assert clerk.post(place, again.with_fields({"action": "move"})).status == 303
        assert service.rows(changes) == [(55,), (65,)]

    def test_a_clash_is_confirmed_and_not_refused(self, service: Service, clerk: Visitor) -> None:
        appointment, child, _ = open_appointments(service)[0]
        ((at, on),) = service.rows("select held_at, held_on from appointment where id = ?", number(appointment))
        path = f"/children/{child}/appointments/new"
        answer = clerk.post(path, booking(service, clerk, child) | {"at": [str(at)[:5]], "on": [str(on)]})
        assert answer.status == 422
        assert f"The child has another appointment at {str(at)[:5]} on this day." in answer.page.words
        assert clerk.post(path, answer.page.form(path).fields).status == 303

    def test_an_appointment_whose_visit_is_recorded_stays(self, service: Service, clerk: Visitor) -> None:
        ((appointment,),) = service.rows(
            "select appointment from encounter where appointment is not null and version = 1 limit 1"
        )
        assert isinstance(appointment, int)
        place = f"/appointments/{shown(Identity(appointment))}"
        assert "can be neither moved nor cancelled" in clerk.get(place).page.words
        for action in ("move", "cancel"):
            assert clerk.post_with_proof(place, {"action": action, "version": "1"}).status == 422

    @pytest.mark.parametrize("text", [*HOSTILE, ""])
    @pytest.mark.parametrize("field", ["on", "at", "minutes", "reference"])
    def test_a_wrong_text_is_told_at_its_field_and_still_there(
        self, field: str, text: str, shared_service: Service, shared_clerk: Visitor
    ) -> None:
        _, child, _ = open_appointments(shared_service)[0]
        path = f"/children/{child}/appointments/new"
        form = booking(shared_service, shared_clerk, child) | {
            field: [text],
            "minutes" if field != "minutes" else "at": [""],
        }
        answer = shared_clerk.post(path, form)
        assert answer.status == 422
        assert answer.page.form(path).value(field) == text
        assert (f'id="{field}-fault"' in answer.text) == (field != "reference" or text != "")

    def test_another_organisations_child_and_appointment_are_not_there(self, service: Service) -> None:
        _, child, _ = open_appointments(service)[0]
        clerk = service.signed_in("clerk")
        for path in (f"/children/{shown(Identity(7))}/appointments/new", f"/appointments/{shown(Identity(7))}"):
            assert clerk.get(path).status == 404
            assert clerk.post_with_proof(path).status == 404
        assert clerk.get(f"/appointments/{child}").status == 404


class TestTheFile:
    """The booking system's file, chosen or pasted."""

    def test_a_chosen_file_is_shown_and_then_booked(self, service: Service, clerk: Visitor) -> None:
        _, child, _ = open_appointments(service)[0]
        text = file_text(
            service,
            {"nhs": nhs_number(service, child)},
            {"reference": "HOST-2", "nhs": "9990000018", "time": "late"},
        )
        begun = len(service.events())
        answer = sent_file(clerk, text.encode("utf-8-sig"))
        assert answer.status == 200, answer.page.words
        assert "1 to book 0 to move 0 to cancel 0 with nothing to do 1 wrong" in answer.page.words
        assert "Row 3" in answer.page.words
        assert service.rows("select count(*) from appointment where booking_reference is not null") == [(0,)]
        form = answer.page.forms[1]
        done = sent_again(clerk, answer, {"expected": form.value("expected"), "action": "book"})
        assert "1 booked, 0 moved, 0 cancelled." in done.page.words
        assert service.rows("select booking_reference from appointment where booking_reference is not null") == [
            ("HOST-1",)
        ]
        again = sent_again(clerk, answer, {"expected": form.value("expected"), "action": "book"})
        assert "stands in the clinics already" in again.page.words
        acts = [event for event in service.events()[begun:] if event.startswith("appointment")]
        assert acts == ["appointment booked"]

    def test_pasted_rows_do_the_same_without_a_file(self, service: Service, clerk: Visitor) -> None:
        _, child, _ = open_appointments(service)[0]
        text = file_text(service, {"nhs": nhs_number(service, child)})
        fields = {"text": text, "action": "show"}
        for answer in (clerk.post_with_proof(FILE, fields), sent_file(clerk, b"", fields)):
            assert "1 to book" in answer.page.words

    def test_records_that_changed_meanwhile_are_shown_again(self, service: Service, clerk: Visitor) -> None:
        _, child, _ = open_appointments(service)[0]
        text = file_text(service, {"nhs": nhs_number(service, child)})
        answer = clerk.post_with_proof(FILE, {"text": text, "expected": "0" * 64, "action": "book"})
        assert answer.status == 409
        assert "Something changed since this was shown" in answer.page.words
        assert service.rows("select count(*) from appointment where booking_reference is not null") == [(0,)]

    def test_the_wrong_rows_are_given_back(self, service: Service, clerk: Visitor) -> None:
        text = file_text(service, {"reference": "=1+1", "nhs": "9990000018"})
        answer = clerk.post_with_proof(FILE, {"text": text, "action": "mend"})
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert answer.headers["content-disposition"] == 'attachment; filename="rows-to-mend.csv"'
        assert answer.headers["cache-control"] == "no-store"
        assert answer.content.startswith(b"\xef\xbb\xbf")
        assert '"\'=1+1"' in answer.text

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"", "Choose a file, or paste"),
            ("Date,Time".encode("utf-16"), "not in UTF-8"),
            (b"PK\x03\x04", "workbook"),
            (b"caf\xe9 \x81", "not in UTF-8"),
            (b"a\x00b", "not in UTF-8"),
            (b"a,b\n1,2", "Missing: Booking reference"),
            (b'Booking reference,"', "quotation mark"),
            (b"x," * 400_000, "longer than 768 KiB"),
        ],
    )
    def test_a_file_that_cannot_be_read_is_told(self, content: bytes, said: str, shared_clerk: Visitor) -> None:
        answer = sent_file(shared_clerk, content)
        assert answer.status == 422
        assert said in answer.page.words

    @pytest.mark.parametrize("text", HOSTILE)
    def test_a_hostile_text_is_told_and_still_there(self, text: str, shared_clerk: Visitor) -> None:
        answer = shared_clerk.post_with_proof(FILE, {"text": text})
        assert answer.status == 422
        assert 'id="text-fault"' in answer.text
        assert "<script>alert" not in answer.text
        assert text.startswith("<script>") or text.replace("'", "&#39;") in answer.text

    def test_names_and_numbers_are_in_no_address_and_no_log(self, service: Service, clerk: Visitor) -> None:
        _, child, _ = open_appointments(service)[0]
        text = file_text(service, {"nhs": nhs_number(service, child)}, {"reference": "X", "nhs": "9990000018"})
        answer = sent_file(clerk, text.encode())
        private = private_words(service)
        assert not [link for link in answer.page.links if any(word in link for word in private)]
        assert nhs_number(service, child) not in service.log.getvalue()

    @pytest.mark.parametrize(
        ("kind", "content"),
        [
            ("multipart/form-data", b"x"),
            ("multipart/form-data; boundary=x", b"x"),
            ("multipart/form-data; boundary=x", b"--x\r\ncontent-disposition: form-data\r\n\r\ny\r\n--x--\r\n"),
            ("multipart/form-data; boundary=" + "x" * 500, b"--x"),
            (
                "multipart/form-data; boundary=x",
                b'--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\ny\r\n' * 2 + b"--x--\r\n",
            ),
        ],
    )
    def test_a_form_that_cannot_be_read_is_no_failure(self, kind: str, content: bytes, shared_clerk: Visitor) -> None:
        answer = shared_clerk.ask("POST", FILE, {**HERE, "content-type": kind}, content)
        assert answer.status == 403

    def test_a_file_without_the_sessions_proof_is_refused(self, shared_clerk: Visitor) -> None:
        answer = shared_clerk.http.post(FILE, files={"file": ("a.csv", b"x", "text/csv")}, headers=HERE)
        assert answer.status_code == 403


def sent_again(visitor: Visitor, answer: Answer, fields: Mapping[str, str]) -> Answer:
    """What the page's own form sends: the text it carries, as a multipart form without a file."""
    carried = re.search(r'<textarea name="text" hidden>\n(.*?)</textarea>', answer.text, re.DOTALL)
    assert carried is not None
    text = carried[1].replace("&#34;", '"').replace("&#39;", "'").replace("\n", "\r\n")
    return sent_file(visitor, b"", {"text": text, **fields})


class TestTheDesk:
    """The booking desk's list and its ticks."""

    @pytest.fixture
    def booked_out(self, service: Service) -> tuple[str, str]:
        """An encounter of today, booked out by the paediatrician, and its child."""
        clinician = service.signed_in("paediatrician")
        appointment, child, _ = open_appointments(service)[0]
        path = f"/appointments/{appointment}/encounter"
        form = clinician.get(path).page.form(path)
        saved = clinician.post(
            path,
            form.with_fields(
                {"outcome": "review", "next_weeks": "26", "next_clinic": clinics(service)[0][0], "action": "save"}
            ),
        )
        assert saved.status == 303, saved.page.words
        return saved.location.partition("?")[0].removeprefix("/encounters/"), child

    def desk(self, service: Service) -> str:
        return f"/desk?on={service.day.isoformat()}"

    def test_a_family_that_was_booked_out_is_on_the_list_without_a_need(
        self, service: Service, clerk: Visitor, booked_out: tuple[str, str]
    ) -> None:
        encounter, child = booked_out
        page = clerk.get(self.desk(service)).page
        assert f"family-{encounter}" in page.identifiers
        assert "Next appointment in 26 weeks" in page.words
        assert "1 to do, for 1 of 1 family." in page.words
        needs = service.rows("select distinct term from need_statement where child = ?", number(child))
        assert needs
        assert not [term for (term,) in needs if str(term).lower() in page.words.lower()]
        assert service.events()[-1] == "booking desk viewed"

    def test_two_clerks_tick_the_same_thing_and_both_find_it_ticked(
        self, service: Service, clerk: Visitor, booked_out: tuple[str, str]
    ) -> None:
        encounter, _ = booked_out
        other = service.signed_in("clerk")
        fields = {"tick": f"{encounter} appointment done"}
        for visitor in (clerk, other):
            answer = visitor.post_with_proof("/desk/ticks", fields)
            assert (answer.status, answer.location) == (
                303,
                f"/desk?on={clinical_date(service.day)}#family-{encounter}",
            )
            page = visitor.get(answer.location).page
            assert "0 to do" in page.words
            assert "by you" in page.words
        assert service.rows("select version, done from booking_tick") == [(1, 1)]
        assert service.events().count("booking ticked") == 1
        assert clerk.post_with_proof("/desk/ticks", {"tick": f"{encounter} appointment undone"}).status == 303
        assert service.rows("select version, done from booking_tick order by version") == [(1, 1), (2, 0)]

    def test_only_what_is_left_is_shown_if_asked(self, clerk: Visitor, booked_out: tuple[str, str]) -> None:
        encounter, _ = booked_out
        fields = {"tick": f"{encounter} appointment done", "show": "undone"}
        answer = clerk.post_with_proof("/desk/ticks", fields)
        assert "&show=undone#" in answer.location
        page = clerk.get(answer.location.partition("#")[0]).page
        assert f"family-{encounter}" not in page.identifiers
        assert "Everything of this day is arranged." in page.words

    def test_the_next_appointment_is_booked_from_the_list_and_ticked(
        self, service: Service, clerk: Visitor, booked_out: tuple[str, str]
    ) -> None:
        encounter, child = booked_out
        link = clerk.get(self.desk(service)).page.link("/appointments/new?")
        assert not [word for word in private_words(service) if word in link]
        path = f"/children/{child}/appointments/new"
        form = clerk.get(link).page.form(path)
        assert form.value("on") == clinical_date(service.day + timedelta(weeks=26))
        assert (form.value("clinic"), form.value("consultation_type")) == (clinics(service)[0][0], "02")
        answer = clerk.post(path, form.with_fields({"at": "10:00", "minutes": "30"}))
        assert answer.location == f"/desk?on={clinical_date(service.day)}&done=booked#family-{encounter}"
        page = clerk.get(answer.location).page
        assert "The appointment is booked and ticked." in page.words
        assert "0 to do" in page.words
        assert {"appointment booked", "booking ticked"} <= set(service.events())

    @pytest.mark.parametrize("text", ["", "x", "a b c", f"{'0' * 13} letter maybe", *HOSTILE])
    def test_a_tick_that_no_button_sends_is_refused(self, text: str, shared_clerk: Visitor) -> None:
        assert shared_clerk.post_with_proof("/desk/ticks", {"tick": text}).status == 422

    @pytest.mark.parametrize("what", ["letter", "refer:99", "x" * 500])
    def test_what_is_not_to_be_arranged_cannot_be_ticked(
        self, what: str, clerk: Visitor, booked_out: tuple[str, str]
    ) -> None:
        assert clerk.post_with_proof("/desk/ticks", {"tick": f"{booked_out[0]} {what} done"}).status == 404
        assert clerk.post_with_proof("/desk/ticks", {"tick": f"{shown(Identity(7))} letter done"}).status == 404

    def test_every_day_has_a_list_and_no_other_text_is_a_day(self, service: Service, shared_clerk: Visitor) -> None:
        day = encounters(service)
        assert day
        for on in (date.min, date.max, date(2020, 2, 29)):
            answer = shared_clerk.get(f"/desk?on={on.isoformat()}")
            assert answer.status == 200
            assert "No family has been booked out on this day." in answer.page.words
        assert shared_clerk.get("/desk?on=soon").status == 404
