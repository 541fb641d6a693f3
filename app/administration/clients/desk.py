"""What an operator does with providers' systems: add one, change its name, keys or scopes, disable and enable it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.access.audit import AuditAction
from app.access.client_keys import KeyFault, VerifyingKey, key_set_text, keys_in_file
from app.access.clients import KeySource, PublishedKeySet, StoredKeySet, SystemClient, client_identity
from app.access.people import Organisation
from app.access.scopes import InvalidScope, Scope, Scopes, parse_scope, united
from app.administration.ports import ClientRecords
from app.administration.registered.register import (
    LONGEST_URL,
    Register,
    address_parts,
    name_problems,
    plain,
    schemes,
)
from app.clinical.problems import Problem
from app.errors import Rejected
from app.identity import Identity

_NOBODY = "There is no client with this id. List them with: everyneed clients list"


@dataclass(frozen=True, slots=True)
class ClientDetails:
    """What is said of a client: its name, its scopes, and its keys, which are texts of files or an address."""

    name: str = ""
    scopes: Sequence[str] = ()
    keys: Sequence[str] = ()
    key_set_url: str = ""


@dataclass(frozen=True, slots=True)
class ClientDesk:
    """The use cases. `now` gives the instant (UTC); `https_only` says that an address of keys must be HTTPS."""

    records: ClientRecords
    new_identity: Callable[[], Identity]
    now: Callable[[], datetime]
    https_only: bool

    def add(self, organisation: Organisation, wanted: ClientDetails) -> SystemClient:
        """Register a client of an organisation.

        Raises:
            Rejected: a detail is wrong or missing; all problems at once.
        """
        name, scopes, keys = self._checked(wanted)
        client = SystemClient(self.new_identity(), 1, organisation.id, name, keys, scopes, self.now())
        self.records.put_client(client, self._register.event(client, AuditAction.CLIENT_ADDED, _words(client)))
        return client

    def change(self, client_id: str, wanted: ClientDetails) -> SystemClient:
        """Give a client another name, other scopes or other keys; what is left empty stays. Its tokens end.

        Raises:
            NotFound: there is no such client.
            Rejected: a detail is wrong; all problems at once.
            Conflict: it was changed meanwhile.
        """
        client = self.found(client_id)
        held = _details(client)
        keyed = bool(wanted.keys or wanted.key_set_url)
        name, scopes, keys = self._checked(
            ClientDetails(
                wanted.name or held.name,
                wanted.scopes or held.scopes,
                wanted.keys if keyed else held.keys,
                wanted.key_set_url if keyed else held.key_set_url,
            )
        )
        changed = replace(client, name=name, scopes=scopes, keys=keys)
        return client if changed == client else self._register.put_next(changed, _words(changed))

    def disable(self, client_id: str) -> SystemClient:
        """Let a client have no more tokens, and end those it has. Raises NotFound or Conflict as `change` does."""
        return self._register.disabled(client_id)

    def enable(self, client_id: str) -> SystemClient:
        """Let a client have tokens again. Raises NotFound or Conflict as `change` does."""
        return self._register.enabled(self.found(client_id))

    def found(self, client_id: str) -> SystemClient:
        """The client as it now is. Raises NotFound when there is none."""
        return self._register.found(client_id)

    @property
    def _register(self) -> Register[SystemClient]:
        held, put, changed = self.records.client, self.records.put_client, AuditAction.CLIENT_CHANGED
        return Register(held, put, client_identity, changed, _NOBODY, self.new_identity, self.now)

    def _checked(self, wanted: ClientDetails) -> tuple[str, Scopes, KeySource]:
        name = wanted.name.strip()
        problems = name_problems(name, "system")
        scopes = _scopes(wanted.scopes, problems)
        keys = self._keys(wanted, problems)
        if problems or keys is None:
            raise Rejected(problems)
        return name, scopes, keys

    def _keys(self, wanted: ClientDetails, problems: list[Problem]) -> KeySource | None:
        if bool(wanted.keys) == bool(wanted.key_set_url):
            problems.append(Problem("key", "keys", "Give the client's public key, or the address of its key set."))
            return None
        if wanted.key_set_url:
            fault = _address_fault(wanted.key_set_url, https_only=self.https_only)
            problems += [Problem("key_set_url", "address", fault)] if fault else []
            return PublishedKeySet(wanted.key_set_url)
        return _stored(wanted.keys, problems)


def _scopes(texts: Sequence[str], problems: list[Problem]) -> Scopes:
    scopes: list[Scope] = []
    for word in (word for text in texts for word in text.split()):
        try:
            scopes.append(parse_scope(word))
        except InvalidScope as fault:
            problems.append(Problem("scope", "scope", f"{word[:80]}: {fault}"))
    if not scopes and not problems:
        problems.append(Problem("scope", "scope", "Say what the system may do, such as system/Patient.rs."))
    return united(scopes)


def _stored(texts: Sequence[str], problems: list[Problem]) -> StoredKeySet | None:
    keys: list[VerifyingKey] = []
    try:
        for text in texts:
            keys += keys_in_file(text)
        return StoredKeySet(key_set_text(keys))
    except KeyFault as fault:
        problems.append(Problem("key", "key", str(fault)))
        return None


def _address_fault(url: str, *, https_only: bool) -> str | None:
    """What is wrong with the address of a key set, or None."""
    allowed, parts = schemes(https_only=https_only), address_parts(url)
    if parts is None:
        return "This is no address. Write it as https://system.example.nhs.uk/jwks.json."
    if not plain(url, LONGEST_URL) or not parts.hostname or parts.scheme not in allowed:
        return f"The address must begin with {allowed[0]}:// and have no spaces, up to {LONGEST_URL} characters."
    if parts.username is not None or parts.password is not None or parts.fragment:
        return "The address must have no user name, no password and no fragment."
    return None


def _details(client: SystemClient) -> ClientDetails:
    scopes = [scope.text for scope in client.scopes]
    if isinstance(client.keys, StoredKeySet):
        return ClientDetails(client.name, scopes, [client.keys.text])
    return ClientDetails(client.name, scopes, (), client.keys.url)


def _words(client: SystemClient) -> str:
    """What the audit event of a change says: the scopes, and where the keys are."""
    keys = client.keys.url if isinstance(client.keys, PublishedKeySet) else "keys stored"
    return f"{' '.join(scope.text for scope in client.scopes)}; {keys}"
