"""Clients, tokens and used assertions in memory: the port `Clients`; and key sets that are published nowhere."""

from dataclasses import dataclass, field
from datetime import datetime

from app.access.audit import AuditEvent
from app.access.clients import AccessToken, AdmittedSystem, Replayed, SystemClient, UsedAssertion
from app.access.people import Organisation
from app.errors import Conflict
from app.identity import Identity


class FakeClients:
    """Clients by identity, tokens by their hash, and every event noted. `busy` makes every write a Conflict."""

    def __init__(self, organisation: Organisation, *clients: SystemClient) -> None:
        self.organisation = organisation
        self.known = {client.id: client for client in clients}
        self.tokens: dict[bytes, AccessToken] = {}
        self.used: dict[tuple[Identity, bytes], datetime] = {}
        self.events: list[AuditEvent] = []
        self.dropped: list[datetime] = []
        self.busy = False

    def client(self, client: Identity) -> SystemClient | None:
        return self.known.get(client)

    def issue(self, token: AccessToken, assertion: UsedAssertion, expired_before: datetime, event: AuditEvent) -> None:
        key = assertion.client, assertion.jti_hash
        if key in self.used:
            raise Replayed("used")
        self.note(event)
        self.used[key] = assertion.expires_at
        self.tokens[token.token_hash] = token
        self.dropped.append(expired_before)

    def admitted(self, token_hash: bytes) -> AdmittedSystem | None:
        token = self.tokens.get(token_hash)
        client = None if token is None else self.known[token.client]
        if token is None or client is None or client.version != token.client_version:
            return None
        return AdmittedSystem(token, client, self.organisation)

    def note(self, event: AuditEvent) -> None:
        if self.busy:
            raise Conflict("busy")
        self.events.append(event)


@dataclass
class FakePublished:
    """What is published at each address, and every asking."""

    sets: dict[str, str] = field(default_factory=dict)
    renewed: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, bool]] = field(default_factory=list)

    def text(self, url: str, *, anew: bool) -> str | None:
        self.asked.append((url, anew))
        return (self.renewed if anew else self.sets).get(url)
