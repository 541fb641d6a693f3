"""A drawing is an image with its finding for a name, valid and still, and shows what a chart has and nothing else."""

import os
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.identity import Identity, shown
from app.reports.pages.chart import Bar, Chart, Mark, picture_key
from app.reports.pages.drawing import LABEL, lines_of, svg_of
from app.reports.pages.engine_drawings import Drawings, drawn_by

SVG = "{http://www.w3.org/2000/svg}"
BARS = (Bar("Epilepsy", 28.6, "28.6%, higher", "higher"), Bar("Cerebral palsy", 3.6, "3.6%", "similar"))
CHART = Chart("Children by need: most often epilepsy", "% of those asked", BARS)
UPRIGHT = Chart("Epilepsy: up", "Children", (Bar("2026 Q2", 1235.0, "1,235", "not compared"), BARS[0]), upright=True)


def texts(svg: str) -> list[str]:
    """What is written in a drawing; a label on several lines as one text."""
    found = ElementTree.fromstring(svg).iter(f"{SVG}text")  # noqa: S314 (drawn here)
    return [" ".join(part for part in each.itertext() if part.strip()) for each in found]


@pytest.mark.parametrize("chart", [CHART, UPRIGHT])
def test_it_is_one_image_named_by_its_finding(chart: Chart) -> None:
    root = ElementTree.fromstring(svg_of(chart))  # noqa: S314
    assert (root.tag, root.get("role"), root.get("aria-label")) == (f"{SVG}svg", "img", chart.title)
    within = [each for each in root.iter() if each is not root]
    assert [each.tag for each in within if each.get("role") or any("aria" in name for name in each.attrib)] == []


@pytest.mark.parametrize("chart", [CHART, UPRIGHT])
def test_it_shows_every_bar_with_its_text_and_besides_them_the_axis_alone(chart: Chart) -> None:
    shown = texts(svg_of(chart))
    for bar in chart.bars:
        assert bar.label in shown
        assert bar.text in shown
    others = [
        each
        for each in shown
        if each not in {chart.axis, *(part for bar in chart.bars for part in (bar.label, bar.text))}
    ]
    assert all(re.fullmatch(r"[\d,]+0|0|\d", each) for each in others), others


def test_the_bars_stand_in_the_order_given() -> None:
    shown = texts(svg_of(Chart("x", "y", tuple(Bar(name, 1.0, f"t{name}", "worse") for name in "CAB"))))
    assert [each for each in shown if each in "ABC"] == ["C", "A", "B"]


def test_it_has_no_script_and_loads_nothing() -> None:
    for chart in (CHART, UPRIGHT):
        svg = svg_of(chart)
        assert not re.search(r"<script|<style|<image|<use|<a |\son\w+=|href=|url\(", svg, re.IGNORECASE)


@pytest.mark.parametrize(
    "words",
    ['<script>alert("1")</script>', "a & b", "]]>", '" onload="x', "'", "שלום", "a\\nb", "datum.value", "x" * 400],
)
def test_words_are_words(words: str) -> None:
    svg = svg_of(Chart(words, "axis", (Bar(words, 3.0, words, "similar"), Bar("other", 2.0, "2", "similar"))))
    root = ElementTree.fromstring(svg)  # noqa: S314
    assert root.get("aria-label") == words
    drawn = {"svg", "rect", "g", "path", "text", "tspan", "line", "title"}
    assert {each.tag.removeprefix(SVG) for each in root.iter()} <= drawn
    assert not any(name.startswith("on") for each in root.iter() for name in each.attrib)


LONG = "Profound and multiple learning difficulty, with dependence on respiratory support and ventilation at night"


@pytest.mark.parametrize("label", [LONG, "Wales " * 40, "x" * 400, "Deoxyribonucleic" * 8, "a", "Ω" * 90])
@pytest.mark.parametrize("upright", [False, True])
def test_a_label_is_never_cut_however_long(label: str, upright: bool) -> None:
    svg = svg_of(Chart("t", "a", (Bar(label, 3.0, "3", "similar"), Bar("Other", 2.0, "2", "similar")), upright=upright))
    assert "…" not in svg
    assert label.replace(" ", "") in [each.replace(" ", "") for each in texts(svg)]


def test_labels_stand_clear_of_each_other_when_one_has_several_lines() -> None:
    svg = svg_of(Chart("t", "a", tuple(Bar(f"{LONG} {place}", 3.0, "3", "similar") for place in range(3))))
    lines = len(lines_of(f"{LONG} 0", LABEL))
    tops = [float(found) for found in re.findall(r"<text [^>]*transform=\"translate\(-\d+,([\d.]+)\)", svg)]
    assert len(tops) == 3
    assert min(after - before for before, after in pairwise(tops)) >= 16 * lines


@given(st.text(max_size=200), st.integers(1, 40))
def test_lines_lose_nothing_but_space(label: str, longest: int) -> None:
    lines = lines_of(label, longest)
    assert "".join("".join(lines).split()) == "".join(label.split())
    assert all(len(each) <= longest for each in lines)


def test_the_axis_of_a_share_ends_at_a_hundred() -> None:
    bars = (Bar("One", 96.0, "96.0%", "similar"), Bar("Two", 4.0, "4.0%", "similar"))
    share, count = (texts(svg_of(Chart("Finding", "Axis", bars, percent=each))) for each in (True, False))
    assert max(int(each) for each in share if each.isdecimal()) == 100
    assert max(int(each) for each in count if each.isdecimal()) > 100


def test_two_bars_of_one_name_stay_two() -> None:
    svg = svg_of(Chart("t", "a", (Bar("Same", 3.0, "three", "similar"), Bar("Same", 2.0, "two", "similar"))))
    assert texts(svg).count("Same") == 2


def test_what_it_is_beside_is_an_upright_stroke_where_it_is_known() -> None:
    def strokes(*beside: float | None) -> int:
        bars = tuple(Bar(str(place), 3.0, "3", "similar", each) for place, each in enumerate(beside))
        return svg_of(Chart("t", "a", bars)).count("mark-rect role-mark")

    assert strokes(None, None) == 1
    assert strokes(2.0, None) == strokes(2.0, 4.0) == 2


GAPS = (
    Bar("2026 Q1", 28.6, "28.6%", "not compared"),
    Bar("2026 Q2", None, "hidden", "not compared"),
    Bar("2026 Q3", 100.0, "100.0%", "not compared"),
    Bar("2026 Q4", None, "not released", "not compared"),
)
MARKED = Chart("t", "a", GAPS, upright=True, percent=True, marks=(Mark(0, "1"), Mark(2, "2–5"), Mark(3, "6")))


def test_a_gap_keeps_its_place_among_the_columns_with_its_word_alone() -> None:
    svg = svg_of(MARKED)
    shown = texts(svg)
    assert [each for each in shown if each.startswith("2026 ")] == [bar.label for bar in GAPS]
    assert [each for each in shown if each in {bar.text for bar in GAPS}] == [bar.text for bar in GAPS]
    (first, low), (third, high) = columns(svg)
    assert third - first == pytest.approx(2 * 100)
    assert low == pytest.approx(0.286 * high)


def columns(svg: str) -> list[tuple[float, float]]:
    """The middle of each column that is drawn, and its height."""
    paths = re.findall(r'd="M([\d.]+),[\d.]+h([\d.]+)v([\d.]+)h-[\d.]+Z" fill="#005eb8"', svg)
    return [(float(left) + float(width) / 2, float(height)) for left, width, height in paths]


def lines(svg: str) -> list[tuple[float, float]]:
    """Where each mark's line stands, and how long it is."""
    found = re.findall(
        r'<line transform="translate\((-?[\d.]+),-?[\d.]+\)" x2="0" y2="([\d.]+)"[^>]* stroke-dasharray="4,3"', svg
    )
    return [(float(at), float(length)) for at, length in found]


def test_a_mark_is_a_line_before_its_column_over_the_whole_height_with_its_number() -> None:
    svg = svg_of(MARKED)
    assert [each for each in texts(svg) if each in ("1", "2–5", "6")] == ["1", "2–5", "6"]
    (first, height), (third, whole) = columns(svg)
    found = lines(svg)
    assert [at for at, _ in found] == [pytest.approx(each) for each in (first - 41, third - 41, third + 59)]
    assert all(length > whole > height for _, length in found)
    assert lines(svg_of(replace(MARKED, marks=()))) == []


@given(st.lists(st.tuples(st.floats(0.1, 10_000), st.text('abc<&>" ', min_size=1, max_size=9)), min_size=2, max_size=4))
@settings(max_examples=15)
def test_it_is_valid_whatever_is_drawn(drawn: list[tuple[float, str]]) -> None:
    bars = tuple(Bar(label, value, label, "lower") for value, label in drawn)
    ElementTree.fromstring(svg_of(Chart("t", "a", bars)))  # noqa: S314


class TestDrawings:
    def test_a_chart_is_drawn_once_and_kept_in_a_file_that_its_words_do_not_name(self, tmp_path: Path) -> None:
        first = Drawings(tmp_path / "charts").svg(CHART)
        (kept,) = files(tmp_path / "charts")
        assert re.fullmatch(r"[0-9a-f]{64}\.svg", kept.name)
        assert kept.read_text() == first == svg_of(CHART)
        kept.write_text("<svg>kept</svg>")
        assert Drawings(tmp_path / "charts").svg(CHART) == "<svg>kept</svg>"

    def test_other_figures_are_another_drawing(self, tmp_path: Path) -> None:
        drawings = Drawings(tmp_path)
        drawings.svg(CHART)
        drawings.svg(UPRIGHT)
        assert len(files(tmp_path)) == 2

    @pytest.mark.parametrize(
        "other",
        [
            replace(CHART, of=("release 2",)),
            replace(CHART, of=("release 1", "local_authority", "ZE902")),
            replace(CHART, title="Another finding"),
            replace(CHART, axis="Children"),
            replace(CHART, upright=True),
            replace(CHART, bars=CHART.bars[:1]),
            replace(CHART, bars=(replace(BARS[0], beside=3.0), BARS[1])),
            replace(CHART, bars=(replace(BARS[0], value=28.7), BARS[1])),
            replace(CHART, bars=(replace(BARS[0], tone="lower"), BARS[1])),
            replace(CHART, bars=(replace(BARS[0], value=None), BARS[1])),
            replace(CHART, bars=CHART.bars[::-1]),
            replace(CHART, marks=(Mark(0, "1"),)),
        ],
    )
    def test_whatever_changes_the_picture_or_what_it_is_of_is_another_file(self, other: Chart) -> None:
        assert picture_key(other, ("1",)) != picture_key(CHART, ("1",))

    def test_another_version_of_a_program_that_draws_is_another_file(self) -> None:
        assert picture_key(CHART, ("altair 1",)) != picture_key(CHART, ("altair 2",))
        assert [each.split(" ")[0] for each in drawn_by()[1:]] == ["altair", "vl-convert-python"]

    @given(st.text(max_size=9), st.text(max_size=9))
    def test_words_that_meet_are_told_apart(self, one: str, other: str) -> None:
        charts = {replace(CHART, of=of) for of in ((one, other), (one + other,), ("", one + other), (other, one))}
        assert len({picture_key(each, ()) for each in charts}) == len(charts)

    def test_a_disk_that_takes_nothing_costs_no_chart(self, tmp_path: Path) -> None:
        (tmp_path / "charts").write_text("a file, no folder")
        assert Drawings(tmp_path / "charts").svg(CHART) == svg_of(CHART)


FIRST, SECOND = (shown(Identity(1_000_000_000_000 + place)) for place in (1, 2))


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def of(release: str, title: str = "A finding") -> Chart:
    return replace(CHART, title=title, of=(release, "england", "E92000001", ""))


class TestDropping:
    def test_a_release_that_no_page_shows_any_more_takes_its_drawings_with_it(self, tmp_path: Path) -> None:
        drawings = Drawings(tmp_path)
        drawings.svg(of(FIRST))
        drawings.svg(of(SECOND))
        drawings.forget({SECOND})
        (left,) = files(tmp_path)
        assert left.read_text() == svg_of(of(SECOND))
        assert [each.name.partition(".")[0] for each in tmp_path.iterdir()] == [SECOND]

    def test_a_drawing_that_was_dropped_is_drawn_and_kept_again(self, tmp_path: Path) -> None:
        Drawings(tmp_path).svg(of(FIRST))
        Drawings(tmp_path).forget(frozenset())
        assert files(tmp_path) == []
        assert Drawings(tmp_path).svg(of(FIRST)) == svg_of(of(FIRST))
        assert len(files(tmp_path)) == 1

    def test_whoever_reads_one_that_is_dropped_reads_it_to_its_end(self, tmp_path: Path) -> None:
        Drawings(tmp_path).svg(of(FIRST))
        (kept,) = files(tmp_path)
        with kept.open(encoding="utf-8") as reading:
            begun = reading.read(100)
            Drawings(tmp_path).forget(frozenset())
            assert not kept.exists()
            assert begun + reading.read() == svg_of(of(FIRST))

    def test_pages_that_draw_while_releases_are_dropped_get_every_chart(self, tmp_path: Path) -> None:
        charts = [of(release, title) for release in (FIRST, SECOND) for title in "AB"]
        whole = {chart: svg_of(chart) for chart in charts}

        def page(place: int) -> bool:
            drawings = Drawings(tmp_path)
            return all(drawings.svg(chart) == whole[chart] for chart in charts[place % 2 :] + charts)

        with ThreadPoolExecutor(4) as pool:
            pages = [pool.submit(page, place) for place in range(6)]
            for _ in range(200):
                Drawings(tmp_path).forget({SECOND})
            assert all(each.result() for each in pages)

    def test_what_other_programs_drew_and_what_lies_outside_of_any_release_goes_and_nothing_that_is_not_ours(
        self, tmp_path: Path
    ) -> None:
        drawings = Drawings(tmp_path)
        drawings.svg(of(FIRST))
        kept = files(tmp_path)
        older = tmp_path / f"{FIRST}.00000000"
        older.mkdir()
        (older / "a.svg").write_text("by an earlier version")
        (tmp_path / f"{'0' * 64}.svg").write_text("of the layout before")
        (tmp_path / "broken-off.new").write_text("")
        for name in ("notes.txt", "readme/a.svg", "others/a.svg"):
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text("not a drawing of a release")
        drawings.forget({FIRST})
        names = {str(each.relative_to(tmp_path)) for each in files(tmp_path)}
        assert names == {"notes.txt", "readme/a.svg", "others/a.svg", *(str(k.relative_to(tmp_path)) for k in kept)}

    def test_where_they_take_too_much_room_those_asked_for_longest_ago_go(self, tmp_path: Path) -> None:
        charts = [of(FIRST, title) for title in "ABCD"]
        size = len(svg_of(charts[0]).encode())
        for chart in charts:
            Drawings(tmp_path).svg(chart)
        for ago, path in enumerate(sorted(files(tmp_path), key=lambda each: each.read_text())):
            os.utime(path, (1_000_000 + ago, 1_000_000 + ago))
        asked = Drawings(tmp_path, most=3 * size + 100)
        asked.svg(charts[0])
        asked.trim()
        assert {each.read_text() for each in files(tmp_path)} == {svg_of(each) for each in (charts[0], charts[3])}
        asked.trim()
        assert len(files(tmp_path)) == 2

    def test_within_the_room_that_is_allowed_none_is_dropped(self, tmp_path: Path) -> None:
        drawings = Drawings(tmp_path)
        drawings.svg(of(FIRST))
        drawings.trim()
        drawings.forget({FIRST})
        assert len(files(tmp_path)) == 1

    def test_room_is_looked_at_as_drawings_are_added(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("app.reports.pages.engine_drawings._LOOKED_AT_EVERY", 2)
        drawings = Drawings(tmp_path, most=1)
        drawings.svg(of(FIRST, "A"))
        assert len(files(tmp_path)) == 1
        drawings.svg(of(FIRST, "B"))
        assert files(tmp_path) == []

    def test_a_folder_that_is_not_there_or_is_none_has_nothing_to_drop(self, tmp_path: Path) -> None:
        Drawings(tmp_path / "charts").forget(frozenset())
        (tmp_path / "charts").write_text("a file, no folder")
        Drawings(tmp_path / "charts").forget(frozenset())
        assert (tmp_path / "charts").is_file()
