"""The files of a release: what is in them, in the form that their readers ask for, from released figures alone."""

import csv
import io
import json
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from csvw import CSVW
from pypdf import PdfReader

from app.released.figure import NO_SHARE, NOT_APPLICABLE, UNAVAILABLE, ZERO, Figure, Standing
from app.released.table import ReleasedRow, ReleasedTable, TableKey
from app.reports.card import Breakdown, Level
from app.reports.downloads.document import Document, document_bytes
from app.reports.downloads.publication import Publication, foot, json_text
from app.reports.downloads.sheets import sheet_name
from app.reports.downloads.tidy import COLUMNS, csv_text, csvw_text
from app.reports.downloads.workbook import workbook_bytes
from app.reports.elsewhere.cards import EDUCATION_CARDS
from app.reports.measures import CARDS
from app.reports.pages.chart import Chart
from app.reports.pages.dashboard import section
from app.reports.pages.wording import Wording
from app.reports.periods import Quarter
from app.reports.ports import NewRelease
from app.web.pages import STATIC
from tests.reports import kept

QUARTER = Quarter(2026, 3)
IDENTITY = "0000000000001"
NAMES = {"E92000001": "England", "ZE901": "Northmoor", "ZE902": "Fellside", "ZE9": "Northern Marches", "QZZ": "A board"}
DFE_FIRST = (
    "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,new_la_code,"
    "old_la_code,la_name"
)


@lru_cache(1)
def release() -> NewRelease:
    return kept.made(QUARTER, 1)


def publication(
    measure: str, level: Level = Level.LOCAL_AUTHORITY, breakdown: Breakdown = Breakdown.NONE
) -> Publication:
    key = TableKey(measure, level.value, breakdown.value)
    return of_table(next(table for table in release().tables if table.key == key))


def of_table(table: ReleasedTable) -> Publication:
    wording = Wording(kept.shipped()[1], lambda _, code: NAMES.get(code, code), {})
    return Publication(release().facts, CARDS[table.key.measure], table, wording, {"ZE901": "ZE9"}.get)  # type: ignore[arg-type]


def as_if(measure: str, level: Level, breakdown: Breakdown = Breakdown.NONE) -> Publication:
    """The rows of children with needs, as if they were those of another table."""
    key = TableKey(measure, level.value, breakdown.value)
    return of_table(replace(publication("needs").table, key=key))


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


class TestTidyCsv:
    def test_the_header_begins_as_the_department_has_it(self) -> None:
        assert csv_text([publication("needs_by_group")], IDENTITY).startswith(DFE_FIRST + ",")

    def test_a_row_says_when_where_what_and_how_the_figures_stand(self) -> None:
        rows = read(csv_text([publication("needs_by_group")], IDENTITY))
        shown = next(row for row in rows if row["numerator_status"] == "rounded")
        assert (shown["time_period"], shown["time_identifier"]) == ("202603", "Calendar quarter 3")
        assert (shown["geographic_level"], shown["country_code"]) == ("Local authority", "E92000001")
        assert (shown["region_code"], shown["region_name"]) == ("ZE9", "Northern Marches")
        assert (shown["new_la_code"], shown["old_la_code"], shown["la_name"]) == ("ZE901", "", "Northmoor")
        assert (shown["measure"], shown["release_id"], shown["profile"]) == ("needs_by_group", IDENTITY, "nhs-5-5")
        assert int(shown["numerator"]) % 5 == 0

    def test_each_row_says_who_is_counted_by_its_own_level_and_breakdown(self) -> None:
        several = [as_if("caseload", level) for level in (Level.ENGLAND, Level.ICB, Level.PROVIDER)]
        several += [as_if("needs", level) for level in (Level.LOCAL_AUTHORITY, Level.ICB)]
        for each in several:
            card = CARDS[each.card.key]
            told = {(row["population"], row["area_rule"], row["age_date"]) for row in read(csv_text([each], IDENTITY))}
            assert told == {(card.population_at(each.level).words, card.area_rule(each.level), "Period end")}
        phases = read(csv_text([as_if("needs", Level.ENGLAND, Breakdown.SCHOOL_PHASE)], IDENTITY))
        assert {row["age_date"].partition(" in which")[0] for row in phases} == {"31 August before the school year"}
        together = read(csv_text(several[3:], IDENTITY))
        assert {row["population"] for row in together} == {"Resident", "GP-registered"}

    def test_what_is_hidden_is_blank_and_the_column_beside_says_so(self) -> None:
        hidden = [
            row
            for row in read(csv_text([publication("needs_by_group")], IDENTITY))
            if row["numerator_status"] == "suppressed"
        ]
        assert hidden
        for row in hidden:
            assert (row["numerator"], row["percent"], row["lower_95"], row["upper_95"]) == ("", "", "", "")
            assert row["percent_status"] == "suppressed"

    @pytest.mark.parametrize(
        ("level", "columns"),
        [
            (Level.ENGLAND, {"country_code": "E92000001"}),
            (Level.REGION, {"region_code": "ZE9", "region_name": "Northern Marches"}),
            (Level.ICB, {"icb_code": "QZZ", "icb_name": "A board"}),
            (Level.PROVIDER, {"provider_code": "RZZ01", "provider_name": "RZZ01"}),
        ],
    )
    def test_each_level_has_its_own_columns(self, level: Level, columns: dict[str, str]) -> None:
        places = {"region_code", "region_name", "new_la_code", "la_name", "icb_code", "icb_name"}
        places |= {"provider_code", "provider_name"}
        row = read(csv_text([publication("caseload", level)], IDENTITY))[0]
        assert {name: row[name] for name in columns} == columns
        assert all(row[name] == "" for name in places - set(columns))

    def test_levels_together_are_one_file(self) -> None:
        rows = read(csv_text([publication("caseload", level) for level in (Level.ENGLAND, Level.REGION)], IDENTITY))
        assert [row["geographic_level"] for row in rows] == ["National", "Regional"]


class TestMetadata:
    def written(self, folder: Path, text: str | None = None) -> CSVW:
        chosen = publication("needs_by_group", breakdown=Breakdown.SEX)
        (folder / "a.csv").write_text(text or csv_text([chosen], IDENTITY), encoding="utf-8", newline="")
        metadata = folder / "a.csv-metadata.json"
        metadata.write_text(csvw_text(chosen, IDENTITY, "a.csv"), encoding="utf-8")
        return CSVW(str(metadata), validate=True)

    def test_the_table_is_as_its_metadata_says(self, tmp_path: Path) -> None:
        checked = self.written(tmp_path)
        assert checked.is_valid, checked.warnings

    @pytest.mark.filterwarnings("default::UserWarning")
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            (",rounded,", ",hidden,"),
            ("202603,", "third,"),
        ],
    )
    def test_a_table_that_is_not_so_is_found_out(self, one: str, other: str, tmp_path: Path) -> None:
        text = csv_text([publication("needs_by_group", breakdown=Breakdown.SEX)], IDENTITY)
        assert one in text
        assert not self.written(tmp_path, text.replace(one, other, 1)).is_valid

    def test_every_column_is_described(self) -> None:
        held = json.loads(csvw_text(publication("needs"), IDENTITY, "a.csv"))
        columns = held["tableSchema"]["columns"]
        assert [each["name"] for each in columns] == [name for name, _, _ in COLUMNS]
        assert all(each["dc:description"] for each in columns)
        assert held["url"] == "a.csv"
        assert held["dc:identifier"] == IDENTITY
        assert CARDS["needs"].definition in held["dc:description"]


class TestWorkbook:
    def made(self, *chosen: Publication) -> bytes:
        return workbook_bytes(chosen, IDENTITY, "Northmoor, July to September 2026")

    def test_every_sheet_but_the_cover_has_one_marked_up_table(self) -> None:
        content = self.made(*(of_table(table) for table in release().tables if table.key.breakdown == "none"))
        book = openpyxl.load_workbook(io.BytesIO(content))
        assert book.sheetnames[:3] == ["Cover", "Contents", "Notes"]
        assert len(book.sheetnames) == 3 + sum(table.key.breakdown == "none" for table in release().tables)
        assert {sheet.title: len(sheet.tables) for sheet in book if sheet.title != "Cover"} == dict.fromkeys(
            book.sheetnames[1:], 1
        )
        names = [name for sheet in book for name in sheet.tables]
        assert len(set(names)) == len(names)

    def test_no_cell_of_a_table_is_blank_or_an_asterisk(self) -> None:
        book = openpyxl.load_workbook(io.BytesIO(self.made(publication("needs_by_group"), publication("caseload"))))
        cells: list[object] = []
        for sheet in book.worksheets[3:]:
            (table,) = sheet.tables.values()
            cells += [cell.value for row in sheet[table.ref] for cell in row]
        assert "[c]" in cells
        assert "[z]" in cells
        assert None not in cells
        assert [each for each in cells if isinstance(each, str) and "*" in each] == []

    def test_numbers_are_numbers_and_the_same_as_released(self) -> None:
        chosen = publication("needs_by_group")
        sheet = openpyxl.load_workbook(io.BytesIO(self.made(chosen))).worksheets[3]
        (table,) = sheet.tables.values()
        _, *rows = sheet[table.ref]
        shown = [each.numerator.number if each.numerator.shown else "[c]" for each in chosen.table.rows]
        assert [row[4].value for row in rows] == shown

    def test_the_cover_and_the_notes_say_what_a_reader_must_know(self) -> None:
        book = openpyxl.load_workbook(io.BytesIO(self.made(publication("needs"))))
        cover, notes = (
            " ".join(str(cell.value) for row in book[name] for cell in row if cell.value) for name in ("Cover", "Notes")
        )
        for words in (IDENTITY, "nhs-5-5", "2026-Q3", "rounded to the nearest 5", "[c] is confidential"):
            assert words in cover
        assert CARDS["needs"].definition in notes
        title = "Children with a recorded need, Northmoor, July to September 2026 [note 1]"
        assert book.worksheets[3]["A1"].value == title

    def test_a_sheet_of_one_area_is_titled_by_measure_area_and_period(self) -> None:
        by_age = as_if("needs", Level.LOCAL_AUTHORITY, Breakdown.AGE_BAND)
        assert by_age.title_with_area == "Children with a recorded need by age, Northmoor, July to September 2026"

    @pytest.mark.parametrize(
        ("level", "words"),
        [(Level.ENGLAND, "all areas"), (Level.ICB, "by integrated care board"), (Level.PROVIDER, "by provider")],
    )
    def test_a_sheet_of_several_areas_or_of_none_says_of_what_areas_it_is(self, level: Level, words: str) -> None:
        table = as_if("needs", level).table
        other = tuple(replace(row, area="ZE902") for row in table.rows)
        for rows in ((), (*table.rows, *other)):
            title = of_table(replace(table, rows=rows)).title_with_area
            assert title == f"Children with a recorded need, {words}, July to September 2026"

    def test_a_sheet_says_who_is_counted_in_which_area_at_which_age(self) -> None:
        for level in (Level.ICB, Level.PROVIDER):
            sheet = openpyxl.load_workbook(io.BytesIO(self.made(as_if("needs", level)))).worksheets[3]
            words = " ".join(str(cell.value) for row in sheet for cell in row if cell.value)
            assert CARDS["needs"].counted_by_words(level, Breakdown.NONE) in words

    def test_the_names_of_sheets_tell_every_measure_from_every_other(self) -> None:
        for first in ("26", "26 shares", "126 rates"):
            for last in ("", "LAs"):
                names = [sheet_name(first, key, last) for key in (*CARDS, *EDUCATION_CARDS)]
                assert len(set(names)) == len(names)
                assert all(len(name) <= 31 and name.startswith(f"{first} ") for name in names)
        assert sheet_name("26", "ehc_plans_within_20_weeks", "") == "26 ehc_plans_within_20_weeks"
        assert sheet_name("27", "ehc_plans_within_20_weeks_all", "") == "27 ehc…within_20_weeks_all"
        assert sheet_name("1", "needs", "LAs") == "1 needs LAs"

    def test_sheets_of_a_measure_at_several_levels_say_which(self) -> None:
        several = [as_if("needs", level) for level in (Level.ENGLAND, Level.ICB)]
        book = openpyxl.load_workbook(io.BytesIO(self.made(*several, publication("caseload"))))
        assert book.sheetnames[3:] == ["1 needs all", "2 needs ICBs", "3 caseload"]

    def test_a_measure_without_a_row_says_so(self) -> None:
        empty = of_table(replace(publication("needs").table, rows=()))
        sheet = openpyxl.load_workbook(io.BytesIO(self.made(empty))).worksheets[3]
        (table,) = sheet.tables.values()
        _, row = sheet[table.ref]
        assert [cell.value for cell in row] == ["No figure was released", *["[x]"] * 8]

    def test_shares_and_figures_that_are_not_there_say_why(self) -> None:
        rows = (ReleasedRow("ZE901", "", "", UNAVAILABLE, NOT_APPLICABLE, NO_SHARE),)
        sheet = openpyxl.load_workbook(
            io.BytesIO(self.made(of_table(replace(publication("needs").table, rows=rows))))
        ).worksheets[3]
        (table,) = sheet.tables.values()
        assert [cell.value for cell in sheet[table.ref][1]][4:] == ["[x]", "[z]", "[z]", "[z]", "[z]"]

    def test_it_opens_as_a_whole_and_names_nobody_as_its_author(self) -> None:
        with ZipFile(io.BytesIO(self.made(publication("needs")))) as packed:
            assert packed.testzip() is None
            assert b"root" not in packed.read("docProps/core.xml")


class TestJson:
    def test_it_holds_every_row_with_its_standing_and_no_number_where_none_is_shown(self) -> None:
        chosen = publication("needs_by_group")
        held = json.loads(json_text(chosen, IDENTITY))
        assert (held["release"], held["profile"], held["period"]) == (IDENTITY, "nhs-5-5", "2026-Q3")
        assert len(held["rows"]) == len(chosen.table.rows)
        for row, released in zip(held["rows"], chosen.table.rows, strict=True):
            assert row["numerator"] == released.numerator.number
            assert (row["numerator"] is None) == (row["numerator_status"] == "suppressed")
            assert (row["percent"] is None) == (row["percent_status"] != "rounded")
            assert row["area_name"] == "Northmoor"

    def test_it_says_who_is_counted_in_which_area_at_which_age(self) -> None:
        held = json.loads(json_text(as_if("needs", Level.ICB), IDENTITY))
        assert (held["population"], held["age_date"]) == ("GP-registered", "Period end")
        assert held["area_rule"] == CARDS["needs"].area_rule(Level.ICB)
        phase = json.loads(json_text(as_if("needs", Level.ENGLAND, Breakdown.SCHOOL_PHASE), IDENTITY))
        assert phase["age_date"] == CARDS["needs"].age_rule(Breakdown.SCHOOL_PHASE)


class TestWhatOthersPublished:
    """Exact figures of others are said to be published by them as they are, and by no rule of ours, in every file."""

    SAID = "published, as they are there: none is hidden or rounded by a rule of ours"
    SOURCE = "Department for Education, Education, health and care plans"

    def theirs(self, key: str = "ehc_plans_by_need") -> Publication:
        rows = (ReleasedRow("ZE901", "", "", Figure(Standing.EXACT, 1237), ZERO, NO_SHARE),)
        table = ReleasedTable(TableKey(key, "local_authority", "none"), "2026-Q3", "published", rows)
        wording = Wording(kept.shipped()[1], lambda _, code: NAMES.get(code, code), {})
        return Publication(release().facts, EDUCATION_CARDS[key], table, wording, lambda _: "")

    def test_csv_and_its_metadata(self) -> None:
        row = read(csv_text([self.theirs()], IDENTITY))[0]
        assert (row["profile"], row["numerator"], row["numerator_status"]) == ("published", "1237", "exact")
        metadata = json.loads(csvw_text(self.theirs(), IDENTITY, "a.csv"))
        assert self.SOURCE in metadata["dc:source"]
        assert self.of_others(metadata["dc:description"])
        column = next(each for each in metadata["tableSchema"]["columns"] if each["name"] == "profile")
        assert "published: others' figures as they are" in column["dc:description"]

    def test_they_are_of_their_own_year_in_titles_and_as_the_period_of_their_rows(self) -> None:
        told = self.theirs()
        for year, words, kind in (("202425", "January 2025", "Academic year"), ("2024", "2024", "Calendar year")):
            dated = replace(told, table=replace(told.table, figures_of=year))
            assert dated.title == f"EHC plans by primary need, {words}"
            row = read(csv_text([dated], IDENTITY))[0]
            assert (row["time_period"], row["time_identifier"]) == (year, kind)
            assert row["release_period"] == "2026-Q3"
            metadata = json.loads(csvw_text(dated, IDENTITY, "a.csv"))
            assert metadata["dc:title"] == dated.title
            assert metadata["dc:source"].endswith(f". {words}")
            held = json.loads(json_text(dated, IDENTITY))
            assert (held["figures_of"], held["period"]) == (year, "2026-Q3")
            sheet = openpyxl.load_workbook(io.BytesIO(workbook_bytes([dated], IDENTITY, "Northmoor"))).worksheets[3]
            assert str(sheet["A1"].value).startswith(f"EHC plans by primary need, Northmoor, {words} ")
            assert section(dated.card, dated.table, dated.wording).finding.startswith(f"{dated.title}: ")

    def test_where_the_year_was_not_kept_no_other_is_named(self) -> None:
        assert self.theirs().title == "EHC plans by primary need"
        row = read(csv_text([self.theirs()], IDENTITY))[0]
        assert (row["time_period"], row["time_identifier"], row["release_period"]) == ("", "", "2026-Q3")

    def test_json(self) -> None:
        held = json.loads(json_text(self.theirs(), IDENTITY))
        assert held["profile"] == "published"
        assert self.SOURCE in held["source"]
        assert self.of_others(" ".join(held["notes"]))

    def test_each_sheet_of_a_workbook_says_whether_its_figures_are_ours(self) -> None:
        content = workbook_bytes([publication("needs"), self.theirs()], IDENTITY, "Northmoor")
        book = openpyxl.load_workbook(io.BytesIO(content))
        ours, others = (
            " ".join(str(cell.value) for row in sheet for cell in row if cell.value) for sheet in book.worksheets[3:]
        )
        assert "Profile nhs-5-5." in ours
        assert self.SAID not in ours
        assert self.of_others(others)
        cover = " ".join(str(cell.value) for row in book["Cover"] for cell in row if cell.value)
        assert "profile nhs-5-5" in cover
        assert f"EHC plans by primary need: {self.SOURCE}" in cover

    def test_a_document(self) -> None:
        told = [publication("caseload"), self.theirs()]
        sections = [section(each.card, each.table, each.wording) for each in told]
        notes = [note for each in told for note in each.notes_of_release(IDENTITY)]
        for chosen, foot_words in (
            (slice(0, 2), "nhs-5-5, figures of others as published"),
            (slice(1, 2), "2026-Q3, figures of others as published"),
            (slice(0, 1), "2026-Q3, nhs-5-5"),
        ):
            foots = foot(release().facts, told[chosen])
            assert foots.endswith(foot_words)
            document = Document("Northmoor", "A title.", sections[chosen], (), {}, notes[:0], foots)
            reader = PdfReader(io.BytesIO(document_bytes(document, drawn, STATIC / "kit" / "fonts")))
            text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
            assert foot_words in text
            assert (self.SAID in text) == (self.SOURCE in text) == (told[1] in told[chosen])

    def of_others(self, said: str) -> bool:
        return self.SAID in said and not any(words in said for words in ("rounded to the nearest", "nhs-5-5"))


class TestPdf:
    def made(self, title: str = "Northmoor, July to September 2026", what: str = "") -> PdfReader:
        chosen = [publication("needs_by_group"), publication("caseload")]
        sections = [section(each.card, each.table, each.wording) for each in chosen]
        notes = [*chosen[0].notes_of_release(IDENTITY), what]
        document = Document(title, "Local authority.", sections, (), {}, notes, f"Release {IDENTITY}")
        return PdfReader(io.BytesIO(document_bytes(document, drawn, STATIC / "kit" / "fonts")))

    def test_it_is_tagged_titled_and_in_a_language(self) -> None:
        reader = self.made()
        root = reader.root_object
        assert "'/Marked': True" in str(root["/MarkInfo"].get_object())
        assert "/StructTreeRoot" in root
        assert str(root["/Lang"]).startswith("en")
        assert reader.metadata is not None
        assert reader.metadata.title == "Northmoor, July to September 2026"
        assert reader.xmp_metadata is not None
        assert b"pdfuaid" in reader.xmp_metadata.stream.get_data()

    def test_its_text_says_who_is_counted_in_which_area_at_which_age(self) -> None:
        text = " ".join(" ".join(page.extract_text() for page in self.made().pages).split())
        assert "Population: Resident. Area: Local authority where a child lives, by postcode" in text
        assert "Population: Open caseload." in text
        assert "Age date: Period end." in text

    def test_its_text_holds_the_findings_the_figures_and_the_notes(self) -> None:
        text = " ".join(" ".join(page.extract_text() for page in self.made().pages).split())
        for words in ("Children by group of need: most often", "1,235", "[c]", "nhs-5-5", f"Release {IDENTITY}"):
            assert words in text

    @pytest.mark.parametrize("words", ['#panic("x") *bold* $x$ <tag> @ref', "שלום 你好 🙂", "a\u0000b", "//x [c] \\"])
    def test_words_are_never_read_as_markup(self, words: str) -> None:
        reader = self.made(what=words)
        assert len(reader.pages) >= 1
        if words.isascii() and "\0" not in words:
            text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
            assert words.split(maxsplit=1)[0] in text


def drawn(chart: Chart) -> str:
    from app.reports.pages.drawing import svg_of

    return svg_of(chart)
