"""Makes the blank Access file that is shipped for previews, from the declarations of CSDS, with Jackcess.

    python -m setup.csds_blank    → app/csds/accdb/blank_v1_6.accdb.gz

To be run again when the declared tables or fields change; a test compares the shipped file with them. A text column
gets the Data Dictionary's length, and the longest that Access takes where no source gives one. Needs a JDK and npm.
"""

from __future__ import annotations

import gzip
import sys
import tempfile
from pathlib import Path

from app.csds.specification import Field, Kind, Specification
from app.csds.v1_6.submission import SPECIFICATION
from setup.jackcess import access_file
from setup.static_kit import ROOT

VERSION = "V2010"
LONGEST = 255
TYPES = {Kind.TEXT: "TEXT", Kind.INTEGER: "LONG"}


def description_of(specification: Specification) -> str:
    """The lines that AccessFile.java makes a file of: table, column, type, characters of texts."""
    return "".join(
        "\t".join((table.name, field.name, *type_of(field))) + "\n"
        for table in specification.tables
        for field in table.fields
    )


def type_of(field: Field) -> tuple[str, ...]:
    """The type of a column in that file, and how many characters a text takes."""
    kind = TYPES.get(field.kind, "SHORT_DATE_TIME")
    return (kind, str(field.longest or LONGEST)) if field.kind is Kind.TEXT else (kind,)


def make(specification: Specification, target: Path) -> None:
    """Make the blank of a version, packed, at a path."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "blank.accdb"
        access_file("make", VERSION, str(path), lines=description_of(specification))
        target.write_bytes(gzip.compress(path.read_bytes(), mtime=0))


if __name__ == "__main__":
    name = f"blank_v{SPECIFICATION.version.replace('.', '_')}.accdb.gz"
    make(SPECIFICATION, ROOT / "app" / "csds" / "accdb" / name)
    sys.exit(0)
