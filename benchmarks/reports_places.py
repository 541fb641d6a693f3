"""The made-up places of a country's rows, as an installation of a country would know them.

Names and regions of 153 authorities, the names of 42 boards, how many live in each, and ten neighbours of each
authority: what a page of an area is read beside.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from app.reports.cards.parts import ENGLAND
from app.reports.elsewhere.load import FOLDER, import_file
from app.reports.elsewhere.manifest import Kind
from app.wiring import now
from benchmarks.reports_rows import QUARTER, regions

BOARDS: Final = 42
NEIGHBOURS: Final = 10
_YEARS: Final = (QUARTER.year - 2, QUARTER.year - 1, QUARTER.year)
_OLDEST: Final = 25
_MADE_UP: Final = {"source": "Made up for a benchmark", "licence": "No licence is needed: nothing in it is true"}
_Cells = Sequence[object]


def write_places(folder: Path) -> None:
    """Write the lists of places of a folder of reports, and import populations and neighbours into it."""
    places, authorities = folder / "places", regions()
    places.mkdir(parents=True)
    names = {code: _name(code) for code in authorities}
    wider = sorted(set(authorities.values()))
    boards = [f"Q{each:02}" for each in range(BOARDS)]
    _write(
        places / "authorities.csv",
        ("local_authority", "name", "region"),
        ((code, names[code], region) for code, region in authorities.items()),
    )
    _write(places / "regions.csv", ("region", "name"), ((each, f"Region {each[-1]} (made up)") for each in wider))
    _write(places / "practices.csv", ("gp_practice", "icb"), ((f"Z{each}001", each) for each in boards))
    _write(
        places / "boards.csv",
        ("icb", "name"),
        ((each, f"NHS Board {each[1:]} (made up) Integrated Care Board") for each in boards),
    )
    _import(folder, Kind.POPULATIONS, _populations([*authorities], wider))
    _import(folder, Kind.NEIGHBOURS, _neighbours([*names.values()]))


def _name(authority: str) -> str:
    return f"Authority {int(authority[3:])} (made up)"


def _populations(authorities: Iterable[str], wider: Iterable[str]) -> Iterator[_Cells]:
    """How many of each age and sex live in each area, three years of them."""
    yield "area_code", "area_name", "level", "year", "age", "sex", "count"
    listed = [(each, _name(each), "local_authority", 2_400) for each in authorities]
    listed += [(each, f"Region {each[-1]} (made up)", "region", 40_000) for each in wider]
    for code, name, level, count in (*listed, (ENGLAND, "England", "england", 360_000)):
        for year in _YEARS:
            for age in range(_OLDEST + 1):
                for sex in ("female", "male"):
                    yield code, name, level, year, age, sex, count + 7 * age


def _neighbours(names: Sequence[str]) -> Iterator[_Cells]:
    """A column for each authority: those that follow it in the list."""
    yield names
    for each in range(1, NEIGHBOURS + 1):
        yield [names[(place + each) % len(names)] for place in range(len(names))]


def _import(folder: Path, kind: Kind, rows: Iterator[_Cells]) -> None:
    file = folder / f"{kind.value}.csv"
    _write(file, [str(each) for each in next(rows)], rows)
    import_file(kind, file, folder / FOLDER, now(), **_MADE_UP)
    file.unlink()


def _write(path: Path, heading: Sequence[str], rows: Iterable[_Cells]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        lines.writerow(heading)
        lines.writerows(rows)
