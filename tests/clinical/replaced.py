"""A release that has changed since something was recorded: who replaced whom, and what else it knows."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from app.terminology.beyond import Likeness, Replaced, Successor, WiderConcept, WiderMatch
from app.terminology.concept import ConceptId
from app.terminology.refset import Refset
from tests.clinical.examples import EPILEPSY, OUTSIDE, PALSY, REFSET, SLEEP

RETIRED = ConceptId(313307000)
"""An epilepsy that the release has replaced by the member."""
AMBIGUOUS = ConceptId(230745008)
"""A concept that the release has made inactive, naming two it may have meant."""
DESCRIPTION = 139490018


@dataclass
class FakeBeyond:
    """An edition by hand: active concepts outside the set, and what became of inactive ones."""

    wider: dict[ConceptId, WiderConcept] = field(default_factory=dict)
    inactive: dict[ConceptId, Replaced] = field(default_factory=dict)

    @property
    def searchable(self) -> bool:
        return True

    def concept(self, concept: ConceptId) -> WiderConcept | None:
        return self.wider.get(concept)

    def replaced(self, concept: ConceptId) -> Replaced | None:
        return self.inactive.get(concept)

    def description_of(self, concept: ConceptId, description: int) -> bool:
        return concept in self.wider and description == DESCRIPTION

    def find(self, typed: str, *, limit: int, usual: Iterable[ConceptId] = ()) -> tuple[WiderMatch, ...]:
        del usual
        found = [each for each in self.wider.values() if typed.casefold() in each.term.casefold()]
        return tuple(WiderMatch(each, each.term, each.description) for each in found[:limit])


EPILEPSY_NOW = Successor(EPILEPSY, "Epilepsy", Likeness.REPLACED)
CHOICES = (Successor(PALSY, "Cerebral palsy", Likeness.POSSIBLE), Successor(OUTSIDE, "Hypertension", Likeness.POSSIBLE))
BEYOND = FakeBeyond(
    {
        OUTSIDE: WiderConcept(OUTSIDE, "Hypertension", 64282011, "disorder", recordable=True),
        ConceptId(80146002): WiderConcept(ConceptId(80146002), "Appendicectomy", None, "procedure", recordable=False),
    },
    {
        RETIRED: Replaced(EPILEPSY_NOW, (EPILEPSY_NOW,), "duplicate"),
        AMBIGUOUS: Replaced(None, CHOICES, "ambiguous"),
    },
)


def changed_refset() -> Refset:
    """The example's set after a release: sleep disturbance left it, two concepts were made inactive."""
    members = {concept: member for concept, member in REFSET.members.items() if concept != SLEEP}
    was = REFSET.members[EPILEPSY]
    retired = replace(was, concept=RETIRED, preferred_term="Epilepsy, old name")
    return replace(REFSET, members=members, former={SLEEP: REFSET.members[SLEEP], RETIRED: retired}, beyond=BEYOND)
