"""What an expression constraint means, and what is said of one that cannot be read."""

from dataclasses import dataclass
from enum import Enum

from app.terminology.concept import ConceptId


class ConstraintFault(ValueError):
    """An expression cannot be read: `what` is wrong with it, at which `column` counted from 1."""

    def __init__(self, what: str, column: int) -> None:
        super().__init__(f"The constraint cannot be read at column {column}: {what}.")
        self.what = what
        self.column = column


class Relation(Enum):
    """The operators of hierarchy, by their signs."""

    DESCENDANTS = "<"
    DESCENDANTS_AND_SELF = "<<"
    CHILDREN = "<!"
    CHILDREN_AND_SELF = "<<!"
    ANCESTORS = ">"
    ANCESTORS_AND_SELF = ">>"
    PARENTS = ">!"
    PARENTS_AND_SELF = ">>!"


class Junction(Enum):
    """How two sets make a third."""

    AND = "AND"
    OR = "OR"
    MINUS = "MINUS"


@dataclass(frozen=True, slots=True)
class Everything:
    """Every concept."""


@dataclass(frozen=True, slots=True)
class One:
    """One concept."""

    concept: ConceptId


@dataclass(frozen=True, slots=True)
class Members:
    """The members of a reference set."""

    of: "Constraint"


@dataclass(frozen=True, slots=True)
class Related:
    """What stands in a relation to what is meant."""

    relation: Relation
    to: "Constraint"


@dataclass(frozen=True, slots=True)
class Joined:
    """Several sets made one, from left to right."""

    junction: Junction
    parts: tuple["Constraint", ...]


Constraint = Everything | One | Members | Related | Joined
