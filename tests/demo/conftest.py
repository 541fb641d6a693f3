"""The reference set that the product carries, and one demonstration that many tests look at."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

import pytest

from app.clinical.child import Child
from app.clinical.complexity import Complexity, complexity_of
from app.clinical.encounter import Encounter
from app.clinical.history import last_answers, need_histories, standing_needs
from app.clinical.needs import Statement
from app.demo.child_plan import ChildPlan, DemoSize
from app.demo.plan import demo_plan
from app.demo.recording import DemoRecording, earliest
from app.terminology.load import load_refset
from app.terminology.refset import Refset
from tests.demo.memory import MemoryStore

TODAY = date(2026, 11, 24)
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A demonstration with its plan and what it left behind."""

    size: DemoSize
    refset: Refset
    plan: tuple[ChildPlan, ...]
    store: MemoryStore
    recording: DemoRecording

    @property
    def encounters(self) -> list[Encounter]:
        return [each for of_child in self.store.encounters.values() for each in of_child]

    @property
    def children(self) -> list[Child]:
        """The children as first registered: without the records that were merged into another."""
        second = {each.child for each in self.store.links}
        return [each for each in self.store.of(Child) if each.id not in second]

    def standing(self) -> list[tuple[list[Statement], Complexity]]:
        """Of each child seen, the statements that stand today and the profile they make."""
        children = []
        for encounters in self.store.encounters.values():
            statements = [each.latest for each in standing_needs(need_histories(encounters, self.size.today))]
            answers = last_answers(encounters, self.size.today)
            children.append((statements, complexity_of(statements, answers, self.refset)))
        return children


def load(size: DemoSize, refset: Refset, seed: int) -> Loaded:
    """Load a demonstration into memory."""
    chance = Random(seed)
    plan = demo_plan(size, refset, chance)
    store = MemoryStore()
    with store.chunk() as chunk:
        recording = DemoRecording(
            chunk, refset, pseudonym_key=bytes(32), password_hash="$hash", random=chance, begin=earliest(plan)
        )
        recording.replay(plan, lambda _: None)
    return Loaded(size, refset, plan, store, recording)


@pytest.fixture(scope="session")
def refset() -> Refset:
    return load_refset(ROOT / "snomed_refsets")


@pytest.fixture(scope="session")
def loaded(refset: Refset) -> Loaded:
    """Two thousand children over two years."""
    return load(DemoSize(2_000, 24, TODAY), refset, 7)
