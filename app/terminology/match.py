"""What a search of a reference set answers."""

from dataclasses import dataclass

from app.terminology.refset import Member, Term


@dataclass(frozen=True, slots=True)
class Match:
    """A member that was found, the term that found it, and whether the term was typed in full.

    `suggested` says "did you mean": the term is found only if one letter of what was typed is taken for a slip. Such a
    match is never exact, and nobody but the person who typed can say that it is the one meant.
    """

    member: Member
    term: Term
    exact: bool
    suggested: bool = False


@dataclass(frozen=True, slots=True)
class Several:
    """Several members typed in a row.

    `taken` are the members when the whole text is unmistakable, two or more, in the order typed; otherwise it is empty
    and `offered` are those the text may mean, to be chosen from. Both are empty when the text does not name several.
    """

    taken: tuple[Match, ...] = ()
    offered: tuple[Match, ...] = ()
