"""The import contracts hold, and each of them can fail: a copy of the product is given a violation of it."""

import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract as pyproject.toml states it."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Seed:
    """A violation: lines appended to files (made if absent), by path."""

    what: str
    lines: dict[str, str]


SEEDS: dict[str, tuple[Seed, ...]] = {
    "direction": (
        Seed("the core looks up", {"app/clinical/ages.py": "import app.capture.ports"}),
        Seed("siblings see each other", {"app/capture/ports.py": "import app.register.ports"}),
        Seed("what the core stands on sees its sibling", {"app/terminology/concept.py": "import app.access.people"}),
        Seed("a package without a place", {"app/oddments/__init__.py": '"""Oddments."""'}),
    ),
    "acyclic": (
        Seed("two files of a package see each other", {"app/clinical/code_lists.py": "import app.clinical.items"}),
    ),
    "store": (Seed("a capability knows the store", {"app/capture/ports.py": "import app.store.tables"}),),
    "core": (
        Seed("the core knows a framework", {"app/clinical/ages.py": "import pydantic"}),
        Seed("permissions know a framework", {"app/access/permissions.py": "import fastapi"}),
    ),
    "sqlalchemy": (Seed("a capability speaks SQL", {"app/register/ports.py": "import sqlalchemy"}),),
    "fhir": (Seed("a second door to fhir.resources", {"app/capture/ports.py": "import fhir.resources"}),),
    "web-framework": (Seed("a port knows the web framework", {"app/capture/ports.py": "import fastapi"}),),
    "duckdb": (Seed("a capability has an engine of its own", {"app/capture/ports.py": "import duckdb"}),),
    "command-line": (Seed("the command line loads the web framework", {"app/cli.py": "import app.main"}),),
}


def contracts() -> list[Contract]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return [Contract(each["id"], each["name"]) for each in settings["tool"]["importlinter"]["contracts"]]


def lint(folder: Path, *contract: str) -> subprocess.CompletedProcess[str]:
    chosen = [argument for each in contract for argument in ("--contract", each)]
    return subprocess.run(
        [LINT_IMPORTS, "--no-cache", *chosen], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The product's Python files and its contracts, to be spoilt."""
    shutil.copytree(ROOT / "app", tmp_path / "app", ignore=shutil.ignore_patterns("__pycache__", "static", "templates"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_contract_holds() -> None:
    run = lint(ROOT)
    assert run.returncode == 0, run.stdout
    assert f"Contracts: {len(contracts())} kept, 0 broken." in run.stdout


def test_every_contract_has_a_violation_to_prove_it_by() -> None:
    assert set(SEEDS) == {contract.id for contract in contracts()}


@pytest.mark.parametrize(
    ("contract", "seed"),
    [(contract, seed) for contract in contracts() for seed in SEEDS.get(contract.id, ())],
    ids=lambda value: value.what.replace(" ", "-") if isinstance(value, Seed) else value.id,
)
def test_a_violation_breaks_its_contract(contract: Contract, seed: Seed, copy: Path) -> None:
    for path, line in seed.lines.items():
        file = copy / path
        file.parent.mkdir(exist_ok=True)
        text = file.read_text(encoding="utf-8") if file.exists() else ""
        file.write_text(f"{text}\n{line}\n", encoding="utf-8")
    run = lint(copy, contract.id)
    assert run.returncode == 1, run.stdout + run.stderr
    assert f"{contract.name} BROKEN" in " ".join(run.stdout.split())
    for path in seed.lines:
        module = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        within = f".{module.split('.')[-1]} "
        assert module in run.stdout or within in run.stdout, "it broke for another reason"
