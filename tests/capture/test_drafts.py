"""Drafts: a form as it was left, for one child and one place, and how it comes back."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.capture.beginning import fresh_form
from app.capture.drafts import LONGEST_DRAFT, child_of_place, draft_of, is_current, record_number_of, restored
from app.capture.form import form_digest, read_form
from app.capture.ports import Draft
from app.capture.typed import Typed
from app.errors import NotFound
from app.identity import Identity, shown
from tests.capture.visits import APPOINTMENT, TOKEN, visit_with, work_of
from tests.clinical.examples import ACCOUNT, CHILD, EPILEPSY, NOW, ORGANISATION, PALSY, REFERRAL, statement, visit

BEFORE = visit(date(2026, 5, 4), statement(501), identity=90)
BOOKED = f"/appointments/{shown(APPOINTMENT.id)}/encounter"
UNBOOKED = f"/children/{shown(CHILD)}/referrals/{shown(REFERRAL)}/encounter"
AMENDMENT = f"/encounters/{shown(BEFORE.id)}/amendment"
OTHER_TOKEN = "another-token-of-23-char"
OF_THE_PAGE = {"form_token", "record_number", "child", "version", "need"}


def kept(fields: dict[str, tuple[str, ...]], place: str = UNBOOKED) -> Draft:
    return draft_of({"child": (shown(CHILD),), **fields}, TOKEN, place, work_of(BEFORE))


def test_a_draft_is_the_form_as_it_was_left() -> None:
    draft = kept({"minutes": ("37",), "present": ("child", "mother"), "proof": ("p",), "action": ("save",)})
    assert (draft.organisation, draft.account, draft.child) == (ORGANISATION.id, ACCOUNT, CHILD)
    assert (draft.form_token, draft.place, draft.saved_at) == (TOKEN, UNBOOKED, NOW)
    assert json.loads(draft.fields) == {"child": [shown(CHILD)], "minutes": ["37"], "present": ["child", "mother"]}


@pytest.mark.parametrize("place", [BOOKED, UNBOOKED, AMENDMENT])
def test_a_form_stands_at_three_places_of_a_child(place: str) -> None:
    assert child_of_place(place, work_of(BEFORE)) == CHILD


@pytest.mark.parametrize(
    "place",
    [
        "",
        "/clinic",
        "https://elsewhere.example" + BOOKED,
        BOOKED + "/",
        BOOKED + "?as=home",
        BOOKED + "\n",
        "/appointments/0000000000000/encounter",
        f"/children/{shown(Identity(999))}/referrals/{shown(REFERRAL)}/encounter",
        f"/encounters/{shown(BEFORE.id)}",
        "/appointments/" + "Z" * 13 + "/encounter",
        "/appointments/" + "9" * 5_000 + "/encounter",
    ],
)
def test_at_no_other_place_is_a_draft_kept(place: str) -> None:
    with pytest.raises(NotFound):
        kept({}, place)


def test_a_draft_of_another_child_is_refused() -> None:
    for child in ((shown(Identity(999)),), (shown(CHILD), shown(CHILD)), ("",)):
        with pytest.raises(NotFound):
            kept({"child": child})


def test_a_draft_longer_than_any_form_is_refused() -> None:
    assert len(kept({"add": ("x" * (LONGEST_DRAFT - 100),)}).fields) < LONGEST_DRAFT
    with pytest.raises(NotFound):
        kept({"add": ("x" * LONGEST_DRAFT,)})


def test_a_character_no_database_takes_is_replaced_and_nothing_else() -> None:
    fields = json.loads(kept({"a\x00b": ("c\x00d", "as typed: \\u0000")}).fields)
    assert fields["a\ufffdb"] == ["c\ufffdd", "as typed: \\u0000"]


class TestADraftRestored:
    """On a page of its own, which knows what stands recorded now."""

    def test_says_what_was_typed(self) -> None:
        about = visit_with(BEFORE)
        form = fresh_form(about, TOKEN).with_text("minutes", "37").with_text("outcome", "review")
        again = restored(kept(posted(form)), about, OTHER_TOKEN)
        assert (again.text("minutes"), again.form_token) == ("37", OTHER_TOKEN)
        (said,) = read_form(again, about, work_of(BEFORE)).encounter.statements
        assert said.need == 501

    def test_has_the_needs_recorded_since(self) -> None:
        draft = kept(posted(fresh_form(visit_with(BEFORE), TOKEN)))
        since = visit(date(2026, 6, 1), statement(502, EPILEPSY), identity=91, record_number=2)
        about = visit_with(BEFORE, since)
        again = restored(draft, about, OTHER_TOKEN)
        assert [(need.key, need.text("concept"), need.here) for need in again.needs] == [
            ("n0", str(PALSY), True),
            ("n1", str(EPILEPSY), True),
        ]
        assert again.text("record_number") == "2"
        assert record_number_of(draft) == 1

    def test_of_an_amendment_follows_the_version_that_stands(self) -> None:
        about = visit_with(replace(BEFORE, version=3), current=replace(BEFORE, version=3))
        again = restored(kept({"version": ("1",), "amendment_reason": ("Mine",)}, AMENDMENT), about, OTHER_TOKEN)
        assert (again.text("version"), again.text("amendment_reason")) == ("3", "Mine")


@pytest.mark.parametrize("text", ["", "x", "-1", "٣", "9" * 10, "9" * 5_000])
def test_a_draft_that_does_not_know_its_record_number_is_of_the_beginning(text: str) -> None:
    assert record_number_of(kept({"record_number": (text,)})) == 0


def test_a_draft_is_offered_for_its_child_while_it_is_young() -> None:
    draft = kept({})
    assert is_current(draft, visit_with(), NOW)
    assert not is_current(draft, visit_with(), NOW + timedelta(seconds=1))
    assert not is_current(replace(draft, child=Identity(999)), visit_with(), NOW)


def posted(form: Typed) -> dict[str, tuple[str, ...]]:
    """A form as a browser sends it."""
    of_needs = {f"{need.key}.{name}": (text,) for need in form.needs for name, text in need.fields.items()}
    return {**form.fields, **of_needs, "need": tuple(need.key for need in form.needs)}


NAMES = st.one_of(st.text(max_size=12), st.sampled_from(["on", "add", "present", "n0.onset", "n0.words", "n3.here"]))


@given(st.dictionaries(NAMES, st.lists(st.text(max_size=40), min_size=1, max_size=3).map(tuple)))
def test_what_was_typed_comes_back_whole(fields: dict[str, tuple[str, ...]]) -> None:
    sent = {**fields, "need": ("n0", "n3"), "child": (shown(CHILD),)}
    again = posted(restored(kept(sent), visit_with(), OTHER_TOKEN))
    for name, texts in fields.items():
        if name in OF_THE_PAGE | {"proof", "action", "place"}:
            continue
        safe, shown_texts = name.replace("\x00", "\ufffd"), tuple(text.replace("\x00", "\ufffd") for text in texts)
        assert again[safe] == (shown_texts[-1:] if safe.startswith(("n0.", "n3.")) else shown_texts)


@given(st.dictionaries(NAMES, st.text(max_size=40)), st.text(max_size=30), st.text(max_size=30))
def test_the_digest_of_a_form_is_of_what_it_says_alone(fields: dict[str, str], mark: str, word: str) -> None:
    form = Typed.from_posted({**{name: (text,) for name, text in fields.items()}, "need": ("n0",)})
    for name in ("started", "first_input", "mode", "proof", "action", "add", "place"):
        assert form_digest(form.with_text(name, mark)) == form_digest(form)
    said = form.with_text("minutes", "30")
    assert (form_digest(said.with_text("minutes", word)) == form_digest(said)) is (word == "30")
