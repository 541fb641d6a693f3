"""The commands of hosts, as an operator types them."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.access.hosts import Host
from app.cli import application
from app.wiring import installation
from tests.service import REPOSITORY, Prepared, copied, settings_for

ISSUER = "https://record.example.nhs.uk/fhir/R4"


class Operator:
    """Types commands against a copy of the demonstration clinic, and looks at what became of them."""

    def __init__(self, prepared: Prepared, folder: Path) -> None:
        self.folder = folder
        self.settings = settings_for(copied(prepared, folder), prepared.secret)
        self.environment = {
            "EVERYNEED_DATABASE_URL": self.settings.database_url,
            "EVERYNEED_SECRET_KEY_FILE": str(prepared.secret),
            "EVERYNEED_REFSET_FOLDER": str(REPOSITORY / "snomed_refsets"),
            "EVERYNEED_TERMINOLOGY_FOLDER": str(self.settings.terminology_folder),
        }

    def types(self, *words: str) -> Result:
        return CliRunner().invoke(application(), ["hosts", *words], env=self.environment)

    def add(self, name: str = "Riverside record", issuer: str = ISSUER, organisation: str = "RYY01") -> Result:
        details = ["--issuer", issuer, "--client-id", "everyneed", "--organisation", organisation]
        return self.types("add", name, *details)

    def added(self) -> str:
        done = self.add()
        assert done.exit_code == 0, done.output
        found = re.search(r"host id {7}(\w+)", done.output)
        assert found is not None
        return found[1]

    def hosts(self) -> list[Host]:
        with installation(self.settings) as opened:
            return [host for _, host in opened.hosts.records.hosts()]

    def events(self) -> list[tuple[str, str | None]]:
        statement = "select action, detail from audit_event where action like 'host record%' order by at, id"
        with closing(sqlite3.connect(self.folder / "everyneed.db")) as connection:
            return list(connection.execute(statement))


@pytest.fixture
def operator(prepared_clinic: Prepared, tmp_path: Path) -> Operator:
    return Operator(prepared_clinic, tmp_path)


def test_a_host_is_added_and_listed(operator: Operator) -> None:
    host_id = operator.added()
    (host,) = operator.hosts()
    assert (host.host_id, host.issuer, host.client_id, host.staff_system) == (host_id, ISSUER, "everyneed", None)
    assert operator.types("list").output == f"{host_id}  RYY01     enabled  Riverside record: {ISSUER}\n"
    assert operator.events() == [("host record added", f"{ISSUER}; client everyneed")]


def test_a_slash_at_the_end_of_the_address_says_nothing(operator: Operator) -> None:
    assert operator.add(issuer=f" {ISSUER}/ ").exit_code == 0
    assert operator.hosts()[0].issuer == ISSUER


@pytest.mark.parametrize(
    "issuer",
    [
        "http://record.example.nhs.uk/fhir",
        "record.example.nhs.uk/fhir",
        "https://",
        "https://record.example/fhir?tenant=1",
        "https://record.example:x/fhir",
        "https://record.example/f hir",
        "https://recörd.example/fhir",
        "https://record.example/" + "x" * 2_000,
    ],
)
def test_an_address_that_can_be_none_is_refused(issuer: str, operator: Operator) -> None:
    done = operator.add(issuer=issuer)
    assert (done.exit_code, "--issuer: Give the base address" in done.output) == (1, True)
    assert operator.hosts() == []


def test_everything_that_is_wrong_is_said_at_once(operator: Operator) -> None:
    details = ["--issuer", "x", "--client-id", " ", "--staff-system", "a b", "--organisation", "RYY01"]
    done = operator.types("add", " ", *details)
    assert done.exit_code == 1
    assert [
        each for each in ("--name:", "--issuer:", "--client-id:", "--staff-system:") if each not in done.output
    ] == []
    assert operator.add(organisation="RZZ99").exit_code == 1


def test_two_hosts_that_may_launch_cannot_have_one_address(operator: Operator) -> None:
    first = operator.added()
    done = operator.add("Another")
    assert (done.exit_code, "--issuer: Another host has this address" in done.output) == (1, True)
    assert operator.types("disable", first).exit_code == 0
    assert operator.add("Another").exit_code == 0
    done = operator.types("enable", first)
    assert (done.exit_code, "--issuer: Another host has this address" in done.output) == (1, True)


def test_a_host_is_disabled_and_enabled_each_once(operator: Operator) -> None:
    host_id = operator.added()
    for _ in range(2):
        assert operator.types("disable", host_id).output == f"Riverside record ({host_id}) is disabled.\n"
    assert " disabled " in operator.types("list").output
    for _ in range(2):
        assert operator.types("enable", host_id).exit_code == 0
    (host,) = operator.hosts()
    assert (host.version, host.disabled_at) == (3, None)
    assert operator.events()[1:] == [("host record changed", "disabled"), ("host record changed", "enabled")]


def test_details_are_changed_and_what_is_not_given_stays(operator: Operator) -> None:
    host_id = operator.added()
    done = operator.types("change", host_id, "--staff-system", "https://record.example.nhs.uk/staff")
    assert "staff system  https://record.example.nhs.uk/staff" in done.output
    assert operator.types("change", host_id, "--name", "Other").exit_code == 0
    assert operator.types("change", host_id).exit_code == 0
    (host,) = operator.hosts()
    assert (host.version, host.name, host.issuer) == (3, "Other", ISSUER)
    assert host.staff_system == "https://record.example.nhs.uk/staff"


@pytest.mark.parametrize("act", ["disable", "enable", "change"])
def test_a_host_that_is_not_there_is_told(act: str, operator: Operator) -> None:
    for host_id in ("0000000000001", "nonsense"):
        done = operator.types(act, host_id)
        assert (done.exit_code, "There is no host with this id." in done.output) == (1, True)


def test_where_no_host_is_registered_the_list_says_so(operator: Operator) -> None:
    assert operator.types("list").output == "No host is registered. Add one with: everyneed hosts add\n"
