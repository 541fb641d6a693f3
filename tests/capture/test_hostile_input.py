"""Every field of every page of capture with wrong, too long and hostile content.

The names of the fields are those of the pages as drawn, so that no new field is forgotten. A field is refused with a
message at it, and the page comes back with what was typed; or it is harmless, and then stands in the record as text.
Nothing is half written, nothing breaks.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

import pytest

from app.identity import Identity, shown
from tests.capture.booking_out import (
    COELIAC,
    added,
    fault_links,
    form_of,
    press,
    rows_of,
    saved,
    unscheduled_path,
)
from tests.service import HERE, Answer, Service, Visitor
from tests.web.page_text import Fields, FormText
from tests.web.places import encounters, open_appointments, uncoded_need

SCRIPT = "<script>alert(1)</script>"
HOSTILE: dict[str, bytes] = {
    "script": SCRIPT.encode(),
    "wrong": b"half past nine",
    "sql": b"'; DROP TABLE encounter; --",
    "attribute": b'" onfocus="alert(1)" autofocus x=\'',
    "template": b"{{ 7 * 7 }}{% raise %}",
    "turned round": "abc\u202edef\u2066ghi".encode(),
    "nul": b"a\x00b",
    "emoji": "🧸👩🏽‍⚕️ e\u0301".encode(),
    "surrogate": b"a\xed\xa0\x80b",
    "too long": b"x" * 10_000,
    "many digits": b"9" * 5_000,
    "other digits": "٣٠".encode(),
    "negative": b"-1",
    "unassigned": "\U000e0001\ufffe".encode(),
}
"""Content as the bytes of a form, by what is wrong with it."""

FEW = ("script", "many digits")
"""What a field is sent whose text nobody types: a choice, a box, a hidden one."""

AS_READ = {kind: content.decode("utf-8", "replace") for kind, content in HOSTILE.items()}
UNUSUAL = "22325002"
Sent = dict[str, list[str] | list[bytes]]
FORM_TYPE = {"content-type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Page:
    """A page with a form, filled in so that it is refused for one reason alone: the field `wanting` is not given."""

    path: str
    form: FormText
    fields: Fields
    wanting: str

    @property
    def names(self) -> list[str]:
        """The names of its fields; of the needs carried forward, which are drawn alike, those of the first."""
        keys = self.fields["need"]
        alike = tuple(f"{key}." for key in keys[1:-3])
        names = [name for name in dict.fromkeys(self.form.names) if not name.startswith(alike)]
        return [name for name in names if name not in ("proof", self.wanting)]

    def kinds(self, name: str) -> Iterable[str]:
        """What to send a field by itself: words as of every kind, the rest as a class of its own."""
        if name.endswith(".words"):
            return HOSTILE
        return FEW[:1] if name in self.form.typed | self.form.chosen else FEW


def sent(visitor: Visitor, path: str, fields: Mapping[str, list[str] | list[bytes]], method: str = "POST") -> Answer:
    """Send a form whose texts may be any bytes."""
    body = urlencode(list(fields.items()), doseq=True).encode()
    return visitor.ask(method, path, {**HERE, **FORM_TYPE}, body)


def hostile(page: Page, name: str, kind: str) -> Sent:
    """The form with one field hostile: the first, where several have the name."""
    rest = [text.encode() for text in page.fields.get(name, [])[1:]]
    return {"action": ["save"], **page.fields, name: [HOSTILE[kind], *rest]}


def all_ticked(fields: Fields) -> bool:
    """Whether there are needs, each of them ticked."""
    keys = fields.get("need", [])
    return bool(keys) and all(fields.get(f"{key}.here") == ["yes"] for key in keys)


@pytest.fixture(scope="module")
def unscheduled(shared_service: Service, shared_clinician: Visitor) -> Page:
    """A new visit with needs of every make on its form, but no outcome; what is carried stands ticked, for of the rest
    no detail is looked at."""
    path = next(
        path
        for place in range(6, len(open_appointments(shared_service)))
        if all_ticked(form_of(shared_clinician, path := unscheduled_path(shared_service, place)).fields)
    )
    fields = press(shared_clinician, path, form_of(shared_clinician, path).fields, "not-in-list", add="Giggle attacks")
    fields = added(shared_clinician, path, fields, a_new_member(fields, ("37796009", COELIAC, "79631006")))
    fields = added(shared_clinician, path, fields, a_new_member(fields, ("300742006", "700225008", "700224007")))
    answer = shared_clinician.post(path, {**fields, "action": "find", "add": "epilepsy"})
    form = answer.page.form(path)
    (theirs, *_) = re.findall(r'<option value="(\w{13})"[^>]*>[^<]*therapist', answer.text)
    joined = {"with_professional": [theirs, "", ""], "with_activity": ["01", "", ""]}
    return Page(path, form, form.fields | joined | {"add": [""]}, "outcome")


@pytest.fixture(scope="module")
def cancelled(shared_service: Service, shared_clinician: Visitor) -> Page:
    """A visit that was cancelled, at which nobody can have been weighed."""
    path = unscheduled_path(shared_service, 6)
    form = form_of(shared_clinician, path)
    answers = {"attendance": ["2"], "cancelled_on": ["1/2/2026"], "weight": ["12"], "safeguarding_check": [""]}
    return Page(path, form, form.fields | answers, "weight")


@pytest.fixture(scope="module")
def amendment(shared_service: Service, shared_clinician: Visitor) -> Page:
    """An amendment without its reason."""
    path = f"/encounters/{encounters(shared_service)[0][0]}/amendment"
    form = form_of(shared_clinician, path)
    return Page(path, form, form.fields, "amendment_reason")


def a_new_member(fields: Fields, candidates: tuple[str, ...]) -> str:
    on_the_form = {text for name, texts in fields.items() if name.endswith(".concept") for text in texts}
    return next(each for each in candidates if each not in on_the_form)


def home(name: str) -> tuple[str, ...]:
    """The beginnings of the ids at which a message about a field may stand."""
    key, dot, _ = name.partition(".")
    if dot and key != "group":
        return (key, "booking-out", "group.")
    if name in ("child", "form_token", "record_number", "version", "action", "need"):
        return ("booking-out", "add", "n")
    near = {"next_other_weeks": "next_weeks", "refer_other": "refer", "present": "present"}
    return (name, near.get(name, name), name.replace("with_", "with-").partition("-")[0] + "-")


def faults_of_the_page(page: Page, name: str, kind: str, answer: Answer) -> Iterator[str]:
    """Everything that is not as it should be about the answer to a form that wants one thing more."""
    if answer.status != 422:
        yield f"answered {answer.status}"
        return
    if SCRIPT in answer.text:
        yield "a script runs"
    if 'onfocus="alert' in answer.text:
        yield "an attribute runs"
    if not answer.page.title.startswith("Error: "):
        yield "the title does not tell of an error"
    links = [link for link in fault_links(answer) if link != page.wanting]
    if any(not link.startswith(home(name)) for link in links):
        yield f"told at {links}"
    yield from texts_lost(page, name, kind, answer.page.form(page.path))


def texts_lost(page: Page, name: str, kind: str, again: FormText) -> Iterator[str]:
    """Typed texts, and choices, that do not stand on the page any more."""
    if name == "need":
        return
    for other in page.names:
        typed = page.fields.get(other, [])
        if other == name and other in again.typed:
            typed = [AS_READ[kind], *typed[1:]]
        elif other in (name, "add") or (name, other) == ("next_weeks", "next_other_weeks"):
            continue
        if said(again.fields.get(other, [])) != said(typed):
            yield f"{other} was {typed} and is {again.fields.get(other)}"


def said(texts: list[str]) -> list[list[str]]:
    """Texts without blanks around them, and without blank rows after them."""
    words = sorted(text.split() for text in texts) if texts[:1] == ["n0"] else [text.split() for text in texts]
    while words and not words[-1]:
        words.pop()
    return words


class TestEveryField:
    """One after another, and those in which people type all at once with each kind of content."""

    OF_THE_PAGE = frozenset({"started", "first_input", "mode", "need"})
    """Of the fields of a form, what says nothing about the visit."""
    OF_THE_UNSEEN = frozenset(
        {"cancelled_on", "cancellation_reason", "replacement_offered_on", "replacement_booked_on", "safeguarding_check"}
    )
    """What is asked of a visit at which the child was not seen, and otherwise not looked at."""

    def test_of_a_new_visit(self, shared_service: Service, shared_clinician: Visitor, unscheduled: Page) -> None:
        accepted = self.walk(shared_service, shared_clinician, unscheduled, unscheduled.names)
        assert accepted <= self.OF_THE_PAGE | self.OF_THE_UNSEEN

    def test_of_a_visit_that_was_cancelled(
        self, shared_service: Service, shared_clinician: Visitor, cancelled: Page
    ) -> None:
        assert set(self.OF_THE_UNSEEN) - {"safeguarding_check"} <= set(cancelled.names)
        assert self.walk(shared_service, shared_clinician, cancelled, self.OF_THE_UNSEEN) == set()

    def test_of_an_amendment(self, shared_service: Service, shared_clinician: Visitor, amendment: Page) -> None:
        accepted = self.walk(shared_service, shared_clinician, amendment, amendment.names, FEW[:1])
        assert accepted <= self.OF_THE_PAGE | self.OF_THE_UNSEEN | {"with_activity"}

    def walk(
        self, service: Service, visitor: Visitor, page: Page, names: Iterable[str], kinds: tuple[str, ...] = ()
    ) -> set[str]:
        """Send every field hostile by itself; the plain ones that were found harmless."""
        before, found, accepted = rows_of(service), [], set()
        for name in names:
            for kind in kinds or page.kinds(name):
                answer = sent(visitor, page.path, hostile(page, name, kind))
                found += [f"{name}, {kind}: {fault}" for fault in faults_of_the_page(page, name, kind, answer)]
                if answer.status == 422 and fault_links(answer) == [page.wanting]:
                    accepted.add(name)
        assert [fault[:300] for fault in found] == []
        assert rows_of(service) == before
        of_needs = {name.partition(".")[2] for name in accepted if re.match(r"n\d+\.", name)}
        # A box that says anything but "yes" is not ticked; what a page shows of a known need is not what is recorded.
        assert of_needs <= {"here", "new", "touched", "primary", "concept", "words", "away", "description"}
        return {name for name in accepted if "." not in name}

    @pytest.mark.parametrize("kind", HOSTILE)
    def test_in_which_people_type_at_once(
        self, kind: str, shared_service: Service, shared_clinician: Visitor, unscheduled: Page
    ) -> None:
        before = rows_of(shared_service)
        # A form has at most so many bytes in all.
        content = HOSTILE[kind][:500]
        typed: Sent = {name: [content] for name in unscheduled.names if name in unscheduled.form.typed}
        answer = sent(shared_clinician, unscheduled.path, unscheduled.fields | typed | {"action": ["save"]})
        assert answer.status == 422
        assert SCRIPT not in answer.text
        links, form = fault_links(answer), answer.page.form(unscheduled.path)
        for name in typed:
            text = content.decode("utf-8", "replace")
            assert text.split() in [typed.split() for typed in form.fields[name]], name
            key, dot, _ = name.partition(".")
            assert name in self.OF_THE_PAGE | self.OF_THE_UNSEEN or any(
                link.startswith((f"{key}-" if dot else name, name.replace("with_", "with-0-"))) for link in links
            ), name
        assert rows_of(shared_service) == before

    @pytest.mark.parametrize("kind", FEW)
    def test_that_proves_where_the_form_is_from(self, kind: str, shared_clinician: Visitor, unscheduled: Page) -> None:
        assert sent(shared_clinician, unscheduled.path, hostile(unscheduled, "proof", kind)).status == 403


def test_the_fields_are_those_of_the_page(unscheduled: Page, amendment: Page) -> None:
    assert len(unscheduled.names) > 80
    assert {"with_professional", "with_activity", "with_minutes", "weight", "copy"} <= set(unscheduled.names)
    assert {"version"} <= set(amendment.names)
    assert {name.partition(".")[2] for name in unscheduled.names if name.startswith("n")} >= {
        "id", "concept", "here", "away", "certainty", "onset", "diagnosed", "diagnosed_by", "primary", "new", "words",
        "touched", "traffic_light",
    }  # fmt: skip


NO_TEXT = ("turned round", "nul", "too long", "many digits", "unassigned")
"""What is no text to record: characters nobody can see, and more of them than anybody reads."""


@pytest.mark.parametrize("kind", HOSTILE)
def test_own_words_are_recorded_as_they_are_or_refused_at_the_box(
    kind: str, shared_service: Service, shared_clinician: Visitor
) -> None:
    path = unscheduled_path(shared_service, 1)
    before = rows_of(shared_service)
    fields = form_of(shared_clinician, path).fields
    answer = sent(shared_clinician, path, {**fields, "add": [HOSTILE[kind]], "action": ["not-in-list"]})
    if kind in NO_TEXT:
        assert (answer.status, fault_links(answer)) == (422, ["add"])
        assert answer.page.form(path).value("add") == AS_READ[kind]
        assert rows_of(shared_service) | {"audit_event": 0} == before | {"audit_event": 0}
        return
    assert answer.status == 200
    marks = {"started": AS_READ[kind], "first_input": AS_READ[kind], "mode": AS_READ[kind]}
    record = saved(shared_clinician, path, answer.page.form(path).fields, **marks)
    for place in (record, record + "/amendment", path, "/uncoded"):
        page = shared_clinician.get(place)
        assert page.status == 200
        assert AS_READ[kind] in page.page.words
        assert SCRIPT not in page.text
        assert "alert(1)" not in " ".join(page.page.inline_scripts)
    for copy in ("family-copy", "desk-copy"):
        assert shared_clinician.get(f"{record}/{copy}.pdf").status == 200


@pytest.mark.parametrize("kind", HOSTILE)
def test_the_reason_of_an_amendment(kind: str, shared_service: Service, shared_clinician: Visitor) -> None:
    encounter = encounters(shared_service)[1][0]
    path = f"/encounters/{encounter}/amendment"
    before = rows_of(shared_service)
    fields = form_of(shared_clinician, path).fields
    answer = sent(shared_clinician, path, {**fields, "amendment_reason": [HOSTILE[kind]], "action": ["save"]})
    if answer.status == 422:
        assert fault_links(answer) == ["amendment_reason"]
        assert answer.page.form(path).value("amendment_reason") == AS_READ[kind]
        assert rows_of(shared_service)["encounter"] == before["encounter"]
    else:
        assert answer.status == 303
        assert SCRIPT not in shared_clinician.get(f"/encounters/{encounter}").text
        assert shared_clinician.get(f"/encounters/{encounter}/family-copy.pdf").status == 200
    assert (answer.status == 422) is (kind in NO_TEXT)


class TestCodingPage:
    """Words to look up, and what the buttons send."""

    @pytest.mark.parametrize("name", ["words", "version", "action"])
    def test_with_a_hostile_field(self, name: str, shared_service: Service, shared_clinician: Visitor) -> None:
        encounter, need = uncoded_need(shared_service)
        path = f"/encounters/{encounter}/needs/{need}/coding"
        form = form_of(shared_clinician, path)
        assert set(form.names) == {"proof", "version", "words", "action"}
        before = rows_of(shared_service)
        for kind, content in HOSTILE.items():
            action = f"add:{UNUSUAL}" if name == "version" else "find"
            answer = sent(shared_clinician, path, {**form.fields, "action": [action], name: [content]})
            assert answer.status in ((409,) if name == "version" else (200, 422)), (kind, answer.status)
            assert SCRIPT not in answer.text
            if answer.status != 200:
                assert fault_links(answer) == ["words"]
            if name == "words":
                assert answer.page.form(path).value("words").split() == AS_READ[kind].split()
        assert rows_of(shared_service)["encounter"] == before["encounter"]

    def test_with_a_concept_that_is_no_member(self, shared_service: Service, shared_clinician: Visitor) -> None:
        encounter, need = uncoded_need(shared_service)
        path = f"/encounters/{encounter}/needs/{need}/coding"
        answer = shared_clinician.post(path, {**form_of(shared_clinician, path).fields, "action": "add:38341003"})
        assert (answer.status, fault_links(answer)) == (422, ["words"])


class TestADraft:
    """It is kept as it is, and comes back as text; its place, token and child are checked."""

    @pytest.mark.parametrize("kind", HOSTILE)
    def test_keeps_any_text(self, kind: str, shared_service: Service, shared_clinician: Visitor) -> None:
        path = unscheduled_path(shared_service, 2)
        fields = form_of(shared_clinician, path).fields
        draft: Sent = {**fields, "place": [path], "add": [HOSTILE[kind]], "minutes": [HOSTILE[kind]]}
        answer = sent(shared_clinician, f"/drafts/{fields['form_token'][0]}", draft, "PUT")
        assert answer.status == 200
        again = form_of(shared_clinician, path)
        assert again.value("minutes") == AS_READ[kind].replace("\x00", "\ufffd")
        assert SCRIPT not in shared_clinician.get(path).text

    @pytest.mark.parametrize("name", ["place", "form_token", "child"])
    def test_with_another_name_for_what_it_is_of(
        self, name: str, shared_service: Service, shared_clinician: Visitor
    ) -> None:
        path = unscheduled_path(shared_service, 3)
        fields = form_of(shared_clinician, path).fields
        before = rows_of(shared_service)
        for content in HOSTILE.values():
            draft: Sent = {**fields, "place": [path], name: [content]}
            assert sent(shared_clinician, f"/drafts/{fields['form_token'][0]}", draft, "PUT").status == 404
        assert rows_of(shared_service) == before

    def test_is_given_up_nowhere_else(self, shared_service: Service, shared_clinician: Visitor) -> None:
        proof = form_of(shared_clinician, unscheduled_path(shared_service, 3)).fields["proof"]
        for content in (*HOSTILE.values(), b"https://elsewhere.example/", b"//elsewhere.example/"):
            answer = sent(shared_clinician, "/drafts/given-up", {"proof": proof, "place": [content]})
            assert (answer.status, answer.location) == (404, "")


class TestAddresses:
    """What stands in an address is nobody's text to believe."""

    @pytest.mark.parametrize("kind", HOSTILE)
    def test_after_the_question_mark(self, kind: str, shared_service: Service, shared_clinician: Visitor) -> None:
        text = quote(HOSTILE[kind])
        record = f"/encounters/{encounters(shared_service)[0][0]}"
        assert shared_clinician.get(f"/needs?words={text}&team={text}").status == 200
        for place in (
            f"{unscheduled_path(shared_service, 3)}?as={text}",
            f"{record}?saved={text}",
            f"/timing?x={text}",
        ):
            answer = shared_clinician.get(place)
            assert answer.status in (200, 403)
            assert SCRIPT not in answer.text
        assert shared_clinician.get(f"{record}/family-copy.pdf?for={text}").status == 404

    @pytest.mark.parametrize("kind", [kind for kind in HOSTILE if kind != "too long"])
    def test_in_a_path(self, kind: str, shared_clinician: Visitor) -> None:
        text = quote(HOSTILE[kind], safe="")
        for pattern in ("/encounters/{}", "/encounters/{}/amendment", "/appointments/{}/encounter",
                        "/children/{}/referrals/{}/encounter", "/encounters/{}/needs/{}/coding",
                        "/encounters/{}/family-copy.pdf"):  # fmt: skip
            answer = shared_clinician.get(pattern.replace("{}", text))
            assert answer.status == 404, pattern
            assert SCRIPT not in answer.text

    def test_of_an_identity_beyond_the_range(self, shared_clinician: Visitor) -> None:
        assert shared_clinician.get(f"/appointments/{'Z' * 13}/encounter").status == 404


def test_strange_names_of_fields_do_no_harm(shared_service: Service, shared_clinician: Visitor) -> None:
    path = unscheduled_path(shared_service, 3)
    fields = form_of(shared_clinician, path).fields
    strange = {
        "": "x",
        "n0": "x",
        ".": "x",
        "group.": "x",
        "\x00": "x",
        "🧸.🧸": "x",
        "sent_along": "x",
        "n0.n0.n0": "x",
    }
    assert shared_clinician.post(path, {**fields, **strange, "add": "cp", "action": "find"}).status == 200
    answer = shared_clinician.post(path, {**fields, **strange, "action": "save"})
    assert (answer.status, fault_links(answer)) == (422, ["outcome"])


class TestRecordNumbers:
    """Numbers of the page of an appointment that somebody recorded meanwhile."""

    @pytest.mark.parametrize("kind", HOSTILE)
    def test_that_are_none(self, kind: str, shared_service: Service, shared_clinician: Visitor) -> None:
        path = f"/appointments/{recorded_appointment(shared_service)}/encounter"
        assert shared_clinician.get(path).status == 303
        fields = form_of(shared_clinician, unscheduled_path(shared_service, 3)).fields
        answer = sent(shared_clinician, path, {**fields, "record_number": [HOSTILE[kind]], "action": ["save"]})
        assert answer.status == 409


def recorded_appointment(service: Service) -> str:
    (row, *_) = service.rows("select appointment from encounter where appointment is not null order by id desc")
    return shown(Identity(int(str(row[0]))))
