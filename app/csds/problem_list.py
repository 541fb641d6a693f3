"""The list of problems of a build, as it lies beside the file: read, filtered and taken page by page."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

ON_A_PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which problems are wanted; "" is any. `enforced` is "yes" for rules that are enforced, "no" for advice."""

    table: str = ""
    severity: str = ""
    enforced: str = ""

    def fits(self, problem: Mapping[str, str]) -> bool:
        """Whether a problem is wanted."""
        return (
            self.table in ("", problem["table"])
            and self.severity in ("", problem["severity"])
            and self.enforced in ("", "yes" if problem["enforced"] == "True" else "no")
        )


@dataclass(frozen=True, slots=True)
class ProblemPage:
    """One page of those that are wanted, how many these are in all, and what may be asked for."""

    problems: tuple[Mapping[str, str], ...]
    number: int
    count: int
    tables: tuple[str, ...]
    severities: tuple[str, ...]

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.count // ON_A_PAGE))


def problem_page(lines: Iterable[str], wanted: Wanted, number: int) -> ProblemPage:
    """The page of a number (from 1) of a list's lines; one beyond the last is empty."""
    tables: dict[str, None] = {}
    severities: dict[str, None] = {}
    count, kept = 0, list[Mapping[str, str]]()
    start = (max(1, number) - 1) * ON_A_PAGE
    for problem in _read(lines):
        tables.setdefault(problem["table"])
        severities.setdefault(problem["severity"])
        if wanted.fits(problem):
            if start <= count < start + ON_A_PAGE:
                kept.append(problem)
            count += 1
    return ProblemPage(tuple(kept), max(1, number), count, tuple(sorted(tables)), tuple(sorted(severities)))


def _read(lines: Iterable[str]) -> Iterator[Mapping[str, str]]:
    yield from csv.DictReader(lines)
