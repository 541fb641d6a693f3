"""Schemathesis calls every operation of the OpenAPI description, sound and unsound, with every check that it has."""

from pathlib import Path

import pytest

from tests.fhir.conformance.reached import reached, run

CONFIGURATION = Path(__file__).parent / "schemathesis.toml"
EXAMPLES = "15"
"""Generated calls of each operation, besides those that cover every constraint of the description."""


@pytest.mark.soak
def test_nothing_breaks_the_service_and_nothing_is_answered_that_is_not_described(
    sqlite_url: str, tmp_path: Path
) -> None:
    with reached(sqlite_url, tmp_path) as service:
        tried = run(
            tmp_path,
            "schemathesis",
            *("--config-file", str(CONFIGURATION), "run", f"{service.base}/openapi.json"),
            *("--header", f"Authorization: Bearer {service.token()}"),
            *("--checks", "all", "--phases", "examples,coverage,fuzzing,stateful"),
            *("--max-examples", EXAMPLES, "--seed", "1", "--continue-on-failure", "--no-shrink"),
        )
    assert tried.returncode == 0, tried.stdout[-20_000:]
