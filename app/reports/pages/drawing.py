"""Charts of released figures as SVG: bars, and a measure over time. Nothing but what a table beneath shows is drawn."""

import re
from html import escape
from typing import Any, Final

import altair
import vl_convert

from app.reports.pages.chart import Chart

WIDTH: Final = 440
_BAR, _COLUMN = 18, 40
_FONT: Final = "Arial"
_LONGEST_LABEL: Final = 420
_MARKS: Final = re.compile("<[a-z][^>]*>")
_SAID: Final = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')
"""What is said of each mark within, as an image of its own; nothing is, for the table says it."""

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


def _specification(chart: Chart) -> str:
    values = [{"label": bar.label, "value": bar.value, "text": bar.text, "tone": bar.tone} for bar in chart.bars]
    base = altair.Chart(altair.InlineData(values=values))
    drawn = _columns(base, chart) if chart.upright else _bars(base, chart)
    size = {"height": 220} if chart.upright else {"width": WIDTH}
    whole = drawn.properties(**size).configure(font=_FONT, aria=False).configure_view(stroke=None)
    text: str = whole.to_json(indent=None)
    return text


def _order(chart: Chart) -> list[str]:
    # A list: across layers the order of another field is not heeded.
    return [bar.label for bar in chart.bars]


def _colour() -> Any:
    scale = altair.Scale(domain=list(_TONES), range=list(_TONES.values()))
    return altair.Color("tone:N", scale=scale, legend=None)


def _length(chart: Chart) -> Any:
    most = max((bar.value for bar in chart.bars), default=0) or 1
    scale = altair.Scale(domain=[0, most * (1.15 if chart.upright else 1.5)])
    axis = altair.Axis(labelFontSize=13, titleFontSize=13, titleFontWeight="normal", tickCount=4)
    return {"title": chart.axis, "axis": axis, "scale": scale}


def _bars(base: Any, chart: Chart) -> Any:
    axis = altair.Axis(labelLimit=_LONGEST_LABEL, labelFontSize=14, ticks=False, domain=False)
    placed = base.encode(y=altair.Y("label:N", sort=_order(chart), title=None, axis=axis))
    length = altair.X("value:Q", **_length(chart))
    bars = placed.mark_bar(height=_BAR).encode(x=length, color=_colour())
    texts = placed.mark_text(align="left", dx=4, fontSize=13, color="#212b32").encode(x="value:Q", text="text:N")
    return altair.layer(bars, texts)


def _columns(base: Any, chart: Chart) -> Any:
    axis = altair.Axis(labelAngle=0, labelFontSize=13, ticks=False)
    placed = base.encode(x=altair.X("label:N", sort=_order(chart), title=None, axis=axis))
    length = altair.Y("value:Q", **_length(chart))
    bars = placed.mark_bar(width=_COLUMN).encode(y=length, color=_colour())
    texts = placed.mark_text(baseline="bottom", dy=-4, fontSize=13, color="#212b32").encode(y="value:Q", text="text:N")
    return altair.layer(bars, texts).properties(width=max(WIDTH, 90 * len(chart.bars)))
