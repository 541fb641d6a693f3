"""Bodies as systems sent them, and the identifiers that systems gave their resources."""

from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, literal, select

from app.fhir.ports import IdentifierClaimed, ReceivedBody, SystemAndValue
from app.identity import Identity
from app.store import tables
from app.store.column_types import IDENTITY
from app.store.database import Database, Reading, first
from app.store.fhir_keys import key_text
from app.store.prepared import Row, Step
from app.store.wanted import is_wanted, wanted_text


class FhirReceived:
    """Reads and writes received bodies and claimed identifiers."""

    def __init__(self, database: Database) -> None:
        received, claimed = tables.fhir_received, tables.fhir_identifier
        mine = bindparam("organisation", type_=IDENTITY)
        columns = [literal(b"").label("body") if column.name == "body" else column for column in received.columns]
        self._before = database.query(
            select(*columns).where(
                received.c.organisation == mine,
                received.c.client == bindparam("client", type_=IDENTITY),
                received.c.key == bindparam("key"),
            ),
            "organisation",
            "client",
            "key",
        )
        self._identified = database.query(
            select(claimed.c.system, claimed.c.value, claimed.c.id).where(
                claimed.c.organisation == mine,
                claimed.c.type == bindparam("type"),
                is_wanted(database.dialect, "wanted", claimed.c.value),
            ),
            "organisation",
            "type",
            "wanted",
        )
        self._insert = database.insert(received)
        self._claim = database.insert(claimed)

    def before(self, reading: Reading, organisation: Identity, client: Identity, key: str) -> ReceivedBody | None:
        """What a client sent under a key, without its body."""
        row = first(reading, self._before, organisation, client, key_text(key))
        return None if row is None else ReceivedBody(*(*row[:4], key, *row[5:]))

    def identified(
        self, reading: Reading, organisation: Identity, type_name: str, wanted: Sequence[SystemAndValue]
    ) -> Mapping[SystemAndValue, Identity]:
        """Which resources of a type have identifiers claimed."""
        return self.all_identified(reading, organisation, {type_name: wanted}).get(type_name, {})

    def all_identified(
        self, reading: Reading, organisation: Identity, wanted: Mapping[str, Sequence[SystemAndValue]]
    ) -> dict[str, Mapping[SystemAndValue, Identity]]:
        """Of each type, which of its resources have identifiers claimed; a type of which none is wanted is left out."""
        keys = {
            name: {each: (key_text(each[0]), key_text(each[1])) for each in of} for name, of in wanted.items() if of
        }
        if not keys:
            return {}
        asked = [
            (self._identified, (organisation, name, wanted_text({value for _, value in of.values()})))
            for name, of in keys.items()
        ]
        answers = zip(keys.items(), reading.several(*asked), strict=True)
        return {name: _claimed(of, rows) for (name, of), rows in answers}

    def steps(self, body: ReceivedBody) -> list[Step]:
        """The row of a body; its key is taken when the client sent something under it before."""
        row: list[object] = [
            *(body.organisation, body.id, body.client, body.interaction),
            *(None if body.key is None else key_text(body.key), body.digest, body.body, body.status, body.answer),
            body.received_at,
        ]
        return [self._insert.of([row])]

    def claim_steps(self, claimed: IdentifierClaimed) -> list[Step]:
        """The row of an identifier, whose key is taken when a resource of the type has it."""
        key = key_text(claimed.system), key_text(claimed.value)
        return [self._claim.of([[claimed.organisation, claimed.type, *key, claimed.id]])]


def _claimed(keys: Mapping[SystemAndValue, tuple[str, str]], rows: Sequence[Row]) -> Mapping[SystemAndValue, Identity]:
    """Of identifiers, each with its key, those that rows of system, value and identity have."""
    found = {(system, value): identity for system, value, identity in rows}
    return {each: found[key] for each, key in keys.items() if key in found}
