"""What received needs say at an encounter, as statements on the needs that the child has."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.clinical.history import NeedHistory
from app.clinical.needs import Certainty, Change, SaidBy, Source, Statement
from app.fhir.mapping.given import NeedChange, NeedGiven
from app.identity import Identity
from app.terminology.concept import ConceptId
from app.terminology.refset import Refset

_ENDS: Mapping[NeedChange, Change] = {
    NeedChange.RESOLVED: Change.RESOLVED,
    NeedChange.ENTERED_IN_ERROR: Change.ENTERED_IN_ERROR,
    NeedChange.NOT_A_NEED: Change.ENTERED_IN_ERROR,
}


_TAKEN_BACK = frozenset({NeedChange.ENTERED_IN_ERROR, NeedChange.NOT_A_NEED})
"""What was never so is said of one resource: another one may say still that the child has the need."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A need given and the identity of its resource: what to state of it, and of which need."""

    identity: Identity
    given: NeedGiven


@dataclass(frozen=True, slots=True)
class StatedOf:
    """What became of a need given: the need it is about; None when nothing is recorded of it."""

    identity: Identity
    need: Identity | None


class Statements:
    """The statements of one encounter, as needs are given one after another.

    `histories` are the child's needs as the encounters before left them; `before` the statements of the version that is
    amended; `later` the needs that only encounters after this one state. `primary` are those that come first. `named`
    are the needs that the sender's forms brought in and no resource is of.
    """

    def __init__(
        self,
        histories: Sequence[NeedHistory],
        before: Iterable[Statement],
        refset: Refset,
        primary: frozenset[Identity],
        later: Sequence[NeedHistory] = (),
        *,
        named: frozenset[Identity] = frozenset(),
    ) -> None:
        self._refset = refset
        self._primary = primary
        self._named = named
        self._latest = {history.need: history.latest for history in histories}
        self._said = {statement.need: statement for statement in before}
        self._later = {each.need: each.latest for each in later if each.latest.change.standing}

    @property
    def statements(self) -> tuple[Statement, ...]:
        """What the encounter states, in the order in which it was said first."""
        return tuple(self._said.values())

    def say(self, stated: Stated) -> StatedOf:
        """State a need; what it says of a need that is not there, other than that it is, is not recorded."""
        given, need = stated.given, self._need_of(stated)
        if given.change is not NeedChange.PRESENT:
            return self._end(stated, need, _ENDS[given.change])
        if need is not None and self._stands(need):
            last = self._last(need)
            anew = need in self._said and last.change is Change.NEW
            still = Change.REVIEWED_UNCHANGED if given.unchanged else Change.STILL_PRESENT
            change = Change.NEW if anew else still
            self._said[need] = _with_what_stands(self._statement(stated, need, change), given, last)
        else:
            need = self._known_later(stated)
            self._make_way(given)
            self._said[need] = self._statement(stated, need, Change.NEW)
        return StatedOf(stated.identity, need)

    def name(self, stated: Stated) -> None:
        """State that a need is there, when nothing was said of it: what is known stays, but for being ruled out."""
        need = self._need_of(stated)
        if need is not None and need in self._said and self._said[need].change.affirmed:
            return
        if need is None or not self._stands(need) or stated.given.certainty is Certainty.EXCLUDED:
            self.say(stated)
            return
        source = _source(stated.given)
        self._said[need] = replace(
            self._last(need), change=Change.STILL_PRESENT, traffic_light=None, primary=False, source=source
        )

    def _end(self, stated: Stated, need: Identity | None, change: Change) -> StatedOf:
        if need is None or not self._stands(need):
            return StatedOf(stated.identity, None)
        given, latest = stated.given, self._last(need)
        ended = replace(latest, change=change, traffic_light=None, primary=False, source=_source(given))
        if given.change is NeedChange.RESOLVED:
            facts = replace(
                ended,
                certainty=given.certainty,
                onset=given.onset,
                diagnosed=given.diagnosed,
                diagnosed_by=given.diagnosed_by,
            )
            ended = _with_what_stands(facts, given, latest)
        self._said[need] = ended
        return StatedOf(stated.identity, need)

    def _need_of(self, stated: Stated) -> Identity | None:
        """The need a resource is about: its own, else the standing one of the same concept or in the same words."""
        if stated.identity in self._latest or stated.identity in self._said:
            return stated.identity
        same = (need for need in (*self._said, *self._latest) if self._stands_as(need, stated.given))
        if stated.given.change is NeedChange.ENTERED_IN_ERROR:
            return next((need for need in same if self._named_alone(need)), None)
        return None if stated.given.change in _TAKEN_BACK else next(same, None)

    def _stands_as(self, need: Identity, given: NeedGiven) -> bool:
        return self._stands(need) and self._same(self._last(need), given)

    def _named_alone(self, need: Identity) -> bool:
        """Whether a need has no resource to take it back, and nobody but the sending system said that it is there."""
        return need in self._named and self._last(need).source.said_by is SaidBy.SENDING_SYSTEM

    def _known_later(self, stated: Stated) -> Identity:
        """A need of which a later visit was sent first is the same need, and was new here; else the resource's own."""
        same = (need for need, latest in self._later.items() if self._same(latest, stated.given))
        return stated.identity if stated.identity in self._later else next(same, stated.identity)

    def _same(self, latest: Statement, given: NeedGiven) -> bool:
        if given.concept is None:
            return latest.concept is None and _words(latest.term) == _words(given.term)
        return latest.concept is not None and self._counting(latest.concept) == self._counting(given.concept)

    def _counting(self, concept: ConceptId) -> ConceptId:
        member = self._refset.counting(concept)
        return member.concept if member is not None else concept

    def _last(self, need: Identity) -> Statement:
        return self._said.get(need) or self._latest[need]

    def _stands(self, need: Identity) -> bool:
        return self._last(need).change.standing

    def _make_way(self, given: NeedGiven) -> None:
        """A child has one member of a one-of set at a time: the level that stood ends with the new one."""
        member = self._refset.known(given.concept)
        if member is None or member.one_of is None:
            return
        for need in (*self._said, *self._latest):
            last = self._last(need)
            other = self._refset.known(last.concept)
            if other is not None and other.one_of == member.one_of and last.change.standing and need in self._latest:
                self._said[need] = replace(
                    last, change=Change.RESOLVED, traffic_light=None, primary=False, source=_source(given)
                )

    def _statement(self, stated: Stated, need: Identity, change: Change) -> Statement:
        given, before = stated.given, self._said.get(need) or self._latest.get(need)
        stays = before is not None and before.certainty in given.unless_already
        return Statement(
            need,
            change,
            given.concept,
            given.term,
            given.description,
            given.release or self._refset.release.label,
            given.group,
            before.certainty if before is not None and stays else given.certainty,
            _source(given),
            given.primary or stated.identity in self._primary or need in self._primary,
            given.onset,
            given.diagnosed,
            given.diagnosed_by,
            given.traffic_light,
        )


def _with_what_stands(said: Statement, given: NeedGiven, last: Statement) -> Statement:
    """A statement of a need that the child has: what is not said of it stays as it was said last."""
    return replace(
        said,
        certainty=last.certainty if last.certainty in given.unless_already else said.certainty,
        onset=said.onset or last.onset,
        diagnosed=said.diagnosed or last.diagnosed,
        diagnosed_by=said.diagnosed_by or last.diagnosed_by,
    )


def _source(given: NeedGiven) -> Source:
    return Source(given.said_by, given.profession, given.professional)


def _words(text: str) -> str:
    return " ".join(text.casefold().split())
