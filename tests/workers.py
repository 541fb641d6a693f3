"""Which tests go to the same worker: those of a place where all look at something that takes long to make.

Every other test goes to whichever worker comes free. The places stand here and not as marks of pytest-xdist, which
tells groups by a suffix of the tests' names that pytest 9 leaves out.
"""

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

TOGETHER = (
    "tests/architecture/",
    "tests/csds/merging/",
    "tests/demo/",
    "tests/journeys/test_guide_pictures.py",
    "tests/journeys/test_the_minute.py",
)


class SharedPlaces(LoadScopeScheduling):  # type: ignore[misc]  # pytest-xdist says nothing of its types
    """Gives a place's tests to one worker, and each of the others by itself."""

    def _split_scope(self, nodeid: str) -> str:
        return next((place for place in TOGETHER if nodeid.startswith(place)), nodeid)

    def mark_test_complete(self, node: Any, item_index: int, duration: float = 0) -> None:
        """Forget a place that a worker is done with: after each test, all that it still has are counted."""
        scope = self._split_scope(self.registered_collections[node][item_index])
        super().mark_test_complete(node, item_index, duration)
        given = self.assigned_work[node]
        if all(given[scope].values()):
            del given[scope]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> SharedPlaces | None:
    """The scheduler of `--dist loadgroup`."""
    return SharedPlaces(config, log) if config.getvalue("dist") == "loadgroup" else None
