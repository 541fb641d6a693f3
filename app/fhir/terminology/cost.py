"""How much work an expression constraint asks for, told before any of it is done: callers wait for one another."""

from typing import Final, assert_never

from app.terminology.edition.constraint import Constraint, Everything, Joined, Members, One, Related

MOST_WIDE_STEPS: Final = 10
"""How many steps over sets of concepts a constraint may have. Each may go through the whole release."""


def wide_steps(constraint: Constraint) -> int:
    """How many of a constraint's operators work on more than one concept that it names.

    "<< 84757009" is one list that lies ready; "<< (< 84757009)" and "<< *" walk the hierarchy.
    """
    match constraint:
        case One():
            return 0
        case Everything():
            return 1
        case Related(_, of) | Members(of):
            return 0 if isinstance(of, One) else 1 + wide_steps(of)
        case Joined(_, parts):
            return sum(map(wide_steps, parts))
        case _:
            assert_never(constraint)
