"""Makes the blank Access file that is shipped for previews, from the declarations of CSDS, with Jackcess.

    python -m setup.csds_blank    → app/csds/accdb/blank_v1_6.accdb.gz

To be run again when the declared tables or fields change; a test compares the shipped file with them. A text column
gets the Data Dictionary's length, and the longest that Access takes where no source gives one. Needs a JDK and npm.
"""

from __future__ import annotations

import gzip
import subprocess
import sys
import tempfile
from pathlib import Path

from app.csds.specification import Field, Kind, Specification
from app.csds.v1_6.submission import SPECIFICATION
from setup.jackcess import jar
from setup.static_kit import ROOT

TOOL = ROOT / "setup" / "AccessFile.java"
VERSION = "V2010"
LONGEST = 255
TYPES = {Kind.TEXT: "TEXT", Kind.INTEGER: "LONG"}


def description_of(specification: Specification) -> str:
    """The lines that AccessFile.java makes a file of: table, column, type and characters, between tabs."""
    return "".join(
        f"{table.name}\t{field.name}\t{TYPES.get(field.kind, 'SHORT_DATE_TIME')}\t{characters_of(field)}\n"
        for table in specification.tables
        for field in table.fields
    )


def characters_of(field: Field) -> str:
    """How many characters a text column takes; of another kind, nothing."""
    return str(field.longest or LONGEST) if field.kind is Kind.TEXT else ""


def make(specification: Specification, target: Path) -> None:
    """Make the blank of a version, packed, at a path."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "blank.accdb"
        command = ["java", "-cp", str(jar()), str(TOOL), "make", VERSION, str(path)]
        subprocess.run(command, input=description_of(specification), encoding="utf-8", check=True)
        target.write_bytes(gzip.compress(path.read_bytes(), mtime=0))


if __name__ == "__main__":
    name = f"blank_v{SPECIFICATION.version.replace('.', '_')}.accdb.gz"
    make(SPECIFICATION, ROOT / "app" / "csds" / "accdb" / name)
    sys.exit(0)
