"""A small release, made once for the tests of a worker."""

import pytest

from app.fhir.terminology.known import KnownTerminology
from tests.fhir.terminology.known_examples import with_a_release, with_the_list_alone


@pytest.fixture(scope="session")
def known(tmp_path_factory: pytest.TempPathFactory) -> KnownTerminology:
    return with_a_release(tmp_path_factory.mktemp("release"))


@pytest.fixture(scope="session")
def listed() -> KnownTerminology:
    return with_the_list_alone()
