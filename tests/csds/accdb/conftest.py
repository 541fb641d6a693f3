"""Templates made by Jackcess, once in a test process."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from setup.jackcess import access_file
from tests.csds.accdb.access_files import DESCRIPTION, ODD_TABLES


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Path]:
    """Makes a file of a version with the described tables."""

    @cache
    def make(version: str, description: str) -> Path:
        path = tmp_path_factory.mktemp("access") / "template.accdb"
        access_file("make", version, str(path), lines=description)
        return path

    return make


@pytest.fixture(params=["V2007", "V2010"])
def template(request: pytest.FixtureRequest, made: Callable[[str, str], Path]) -> Path:
    """An empty file of each version that has the tables of `STANDARD`."""
    return made(request.param, DESCRIPTION)


@pytest.fixture
def template_2010(made: Callable[[str, str], Path]) -> Path:
    """The same, of the later version alone."""
    return made("V2010", DESCRIPTION)


@pytest.fixture
def odd_template(made: Callable[[str, str], Path]) -> Path:
    """A file of tables that are not written."""
    return made("V2010", ODD_TABLES)
