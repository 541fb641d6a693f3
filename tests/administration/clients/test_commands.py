"""The commands of providers' systems, as an operator types them."""

import json
import re
import shutil
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP384R1, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from typer.testing import CliRunner, Result

from app.access.clients import PublishedKeySet, StoredKeySet, SystemClient
from app.access.scopes import scopes_text
from app.cli import application
from app.wiring import installation
from tests.access.systems import key_set_of, private_key, public_of, rsa_key
from tests.service import REPOSITORY, settings_for


class Operator:
    """Types commands against a database with one organisation, and looks at what became of them."""

    def __init__(self, migrated: Path, folder: Path) -> None:
        self.folder = folder
        secret = folder / "secret.key"
        database = shutil.copyfile(migrated, folder / "everyneed.db")
        self.settings = settings_for(f"sqlite:///{database}", secret)
        with installation(self.settings) as opened:
            opened.desk.add_organisation("RYY01", "Elsewhere Community Trust")
        self.environment = {
            "EVERYNEED_DATABASE_URL": self.settings.database_url,
            "EVERYNEED_SECRET_KEY_FILE": str(secret),
            "EVERYNEED_REFSET_FOLDER": str(REPOSITORY / "snomed_refsets"),
            "EVERYNEED_TERMINOLOGY_FOLDER": str(self.settings.terminology_folder),
        }

    def types(self, *words: str) -> Result:
        return CliRunner().invoke(application(), ["clients", *words], env=self.environment)

    def file(self, name: str, text: str) -> str:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    def key_file(self) -> str:
        content = private_key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        return self.file("key.pem", content.decode())

    def add(self, *more: str, organisation: str = "RYY01") -> Result:
        return self.types("add", "Paediatric system", "--organisation", organisation, *more)

    def added(self) -> str:
        """The id of a client with a stored key that may read everything."""
        done = self.add("--key", self.key_file(), "--scope", "system/*.rs")
        assert done.exit_code == 0, done.output
        found = re.search(r"client_id  (\w+)", done.output)
        assert found is not None
        return found[1]

    def clients(self) -> list[SystemClient]:
        with installation(self.settings) as opened:
            return [client for _, client in opened.clients.records.clients()]

    def events(self) -> list[tuple[str, str | None]]:
        statement = "select action, detail from audit_event where action like 'provider system%' order by at, id"
        with closing(sqlite3.connect(self.folder / "everyneed.db")) as connection:
            return list(connection.execute(statement))


@pytest.fixture
def operator(migrated_sqlite: Path, tmp_path: Path) -> Operator:
    return Operator(migrated_sqlite, tmp_path)


def test_a_system_is_added_with_its_public_key_and_listed(operator: Operator) -> None:
    done = operator.add("--key", operator.key_file(), "--scope", "system/Patient.read", "--scope", "system/*.c")
    assert done.exit_code == 0, done.output
    (client,) = operator.clients()
    assert f"client_id  {client.client_id}\n" in done.output
    assert f"kid        {public_of(private_key()).key_id} (ES384)\n" in done.output
    assert client.keys == StoredKeySet(key_set_of(private_key()))
    assert scopes_text(client.scopes) == "system/*.c system/Patient.rs"
    listed = operator.types("list").output
    assert listed == f"{client.client_id}  RYY01     enabled  Paediatric system: system/*.c system/Patient.rs\n"
    assert operator.events() == [("provider system added", "system/*.c system/Patient.rs; keys stored")]


def test_a_system_may_have_several_keys_in_several_files(operator: Operator) -> None:
    files = [operator.file("one.jwks", key_set_of(private_key())), operator.file("two.jwks", key_set_of(rsa_key()))]
    done = operator.add("--key", files[0], "--key", files[1], "--scope", "system/*.rs")
    assert done.exit_code == 0, done.output
    assert operator.clients()[0].keys == StoredKeySet(key_set_of(private_key(), rsa_key()))


def test_a_system_may_publish_its_keys(operator: Operator) -> None:
    done = operator.add("--jwks-url", "http://system.example/jwks.json", "--scope", "system/*.rs")
    # EVERYNEED_HTTPS is on, so keys in the clear are not taken.
    assert (done.exit_code, "--jwks-url: The address must begin with https://" in done.output) == (1, True)
    done = operator.add("--jwks-url", "https://system.example/jwks.json", "--scope", "system/*.rs")
    assert done.exit_code == 0, done.output
    assert operator.clients()[0].keys == PublishedKeySet("https://system.example/jwks.json")


def test_everything_that_is_wrong_is_said_at_once(operator: Operator) -> None:
    done = operator.types("add", " ", "--organisation", "RYY01", "--scope", "system/Patient.sr", "--scope", "openid")
    assert done.exit_code == 1
    assert "--name: Give the system's name" in done.output
    assert "--scope: system/Patient.sr: A scope is written" in done.output
    assert "--scope: openid: " in done.output
    assert "--key: Give the client's public key, or the address" in done.output
    assert operator.clients() == []


def test_without_a_scope_or_with_two_kinds_of_keys_nothing_is_added(operator: Operator) -> None:
    done = operator.add("--key", operator.key_file(), "--jwks-url", "https://system.example/jwks.json")
    assert done.exit_code == 1
    assert "--key: " in done.output
    assert "--scope: Say what the system may do" in done.output


def test_an_organisation_that_is_not_known_is_refused(operator: Operator) -> None:
    done = operator.add("--key", operator.key_file(), "--scope", "system/*.rs", organisation="RZZ99")
    assert (done.exit_code, "no organisation with this ODS code" in done.output) == (1, True)


def test_a_private_key_and_a_file_that_is_none_are_refused(operator: Operator) -> None:
    private = operator.folder / "private.pem"
    assert operator.types("new-key", str(private)).exit_code == 0
    done = operator.add("--key", str(private), "--scope", "system/*.rs")
    assert (done.exit_code, "--key: This is a private key." in done.output) == (1, True)
    done = operator.add("--key", str(operator.folder / "nothing"), "--scope", "system/*.rs")
    assert (done.exit_code, "cannot be read: No such file" in done.output) == (1, True)
    binary = operator.folder / "binary"
    binary.write_bytes(b"\xff\xfe\x00")
    done = operator.add("--key", str(binary), "--scope", "system/*.rs")
    assert (done.exit_code, "it is no text" in done.output) == (1, True)
    assert operator.clients() == []


def test_a_system_is_disabled_and_enabled_each_once(operator: Operator) -> None:
    client_id = operator.added()
    for _ in range(2):
        assert operator.types("disable", client_id).output == f"Paediatric system ({client_id}) is disabled.\n"
    assert " disabled " in operator.types("list").output
    for _ in range(2):
        assert operator.types("enable", client_id).exit_code == 0
    (client,) = operator.clients()
    assert (client.version, client.disabled_at) == (3, None)
    assert operator.events()[1:] == [("provider system changed", "disabled"), ("provider system changed", "enabled")]


def test_keys_scopes_and_name_are_changed_and_what_is_not_given_stays(operator: Operator) -> None:
    client_id = operator.added()
    assert operator.types("change", client_id, "--scope", "system/Patient.r").exit_code == 0
    assert operator.types("change", client_id, "--key", operator.file("k", key_set_of(rsa_key()))).exit_code == 0
    done = operator.types("change", client_id, "--name", "Other")
    assert done.output.startswith(f"Other ({client_id}) is as follows: system/Patient.r\nkid        ")
    assert operator.types("change", client_id).exit_code == 0
    (client,) = operator.clients()
    assert (client.version, client.name, scopes_text(client.scopes)) == (4, "Other", "system/Patient.r")
    assert client.keys == StoredKeySet(key_set_of(rsa_key()))
    assert operator.types("change", client_id, "--jwks-url", "https://a.example/k").exit_code == 0
    assert operator.clients()[0].keys == PublishedKeySet("https://a.example/k")


@pytest.mark.parametrize("act", ["disable", "enable", "change"])
def test_a_system_that_is_not_there_is_told(operator: Operator, act: str) -> None:
    done = operator.types(act, "0000000000001")
    assert (done.exit_code, "There is no client with this id." in done.output) == (1, True)


def test_where_no_system_is_registered_the_list_says_so(operator: Operator) -> None:
    assert operator.types("list").output == "No system is registered. Add one with: everyneed clients add\n"


def test_a_new_key_is_its_owners_alone_and_its_public_part_can_be_registered(operator: Operator) -> None:
    path = operator.folder / "own.pem"
    done = operator.types("new-key", str(path))
    assert done.exit_code == 0, done.output
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    key = load_pem_private_key(path.read_bytes(), None)
    assert isinstance(key, EllipticCurvePrivateKey)
    assert isinstance(key.curve, SECP384R1)
    jwk = json.loads(done.output)
    assert (jwk["kty"], jwk["crv"], jwk["alg"], "d" in jwk) == ("EC", "P-384", "ES384", False)
    assert operator.add("--key", operator.file("own.jwk", done.output), "--scope", "system/*.rs").exit_code == 0
    assert operator.clients()[0].keys == StoredKeySet(key_set_of(key))


def test_a_new_key_overwrites_nothing(operator: Operator) -> None:
    path = operator.file("kept.txt", "kept")
    done = operator.types("new-key", path)
    assert (done.exit_code, "cannot be written" in done.output) == (1, True)
    assert Path(path).read_text() == "kept"


def test_no_account_can_have_the_role_of_a_system(operator: Operator) -> None:
    words = ["accounts", "add", "robot", "--name", "R", "--role", "provider system", "--organisation", "RYY01"]
    typed = "cobalt-heron-lantern-41\n" * 2
    done = CliRunner().invoke(application(), words, env=operator.environment, input=typed)
    assert done.exit_code == 1
    assert "Choose a role: clinician, clerk, administrator, informatics, commissioner." in done.output
