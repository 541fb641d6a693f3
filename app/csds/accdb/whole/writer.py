"""Writing a file beside its place, making sure of it, and giving it its name last.

The file in the making is hidden, beside its place, and locked for as long as its maker lives; the next one to be made
there removes what a killed maker left, and never what a living one is writing.
"""

import errno
import fcntl
import os
import secrets
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from app.csds.accdb.faults import CannotWrite
from app.csds.accdb.load import check_template
from app.csds.accdb.reader import compare
from app.csds.accdb.structure import Sizes
from app.csds.accdb.writer import Filled, fill, unfollowed
from app.csds.engine_duckdb import Row
from app.csds.specification import Specification, Table

_ENDING: Final = ".part"
_WHY: Final = {
    errno.ENOSPC: "the disk is full ({free} MiB are free). Make room, or choose another folder",
    errno.EDQUOT: "the quota of the disk is used up. Make room, or choose another folder",
    errno.EFBIG: "the file would be larger than this disk takes. Choose another folder",
    errno.EROFS: "the disk can only be read. Choose another folder",
    errno.EACCES: "writing into this folder is not permitted. Change its permissions, or choose another one",
    errno.EPERM: "writing into this folder is not permitted. Change its permissions, or choose another one",
    errno.ENOENT: "there is no such folder. Make it, or choose another one",
    errno.ENOTDIR: "it is not a folder. Choose another one",
    errno.EISDIR: "a folder has the file's name. Choose another name",
    errno.ENAMETOOLONG: "the name is too long. Choose a shorter one",
    errno.EIO: "the disk failed. Choose another one",
}
_OF_THE_DISK: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO)
"""What of these can only come of writing: while a file is made, others are read, and may be missing or forbidden."""


@contextmanager
def whole_file(destination: Path) -> Iterator[Path]:
    """The path to write a file at that is to be `destination`: an empty, hidden file beside it.

    When the block ends, what is there is brought safely to the disk and gets its name, in place of a file that had it;
    when the block fails, nothing has the name that had not before, and what was written is removed. What killed makers
    of the same name left is removed first.

    Raises: CannotWrite: the folder does not take the file; says where, why and what to do.
    """
    with _in_words(destination):
        _remove_left(destination)
        path, descriptor = _begun(destination)
    try:
        with _in_words(destination, _OF_THE_DISK):
            yield path
        with _in_words(destination):
            os.fsync(descriptor)
            path.replace(destination)
            _fsync_folder(destination.parent)
    finally:
        with suppress(FileNotFoundError):
            path.unlink()
        os.close(descriptor)


def build(
    specification: Specification,
    template: Path,
    destination: Path,
    tables: Callable[[], Iterable[tuple[Table, Iterable[Row]]]],
    *,
    sizes: Sizes | None = None,
    filled: Collection[str] | None = None,
    progress: Filled = unfollowed,
) -> dict[str, int]:
    """Check a template, fill a copy, read it back, compare every cell, then give it its name; gives the rows, by table.

    `tables` is asked twice, and must give every table of the standard, also those without rows, and the same rows in
    the same order both times. `sizes` and `filled` are those of `check_template`.

    Raises: what `check_template`, `fill`, `compare` and `whole_file` raise; then there is no file.
    """
    check_template(template, specification, sizes=sizes, filled=filled)
    with whole_file(destination) as path:
        counts = fill(template, path, tables(), progress)
        compare(path, tables())
    return counts


def _pattern(destination: Path) -> tuple[str, str]:
    return f".{destination.name}.", _ENDING


def _begun(destination: Path) -> tuple[Path, int]:
    """A new hidden file, which is locked: its path and descriptor."""
    beginning, ending = _pattern(destination)
    while True:
        path = destination.with_name(f"{beginning}{secrets.token_hex(8)}{ending}")
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o640)
        if _locked(descriptor) and _is(path, descriptor):
            return path, descriptor
        os.close(descriptor)


def _remove_left(destination: Path) -> None:
    beginning, ending = _pattern(destination)
    for path in list(destination.parent.iterdir()):
        if path.name.startswith(beginning) and path.name.endswith(ending):
            with suppress(FileNotFoundError):
                _remove_if_left(path)


def _remove_if_left(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR | os.O_NOFOLLOW)
    try:
        if _locked(descriptor):
            path.unlink()
    finally:
        os.close(descriptor)


def _locked(descriptor: int) -> bool:
    """Whether this process now holds the lock of a file, which ends with it."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is(path: Path, descriptor: int) -> bool:
    """Whether the path still names the open file: another maker may have taken it for a left one."""
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _fsync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _in_words(destination: Path, numbers: Collection[int] = _WHY.keys()) -> Iterator[None]:
    """Tell a fault of the place in words, if its number is one of these; another stays as it is."""
    try:
        yield
    except OSError as error:
        number = error.errno
        if number is None or number not in numbers or isinstance(error, CannotWrite):
            raise
        raise CannotWrite(number, _words(destination, _WHY[number]), str(destination)) from error


def _words(destination: Path, why: str) -> str:
    free = "?"
    with suppress(OSError):
        free = f"{shutil.disk_usage(destination.parent).free // 2**20:,}"
    return f"{destination.name} cannot be written in {destination.parent}: {why.format(free=free)}."
