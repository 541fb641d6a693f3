"""An accessible workbook of released tables: a cover, a list, and one marked-up table on each sheet.

Layout: Government Analysis Function, Releasing statistics in spreadsheets (2023), by the library of the Office for
National Statistics made for it.
"""

import io
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final, cast

import gptables
import pandas

from app.released.figure import MEANING
from app.reports.downloads.indicators import IndicatorFile
from app.reports.downloads.publication import Publication
from app.reports.downloads.sheets import Sheet, indicator_sheet, sheets_of


def workbook_bytes(
    publications: Sequence[Publication], identity: str, title: str, indicators: IndicatorFile | None = None
) -> bytes:
    """The bytes of an .xlsx file with these tables, one to a sheet, each followed by its comparisons and rates, and of
    indicators last. `identity` is the release's, as shown."""
    tables = Counter(each.card.key for each in publications)
    sheets = [
        sheet
        for place, each in enumerate(publications, 1)
        for sheet in sheets_of(place, each, identity, names_level=tables[each.card.key] > 1)
    ]
    if indicators is not None:
        sheets.append(indicator_sheet(len(publications) + 1, indicators, identity))
    about = list(dict.fromkeys(note for each in publications for note in each.notes_of_release(identity)))
    file = io.BytesIO()
    # The writer takes a file as well as a name.
    gptables.write_workbook(
        cast(Any, file),
        {sheet.name: _table(sheet) for sheet in sheets},
        cover=gptables.Cover(title=title, intro=about, about=list(_ABOUT)),
        notes_table=_notes(publications),
    )
    return file.getvalue()


_ABOUT: Final = (
    "Counts are of children unless the table says otherwise. Nothing here is about one child.",
    "Shares are of what was recorded, and no prevalence.",
)


def _notes(publications: Sequence[Publication]) -> pandas.DataFrame:
    """What each measure means, by the key that its tables refer to."""
    words = {each.card.key: " ".join(each.notes_of_measure()) for each in publications}
    return pandas.DataFrame({"reference": list(words), "Note text": list(words.values())})


def _table(sheet: Sheet) -> gptables.GPTable:
    return gptables.GPTable(
        table=pandas.DataFrame([*sheet.rows], columns=[*sheet.head]),
        table_name=sheet.table,
        title=f"{sheet.title} $${sheet.reference}$$" if sheet.reference else sheet.title,
        subtitles=[*sheet.subtitles],
        scope=sheet.scope,
        source=sheet.source,
        legend=[f"{short}: {means}" for short, means in MEANING.items()],
        index_columns={1: 0},
    )
