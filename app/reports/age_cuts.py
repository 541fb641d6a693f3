"""What ages can be worked out from those of several slices by adding and taking away.

Slices of ages are runs between two cuts, a cut being the year at which one begins or after which one ends. Whoever
knows the children of each run knows those between any two cuts that runs lead to from one another, forth (added) or
back (taken away): from 0 to 4, 5 to 10 and 0 to 9 those aged 10.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

Ages = tuple[int, int]
"""The first and the last completed year, both included."""


def worked_out(released: Iterable[Ages], fresh: Iterable[Ages]) -> Iterator[Ages]:
    """The ages that released and fresh slices give together by taking away, and neither give alone; from the first."""
    old, new = set(released), set(fresh)
    every = _leads(old | new, both_ways=True)
    for first, end in combinations(sorted(every), 2):
        alone = any(end in _reached(first, _leads(runs, both_ways=True)) for runs in (old, new))
        if not alone and _taken_away(first, end, old | new, every):
            yield first, end - 1


def nearest(ages: Ages, runs: Iterable[Ages]) -> Ages:
    """The run with an end or a beginning nearest to that of these ages; the first of several."""
    return min(
        sorted(runs), key=lambda run: min(abs(run[0] - ages[0]), abs(run[1] - ages[1]), abs(run[1] + 1 - ages[0]))
    )


def _taken_away(first: int, end: int, runs: set[Ages], every: Mapping[int, set[int]]) -> bool:
    """Whether runs lead from one cut to the other, and not only by adding."""
    return end in _reached(first, every) and end not in _reached(first, _leads(runs, both_ways=False))


def _leads(runs: Iterable[Ages], *, both_ways: bool) -> Mapping[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for first, last in runs:
        found[first].add(last + 1)
        if both_ways:
            found[last + 1].add(first)
    return found


def _reached(cut: int, leads: Mapping[int, set[int]]) -> set[int]:
    reached, ahead = {cut}, [cut]
    while ahead:
        further = leads.get(ahead.pop(), set()) - reached
        reached |= further
        ahead += further
    return reached
