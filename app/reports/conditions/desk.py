"""Adds and withdraws the installation's own conditions: each act with an audit event in every organisation's trail."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from app.access.audit import AuditAction, AuditEvent
from app.access.people import Organisation
from app.errors import NotFound
from app.identity import Identity
from app.reports.ancestors import Ancestor, countable_members
from app.reports.cards.countable import countable
from app.reports.conditions.condition import MOST, Kinds, OwnCondition, ReportConditions, row_fault, spelling_faults
from app.terminology.concept import ConceptId
from app.terminology.refset import Group, Refset

NO_EDITION: Final = (
    "No edition of SNOMED CT is in use, whose hierarchy would say which kinds a concept has. Load one first: everyneed "
    "terminology load PATH --use."
)


class NoCondition(ValueError):
    """What is asked for may not be a condition; the text says all that is wrong, and how to mend it."""


@dataclass(frozen=True, slots=True)
class ConditionDesk:
    """Keeps the conditions. `terminology` gives the reference set in use, and its edition, None without one."""

    records: ReportConditions
    organisations: Callable[[], Sequence[Organisation]]
    terminology: Callable[[], tuple[Refset, Kinds | None]]
    new_identity: Callable[[], Identity]
    now: Callable[[], datetime]

    def all(self) -> tuple[OwnCondition, ...]:
        """The conditions in the order in which they were added, the withdrawn ones among them."""
        return self.records.conditions()

    def add(self, key: str, words: str, concepts: Iterable[ConceptId], by: Identity | None = None) -> OwnCondition:
        """Add a condition, which is counted from the next quarter on that is released for the first time.

        Raises:
            NoCondition: it cannot be one.
            Conflict: somebody added one with this key meanwhile; nothing was written.
        """
        own, asked = self.all(), tuple(sorted({*concepts}))
        if faults := spelling_faults(key, words.strip(), asked, own):
            raise NoCondition(" ".join(faults))
        standing = [each for each in own if each.standing]
        if len(standing) >= MOST:
            raise NoCondition(f"{MOST} conditions stand already, as many as there may be. Withdraw one first.")
        refset, kinds = self.terminology()
        typed = Ancestor(key, words.strip(), Group.CONDITION, frozenset(asked))
        group = _group(typed, [each.ancestor for each in standing], refset, kinds)
        made = OwnCondition(key, 1, typed.words, group, asked, standing=True, at=self.now(), by=by)
        self._keep(made, AuditAction.REPORT_CONDITION_ADDED)
        return made

    def withdraw(self, key: str, by: Identity | None = None) -> OwnCondition:
        """Leave a condition out of the quarters that are released for the first time from now on.

        Raises:
            NotFound: there is none with this key that stands.
            Conflict: somebody withdrew it meanwhile; nothing was written.
        """
        before = next((each for each in self.all() if each.key == key and each.standing), None)
        if before is None:
            raise NotFound(f"No condition {key!r} stands. See which do: everyneed reports conditions list.")
        made = replace(before, version=before.version + 1, standing=False, at=self.now(), by=by)
        self._keep(made, AuditAction.REPORT_CONDITION_WITHDRAWN)
        return made

    def _keep(self, condition: OwnCondition, act: AuditAction) -> None:
        self.records.keep(condition, [self._event(each, condition, act) for each in self.organisations()])

    def _event(self, organisation: Organisation, condition: OwnCondition, act: AuditAction) -> AuditEvent:
        listed = " ".join(map(str, condition.concepts))
        detail = f"{condition.key}, version {condition.version}: {condition.words} ({listed})"
        about = (self.new_identity(), condition.at, organisation.id, condition.by, None, None)
        return AuditEvent(*about, act, detail=detail)


def _group(typed: Ancestor, own: Sequence[Ancestor], refset: Refset, kinds: Kinds | None) -> Group:
    """The group of all that a condition takes in, whatever its own says; `own` are those that stand.

    Raises:
        NoCondition: no edition is in use, or it has not these concepts; they take in nothing that may be counted, or
            members of several groups, or exactly what another row counts.
    """
    if kinds is None:
        raise NoCondition(NO_EDITION)
    if unknown := [str(each) for each in sorted(typed.roots) if not kinds.holds(each)]:
        raise NoCondition(f"The edition in use has no active concept {', '.join(unknown)}. Look the codes up in it.")
    found = _by_group(typed.roots, refset, kinds)
    if len(found) > 1:
        told = "; ".join(f"{group.words}, such as {term}" for group, term in found.items())
        raise NoCondition(
            f"{typed.words!r} would take in members of several groups: {told}. A condition is counted among the "
            "children who were asked about one group. Give concepts whose kinds are of one."
        )
    group = next(iter(found), typed.group)
    counts = countable(refset, kinds.above, (*own, replace(typed, group=group)))
    if fault := row_fault(typed.key, counts, counts.under):
        raise NoCondition(f"{typed.words!r} {fault}. Give other concepts.")
    return group


def _by_group(concepts: frozenset[ConceptId], refset: Refset, kinds: Kinds) -> Mapping[Group, str]:
    """The groups of what concepts take in, each with the first of its members by preferred term."""
    listed = sorted(countable_members(refset), key=lambda each: (each.preferred_term.casefold(), each.concept))
    taken = (m for m in listed if m.concept in concepts or not concepts.isdisjoint(kinds.above(m.concept)))
    found: dict[Group, str] = {}
    for member in taken:
        found.setdefault(member.group, member.preferred_term)
    return found
