"""Opening what a release comes in: a zip, or a folder with what was in one. Nothing in it is trusted.

A zip is read in place and never unpacked to disk. What its directory declares is held against limits before anything
is read, and no more than it declares is read of any file.
"""

import os
import stat
import struct
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final, Protocol
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, LargeZipFile, ZipFile, ZipInfo

from app.terminology.faults import Fault
from app.terminology.rf2.blocks import LONGEST_ROW
from app.terminology.rf2.faults import COPY_AGAIN, ReleaseFault

LARGEST_FILE: Final = 16 << 30
LARGEST_PACKAGE: Final = 64 << 30
MOST_FILES: Final = 20_000
MOST_TIMES: Final = 200
"""How many times its compressed size a file may unpack to; release files come to about ten."""
_SMALL: Final = 16 << 20
"""Files up to this size may unpack from anything."""

_ENCRYPTED: Final = 1
_UNREADABLE: Final = (
    *(OSError, EOFError, RuntimeError, ValueError, OverflowError, KeyError),
    *(BadZipFile, LargeZipFile, zlib.error, struct.error),
)
"""What damaged zips are known to raise; a RuntimeError is an encrypted or unknown way of compressing."""
_DISTRIBUTED: Final = "Download the release again; it is not as it was distributed."


class Readable(Protocol):
    """Bytes to be read in pieces."""

    def read(self, size: int, /) -> bytes:
        """At most so many more bytes; none at the end."""

    def close(self) -> None:
        """Nothing more is read."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in what was given: its path there with "/" between folders, its size in bytes, why it is not followed."""

    path: str
    size: int
    left: str = ""


class Source(Protocol):
    """A zip or folder that is open."""

    @property
    def label(self) -> str:
        """Its own name."""

    @property
    def entries(self) -> Sequence[Entry]:
        """The files in it, by path. Raises ReleaseFault when it must not be read."""

    def open(self, path: str) -> Readable:
        """A file in it, from its beginning."""

    def close(self) -> None:
        """Close it and what was opened in it."""


def open_source(path: Path) -> Source:
    """The zip or folder at a path. Raises ReleaseFault when there is none, or it cannot be opened."""
    try:
        if path.is_dir():
            return _Folder(path)
        if path.is_file():
            return _Archive(path)
    except OSError as error:
        raise _refused(str(path), f"It cannot be opened: {error.strerror}.", "Give a path that can be read.") from error
    except _UNREADABLE as error:
        what = f"It is not a zip, or only part of one ({error})."
        raise _refused(path.name, what, "Give the zip of the release, or the folder it unpacks to.") from error
    raise _refused(str(path), "There is nothing at this path.", "Give the zip of the release, or its folder.")


def _refused(file: str, what: str, mend: str) -> ReleaseFault:
    return ReleaseFault([Fault(file, None, what, mend)])


@contextmanager
def readable(name: str) -> Iterator[None]:
    """Tells what goes wrong in reading a file as a ReleaseFault with the file's name."""
    try:
        yield
    except _UNREADABLE as error:
        what = f"The file cannot be read: {getattr(error, 'strerror', None) or str(error) or 'it ends early'}."
        raise _refused(name, what, _DISTRIBUTED) from error


def blocks(stream: Readable, name: str, size: int) -> Iterator[bytes]:
    """The lines of a stream from where it stands, about `size` bytes at a time, each line ended by LF.

    Raises ReleaseFault when it cannot be read on, or a line is longer than `LONGEST_ROW`.
    """
    begun: list[bytes] = []
    while True:
        with readable(name):
            piece = stream.read(size)
        if not piece:
            break
        cut = piece.rfind(b"\n") + 1
        if cut:
            yield b"".join([*begun, piece[:cut]])
            begun = []
        begun.append(piece[cut:])
        if sum(map(len, begun)) > max(LONGEST_ROW, size):
            raise _refused(name, f"A row is longer than {LONGEST_ROW} bytes.", COPY_AGAIN)
    rest = b"".join(begun)
    if rest:
        yield rest + b"\n"


class _Folder:
    def __init__(self, root: Path) -> None:
        self._root = root
        self.label = root.name or str(root)

    @property
    def entries(self) -> Sequence[Entry]:
        found: list[Entry] = []
        with readable(self.label):
            for folder, inner, files in os.walk(self._root, onerror=_raise, followlinks=False):
                linked = [each for each in inner if Path(folder, each).is_symlink()]
                found += [self._entry(f"{folder}{os.sep}{each}") for each in [*files, *linked]]
                if len(found) > MOST_FILES:
                    raise _refused(self.label, f"It holds more than {MOST_FILES} files.", "Give the release alone.")
        return sorted(found, key=lambda entry: entry.path)

    def _entry(self, path: str) -> Entry:
        inner = path[len(str(self._root)) :].replace(os.sep, "/").lstrip("/")
        found = os.lstat(path)
        if stat.S_ISLNK(found.st_mode):
            if not self._leads_inside(Path(path)):
                return Entry(inner, 0, "a link that is not followed")
            found = Path(path).stat()
        if not stat.S_ISREG(found.st_mode):
            return Entry(inner, 0, "not a file")
        return Entry(inner, found.st_size)

    def _leads_inside(self, path: Path) -> bool:
        real = path.resolve()
        return real.is_file() and real.is_relative_to(self._root.resolve())

    def open(self, path: str) -> Readable:
        return (self._root / path).open("rb")

    def close(self) -> None:
        pass


def _raise(error: OSError) -> None:
    raise error


class _Archive:
    def __init__(self, path: Path) -> None:
        self._zip = ZipFile(path)
        self._size = path.stat().st_size
        self.label = path.name

    @property
    def entries(self) -> Sequence[Entry]:
        infos = [info for info in self._zip.infolist() if not info.is_dir()]
        faults = [fault for info in infos if (fault := self._refusal(info))]
        faults += self._refusal_of_all(infos)
        if faults:
            raise ReleaseFault(faults)
        return sorted((Entry(info.filename, info.file_size) for info in infos), key=lambda entry: entry.path)

    def _refusal(self, info: ZipInfo) -> Fault | None:
        what = _unsafe_name(info) or _unsafe_kind(info) or _unsafe_size(info)
        return Fault(f"{self.label}/{_shown(info.filename)}", None, what, _DISTRIBUTED) if what else None

    def _refusal_of_all(self, infos: Sequence[ZipInfo]) -> list[Fault]:
        names = {info.filename for info in infos}
        total = sum(info.file_size for info in infos)
        if len(infos) > MOST_FILES:
            what = f"It holds more than {MOST_FILES} files."
        elif len(names) < len(infos):
            what = "It holds two files of the same path."
        elif total > LARGEST_PACKAGE or total > max(_SMALL, MOST_TIMES * self._size):
            what = f"It would unpack to {total} bytes, more than any release."
        else:
            return []
        return [Fault(self.label, None, what, _DISTRIBUTED)]

    def open(self, path: str) -> Readable:
        return self._zip.open(path)

    def close(self) -> None:
        self._zip.close()


def _unsafe_name(info: ZipInfo) -> str:
    name = info.orig_filename.replace("\\", "/")
    parts = PurePosixPath(name).parts
    if name.startswith("/") or ":" in name or ".." in parts or any(ord(each) < 32 for each in name):
        return "The path of the file leads out of the zip."
    return ""


def _unsafe_kind(info: ZipInfo) -> str:
    if stat.S_ISLNK(info.external_attr >> 16):
        return "The zip holds a link."
    if info.flag_bits & _ENCRYPTED:
        return "The file is encrypted."
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        return "The file is compressed in another way than releases are."
    if info.filename.lower().endswith(".zip"):
        return "The zip holds a zip: unpack it and give that by its own path."
    return ""


def _unsafe_size(info: ZipInfo) -> str:
    too_many_times = info.file_size > max(_SMALL, MOST_TIMES * info.compress_size)
    if info.file_size > LARGEST_FILE or too_many_times:
        return f"The file would unpack to {info.file_size} bytes, more than any release file of its size."
    return ""


def _shown(name: str) -> str:
    return "".join(each if each.isprintable() else "�" for each in name)[:200]
