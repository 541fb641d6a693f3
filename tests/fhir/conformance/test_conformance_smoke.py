"""`conformance_smoke`, the scenario of sekmet-fhir: what a FHIR server has to get right, in the eyes of another."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.fhir.conformance.reached import SCOPE, Reached, reached, run
from tests.service import REPOSITORY

NOT_OFFERED = {
    "Answers FHIR XML when asked (Accept application/fhir+xml)",
    "Delete",
    "Read after delete is 410 Gone (or 404)",
}
"""Steps that do not apply; docs/fhir-conformance.md says why."""


def settings(service: Reached) -> str:
    """What sekmet-fhir has to know of the service, in YAML."""
    auth = {
        "type": "smart",
        "client_id": service.system.client_id,
        "private_key_path": str(service.key_file),
        "kid": service.key_id,
        "scope": SCOPE,
    }
    # JSON is YAML.
    return json.dumps({"peers": {"everyneed": {"base_url": service.base, "auth": auth}}})


def steps_of(folder: Path) -> dict[str, dict[str, Any]]:
    """The steps of the one run whose report lies in a folder, by their names."""
    (report,) = folder.glob("*/results.json")
    (scenario,) = json.loads(report.read_text())
    return {each["name"]: each for each in scenario["steps"]}


@pytest.mark.soak
def test_every_step_that_applies_passes(sqlite_url: str, tmp_path: Path) -> None:
    with reached(sqlite_url, tmp_path) as service:
        (tmp_path / "settings.yaml").write_text(settings(service))
        asked = ("--peer", "everyneed", "--config", str(tmp_path / "settings.yaml"), "--no-serve")
        tried = run(tmp_path, "sekmet", "scenario", "run", "conformance_smoke", *asked)
    assert tried.returncode == 0, tried.stdout + tried.stderr
    steps = steps_of(tmp_path / "reports")
    states = {name: each["status"] for name, each in steps.items()}
    assert {name for name, state in states.items() if state == "skipped"} == NOT_OFFERED
    assert {state for name, state in states.items() if name not in NOT_OFFERED} == {"passed"}


def test_the_page_on_conformance_says_of_every_step_that_does_not_apply_why() -> None:
    page = (REPOSITORY / "docs" / "fhir-conformance.md").read_text()
    assert [step for step in NOT_OFFERED if f"| {step} |" not in page] == []
