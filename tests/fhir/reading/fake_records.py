"""Records that answer searches from a few resources held in memory, as the port says, and count how often they do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import cast

from app.clinical.child import Child
from app.fhir.ports import After, FhirRecords, Hit, NamePart, SortBy, Sought
from app.identity import Identity
from tests.clinical.examples import ACCOUNT, ORGANISATION
from tests.store.examples import example_child

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def fake_child(identity: int, into: Identity | None = None, merged: Sequence[Identity] = ()) -> Child:
    """A child with an identity of its own."""
    made = example_child(ORGANISATION.id, ACCOUNT, "9990000018")
    return replace(made, id=Identity(identity), merged_into=into, merged_from=tuple(merged))


@dataclass
class FakeRecords:
    """`held` are resources by type, each with its child; `numbered` who has an identifier, `named` who is called so."""

    held: Mapping[str, Sequence[tuple[int, int | None]]] = field(default_factory=dict)
    known: Mapping[int, Child] = field(default_factory=dict)
    numbered: Mapping[tuple[str, str], int] = field(default_factory=dict)
    named: Mapping[tuple[NamePart, str], Sequence[int]] = field(default_factory=dict)
    searches: list[Sought] = field(default_factory=list)
    counts: list[Sought] = field(default_factory=list)

    @property
    def port(self) -> FhirRecords:
        return cast(FhirRecords, self)

    def children(self, wanted: Sequence[Identity]) -> Mapping[Identity, Child]:
        return {each: self.known[each] for each in wanted if each in self.known}

    def search(self, sought: Sought, after: After | None, most: int) -> tuple[Hit, ...]:
        self.searches.append(sought)
        hits = [each for each in self._hits(sought) if after is None or each.id > after.id]
        return tuple(hits[:most])

    def count(self, sought: Sought) -> int:
        self.counts.append(sought)
        return len(self._hits(sought))

    def _hits(self, sought: Sought) -> list[Hit]:
        assert sought.sort is SortBy.ID
        found = []
        for identity, child in sorted(self.held.get(sought.type, ())):
            numbered = sought.identified is None or any(
                self.numbered.get(each) == identity for each in sought.identified
            )
            named = all(any(identity in self.named.get(each, ()) for each in clause) for clause in sought.named)
            fits = (sought.ids is None or identity in sought.ids) and (
                sought.children is None or child in sought.children
            )
            if numbered and named and fits:
                owner = None if child is None else Identity(child)
                found.append(Hit(Identity(identity), owner, START + timedelta(seconds=identity)))
        return found
