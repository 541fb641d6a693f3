"""A drawing is an image with its finding for a name, valid and still, and shows what a chart has and nothing else."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reports.pages.chart import Bar, Chart
from app.reports.pages.drawing import svg_of
from app.reports.pages.engine_drawings import Drawings

SVG = "{http://www.w3.org/2000/svg}"
BARS = (Bar("Epilepsy", 28.6, "28.6%, higher", "higher"), Bar("Cerebral palsy", 3.6, "3.6%", "similar"))
CHART = Chart("Children by need: most often epilepsy", "% of those asked", BARS)
UPRIGHT = Chart("Epilepsy: up", "Children", (Bar("2026 Q2", 1235.0, "1,235", "not compared"), BARS[0]), upright=True)


def texts(svg: str) -> list[str]:
    return [each.text or "" for each in ElementTree.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314 (drawn here)


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
    assert {each.tag.removeprefix(SVG) for each in root.iter()} <= {"svg", "rect", "g", "path", "text", "line", "title"}
    assert not any(name.startswith("on") for each in root.iter() for name in each.attrib)


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

    def test_a_disk_that_takes_nothing_costs_no_chart(self, tmp_path: Path) -> None:
        (tmp_path / "charts").write_text("a file, no folder")
        assert Drawings(tmp_path / "charts").svg(CHART) == svg_of(CHART)
