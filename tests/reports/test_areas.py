"""Areas are told by their names, and an authority in its region; what is not known is said to be so."""

from dataclasses import replace

from app.reports.areas import areas_of
from app.reports.card import Level
from app.reports.copy.places import Places
from app.reports.elsewhere.collection import Elsewhere, NamedArea
from app.reports.elsewhere.education import education_file
from app.reports.elsewhere.load import SHIPPED

PLACES = Places(
    authorities={"ZN1": "ZE901", "ZN2": "ZE902"},
    regions={"ZE901": "ZE9", "ZE902": "ZE9"},
    boards={"Z99001": "QZZ"},
    names={"ZE901": "Northmoor", "ZE9": "Northern Marches", "QZZ": "NHS Northern Marches Integrated Care Board"},
)


def elsewhere() -> Elsewhere:
    path = SHIPPED / "timeliness_20_week.csv"
    read = education_file(path.name, path.read_bytes())
    return Elsewhere(education={read.name: read})


def test_an_area_is_called_by_its_name_at_its_level() -> None:
    areas = areas_of(PLACES, elsewhere())
    assert areas.name(Level.LOCAL_AUTHORITY, "ZE901") == "Northmoor"
    assert areas.name(Level.RESPONSIBLE_AUTHORITY, "ZE901") == "Northmoor"
    assert areas.name(Level.REGION, "ZE9") == "Northern Marches"
    assert areas.name(Level.ICB, "QZZ") == "NHS Northern Marches Integrated Care Board"
    assert areas.name(Level.LOCAL_AUTHORITY, "E08000024") == "Sunderland"
    assert areas.name(Level.ENGLAND, "E92000001") == "England"


def test_an_area_without_a_name_is_called_by_its_code_and_unknown_is_not_known() -> None:
    areas = areas_of(PLACES, Elsewhere())
    assert areas.name(Level.LOCAL_AUTHORITY, "ZE902") == "ZE902"
    assert areas.name(Level.REGION, "ZE901") == "ZE901"
    assert {areas.name(level, "unknown") for level in Level} == {"Not known"}


def test_an_authority_lies_in_its_region_and_in_england_and_a_board_in_england_alone() -> None:
    areas = areas_of(PLACES, elsewhere())
    country = (Level.ENGLAND, "E92000001")
    assert areas.around(Level.LOCAL_AUTHORITY, "ZE901") == ((Level.REGION, "ZE9"), country)
    assert areas.around(Level.RESPONSIBLE_AUTHORITY, "E08000024") == ((Level.REGION, "E12000001"), country)
    assert areas.around(Level.REGION, "ZE9") == (country,)
    assert areas.around(Level.ICB, "QZZ") == (country,)
    assert areas.around(Level.LOCAL_AUTHORITY, "unknown") == (country,)
    assert areas.around(Level.ENGLAND, "E92000001") == ()


def test_the_authorities_of_a_region_come_in_order_of_their_names() -> None:
    areas = areas_of(PLACES, elsewhere())
    assert areas.within("ZE9") == ("ZE901", "ZE902")
    north_east = [areas.name(Level.LOCAL_AUTHORITY, each) for each in areas.within("E12000001")]
    assert len(north_east) == 12
    assert north_east[:3] == ["County Durham", "Darlington", "Gateshead"]
    assert areas.region("unknown") == "unknown"


def test_the_lists_of_places_come_before_others_and_these_before_files() -> None:
    others = (NamedArea(Level.LOCAL_AUTHORITY, "ZE901", "Another"), NamedArea(Level.PROVIDER, "RXX01", "The Trust"))
    areas = areas_of(PLACES, elsewhere(), (*others, NamedArea(Level.LOCAL_AUTHORITY, "E08000024", "Sunderland City")))
    assert areas.name(Level.LOCAL_AUTHORITY, "ZE901") == "Northmoor"
    assert areas.name(Level.LOCAL_AUTHORITY, "E08000024") == "Sunderland City"
    assert areas.listed(Level.PROVIDER) == (("RXX01", "The Trust"),)


def test_an_authority_lies_in_a_board_where_the_lists_say_and_nothing_else_does() -> None:
    areas = areas_of(replace(PLACES, boards_around={"ZE901": "QYY"}), elsewhere())
    assert areas.board(Level.LOCAL_AUTHORITY, "ZE901") == "QYY"
    assert areas.board(Level.RESPONSIBLE_AUTHORITY, "ZE901") == "QYY"
    assert areas.board(Level.LOCAL_AUTHORITY, "ZE902") == ""
    assert areas.board(Level.REGION, "ZE901") == ""
    assert (Level.ICB, "QYY") not in areas.around(Level.LOCAL_AUTHORITY, "ZE901")


def test_what_an_authority_is_read_beside_has_its_region_and_its_board() -> None:
    found = areas_of(PLACES, elsewhere()).beside(elsewhere(), "E08000024", "QZZ")
    assert found.region is not None
    assert (found.region.name, found.board) == (
        "North East",
        NamedArea(Level.ICB, "QZZ", "NHS Northern Marches Integrated Care Board"),
    )
