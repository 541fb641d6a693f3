"""Charts of released figures as SVG: bars, and a measure over time. Nothing but what a table beneath shows is drawn.

Every label is shown whole: a long one stands on several lines, and the bars are as far apart as the longest needs.
"""

import json
import re
import textwrap
from collections.abc import Sequence
from html import escape
from typing import Any, Final

import altair
import vl_convert

from app.reports.pages.chart import Bar, Chart

WIDTH: Final = 400
LABEL: Final = 30
COLUMN_LABEL: Final = 12
"""The most characters of a label in a line, beside a bar and beneath a column."""

_BAR, _COLUMN, _COLUMN_STEP, _TALL = 18, 40, 90, 220
_LINE, _GAP = 16, 8
_GAP_LABEL: Final = 9
"""The most characters of a word in place of a column, in a line: narrower than the room between two marks."""

_BESIDE, _ABOVE = -41, 22
"""Where a mark stands, from the middle of its column, and by how much it rises above all of them: clear of their texts,
also of that on one of a hundred per cent."""

_EDGE: Final = {"left": 20, "right": 12, "top": 5, "bottom": 5}
"""Room for a reader's font that is wider than the one that was reckoned with."""

_WHOLE: Final = 100
"""Per cent: no share is more."""

_FONT: Final = "Arial"
_MARKS: Final = re.compile("<[a-z][^>]*>")
_SAID: Final = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')
"""What is said of each mark within, as an image of its own; nothing is, for the table says it."""

_INK: Final = "#212b32"
_TONES: Final = {
    "lower": "#5694ca",
    "similar": "#768692",
    "higher": "#003078",
    "better": "#007f3b",
    "worse": "#d5281b",
    "not compared": "#005eb8",
}
"""Colours of NHS.UK's palette; the word stands beside each bar too, for a colour alone says nothing to many readers."""


def svg_of(chart: Chart) -> str:
    """The chart as SVG, an image of which assistive technology is told the title alone: the table says the rest."""
    drawn = _MARKS.sub(lambda mark: _SAID.sub("", mark[0]), vl_convert.vegalite_to_svg(_specification(chart)))
    label = escape(chart.title, quote=True)
    return drawn.replace("<svg ", f'<svg role="img" aria-label="{label}" focusable="false" ', 1)


def lines_of(label: str, longest: int) -> list[str]:
    """A label in lines of at most so many characters, broken between words, and within one that is longer."""
    return textwrap.wrap(label, longest, break_on_hyphens=False) or [""]


def _specification(chart: Chart) -> str:
    values = [
        {
            "place": place,
            "value": bar.value,
            "end": max(bar.value or 0, bar.beside or 0),
            "text": "\n".join(_text_of(bar)),
            "lines": len(_text_of(bar)),
            "tone": bar.tone,
            "beside": bar.beside,
        }
        for place, bar in enumerate(chart.bars)
    ]
    base = altair.Chart(altair.InlineData(values=values))
    drawn = _columns(base, chart) if chart.upright else _bars(base, chart)
    whole = drawn.configure(font=_FONT, aria=False, padding=_EDGE).configure_view(stroke=None)
    text: str = whole.to_json(indent=None, validate=False)
    return text


def _text_of(bar: Bar) -> list[str]:
    """What stands at a bar's end, in lines: a word in place of one keeps within the room between two marks."""
    return [bar.text] if bar.value is not None else lines_of(bar.text, _GAP_LABEL)


def _places(chart: Chart) -> list[int]:
    # A list: across layers the order of another field is not heeded.
    return list(range(len(chart.bars)))


def _words(lines: Sequence[Sequence[str]]) -> str:
    """The expression by which an axis finds the lines of a label. The words stand in it as literals of text: nothing in
    them is read as part of the expression."""
    return f"{json.dumps(lines)}[+datum.value]"


def _colour() -> Any:
    scale = altair.Scale(domain=list(_TONES), range=list(_TONES.values()))
    return altair.Color("tone:N", scale=scale, legend=None)


def _length(chart: Chart) -> Any:
    most = max((max(bar.value or 0, bar.beside or 0) for bar in chart.bars), default=0) or 1
    end = most * (1.15 if chart.upright else 1.5)
    scale = altair.Scale(domain=[0, min(end, _WHOLE) if chart.percent else end])
    axis = altair.Axis(labelFontSize=13, titleFontSize=13, titleFontWeight="normal", titleLimit=0, tickCount=4)
    title = lines_of(chart.axis, 60) if not chart.upright else lines_of(chart.axis, 32)
    return {"title": title, "axis": axis, "scale": scale}


def _label_axis(lines: list[list[str]]) -> altair.Axis:
    """Labels beside bars, each with its middle at its bar's."""
    tests = [
        {"test": f"+datum.value === {place}", "value": -_LINE * (len(each) - 1) / 2}
        for place, each in enumerate(lines)
        if len(each) > 1
    ]
    raised = {"condition": tests, "value": 0} if tests else 0
    return altair.Axis(
        labelExpr=_words(lines),
        labelLimit=0,
        labelOverlap=False,
        labelFontSize=14,
        labelLineHeight=_LINE,
        labelOffset=raised,
        ticks=False,
        domain=False,
    )


def _bars(base: Any, chart: Chart) -> Any:
    lines = [lines_of(bar.label, LABEL) for bar in chart.bars]
    step = max(_BAR + _GAP, max(map(len, lines), default=1) * _LINE + _GAP)
    placed = base.encode(y=altair.Y("place:O", sort=_places(chart), title=None, axis=_label_axis(lines)))
    bars = placed.mark_bar(height=_BAR).encode(x=altair.X("value:Q", **_length(chart)), color=_colour())
    texts = placed.mark_text(align="left", dx=6, fontSize=13, color=_INK).encode(x="end:Q", text="text:N")
    drawn = [bars, texts]
    if any(bar.beside is not None for bar in chart.bars):
        shown = placed.transform_filter("isValid(datum.beside)")
        # A white edge, for the stroke to be seen on a dark bar.
        edge = {"stroke": "white", "strokeWidth": 2, "opacity": 1}
        drawn.append(shown.mark_tick(size=_BAR + 8, thickness=5, color=_INK, **edge).encode(x="beside:Q"))
    return altair.layer(*drawn).properties(width=WIDTH, height={"step": step})


def _columns(base: Any, chart: Chart) -> Any:
    lines = [lines_of(bar.label, COLUMN_LABEL) for bar in chart.bars]
    axis = altair.Axis(
        labelExpr=_words(lines), labelLimit=0, labelOverlap=False, labelAngle=0, labelFontSize=13, ticks=False
    )
    placed = base.encode(x=altair.X("place:O", sort=_places(chart), title=None, axis=axis))
    bars = placed.transform_filter("isValid(datum.value)").mark_bar(width=_COLUMN)
    bars = bars.encode(y=altair.Y("value:Q", **_length(chart)), color=_colour())
    # Lines are set downwards from the first.
    raised = altair.ExprRef(f"-4 - {_LINE} * (datum.lines - 1)")
    texts = placed.mark_text(baseline="bottom", dy=raised, fontSize=13, color=_INK, lineBreak="\n", lineHeight=_LINE)
    drawn = [bars, texts.encode(y="end:Q", text="text:N"), *_marked(chart)]
    width = max(WIDTH, _COLUMN_STEP * len(chart.bars))
    return altair.layer(*drawn).properties(width=width, height=_TALL)


def _marked(chart: Chart) -> list[Any]:
    """An upright line at the near edge of a column's room, where neither a column nor its text comes, and the number
    above everything else."""
    if not chart.marks:
        return []
    values = [{"place": mark.column, "number": mark.number} for mark in chart.marks]
    placed = altair.Chart(altair.InlineData(values=values)).encode(x=altair.X("place:O", sort=_places(chart)))
    line = placed.mark_rule(color=_INK, strokeWidth=2, strokeDash=[4, 3], xOffset=_BESIDE)
    number = placed.mark_text(baseline="bottom", dy=-3, fontSize=14, fontWeight="bold", color=_INK, xOffset=_BESIDE)
    return [
        line.encode(y=altair.value(-_ABOVE), y2=altair.value(_TALL)),
        number.encode(y=altair.value(-_ABOVE), text="number:N"),
    ]
