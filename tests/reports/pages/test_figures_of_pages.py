"""The tables of pages: however many rows a measure has, what is asked of all of them is asked once."""

from typing import Any

from jinja2 import ChainableUndefined, Environment, FileSystemLoader

from app.released.figure import Figure, Standing
from app.released.table import ReleasedRow, ReleasedTable, TableKey
from app.reports.comparing import share_of
from app.reports.measures import CARDS, measure
from app.reports.pages.dashboard import Beside, Section, section, shares_of
from app.reports.pages.wording import Wording
from app.web.pages import TEMPLATES
from tests.reports import kept

ITEMS = [each.key for each in measure("needs_by_concept", kept.shipped()[1]).items]
WORDING = Wording(kept.shipped()[1], lambda _, code: code, {})
PAGES = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    undefined=ChainableUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
PAGES.filters["clinical_date"] = str


class Asked:
    """A section that counts how often each thing is asked of it."""

    def __init__(self, of: Section) -> None:
        self._of = of
        self.times: dict[str, int] = {}

    def __getattr__(self, name: str) -> Any:
        self.times[name] = self.times.get(name, 0) + 1
        return getattr(self._of, name)


def made(rows: int) -> Section:
    """Needs by concept in Northmoor beside England, all of whose shares are higher."""
    counted = [Figure(Standing.ROUNDED, 600 + 5 * place) for place in range(rows)]
    of = Figure(Standing.ROUNDED, 1200 + 5 * rows)
    key = TableKey("needs_by_concept", "local_authority", "none")

    def table(area: str, counts: list[Figure]) -> ReleasedTable:
        found = (
            ReleasedRow(area, ITEMS[place], "", each, of, share_of(each.number or 0, of.number or 0))
            for place, each in enumerate(counts)
        )
        return ReleasedTable(key, "2026-Q3", "nhs-5-5", tuple(found))

    england = table("E92000001", [Figure(Standing.ROUNDED, 10)] * rows)
    beside = Beside(shares_of(england), None)
    return section(CARDS["needs_by_concept"], table("ZE901", counted), WORDING, beside)


def figures(of: Asked) -> str:
    macros: Any = PAGES.get_template("reports/macros.jinja").module
    return str(macros.figures(of, "Needs by need"))


def test_every_row_stands_in_the_table_with_its_share_and_how_it_compares() -> None:
    text = figures(Asked(made(3)))
    assert text.count("<tr>") == 4
    assert text.count("<td>Higher</td>") == 3
    assert "49.4%" in text
    assert '<th scope="col">Beside it</th>' in text


def test_what_a_section_says_of_all_its_rows_is_asked_no_oftener_for_many() -> None:
    few, many = Asked(made(2)), Asked(made(60))
    figures(few)
    assert figures(many).count("<tr>") == 61
    assert few.times == many.times
    assert many.times["compares"] == many.times["shares"] == 1
