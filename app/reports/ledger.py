"""The ledger of what was ever released: so that no release can be set against another to find a child.

A slice is released once for a period. A period may be revised, as a whole, with a note, until the next quarter is
released; what changed by fewer children than the threshold then keeps the figure it had, and what was hidden stays
hidden. A slice that differs from a released one by fewer children than the threshold in any area, such as the ages 0 to
17 beside 0 to 18, is refused: their difference would be those few. So is one that gives so few with several released
ones together, such as the ages 0 to 9 beside 0 to 4 and 5 to 10.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from app.errors import NotFound
from app.identity import Identity
from app.released.figure import NO_SHARE, ZERO, Figure, Standing
from app.released.table import ReleasedRow, ReleasedTable, ReleaseFacts
from app.reports.age_cuts import Ages, nearest, worked_out
from app.reports.cards.parts import OLDEST, YOUNGEST
from app.reports.comparing import shown_share
from app.reports.cube import Cell
from app.reports.periods import Quarter, parse_quarter
from app.reports.ports import LedgerEntry
from app.reports.profiles import Profile
from app.reports.slices import Slice, item_defined, slice_from_json

BEFORE_ITEMS_WERE_NAMED: Final = frozenset(
    "epilepsy cerebral_palsy autism adhd down_syndrome learning_disability hearing_loss visual_impairment "
    "neuromuscular congenital_heart_disease diabetes tube_feeding breathing_support".split()
)
"""The broad conditions that a quarter was released with where the ledger names none."""

Differing = Callable[[Slice, Slice, Quarter], int]
"""By how few children two slices differ in a quarter, wherever they differ (`app.reports.slices.Differences`)."""


class Refused(Exception):
    """What is asked for cannot be released beside what was. The text says why, in words, and never how many."""


def entries(slices: Iterable[Slice], quarter: Quarter, release: Identity) -> tuple[LedgerEntry, ...]:
    """What the ledger keeps of a release: each slice once, in order of its definition."""
    return tuple(LedgerEntry(each, str(quarter), release) for each in sorted({each.json() for each in slices}))


def admit(
    ledger: Iterable[LedgerEntry],
    wanted: Iterable[Slice],
    quarter: Quarter,
    threshold: int,
    differing: Differing,
    *,
    revising: bool = False,
) -> None:
    """Let slices be released together, or refuse.

    Slices of one release are not held against one another: disclosure control has seen them together. `revising` says
    that the whole period is released anew (see `revision_of`), so that its slices may be there already.

    Raises:
        Refused: a slice was released for the quarter; or one differs from a released one of the same measure by 1 to
            `threshold` - 1 children in an area, and for an item, that both are of; or the ages of one, held against
            those of several released ones, do; or one is of an item by its concepts, and the quarter was released
            without it, or with other concepts in it.
    """
    released = {each.definition for each in ledger if each.period == str(quarter)}
    items, fresh = _items_of(released), dict[str, Slice]()
    for each in wanted:
        definition = each.json()
        if definition not in released:
            if each.concepts is None:
                fresh[definition] = each
            elif released:
                _refuse_other_item(each, items, quarter)
        elif not revising:
            raise Refused(
                f"{words(each)} were released for {quarter.words} already. A slice is released once; revise the whole "
                "period instead, with a note."
            )
    if fresh:
        _refuse_close(_known(released, quarter), fresh, quarter, threshold, differing)


def items_released(ledger: Iterable[LedgerEntry], quarter: Quarter) -> Mapping[str, tuple[int, ...]] | None:
    """The items that a quarter was released with by their concepts, with these: empty where it was released before the
    ledger said so, None where it was not released."""
    definitions = {each.definition for each in ledger if each.period == str(quarter)}
    return {item: concepts for (_, item), concepts in _items_of(definitions).items()} if definitions else None


def _items_of(definitions: Iterable[str]) -> Mapping[tuple[str, str], tuple[int, ...]]:
    """By measure and item the concepts that definitions say it takes in."""
    found = filter(None, map(item_defined, definitions))
    return {(each.measure, each.item or ""): each.concepts or () for each in found}


def _refuse_other_item(new: Slice, items: Mapping[tuple[str, str], tuple[int, ...]], quarter: Quarter) -> None:
    """Refuse an item that a quarter was not released with. One that is older than what the ledger says of items is let
    in: it was among the measure's items then, whose slice is held against what is new as any other."""
    if (new.measure, new.item or "") in items:
        raise Refused(
            f"{words(new)} take in other concepts than when {quarter.words} was released: beside what was, they could "
            "give a few children away. Count the quarter by the concepts it was released with."
        )
    if items or new.item not in BEFORE_ITEMS_WERE_NAMED:
        raise Refused(
            f"{words(new)} cannot be released for {quarter.words}, which was released without it: beside what was "
            "released it could give a few children away. Release the new condition from the next quarter on."
        )


def _known(definitions: Iterable[str], quarter: Quarter) -> list[Slice]:
    """The slices of definitions, in order, but those of items by their concepts. Raises `Refused` for one with a part
    that there no longer is."""
    try:
        found = [slice_from_json(each) for each in sorted(definitions)]
    except ValueError as fault:
        raise _not_known(quarter) from fault
    return [each for each in found if each.concepts is None]


def _not_known(quarter: Quarter) -> Refused:
    return Refused(
        f"{quarter.words} was released by parts or items that are no longer counted, so that nothing new can be held "
        "against them. Release the changed measures from the next quarter on."
    )


def _refuse_close(
    released: Sequence[Slice], fresh: Mapping[str, Slice], quarter: Quarter, threshold: int, differing: Differing
) -> None:
    try:
        for _, new in sorted(fresh.items()):
            for old in released:
                if _overlap(new, old) and 0 < differing(new, old, quarter) < threshold:
                    raise _too_close(new, old, quarter)
        _refuse_worked_out(released, fresh, quarter, threshold, differing)
    except NotFound as fault:
        raise _not_known(quarter) from fault


def _too_close(new: Slice, old: Slice, quarter: Quarter) -> Refused:
    return Refused(
        f"{words(new)} cannot be released for {quarter.words} beside {words(old)}, which were: in an area they differ "
        "by so few children that their difference would give them away. Use the slice that was released."
    )


def _refuse_worked_out(
    released: Iterable[Slice], fresh: Mapping[str, Slice], quarter: Quarter, threshold: int, differing: Differing
) -> None:
    """Refuse ages that give a few children with several released ones together."""
    old, new = _by_subject(released), _by_subject(fresh.values())
    for subject in (each for each in new if each in old):
        for ages in worked_out(old[subject], new[subject]):
            if ages == (YOUNGEST, OLDEST):
                continue  # where these are few, so are those of every slice, and all its figures are hidden
            one, other = _around(ages)
            few = differing(replace(subject, ages=one), replace(subject, ages=other), quarter)
            if 0 < few < threshold:
                of_new, of_old = nearest(ages, new[subject]), nearest(ages, old[subject])
                raise _too_close(replace(subject, ages=of_new), replace(subject, ages=of_old), quarter)


def _by_subject(slices: Iterable[Slice]) -> Mapping[Slice, list[Ages]]:
    """The ages of slices that are alike in all else, by what they are alike in."""
    found: dict[Slice, list[Ages]] = {}
    for each in slices:
        if each.ages is not None:
            found.setdefault(replace(each, ages=None), []).append(each.ages)
    return found


def _around(ages: Ages) -> tuple[Ages, Ages]:
    """Two runs of ages that differ by these alone, which are not all ages."""
    first, last = ages
    if first > YOUNGEST:
        return (YOUNGEST, first - 1), (YOUNGEST, last)
    return (YOUNGEST, OLDEST), (last + 1, OLDEST)


def _overlap(one: Slice, other: Slice) -> bool:
    """Whether both have figures of a measure's item in an area that can be of the same children: by age, and by no
    filter that tells them apart."""
    if one.measure != other.measure or not _same_if_named(one, other):
        return False
    if one.ages is not None and other.ages is not None:
        (first, last), (from_, to) = one.ages, other.ages
        if last < from_ or to < first:
            return False
    theirs = dict(other.filters)
    return all(theirs.get(breakdown, part) == part for breakdown, part in one.filters)


def _same_if_named(one: Slice, other: Slice) -> bool:
    """Whether an item and an area are the same where both slices name one."""
    items = {each.item for each in (one, other)} - {None}
    places = {(each.level, each.area) for each in (one, other)} - {(None, None)}
    return len(items) <= 1 and len(places) <= 1


def words(each: Slice) -> str:
    """A slice as a reader knows it: `Children aged 0 to 17 in E08000024 (needs)`."""
    ages = "" if each.ages is None else f" aged {each.ages[0]} to {each.ages[1]}"
    area = "" if each.area is None else f" in {each.area}"
    filters = "".join(f", {breakdown.words.lower()} {part}" for breakdown, part in each.filters)
    item = f", {each.item}" if each.item else ""
    asked = ", all of whom it is counted" if each.denominator else ""
    return f"Children{ages}{area}{filters} ({each.measure}{item}{asked})"


def revision_of(quarter: Quarter, released: Sequence[ReleaseFacts], note: str) -> int:
    """Which revision of a quarter comes next: 1 for its first release.

    Raises:
        Refused: the quarter was released, and the revision has no note, or a later quarter was released since.
    """
    before = [each.revision for each in released if each.period == str(quarter)]
    if not before:
        return 1
    if not note.strip():
        raise Refused(f"{quarter.words} was released already. Give a note that says what is revised and why.")
    if any(parse_quarter(each.period) > quarter for each in released):
        raise Refused(
            f"{quarter.words} can no longer be revised: a later quarter was released since. A period is revised at "
            "most until the next one is released."
        )
    return max(before) + 1


def revised(old: Sequence[ReleasedTable], new: Sequence[ReleasedTable], profile: Profile) -> tuple[ReleasedTable, ...]:
    """The tables of a revision, from those that stand and those counted anew, both of the whole period.

    Raises:
        Refused: a table that stands is missing.
    """
    standing = {each.key: each for each in old}
    if missing := standing.keys() - {each.key for each in new}:
        named = ", ".join(sorted(f"{each.measure} by {each.breakdown}, {each.level}" for each in missing))
        raise Refused(f"A period is revised as a whole, and these tables are missing: {named}.")
    return tuple(_revised_table(standing.get(each.key), each, profile) for each in new)


def _revised_table(old: ReleasedTable | None, new: ReleasedTable, profile: Profile) -> ReleasedTable:
    if old is None:
        return new
    before, after = _by_cell(old), _by_cell(new)
    cells = [*after, *(cell for cell in before if cell not in after)]
    rows = (
        _revised_row(before.get(cell, _nobody(after.get(cell))), after.get(cell, _nobody(before.get(cell))), profile)
        for cell in cells
    )
    return replace(new, rows=tuple(rows))


def _nobody(like: ReleasedRow | None) -> ReleasedRow:
    """What a row that is not there says: nobody among nobody, where the row of the other release has a denominator."""
    if like is None:
        return ReleasedRow("", "", "", ZERO, ZERO, NO_SHARE)
    among = like.denominator if like.denominator.standing is Standing.NOT_APPLICABLE else ZERO
    return replace(like, numerator=ZERO, denominator=among, share=NO_SHARE)


def _by_cell(table: ReleasedTable) -> dict[Cell, ReleasedRow]:
    return {Cell(row.area, row.item, row.part): row for row in table.rows}


def _revised_row(old: ReleasedRow, new: ReleasedRow, profile: Profile) -> ReleasedRow:
    numerator = revised_figure(old.numerator, new.numerator, profile)
    denominator = revised_figure(old.denominator, new.denominator, profile)
    return replace(new, numerator=numerator, denominator=denominator, share=shown_share(numerator, denominator))


def revised_figure(old: Figure, new: Figure, profile: Profile) -> Figure:
    """The figure of a revision: the new one where whatever stands behind both differs by the threshold at least."""
    if old.standing in (Standing.HIDDEN, Standing.NOT_APPLICABLE):
        return old
    (first, last), (low, high) = _behind(old, profile), _behind(new, profile)
    return new if max(low - last, first - high) >= profile.threshold else old


def _behind(figure: Figure, profile: Profile) -> tuple[int, int]:
    return (0, profile.threshold - 1) if figure.number is None else profile.behind(figure.number)
