"""The reference set as an edition in use has it: whose members they are, what they are called, and what was before.

Membership comes from the release where it has the set, else from the shipped list. Names are the release's. Groups,
marks and one-of sets are our own rules, carried over by concept, and to the one concept that the release says has
replaced it; any other member without a rule is ungrouped until a person has grouped it. What was a member before, of
the shipped list or of a release in use earlier, is kept as a former one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from app.terminology.concept import ConceptId
from app.terminology.edition.arrays import EditionTermKind
from app.terminology.edition.beyond import EditionBeyond
from app.terminology.edition.edition import Edition
from app.terminology.refset import ALWAYS, Group, Member, OneOf, Refset, Release, Term, TermKind
from app.terminology.releases import MemberGrouping

_KINDS: Final = {
    EditionTermKind.PREFERRED: TermKind.PREFERRED,
    EditionTermKind.ACCEPTABLE: TermKind.SYNONYM,
    EditionTermKind.FULLY_SPECIFIED: TermKind.FULLY_SPECIFIED,
}
_OURS: Final = frozenset({TermKind.CLINIC_LABEL, TermKind.EQUIVALENT, TermKind.SHORT_CODE})


def refset_of_edition(
    edition: Edition,
    shipped: Refset,
    refsets: Sequence[ConceptId],
    groupings: Mapping[ConceptId, MemberGrouping],
    earlier: Sequence[Edition] = (),
) -> Refset:
    """The reference set in use.

    Args:
        edition: the release in use.
        shipped: the list and the rules that are shipped.
        refsets: the reference sets whose members are ours, the first of them the one that gives the name.
        groupings: how a person grouped members without a rule.
        earlier: releases that were in use before, the last first.
    """
    listed = _listed(edition, refsets)
    successors = edition.history.replacements(shipped.members)
    names = _members(shipped, groupings, (edition, *earlier))
    concepts = dict.fromkeys((*shipped.members, *successors.values())) if listed is None else listed
    members = {concept: names.member(concept, edition) for concept in concepts if edition.is_active(concept)}
    if listed is None:
        # A list that is not the release's own stands whole, whatever part of SNOMED CT the release covers.
        members |= {each.concept: each for each in shipped.members.values() if edition.place(each.concept) is None}
    one_of = _one_of(names.shipped, members)
    members = {concept: _placed(member, one_of) for concept, member in members.items()}
    former = _former(members, names, refsets, (edition, *earlier))
    return Refset(
        _release(edition, shipped, refsets, listed is not None),
        members,
        one_of,
        {who: _still_usual(usual, successors, members) for who, usual in shipped.usual.items()},
        {concept: _placed(member, one_of) for concept, member in former.items()},
        EditionBeyond(edition, members),
    )


def shipped_refset(
    shipped: Refset,
    refsets: Sequence[ConceptId],
    groupings: Mapping[ConceptId, MemberGrouping],
    earlier: Sequence[Edition],
) -> Refset:
    """The shipped list, gone back to after releases were in use: their members are former ones. Else as shipped."""
    former = _former(shipped.members, _members(shipped, groupings, earlier), refsets, earlier)
    placed = {concept: _placed(member, shipped.one_of) for concept, member in former.items()}
    return replace(shipped, former=placed) if placed else shipped


def _listed(edition: Edition, refsets: Sequence[ConceptId]) -> tuple[ConceptId, ...] | None:
    """The members by the release; None when it does not have the first of the sets."""
    found = [edition.refset_members(refset) for refset in refsets]
    if not found or found[0] is None:
        return None
    return tuple(dict.fromkeys(concept for members in found if members is not None for concept in members))


def _members(shipped: Refset, groupings: Mapping[ConceptId, MemberGrouping], editions: Sequence[Edition]) -> "_Members":
    """Who makes members by these rules, and those that any of the editions passes on; the first one speaks first.

    What was recorded under a release that was left again keeps the rules it had under it.
    """
    successors: dict[ConceptId, ConceptId] = {}
    for edition in reversed(editions):
        successors |= edition.history.replacements((*shipped.members, *groupings))
    return _Members(_with_heirs(shipped, successors), _inherited(groupings, successors))


def _with_heirs(shipped: Refset, successors: Mapping[ConceptId, ConceptId]) -> Refset:
    """The rules, those of a replaced concept for its successor too, in its place in a one-of set."""
    heirs = {
        successors[concept]: _heir(member, successors[concept])
        for concept, member in sorted(shipped.members.items(), reverse=True)
        if concept in successors and successors[concept] not in shipped.members
    }
    one_of = {
        key: replace(each, members=tuple(dict.fromkeys(_placed_after(each, successors, heirs))))
        for key, each in shipped.one_of.items()
    }
    return replace(shipped, members={**shipped.members, **heirs}, one_of=one_of)


def _heir(member: Member, successor: ConceptId) -> Member:
    """What replaces a member, with its rules; it is found by what the member was called as well."""
    was = Term(member.preferred_term, TermKind.EQUIVALENT)
    return replace(member, concept=successor, terms=(was, *(each for each in member.terms if each.kind in _OURS)))


def _placed_after(
    one_of: OneOf, successors: Mapping[ConceptId, ConceptId], heirs: Mapping[ConceptId, Member]
) -> Iterator[ConceptId]:
    for concept in one_of.members:
        yield concept
        if successors.get(concept) in heirs:
            yield successors[concept]


def _inherited(
    groupings: Mapping[ConceptId, MemberGrouping], successors: Mapping[ConceptId, ConceptId]
) -> Mapping[ConceptId, MemberGrouping]:
    """How a person grouped a member that was replaced holds for its successor too, until that is grouped itself."""
    passed_on = {successors[concept]: each for concept, each in groupings.items() if concept in successors}
    return {**passed_on, **groupings}


def _still_usual(
    usual: Sequence[ConceptId], successors: Mapping[ConceptId, ConceptId], members: Mapping[ConceptId, Member]
) -> tuple[ConceptId, ...]:
    now = (each if each in members else successors.get(each, each) for each in usual)
    return tuple(each for each in dict.fromkeys(now) if each in members)


class _Members:
    """Makes members: names of an edition, rules of ours."""

    def __init__(self, shipped: Refset, groupings: Mapping[ConceptId, MemberGrouping]) -> None:
        self.shipped = shipped
        self._groupings = groupings

    def member(self, concept: ConceptId, edition: Edition) -> Member:
        found = edition.concept(concept)
        ours = self.shipped.members.get(concept)
        preferred = found.preferred_term if found is not None else None
        named = found.fully_specified_name if found is not None else None
        term = preferred or (ours.preferred_term if ours else None) or named or str(concept)
        member = ours or self._grouped(concept)
        return replace(
            member,
            preferred_term=term,
            fully_specified_name=named or member.fully_specified_name,
            terms=_terms(term, concept, edition, ours),
        )

    def _grouped(self, concept: ConceptId) -> Member:
        grouping = self._groupings.get(concept)
        if grouping is None:
            return _ungrouped(concept)
        return replace(
            _ungrouped(concept),
            group=grouping.group,
            counted=grouping.counted,
            sensitive=grouping.sensitive,
            printable=grouping.printable,
        )


def _ungrouped(concept: ConceptId) -> Member:
    """A member that nobody has grouped yet: as one without a rule it is neither counted, printed nor shown freely."""
    return Member(
        concept=concept,
        preferred_term="",
        fully_specified_name=None,
        group=Group.UNGROUPED,
        topic="",
        terms=(),
        counted=False,
        sensitive=True,
        printable=False,
        one_of=None,
        position=0,
        stated_by=ALWAYS,
    )


def _terms(preferred: str, concept: ConceptId, edition: Edition, ours: Member | None) -> tuple[Term, ...]:
    """The release's terms, the preferred one first, then those of ours that are none of them."""
    released = [
        Term(each.text, _KINDS[each.kind], each.description) for each in edition.terms(concept) if each.kind in _KINDS
    ]
    if not any(term.kind is TermKind.PREFERRED for term in released):
        released.insert(0, Term(preferred, TermKind.PREFERRED))
    misleading = {term.text for term in ours.terms if term.whole} if ours else set()
    terms = [replace(term, whole=term.text in misleading) for term in released]
    taken = {term.text for term in terms}
    own = (term for term in ours.terms if term.kind in _OURS and term.text not in taken) if ours else ()
    return (*sorted(terms, key=lambda term: term.kind is not TermKind.PREFERRED), *own)


def _one_of(shipped: Refset, members: Mapping[ConceptId, Member]) -> dict[str, OneOf]:
    left = {
        key: replace(each, members=tuple(concept for concept in each.members if concept in members))
        for key, each in shipped.one_of.items()
    }
    return {key: each for key, each in left.items() if each.members}


def _placed(member: Member, one_of: Mapping[str, OneOf]) -> Member:
    """The member in its one-of set as it now is; in none when no member of the set is left."""
    found = one_of.get(member.one_of) if member.one_of is not None else None
    if found is None:
        return replace(member, one_of=None, position=0)
    position = found.members.index(member.concept) if member.concept in found.members else len(found.members)
    return replace(member, position=position)


def _former(
    members: Mapping[ConceptId, Member], names: _Members, refsets: Sequence[ConceptId], editions: Sequence[Edition]
) -> dict[ConceptId, Member]:
    """Who was a member before and is none now, with the newest names that an edition has for it.

    `editions` begin with the one in use: a concept may have become inactive while its set still lists it.
    """
    before = [concept for edition in editions for concept in _listed(edition, refsets) or ()]
    found: dict[ConceptId, Member] = {}
    for concept in dict.fromkeys((*before, *names.shipped.members)):
        if concept in members:
            continue
        newest = next((edition for edition in editions if edition.place(concept) is not None), None)
        found[concept] = names.member(concept, newest) if newest is not None else names.shipped.members[concept]
    return found


def _release(edition: Edition, shipped: Refset, refsets: Sequence[ConceptId], listed: bool) -> Release:
    facts = edition.facts
    if not listed:
        return replace(
            shipped.release,
            label=f"{shipped.release.label}; names of {facts.label}",
            effective=facts.effective,
        )
    return Release(
        refset=refsets[0],
        name=edition.preferred_term(refsets[0]) or shipped.release.name,
        label=facts.label,
        effective=facts.effective,
        source=f"The release loaded as {facts.label} ({facts.version_uri}).",
        licence=shipped.release.licence,
        sha256=facts.key,
    )
