"""The commands of providers' systems: add, list, change, disable and enable one; make a key to try it with."""

import json
import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from app.access.client_keys import LONGEST_KEY_SET, keys_in_set, public_jwk, verifying_key
from app.access.clients import StoredKeySet, SystemClient
from app.access.people import Organisation
from app.administration.clients.desk import ClientDesk, ClientDetails
from app.administration.registered.commands import SwitchWords, add_switching, owner, say_all, told

_OPTIONS = {"name": "--name", "scope": "--scope", "key": "--key", "key_set_url": "--jwks-url"}


@dataclass(frozen=True, slots=True)
class ClientTools:
    """What the commands work with: the desk of clients, and how an organisation is found by its ODS code."""

    desk: ClientDesk
    organisation: Callable[[str], Organisation | None]


Opened = Callable[[], AbstractContextManager[ClientTools]]

_SWITCHING = SwitchWords(
    "CLIENT_ID",
    "The client's id, as `everyneed clients list` shows it.",
    "Give a system no more tokens, and end those that it has.",
    "Let a system have tokens again.",
    "ask for tokens",
)
_ClientId = Annotated[str, typer.Argument(help=_SWITCHING.which)]
_Keys = Annotated[
    list[Path] | None,
    typer.Option("--key", help="File with a public key: PEM, a JSON Web Key or a set of them. May be repeated."),
]
_Url = Annotated[str, typer.Option("--jwks-url", help="Address at which the system publishes its key set.")]
_Scopes = Annotated[
    list[str] | None,
    typer.Option("--scope", help="What it may do, such as system/Patient.rs or system/*.cruds. May be repeated."),
]


def client_commands(opened: Opened) -> typer.Typer:
    """The commands."""
    commands = typer.Typer(no_args_is_help=True)
    _add_registering(commands, opened)
    add_switching(commands, opened, _SWITCHING, _OPTIONS)
    _add_looking(commands, opened)
    _add_new_key(commands)
    return commands


def _add_registering(commands: typer.Typer, opened: Opened) -> None:
    @commands.command()
    def add(
        name: Annotated[str, typer.Argument(help="What the system is called.")],
        *,
        organisation: Annotated[str, typer.Option(help="ODS code of the organisation whose system it is.")],
        key: _Keys = None,
        jwks_url: _Url = "",
        scope: _Scopes = None,
    ) -> None:
        """Register a provider's system, with its public keys and what it may do."""
        with told(_OPTIONS), opened() as tools:
            wanted = ClientDetails(name, scope or (), _texts(key), jwks_url)
            client = tools.desk.add(owner(tools.organisation, organisation), wanted)
        typer.echo(f"{client.name} may ask for tokens.\nclient_id  {client.client_id}")
        _say_keys(client)

    @commands.command()
    def change(
        client_id: _ClientId,
        *,
        name: Annotated[str, typer.Option(help="Another name.")] = "",
        key: _Keys = None,
        jwks_url: _Url = "",
        scope: _Scopes = None,
    ) -> None:
        """Give a system other keys, scopes or another name; what is not given stays. The tokens it has end."""
        with told(_OPTIONS), opened() as tools:
            client = tools.desk.change(client_id, ClientDetails(name, scope or (), _texts(key), jwks_url))
        typer.echo(f"{client.name} ({client.client_id}) is as follows: {_scopes_of(client)}")
        _say_keys(client)


def _add_looking(commands: typer.Typer, opened: Opened) -> None:
    @commands.command("list")
    def list_clients() -> None:
        """List every system with its organisation, what it may do, and whether it is disabled."""
        with opened() as tools:
            found = tools.desk.records.clients()
        say_all(found, _scopes_of, "No system is registered. Add one with: everyneed clients add")


def _add_new_key(commands: typer.Typer) -> None:
    @commands.command("new-key")
    def new_key(
        file: Annotated[Path, typer.Argument(help="Where the private key goes; nothing may be there.")],
    ) -> None:
        """Make a private key for ES384, to be kept by the system alone, and print its public JSON Web Key."""
        # Only this command makes keys, and the library takes a while to load.
        from cryptography.hazmat.primitives.asymmetric.ec import SECP384R1, generate_private_key
        from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

        private = generate_private_key(SECP384R1())
        try:
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as fault:
            typer.echo(
                f"The key cannot be written to {file}: {fault.strerror}. Name a file that is not there.", err=True
            )
            raise typer.Exit(1) from None
        with os.fdopen(descriptor, "wb") as written:
            written.write(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        public = verifying_key(private.public_key())
        if public is not None:
            typer.echo(json.dumps(public_jwk(public)))


def _texts(files: list[Path] | None) -> list[str]:
    """The text of each file of keys. Exits when one cannot be read."""
    texts = []
    for file in files or ():
        try:
            with file.open(encoding="utf-8") as opened:
                # One more than is taken, for the desk to refuse it.
                texts.append(opened.read(LONGEST_KEY_SET + 1))
        except (OSError, UnicodeDecodeError) as fault:
            why = fault.strerror if isinstance(fault, OSError) else "it is no text"
            typer.echo(f"--key: {file} cannot be read: {why}.", err=True)
            raise typer.Exit(1) from None
    return texts


def _say_keys(client: SystemClient) -> None:
    if isinstance(client.keys, StoredKeySet):
        for key in keys_in_set(client.keys.text):
            typer.echo(f"kid        {key.key_id} ({key.algorithm.value})")
    else:
        typer.echo(f"keys       {client.keys.url}")


def _scopes_of(client: SystemClient) -> str:
    return " ".join(scope.text for scope in client.scopes)
