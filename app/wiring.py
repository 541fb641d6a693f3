"""The one room that knows the adapters: settings in, everything the doors hand on out."""

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.access.keys import KeyPurpose, derived_key
from app.access.passwords import Passwords
from app.access.people import Principal
from app.access.sessions import SignInRules, SignIns
from app.administration.accounts import AccountDesk
from app.administration.ports import Schema
from app.clinical.ports import Work
from app.identity import Identities, Identity
from app.settings import Settings, SettingsFault
from app.store.engine import Store, open_store
from app.store.records import OrganisationRecords
from app.store.upgrade import current_revision, downgrade, head_revision, holds_records, upgrade
from app.terminology.load import load_refset
from app.terminology.refset import Refset
from app.terminology.search import RefsetSearch

_SECRET_BYTES = 32


def now() -> datetime:
    """The instant, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Installation:
    """One running service: its store, its reference set, and the use cases of signing in and of accounts."""

    settings: Settings
    store: Store
    refset: Refset
    search: RefsetSearch
    sign_ins: SignIns
    desk: AccountDesk
    pseudonym_key: bytes
    new_identity: Callable[[], Identity]
    now: Callable[[], datetime]

    @contextmanager
    def begin(self, principal: Principal) -> Iterator[Work[OrganisationRecords]]:
        """Begin a piece of work on behalf of somebody, on their organisation's records as of one moment."""
        with self.store.records(principal.organisation.id) as records:
            yield Work(principal, self.now(), self.refset, self.new_identity, records)


@contextmanager
def installation(settings: Settings, now: Callable[[], datetime] = now) -> Iterator[Installation]:
    """Open an installation, and close its store at the end. `now` gives the instant (UTC).

    Raises:
        SettingsFault: the secret's file cannot be used, or is gone while records stand that were kept under it; the
            database is not at the program's revision.
        RefsetFault: the reference set's files are damaged.
    """
    require_ready(settings)
    secret = installation_secret(settings.secret_key_file)
    new_identity = Identities(now, secrets.randbelow)
    refset = load_refset(settings.refset_folder)
    passwords = Passwords()
    with open_store(
        settings.database_url,
        audit_key=derived_key(secret, KeyPurpose.AUDIT),
        new_identity=new_identity,
        now=now,
        connections=settings.database_connections,
    ) as store:
        yield Installation(
            settings,
            store,
            refset,
            RefsetSearch(refset),
            SignIns(store.accounts, passwords, _rules(settings), new_identity, now, secrets.token_bytes),
            AccountDesk(store.accounts, passwords, new_identity, now),
            derived_key(secret, KeyPurpose.PSEUDONYM),
            new_identity,
            now,
        )


def require_ready(settings: Settings) -> None:
    """Do nothing if the program can work with the database as it is, and with the secret it was kept under.

    Raises:
        SettingsFault: the database is at another revision, or the secret's file is gone while records stand.
    """
    url = settings.database_url
    stands, needed = current_revision(url), head_revision()
    if stands != needed:
        at = f"at revision {stands}" if stands else "empty"
        raise SettingsFault(f"The database is {at}, and this program needs {needed}. Run: everyneed database upgrade")
    if not settings.secret_key_file.exists() and holds_records(url):
        raise SettingsFault(
            f"{settings.secret_key_file} is not there, and the records were kept under its secret. Restore it from its "
            "backup: without it every audit event counts as changed, and pseudonyms differ."
        )


def schema(settings: Settings) -> Schema:
    """How the schema of an installation's database is moved."""
    url = settings.database_url
    return Schema(
        lambda revision: upgrade(url, revision),
        lambda revision: downgrade(url, revision),
        lambda: current_revision(url),
        head_revision,
    )


def _rules(settings: Settings) -> SignInRules:
    return SignInRules(
        settings.sign_in_attempts,
        timedelta(minutes=settings.lock_minutes),
        timedelta(minutes=settings.session_idle_minutes),
        timedelta(hours=settings.session_hours),
    )


def installation_secret(path: Path) -> bytes:
    """The installation's secret of 32 bytes; made, and readable by the service alone, when there is none yet.

    Raises:
        SettingsFault: the file holds anything but 64 hexadecimal characters.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read_secret(path)
    secret = secrets.token_bytes(_SECRET_BYTES)
    with os.fdopen(descriptor, "w") as file:
        file.write(secret.hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    return secret


def _read_secret(path: Path) -> bytes:
    try:
        secret = bytes.fromhex(path.read_text().strip())
    except ValueError:
        secret = b""
    if len(secret) != _SECRET_BYTES:
        raise SettingsFault(f"{path} does not hold a secret of 64 hexadecimal characters. Restore it from its backup.")
    return secret
