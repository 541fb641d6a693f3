"""Which quarters are due, and that the files of a release are written whole or not at all."""

import csv
import io
from collections.abc import Callable, Container, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from itertools import count
from pathlib import Path

import pytest

from app.access.audit import AuditAction, AuditEvent
from app.access.jobs import CannotBeDone, Job
from app.errors import Conflict, NotFound
from app.identity import Identity, shown
from app.released.table import ReleasedTable, ReleaseFacts, TableKey
from app.reports.areas import Areas
from app.reports.asking import RELEASE, AskedRelease
from app.reports.downloads.writer import Shelf, draw_charts, publications, standing, write_release
from app.reports.elsewhere.tables import education_cards
from app.reports.measures import CARDS
from app.reports.pages.chart import Chart
from app.reports.pages.load import Words
from app.reports.pages.wording import Wording
from app.reports.periods import Quarter
from app.reports.ports import NewRelease
from app.reports.profiles import NHS_5_5
from app.reports.writer import AT_FIRST, ReleaseTools, asked_release, due, released
from app.web.pages import STATIC
from tests.clinical.examples import REFSET
from tests.reports import kept
from tests.reports.copy.worlds import ORGANISATIONS, refreshed, small_world
from tests.reports.downloads import compared_area
from tests.reports.test_releasing import Kept

NOW = datetime(2026, 11, 29, tzinfo=UTC)


class Keep(Kept):
    """Keeps events too."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[AuditEvent] = []

    def keep(self, new: NewRelease, events: Sequence[AuditEvent] = ()) -> None:
        self.new.append(new)
        self.events.extend(events)


MEASURES = ("caseload", "needs_by_group", "form_seconds")


def facts(period: str, revision: int = 1) -> ReleaseFacts:
    return ReleaseFacts(Identity(1), period, "nhs-5-5", revision, NOW, "a list", "1")


class TestWhatIsDue:
    def test_before_the_first_release_the_last_year_of_quarters_that_are_over(self) -> None:
        found = due((), NOW)
        assert len(found) == AT_FIRST
        assert (str(found[0]), str(found[-1])) == ("2025-Q4", "2026-Q3")
        assert list(found) == sorted(found)

    def test_at_most_so_many_as_are_asked_for(self) -> None:
        assert [str(each) for each in due((), NOW, 2)] == ["2026-Q2", "2026-Q3"]

    def test_after_a_release_those_that_follow_the_newest(self) -> None:
        released = (facts("2026-Q1"), facts("2025-Q3"), facts("2026-Q1", 2))
        assert [str(each) for each in due(released, NOW)] == ["2026-Q2", "2026-Q3"]
        assert due((facts("2026-Q3"),), NOW) == ()

    @pytest.mark.parametrize(
        ("now", "last"),
        [
            (datetime(2026, 9, 30, 12, tzinfo=UTC), "2026-Q2"),
            (datetime(2026, 10, 1, 12, tzinfo=UTC), "2026-Q3"),
            (datetime(2027, 1, 1, 12, tzinfo=UTC), "2026-Q4"),
        ],
    )
    def test_a_quarter_is_over_the_day_after_its_last(self, now: datetime, last: str) -> None:
        assert str(due((), now)[-1]) == last


class TestAReleaseFromTheCopy:
    """From rows of a copy, by the engine and disclosure control, to what is kept."""

    def tools(self, folder: Path, keep: Keep) -> ReleaseTools:
        numbers = count(500)
        return ReleaseTools(
            folder, lambda: ORGANISATIONS, REFSET, None, keep, lambda: Identity(next(numbers)), lambda: NOW
        )

    def test_a_quarter_is_counted_made_safe_and_kept_with_an_event_for_every_organisation(self, tmp_path: Path) -> None:
        refreshed(small_world(), tmp_path / "copy")
        keep = Keep()
        made = released(self.tools(tmp_path, keep), Quarter(2026, 1), NHS_5_5, "", lambda *_: None)
        assert (made.period, made.revision, made.refset) == ("2026-Q1", 1, REFSET.release.label)
        (new,) = keep.new
        assert new.facts == made
        numbers = [row.numerator.number for table in new.tables if table.key.measure in CARDS for row in table.rows]
        # Three children in all: nobody is shown, and that there is nobody may be.
        assert numbers
        assert {number for number in numbers if number} == set()
        assert [(event.action, event.organisation) for event in keep.events] == [
            (AuditAction.REPORTS_RELEASED, each.id) for each in ORGANISATIONS
        ]
        assert {event.subject for event in keep.events} == {made.id}
        assert left(tmp_path) == ["copy"]

    def test_a_release_that_was_asked_for_is_made_from_a_copy_brought_up_to_date(self, tmp_path: Path) -> None:
        keep, told = Keep(), list[tuple[int, int]]()
        asked = AskedRelease(Quarter(2026, 1), NHS_5_5, "", "Nadia Rahmani")
        job = Job(ORGANISATIONS[0].id, Identity(1), RELEASE, asked.text(), NOW, None)
        words = asked_release(
            job,
            self.tools(tmp_path, keep),
            lambda: refreshed(small_world(), tmp_path / "copy"),
            lambda done, total: told.append((done, total)),
        )
        assert words == "Released 2026-Q1, revision 1."
        assert (told[0], told[-1]) == ((0, len(CARDS)), (1, 1))
        with pytest.raises(CannotBeDone, match="Nothing was released"):
            asked_release(job, self.tools(tmp_path / "no", Keep()), lambda: None, lambda *_: None)

    def test_without_a_copy_nothing_is_released(self, tmp_path: Path) -> None:
        keep = Keep()
        with pytest.raises(NotFound):
            released(self.tools(tmp_path, keep), Quarter(2026, 1), NHS_5_5, "", lambda *_: None)
        assert keep.new == []
        assert keep.events == []


@lru_cache(1)
def releases() -> Kept:
    return Kept([kept.made(Quarter(2026, 3), 1, MEASURES)])


def shelf(
    svg: Callable[[Chart], str] = lambda _: "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>",
) -> Shelf:
    areas = Areas({}, {"ZE901": "ZE9"})
    words = Words(dict(CARDS), areas, Wording(kept.shipped()[1], areas.name, {}))
    return Shelf(releases(), words, svg, STATIC / "kit" / "fonts")


def left(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def test_every_table_is_written_in_every_format(tmp_path: Path) -> None:
    told: list[int] = []
    final = write_release(shelf(), releases().latest(), tmp_path, told.append)
    assert final == tmp_path / "2026-Q3-r1"
    assert left(tmp_path) == ["2026-Q3-r1"]
    assert oct(final.stat().st_mode & 0o777) == "0o755"
    names = left(final)
    for stem in ("caseload.none", "caseload.age_band", "needs_by_group.none", "needs_by_group.sex"):
        assert {f"{stem}.2026-Q3.csv", f"{stem}.2026-Q3.csv-metadata.json"} <= set(names)
        assert {f"{stem}.2026-Q3.{level}.json" for level in ("england", "local_authority", "icb")} <= set(names)
        assert {f"{stem}.2026-Q3.comparisons.csv", f"{stem}.2026-Q3.comparisons.csv-metadata.json"} <= set(names)
    assert {"profile.2026-Q3.xlsx", "report.2026-Q3.pdf"} <= set(names)
    assert [name for name in names if name.startswith("indicators")] == []
    assert told == [1, 2, 3, 4]


def test_what_is_for_the_provider_alone_is_in_no_file(tmp_path: Path) -> None:
    final = write_release(shelf(), releases().latest(), tmp_path, lambda _: None)
    assert [name for name in left(final) if "form_seconds" in name] == []
    assert [path.name for path in final.glob("*.csv") if "form_seconds" in path.read_text()] == []


def test_a_folder_that_is_there_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "2026-Q3-r1").mkdir()
    (tmp_path / "2026-Q3-r1" / "mine.txt").write_text("mine")
    with pytest.raises(Conflict, match=r"is there already\. Move it away"):
        write_release(shelf(), releases().latest(), tmp_path, lambda _: None)
    assert left(tmp_path) == ["2026-Q3-r1"]
    assert left(tmp_path / "2026-Q3-r1") == ["mine.txt"]


@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), KeyboardInterrupt(), ValueError("a chart")])
def test_what_is_broken_off_leaves_nothing(fault: BaseException, tmp_path: Path) -> None:
    def full(_: Chart) -> str:
        raise fault

    with pytest.raises(type(fault)):
        write_release(shelf(full), releases().latest(), tmp_path, lambda _: None)
    assert left(tmp_path) == []


def test_a_folder_that_cannot_be_written_to_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "a file").write_text("mine")
    with pytest.raises(OSError, match="a file"):
        write_release(shelf(), releases().latest(), tmp_path / "a file" / "out", lambda _: None)
    assert left(tmp_path) == ["a file"]


def test_a_table_that_cannot_be_read_leaves_nothing(tmp_path: Path) -> None:
    class Broken(Kept):
        def table(self, release: Identity, key: TableKey) -> ReleasedTable:
            if key.measure == "needs_by_group":
                raise NotFound("This release has no such table.")
            return super().table(release, key)

    broken = replace(shelf(), releases=Broken(releases().new))
    with pytest.raises(NotFound):
        write_release(broken, releases().latest(), tmp_path, lambda _: None)
    assert left(tmp_path) == []


def shelf_beside(areas: Areas) -> Shelf:
    """A shelf of areas that may be compared."""
    words = Words(
        {**CARDS, **{card.key: card for card in education_cards(compared_area.elsewhere(), "2026-Q3")}},
        areas,
        compared_area.wording(),
        compared_area.elsewhere(),
    )
    return replace(shelf(), releases=Kept([compared_area.release()]), words=words)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    there = shelf_beside(compared_area.areas())
    return write_release(there, there.releases.latest(), tmp_path_factory.mktemp("files"), lambda _: None)


class TestBesideOthers:
    """Files of all areas tell beside what everybody may read each of them."""

    def test_our_own_figures_stand_beside_published_areas_alone_and_those_of_others_beside_neighbours_too(
        self, written: Path
    ) -> None:
        ours, theirs = (
            {(row["new_la_code"], row["beside"].split(":")[0]) for row in rows_of(written, f"{key}.none")}
            for key in ("needs_by_group", "ehc_plans_by_need")
        )
        assert {beside for _, beside in ours} == {"", "england", "region"}
        assert {beside for area, beside in theirs if area == "ZE901"} == {
            *("", "england", "region", "neighbours", "neighbour")
        }
        # Needs were asked about too seldom in Fellside: its rates stand alone.
        assert {beside for area, beside in ours if area == "ZE902"} == {""}

    def test_an_authority_stands_beside_the_board_in_which_it_lies_where_the_lists_say(self) -> None:
        there = shelf_beside(replace(compared_area.areas(), boards={"ZE901": "QZZ"}))
        tables = dict(publications(there, compared_area.release().facts))["needs_by_group", "none"]
        beside = {
            each.row.area
            for table in tables
            for each in table.comparisons.rows
            if each.beside is not None and each.beside.key == "icb:QZZ"
        }
        assert beside == {"ZE901"}

    def test_indicators_of_every_area_are_one_file(self, written: Path) -> None:
        text = (written / "indicators.2026-Q3.csv").read_text(encoding="utf-8")
        rows = list(csv.DictReader(io.StringIO(text)))
        levels = list(dict.fromkeys(row["geographic_level"] for row in rows))
        assert levels == ["National", "Regional", "Local authority"]
        assert {"indicators.2026-Q3.csv-metadata.json", "indicators.2026-Q3.json"} <= set(left(written))


def rows_of(folder: Path, stem: str) -> list[dict[str, str]]:
    text = (folder / f"{stem}.2026-Q3.comparisons.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def test_once_charts_are_drawn_those_of_releases_that_no_page_shows_are_dropped() -> None:
    forgotten: list[Container[str]] = []
    first, later = kept.made(Quarter(2026, 2), 1, ("caseload",)), kept.made(Quarter(2026, 3), 2, ("caseload",))
    revised = replace(first, facts=replace(first.facts, id=Identity(3), revision=2))
    there = replace(shelf(), releases=Kept([first, later, revised]), forget=forgotten.append)
    draw_charts(there, revised.facts, lambda _: None)
    assert forgotten == [frozenset({shown(Identity(2)), shown(Identity(3))})]
    assert standing([revised.facts, first.facts]) == {shown(Identity(3))}
