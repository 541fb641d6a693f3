"""The rows of released tables: from what each number appears as, and from nothing else."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

import numpy as np

from app.released.figure import HIDDEN, NOT_APPLICABLE, ZERO, Figure, Share, Standing
from app.released.table import ReleasedRow
from app.reports.comparing import shown_share
from app.reports.protection.cell_links import Grid
from app.reports.protection.columns import NOWHERE, Numbers, OpenCells, Texts
from app.reports.protection.hiding import Guise, Guises

_HIDDEN: Final = -1
_NOT_APPLICABLE: Final = -2
_OTHERWISE: Final = {_HIDDEN: HIDDEN, _NOT_APPLICABLE: NOT_APPLICABLE, 0: ZERO}


def seen_rows(cells: OpenCells, grid: Grid, guises: Guises, shown: Numbers) -> Iterator[tuple[ReleasedRow, ...]]:
    """The rows of each table in the order they are shown in. A row that was made is there where any of it is hidden."""
    seen = np.where(guises == Guise.SHOWN, shown, np.where(guises == Guise.ZERO, 0, _HIDDEN))
    numerator = seen[grid.counted]
    denominator = np.where(grid.of == NOWHERE, _NOT_APPLICABLE, seen[grid.of])
    kept = np.flatnonzero(~cells.made | (numerator == _HIDDEN) | (denominator == _HIDDEN))
    keys, coding = cells.keys[kept], cells.coding
    table, columns = coding.table(keys), (coding.area(keys), coding.item(keys), coding.part(keys))
    kinds = (coding.areas, coding.items, coding.parts)
    area, item, part = (_ranks(texts)[column] for texts, column in zip(kinds, columns, strict=True))
    order = np.lexsort((part, item, area, table))
    rows = map(
        ReleasedRow,
        *(_texts(texts, column[order]) for texts, column in zip(kinds, columns, strict=True)),
        *_figures(numerator[kept][order], denominator[kept][order]),
    )
    for length in np.bincount(table, minlength=coding.tables).tolist():
        yield tuple(islice(rows, length))


def _texts(texts: Texts, places: Numbers) -> Iterator[str]:
    return map(texts.texts.__getitem__, places.tolist())


def _figures(numerator: Numbers, denominator: Numbers) -> tuple[Iterator[Figure], Iterator[Figure], Iterator[Share]]:
    """The figures of rows and their shares; equal ones are one figure, and one share."""
    figures = {each: _figure(each) for each in np.unique(np.concatenate([numerator, denominator])).tolist()}
    width = int(denominator.max(initial=0)) + 3
    pairs, which = np.unique((numerator + 2) * width + denominator + 2, return_inverse=True)
    shares = [
        shown_share(figures[above], figures[below])
        for above, below in zip((pairs // width - 2).tolist(), (pairs % width - 2).tolist(), strict=True)
    ]
    return (
        map(figures.__getitem__, numerator.tolist()),
        map(figures.__getitem__, denominator.tolist()),
        map(shares.__getitem__, which.tolist()),
    )


def _figure(number: int) -> Figure:
    return _OTHERWISE[number] if number <= 0 else Figure(Standing.ROUNDED, number)


def _ranks(texts: Texts) -> Numbers:
    """The place of each text in the order it is shown in."""
    order: Sequence[int] = sorted(range(len(texts)), key=lambda place: _pieces(texts.texts[place]))
    ranks = np.zeros(len(texts), np.int64)
    ranks[np.array(order, np.int64)] = np.arange(len(texts))
    return ranks


def _pieces(text: str) -> list[tuple[int, int, str]]:
    """Numbers within a text as numbers: the ages 5 to 10 come before 11 to 15."""
    pieces: list[str] = re.findall(r"[0-9]+|[^0-9]+", text)
    return [(0, int(piece), piece) if piece.isdecimal() else (1, 0, piece) for piece in pieces]
