"""The commands of providers' systems: add, list, change, disable and enable one; make a key to try it with."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from app.access.client_keys import LONGEST_KEY_SET, keys_in_set, public_jwk, verifying_key
from app.access.clients import StoredKeySet, SystemClient
from app.access.people import Organisation
from app.administration.clients.desk import ClientDesk, ClientDetails
from app.errors import Conflict, NotFound, Rejected

_OPTIONS = {"name": "--name", "scope": "--scope", "key": "--key", "key_set_url": "--jwks-url"}


@dataclass(frozen=True, slots=True)
class ClientTools:
    """What the commands work with: the desk of clients, and how an organisation is found by its ODS code."""

    desk: ClientDesk
    organisation: Callable[[str], Organisation | None]


Opened = Callable[[], AbstractContextManager[ClientTools]]

_ClientId = Annotated[str, typer.Argument(help="The client's id, as `everyneed clients list` shows it.")]
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
    _add_switching(commands, opened)
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
        with _told(), opened() as tools:
            wanted = ClientDetails(name, scope or (), _texts(key), jwks_url)
            owner = tools.organisation(organisation.strip().upper())
            if owner is None:
                raise NotFound(
                    "There is no organisation with this ODS code. An account adds it: everyneed accounts add"
                )
            client = tools.desk.add(owner, wanted)
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
        with _told(), opened() as tools:
            client = tools.desk.change(client_id, ClientDetails(name, scope or (), _texts(key), jwks_url))
        typer.echo(f"{client.name} ({client.client_id}) is as follows: {_scopes_of(client)}")
        _say_keys(client)


def _add_switching(commands: typer.Typer, opened: Opened) -> None:
    @commands.command()
    def disable(client_id: _ClientId) -> None:
        """Give a system no more tokens, and end those that it has."""
        with _told(), opened() as tools:
            client = tools.desk.disable(client_id)
        typer.echo(f"{client.name} ({client.client_id}) is disabled.")

    @commands.command()
    def enable(client_id: _ClientId) -> None:
        """Let a system have tokens again."""
        with _told(), opened() as tools:
            client = tools.desk.enable(client_id)
        typer.echo(f"{client.name} ({client.client_id}) may ask for tokens.")


def _add_looking(commands: typer.Typer, opened: Opened) -> None:
    @commands.command("list")
    def list_clients() -> None:
        """List every system with its organisation, what it may do, and whether it is disabled."""
        with opened() as tools:
            found = tools.desk.records.clients()
        for organisation, client in found:
            state = "disabled" if client.disabled_at else "enabled"
            typer.echo(f"{client.client_id}  {organisation.ods_code:<9} {state:<8} {client.name}: {_scopes_of(client)}")
        if not found:
            typer.echo("No system is registered. Add one with: everyneed clients add")


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


@contextmanager
def _told() -> Iterator[None]:
    """Say why a use case declined, each problem with the option it is about, and exit 1."""
    try:
        yield
    except Rejected as refusal:
        for problem in refusal.problems:
            typer.echo(f"{_OPTIONS[problem.item]}: {problem.message}", err=True)
        raise typer.Exit(1) from None
    except (Conflict, NotFound) as refusal:
        typer.echo(str(refusal), err=True)
        raise typer.Exit(1) from None
