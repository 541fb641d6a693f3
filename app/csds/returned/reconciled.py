"""What came of comparing a table with its extract."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Missing:
    """A key that is on one side oftener than on the other: its values, and how often it is on each."""

    key: tuple[str, ...]
    ours: int
    theirs: int


@dataclass(frozen=True, slots=True)
class Reconciled:
    """A table of our file against its extract: rows on either side, and keys that one side lacks.

    `fields` are what rows were compared by; `left_out` rows of the extract are of another provider or period. `first`
    are the first of the keys that differ.
    """

    table: str
    fields: tuple[str, ...]
    ours: int
    theirs: int
    left_out: int
    only_ours: int
    only_theirs: int
    first: tuple[Missing, ...]

    @property
    def agrees(self) -> bool:
        """Whether both have the same keys as often."""
        return not (self.only_ours or self.only_theirs)

    @property
    def words(self) -> str:
        """The counts in a sentence or two."""
        left_out = f" {self.left_out:,} rows of other providers or periods were left out." if self.left_out else ""
        by = ", ".join(self.fields)
        return f"{self.table}, by {by}: {self.ours:,} rows in our file, {self.theirs:,} in the extract.{left_out}"


def lines_of(told: Reconciled) -> Iterator[str]:
    """The outcome as text."""
    yield told.words
    if told.agrees:
        yield "Both have the same keys."
        return
    yield f"{told.only_ours:,} keys are lacking in the extract, {told.only_theirs:,} in our file."
    for each in told.first:
        yield f"  {' / '.join(each.key)}: {each.ours:,} in our file, {each.theirs:,} in the extract"
