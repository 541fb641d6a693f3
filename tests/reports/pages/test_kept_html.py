"""Pieces of pages are kept by what they show, and by the words they were made with."""

from collections.abc import Callable

from markupsafe import Markup

from app.reports.pages.kept_html import KeptHtml

WORDS = object()


def making(told: list[str], text: str) -> Callable[[], Markup]:
    def make() -> Markup:
        told.append(text)
        return Markup(text)  # noqa: S704  # a text of these tests

    return make


def test_a_piece_is_made_once() -> None:
    kept, told = KeptHtml(), list[str]()
    assert [kept("a", WORDS, making(told, "<p>A</p>")) for _ in range(3)] == ["<p>A</p>"] * 3
    assert kept("b", WORDS, making(told, "<p>B</p>")) == "<p>B</p>"
    assert told == ["<p>A</p>", "<p>B</p>"]


def test_a_piece_is_made_anew_with_other_words() -> None:
    kept, told = KeptHtml(), list[str]()
    kept("a", WORDS, making(told, "before"))
    assert kept("a", object(), making(told, "after")) == "after"
    assert told == ["before", "after"]


def test_those_asked_for_last_are_kept_within_so_many_characters() -> None:
    kept, told = KeptHtml(10), list[str]()
    for text in ("aaaa", "bbbb", "aaaa", "cccc"):
        kept(text, WORDS, making(told, text))
    told.clear()
    for text in ("cccc", "aaaa", "bbbb"):
        kept(text, WORDS, making(told, text))
    assert told == ["bbbb"]


def test_a_piece_longer_than_all_the_room_is_given_and_not_kept() -> None:
    kept, told = KeptHtml(3), list[str]()
    assert [kept("a", WORDS, making(told, "aaaa")) for _ in range(2)] == ["aaaa", "aaaa"]
    assert told == ["aaaa", "aaaa"]


def test_a_piece_that_replaces_another_takes_its_room() -> None:
    kept, told = KeptHtml(8), list[str]()
    kept("b", WORDS, making(told, "bb"))
    for _ in range(5):
        kept("a", object(), making(told, "aaaa"))
    told.clear()
    kept("b", WORDS, making(told, "bb"))
    assert told == []
