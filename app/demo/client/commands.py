"""The demonstration's system on the command line: registered when the clinic is loaded, and `everyneed demo token`."""

import json
import os
import tempfile
from collections.abc import Callable, Mapping
from datetime import datetime
from http.client import HTTPException
from pathlib import Path
from typing import Annotated
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen
from uuid import uuid4

import typer

from app.demo.client.credentials import (
    CONFIGURATION_PATH,
    NAME,
    SCOPE,
    Credentials,
    access_token,
    credentials_of,
    is_of_the_web,
    token_endpoint,
)
from app.demo.people import ODS_CODE
from app.demo.ports import DemoSystem, DemoSystems
from app.errors import Refusal

_PATIENCE_SECONDS = 10
_LONGEST_ANSWER = 1_000_000
_LONGEST_FILE = 100_000

_Address = Annotated[str, typer.Option(help="Where the service is reached, without a path.")]


def keep_system(systems: DemoSystems, file: Path) -> bool:
    """Register the demonstration's system, unless it is and the file holds the key that it is registered with.

    A system whose key is lost is given another; there is never a second one. Returns whether a key was made.
    """
    held = _read(file)
    known = systems.of(ODS_CODE)
    if held is not None and any((held.client_id, held.key_id) == (each.client_id, each.key_id) for each in known):
        return False
    private_key, key_id, public_key = _new_key()
    try:
        client_id = _registered(systems, known, public_key)
    except Refusal as fault:
        raise _refusal(f"The demonstration's system cannot be registered. {fault}") from None
    _write(file, Credentials(client_id, key_id, private_key))
    return True


def _registered(systems: DemoSystems, known: tuple[DemoSystem, ...], public_key: str) -> str:
    """The id of the system, which has the key from now on."""
    client_id = next((each.client_id for each in known if each.name == NAME), None)
    if client_id is None:
        return systems.add(ODS_CODE, NAME, SCOPE, public_key)
    systems.give_key(client_id, public_key)
    return client_id


def add_token_command(commands: typer.Typer, system_file: Callable[[], Path], now: Callable[[], datetime]) -> None:
    """Add `token`; `system_file` is where the system's credentials are kept, `now` gives the instant (aware)."""

    @commands.command()
    def token(address: _Address = "http://127.0.0.1:8000") -> None:
        """Print an access token for the FHIR API, given to the demonstration's system by a running service."""
        credentials = _read(system_file())
        if credentials is None:
            raise _refusal(
                f"{system_file()} holds no credentials. The demonstration's system is registered by: "
                "everyneed demo load --if-empty"
            )
        if not is_of_the_web(address):
            raise _refusal("--address: Give the address of the service, such as http://127.0.0.1:8000.")
        typer.echo(_asked_for(credentials, address.rstrip("/"), now()))


def _asked_for(credentials: Credentials, address: str, now: datetime) -> str:
    endpoint = token_endpoint(_answer(address + CONFIGURATION_PATH))
    if endpoint is None:
        raise _refusal(f"What answers at {address} is not EveryNeed. Give its address: --address")
    form = credentials.form(endpoint, now, str(uuid4()))
    token = access_token(_answer(endpoint, form))
    if token is None:
        raise _refusal(f"{endpoint} answered without an access token.")
    return token


def _answer(url: str, form: Mapping[str, str] | None = None) -> bytes:
    """What an address answers to GET, or to a form."""
    request = Request(url, None if form is None else urlencode(form).encode())  # noqa: S310 - of the web, see above
    try:
        with urlopen(request, timeout=_PATIENCE_SECONDS) as answer:  # noqa: S310
            content: bytes = answer.read(_LONGEST_ANSWER)
            return content
    except HTTPError as refused:
        said = refused.read(_LONGEST_ANSWER).decode(errors="replace")
        raise _refusal(f"{url} answered {refused.code}: {said}") from None
    except (OSError, HTTPException, ValueError) as fault:
        raise _refusal(f"The service does not answer at {url}: {fault}.") from None


def _new_key() -> tuple[str, str, str]:
    """A private key (PEM) for ES384, the name it goes by, and its public JSON Web Key."""
    # The library takes a while to load, and most commands make no key.
    from cryptography.hazmat.primitives.asymmetric.ec import SECP384R1, generate_private_key
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    from app.access.client_keys import public_jwk, thumbprint, verifying_key

    private = generate_private_key(SECP384R1())
    public = verifying_key(private.public_key())
    if public is None:
        raise RuntimeError("A key of our own making cannot be used.")
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return pem, thumbprint(public.key), json.dumps(public_jwk(public))


def _read(file: Path) -> Credentials | None:
    try:
        with file.open(encoding="utf-8") as opened:
            return credentials_of(opened.read(_LONGEST_FILE))
    except (OSError, UnicodeDecodeError):
        return None


def _write(file: Path, credentials: Credentials) -> None:
    """Put the credentials in their place in one step, readable by the owner alone."""
    try:
        # mkstemp gives a file that nobody else may read or write.
        descriptor, made = tempfile.mkstemp(prefix=f".{file.name}-", dir=file.parent)
        with os.fdopen(descriptor, "w", encoding="utf-8") as written:
            written.write(credentials.text())
        Path(made).replace(file)
    except OSError as fault:
        raise _refusal(
            f"The key of the demonstration's system cannot be written to {file}: {fault.strerror}."
        ) from None


def _refusal(words: str) -> typer.Exit:
    """Say why not, and what ends the command."""
    typer.echo(words, err=True)
    return typer.Exit(1)
