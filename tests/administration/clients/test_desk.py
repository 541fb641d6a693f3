"""Registering systems: what is refused, and with which words; on clients in memory."""

from datetime import UTC, datetime
from itertools import count

import pytest

from app.access.audit import AuditEvent
from app.access.clients import PublishedKeySet, SystemClient
from app.access.people import Organisation
from app.administration.clients.desk import ClientDesk, ClientDetails
from app.errors import NotFound, Rejected
from app.identity import Identity
from tests.access.systems import key_set_of, private_key

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
ORGANISATION = Organisation(Identity(1), "RXX01", "Synthetic Community Trust")


class FakeRecords:
    """The last version of each client, and every event."""

    def __init__(self) -> None:
        self.known: dict[Identity, SystemClient] = {}
        self.events: list[AuditEvent] = []

    def client(self, client: Identity) -> SystemClient | None:
        return self.known.get(client)

    def clients(self) -> tuple[tuple[Organisation, SystemClient], ...]:
        return tuple((ORGANISATION, client) for client in self.known.values())

    def put_client(self, client: SystemClient, event: AuditEvent) -> None:
        self.known[client.id] = client
        self.events.append(event)


def desk_of(records: FakeRecords, *, https_only: bool = True) -> ClientDesk:
    numbers = count(1_000)
    return ClientDesk(records, lambda: Identity(next(numbers)), lambda: NOW, https_only)


@pytest.fixture
def records() -> FakeRecords:
    return FakeRecords()


def details(**changes: object) -> ClientDetails:
    sound = {"name": "A system", "scopes": ["system/*.rs"], "keys": [key_set_of(private_key())]}
    return ClientDetails(**(sound | changes))  # type: ignore[arg-type]


def refused(records: FakeRecords, wanted: ClientDetails) -> list[str]:
    with pytest.raises(Rejected) as refusal:
        desk_of(records).add(ORGANISATION, wanted)
    assert records.known == {}
    return [problem.item for problem in refusal.value.problems]


@pytest.mark.parametrize(
    "address",
    [
        "https://",
        "http://a.example/k",
        "ftp://a.example/k",
        "file:///etc/passwd",
        "https://user@a.example/k",
        "https://user:secret@a.example/k",
        "https://a.example/k#part",
        "https://a.example/k k",
        "https://a.example:99999/k",
        "https://a.example:0/k",
        "https://[::1/k",
        "https://é.example/k",
        "https://a.example/" + "x" * 2_000,
        "https://a.example/\nk",
        "https://a.example/\x00",
    ],
)
def test_an_address_that_is_none_is_refused(records: FakeRecords, address: str) -> None:
    assert refused(records, details(keys=(), key_set_url=address)) == ["key_set_url"]


@pytest.mark.parametrize("address", ["https://a.example/k", "https://a.example:8443/k?x=1", "https://[::1]/k"])
def test_an_address_over_https_is_taken(records: FakeRecords, address: str) -> None:
    client = desk_of(records).add(ORGANISATION, details(keys=(), key_set_url=address))
    assert records.known[client.id].keys == PublishedKeySet(address)


def test_without_https_an_address_in_the_clear_is_taken(records: FakeRecords) -> None:
    desk_of(records, https_only=False).add(ORGANISATION, details(keys=(), key_set_url="http://127.0.0.1:9/k"))


@pytest.mark.parametrize("name", ["", " ", "x" * 101, "a\x00b", "a\u202eb"])
def test_a_name_that_cannot_be_shown_is_refused(records: FakeRecords, name: str) -> None:
    assert refused(records, details(name=name)) == ["name"]


@pytest.mark.parametrize("scopes", [(), ("",), ("openid",), ("system/Patient.rs openid",), ("x" * 10_000,)])
def test_scopes_that_are_none_are_refused(records: FakeRecords, scopes: tuple[str, ...]) -> None:
    assert refused(records, details(scopes=scopes)) == ["scope"]


@pytest.mark.parametrize("keys", [(), ("",), ("{}",), ('{"keys":[]}',), (key_set_of(private_key()),) * 2])
def test_keys_that_are_none_or_the_same_twice_are_refused(records: FakeRecords, keys: tuple[str, ...]) -> None:
    assert refused(records, details(keys=keys)) == ["key"]


def test_keys_stored_and_published_at_once_are_refused(records: FakeRecords) -> None:
    assert refused(records, details(key_set_url="https://a.example/k")) == ["key"]


@pytest.mark.parametrize("client_id", ["0000000000001", "nothing", "é", "", "\x00" * 13])
def test_a_client_that_is_not_there_is_not_found(records: FakeRecords, client_id: str) -> None:
    with pytest.raises(NotFound, match="There is no client with this id"):
        desk_of(records).disable(client_id)
