"""The order of a table's rows: the card's, or the most frequent first, and never one that tells of a hidden number."""

from itertools import permutations

from app.clinical.complexity import LETTERS
from app.released.figure import HIDDEN, ZERO, Figure, Standing
from app.released.table import ReleasedRow, ReleasedTable, TableKey
from app.reports.comparing import shown_share
from app.reports.measures import measure
from app.reports.pages.ordering import in_order
from app.reports.pages.wording import Wording
from tests.reports import kept

COUNTS = kept.shipped()[1]
OTHERS = {("ehc_plans_by_need", key): key for key in ("spld", "asd", "vi")}
WORDING = Wording(COUNTS, lambda _, code: code, OTHERS)
OF = Figure(Standing.ROUNDED, 100)


def row(item: str, number: int | None = 5, part: str = "", area: str = "ZE901") -> ReleasedRow:
    counted = HIDDEN if number is None else ZERO if number == 0 else Figure(Standing.ROUNDED, number)
    return ReleasedRow(area, item, part, counted, OF, shown_share(counted, OF))


def items(key: str, *rows: ReleasedRow, by: str = "none") -> list[tuple[str, str, str]]:
    table = ReleasedTable(TableKey(key, "local_authority", by), "2026-Q3", "nhs-5-5", rows)
    return [(each.area, each.part, each.item) for each in in_order(table, WORDING)]


def test_every_measure_that_has_an_order_is_shown_in_that_of_its_card() -> None:
    for key in ("wait_first_contact", "concerns_next_visit", "complexity", "complexity_by_gmfcs", "gmfcs", "asked"):
        keys = [each.key for each in measure(key, COUNTS).items]
        assert [item for _, _, item in items(key, *(row(each) for each in sorted(keys)))] == keys
    assert next(iter(LETTERS.values())) == "C"


def test_waits_run_from_the_shortest() -> None:
    kept_so = [row(f"seen:{weeks}") for weeks in ("6-11", "12-17", "18-and-over", "under-6")]
    shown = [item for _, _, item in items("wait_first_contact", *kept_so)]
    assert shown == ["seen:under-6", "seen:6-11", "seen:12-17", "seen:18-and-over"]


def test_what_became_of_something_runs_as_the_card_has_it() -> None:
    kept_so = map(row, ("better", "no_next_visit", "resolved", "same", "worse"))
    shown = [item for _, _, item in items("concerns_next_visit", *kept_so)]
    assert shown == ["resolved", "better", "same", "worse", "no_next_visit"]


def test_concepts_stand_by_the_number_that_is_shown_then_by_name() -> None:
    few = list(COUNTS.concepts("condition"))[:4]
    one, two, three, four = map(str, few)
    rows = (row(three, 5), row(two, None), row(one, 5), row(four, 40))
    assert [item for _, _, item in items("needs_by_concept", *rows)] == [four, one, three, two]


def test_concepts_that_are_only_suspected_stand_after_those_that_are_sure() -> None:
    one, two = map(str, list(COUNTS.concepts("condition"))[:2])
    rows = (row(f"{one}.suspected", 40), row(f"{one}.reported", 30), row(two, 5))
    assert [item for _, _, item in items("needs_by_concept", *rows)] == [two, f"{one}.reported", f"{one}.suspected"]


def test_the_order_is_the_same_however_rows_were_kept() -> None:
    one, two, three = map(str, list(COUNTS.concepts("condition"))[:3])
    rows = (row(one, None), row(two, None), row(three, 0))
    assert {tuple(items("needs_by_concept", *each)) for each in permutations(rows)} == {
        tuple(items("needs_by_concept", *rows))
    }


def test_areas_stay_as_they_are_and_parts_run_as_their_breakdown_has_them() -> None:
    rows = (
        *(row("condition", part="unknown", area="B"), row("education", part="1", area="B")),
        *(row("condition", part="1", area="B"), row("condition", part="1", area="A")),
    )
    assert items("needs_by_group", *rows, by="sex") == [
        ("B", "1", "condition"),
        ("B", "1", "education"),
        ("B", "unknown", "condition"),
        ("A", "1", "condition"),
    ]


def test_figures_of_others_run_as_their_card_has_them_and_what_no_card_knows_comes_last() -> None:
    rows = (row("zz"), row("asd"), row("vi"), row("spld"))
    wording = [item for _, _, item in items("ehc_plans_by_need", *rows[1:])]
    assert wording == ["spld", "asd", "vi"]
    unknown = [item for _, _, item in items("gmfcs", row("999"), row("II"), row("I"))]
    assert unknown == ["I", "II", "999"]
