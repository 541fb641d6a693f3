"""An accessible workbook of released tables: a cover, a list, and one marked-up table on each sheet.

Layout: Government Analysis Function, Releasing statistics in spreadsheets (2023), by the library of the Office for
National Statistics made for it.
"""

import io
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final, cast

import gptables
import pandas

from app.released.figure import MEANING, SHORTHAND, Share, Standing
from app.released.table import ReleasedRow
from app.reports.downloads.publication import Publication

_LONGEST_SHEET: Final = 28


def workbook_bytes(publications: Sequence[Publication], identity: str, title: str) -> bytes:
    """The bytes of an .xlsx file with these tables, one to a sheet. `identity` is the release's, as shown."""
    sheets = {_sheet_name(place, each): _table(each, identity) for place, each in enumerate(publications, 1)}
    about = list(dict.fromkeys(note for each in publications for note in each.notes_of_release(identity)))
    file = io.BytesIO()
    # The writer takes a file as well as a name.
    gptables.write_workbook(
        cast(Any, file),
        sheets,
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


def _sheet_name(place: int, publication: Publication) -> str:
    return f"{place} {publication.card.key}"[:_LONGEST_SHEET]


def _table(publication: Publication, identity: str) -> gptables.GPTable:
    rows = [_row(publication, row) for row in publication.table.rows] or [list(_NO_ROW)]
    names = (publication.card.key, publication.level.value, publication.breakdown.value)
    return gptables.GPTable(
        table=pandas.DataFrame(rows, columns=[*_HEAD]),
        table_name=re.sub(r"\W", "_", "_".join(("table", *names))),
        title=f"{publication.title} $${publication.card.key}$$",
        subtitles=[f"{publication.level.words}. Release {identity}.", publication.made_safe],
        scope=f"Of: {publication.card.denominator}.",
        source=f"Source: {publication.card.source.rstrip('.')}.",
        legend=[f"{short}: {means}" for short, means in MEANING.items()],
        index_columns={1: 0},
    )


_HEAD: Final = (
    "Area",
    "Area code",
    "Of what",
    "Which part",
    "Number",
    "Out of",
    "Percentage",
    "Lower 95%",
    "Upper 95%",
)


_NO_ROW: Final = ("No figure was released", *["[x]"] * (len(_HEAD) - 1))


def _row(publication: Publication, row: ReleasedRow) -> list[object]:
    """A row; no cell of it is blank, for a blank one does not say why."""
    share = row.share
    return [
        publication.area(row),
        row.area,
        publication.item(row),
        publication.part(row),
        row.numerator.text if row.numerator.number is None else row.numerator.number,
        row.denominator.text if row.denominator.number is None else row.denominator.number,
        *(_number(each, share) for each in (share.percent, share.lower, share.upper)),
    ]


def _number(number: Decimal | None, share: Share) -> float | str:
    """A number of a share, or why there is none; what others published without an interval has none to show."""
    return float(number) if number is not None else SHORTHAND.get(share.standing, SHORTHAND[Standing.UNAVAILABLE])
