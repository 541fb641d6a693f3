"""Every field says from what it is made or why not, and says it truly."""

from collections import Counter
from datetime import date
from pathlib import Path

from app.clinical.catalogue import CATALOGUE
from app.csds.mapping.fields import field_mappings
from app.csds.mapping.page import mapping_page
from app.csds.versions import specification_of
from tests.csds.rows.golden_month import EXPECTED

SPECIFICATION = specification_of(date(2026, 10, 1))
ROOT = Path(__file__).parents[3]


def test_each_field_of_the_standard_stands_there_once_in_the_order_of_the_standard_s_tables() -> None:
    mapped = Counter((each.table, each.field) for each in field_mappings())
    assert mapped == Counter((table.name, column) for table in SPECIFICATION.tables for column in table.columns)
    assert len(mapped) == 228


def test_what_a_field_is_made_from_is_an_item_of_the_catalogue() -> None:
    known = {each.key for each in CATALOGUE}
    named = {source for each in field_mappings() for source in each.sources}
    assert named - known == set()


def test_a_field_is_either_filled_or_says_why_not() -> None:
    for each in field_mappings():
        assert bool(each.why_not) != bool(each.sources or each.rule), each


def test_what_the_golden_month_fills_is_what_the_mapping_says_is_filled() -> None:
    """Both ways: a field that is said to be filled is filled for one of the five children, by hand."""
    filled = {(table, field) for table, row in EXPECTED for field, value in row.items() if value is not None}
    said = {(each.table, each.field) for each in field_mappings() if each.filled}
    assert filled - said == set()
    assert said - filled == set()


def test_the_page_says_what_the_mapping_says() -> None:
    assert (ROOT / "docs" / "csds-mapping.md").read_text(encoding="utf-8") == mapping_page(SPECIFICATION)
