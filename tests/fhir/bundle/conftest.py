import pytest

from app.fhir.structure.load import load_r4
from app.fhir.structure.r4 import R4


@pytest.fixture(scope="session")
def r4() -> R4:
    """The definitions of R4, compiled."""
    loaded = load_r4()
    loaded.compile_all()
    return loaded
