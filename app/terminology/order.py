"""The order in which terms of a reference set are shown to someone who types."""

from collections.abc import Iterator, Mapping
from typing import Final

from app.terminology.concept import ConceptId
from app.terminology.refset import Member, Refset, Term, TermKind
from app.terminology.wording import normalised

# How many characters longer a term counts for not being the preferred one: a plain preferred term stands before any
# other kind, and a short synonym still stands before a compound preferred term that merely contains its words.
_HANDICAP: Final = {
    TermKind.PREFERRED: 0,
    TermKind.CLINIC_LABEL: 20,
    TermKind.SYNONYM: 20,
    TermKind.EQUIVALENT: 20,
    TermKind.SHORT_CODE: 20,
    TermKind.FULLY_SPECIFIED: 40,
}
_NEGATING: Final = frozenset({"excluded", "no", "not", "without", "absent"})

_Rank = tuple[bool, int, int, str, int, int, str]


def terms_in_order(
    refset: Refset, members: tuple[Member, ...], usual: Mapping[ConceptId, int]
) -> list[tuple[str, int, Term]]:
    """Every term in the order it is shown: its normalised text, its member's index in `members`, and itself.

    Members that state an absence come last; then the more usual stand first, `usual` being how often each concept has
    been recorded; then the shorter term, preferred terms favoured. A one-of set stands as one block in its own order.
    """
    leads, usual_of_set = _leads_of_sets(refset), _usual_of_sets(refset, usual)
    ranked: list[tuple[_Rank, str, int, Term]] = []
    for index, member in enumerate(members):
        negated = not _NEGATING.isdisjoint(normalised(member.preferred_term).split())
        often = _often(member, usual) if member.one_of is None else usual_of_set[member.one_of]
        for text, term in _searchable(member):
            length = _length(text, term)
            lead = length if member.one_of is None else leads[member.one_of]
            rank = (negated, -often, lead, member.one_of or "", member.position, length, text)
            ranked.append((rank, text, index, term))
    return [(text, index, term) for _, text, index, term in sorted(ranked, key=lambda entry: (entry[0], entry[2]))]


def _often(member: Member, usual: Mapping[ConceptId, int]) -> int:
    """How often a member counts as recorded: a sensitive one never, lest other children's records raise it to view."""
    return 0 if member.sensitive else max(0, usual.get(member.concept, 0))


def _searchable(member: Member) -> Iterator[tuple[str, Term]]:
    for term in member.terms:
        text = normalised(term.text)
        if text:
            yield text, term


def _length(text: str, term: Term) -> int:
    return len(text) + _HANDICAP[term.kind]


def _leads_of_sets(refset: Refset) -> Mapping[str, int]:
    """Each one-of set stands as a block at the length of its shortest term, so that no search can shuffle its order."""
    return {
        key: min((_length(text, term) for member in members for text, term in _searchable(member)), default=0)
        for key, members in _members_of_sets(refset).items()
    }


def _usual_of_sets(refset: Refset, usual: Mapping[ConceptId, int]) -> Mapping[str, int]:
    """Each one-of set is as usual as its most usual member."""
    return {
        key: max((_often(member, usual) for member in members), default=0)
        for key, members in _members_of_sets(refset).items()
    }


def _members_of_sets(refset: Refset) -> Mapping[str, tuple[Member, ...]]:
    return {
        key: tuple(refset.members[concept] for concept in one_of.members if concept in refset.members)
        for key, one_of in refset.one_of.items()
    }
