"""Writing rows as a distributor packs them: folders, file names, headings, and the files nobody asked for."""

import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from tests.terminology.editions import metadata as m
from tests.terminology.editions.author import INTERNATIONAL_MODULES
from tests.terminology.editions.ledger import as_date
from tests.terminology.editions.tables import SEPARATE, Package, Row, Table

CRLF: Final = "\r\n"

Files = dict[str, bytes]
"""By path, with `/` between folders, what a file holds."""


def package_files(
    kind: str, rows: Mapping[Table, Iterable[Row]], on: date, packages: Sequence[Package] = SEPARATE
) -> Files:
    """The files of packages that hold these rows, each row in the package of its module.

    `kind` is Full, Snapshot or Delta. `on` dates the extension's packages; the International one is as old as the
    latest row in it.
    """
    files: Files = {}
    kept = {table: list(each) for table, each in rows.items()}
    for package in packages:
        of_package = {table: [row for row in each if row.module in package.modules] for table, each in kept.items()}
        if not any(of_package.values()):
            continue
        dated = _dated(package, of_package, on)
        for table, each in of_package.items():
            files[table.path(package, kind, dated)] = file_bytes(table, each)
        files.update(_beside(package, dated))
    return files


def file_bytes(table: Table, rows: Iterable[Row]) -> bytes:
    """A file: heading and rows, each line ended by CR LF."""
    lines = ["\t".join(table.columns), *(row.line() for row in rows), ""]
    return CRLF.join(lines).encode()


def _dated(package: Package, rows: Mapping[Table, Sequence[Row]], on: date) -> date:
    if package is not Package.INTERNATIONAL:
        return on
    return as_date(max(row.effective for each in rows.values() for row in each))


def _beside(package: Package, on: date) -> Iterator[tuple[str, bytes]]:
    """What lies in a package beside its tables."""
    folder = package.folder(on)
    readme = f"{package.title} {on:%Y-%m-%d}{CRLF}Made up for tests: it is no release of SNOMED CT.{CRLF}"
    yield f"{folder}/Readme_en_{on:%Y%m%d}.txt", readme.encode()
    yield f"{folder}/release_package_information.json", json.dumps(_information(package, on), indent=2).encode()
    yield (
        f"{folder}/Documentation/doc_Overview_Current-en_{package.owner}_{on:%Y%m%d}.pdf",
        b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n",
    )
    yield f"{folder}/Resources/NOT USED", b""


def _information(package: Package, on: date) -> dict[str, object]:
    modules = [{"id": str(module)} for module in package.modules]
    found: dict[str, object] = {"effectiveTime": f"{on:%Y%m%d}", "includedModules": modules}
    if not set(package.modules) <= INTERNATIONAL_MODULES:
        found["languageRefset"] = f"{m.NHS_REALM},999000691000001104"
    return found


def write_folder(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write files below a folder, which is made; gives the folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def write_zip(path: Path, files: Mapping[str, bytes]) -> Path:
    """Write files as one zip; gives its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return path
