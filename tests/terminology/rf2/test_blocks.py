from hypothesis import given
from hypothesis import strategies as st

from app.terminology.rf2.blocks import cut

CELL = st.text(st.characters(codec="utf-8", exclude_characters="\t\n\r"), max_size=9)


def cells(rows: bytes, columns: int) -> list[list[str]]:
    block, _ = cut(rows, columns, 2)
    found = []
    for row in range(block.rows):
        ends = [int(block.ends[column, row]) for column in range(columns)]
        starts = [int(block.start(column)[row]) for column in range(columns)]
        found.append([bytes(block.data[one:two]).decode() for one, two in zip(starts, ends, strict=True)])
    return found


@given(st.lists(st.tuples(CELL, CELL, CELL, st.sampled_from(["\n", "\r\n"])), max_size=12))
def test_cells_are_what_stands_between_the_tabs(rows: list[tuple[str, str, str, str]]) -> None:
    text = "".join(f"{one}\t{two}\t{three}{end}" for one, two, three, end in rows)
    assert cells(text.encode(), 3) == [list(row[:3]) for row in rows]


def test_rows_of_another_width_are_told_with_their_lines_and_the_rest_is_kept() -> None:
    block, wrong = cut(b"a\tb\tc\nd\te\n\nf\tg\th\ti\r\nj\tk\tl\r\n", 3, 10)
    assert (wrong.lines.tolist(), wrong.columns.tolist()) == ([11, 12, 13], [2, 1, 4])
    assert block.lines.tolist() == [10, 14]
    assert [block.text(2, row) for row in range(2)] == ["c", "l"]


def test_widths_that_make_up_for_each_other_are_both_told() -> None:
    _, wrong = cut(b"a\tb\nc\td\te\tf\ng\th\ti\n", 3, 2)
    assert wrong.lines.tolist() == [2, 3]


def test_a_cell_is_shown_shortened_and_without_control_characters() -> None:
    block, _ = cut(b"x" * 60 + b"\t\xff\x07\n", 2, 2)
    assert block.text(0, 0) == "x" * 40 + "…"
    assert block.text(1, 0) == "��"
