"""How a use case says no. Everything else that is raised is a bug.

    Refusal
    ├── NotFound       what was asked for is not there (or is not yours to know of)
    ├── NotPermitted   you may not do this
    ├── Conflict       it was changed meanwhile; nothing was written
    └── Rejected       the data are wrong: carries every problem found, at once

None carries an HTTP status: each door has its own table. No message holds an NHS number, a name or a
birth date.
"""

from collections.abc import Sequence
from typing import Protocol


class Said(Protocol):
    """The least a problem says: which item, a stable code, and a sentence for the user."""

    @property
    def item(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def message(self) -> str: ...


class Refusal(Exception):
    """A use case declines; nothing was written."""


class NotFound(Refusal):
    """There is no such thing in the caller's organisation."""


class NotOffered(NotFound):
    """The page is there, but not what was chosen on it: `title` says what is not."""

    def __init__(self, title: str, detail: str) -> None:
        super().__init__(detail)
        self.title = title


class NotPermitted(Refusal):
    """The caller's role does not allow this."""


class Conflict(Refusal):
    """Somebody else wrote first; the caller's version is out of date."""


class Rejected(Refusal):
    """The data cannot be recorded as they are; `problems` lists every reason."""

    def __init__(self, problems: Sequence[Said]) -> None:
        super().__init__("; ".join(f"{problem.item}: {problem.code}" for problem in problems))
        self.problems = tuple(problems)
