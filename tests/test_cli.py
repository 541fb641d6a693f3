"""The command line as an operator types it: what each command says, and with which exit code."""

import io
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from fastapi import FastAPI
from typer.testing import CliRunner, Result

from app.cli import application
from app.demo.people import PASSWORD
from tests.service import REPOSITORY, Prepared, Service, copied, settings_for


class Operator:
    """Types commands against an installation of its own."""

    def __init__(self, database_url: str, secret: Path) -> None:
        self.environment = {
            "EVERYNEED_DATABASE_URL": database_url,
            "EVERYNEED_SECRET_KEY_FILE": str(secret),
            "EVERYNEED_REFSET_FOLDER": str(REPOSITORY / "snomed_refsets"),
        }

    def types(self, *words: str, typed: str | None = None) -> Result:
        return CliRunner().invoke(application(), list(words), env=self.environment, input=typed)


@pytest.fixture
def empty(empty_sqlite_url: str, tmp_path: Path) -> Operator:
    """An operator in front of a database that is not there yet."""
    return Operator(empty_sqlite_url, tmp_path / "secret.key")


@pytest.fixture
def loaded(prepared_clinic: Prepared, tmp_path: Path) -> Operator:
    """An operator of the demonstration clinic."""
    return Operator(copied(prepared_clinic, tmp_path), prepared_clinic.secret)


def test_a_database_is_made_taken_down_and_made_again(empty: Operator) -> None:
    made = empty.types("database", "upgrade")
    assert made.exit_code == 0, made.output
    assert "The schema went from None to " in made.output
    head = made.output.split()[-1].rstrip(".")
    assert empty.types("database", "upgrade").output == f"The schema is at {head}.\n"
    assert empty.types("database", "current").output == f"The schema is at {head}; the newest is {head}.\n"
    assert empty.types("database", "downgrade", "base").output == "The schema is at None.\n"
    assert empty.types("database", "upgrade").exit_code == 0


def test_the_reference_set_is_checked(empty: Operator) -> None:
    done = empty.types("terminology", "check")
    assert done.exit_code == 0
    assert "312" in done.output


def test_a_damaged_reference_set_is_told_by_file_and_line(empty: Operator, tmp_path: Path) -> None:
    copy = tmp_path / "damaged"
    shutil.copytree(REPOSITORY / "snomed_refsets", copy)
    members = copy / "paediatric_disability.csv"
    lines = members.read_text().splitlines(keepends=True)
    lines[5] = re.sub(r"^(\d+)\d", lambda found: found[1] + "x", lines[5])
    members.write_text("".join(lines))
    done = empty.types("terminology", "check", str(copy))
    assert done.exit_code == 1
    assert "paediatric_disability.csv:6" in done.output.replace(", line ", ":").replace(" line ", ":")


def test_a_member_is_found_as_the_form_finds_it(empty: Operator) -> None:
    assert empty.types("terminology", "search", "cp").output.startswith("128188000  Cerebral palsy")
    assert empty.types("terminology", "search", "cereb", "pal").exit_code == 0
    nothing = empty.types("terminology", "search", "qqqq")
    assert nothing.exit_code == 1
    assert "Nothing in the reference set begins with these words." in nothing.output


PASSPHRASE = "cobalt-heron-lantern-41"


def add(operator: Operator, username: str, *more: str, password: str = PASSPHRASE) -> Result:
    words = ("accounts", "add", username, "--name", "Ada First", "--role", "administrator", *more)
    return operator.types(*words, typed=f"{password}\n{password}\n")


def test_the_first_account_is_added_with_its_organisation(empty: Operator) -> None:
    empty.types("database", "upgrade")
    refused = add(empty, "first", "--organisation", "RXX01")
    assert refused.exit_code == 1
    assert "RXX01 is new here: give --organisation-name too." in refused.output
    done = add(empty, "First", "--organisation", "rxx01", "--organisation-name", "First Trust")
    assert done.exit_code == 0, done.output
    assert done.output.endswith("first may sign in as administrator.\n")
    assert "cobalt" not in done.output
    taken = add(empty, "first", "--organisation", "RXX01")
    assert taken.exit_code == 1
    assert "This user name is taken." in taken.output


def test_an_account_that_cannot_be_is_told_in_words(loaded: Operator) -> None:
    done = add(loaded, "x", "--organisation", "RZZ01", password="short")
    assert done.exit_code == 1
    assert "A user name has 3 to 64" in done.output
    assert "too short" in done.output
    assert add(loaded, "other", "--organisation", "not one", "--organisation-name", "X").exit_code == 1


def clinician(operator: Operator, username: str, *more: str) -> Result:
    words = ("accounts", "add", username, "--name", "Cara Clinician", "--role", "clinician", "--organisation", "RZZ01")
    return operator.types(*words, *more, typed=f"{PASSPHRASE}\n{PASSPHRASE}\n")


def record_of(operator: Operator, statement: str, *given: object) -> list[tuple[object, ...]]:
    path = operator.environment["EVERYNEED_DATABASE_URL"].removeprefix("sqlite:///")
    with closing(sqlite3.connect(path)) as connection, connection:
        return connection.execute(statement, given).fetchall()


def profession_of(operator: Operator, username: str) -> list[tuple[object, ...]]:
    statement = (
        "select p.name, p.profession, p.local_identifier from account a "
        "join care_professional p on p.id = a.professional where a.username = ?"
    )
    return record_of(operator, statement, username)


def test_a_clinician_is_added_with_a_profession_and_a_staff_identifier(loaded: Operator) -> None:
    ods = record_of(loaded, "select ods_code from organisation order by id limit 1")
    assert ods == [("RZZ01",)]
    refused = clinician(loaded, "cara")
    assert refused.exit_code == 1
    assert "--profession: Choose the profession of the clinician." in refused.output
    assert "--staff-id: Give the staff identifier" in refused.output
    assert clinician(loaded, "cara", "--profession", "king", "--staff-id", "C-1").exit_code == 2
    done = clinician(loaded, "cara", "--profession", "paediatrician", "--staff-id", "C-1", "--staff-group", "M02")
    assert done.exit_code == 0, done.output
    assert profession_of(loaded, "cara") == [("Cara Clinician", "paediatrician", "C-1")]
    taken = clinician(loaded, "cara2", "--profession", "paediatrician", "--staff-id", "C-1")
    assert taken.exit_code == 1
    assert "--staff-id: Another account of the organisation has this staff identifier." in taken.output


def test_only_a_clinician_is_added_with_a_profession(loaded: Operator) -> None:
    done = add(loaded, "second", "--organisation", "RZZ01", "--profession", "paediatrician")
    assert done.exit_code == 1
    assert "--profession: Only a clinician has a profession." in done.output


def test_an_account_without_a_profession_is_tied_to_one(loaded: Operator) -> None:
    record_of(loaded, "update account set professional = null where username = 'therapist'")
    refused = loaded.types("accounts", "tie", "therapist", "--profession", "physiotherapist")
    assert refused.exit_code == 1
    assert "--staff-id: Give the staff identifier" in refused.output
    words = ("accounts", "tie", "Therapist", "--profession", "physiotherapist", "--staff-id", "T-1")
    done = loaded.types(*words)
    assert (done.exit_code, done.output) == (0, "therapist is physiotherapist, staff identifier T-1.\n")
    assert profession_of(loaded, "therapist")[0][1:] == ("physiotherapist", "T-1")


def test_a_care_professional_without_an_account_is_tied_when_the_operator_says_so(loaded: Operator) -> None:
    ((name, _, staff_id),) = profession_of(loaded, "therapist")
    record_of(loaded, "update account set professional = null where username = 'therapist'")
    asked = loaded.types("accounts", "tie", "therapist", "--staff-id", str(staff_id))
    assert asked.exit_code == 1
    assert str(name) in asked.output
    assert "--same-person" in asked.output
    assert profession_of(loaded, "therapist") == []
    done = loaded.types("accounts", "tie", "therapist", "--staff-id", str(staff_id), "--same-person")
    assert done.exit_code == 0, done.output
    assert profession_of(loaded, "therapist")[0][2] == staff_id


@pytest.mark.parametrize(
    ("username", "words"), [("nobody", "no account with this user name"), ("clerk", "clinician's")]
)
def test_an_account_that_is_no_clinicians_is_not_tied(username: str, words: str, loaded: Operator) -> None:
    done = loaded.types("accounts", "tie", username, "--profession", "psychologist", "--staff-id", "P-1")
    assert done.exit_code == 1
    assert words in done.output


def test_the_audit_trail_is_verified(loaded: Operator) -> None:
    done = loaded.types("audit", "verify")
    assert done.exit_code == 0
    assert re.fullmatch(r"\d+ events in \d+ chains read; 0 faults\.\n", done.output)


def test_a_damaged_audit_trail_is_told(loaded: Operator, prepared_clinic: Prepared) -> None:
    settings = settings_for(loaded.environment["EVERYNEED_DATABASE_URL"], prepared_clinic.secret)
    beside = Service(settings, FastAPI(), io.StringIO(), prepared_clinic.day)
    for (name,) in beside.rows("select name from sqlite_master where type = 'trigger' and tbl_name = 'audit_event'"):
        beside.change(f'drop trigger "{name}"')
    beside.change("update audit_event set detail = 'changed' where sequence = 3")
    done = loaded.types("audit", "verify")
    assert done.exit_code == 1
    assert "event 3:" in done.output


def test_the_demonstration_is_loaded_once(loaded: Operator) -> None:
    again = loaded.types("demo", "load", "--children", "40")
    assert again.exit_code == 1
    assert "loaded already" in again.output
    assert loaded.types("demo", "load", "--children", "40", "--if-empty").exit_code == 0
    sign_ins = loaded.types("demo", "sign-ins")
    assert "paediatrician" in sign_ins.output
    assert PASSWORD in sign_ins.output


@pytest.mark.parametrize(
    ("page", "file"), [("data-dictionary", "docs/data-dictionary.md"), ("settings", "docs/settings.md")]
)
def test_a_generated_page_is_the_one_in_the_repository(page: str, file: str, empty: Operator) -> None:
    assert empty.types("docs", page).output == (REPOSITORY / file).read_text()


def test_health_says_when_nobody_answers(empty: Operator) -> None:
    done = empty.types("health", "--url", "http://127.0.0.1:9/health")
    assert done.exit_code == 1
    assert "The service does not answer at http://127.0.0.1:9/health" in done.output


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("EVERYNEED_HTTPS", "perhaps", "EVERYNEED_HTTPS"),
        ("EVERYNEED_NONSENSE", "1", "EVERYNEED_NONSENSE"),
        ("EVERYNEED_REFSET_FOLDER", "/nowhere", "release.toml: the file cannot be read"),
    ],
)
def test_a_setting_that_cannot_be_used_is_told_in_a_line_and_exit_code_2(
    name: str, value: str, words: str, loaded: Operator
) -> None:
    environment = {**os.environ, **loaded.environment, name: value}
    done = subprocess.run(
        [sys.executable, "-m", "app", "audit", "verify"],
        env=environment,
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_the_command_line_loads_no_web_framework() -> None:
    said = subprocess.run(
        [sys.executable, "-c", "import app.cli, sys; print('fastapi' in sys.modules, 'starlette' in sys.modules)"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout == "False False\n"
