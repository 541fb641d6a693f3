"""Which area a postcode and a practice lie in, from lists by hand and from those of the ONS."""

import hashlib
from pathlib import Path

import pytest

from app.reports.copy.load import PlacesFault, load_places
from app.reports.copy.places import UNKNOWN, Places

DEMO = Path(__file__).parents[3] / "app" / "demo" / "places"


def folder_with(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def faults(folder: Path) -> list[str]:
    with pytest.raises(PlacesFault) as refused:
        load_places(folder, with_directory=False)
    return [str(each).replace(f"{folder}/", "") for each in refused.value.faults]


def test_a_whole_postcode_tells_more_than_its_outward_part() -> None:
    places = Places(authorities={"ZN1": "ZE901", "ZN14AB": "ZE902"})
    assert places.local_authority("zn1 4ab") == "ZE902"
    assert places.local_authority("ZN1 4AD") == "ZE901"
    assert places.local_authority("ZN11 4AD") == UNKNOWN


@pytest.mark.parametrize("postcode", [None, "", " ", "ZN", "ZN1", "1AA", "ZZ99 3VZ"])
def test_what_is_no_whole_postcode_lies_nowhere_known(postcode: str | None) -> None:
    places = Places(authorities={"ZN1": "ZE901"}, deciles={"ZN1": "1"})
    assert (places.local_authority(postcode), places.decile(postcode)) == (UNKNOWN, UNKNOWN)


def test_a_district_is_counted_with_its_upper_tier_authority() -> None:
    places = Places(authorities={"ZN1": "E07000001"}, districts={"E07000001": "E10000001"})
    assert places.local_authority("ZN1 4AB") == "E10000001"


def test_the_demonstrations_places_are_read() -> None:
    places = load_places(DEMO, with_directory=False)
    assert [places.local_authority(each) for each in ("ZN1 4AB", "ZN15 9ZZ", "ZN19 1AA")] == ["ZE901", "ZE902", "ZE903"]
    assert (places.region("ZE901"), places.board("z99024 "), places.decile("ZN19 1AA")) == ("ZE9", "QZZ", "10")
    assert places.names["ZE901"] == "Northmoor"


def test_columns_stand_in_any_order_and_blank_lines_and_a_byte_order_mark_do_no_harm(tmp_path: Path) -> None:
    folder_with(tmp_path, postcodes="\ufefflocal_authority,note,postcode\r\n\r\nE06000001,,TS24 7NT\r\n")
    assert load_places(tmp_path, with_directory=False).local_authority("TS247NT") == "E06000001"


def test_without_lists_nothing_is_known(tmp_path: Path) -> None:
    places = load_places(tmp_path / "nowhere", with_directory=False)
    assert (places.local_authority("TS24 7NT"), places.region("E06000001"), places.board("A81001")) == (UNKNOWN,) * 3


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("postcodes", "postcode\nZN1\n", "postcodes.csv, line 1: There is no column local_authority."),
        ("postcodes", "", "postcodes.csv, line 1: There is no column postcode, local_authority."),
        ("postcodes", "postcode,local_authority\nZN1\n", "postcodes.csv, line 2: 1 fields where 2 are due."),
        ("postcodes", "postcode,local_authority\nZN1,\n", "postcodes.csv, line 2: 'ZN1', '' cannot be used."),
        ("postcodes", "postcode,local_authority\nZN1;2,ZE1\n", "postcodes.csv, line 2: 'ZN1;2', 'ZE1' cannot be used."),
        ("postcodes", "postcode,local_authority\nZN1,A1\nzn1,A2\n", "postcodes.csv, line 3: ZN1 is there twice"),
        ("deprivation", "postcode,decile\nZN1,11\n", "deprivation.csv, line 2: 'ZN1', '11' cannot be used."),
        ("practices", 'gp_practice,icb\n"Z99001,QZZ\n', "practices.csv: The file is no CSV"),
        ("boards", "icb,name\nQZZ,\x07\n", "boards.csv, line 2: 'QZZ', '\\x07' cannot be used."),
    ],
)
def test_a_list_that_cannot_be_used_is_refused_with_file_and_line(
    tmp_path: Path, name: str, text: str, expected: str
) -> None:
    (fault,) = faults(folder_with(tmp_path, **{name: text}))
    assert fault.startswith(expected)


AUTHORITIES = "local_authority,name,region,icb\nZE901,Northmoor,ZE9,qzz\nZE902,Fellside,ZE9, \n"


def test_an_authority_may_have_the_board_in_which_it_lies_or_none(tmp_path: Path) -> None:
    places = load_places(folder_with(tmp_path, authorities=AUTHORITIES), with_directory=False)
    assert places.boards_around == {"ZE901": "QZZ"}
    without = "local_authority,name,region\nZE901,Northmoor,ZE9\n"
    assert load_places(folder_with(tmp_path, authorities=without), with_directory=False).boards_around == {}


def test_a_board_that_is_no_code_is_refused_with_its_line(tmp_path: Path) -> None:
    (fault,) = faults(folder_with(tmp_path, authorities=AUTHORITIES.replace("qzz", "Q Z")))
    assert fault.startswith("authorities.csv, line 2: 'ZE901', 'Q Z' cannot be used.")


def test_a_list_that_says_no_board_has_the_version_it_had_before(tmp_path: Path) -> None:
    """Another version has every child's rows made anew. The file is read twice for what it must have."""
    text = "local_authority,name,region\nZE901,Northmoor,ZE9\n"
    told = f"authorities.csv:{len(text)}:{text}" * 2
    found = load_places(folder_with(tmp_path, authorities=text), with_directory=False).version
    assert found == hashlib.sha256(told.encode()).hexdigest()


def test_a_list_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "boards.csv").write_bytes("icb,name\nQZZ,Nørth\n".encode("latin-1"))
    assert faults(tmp_path) == ["boards.csv: The file is not text in UTF-8. Save it as CSV in UTF-8."]


def test_another_state_of_the_lists_has_another_version(tmp_path: Path) -> None:
    first = load_places(folder_with(tmp_path, boards="icb,name\nQZZ,One\n"), with_directory=False).version
    assert load_places(tmp_path, with_directory=False).version == first
    assert load_places(folder_with(tmp_path, boards="icb,name\nQZZ,Two\n"), with_directory=False).version != first


def test_the_directory_knows_englands_postcodes_and_counts_districts_with_their_county(tmp_path: Path) -> None:
    places = load_places(tmp_path)
    # ONS Postcode Directory: Hartlepool Civic Centre; Durham; Jersey is not in England; no postcode begins with Q.
    assert places.local_authority("TS24 8AY") == "E06000001"
    assert places.local_authority("JE2 3QA") == UNKNOWN
    assert places.local_authority("QQ1 1QQ") == UNKNOWN
    # Cambridge (district E07000008) lies in Cambridgeshire.
    assert places.local_authority("CB2 3QJ") == "E10000003"
    assert places.names["E10000003"] == "Cambridgeshire"


def test_the_installations_own_list_comes_before_the_directory(tmp_path: Path) -> None:
    folder_with(tmp_path, postcodes="postcode,local_authority\nTS24,ZE901\n")
    assert load_places(tmp_path).local_authority("TS24 8AY") == "ZE901"
