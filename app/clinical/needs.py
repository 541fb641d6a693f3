"""A need of a child, and the statements made about it.

A need has an identity that outlives visits; an encounter adds a statement about it. What a need is
called, how sure one is and since when are the statement's, so that nothing said before is overwritten.
"""

from dataclasses import dataclass
from enum import StrEnum

from app.clinical.ages import PartialDate
from app.clinical.professional import Profession
from app.identity import Identity
from app.terminology.concept import ConceptId
from app.terminology.refset import Group


class Change(StrEnum):
    """What an encounter says of a need.

    STILL_PRESENT is said of one need by itself; REVIEWED_UNCHANGED of all that stood ticked, in one act.
    """

    NEW = "new"
    STILL_PRESENT = "still_present"
    REVIEWED_UNCHANGED = "reviewed_unchanged"
    RESOLVED = "resolved"
    ENTERED_IN_ERROR = "entered_in_error"
    CARRIED = "carried"

    @property
    def words(self) -> str:
        return _CHANGE_WORDS[self]

    @property
    def standing(self) -> bool:
        """Whether the need stands after this statement, and is carried to the next visit."""
        return self not in (Change.RESOLVED, Change.ENTERED_IN_ERROR)

    @property
    def affirmed(self) -> bool:
        """Whether somebody looked at the need today and said that it is there."""
        return self in (Change.NEW, Change.STILL_PRESENT, Change.REVIEWED_UNCHANGED)

    @property
    def touched(self) -> bool:
        """Whether somebody said so of this need by itself, which starts the time anew until it is asked about."""
        return self in (Change.NEW, Change.STILL_PRESENT)


_CHANGE_WORDS = {
    Change.NEW: "New",
    Change.STILL_PRESENT: "Still present",
    Change.REVIEWED_UNCHANGED: "Reviewed, unchanged",
    Change.RESOLVED: "Resolved",
    Change.ENTERED_IN_ERROR: "Entered in error",
    Change.CARRIED: "Carried forward, not reviewed",
}


class Certainty(StrEnum):
    """How sure one is that the child has the need (FHIR R4 condition-ver-status in its own words)."""

    DIAGNOSED = "diagnosed"
    SUSPECTED = "suspected"
    REPORTED = "reported"
    EXCLUDED = "excluded"

    @property
    def words(self) -> str:
        return self.value.capitalize()


class SaidBy(StrEnum):
    """On whose word a statement rests."""

    CLINICIAN = "clinician"
    FAMILY = "family"
    SENDING_SYSTEM = "sending_system"


class TrafficLight(StrEnum):
    """The family's concern about it today."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"

    @property
    def words(self) -> str:
        return self.value.capitalize()


@dataclass(frozen=True, slots=True)
class Source:
    """Who says so: for a clinician, with profession and (one of ours) the care professional."""

    said_by: SaidBy
    profession: Profession | None = None
    professional: Identity | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """What one encounter says of one need.

    `concept` is the SNOMED CT concept, or None for a need in the clinician's own words; `term` is the
    term shown when it was recorded; `description` the SNOMED CT description chosen, where the release
    has its id; `release` the terminology release in use. Onset and diagnosis are as precise as known.
    """

    need: Identity
    change: Change
    concept: ConceptId | None
    term: str
    description: int | None
    release: str
    group: Group
    certainty: Certainty
    source: Source
    primary: bool = False
    onset: PartialDate | None = None
    diagnosed: PartialDate | None = None
    diagnosed_by: Profession | None = None
    traffic_light: TrafficLight | None = None


class GroupAnswer(StrEnum):
    """Whether a group of needs was asked about at an encounter, and what came of it."""

    SOME = "some"
    NONE_IDENTIFIED = "none_identified"
    NOT_ASKED = "not_asked"

    @property
    def words(self) -> str:
        return {"some": "Some", "none_identified": "None identified", "not_asked": "Not asked"}[self.value]


@dataclass(frozen=True, slots=True)
class GroupAsked:
    """The answer for one group at one encounter."""

    group: Group
    answer: GroupAnswer
