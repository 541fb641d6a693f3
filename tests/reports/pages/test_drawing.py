"""A drawing is an image with its finding for a name, valid and still, and shows what a chart has and nothing else."""

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reports.pages.chart import Bar, Chart, picture_key
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


def test_two_bars_of_one_name_stay_two() -> None:
    svg = svg_of(Chart("t", "a", (Bar("Same", 3.0, "three", "similar"), Bar("Same", 2.0, "two", "similar"))))
    assert texts(svg).count("Same") == 2


def test_what_it_is_beside_is_an_upright_stroke_where_it_is_known() -> None:
    def strokes(*beside: float | None) -> int:
        bars = tuple(Bar(str(place), 3.0, "3", "similar", each) for place, each in enumerate(beside))
        return svg_of(Chart("t", "a", bars)).count("mark-rect role-mark")

    assert strokes(None, None) == 1
    assert strokes(2.0, None) == strokes(2.0, 4.0) == 2


@given(st.lists(st.tuples(st.floats(0.1, 10_000), st.text('abc<&>" ', min_size=1, max_size=9)), min_size=2, max_size=4))
@settings(max_examples=15)
def test_it_is_valid_whatever_is_drawn(drawn: list[tuple[float, str]]) -> None:
    bars = tuple(Bar(label, value, label, "lower") for value, label in drawn)
    ElementTree.fromstring(svg_of(Chart("t", "a", bars)))  # noqa: S314


class TestDrawings:
    def test_a_chart_is_drawn_once_and_kept_in_a_file_that_its_words_do_not_name(self, tmp_path: Path) -> None:
        first = Drawings(tmp_path / "charts").svg(CHART)
        (kept,) = (tmp_path / "charts").iterdir()
        assert re.fullmatch(r"[0-9a-f]{64}\.svg", kept.name)
        assert kept.read_text() == first == svg_of(CHART)
        kept.write_text("<svg>kept</svg>")
        assert Drawings(tmp_path / "charts").svg(CHART) == "<svg>kept</svg>"

    def test_other_figures_are_another_drawing(self, tmp_path: Path) -> None:
        drawings = Drawings(tmp_path)
        drawings.svg(CHART)
        drawings.svg(UPRIGHT)
        assert len(list(tmp_path.iterdir())) == 2

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
            replace(CHART, bars=CHART.bars[::-1]),
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
