"""What every store and application makes alike, made once in a test process.

A process of the service opens one store and one application; a test process opens hundreds, and making the same
statements, reference set and definitions anew would be most of its work. All of it is read only, and the tests of the
store hold that its statements know nothing of the database they were made for.
"""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

import app.main
import app.store.engine
import app.wiring
from app.access.passwords import Passwords
from app.fhir.structure.load import load_r4
from app.store.database import Database
from app.store.units import Subjects
from app.terminology.load import load_refset
from app.terminology.refset import Refset

SHIPPED = Path(__file__).parent.parent / "snomed_refsets"


class StatementsOfKinds:
    """The prepared statements of each kind of database, made for the first of the kind."""

    def __init__(self) -> None:
        self._made: dict[type[Database], Subjects] = {}

    def __call__(self, database: Database) -> Subjects:
        kind = type(database)
        if kind not in self._made:
            self._made[kind] = Subjects(database)
        return self._made[kind]


def shipped_once(load: Callable[[Path], Refset]) -> Callable[[Path], Refset]:
    """`load`, which reads the list that the product carries once, and every other whenever it is asked to."""
    shipped = cache(load)
    return lambda folder: shipped(folder) if folder == SHIPPED else load(folder)


@pytest.fixture(scope="session", autouse=True)
def made_once() -> Iterator[None]:
    """Let stores and applications of the process share what is the same for all of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app.store.engine, "Subjects", StatementsOfKinds())
        patch.setattr(app.wiring, "load_refset", shipped_once(load_refset))
        patch.setattr(app.wiring, "Passwords", cache(Passwords))
        patch.setattr(app.main, "load_r4", cache(load_r4))
        yield
