"""An area is read beside England, its region, its board and its statistical neighbours."""

from app.reports.card import Level
from app.reports.elsewhere.benchmarks import benchmarks
from app.reports.elsewhere.collection import Elsewhere, NamedArea
from app.reports.elsewhere.education import education_file
from app.reports.elsewhere.load import SHIPPED
from app.reports.elsewhere.neighbours import neighbours_file
from tests.reports.elsewhere.made_files import ALL_REVIEWS, SUNDERLAND, reviews

BOARD = NamedArea(Level.ICB, "QHM", "NHS North East and North Cumbria Integrated Care Board")


def elsewhere() -> Elsewhere:
    path = SHIPPED / "timeliness_20_week.csv"
    read = education_file(path.name, path.read_bytes())
    near = neighbours_file("x.csv", b"Sunderland,Durham,Rochdale\nDurham,Sunderland,Durham\nRochdale,,\n")
    return Elsewhere(education={read.name: read}, neighbours=near)


def test_the_benchmarks_of_an_authority_are_found_with_their_codes() -> None:
    found = benchmarks(elsewhere(), "E08000024", board=BOARD)
    assert (found.england.code, found.england.name) == ("E92000001", "England")
    assert found.region == NamedArea(Level.REGION, "E12000001", "North East")
    assert found.board == BOARD
    assert [(each.code, each.name) for each in found.neighbours] == [("E06000047", "County Durham")]


def test_a_neighbour_whose_code_nobody_says_is_named_as_unplaced() -> None:
    assert benchmarks(elsewhere(), "E08000024").unplaced == ("Rochdale",)


def test_an_area_that_no_file_knows_has_england_alone() -> None:
    found = benchmarks(Elsewhere(), "E08000024")
    assert (found.england.code, found.region, found.board, found.neighbours) == ("E92000001", None, None, ())


def test_the_region_may_come_from_the_lists_of_places() -> None:
    found = benchmarks(elsewhere(), "E99999999", region="E12000001")
    assert found.region is not None
    assert found.region.name == "North East"


def test_a_neighbour_whose_code_has_changed_has_the_one_in_force() -> None:
    """Gateshead was E08000020 until its boundary changed in 2013, and E08000037 since."""
    before = SUNDERLAND.replace("2024,", "2012,").replace("E08000024,394,Sunderland", "E08000020,390,Gateshead")
    since = SUNDERLAND.replace("E08000024,394,Sunderland", "E08000037,390,Gateshead")
    rows = [f"{each},{ALL_REVIEWS},1,1,1,1,1,1,1" for each in (before, since, SUNDERLAND)]
    read = education_file("annual_reviews.csv", reviews(*rows))
    near = neighbours_file("x.csv", b"Sunderland,Gateshead\nGateshead,Sunderland\n")
    found = benchmarks(Elsewhere(education={read.name: read}, neighbours=near), "E08000024")
    assert [each.code for each in found.neighbours] == ["E08000037"]
