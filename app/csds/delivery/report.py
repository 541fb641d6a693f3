"""What the checks said of a build: how many problems of which rules, the first of each, and lines for a person."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from app.csds.checks.found import Tally, Unchecked

PROBLEM_COLUMNS: Final = (
    "rule", "code", "severity", "basis", "enforced", "table", "field", "problem", "meaning", "mend", "record", "page",
    "rows that fall with it",
)  # fmt: skip
"""The columns of the file of problems, in the order of ProblemRow."""


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """A problem of one record. `record` is the value of its table's first field, `page` where it is mended."""

    rule: int
    code: str
    severity: str
    basis: str
    enforced: bool
    table: str
    field: str
    problem: str
    meaning: str
    mend: str
    record: str
    page: str
    dependants: int


@dataclass(frozen=True, slots=True)
class RuleBroken:
    """A rule that is broken: how often, what it means, and the first records that break it."""

    tally: Tally
    meaning: str
    mend: str
    first: tuple[ProblemRow, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Every rule that is broken, and those that could not be checked."""

    broken: tuple[RuleBroken, ...]
    unchecked: tuple[Unchecked, ...]

    @property
    def enforced(self) -> Mapping[str, int]:
        """Problems of the rules that are enforced, by severity."""
        return self._by_severity(enforced=True)

    @property
    def advice(self) -> Mapping[str, int]:
        """The others, by severity."""
        return self._by_severity(enforced=False)

    @property
    def rejections(self) -> int:
        """How many problems of enforced rules reject a record, a group or the file."""
        return sum(
            each.tally.rows
            for each in self.broken
            if each.tally.rule.basis.enforced and each.tally.rule.severity.rejects
        )

    def _by_severity(self, *, enforced: bool) -> Mapping[str, int]:
        counts: dict[str, int] = {}
        for each in self.broken:
            rule = each.tally.rule
            if rule.basis.enforced is enforced:
                counts[rule.severity.value] = counts.get(rule.severity.value, 0) + each.tally.rows
        return counts

    def lines(self, *, with_advice: bool) -> Iterator[str]:
        """The report as text."""
        shown = [each for each in self.broken if with_advice or each.tally.rule.basis.enforced]
        for each in shown:
            yield from _lines_of(each)
        advice = sum(self.advice.values())
        enforced = sum(self.enforced.values())
        if not enforced:
            yield "Nothing enforced is broken."
        if advice and not with_advice:
            yield f"Advice on {advice:,} more (rules that are known of the sister data set only): --advice lists it."
        if self.unchecked:
            lacking = sorted({each.lacking.value for each in self.unchecked if each.lacking})
            yield f"{len(self.unchecked)} rules were not checked, for want of lists: {', '.join(lacking) or 'tables'}."


def _lines_of(broken: RuleBroken) -> Iterator[str]:
    tally, rule = broken.tally, broken.tally.rule
    where = ".".join(part for part in (rule.table or "the file", "+".join(rule.fields)) if part)
    known = rule.code or (f"no public code; like {rule.analogue}" if rule.analogue else "no public code")
    fall = f", and {tally.dependants:,} rows fall with them" if tally.dependants else ""
    yield f"{rule.severity.value.capitalize()} ({rule.basis.value}; {known}): {where}: {rule.condition}"
    yield f"  {tally.rows:,} rows{fall}. {broken.meaning} {broken.mend}"
    for each in broken.first:
        yield "  " + "  ".join(part for part in (each.record, each.page) if part)
