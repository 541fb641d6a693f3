"""Brings the static kit: the NHS.UK frontend and the slip's typeface, from npm packages whose digests are stated here.

Standard library only, so that it runs before anything is installed. The kit is not kept in the repository.

    python setup/static_kit.py            → app/web/static/kit/, served to browsers; the fonts also go into the PDF slip
    python setup/static_kit.py --tests    → the same, and tests/kit/: axe-core, for the accessibility tests

A folder whose kit.json already names what is wanted is left as it is. npm is the one on the PATH; where there is none,
the pinned one of requirements/node.txt goes into a throw-away virtual environment. No package's own scripts are run.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Raised when this file lays the kit out in another way, so that kits laid by an earlier version are laid again.
LAYOUT = 1

FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
SOURCE_MAP = re.compile(r"(/\*# sourceMappingURL=[^*]*\*/|//# sourceMappingURL=\S+)\s*$")
FETCHED = re.compile(r"url\(\s*[\"']?(?:https?:)?//[^)]*\)|@import[^;]*;")


class KitError(Exception):
    """The kit could not be brought; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Package:
    """An npm package: its version, the digest of its archive, and where each wanted path of it goes in the kit."""

    name: str
    version: str
    licence: str
    sha512: str
    places: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Kit:
    """A folder (relative to the repository) and the packages that fill it."""

    folder: str
    packages: tuple[Package, ...]


# The version goes with nhsuk-frontend-jinja 0.10.2 (the table of pairs in that package's read-me): raise both together.
FRONTEND = Package(
    name="nhsuk-frontend",
    version="10.6.1",
    licence="MIT",
    sha512="PZorqQZjZx/A26yJoskCL9z0ib6AtkAyF0o4K/RHr8zRrJyXrUOCnMbjy0VNXsGO4tfTNMwqlkwATKs4a0xayw==",
    places=(
        ("dist/nhsuk/nhsuk-frontend.min.css", "nhsuk-frontend.min.css"),
        ("dist/nhsuk/nhsuk-frontend.min.js", "nhsuk-frontend.min.js"),
        ("dist/nhsuk/assets/", "assets/"),
    ),
)
TYPEFACE = Package(
    name="dejavu-fonts-ttf",
    version="2.37.3",
    licence="Bitstream Vera and Arev font licences; DejaVu changes are in the public domain",
    sha512="f1hd7jJbeQa1VWcw+K2KrTXS50zTMaHpVC4XIKJpNcDeYR5ajMtj/iLlQDYNvLOKamUB3ARVVCf79lNwNVztSQ==",
    places=(
        ("ttf/DejaVuSans.ttf", "fonts/DejaVuSans.ttf"),
        ("ttf/DejaVuSans-Bold.ttf", "fonts/DejaVuSans-Bold.ttf"),
        ("LICENSE", "fonts/LICENSE"),
    ),
)
AXE = Package(
    name="axe-core",
    version="4.14.1",
    licence="MPL-2.0",
    sha512="FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
    places=(("axe.min.js", "axe.min.js"), ("LICENSE", "LICENSE")),
)

PAGES = Kit(folder="app/web/static/kit", packages=(FRONTEND, TYPEFACE))
TESTS = Kit(folder="tests/kit", packages=(AXE,))


def description_of(kit: Kit) -> str:
    """The text of kit.json: which packages, versions, licences and layout a laid kit has."""
    packages = [{"name": p.name, "version": p.version, "licence": p.licence, "sha512": p.sha512} for p in kit.packages]
    return json.dumps({"layout": LAYOUT, "packages": packages}, indent=2) + "\n"


def is_laid(kit: Kit, root: Path) -> bool:
    """Whether the folder under root holds exactly the wanted kit."""
    try:
        return (root / kit.folder / "kit.json").read_text(encoding="utf-8") == description_of(kit)
    except FileNotFoundError:
        return False


def self_contained(css: str) -> str:
    """The style sheet without its web fonts (they ask another host) and with its images found relative to itself.

    Raises KitError if anything it would fetch from another host is left.
    """
    css = SOURCE_MAP.sub("", FONT_FACE.sub("", css)).replace("url(/assets/", "url(assets/")
    left = FETCHED.search(css)
    if left:
        raise KitError(f"The style sheet would fetch {left.group()[:80]}: self_contained() does not know that rule.")
    return css


def lay(kit: Kit, root: Path, npm: str, scratch: Path) -> None:
    """Fetches, verifies and unpacks the kit's packages under scratch, then puts the finished folder in its place."""
    fresh = scratch / kit.folder
    fresh.mkdir(parents=True)
    for package in kit.packages:
        unpack(package, fetched(package, npm, scratch), fresh)
    for sheet in fresh.glob("*.css"):
        sheet.write_text(self_contained(sheet.read_text(encoding="utf-8")), encoding="utf-8")
    for script in fresh.glob("*.js"):
        script.write_text(SOURCE_MAP.sub("", script.read_text(encoding="utf-8")), encoding="utf-8")
    (fresh / "kit.json").write_text(description_of(kit), encoding="utf-8")
    target = root / kit.folder
    shutil.rmtree(target, ignore_errors=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh.rename(target)


def fetched(package: Package, npm: str, scratch: Path) -> Path:
    """The package's archive, fetched by npm and equal to the stated digest; KitError if it cannot be had or differs."""
    wanted = f"{package.name}@{package.version}"
    options = ["--ignore-scripts", "--prefer-offline", "--loglevel=error", "--pack-destination", str(scratch)]
    run(
        [npm, "pack", wanted, *options],
        scratch,
        f"npm could not fetch {wanted}. Is the network there, and npm's registry reachable?",
    )
    archive = scratch / f"{package.name}-{package.version}.tgz"
    found = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode("ascii")
    if found != package.sha512:
        raise KitError(
            f"{wanted} is not the archive that was checked: its sha512 is {found}, not {package.sha512}. "
            "Nothing was unpacked. Find out why before changing the digest in setup/static_kit.py."
        )
    return archive


def unpack(package: Package, archive: Path, folder: Path) -> None:
    """Copies the package's wanted files into the folder; KitError names a wanted path that the archive lacks."""
    with tarfile.open(archive) as tar:
        files = {member.name.removeprefix("package/"): member for member in tar.getmembers() if member.isfile()}
        for source, destination in package.places:
            chosen = [name for name in files if name == source or (source.endswith("/") and name.startswith(source))]
            if not chosen:
                raise KitError(f"{package.name}@{package.version} has no {source}: it is laid out differently.")
            for name in chosen:
                content = tar.extractfile(files[name])
                if content is None:
                    raise KitError(f"{package.name}@{package.version}: {name} cannot be read.")
                path = folder / (destination + name.removeprefix(source))
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content.read())


def npm_of_this_machine(scratch: Path) -> str:
    """The path of an npm: the PATH's, otherwise that of the pinned package, installed under scratch."""
    found = shutil.which("npm")
    if found:
        return found
    sys.stdout.write("static kit: no npm on the PATH; installing a throw-away one\n")
    place = scratch / "node"
    run([sys.executable, "-m", "venv", str(place)], scratch, "No virtual environment could be made for npm.")
    pinned = str(ROOT / "requirements" / "node.txt")
    install = [str(place / "bin" / "pip"), "install", "--quiet", "--require-hashes", "--requirement", pinned]
    run(install, scratch, "No npm is on the PATH and none could be installed. Install Node.js, or mend the network.")
    return str(place / "bin" / "npm")


def run(command: list[str], folder: Path, explanation: str) -> None:
    """Runs a command in a folder; KitError gives the explanation and the command's own last words."""
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise KitError(f"{explanation}\n{error}") from error
    if done.returncode != 0:
        raise KitError(f"{explanation}\n{(done.stderr or done.stdout).strip()[-800:]}")


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Lays what is not yet laid; returns the exit status."""
    parser = argparse.ArgumentParser(description="Bring the static kit (see the head of this file).")
    parser.add_argument("--tests", action="store_true", help="also bring what the accessibility tests need")
    chosen = (PAGES, TESTS) if parser.parse_args(arguments).tests else (PAGES,)
    missing = [kit for kit in chosen if not is_laid(kit, root)]
    if not missing:
        return 0
    try:
        # Beside the kit, on one file system, so that the finished folder is moved and never copied half.
        with tempfile.TemporaryDirectory(prefix=".static-kit-", dir=root) as name:
            scratch = Path(name)
            npm = npm_of_this_machine(scratch)
            for kit in missing:
                lay(kit, root, npm, scratch)
                names = ", ".join(f"{package.name} {package.version}" for package in kit.packages)
                sys.stdout.write(f"static kit: {kit.folder} has {names}\n")
    except KitError as error:
        sys.stderr.write(f"static kit: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
