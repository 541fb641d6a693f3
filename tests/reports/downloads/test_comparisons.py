"""What files say of a measure beside other areas: what its page shows to the same reader, and nothing else."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from csvw import CSVW
from pypdf import PdfReader

from app.released.figure import HIDDEN, HIDDEN_SHARE, Figure, Standing
from app.released.table import Comparison, ReleasedTable, TableKey
from app.reports.card import Breakdown
from app.reports.desk import Area, AreaView
from app.reports.downloads.comparisons import Comparisons, Statistic, compared_with_all, put_together
from app.reports.downloads.document import Document, document_bytes
from app.reports.downloads.publication import Publication, json_text
from app.reports.downloads.sheets import INDICATORS_HEAD, RATES_HEAD, SHARES_HEAD
from app.reports.downloads.tidy import COLUMNS as OF_MEASURES
from app.reports.downloads.tidy import OF_PLACES, OF_ROWS
from app.reports.downloads.tidy_comparisons import COLUMNS, comparisons_csvw_text, comparisons_text
from app.reports.downloads.workbook import workbook_bytes
from app.reports.measures import CARDS
from app.reports.pages.indicators import indicator_table
from app.reports.pages.sections import Setting, area_section
from app.web.pages import STATIC
from tests.reports import kept
from tests.reports.downloads.compared_area import (
    BOARD,
    IDENTITY,
    NORTHMOOR,
    QUARTER,
    compared,
    elsewhere,
    indicators,
    offered,
    publication,
    read,
    release,
    wording,
)

PROVIDER_ALONE = "form_seconds"
PLANS = "ehc_plans_by_need"


def keys(told: Comparisons, statistic: Statistic = Statistic.SHARE) -> list[str]:
    """What a table is beside, each once."""
    return list(dict.fromkeys(each.beside.key for each in told.of(statistic) if each.beside is not None))


def stands(told: Comparisons, beside: str, statistic: Statistic = Statistic.SHARE) -> dict[str, str]:
    return {
        each.row.item: each.beside.comparison.value
        for each in told.of(statistic)
        if each.beside is not None and each.beside.key == beside
    }


def test_shares_stand_beside_each_area_as_its_interval_leaves_the_other_out() -> None:
    """615 of 1,235 is 49.8 % (47.0 to 52.6): England has 30.0 %, the region 42.9 %. 50 of 1,235 is 4.0 % (3.1 to 5.3):
    10.0 and 7.0 %. 245 of 1,235 is 19.8 % (17.7 to 22.2): 20.0 and 19.9 %."""
    told = compared("needs_by_group")
    for beside in ("england", "region", "icb:QZZ"):
        assert stands(told, beside) == {"condition": "higher", "education": "lower", "nutrition": "similar"}
    first = told.of(Statistic.SHARE)[0]
    assert (first.own.value, first.own.lower, first.own.upper) == tuple(map(Decimal, ("49.8", "47.0", "52.6")))
    assert first.beside is not None
    assert first.beside.estimate is not None
    assert (first.beside.code, first.beside.words) == ("E92000001", "England")
    assert first.beside.estimate.value == Decimal("30.0")


def test_a_rate_stands_alone_first_and_then_beside_every_area_that_has_one() -> None:
    """615 among 42,972 are 143.1 in 10,000, by Byar 132.0 to 154.9."""
    rates = compared("needs_by_group").of(Statistic.RATE)
    first = rates[0]
    assert (first.residents, first.beside) == (42_972, None)
    assert (first.own.value, first.own.lower, first.own.upper) == tuple(map(Decimal, ("143.1", "132.0", "154.9")))
    assert keys(compared("needs_by_group"), Statistic.RATE) == ["region"]
    assert len([each for each in rates if each.beside is None]) == 3


@pytest.mark.parametrize(
    ("measure", "own", "beside"),
    [
        ("needs_by_group", (NORTHMOOR,), ["england", "region"]),
        ("needs_by_group", (NORTHMOOR, BOARD), ["england", "region", "icb:QZZ"]),
        ("needs_by_group", (), ["england", "region"]),
        (PLANS, (NORTHMOOR,), ["england", "region", "neighbours", "neighbour:ZE903", "neighbour:ZE902"]),
        (PROVIDER_ALONE, (NORTHMOOR,), []),
    ],
)
def test_a_reader_is_told_of_their_own_and_of_published_areas_and_of_others_what_others_have_published(
    measure: str, own: tuple[Area, ...], beside: list[str]
) -> None:
    if measure == PROVIDER_ALONE:
        assert compared(measure, (kept.PROVIDER,), area=kept.PROVIDER) == Comparisons()
        return
    assert keys(compared(measure, own)) == beside


@pytest.mark.parametrize("measure", ["needs_by_group", PLANS, "ehc_plans_within_20_weeks", "caseload"])
@pytest.mark.parametrize("own", [(NORTHMOOR,), (NORTHMOOR, BOARD)])
def test_files_hold_what_the_page_shows_to_the_same_reader_beside_each_choice(
    measure: str, own: tuple[Area, ...]
) -> None:
    view, told = AreaView(NORTHMOOR, own, read), publication(measure, own)
    for choice in offered(own):
        setting = Setting(wording(), choice, elsewhere())
        page = area_section(view, release().facts, told.card, Breakdown.NONE, setting)
        beside = [each for each in told.comparisons.rows if each.beside is not None and each.beside.key == choice.key]
        shares = [each for each in beside if each.statistic is Statistic.SHARE]
        shown = page.lines if page.compares else ()
        assert [(each.row.item, each.own.value) for each in shares] == [
            (e.row.item, e.row.share.percent) for e in shown
        ]
        assert [each.beside.comparison for each in shares if each.beside] == [e.row.comparison for e in shown]
        rates = [each for each in beside if each.statistic is Statistic.RATE]
        rated = page.rates.lines if page.rates is not None and page.rates.beside else ()
        assert [(each.own.value, each.residents) for each in rates] == [(e.rate.value, round(e.people)) for e in rated]


def changed(told: TableKey, rows: dict[str, Figure]) -> Any:
    """A reader of the release in which some figures of Northmoor are others."""

    def other(identity: Any, key: TableKey) -> ReleasedTable:
        table = read(identity, key)
        if key != told:
            return table
        made = (
            replace(row, numerator=rows[row.item], share=HIDDEN_SHARE)
            if row.area == NORTHMOOR.code and row.item in rows
            else row
            for row in table.rows
        )
        return replace(table, rows=tuple(made))

    return other


def with_hidden(item: str) -> Publication:
    key = TableKey("needs_by_group", "local_authority", "none")
    view = AreaView(NORTHMOOR, (NORTHMOOR,), changed(key, {item: HIDDEN}))
    facts, card = release().facts, CARDS["needs_by_group"]
    told = compared_with_all(view, facts, (card, Breakdown.NONE), offered((NORTHMOOR,)), (wording(), elsewhere()))
    table = view.table(facts, card.key, Breakdown.NONE)
    return Publication(facts, card, table, wording(), lambda _: "ZE9", told)


def test_what_is_hidden_is_hidden_in_every_file_and_compared_with_none() -> None:
    told = with_hidden("education")
    hidden = [each for each in told.comparisons.rows if each.row.item == "education"]
    assert {each.statistic for each in hidden} == set(Statistic)
    assert {each.own.value for each in hidden} == {None}
    assert {each.beside.comparison for each in hidden if each.beside} == {Comparison.NOT_COMPARED}
    rows = [row for row in csv_rows(comparisons_text([told], IDENTITY)) if row["item"] == "education"]
    assert {(row["value"], row["lower_95"], row["upper_95"], row["value_status"]) for row in rows} == {
        ("", "", "", "suppressed")
    }
    held = json.loads(json_text(told, IDENTITY))["comparisons"]["rows"]
    assert {(row["value"], row["status"]) for row in held if row["item"] == "education"} == {(None, "suppressed")}
    for _, head, cells in tables_of(workbook_bytes([told], IDENTITY, "Northmoor"))[1:]:
        (line, *_) = (row for row in cells if row[2] == "Education")
        at = head.index("Percentage" if "Percentage" in head else "Rate per 10,000 residents")
        assert line[at : at + 3] == ["[c]"] * 3


def test_below_four_fifths_asked_nothing_is_compared_and_the_notes_say_why() -> None:
    key = TableKey("capture_completeness", "local_authority", "none")
    view = AreaView(NORTHMOOR, (NORTHMOOR,), changed(key, {"": Figure(Standing.ROUNDED, 5)}))
    words = (wording(), elsewhere())
    told = compared_with_all(
        view, release().facts, (CARDS["needs_by_group"], Breakdown.NONE), offered((NORTHMOOR,)), words
    )
    assert keys(told) == keys(told, Statistic.RATE) == []
    assert len(told.of(Statistic.RATE)) == 3
    assert any(note.startswith("Compared with nothing: in Northmoor") for note in told.notes)


def test_areas_put_together_keep_every_row_and_each_note_once() -> None:
    one, other = compared("needs_by_group"), compared("caseload")
    both = put_together([one, other, one])
    assert both.rows == (*one.rows, *other.rows, *one.rows)
    assert len(set(both.notes)) == len(both.notes)
    assert set(both.notes) == {*one.notes, *other.notes}


def csv_rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


class TestTidyCsv:
    def test_the_header_begins_and_ends_as_that_of_the_measures_own_file(self) -> None:
        names, of_measure = [name for name, _, _ in COLUMNS], [name for name, _, _ in OF_MEASURES]
        alike = len(OF_PLACES) + len(OF_ROWS)
        assert names[:alike] == of_measure[:alike]
        assert names[-4:] == of_measure[-4:] == ["release_id", "release_period", "profile", "definitions"]

    def test_a_row_says_where_what_beside_what_and_of_which_release(self) -> None:
        row = next(
            row
            for row in csv_rows(comparisons_text([publication("needs_by_group")], IDENTITY))
            if (row["statistic"], row["beside"], row["item"]) == ("percent", "region", "condition")
        )
        assert (row["time_period"], row["new_la_code"], row["region_code"]) == ("202603", "ZE901", "ZE9")
        assert (row["value"], row["value_status"], row["lower_95"], row["upper_95"]) == (
            "49.8",
            "rounded",
            "47.0",
            "52.6",
        )
        assert (row["beside_code"], row["beside_name"]) == ("ZE9", "Northern Marches (region)")
        assert (row["beside_value"], row["beside_status"], row["comparison"]) == ("42.9", "rounded", "higher")
        assert (row["release_id"], row["release_period"], row["profile"], row["definitions"]) == (
            *(IDENTITY, "2026-Q3", "nhs-5-5"),
            release().facts.definitions,
        )

    def test_figures_of_others_are_of_their_own_year_and_of_no_profile_of_ours(self) -> None:
        rows = csv_rows(comparisons_text([publication(PLANS)], IDENTITY))
        assert {(row["time_period"], row["time_identifier"]) for row in rows} == {("202526", "Academic year")}
        assert {(row["profile"], row["definitions"]) for row in rows} == {("published", "")}

    @pytest.mark.parametrize("measure", ["needs_by_group", PLANS, "caseload"])
    def test_the_table_is_as_its_metadata_says(self, measure: str, tmp_path: Path) -> None:
        told = publication(measure)
        (tmp_path / "a.csv").write_text(comparisons_text([told], IDENTITY), encoding="utf-8", newline="")
        metadata = tmp_path / "a.csv-metadata.json"
        metadata.write_text(comparisons_csvw_text([told], IDENTITY, "a.csv"), encoding="utf-8")
        checked = CSVW(str(metadata), validate=True)
        assert checked.is_valid, checked.warnings
        held = json.loads(metadata.read_text())
        columns = held["tableSchema"]["columns"]
        assert [each["name"] for each in columns] == [name for name, _, _ in COLUMNS]
        assert all(each["dc:description"] for each in columns)
        for note in told.comparisons.notes:
            assert note in held["dc:description"]
        assert told.card.definition in held["dc:description"]

    @pytest.mark.filterwarnings("default::UserWarning")
    def test_a_comparison_that_there_is_not_is_found_out(self, tmp_path: Path) -> None:
        told = publication("needs_by_group")
        text = comparisons_text([told], IDENTITY)
        assert ",higher," in text
        (tmp_path / "a.csv").write_text(text.replace(",higher,", ",dearer,", 1), encoding="utf-8", newline="")
        metadata = tmp_path / "a.csv-metadata.json"
        metadata.write_text(comparisons_csvw_text([told], IDENTITY, "a.csv"), encoding="utf-8")
        assert not CSVW(str(metadata), validate=True).is_valid

    def test_where_nothing_is_compared_there_is_the_header_alone(self) -> None:
        assert csv_rows(comparisons_text([replace(publication("caseload"), comparisons=Comparisons())], IDENTITY)) == []


def tables_of(content: bytes) -> list[tuple[str, list[object], list[list[object]]]]:
    """Every table of a workbook but those of contents and notes: its sheet, its head and its rows."""
    found = []
    for sheet in openpyxl.load_workbook(io.BytesIO(content)).worksheets[3:]:
        (table,) = sheet.tables.values()
        head, *rows = sheet[table.ref]
        found.append((sheet.title, [cell.value for cell in head], [[cell.value for cell in row] for row in rows]))
    return found


class TestWorkbook:
    def made(self, *measures: str) -> bytes:
        told: Sequence[Publication] = [publication(each) for each in measures]
        return workbook_bytes(told, IDENTITY, "Northmoor, July to September 2026", indicators())

    def test_shares_rates_and_indicators_have_sheets_of_their_own_with_one_marked_up_table_each(self) -> None:
        found = tables_of(self.made("needs_by_group", "caseload"))
        assert [name for name, _, _ in found] == [
            *("1 needs_by_group", "1 shares needs_by_group", "1 rates needs_by_group"),
            *("2 caseload", "2 rates caseload", "3 indicators"),
        ]
        heads = [tuple(head) for _, head, _ in found]
        assert heads[1:3] == [SHARES_HEAD, RATES_HEAD]
        assert heads[4:] == [RATES_HEAD, INDICATORS_HEAD]

    def test_no_cell_of_a_table_is_blank_or_an_asterisk(self) -> None:
        for _, _, rows in tables_of(self.made("needs_by_group", PLANS)):
            cells = [cell for row in rows for cell in row]
            assert None not in cells
            assert not any(isinstance(cell, str) and "*" in cell for cell in cells)

    def test_numbers_are_numbers_and_the_same_as_on_the_page(self) -> None:
        _, head, rows = tables_of(self.made("needs_by_group"))[1]
        told = {(row[2], row[head.index("Beside")]): row for row in rows}
        own, other = head.index("Percentage"), head.index("Its value")
        line = told["Health conditions", "England"]
        assert (line[own : own + 3], line[other : other + 3]) == ([49.8, 47, 52.6], [30, 28.6, 31.4])
        assert line[-1] == "Higher"

    def test_every_sheet_names_the_release_the_profile_and_the_source(self) -> None:
        book = openpyxl.load_workbook(io.BytesIO(self.made("needs_by_group", PLANS)))
        for sheet in book.worksheets[3:]:
            words = " ".join(str(cell.value) for row in sheet.iter_rows(max_row=22) for cell in row if cell.value)
            assert IDENTITY in words
            assert "Source: " in words
            assert ("Profile nhs-5-5." in words) != ("none is hidden or rounded by a rule of ours" in words)


class TestJson:
    def test_it_holds_the_rows_of_the_csv_and_the_notes(self) -> None:
        told = publication("needs_by_group")
        held = json.loads(json_text(told, IDENTITY))["comparisons"]
        rows = csv_rows(comparisons_text([told], IDENTITY))
        assert held["notes"] == list(told.comparisons.notes)
        assert [(each["item"], each["statistic"], each["value"] or "") for each in held["rows"]] == [
            (row["item"], row["statistic"], row["value"]) for row in rows
        ]
        assert [(each["beside"] or {}).get("value") or "" for each in held["rows"]] == [
            row["beside_value"] for row in rows
        ]
        assert [each["comparison"] or "" for each in held["rows"]] == [row["comparison"] for row in rows]


def test_a_document_tells_how_a_measure_stands_its_rates_and_the_indicators_with_their_notes() -> None:
    view, region = AreaView(NORTHMOOR, (NORTHMOOR,), read), offered()[1]
    setting = Setting(wording(), region, elsewhere())
    sections = [
        area_section(view, release().facts, publication(key).card, Breakdown.NONE, setting)
        for key in ("needs_by_group", PLANS)
    ]
    table = indicator_table(NORTHMOOR, elsewhere(), QUARTER.year, region)
    document = Document("Northmoor", "A title.", sections, (), {}, [], "Release", table)
    svg = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"
    reader = PdfReader(io.BytesIO(document_bytes(document, lambda _: svg, STATIC / "kit" / "fonts")))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for words in (
        "Higher (42.9%; 41.1 to 44.7)",
        "Northern Marches (region): from the same release, made safe in the same way.",
        "Health conditions 615 42,972 143.1 132.0 to 154.9 Higher (119.0; 112.6 to 125.8)",
        "rounded to the nearest 5: a rate is no more exact than that",
        "EHC plans by primary need, January 2026: most often",
        "Primary need EHC plans Residents Rate 95% interval",
        "Fingertips indicators of the area",
        "2023/24 36.4 33.0 to 40.1 Higher (30.1)",
    ):
        assert words in text, words
    assert reader.xmp_metadata is not None
    assert b"pdfuaid" in reader.xmp_metadata.stream.get_data()
