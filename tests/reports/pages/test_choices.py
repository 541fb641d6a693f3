"""What an area may be read beside: England, its region, the reader's boards, its neighbours together and one by one."""

from dataclasses import replace

import pytest

from app.errors import NotFound
from app.reports.areas import Areas, areas_of
from app.reports.card import Level
from app.reports.copy.places import Places
from app.reports.desk import Area
from app.reports.elsewhere.collection import Elsewhere
from app.reports.elsewhere.education import education_file
from app.reports.elsewhere.load import SHIPPED
from app.reports.elsewhere.neighbours import neighbours_file
from app.reports.pages.choices import Choice, choices, chosen

SUNDERLAND = Area(Level.LOCAL_AUTHORITY, "E08000024")
BOARD = Area(Level.ICB, "QHM")
PLACES = Places(boards={"A1": "QHM"}, names={"QHM": "NHS North East and North Cumbria"})


def elsewhere(near: bytes = b"Sunderland,Durham,Gateshead\nDurham,Sunderland,Durham\nGateshead,,\n") -> Elsewhere:
    path = SHIPPED / "timeliness_20_week.csv"
    read = education_file(path.name, path.read_bytes())
    return Elsewhere(education={read.name: read}, neighbours=neighbours_file("x.csv", near))


def areas(of: Elsewhere) -> Areas:
    return areas_of(PLACES, of)


def offered(area: Area, *own: Area, near: Elsewhere | None = None) -> tuple[Choice, ...]:
    known = near or elsewhere()
    return choices(area, areas(known), known, own)


def keys(area: Area, *own: Area) -> list[str]:
    return [each.key for each in offered(area, *own)]


def test_an_authority_is_read_beside_england_its_region_and_its_neighbours() -> None:
    found = offered(SUNDERLAND)
    assert [(each.key, each.words, each.among) for each in found] == [
        ("england", "England", ""),
        ("region", "North East (region)", ""),
        ("neighbours", "Statistical neighbours together (2)", "Statistical neighbours"),
        ("neighbour:E06000047", "County Durham", "Statistical neighbours"),
        ("neighbour:E08000037", "Gateshead", "Statistical neighbours"),
    ]
    group = found[2]
    assert group.group
    assert [each.code for each in group.areas] == ["E06000047", "E08000037"]
    assert "County Durham, Gateshead" in group.note


def test_a_board_is_offered_to_those_whose_own_it_is_and_to_nobody_else() -> None:
    assert "icb:QHM" not in keys(SUNDERLAND)
    assert "icb:QHM" in keys(SUNDERLAND, SUNDERLAND, BOARD)
    assert "NHS North East and North Cumbria (integrated care board)" in [
        each.words for each in offered(SUNDERLAND, BOARD)
    ]


def test_the_board_in_which_an_authority_lies_comes_first_of_the_readers_boards_and_says_so() -> None:
    other, known = Area(Level.ICB, "QZZ"), elsewhere()
    around = areas_of(replace(PLACES, boards_around={SUNDERLAND.code: "QHM"}), known)
    found = choices(SUNDERLAND, around, known, (other, BOARD))
    assert [(each.key, each.words) for each in found if each.key.startswith("icb:")] == [
        ("icb:QHM", "NHS North East and North Cumbria (integrated care board of this area)"),
        ("icb:QZZ", "QZZ (integrated care board)"),
    ]
    assert not any(each.key.startswith("icb:") for each in choices(SUNDERLAND, around, known, (SUNDERLAND,)))


def test_a_board_whose_name_says_what_it_is_is_not_told_twice() -> None:
    known = elsewhere()
    places = Places(names={"QHM": "NHS North East Integrated Care Board"}, boards_around={SUNDERLAND.code: "QHM"})
    words = [each.words for each in choices(SUNDERLAND, areas_of(places, known), known, (BOARD,))]
    assert "NHS North East Integrated Care Board (of this area)" in words


def test_the_neighbours_of_a_responsible_authority_are_of_its_own_level() -> None:
    placed = offered(Area(Level.RESPONSIBLE_AUTHORITY, SUNDERLAND.code))
    assert {area.level for each in placed[2:] for area in each.areas} == {Level.RESPONSIBLE_AUTHORITY}


def test_a_neighbour_without_a_code_is_named_as_left_out() -> None:
    found = offered(SUNDERLAND, near=elsewhere(b"Sunderland,Durham,Rochdale\nDurham,Sunderland,Durham\nRochdale,,\n"))
    assert [each.key for each in found] == ["england", "region", "neighbour:E06000047"]
    assert "Rochdale" in found[-1].note


@pytest.mark.parametrize(
    ("area", "found"),
    [
        (Area(Level.ENGLAND, "E92000001"), []),
        (Area(Level.REGION, "E12000001"), ["england", "icb:QHM"]),
        (BOARD, ["england"]),
        (Area(Level.PROVIDER, "RXX01"), ["england", "icb:QHM"]),
        (Area(Level.LOCAL_AUTHORITY, "unknown"), ["england", "icb:QHM"]),
    ],
)
def test_other_levels_have_england_and_boards_alone_and_england_nothing(area: Area, found: list[str]) -> None:
    assert keys(area, BOARD) == found


class TestChosen:
    def test_england_is_chosen_where_nothing_else_is(self) -> None:
        found = chosen(offered(SUNDERLAND), "")
        assert found is not None
        assert found.key == "england"

    def test_nothing_may_be_chosen(self) -> None:
        assert chosen(offered(SUNDERLAND), "nothing") is None
        assert chosen((), "") is None

    @pytest.mark.parametrize("key", ["icb:QHM", "neighbour:E09000001", "region:x", "\x00", "England"])
    def test_what_is_not_offered_is_not_found(self, key: str) -> None:
        with pytest.raises(NotFound, match="Choose from the list"):
            chosen(offered(SUNDERLAND), key)
