"""Small reference sets made in memory, for tests that need to say exactly what is in one."""

from collections.abc import Iterable
from datetime import date

from app.terminology.concept import ConceptId, check_digit
from app.terminology.refset import Group, Member, OneOf, Refset, Release, Term, TermKind

RELEASE = Release(
    refset=ConceptId(999001751000000105),
    name="A reference set",
    label="Made for a test",
    effective=date(2026, 11, 24),
    source="this test",
    licence="none needed",
    sha256="0" * 64,
)


def concept(number: int) -> ConceptId:
    """The valid concept identifier whose item is 1000 + `number`."""
    item = f"{1000 + number}00"
    return ConceptId(int(f"{item}{check_digit(item)}"))


def member(
    number: int,
    preferred: str,
    *others: Term,
    sensitive: bool = False,
    one_of: str | None = None,
    position: int = 0,
    group: Group = Group.CONDITION,
) -> Member:
    """A member found by its preferred term and by `others`."""
    return Member(
        concept=concept(number),
        preferred_term=preferred,
        fully_specified_name=None,
        group=group,
        topic="Topic",
        terms=(Term(preferred, TermKind.PREFERRED), *others),
        counted=True,
        sensitive=sensitive,
        printable=not sensitive,
        one_of=one_of,
        position=position,
    )


def refset(*members: Member, one_of: Iterable[OneOf] = ()) -> Refset:
    """A reference set of these members."""
    return Refset(RELEASE, {each.concept: each for each in members}, {each.key: each for each in one_of})
