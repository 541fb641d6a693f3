"""A workspace with the valid submission, of its own for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.csds.engine_duckdb import Workspace
from tests.csds.checks.valid_rows import valid_workspace


@pytest.fixture
def valid(tmp_path: Path) -> Iterator[Workspace]:
    """The valid submission."""
    workspace = valid_workspace(tmp_path)
    yield workspace
    workspace.close()
