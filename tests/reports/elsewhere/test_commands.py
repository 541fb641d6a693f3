"""`everyneed reports import` keeps files and says what it kept, or what is wrong and that nothing was changed."""

from datetime import UTC, datetime
from pathlib import Path

from typer.testing import CliRunner, Result

from app.reports.elsewhere.commands import import_commands
from tests.reports.elsewhere.made_files import ALL_REVIEWS, SUNDERLAND, reviews
from tests.reports.elsewhere.test_fingertips import ROW, file_of
from tests.reports.elsewhere.test_load import NEIGHBOURS, PEOPLE

ONE = reviews(f"{SUNDERLAND},{ALL_REVIEWS},3000,2665,904,5,490,1393,26")


def run(folder: Path, *words: str) -> Result:
    commands = import_commands(lambda: folder, lambda: datetime(2026, 10, 1, 9, 30, tzinfo=UTC))
    return CliRunner().invoke(commands, [*words])


def put(folder: Path, name: str, content: bytes) -> str:
    (folder / name).write_bytes(content)
    return str(folder / name)


def test_each_kind_is_imported_and_listed(tmp_path: Path) -> None:
    for kind, name, content in (
        ("education", "annual_reviews.csv", ONE),
        ("fingertips", "indicators.csv", file_of(ROW)),
        ("populations", "people.csv", PEOPLE),
        ("neighbours", "stat neighbours.csv", NEIGHBOURS),
    ):
        done = run(tmp_path, kind, put(tmp_path, name, content))
        assert done.exit_code == 0, done.output
    listed = run(tmp_path, "list").output.splitlines()
    assert [line for line in listed if not line.startswith("  ")] == [
        "education annual_reviews: 1 rows, 2024; imported 2026-10-01 09:30 UTC",
        "fingertips indicators: 1 rows, 2023/24; imported 2026-10-01 09:30 UTC",
        "populations: 1 rows, 2024; imported 2026-10-01 09:30 UTC",
        "neighbours: 2 rows; imported 2026-10-01 09:30 UTC",
    ]
    assert listed[1].startswith(
        "  Department for Education, explore education statistics. Open Government Licence v3.0. annual_reviews.csv, "
    )


def test_a_source_and_a_licence_may_be_said(tmp_path: Path) -> None:
    path = put(tmp_path, "people.csv", PEOPLE)
    said = run(tmp_path, "populations", path, "--source", "Sunderland City Council", "--licence", "By agreement").output
    assert "Sunderland City Council. By agreement." in said


def test_a_wrong_file_ends_the_command_and_is_told(tmp_path: Path) -> None:
    done = run(tmp_path, "education", put(tmp_path, "annual_reviews.csv", ONE.replace(b",490,", b",4 9 0,")))
    assert done.exit_code == 1
    assert "annual_reviews.csv, line 2: Column number_decision_4weeks: '4 9 0' is no number." in done.output
    assert "What was kept before stays." in done.output
    assert run(tmp_path, "list").output == "Nothing is kept: nothing was imported yet.\n"


def test_the_shipped_extract_is_kept_by_a_command(tmp_path: Path) -> None:
    done = run(tmp_path, "shipped")
    assert done.exit_code == 0
    assert "education timeliness_20_week: 20 rows, 2019 to 2024" in done.output
