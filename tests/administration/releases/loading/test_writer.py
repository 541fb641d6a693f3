"""What a terminal shows of a loading."""

import io

from rich.console import Console

from app.administration.releases.loading.writer import progress_on


def shown(*, terminal: bool) -> str:
    console = Console(file=io.StringIO(), force_terminal=terminal, width=120, color_system=None)
    with progress_on(console) as progress:
        progress.begin("concepts [bold]", 100)
        progress.advance(60, 1_200)
        progress.advance(40, 34)
        progress.end()
        progress.begin("Working out the hierarchy", 0)
        progress.end()
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_where_nobody_watches_a_line_stands_for_each_stage_that_is_over() -> None:
    first, second = shown(terminal=False).splitlines()
    assert first.startswith("concepts [bold]: 1,234 rows, ")
    assert first.endswith(" a second")
    assert second == "Working out the hierarchy"


def test_a_terminal_shows_a_bar_for_each_stage_with_rows_a_second() -> None:
    last = shown(terminal=True)
    assert "concepts [bold]" in last
    assert "1,234 rows, " in last
    assert " a second" in last
    assert "Working out the hierarchy" in last
