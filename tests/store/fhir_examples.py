"""What a system might have sent, with every field filled; all synthetic."""

from datetime import date, timedelta
from hashlib import sha256

from app.fhir.ports import IdentifierClaimed, KeptResource, ReceivedBody
from app.identity import Identity
from tests.databases import new_identity
from tests.store.examples import RECORDED, Example

CODE = "http://snomed.info/sct|128188000"


def example_received(
    of: Example, key: str | None = "urn:a-system|bundle-1", body: bytes = b"\x00{}\xff"
) -> ReceivedBody:
    """A body with a key, and what was answered to it."""
    return ReceivedBody(
        of.organisation.id,
        new_identity(),
        new_identity(),
        "transaction",
        key,
        sha256(body).digest(),
        body,
        200,
        b'{"resourceType":"Bundle"}',
        RECORDED,
    )


def example_kept(
    of: Example, type_name: str = "Condition", identity: Identity | None = None, version: int = 1
) -> KeptResource:
    """A version of a resource of the example's child of which nothing was recorded."""
    return KeptResource(
        of.organisation.id,
        type_name,
        identity or new_identity(),
        version,
        of.child.id,
        None,
        None,
        f'{{"note":[{{"text":"version {version}"}}]}}'.encode(),
        b'{"profile":["http://example.org/a-profile"]}',
        RECORDED + timedelta(days=version),
        new_identity(),
        new_identity(),
        (CODE, "|local"),
        date(2026, 3, version),
    )


def example_claimed(of: Example, identity: Identity | None = None, value: str = "V1") -> IdentifierClaimed:
    """That a resource has an identifier of a system."""
    return IdentifierClaimed(of.organisation.id, "Condition", "urn:a-system", value, identity or new_identity())
