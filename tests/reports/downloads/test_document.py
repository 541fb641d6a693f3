"""A report as PDF tells what services changed, and a measure before and after; what holds for all is said once."""

import io
from datetime import date

from pypdf import PdfReader

from app.reports.card import Breakdown, Level
from app.reports.desk import AreaView
from app.reports.downloads.document import Document, document_bytes
from app.reports.measures import CARDS
from app.reports.pages.changed import BY_INTERVALS, CAUTION, change_cells, changed
from app.reports.pages.dashboard import Section, section
from app.reports.pages.sections import Setting, area_section
from app.web.pages import STATIC
from tests.reports.downloads.compared_area import NORTHMOOR, elsewhere, read, release, wording
from tests.reports.downloads.test_files import publication
from tests.reports.pages.in_time import TODAY, change, row, table, timeline

SIMPLE = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"


def words_of(document: Document) -> str:
    """The text of the PDF, which claims to be accessible."""
    reader = PdfReader(io.BytesIO(document_bytes(document, lambda _: SIMPLE, STATIC / "kit" / "fonts")))
    assert reader.xmp_metadata is not None
    assert b"pdfuaid" in reader.xmp_metadata.stream.get_data()
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def caseload() -> Section:
    chosen = publication("caseload", Level.LOCAL_AUTHORITY)
    return section(chosen.card, chosen.table, chosen.wording)


def test_changes_are_listed_and_the_measures_they_name_stand_before_and_after_them() -> None:
    tables = [table("caseload", f"2026-Q{at}", row("", counted)) for at, counted in ((1, 100), (2, None), (3, 150))]
    begun, planned = change(date(2026, 5, 4), "caseload"), change(date(2027, 1, 1), "caseload", what="More to come")
    told = [changed(each, timeline(tables), ("",)) for each in ((1, begun), (2, planned))]
    rows = [change_cells(each, "Children on the caseload", TODAY) for each in (begun, planned)]
    document = Document("Northmoor", "A title.", [caseload()], (), {}, [], "Release")
    with_changes = Document(
        *("Northmoor", "A title.", [caseload()], (), {}, [], "Release", None, None),
        *(rows, {"caseload": told}, (CAUTION, BY_INTERVALS)),
    )
    text = words_of(with_changes)
    for words in (
        "What services changed What When Who answers for it About",
        "Began 04-May-2026",
        "Begins 01-Jan-2027",
        "Ann Brook, head of therapies",
        "1: A second physiotherapist, began 4 May 2026",
        "Before: January to March 2026. After: July to September 2026.",
        "Children on the caseload 100 150 Higher",
        "2: More to come, begins 1 January 2027 No quarter after it has been released yet.",
        "do not show that the change caused what differs",
    ):
        assert words in text, words
    assert "What services changed" not in words_of(document)
    assert "What changed after a service did" not in words_of(document)


def test_what_holds_for_the_rates_of_all_measures_is_said_once() -> None:
    view, setting = AreaView(NORTHMOOR, (NORTHMOOR,), read), Setting(wording(), None, elsewhere())
    sections = [
        area_section(view, release().facts, CARDS[key], Breakdown.NONE, setting)
        for key in ("needs_by_group", "caseload")
    ]
    assert all(each.rates is not None and each.rates.shown for each in sections)
    text = words_of(Document("Northmoor", "A title.", sections, (), {}, ["Another note."], "Release"))
    assert text.count("Per 10,000 residents") == 2
    for once in ("a rate is no more exact than that", "a rate is no prevalence", "Residents: "):
        assert text.count(once) == 1, once
    assert text.index("About these figures") < text.index("a rate is no prevalence") < text.index("Another note.")
