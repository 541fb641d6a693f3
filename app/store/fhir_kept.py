"""Resources as systems sent them, in versions, with the codes by which they are found."""

from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, select

from app.fhir.ports import KeptResource, TypeAndId
from app.identity import Identity, shown
from app.store import tables
from app.store.column_types import IDENTITY
from app.store.database import Asked, Database, Reading
from app.store.fhir_keys import key_text
from app.store.prepared import Row, Step
from app.store.wanted import is_wanted, wanted_text


class FhirKept:
    """Reads and writes kept resources. Their codes are written to be searched for, and not read again."""

    def __init__(self, database: Database) -> None:
        kept, later = tables.fhir_kept, tables.fhir_kept.alias("later")
        mine = kept.c.organisation == bindparam("organisation", type_=IDENTITY)
        overtaken = select(later.c.version).where(
            later.c.organisation == kept.c.organisation,
            later.c.type == kept.c.type,
            later.c.id == kept.c.id,
            later.c.version > kept.c.version,
        )
        self._last = database.query(
            select(kept).where(
                *(mine, kept.c.type == bindparam("type"), is_wanted(database.dialect, "wanted", kept.c.id)),
                ~overtaken.exists(),
            ),
            "organisation",
            "type",
            "wanted",
        )
        self._versions = database.query(
            select(kept)
            .where(mine, kept.c.type == bindparam("type"), kept.c.id == bindparam("id"))
            .order_by(kept.c.version),
            "organisation",
            "type",
            "id",
        )
        self._of_children = database.query(
            select(kept)
            .where(mine, is_wanted(database.dialect, "children", kept.c.child))
            .order_by(kept.c.kept_at, kept.c.type, kept.c.id, kept.c.version),
            "organisation",
            "children",
        )
        self._insert = database.insert(kept)
        self._insert_codes = database.insert(tables.fhir_kept_code)

    def last(
        self, reading: Reading, organisation: Identity, wanted: Sequence[TypeAndId]
    ) -> dict[TypeAndId, KeptResource]:
        """The last kept version of each."""
        if not wanted:
            return {}
        asked = [(self._last, (organisation, *each)) for each in wanted_by_type(wanted)]
        return {(row[1], row[2]): _kept(row) for rows in reading.several(*asked) for row in rows}

    def versions(
        self, reading: Reading, organisation: Identity, type_name: str, identity: Identity
    ) -> tuple[KeptResource, ...]:
        """Every kept version, the first first."""
        return tuple(_kept(row) for row in reading.all(self._versions, organisation, type_name, identity))

    def asked_of_children(self, organisation: Identity, children: str) -> Asked:
        """The query of what was kept of children, every version, the first kept first; `of_children` reads it."""
        return self._of_children, (organisation, children)

    def of_children(self, rows: Sequence[Row]) -> dict[Identity, list[KeptResource]]:
        """What was kept of each child."""
        found: dict[Identity, list[KeptResource]] = {}
        for row in rows:
            found.setdefault(row[4], []).append(_kept(row))
        return found

    def steps(self, kept: KeptResource) -> list[Step]:
        """The rows of one version."""
        key = kept.organisation, kept.type, kept.id, kept.version
        row: list[object] = [
            *(*key, kept.child, kept.encounter, kept.encounter_version, kept.content, kept.meta),
            *(kept.kept_at, kept.kept_by, kept.received, kept.on),
        ]
        steps = [self._insert.of([row])]
        sought = _codes(kept.codes) + ([] if kept.named is None else [encounter_key(kept.named)])
        if sought:
            organisation, type_name, identity, version = key
            steps.append(self._insert_codes.of([[organisation, type_name, each, identity, version] for each in sought]))
        return steps


def wanted_by_type(wanted: Iterable[TypeAndId]) -> list[tuple[str, str]]:
    """Each type, with the parameter that stands for the identities wanted of it."""
    of_type: dict[str, set[Identity]] = {}
    for type_name, identity in wanted:
        of_type.setdefault(type_name, set()).add(identity)
    return [(type_name, wanted_text(identities)) for type_name, identities in of_type.items()]


def _kept(row: Row) -> KeptResource:
    return KeptResource(*(*row[:12], (), row[12]))


def encounter_key(encounter: Identity) -> str:
    """What is kept as a code of what names an Encounter; no code is like it, as every one has a bar."""
    return f"Encounter/{shown(encounter)}"


def _codes(codes: Sequence[str]) -> list[str]:
    """Each code as it is sought with its system, and as `|code` in any."""
    sought = [form for code in codes for form in (code, f"|{code.partition('|')[2]}")]
    return list(dict.fromkeys(key_text(each) for each in sought))
