"""What collecting the tests made stays until the end: the garbage collector does not walk it again and again.

Two million objects are made while the tests are collected, and none of them is garbage. As the service does when it
has started, they are put aside, so that the collector looks only at what the tests make.
"""

import gc
from collections.abc import Iterator

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Collect without the garbage collector, then put aside what is there."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()
