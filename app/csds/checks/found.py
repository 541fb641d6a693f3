"""What the checks find: problems one by one, and counted by rule."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.csds.checks.context import Outside
from app.csds.specification import Rule


@dataclass(frozen=True, slots=True)
class Found:
    """A breach of a rule. `row` is 0 where it is the whole file's.

    `value` is the wrong value where it names nobody, else None. `dependants` are the rows that fall with this one.
    """

    number: int
    rule: Rule
    field: str | None
    row: int
    origin: int
    value: str | None
    dependants: int

    @property
    def enforced(self) -> bool:
        """Whether it stops the submission, or is advice."""
        return self.rule.basis.enforced


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which problems are asked for; None asks for any."""

    table: str | None = None
    field: str | None = None
    numbers: Sequence[int] | None = None
    enforced: bool | None = None
    origin: int | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """How often a rule is broken, by how many records (`origins`), and how many rows fall with those."""

    number: int
    rule: Rule
    rows: int
    origins: int
    dependants: int


@dataclass(frozen=True, slots=True)
class Unchecked:
    """A rule that could not be checked, and for want of what; None where the tables themselves are wrong."""

    number: int
    rule: Rule
    lacking: Outside | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run of the checks came to.

    `problems` are all, `enforced` those of enforced rules. `rejected` rows are those that enforced rules reject, of
    them `fallen` with another row; `advised` are the further ones that rules of advice would reject.
    """

    problems: int
    enforced: int
    rejected: int
    fallen: int
    advised: int
    unchecked: tuple[Unchecked, ...]
