"""What a search of the reference set, or of a whole edition, found: as lines for whoever asked at a command line."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.terminology.concept import ConceptId
from app.terminology.edition.edition import Edition
from app.terminology.edition.match import EditionMatch
from app.terminology.match import Match
from app.terminology.refset import Refset


@dataclass(frozen=True, slots=True)
class Found:
    """A concept that was found: its preferred term, what it is, the term that found it, and what else to know."""

    concept: ConceptId
    term: str
    kind: str
    matched: str
    suggested: bool = False
    note: str = ""

    @property
    def line(self) -> str:
        """As it is printed: the term that found it only where it is not the preferred one."""
        matched = f"  [{self.matched}]" if self.matched not in ("", self.term) else ""
        asked = "  did you mean this?" if self.suggested else ""
        return f"{self.concept}  {self.term}  ({self.kind}){matched}{asked}{self.note}"


def members_found(matches: Iterable[Match]) -> tuple[Found, ...]:
    """What a search of the reference set found."""
    return tuple(
        Found(
            each.member.concept,
            each.member.preferred_term,
            each.member.group.singular,
            each.term.text,
            each.suggested,
        )
        for each in matches
    )


def concepts_found(matches: Iterable[EditionMatch], edition: Edition, refset: Refset) -> tuple[Found, ...]:
    """What a search of a whole edition found: a member by its group, anything else by the kind of thing it is."""
    return tuple(_concept_found(each, edition, refset) for each in matches)


def _concept_found(match: EditionMatch, edition: Edition, refset: Refset) -> Found:
    concept, member = edition.concept_at(match.place), refset.member(match.concept)
    term = concept.preferred_term or concept.fully_specified_name or str(match.concept)
    kind = member.group.singular if member is not None else concept.semantic_tag or "of no stated kind"
    note = "" if match.active else f"  inactive{_instead(match.concept, refset)}"
    return Found(match.concept, term, kind, match.text, match.suggested, note)


def _instead(concept: ConceptId, refset: Refset) -> str:
    replaced = refset.beyond.replaced(concept)
    choices = replaced.choices if replaced is not None else ()
    return "; " + "; ".join(f"{each.likeness.words} {each.concept} {each.term}" for each in choices) if choices else ""
