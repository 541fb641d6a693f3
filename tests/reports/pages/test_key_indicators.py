"""The front page of a report: a fixed few indicators, of what is shown alone."""

from dataclasses import replace
from datetime import UTC, date, datetime

from app.errors import NotFound
from app.identity import Identity
from app.released.figure import HIDDEN, ZERO, Figure, Standing
from app.released.table import Comparison, ReleasedRow, ReleasedTable, TableKey
from app.reports.actions import ActionDetails, Progress, ReportAction
from app.reports.card import Card, Level
from app.reports.comparing import shown_share
from app.reports.elsewhere.cards import EDUCATION_CARDS
from app.reports.measures import CARDS, measure
from app.reports.pages.dashboard import Section, section
from app.reports.pages.key_indicators import KEYS, KeySource, KeyTable, key_table
from app.reports.pages.wording import Wording
from tests.reports import kept

WORDING = Wording(kept.shipped()[1], lambda _, code: code, {})
ALL = {**CARDS, **EDUCATION_CARDS}


def table(card: Card, counted: dict[str, int | None]) -> ReleasedTable:
    of = Figure(Standing.ROUNDED, 100)
    rows = []
    for item, number in counted.items():
        figure = HIDDEN if number is None else ZERO if number == 0 else Figure(Standing.ROUNDED, number)
        rows.append(ReleasedRow("ZE901", item, "", figure, of, shown_share(figure, of)))
    return ReleasedTable(TableKey(card.key, "local_authority", "none"), "2026-Q3", "nhs-5-5", tuple(rows))


def action(about: str, progress: Progress) -> ReportAction:
    details = ActionDetails("Ask", "Ann", date(2026, 1, 1), progress)
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return ReportAction(Identity(1), 1, Level.LOCAL_AUTHORITY, "ZE901", about, details, at, Identity(2))


def made(
    now: dict[str, dict[str, int | None]],
    before: dict[str, dict[str, int | None]] | None = None,
    actions: tuple[ReportAction, ...] = (),
) -> KeyTable:
    def of_now(card: Card) -> Section:
        if card.key not in now:
            raise NotFound("none")
        found = section(card, table(card, now[card.key]), WORDING)
        lines = tuple(replace(each, row=replace(each.row, comparison=Comparison.HIGHER)) for each in found.lines)
        return replace(found, lines=lines)

    def of_before(card: Card) -> ReleasedTable:
        if card.key not in (before or {}):
            raise NotFound("none")
        return table(card, (before or {})[card.key])

    return key_table(KeySource(ALL, of_now, of_before, actions), "England")


def test_every_indicator_is_of_a_row_that_its_measure_has() -> None:
    for key in KEYS:
        if key.measure in CARDS:
            assert key.item in {each.key for each in measure(key.measure, WORDING.counts).items}, key
        assert {key.measure, *key.about} <= set(ALL)


def test_an_indicator_has_its_figure_how_it_stands_the_quarter_before_and_how_far_its_action_is() -> None:
    found = made({"needs": {"": 45}}, {"needs": {"": 40}}, (action("needs", Progress.LATE),))
    assert found.head == ("Indicator", "Figure", "Beside England", "Quarter before", "Progress of actions")
    assert [found.cells(line) for line in found.lines] == [
        ("Children asked who have any recorded need", "45 of 100 (45.0%)", "Higher", "40 of 100 (40.0%)", "Late")
    ]


def test_an_action_about_the_detail_of_an_indicator_is_about_it() -> None:
    acts = (
        action("barriers", Progress.ON_TRACK),
        action("barriers", Progress.ON_TRACK),
        action("needs", Progress.DONE),
    )
    (line,) = made({"needs_by_group": {"family_reported_issue": 5}}, actions=acts).lines[-1:]
    assert (line.words, line.progress) == ("Children asked whose family reports a barrier", "On track")


def test_what_is_hidden_is_no_indicator_and_is_named_beneath() -> None:
    found = made({"needs": {"": None}, "was_not_brought": {"": 0}}, {"was_not_brought": {"": None}})
    assert [(line.words, line.figure, line.before) for line in found.lines] == [
        ("Contacts to which a child was not brought", "0 of 100 (0.0%)", "")
    ]
    assert found.notes == ("Not shown, so that no child can be worked out: Children asked who have any recorded need.",)


def test_a_measure_that_was_not_released_is_not_said_to_be_hidden() -> None:
    assert made({}).lines == ()
    assert made({}).notes == ()
