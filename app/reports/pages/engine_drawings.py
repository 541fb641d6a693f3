"""Charts that were drawn once: in files named by what they show, so that no page waits for one to be drawn again."""

from collections.abc import Callable
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

from app import __version__
from app.reports.pages.chart import Chart, picture_key

_KEPT: Final = 2048


def drawn_by() -> tuple[str, ...]:
    """The programs that draw charts, each with its version."""
    return (__version__, *(f"{each} {version(each)}" for each in ("altair", "vl-convert-python")))


class Drawings:
    """Gives the SVG of a chart from memory, from its file, or by drawing it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._drawn_by = drawn_by()
        self.svg: Callable[[Chart], str] = lru_cache(_KEPT)(self._found)

    def _found(self, chart: Chart) -> str:
        path = self._folder / f"{picture_key(chart, self._drawn_by)}.svg"
        try:
            return path.read_text(encoding="utf-8")
        except OSError:
            return self._drawn(chart, path)

    def _drawn(self, chart: Chart, path: Path) -> str:
        # Drawing starts an engine of its own, which a page whose charts are all there need not wait for.
        from app.reports.pages.drawing import svg_of

        text = svg_of(chart)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile("w", dir=self._folder, suffix=".new", delete=False, encoding="utf-8") as file:
                file.write(text)
            Path(file.name).replace(path)
        except OSError:
            # A full or read-only disk costs time, not the chart.
            return text
        return text
