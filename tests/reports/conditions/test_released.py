"""A condition of an installation's own from the day it is added: in which releases it is, and what readers call it."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.access.jobs import Job
from app.identity import Identity
from app.released.table import ReleasedTable, TableKey
from app.report_words import report_words
from app.reports.asking import RELEASE, AskedRelease
from app.reports.conditions.condition import OwnCondition
from app.reports.ledger import Refused
from app.reports.measures import CARDS
from app.reports.pages.load import Sources, words_of
from app.reports.periods import Quarter
from app.reports.ports import NewRelease
from app.reports.profiles import NHS_5_5
from app.reports.writer import ReleaseTools, asked_release, left_out, released
from tests.reports import kept
from tests.reports.conditions.own import BROAD, KINDS, NARROW, own
from tests.reports.copy.worlds import ORGANISATIONS, refreshed, small_world
from tests.reports.test_writer import Keep

FIRST, SECOND = Quarter(2026, 1), Quarter(2026, 2)
KEY = TableKey("needs_by_condition", "england", "none")
SOME = ("needs_by_condition",)


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ReleaseTools:
    monkeypatch.setattr("app.reports.releasing.CARDS", {key: CARDS[key] for key in SOME})
    refreshed(small_world(), tmp_path / "copy")
    numbers = iter(range(500, 600))
    return ReleaseTools(
        *(tmp_path, lambda: ORGANISATIONS, kept.shipped()[0], KINDS.above, Keep()),
        *(lambda: Identity(next(numbers)), lambda: datetime(2026, 11, 29, tzinfo=UTC)),
    )


def release(tools: ReleaseTools, quarter: Quarter, note: str = "", *conditions: OwnCondition) -> NewRelease:
    released(replace(tools, own=conditions), quarter, NHS_5_5, note, lambda *_: None)
    assert isinstance(tools.releases, Keep)
    return tools.releases.new[-1]


def conditions(new: NewRelease) -> set[str]:
    (table,) = (each for each in new.tables if each.key == KEY)
    assert isinstance(table, ReleasedTable)
    return {row.item for row in table.rows} & {"rare", "narrow", "rare.suspected"}


def test_releases_have_what_stood_when_their_quarter_was_first_released(tools: ReleaseTools) -> None:
    rare, narrow = own("rare", BROAD), own("narrow", NARROW)
    withdrawn = replace(rare, version=2, standing=False)
    assert conditions(release(tools, FIRST)) == set()
    assert conditions(release(tools, FIRST, "Late visits", rare)) == set()
    assert "'Any rare' (rare)" in left_out(replace(tools, own=(rare,)), FIRST)
    assert conditions(release(tools, SECOND, "", rare)) == {"rare", "rare.suspected"}
    assert left_out(replace(tools, own=(rare,)), SECOND) == ""
    assert conditions(release(tools, SECOND, "Late visits", withdrawn, narrow)) == {"rare", "rare.suspected"}
    third = Quarter(2026, 3)
    assert conditions(release(tools, third, "", withdrawn, narrow)) == {"narrow"}


def test_a_revision_by_other_conditions_is_refused_and_nothing_is_kept(tools: ReleaseTools) -> None:
    release(tools, SECOND, "", own("rare", BROAD))
    before = tools.releases.all()
    with pytest.raises(Refused, match="released with rare, which is no longer counted"):
        release(tools, SECOND, "Late visits")
    with pytest.raises(Refused, match="no edition is in use"):
        release(replace(tools, above=None), Quarter(2026, 3), "", own("rare", BROAD))
    assert tools.releases.all() == before


def test_who_asked_for_a_revision_is_told_what_it_leaves_out(tools: ReleaseTools) -> None:
    release(tools, SECOND)
    asked = AskedRelease(SECOND, NHS_5_5, "Late visits", "Nadia Rahmani")
    job = Job(ORGANISATIONS[0].id, Identity(1), RELEASE, asked.text(), tools.now(), None)
    told = asked_release(job, replace(tools, own=(own("rare", BROAD),)), lambda: None, lambda *_: None)
    assert told.startswith("Released 2026-Q2, revision 2. Not counted in it: 'Any rare' (rare).")


def test_a_withdrawn_condition_keeps_its_words_on_pages_in_files_and_in_measure_reports(tmp_path: Path) -> None:
    gone = own("rare", BROAD, words="Any rare seizure disorder", version=2, standing=False)
    sources = Sources(tmp_path, lambda: ORGANISATIONS, lambda: (kept.shipped()[0], None), lambda: (gone,))
    words = words_of(sources, "2026-Q3")
    assert words.wording.item("needs_by_condition", "rare") == "Any rare seizure disorder"
    assert words.wording.item("needs_by_condition", "rare.suspected") == "Any rare seizure disorder, suspected"
    rows = {row for row in report_words(words).rows() if row[0] == "needs_by_condition"}
    assert {("needs_by_condition", each) for each in ("rare", "rare.reported", "rare.suspected")} <= rows
