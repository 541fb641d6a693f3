"""The guide of the FHIR API, docs/fhir.md: what it sends is answered as it says, what it links to is there."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from app.cli import application
from app.fhir.structure.limits import Limits
from app.fhir.types import ACCEPTED, KEPT_ONLY
from app.settings import PREFIX, Settings
from tests.fhir.calling import Answered, Caller, caller
from tests.fhir.organisations import bare_service
from tests.service import REPOSITORY

DOCS = REPOSITORY / "docs"
PAGES = ("fhir.md", "fhir-conformance.md", "fhir-needs.md", "fhir-questionnaire.md")
GUIDE = (DOCS / "fhir.md").read_text()

_BLOCK = re.compile(r"^```json (?P<said>[^\n]+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_READ = re.compile(r"`GET ([^`]+)`")
_LINK = re.compile(r"\]\(([^)#]+)(?:#([^)]*))?\)")
_ID = "PATIENT-ID"


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Iterator[Caller]:
    """The provider's system whose engineer follows the guide, in front of a service without any records."""
    folder = tmp_path_factory.mktemp("guide")
    path = folder / "everyneed.db"
    path.write_bytes(migrated_sqlite.read_bytes())
    with bare_service(f"sqlite:///{path}", folder) as service:
        yield caller(service)


@pytest.fixture(scope="module")
def answers(provider: Caller) -> list[tuple[str, Answered, Any]]:
    """The examples sent one after another: what the guide says of each, what was answered, and the answer shown."""
    sent: list[tuple[str, Answered, Any]] = []
    child = ""
    for found in _BLOCK.finditer(GUIDE):
        if found["said"] == "answer":
            said, answered, _ = sent.pop()
            sent.append((said, answered, json.loads(found["text"])))
            continue
        method, path, *headers, _ = found["said"].split(" ")
        named = {name.replace("-", "_"): value for name, _, value in (each.partition(":") for each in headers)}
        body = json.loads(found["text"].replace(_ID, child))
        answered = provider.ask(method, path.replace(_ID, child).strip("/"), body, **named)
        child = child or answered.body["entry"][0]["response"]["location"].split("/")[1]
        sent.append((found["said"], answered, None))
    return sent


def held(shown: Any, answered: Any) -> bool:
    """Whether everything that is shown stands in the answer."""
    if isinstance(shown, dict):
        return isinstance(answered, dict) and all(
            name in answered and held(value, answered[name]) for name, value in shown.items()
        )
    if isinstance(shown, list):
        return isinstance(answered, list) and len(shown) == len(answered) and all(map(held, shown, answered))
    return bool(shown == answered)


def test_every_example_is_answered_with_the_status_that_the_guide_gives(
    answers: list[tuple[str, Answered, Any]],
) -> None:
    assert len(answers) >= 8
    wrong = [(said, each.status, each.body) for said, each, _ in answers if each.status != int(said.split(" ")[-1])]
    assert wrong == []


def test_every_answer_that_is_shown_is_the_one_given(answers: list[tuple[str, Answered, Any]]) -> None:
    shown = [(each.body, said) for _, each, said in answers if said is not None]
    assert len(shown) >= 5
    assert [(body, said) for body, said in shown if not held(said, body)] == []


def test_the_examples_are_recorded_without_a_warning(answers: list[tuple[str, Answered, Any]]) -> None:
    said, first, _ = answers[0]
    assert said == "POST / 200"
    issues = [each["response"].get("outcome") for each in first.body["entry"]]
    assert [each for each in issues if each is not None and not _says_only_what_the_guide_leaves_out(each)] == []


def _says_only_what_the_guide_leaves_out(outcome: Any) -> bool:
    """The first example is short: it says neither what becomes of the referral, nor whose word the need is."""
    return {each["severity"] for each in outcome["issue"]} <= {"warning", "information"}


def test_every_read_of_the_guide_finds_what_it_says(provider: Caller, answers: list[tuple[str, Answered, Any]]) -> None:
    child = answers[0][1].body["entry"][0]["response"]["location"].split("/")[1]
    reads = [each.replace("\\|", "|").replace(_ID, child) for each in _READ.findall(GUIDE)]
    assert len(reads) >= 20
    statuses = {each: provider.get(each.removeprefix("/fhir/R4/").replace("|", "%7C")).status for each in reads}
    assert {each: status for each, status in statuses.items() if status != 200} == {}


def test_a_search_of_the_guide_by_number_finds_its_child(provider: Caller, answers: object) -> None:
    found = provider.get("Condition?patient.identifier=https://fhir.nhs.uk/Id/nhs-number%7C9990000018")
    assert [each["resource"]["code"]["coding"][0]["code"] for each in found.body["entry"]] == ["128188000"]


def test_the_visit_that_is_shipped_is_recorded_without_a_word_and_once(provider: Caller) -> None:
    visit = (DOCS / "examples" / "visit.json").read_bytes()
    first, second = provider.post("", visit), provider.post("", visit)
    assert first.status == 200
    assert [each["response"]["status"] for each in first.body["entry"]] == ["201 Created"] * len(first.body["entry"])
    assert [each["response"]["outcome"] for each in first.body["entry"] if "outcome" in each["response"]] == []
    assert second.body == first.body


def test_the_types_that_are_only_kept_are_those_that_the_guide_lists() -> None:
    (listed,) = re.findall(r"\*\*Kept only\*\*.*?\n\n", GUIDE, re.DOTALL)
    assert set(re.findall(r"`([A-Z][A-Za-z]+)`", listed)) == KEPT_ONLY


def test_every_type_that_is_understood_is_in_the_table() -> None:
    table = GUIDE[GUIDE.index("## What is understood") : GUIDE.index("**Kept only**")]
    rows = [row.split("|")[1] for row in table.splitlines() if row.startswith("| `")]
    assert {name for row in rows for name in re.findall(r"`([A-Za-z]+)`", row)} == ACCEPTED - KEPT_ONLY


def test_every_setting_stands_with_its_default() -> None:
    said = re.findall(rf"`{PREFIX}([A-Z_]+)` \((\d+)\)", GUIDE)
    assert {name: int(number) for name, number in said} == {
        name: Settings.model_fields[name.lower()].default for name, _ in said
    }
    assert {name for name, _ in said} >= {"FHIR_MOST_BYTES", "FHIR_MOST_ENTRIES", "FHIR_DEEPEST"}
    assert f"| contained resources of one resource | {Limits().contained} |" in GUIDE


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_to_a_page_and_a_heading(page: str) -> None:
    links = [(file, part) for file, part in _LINK.findall((DOCS / page).read_text()) if "://" not in file]
    assert [link for link in links if not _is_there(*link)] == []


def _is_there(file: str, part: str) -> bool:
    path = DOCS / file
    if not path.exists():
        return False
    headings = re.findall(r"^#+ (.+)$", path.read_text(), re.MULTILINE) if part else []
    return not part or part in {re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-") for each in headings}


def test_every_command_that_the_guide_names_exists() -> None:
    known = get_command(application())
    for group, name in re.findall(r"everyneed ([a-z]+) ([a-z-]+)", GUIDE):
        assert name in known.commands[group].commands, (group, name)  # type: ignore[attr-defined]
