"""Statistical neighbours are read by column, whatever the spelling of an authority's name."""

import csv
import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reports.elsewhere.faults import ElsewhereFault
from app.reports.elsewhere.neighbours import likeness, neighbours_file, neighbours_text

FILE = (
    'Sunderland,Durham,"Kingston Upon Hull, City of",Gateshead\n'
    'Gateshead,Sunderland,Durham,Sunderland\nDurham,"Kingston upon Hull, City of",,Durham\n,,,\n'
)


def refusal(text: str) -> str:
    with pytest.raises(ElsewhereFault) as told:
        neighbours_file("stat neighbours.csv", text.encode())
    return str(told.value)


def test_the_neighbours_of_an_authority_come_in_order() -> None:
    read = neighbours_file("stat neighbours.csv", FILE.encode())
    assert read.of["Sunderland"] == ("Gateshead", "Durham")
    assert read.of["Kingston Upon Hull, City of"] == ("Durham",)


def test_an_authority_is_found_by_the_name_that_other_files_give_it() -> None:
    read = neighbours_file("x.csv", FILE.encode())
    assert read.near("County Durham") == ("Sunderland", "Kingston upon Hull, City of")
    assert read.near("Kingston upon Hull, City of") == ("Durham",)
    assert read.near("Leeds") == ()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Durham", "County Durham", True),
        ("Bristol, City of", "Bristol", True),
        ("Herefordshire, County of", "Herefordshire", True),
        ("Bedford Borough", "Bedford", True),
        ("St. Helens", "St Helens", True),
        ("Redcar & Cleveland", "Redcar and Cleveland", True),
        ("Derby", "Derbyshire", False),
        ("Kingston upon Thames", "Kingston upon Hull, City of", False),
        ("North Tyneside", "South Tyneside", False),
        ("City of London", "Islington", False),
    ],
)
def test_names_are_told_apart_where_authorities_differ(one: str, other: str, same: bool) -> None:
    assert (likeness(one) == likeness(other)) is same


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Durham,County Durham\nx,x\n", "Column County Durham: 'County Durham' stands beside 'Durham'."),
        ("A,B\nB,Nowhere\n", "line 2: Column B: 'Nowhere' is not in the first line."),
        ("A,B\nA,A\n", "line 2: Column A: 'A' was named before."),
        ("A,B\nB,A\nB,\n", "line 3: Column A: 'B' was named before."),
        ("A,B\n,\n", "no rows"),
    ],
)
def test_a_wrong_name_is_told_with_its_line_and_column(text: str, says: str) -> None:
    assert says in refusal(text)


@given(st.permutations("Aber Bex Cor Dun Eck Fal".split()), st.integers(1, 5))
def test_what_is_kept_is_read_again_as_it_was(names: list[str], depth: int) -> None:
    columns = [[names[(place + step) % len(names)] for step in range(1, depth + 1)] for place in range(len(names))]
    text = io.StringIO(newline="")
    csv.writer(text).writerows([names, *zip(*columns, strict=True)])
    read = neighbours_file("x.csv", text.getvalue().encode())
    assert [*read.of.values()] == [tuple(each) for each in columns]
    assert neighbours_file("kept.csv", neighbours_text(read)) == read


@given(st.binary(max_size=80))
def test_any_bytes_are_read_or_refused_and_nothing_else_happens(content: bytes) -> None:
    with suppress(ElsewhereFault):
        assert neighbours_file("x.csv", content).of
