"""Charts that were drawn once: in files named by what they show, so that no page waits for one to be drawn again.

They lie in a folder for each release and each set of programs that draw. Those of a release that no page shows any
more, and of other versions of the programs, are dropped when a release is made; and where all of them take more room
than is allowed, those that were asked for longest ago. A reader whose file is dropped meanwhile reads it to its end, or
draws it again: it costs time, never a chart.
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Container, Iterator
from contextlib import suppress
from functools import lru_cache
from importlib.metadata import version
from itertools import count
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

from app import __version__
from app.identity import is_identity
from app.reports.pages.chart import LAYOUT, Chart, picture_key

MOST_BYTES: Final = 1 << 30
"""The most that drawings may take on the disk; about 150,000 of them."""

_KEPT: Final = 2048
_TRIMMED_TO: Final = 0.9
_LOOKED_AT_EVERY: Final = 256
"""After so many new drawings it is seen how much room they take."""

_OTHERS: Final = "others"
"""The folder of drawings that are of no release."""

_OURS: Final = frozenset({".svg", ".new"})


def drawn_by() -> tuple[str, ...]:
    """The programs that draw charts, each with its version."""
    return (__version__, *(f"{each} {version(each)}" for each in ("altair", "vl-convert-python")))


class Drawings:
    """Gives the SVG of a chart from memory, from its file, or by drawing it. All of them take at most `most` bytes."""

    def __init__(self, folder: Path, most: int = MOST_BYTES) -> None:
        self._folder = folder
        self._most = most
        self._drawn_by = drawn_by()
        self._made = hashlib.sha256("\n".join((LAYOUT, *self._drawn_by)).encode()).hexdigest()[:8]
        self._written = count(1)
        self.svg: Callable[[Chart], str] = lru_cache(_KEPT)(self._found)

    def forget(self, standing: Container[str]) -> None:
        """Drop the drawings of every release but those that stand, by their identities as shown, those of other
        programs, and what lies outside of any folder; then, where the rest is more than is allowed, the longest
        unused."""
        for path in _within(self._folder):
            release, _, made = path.name.partition(".")
            needed = release in standing and made == self._made
            if path.suffix in _OURS and path.is_file():
                _drop(path)
            elif is_identity(release) and path.is_dir() and not needed:
                shutil.rmtree(path, ignore_errors=True)
        self.trim()

    def trim(self) -> None:
        """Where drawings take more room than is allowed, drop those that were asked for longest ago."""
        found = sorted(_drawings(self._folder))
        total = sum(size for _, size, _ in found)
        if total <= self._most:
            return
        for _, size, path in found:
            if total <= self._most * _TRIMMED_TO:
                return
            _drop(path)
            total -= size

    def _found(self, chart: Chart) -> str:
        path = self._folder / self._folder_of(chart) / f"{picture_key(chart, self._drawn_by)}.svg"
        try:
            text = path.read_text(encoding="utf-8")
        except OSError:
            return self._drawn(chart, path)
        _used(path)
        return text

    def _folder_of(self, chart: Chart) -> str:
        """The folder of a chart: its release, which is the first of what its figures are of."""
        release = chart.of[0] if chart.of else ""
        return f"{release}.{self._made}" if is_identity(release) else _OTHERS

    def _drawn(self, chart: Chart, path: Path) -> str:
        # Drawing starts an engine of its own, which a page whose charts are all there need not wait for.
        from app.reports.pages.drawing import svg_of

        text = svg_of(chart)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile("w", dir=path.parent, suffix=".new", delete=False, encoding="utf-8") as file:
                file.write(text)
            Path(file.name).replace(path)
        except OSError:
            # A full or read-only disk, or a release that is dropped this moment, costs time, not the chart.
            return text
        if next(self._written) % _LOOKED_AT_EVERY == 0:
            self.trim()
        return text


def _drawings(folder: Path) -> Iterator[tuple[float, int, Path]]:
    """When each drawing was last asked for, its bytes and its path."""
    for below in _within(folder):
        for path in _within(below):
            with suppress(OSError):
                told = path.stat()
                yield told.st_mtime, told.st_size, path


def _within(folder: Path) -> list[Path]:
    """What lies in a folder; nothing in one that is not there, or is none."""
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def _used(path: Path) -> None:
    """Say that a drawing was asked for."""
    with suppress(OSError):
        os.utime(path)


def _drop(path: Path) -> None:
    # Another process may have dropped it before; and what cannot be dropped is there the next time.
    with suppress(OSError):
        path.unlink(missing_ok=True)
