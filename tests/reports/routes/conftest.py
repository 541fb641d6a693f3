"""A service of each file's own in which areas may be compared, and its commissioner."""

from collections.abc import Iterator

import pytest

from tests.reports.routes import neighbourhood
from tests.service import Prepared, Service, Visitor, copied, opened_service, settings_for


@pytest.fixture(scope="module")
def near(prepared_clinic: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The demonstration with a release of Northmoor, its region, its board and its neighbours."""
    url = copied(prepared_clinic, tmp_path_factory.mktemp("near"))
    with opened_service(settings_for(url, prepared_clinic.secret), prepared_clinic.day) as service:
        neighbourhood.keep(service)
        yield service


@pytest.fixture(scope="module")
def commissioner(near: Service) -> Visitor:
    """Who was given Northmoor and the board."""
    return near.signed_in("commissioner")


@pytest.fixture(scope="module")
def period(near: Service) -> str:
    """The quarter of that release."""
    return neighbourhood.keep(near)
