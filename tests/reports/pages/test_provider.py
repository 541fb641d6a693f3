"""What a provider's own people are told of its recording and submissions."""

from datetime import UTC, date, datetime

import pytest

from app.released.figure import HIDDEN, Figure, Standing
from app.released.table import ReleasedRow, ReleasedTable, TableKey
from app.reports.comparing import shown_share
from app.reports.pages.provider import FEWEST_TIMED, provider_view
from app.reports.ports import Filled, SubmittedFile

AT = datetime(2026, 10, 9, 12, tzinfo=UTC)


def file(state: str = "accepted", filled: Filled | None = None, **marks: bool) -> SubmittedFile:
    return SubmittedFile(
        month=date(2026, 9, 1),
        window="primary",
        state=state,
        at=AT,
        preview=marks.get("preview", False),
        partial=marks.get("partial", False),
        mandatory=filled,
        required=filled,
        least=(("CYP001MPI Postcode", Filled(3, 4)),),
        rejections=None,
    )


def released(quick: Figure) -> ReleasedTable:
    of = Figure(Standing.ROUNDED, 1235)
    row = ReleasedRow("RZZ01", "under_60", "", quick, of, shown_share(quick, of))
    return ReleasedTable(TableKey("form_seconds", "provider", "none"), "2026-Q3", "nhs-5-5", (row,))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [([30.0] * 5 + [34.5] * 5, "32 seconds"), ([10.0, *[41.0] * 10], "41 seconds"), ([59.5] * 10, "60 seconds")],
)
def test_the_median_is_told_in_whole_seconds(seconds: list[float], words: str) -> None:
    assert provider_view(seconds, None, ()).median_seconds == words


def test_of_too_few_forms_no_median_is_told() -> None:
    assert "fewer than 10" in provider_view([30.0] * (FEWEST_TIMED - 1), None, ()).median_seconds
    assert provider_view([30.0] * FEWEST_TIMED, None, ()).median_seconds == "30 seconds"
    assert "fewer than 10" in provider_view([], None, ()).median_seconds


def test_the_shares_of_the_quick_are_those_released_and_hidden_where_they_are() -> None:
    shown = provider_view([], released(Figure(Standing.ROUNDED, 610)), ())
    assert shown.under_a_minute == "49.4% (95% interval 46.6 to 52.2)"
    assert shown.too_quick == "[x]"
    assert provider_view([], released(HIDDEN), ()).under_a_minute == "[c]"


def test_acceptance_is_of_the_files_that_were_answered() -> None:
    files = [file("accepted"), file("rejected"), file("uploaded"), file("accepted")]
    assert provider_view([], None, files).accepted == "2 of 3"
    assert provider_view([], None, [file("uploaded")]).accepted == ""


@pytest.mark.parametrize(
    ("filled", "words"),
    [
        (None, "[x]"),
        (Filled(0, 0), "[x]"),
        (Filled(2, 3), "66.6%"),
        (Filled(1999, 2000), "99.9%"),
        (Filled(99_999, 100_000), "99.9%"),
        (Filled(4, 4), "100%"),
    ],
)
def test_what_lacks_a_value_is_never_said_to_be_whole(filled: Filled | None, words: str) -> None:
    (line,) = provider_view([], None, [file(filled=filled)]).files
    assert (line.mandatory, line.required, line.least) == (words, words, ("CYP001MPI Postcode: 75%",))


def test_a_file_is_told_with_its_month_its_state_and_whether_it_may_be_uploaded() -> None:
    (line,) = provider_view([], None, [file("checked", preview=True, partial=True)]).files
    assert (line.month, line.window) == ("September 2026", "Primary")
    assert line.state == "Checked (preview, partial: not to be uploaded)"
    assert line.rejections == ""
