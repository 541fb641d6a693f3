"""A build that somebody asks for on a page, as a job that a worker does."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from app.csds.periods import ReportingPeriod, Window

BUILD: Final = "csds build"
"""The kind of the job."""

CHILDREN: Final = "children"
"""The step of a build that goes over the children of a period."""


@dataclass(frozen=True, slots=True)
class AskedBuild:
    """What is asked for, and in whose name."""

    period: ReportingPeriod
    window: Window
    asked_by: str

    def text(self) -> str:
        """As the job keeps it."""
        return json.dumps({"period": str(self.period), "window": self.window.value, "askedBy": self.asked_by})

    @classmethod
    def read(cls, text: str) -> "AskedBuild":
        """From what the job keeps.

        Raises:
            ValueError: another program wrote it.
        """
        told = json.loads(text)
        try:
            return cls(ReportingPeriod.parse(told["period"]), Window(told["window"]), str(told["askedBy"]))
        except (KeyError, TypeError) as fault:
            raise ValueError("This is no build that was asked for.") from fault


class Telling:
    """Follows a build for a worker: what is told of it is how many children are done."""

    def __init__(self, tell: Callable[[int, int], None]) -> None:
        self._tell = tell
        self._reached = 0, 0

    def step(self, name: str, done: int, total: int) -> None:
        """A step goes on."""
        if name == CHILDREN:
            self._reached = done, total
        # Said at every step, however far it is: a worker that is to stop does so here.
        self._tell(*self._reached)
