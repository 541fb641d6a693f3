"""A service of its own process, on a fresh database, and a provider's system that calls it over HTTP."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from app.administration.clients.desk import ClientDetails
from app.fhir.discovery import BASE_PATH, TOKEN_PATH
from app.wiring import installation, now
from benchmarks.serving import serving
from tests.access.systems import System, key_set_of, public_of, rsa_key
from tests.service import REPOSITORY, settings_for

PROGRAMS = REPOSITORY / ".venv-conformance" / "bin"
SCOPE = "system/*.cruds"
_TOKEN_MINUTES = "60"


@dataclass(frozen=True, slots=True)
class Reached:
    """A running service, a system registered there, and the file of its private key (PEM, RSA)."""

    address: str
    system: System
    key_file: Path

    @property
    def base(self) -> str:
        return self.address + BASE_PATH

    @property
    def key_id(self) -> str:
        return public_of(self.system.key).key_id

    def token(self) -> str:
        """A token for everything, which holds for an hour."""
        form = self.system.form(self.system.signed(self.system.claims(now())), SCOPE)
        # An address of this machine, made below.
        with urlopen(self.system.token_url, urlencode(form).encode(), timeout=60) as answer:  # noqa: S310
            token: str = json.load(answer)["access_token"]
        return token


@contextmanager
def reached(database_url: str, folder: Path) -> Iterator[Reached]:
    """A service on a migrated database, with one organisation and nothing in it."""
    key, key_file = rsa_key(), folder / "key.pem"
    key_file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with installation(settings_for(database_url, folder / "secret.key", demo=False)) as opened:
        owner = opened.desk.add_organisation("RYY01", "Here Community Trust")
        client = opened.clients.add(owner, ClientDetails("Tried from outside", [SCOPE], [key_set_of(key)]))
    with serving(database_url, folder, EVERYNEED_ACCESS_TOKEN_MINUTES=_TOKEN_MINUTES) as server:
        address = f"http://127.0.0.1:{server.port}"
        yield Reached(address, System(client.client_id, address + TOKEN_PATH, key), key_file)


def run(folder: Path, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What a program of `.venv-conformance`, run in a folder, said, and how it ended."""
    assert (PROGRAMS / program).exists(), f"{program} is not installed. Run: make conformance"
    return subprocess.run([PROGRAMS / program, *arguments], cwd=folder, capture_output=True, text=True, check=False)
