"""A released table as JSON text, and back: how it is kept, and what a program may download."""

import json
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from app.released.figure import Figure, Share, Standing
from app.released.table import Comparison, ReleasedRow, ReleasedTable, TableKey

_KEPT: Final = 1 << 14


def table_text(table: ReleasedTable) -> str:
    """A released table as compact JSON whose text is the same for the same table."""
    key = table.key
    held = {
        "measure": key.measure,
        "level": key.level,
        "breakdown": key.breakdown,
        "period": table.period,
        "profile": table.profile,
        **({"figures_of": table.figures_of} if table.figures_of else {}),
        "rows": [_row(each) for each in table.rows],
    }
    return json.dumps(held, ensure_ascii=False, separators=(",", ":"))


def read_table(text: str) -> ReleasedTable:
    """Read what `table_text` wrote."""
    held = json.loads(text)
    key = TableKey(held["measure"], held["level"], held["breakdown"])
    rows = tuple(_read_row(each) for each in held["rows"])
    return ReleasedTable(key, held["period"], held["profile"], rows, held.get("figures_of", ""))


def _row(row: ReleasedRow) -> list[Any]:
    return [
        *(row.area, row.item, row.part),
        *(_figure(row.numerator), _figure(row.denominator), _share(row.share), row.comparison.value),
    ]


def _figure(figure: Figure) -> list[Any]:
    return [figure.standing.value] if figure.number is None else [figure.standing.value, figure.number]


def _share(share: Share) -> list[Any]:
    parts = (share.percent, share.lower, share.upper)
    return [share.standing.value, *(None if each is None else str(each) for each in parts)]


def _read_row(held: list[Any]) -> ReleasedRow:
    area, item, part, numerator, denominator, share, comparison = held
    return ReleasedRow(
        area,
        item,
        part,
        _read_figure(*numerator),
        _read_figure(*denominator),
        _read_share(*share),
        Comparison(comparison),
    )


# Rounded figures and their shares are few, and their rows many: each is made once, for all rows that have it.
@lru_cache(_KEPT)
def _read_figure(standing: str, number: int | None = None) -> Figure:
    return Figure(Standing(standing), number)


@lru_cache(_KEPT)
def _read_share(standing: str, *parts: str | None) -> Share:
    return Share(Standing(standing), *(None if each is None else Decimal(each) for each in parts))
