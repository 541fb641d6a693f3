"""The finder of a planted count finds it however it is written, and nothing else."""

import io
import json
import re
import zipfile

import pytest
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from app.reports.card import Breakdown, Level
from app.reports.cube import Cell, Cube, Raw
from app.reports.disclosure import release_one
from app.reports.periods import Quarter
from tests.reports.planted import SHOWN, TRUE, sightings


@pytest.mark.parametrize(
    "text",
    [
        "1237",
        "1,237 children",
        "1 237",
        "1\u00a0237",
        "1\u202f237",
        "1.237",
        "1'237",
        "1’237",
        "1_237",
        "1237.0",
        "1.237e3",
        "1.237E+03",
        "=1236",
        "there are 1238.",
        "1237%",
        "One thousand two hundred and thirty-seven",
        '<a href="/x?n=1%2C237">',
        '<p aria-label="1&#44;237 children">',
        "<b>1</b><i>,237</i>",
        "&#49;237",
        '{"n": "\\u0031237"}',
        '{"n": 1.237e3}',
        '{"n": 1237}',
        "a,b\nE08000024,1237\n",
        "E08000024,1237,4320\n",
        "E08000024,1237,100\n",
    ],
)
def test_the_count_is_found_however_it_is_written(text: str) -> None:
    assert sightings(text.encode())


@pytest.mark.parametrize(
    "text", ["1235", "1,235", "11237", "12370", "1,237,000", "0.1237", "21.237", "2026-Q3", "1234"]
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert sightings(text.encode()) == []


def test_the_count_is_found_in_utf_16() -> None:
    assert sightings("n;1237".encode("utf-16"))


@pytest.mark.parametrize("name", ["xl/worksheets/sheet1.xml", "counts-1237.csv"])
def test_the_count_is_found_within_a_workbook_and_in_the_name_of_a_member(name: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as workbook:
        workbook.writestr(name, "<c><v>1237</v></c>" if name.startswith("xl") else "nothing")
    assert next(re.split("[,:]", each)[0] for each in sightings(packed.getvalue())) in (name, "name of a member")


def test_the_count_is_found_in_the_text_the_properties_and_an_attachment_of_a_pdf() -> None:
    assert _pdf() == []
    assert "page 1" in _pdf(text="1,237 children")[0]
    assert "properties" in _pdf(title="1237 children")[0]
    assert "data.json" in _pdf(attached=json.dumps({"n": TRUE}))[0]


def _pdf(text: str = "", title: str = "", attached: str = "") -> list[str]:
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    stream = DecodedStreamObject()
    stream.set_data(f"BT /F1 12 Tf 10 10 Td ({text}) Tj ET".encode())
    font = DictionaryObject(
        {NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1")}
        | {NameObject("/BaseFont"): NameObject("/Helvetica")}
    )
    fonts = DictionaryObject({NameObject("/F1"): font})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    page[NameObject("/Contents")] = writer._add_object(stream)
    writer.add_metadata({"/Title": title})
    if attached:
        writer.add_attachment("data.json", attached.encode())
    made = io.BytesIO()
    writer.write(made)
    return sightings(made.getvalue())


def test_a_true_count_of_1237_is_released_as_1235_and_as_nothing_else() -> None:
    cube = Cube(
        "needs",
        Level.LOCAL_AUTHORITY,
        Breakdown.NONE,
        Quarter(2026, 3),
        {Cell("E08000024", "", ""): Raw(TRUE, 4321), Cell("E06000002", "", ""): Raw(40, TRUE)},
    )
    table = release_one(cube)
    assert [row.numerator.number for row in table.rows] == [40, SHOWN]
    assert [row.denominator.text for row in table.rows] == ["1,235", "4,320"]
    written = json.dumps([[str(row), row.numerator.text, row.denominator.text, row.share.text] for row in table.rows])
    assert sightings(written.encode()) == []
    assert sightings(repr(table).encode()) == []
    assert sightings(repr(cube).encode()) == []
