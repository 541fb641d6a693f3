"""The application's search opened from files, here or in a process of its own that says what memory it takes."""

import json
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np

from app.terminology.edition.arrays import ConceptArrays, TermArrays, WordArrays
from app.terminology.edition.search import EditionSearch

_ROOT = Path(__file__).resolve().parents[2]
_PARTS: dict[str, type[Any]] = {"words": WordArrays, "terms": TermArrays, "concepts": ConceptArrays}


def save_columns(folder: Path, words: WordArrays, terms: TermArrays, concepts: ConceptArrays) -> int:
    """Write each column to a file of its own; gives the bytes of all."""
    for (part, kind), arrays in zip(_PARTS.items(), (words, terms, concepts), strict=True):
        for field in fields(kind):
            np.save(folder / f"{part}.{field.name}.npy", getattr(arrays, field.name))
    return sum(file.stat().st_size for file in folder.iterdir())


def opened_search(folder: Path) -> EditionSearch:
    """The search over columns mapped from files."""
    words, terms, concepts = (
        kind(**{field.name: np.load(folder / f"{part}.{field.name}.npy", mmap_mode="r") for field in fields(kind)})
        for part, kind in _PARTS.items()
    )
    return EditionSearch(words, terms, concepts)


def private_megabytes(folder: Path, inputs: list[str]) -> tuple[float, float]:
    """Memory that a fresh process has to itself: once it has opened the search, and once it has found `inputs`."""
    command = [sys.executable, "-m", "benchmarks.engine.opened", str(folder)]
    done = subprocess.run(command, cwd=_ROOT, input=json.dumps(inputs), capture_output=True, text=True, check=True)
    opened, used = json.loads(done.stdout)
    return opened, used


def _anonymous_megabytes() -> float:
    """Pages of this process that no file stands behind; mapped ones are shared with all who map them."""
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Anonymous:")) / 1_000


def main(folder: Path) -> None:
    """Print the two figures."""
    search = opened_search(folder)
    opened = _anonymous_megabytes()
    for text in json.load(sys.stdin):
        search.find(text)
    print(json.dumps([opened, _anonymous_megabytes()]))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
