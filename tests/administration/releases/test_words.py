"""Releases in words."""

from datetime import UTC, date, datetime

from app.administration.releases.words import changes_in_words, counted, release_lines
from app.identity import Identity
from app.terminology.concept import ConceptId
from app.terminology.differences import Differences, Renamed
from app.terminology.releases import LoadedRelease, Switch

AT = datetime(2026, 7, 1, 11, 5, tzinfo=UTC)
ONE, PERSON = Identity(1), Identity(9)
RELEASE = LoadedRelease(ONE, "aa", "Spring", "http://snomed.info/sct/1", date(2026, 4, 1), 1_000, 1, AT, PERSON)


def test_a_count_has_commas_and_the_right_number_of_things() -> None:
    assert [counted(each, "member") for each in (0, 1, 2_000)] == ["0 members", "1 member", "2,000 members"]
    assert counted(1, "is", "are") == "1 is"


def test_the_list_marks_what_is_in_use_and_tells_times_as_the_clinics_clock_shows_them() -> None:
    switches = (Switch(2, None, AT, PERSON, 1), Switch(1, ONE, AT))
    assert list(release_lines([RELEASE], switches, "As published", {PERSON: "nadia"})) == [
        "        aa  Spring",
        "        http://snomed.info/sct/1, effective 01-Apr-2026; 1,000 active concepts, 1 term searched",
        "        loaded 01-Jul-2026 12:05 by nadia",
        "in use  shipped           As published",
        "Switches, the last first:",
        "  2  01-Jul-2026 12:05  to the shipped list by nadia, undoing switch 1",
        "  1  01-Jul-2026 12:05  to Spring (aa) by command",
    ]


def test_an_account_that_is_gone_is_no_fault() -> None:
    assert "by an account that is gone" in "\n".join(release_lines([RELEASE], (), "As published", {}))


def test_no_difference_is_said_to_be_none() -> None:
    assert changes_in_words(Differences((), (), ())).endswith("the same as before.")
    renamed = Renamed(ConceptId(138875005), "Root", "Top")
    assert changes_in_words(Differences((), (), (renamed,))) == (
        "In the reference set: 0 members joined; 0 left, of which 0 are replaced; 1 is called otherwise."
    )
