"""The attacker with all that can be downloaded of three quarters of a demonstration clinic, released by the engine.

It is set on them with what disclosure control reckons with, and as a reader of all cards (`readers`), who knows which
numbers are the same, and which no more than others. Neither finds a hidden number: what a reader can tell to be nobody
is shown.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from app.released.figure import Standing
from app.reports.card import Breakdown
from app.reports.measures import CARDS
from app.reports.periods import complete_before
from app.reports.profiles import NHS_5_5
from app.terminology.concept import ConceptId
from tests.reports.attack.attacker import Findings, attack
from tests.reports.attack.demo_clinic import QUARTERS, Clinic, loaded, opened, released_clinic
from tests.reports.attack.knowledge import Knowledge, Naming, Place, model_of
from tests.reports.attack.narrowing import system_of
from tests.reports.attack.numbers_alike import by_the_cards
from tests.reports.attack.readers import known_rules, known_sums, rows_of
from tests.reports.attack.told import truth_of
from tests.reports.conditions.own import own
from tests.service import Prepared

SOME = ("needs", "caseload")
COARSE = (Breakdown.NONE, Breakdown.SEX)
PLANS = "ehc_plans_by_need"


@dataclass(frozen=True)
class Attacked:
    """What came of an attack: all findings, and those of numbers that count somebody, with which of these are small."""

    all: Findings
    of_somebody: Findings
    small: set[Place]

    @property
    def kept(self) -> float:
        return self.of_somebody.keeping(self.small, NHS_5_5.threshold) / len(self.of_somebody.possible)


def known_of(clinic: Clinic, naming: Naming, *, reader: bool) -> Knowledge:
    rows = rows_of(clinic.tables, naming)
    return Knowledge(
        clinic.tables,
        clinic.nesting,
        NHS_5_5,
        told=dict(plans_at_most(clinic, naming)),
        sums=list(known_sums(rows, clinic.counts)),
        rules=list(known_rules(rows, clinic.counts)) if reader else (),
        naming=naming,
    )


def attacked(clinic: Clinic, *, reader: bool) -> Attacked:
    naming = by_the_cards(clinic.counts, clinic.tables, reader=reader)
    truth = truth_of(clinic.cubes, clinic.tables, naming)
    found = attack(known_of(clinic, naming, reader=reader), truth)
    some = Findings({place: values for place, values in found.possible.items() if truth.get(place, 0)})
    return Attacked(found, some, {place for place in some.possible if truth[place] < NHS_5_5.threshold})


def plans_at_most(clinic: Clinic, naming: Naming) -> Iterator[tuple[Place, tuple[int, int]]]:
    """No more children with a plan can be counted in an area than the Department for Education publishes of it."""
    plans: dict[tuple[str, str, str], int] = {}
    for table in clinic.beside:
        for row in table.rows:
            if table.key.measure == PLANS and row.numerator.standing is Standing.EXACT and row.numerator.number:
                area = (table.period, table.key.level, row.area)
                plans[area] = plans.get(area, 0) + row.numerator.number
    for table in clinic.tables:
        if table.key.breakdown == Breakdown.EHC_PLAN.value and CARDS[table.key.measure].unit == "children":
            for row in table.rows:
                if row.part == "has_plan" and (total := plans.get((table.period, table.key.level, row.area))):
                    counted = Place(table.period, table.key, row.area, row.item, row.part, "counted")
                    yield naming(counted), (0, total)


def test_no_hidden_number_of_a_clinic_is_found(
    prepared_clinic: Prepared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A few measures, by sex, of every level, as downloaded."""
    last = complete_before(prepared_clinic.day)
    monkeypatch.setattr("app.reports.releasing.CARDS", {key: CARDS[key] for key in SOME})
    with opened(prepared_clinic, tmp_path) as service:
        clinic = released_clinic(service, NHS_5_5, [last.earlier(back) for back in (2, 1, 0)], COARSE)
    assert {table.key.measure for table in clinic.tables} == set(SOME)
    for reader in (False, True):
        found = attacked(clinic, reader=reader)
        assert len(found.of_somebody.possible) > 50
        assert found.of_somebody.pinned == {}
        assert found.kept >= 0.95
        assert found.all.pinned == {}


@pytest.mark.soak
@pytest.mark.timeout(1200)
def test_no_hidden_number_is_found_by_conditions_of_the_installation_s_own_that_overlap(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Within one of the product, around one by a single need, across two, and of needs that none takes in."""
    mild, moderate, severe, profound, down, autism, adhd, sleep, feeding = map(
        ConceptId,
        (86765009, 61152003, 40700009, 31216003, 41040004, 35919005, 406506008, 39898005, 78164000),
    )
    conditions = (
        *(own("within", mild, moderate), own("around", mild, moderate, severe, profound, down)),
        *(own("across", autism, adhd), own("besides", sleep, feeding)),
    )
    some = ("needs", "needs_by_group", "needs_by_condition", "needs_by_concept")
    monkeypatch.setattr("app.reports.releasing.CARDS", {key: CARDS[key] for key in some})
    with loaded(tmp_path, 60, 7) as service:
        clinic = released_clinic(service, NHS_5_5, QUARTERS[-1:], (Breakdown.NONE,), conditions)
    assert {"within", "around", "across", "besides"} <= {row.item for table in clinic.tables for row in table.rows}
    for reader in (False, True):
        found = attacked(clinic, reader=reader)
        assert len(found.of_somebody.possible) > 500
        assert found.of_somebody.pinned == {}
        assert found.kept >= 0.95
        assert found.all.pinned == {}


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_no_hidden_number_of_all_measures_of_a_clinic_is_found_with_pencil_and_paper(tmp_path: Path) -> None:
    """Every measure, level and breakdown: bounds alone, for one part of what is released has too many numbers for an
    integer programme each."""
    with loaded(tmp_path, 60, 7) as service:
        clinic = released_clinic(service, NHS_5_5, QUARTERS, tuple(Breakdown))
    for reader in (False, True):
        naming = by_the_cards(clinic.counts, clinic.tables, reader=reader)
        truth = truth_of(clinic.cubes, clinic.tables, naming)
        model = model_of(known_of(clinic, naming, reader=reader))
        system = system_of(model, NHS_5_5.threshold)
        assert system.agrees(np.array([truth.get(place, 0) for place in system.places], np.int64)) == []
        columns = {place: system.column_of[place] for place in model.hidden}
        settled = [place for place, at in columns.items() if system.low[at] == system.high[at]]
        assert len(columns) > 30_000
        assert settled == []
