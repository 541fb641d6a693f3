"""What may be downloaded of an area beside others: what its pages show to the same account, and no figure more."""

import csv
import io
import json

import openpyxl
import pytest

from tests.reports import kept
from tests.reports.routes import neighbourhood
from tests.service import Answer, Service, Visitor

HERE = "/reports/local_authority/ZE901"
FORMATS = ("csv", "csv-metadata.json", "json")


def rows(answer: Answer) -> list[dict[str, str]]:
    assert answer.status == 200
    return list(csv.DictReader(io.StringIO(answer.text)))


def beside(found: list[dict[str, str]]) -> set[str]:
    return {row["beside"] for row in found if row["beside"]}


@pytest.mark.parametrize("measure", ["needs_by_group", "ehc_plans_by_need"])
def test_a_file_is_beside_exactly_what_the_page_compares_the_area_with(
    measure: str, commissioner: Visitor, period: str
) -> None:
    found = rows(commissioner.get(f"{HERE}/downloads/{measure}.none.{period}.comparisons.csv"))
    for key in ("england", "region", "icb:QZZ", "neighbours", "neighbour:ZE903", "neighbour:ZE902"):
        page = commissioner.get(f"{HERE}/measures/{measure}?beside={key}")
        of_key = [row for row in found if row["beside"] == key]
        assert ("Beside it" in page.page.words) == bool(of_key), key
        for row in of_key:
            shown = row["beside_value"] + ("%" if row["statistic"] == "percent" else "")
            assert shown in page.text or float(row["beside_value"]) >= 1000
            assert row["comparison"] == "not compared" or row["comparison"].capitalize() in page.page.words


def test_a_board_that_was_withdrawn_leaves_the_files_and_their_tag_is_another(service: Service) -> None:
    period = neighbourhood.keep(service)
    names = [f"{HERE}/downloads/needs_by_group.none.{period}.{each}" for each in ("comparisons.csv", "json", "xlsx")]
    before = [service.signed_in("commissioner").get(name) for name in names]
    kept.give(service, "commissioner", neighbourhood.BOARD, standing=False)
    after = [service.signed_in("commissioner").get(name) for name in names]
    assert (beside(rows(before[0])), beside(rows(after[0]))) == (
        {"england", "region", "icb:QZZ"},
        {"england", "region"},
    )
    for one, other in zip(before, after, strict=True):
        assert one.headers["etag"] != other.headers["etag"]
        assert "Care Board" in told(one)
        assert "Care Board" not in told(other)


def told(answer: Answer) -> str:
    """The text of a file; of a workbook that of every cell."""
    if "spreadsheet" not in answer.headers["content-type"]:
        return answer.text
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    return " ".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell)


def test_no_file_of_an_area_tells_our_figures_of_a_neighbour(commissioner: Visitor, period: str) -> None:
    """Fellside has 40.0 %, Harbourside 35.0 %."""
    for format_ in ("comparisons.csv", "json", "xlsx"):
        words = told(commissioner.get(f"{HERE}/downloads/needs_by_group.none.{period}.{format_}"))
        for each in ("ZE902", "ZE903", "Fellside", "Harbourside", "40.0", "35.0"):
            assert each not in words, (format_, each)


@pytest.mark.parametrize("format_", ["comparisons.csv", "comparisons.csv-metadata.json"])
@pytest.mark.parametrize("place", ["/reports/local_authority/ZE902", "/reports/provider/RZZ01"])
def test_another_area_has_no_file_for_a_commissioner(
    place: str, format_: str, commissioner: Visitor, period: str
) -> None:
    assert commissioner.get(f"{place}/downloads/needs_by_group.none.{period}.{format_}").status == 404
    assert commissioner.get(f"{place}/downloads/indicators.{period}.csv").status == 404


def test_the_csv_says_where_its_metadata_are_and_these_name_it(commissioner: Visitor, period: str) -> None:
    for name in (f"needs_by_group.none.{period}.comparisons.csv", f"indicators.{period}.csv"):
        link = commissioner.get(f"{HERE}/downloads/{name}").headers["link"]
        address = link.partition("<")[2].partition(">")[0]
        held = json.loads(commissioner.get(address).text)
        assert held["url"] == name


class TestIndicators:
    def test_they_are_linked_where_they_are_shown_and_beside_the_same(self, commissioner: Visitor, period: str) -> None:
        links = {f"{HERE}/downloads/indicators.{period}.{each}" for each in FORMATS}
        assert links <= set(commissioner.get(HERE).page.links)
        assert links <= set(commissioner.get(f"{HERE}/downloads").page.links)
        found = rows(commissioner.get(f"{HERE}/downloads/indicators.{period}.csv"))
        assert beside(found) == {"england", "region"}
        assert {row["value"] for row in found} == {"36.4"}

    def test_an_area_without_any_has_neither_links_nor_files(self, commissioner: Visitor, period: str) -> None:
        place = "/reports/icb/QZZ"
        for page in (place, f"{place}/downloads"):
            assert not any("indicators" in link for link in commissioner.get(page).page.links)
        for format_ in FORMATS:
            assert commissioner.get(f"{place}/downloads/indicators.{period}.{format_}").status == 404

    @pytest.mark.parametrize(
        "name", ["indicators.csv", "indicators.{0}.xlsx", "indicators.{0}", "indicators.2020-Q1.csv"]
    )
    def test_what_there_is_not_is_not_found(self, name: str, commissioner: Visitor, period: str) -> None:
        assert commissioner.get(f"{HERE}/downloads/{name.format(period)}").status == 404

    def test_a_whole_workbook_has_them_and_one_of_chosen_measures_has_not(
        self, commissioner: Visitor, period: str
    ) -> None:
        file = f"{HERE}/downloads/report.{period}.xlsx"
        assert "Made-up pupils" in told(commissioner.get(file))
        assert "Made-up pupils" not in told(commissioner.get(f"{file}?measure=needs_by_group"))

    def test_a_download_is_noted(self, commissioner: Visitor, near: Service, period: str) -> None:
        commissioner.get(f"{HERE}/downloads/indicators.{period}.json")
        last = "select action, detail from audit_event order by at desc, id desc limit 1"
        assert near.rows(last) == [("report downloaded", f"local_authority ZE901, indicators.{period}.json")]


def test_the_page_of_published_figures_names_their_year(commissioner: Visitor) -> None:
    words = " ".join(commissioner.get(f"{HERE}/measures/ehc_plans_within_20_weeks").page.words.split())
    assert "EHC plans issued within 20 weeks, 20" in words
    assert "shown with the release of" in words
    ours = " ".join(commissioner.get(f"{HERE}/measures/needs_by_group").page.words.split())
    assert "shown with the release of" not in ours
