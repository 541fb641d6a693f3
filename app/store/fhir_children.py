"""Many children at once: those of given identities, and those who have given numbers in use."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select

from app.clinical.child import Child, IdentifierKind
from app.fhir.ports import Numbers
from app.identity import Identity
from app.store import tables
from app.store.children import FACT, child_from_rows, merged_into, whole_children
from app.store.column_types import IDENTITY
from app.store.database import Database, Reading
from app.store.fhir_keys import key_text
from app.store.identifiers import IDENTIFIER, current_identifier
from app.store.prepared import Row
from app.store.touched import Touched
from app.store.wanted import is_wanted, wanted_text

_NHS = IdentifierKind.NHS_NUMBER.value
_LOCAL = IdentifierKind.LOCAL.value
Holders = dict[str | tuple[str, str], Identity]


class FhirChildren:
    """Reads many children at once."""

    def __init__(self, database: Database, touched: Touched) -> None:
        child, identifier, fact, used = (
            *(tables.child.c, tables.child_identifier.c),
            *(tables.child_fact.c, tables.identifier_in_use.c),
        )
        mine, dialect = bindparam("organisation", type_=IDENTITY), database.dialect
        self._touched = touched
        queries = (
            whole_children().add_columns(child.id).where(is_wanted(dialect, "wanted", child.id)),
            select(identifier.child, *(identifier[name] for name in IDENTIFIER))
            .where(
                identifier.organisation == mine, is_wanted(dialect, "wanted", identifier.child), current_identifier()
            )
            .order_by(identifier.id),
            select(fact.child, *(fact[name] for name in FACT))
            .where(fact.organisation == mine, is_wanted(dialect, "wanted", fact.child))
            .order_by(fact.id),
        )
        self._children = [database.query(query, "organisation", "wanted") for query in queries]
        self._holders = database.query(
            select(used.kind, used.issuer, used.value, used.child, merged_into(used.organisation, used.child)).where(
                *(used.organisation == mine, used.kind == bindparam("kind"), used.issuer == bindparam("issuer")),
                is_wanted(dialect, "wanted", used.value),
            ),
            "organisation",
            "kind",
            "issuer",
            "wanted",
        )

    def children(self, reading: Reading, organisation: Identity, wanted: Sequence[Identity]) -> dict[Identity, Child]:
        """Those of the children that there are."""
        if not wanted:
            return {}
        key = organisation, wanted_text(wanted)
        rows, *parts = reading.several(*((query, key) for query in self._children))
        identifiers, facts = (_by_child(part) for part in parts)
        children = {}
        for *row, child in rows:
            known = identifiers.get(child, ()), facts.get(child, ())
            children[child] = child_from_rows(organisation, child, row, *known)
        return children

    def holders(self, reading: Reading, organisation: Identity, numbers: Numbers) -> Holders:
        """Who has numbers in use: the record that stands for the child, should theirs have been merged into it."""
        wanted = _by_kind_and_issuer(numbers)
        if not wanted:
            return {}
        asked = [(self._holders, (organisation, *of, wanted_text(values))) for of, values in wanted.items()]
        rows = [row for found in reading.several(*asked) for row in found]
        holders: Holders = {value if kind == _NHS else (issuer, value): child for kind, issuer, value, child, _ in rows}
        merged = {row[3] for row in rows if row[4] is not None}
        if not merged:
            return holders
        standing = self._touched.standing(reading, organisation, merged)
        return {number: standing.get(child, child) for number, child in holders.items()}


def _by_kind_and_issuer(numbers: Numbers) -> dict[tuple[str, str], set[str]]:
    wanted: dict[tuple[str, str], set[str]] = {}
    for number in numbers.nhs:
        wanted.setdefault((_NHS, ""), set()).add(key_text(number))
    for issuer, value in numbers.local:
        wanted.setdefault((_LOCAL, key_text(issuer)), set()).add(key_text(value))
    return wanted


def _by_child(rows: Sequence[Row]) -> dict[Identity, list[Row]]:
    """The rows of each child, without the child."""
    found: dict[Identity, list[Row]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row[1:])
    return found
