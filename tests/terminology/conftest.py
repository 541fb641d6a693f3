"""The shipped reference set and a search over it, read once."""

from pathlib import Path

import pytest

from app.terminology.load import load_refset
from app.terminology.refset import Refset
from app.terminology.search import RefsetSearch


@pytest.fixture(scope="session")
def shipped_folder() -> Path:
    return Path(__file__).resolve().parents[2] / "snomed_refsets"


@pytest.fixture(scope="session")
def shipped(shipped_folder: Path) -> Refset:
    return load_refset(shipped_folder)


@pytest.fixture(scope="session")
def search(shipped: Refset) -> RefsetSearch:
    return RefsetSearch(shipped)
