"""Use cases of releases: to load one, to use it, to go back, and to group the members it brought.

They are the installation's affair: each leaves an audit event in every organisation, in the one transaction with what
it changes. A person does them with a role that may; an operator by command, without an account.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.access.audit import AuditAction, AuditEvent
from app.access.people import Principal
from app.access.permissions import Permission, require
from app.administration.ports import ReleaseRecords
from app.administration.releases.in_use import Terminology, TerminologyInUse
from app.clinical.problems import Problem
from app.errors import Conflict, NotFound, Rejected
from app.identity import Identity
from app.terminology.concept import ConceptId
from app.terminology.differences import Differences, differences
from app.terminology.edition.edition import Edition
from app.terminology.grouping import GroupSuggestion, suggested_group
from app.terminology.refset import Group, Member, Refset
from app.terminology.releases import LoadedRelease, MemberGrouping, Switch


@dataclass(frozen=True, slots=True)
class Touched:
    """What a difference between two releases means here: children of the organisation with a standing need of each."""

    differences: Differences
    children: Mapping[ConceptId, int]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A member that nobody has grouped yet, what its relatives suggest, and how many children have it."""

    member: Member
    suggestion: GroupSuggestion | None
    children: int


@dataclass(frozen=True, slots=True)
class GroupChosen:
    """How somebody groups a member."""

    group: Group
    counted: bool
    sensitive: bool
    printable: bool


class ReleaseDesk:
    """The use cases. `now` gives the instant (UTC)."""

    def __init__(
        self,
        records: ReleaseRecords,
        in_use: TerminologyInUse,
        new_identity: Callable[[], Identity],
        now: Callable[[], datetime],
    ) -> None:
        self.records = records
        self.in_use = in_use
        self._new_identity = new_identity
        self._now = now

    def register(self, edition: Edition) -> LoadedRelease:
        """Enter a release whose index was written; by command, as it reads files of the machine.

        Raises:
            Conflict: it is there already.
        """
        facts = edition.facts
        release = LoadedRelease(
            self._new_identity(),
            facts.key,
            facts.label,
            facts.version_uri,
            facts.effective,
            facts.counts.active_concepts,
            facts.counts.searchable_terms,
            self._now(),
        )
        self.records.add_release(release, self._events(None, AuditAction.RELEASE_LOADED, release.id, facts.label))
        return release

    def release(self, named: str) -> LoadedRelease:
        """The release with this key, or a beginning of it that no other has.

        Raises:
            NotFound: there is none, or there are several.
        """
        found = [each for each in self.records.releases() if named and each.key.startswith(named.lower())]
        if len(found) != 1:
            raise NotFound(
                "There is no such release." if not found else "Several releases begin so. Give more of the key."
            )
        return found[0]

    def use(self, release: LoadedRelease | None, principal: Principal | None, after: int | None = None) -> Switch:
        """Use a release from now on; None is the shipped list alone.

        `after` is the number of the switch that the asker saw as the last, where they saw one.

        Raises:
            NotPermitted: the role may not.
            Conflict: it is in use already, or somebody switched meanwhile.
            OSError, ValueError: its index cannot be opened; nothing was switched.
        """
        _may(principal, Permission.SWITCH_RELEASE)
        last = self._last()
        _same_as_seen(after, last)
        identity = release.id if release is not None else None
        if (last.release if last else None) == identity:
            raise Conflict("This release is in use already.")
        self.in_use.of_release(release)
        return self._switch(identity, principal, last, None)

    def undo(self, principal: Principal | None, after: int | None = None) -> Switch:
        """Go back to what was in use before the last switch. Done twice, it is as before: the second undoes the first.

        `after` is the number of the switch that the asker saw as the last, where they saw one.

        Raises:
            NotPermitted: the role may not.
            NotFound: nothing was ever switched.
            Conflict: somebody switched meanwhile.
            OSError, ValueError: the index of what was in use before cannot be opened; nothing was switched.
        """
        _may(principal, Permission.SWITCH_RELEASE)
        switches = self.records.switches()
        if not switches:
            raise NotFound("No release has been in use yet, so there is nothing to go back to.")
        _same_as_seen(after, switches[0])
        before = switches[1].release if len(switches) > 1 else None
        release = next((each for each in self.records.releases() if each.id == before), None)
        self.in_use.of_release(release)
        return self._switch(before, principal, switches[0], switches[0].number)

    def group(
        self, concept: ConceptId, chosen: GroupChosen, principal: Principal, seen: int | None = None
    ) -> MemberGrouping:
        """Group a member that came without a rule, or group it anew.

        `seen` is the version of its grouping that the asker saw, 0 for none, where they saw one.

        Raises:
            NotPermitted: the role may not.
            NotFound: it is no member, or has a rule that is shipped.
            Rejected: the group is "not yet grouped".
            Conflict: somebody grouped it meanwhile.
        """
        require(principal, Permission.GROUP_MEMBERS)
        if concept not in {each.concept for each in self.groupable()}:
            raise NotFound("This is not a member that waits for a group.")
        if chosen.group is Group.UNGROUPED:
            raise Rejected([Problem("group", "missing", "Choose the group the member belongs to.")])
        before = next((each.version for each in self.records.groupings() if each.concept == concept), 0)
        if seen is not None and seen != before:
            raise Conflict("Somebody grouped this member meanwhile. Look at how it is grouped now, then choose again.")
        grouping = MemberGrouping(
            concept,
            before + 1,
            chosen.group,
            chosen.counted,
            chosen.sensitive,
            chosen.printable,
            self._now(),
            principal.account,
        )
        detail = f"{concept} {chosen.group.value}"
        self.records.group_member(grouping, self._events(principal, AuditAction.MEMBER_GROUPED, None, detail))
        self.in_use.refresh()
        return grouping

    def groupable(self) -> tuple[Member, ...]:
        """The members without a shipped rule, grouped by a person or not yet, by preferred term."""
        grouped = {each.concept for each in self.records.groupings()}
        members = self.in_use.current.refset.members.values()
        found = (each for each in members if each.group is Group.UNGROUPED or each.concept in grouped)
        return tuple(sorted(found, key=lambda each: each.preferred_term.casefold()))

    def waiting(self, organisation: Identity, start: int = 0, most: int | None = None) -> tuple[Waiting, ...]:
        """The members that nobody has grouped yet, those that most children have first, then by preferred term.

        Of all of them `most`, from `start` on: to suggest a group for one takes some milliseconds.
        """
        terminology = self.in_use.current
        ungrouped = terminology.refset.in_group(Group.UNGROUPED)
        children = self.records.children_with(organisation, [each.concept for each in ungrouped])
        ordered = sorted(ungrouped, key=lambda each: -children.get(each.concept, 0))
        end = None if most is None else start + most
        return tuple(
            Waiting(member, _suggested(member, terminology), children.get(member.concept, 0))
            for member in ordered[start:end]
        )

    def touched(self, before: Refset, after: Refset, organisation: Identity) -> Touched:
        """What is different from one reference set to another, and how many children it touches here."""
        found = differences(before, after)
        concepts = [each.member.concept for each in found.left]
        return Touched(found, self.records.children_with(organisation, concepts))

    def _last(self) -> Switch | None:
        return next(iter(self.records.switches()), None)

    def _switch(
        self, release: Identity | None, principal: Principal | None, last: Switch | None, undoes: int | None
    ) -> Switch:
        number = last.number + 1 if last is not None else 1
        switch = Switch(number, release, self._now(), principal.account if principal is not None else None, undoes)
        self.records.switch(switch, self._events(principal, AuditAction.RELEASE_SWITCHED, release, f"switch {number}"))
        self.in_use.refresh()
        return switch

    def _events(
        self, principal: Principal | None, action: AuditAction, subject: Identity | None, detail: str
    ) -> tuple[AuditEvent, ...]:
        """One event for each organisation; the person's account and role stand in their own organisation's alone."""
        return tuple(
            self._event(organisation, principal, action, subject, detail)
            for organisation in self.records.organisations()
        )

    def _event(
        self,
        organisation: Identity,
        principal: Principal | None,
        action: AuditAction,
        subject: Identity | None,
        detail: str,
    ) -> AuditEvent:
        own = principal if principal is not None and principal.organisation.id == organisation else None
        return AuditEvent(
            self._new_identity(),
            self._now(),
            organisation,
            own.account if own else None,
            own.role if own else None,
            own.session if own else None,
            action,
            None,
            subject,
            detail,
        )


def _suggested(member: Member, terminology: Terminology) -> GroupSuggestion | None:
    if terminology.edition is None:
        return None
    return suggested_group(member.concept, terminology.edition, terminology.refset)


def _same_as_seen(after: int | None, last: Switch | None) -> None:
    """Raises Conflict when the last switch is another than the one that the asker saw as the last."""
    if after is not None and after != (last.number if last else 0):
        raise Conflict("Somebody has switched the release meanwhile. Look at which one is in use, then choose again.")


def _may(principal: Principal | None, permission: Permission) -> None:
    """An operator's command needs no role: it has the machine."""
    if principal is not None:
        require(principal, permission)
