"""Which column of a returned file means what."""

import pytest

from app.csds.returned.faults import RowFault
from app.csds.returned.layout import SPELLINGS, Meaning, layout_of, plain
from tests.service import REPOSITORY


def test_headings_are_known_by_their_accepted_spellings_whatever_their_capitals_and_signs() -> None:
    layout = layout_of(("Error Code", "table_name", "FIELD", "care contact id", "Loaded On"), {})
    assert layout.places == {Meaning.RULE: 0, Meaning.TABLE: 1, Meaning.FIELD: 2, Meaning.CONTACT: 3}
    assert layout.unread == ("Loaded On",)


def test_no_spelling_is_accepted_for_two_meanings() -> None:
    spelt = [plain(each) for spellings in SPELLINGS.values() for each in spellings]
    assert len(spelt) == len(set(spelt))


def test_a_mapping_goes_before_the_spellings() -> None:
    layout = layout_of(("Ref", "Rule", "Table", "Thing"), {"ref": Meaning.RULE, "THING": Meaning.PATIENT})
    assert layout.places == {Meaning.RULE: 0, Meaning.TABLE: 2, Meaning.PATIENT: 3}
    assert layout.unread == ("Rule",)


def test_a_column_that_a_mapping_gives_another_meaning_loses_its_own() -> None:
    layout = layout_of(("Rule", "Code", "Table"), {"Rule": Meaning.MESSAGE})
    assert layout.places == {Meaning.MESSAGE: 0, Meaning.RULE: 1, Meaning.TABLE: 2}


@pytest.mark.parametrize(
    ("headings", "lacking"),
    [
        (("Table", "Field"), "the rule (or error code)"),
        (("Rule", "Message"), "what a line is about"),
        (("Alpha", "Beta"), "Alpha, Beta"),
        ((), "none"),
    ],
)
def test_columns_that_do_not_tell_enough_are_refused_with_what_was_found_and_how_to_map_it(
    headings: tuple[str, ...], lacking: str
) -> None:
    with pytest.raises(RowFault) as raised:
        layout_of(headings, {})
    assert lacking in raised.value.what
    assert "mapping" in raised.value.mend


def test_two_columns_that_may_mean_the_same_are_refused_and_a_mapping_settles_it() -> None:
    headings = ("Rule", "Error Code", "Table")
    with pytest.raises(RowFault, match="'Rule' and 'Error Code'"):
        layout_of(headings, {})
    assert layout_of(headings, {"Error Code": Meaning.RULE}).places[Meaning.RULE] == 1


def test_a_mapping_of_a_column_that_is_not_there_is_refused() -> None:
    with pytest.raises(RowFault, match="which the file does not have"):
        layout_of(("Rule", "Table"), {"Ref": Meaning.RULE})


def test_thousands_of_headings_are_told_in_short() -> None:
    with pytest.raises(RowFault) as raised:
        layout_of(tuple(f"Column {number} " + "x" * 100 for number in range(5_000)), {})
    assert "and 4,960 more" in raised.value.what
    assert len(raised.value.what) < 4_000


def test_the_guide_lists_every_spelling_that_is_accepted() -> None:
    guide = (REPOSITORY / "docs" / "csds.md").read_text()
    for meaning, spellings in SPELLINGS.items():
        assert f"| `{meaning.value}` | {', '.join(spellings)} |" in guide
