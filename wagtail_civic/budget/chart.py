"""The interactive chart: the years side by side, drawn by Bokeh in a frame of its own.

Numbers are formatted here, because Bokeh knows no Georgian; nothing in the chart needs `eval`,
and tooltips hold plain text only.
"""

import gzip
from decimal import Decimal
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from django.utils.translation import gettext as _

from wagtail_civic.core import formats

from . import figures
from .models.amounts import STAGE_LABELS

COLOURS = {"approved": "#6f9588", "revised": "#3b7a67", "executed": "#0b4636"}
FONT = "Noto Sans Georgian, Noto Sans, DejaVu Sans, sans-serif"
HEIGHT = 474
"""Of the frame, in pixels; the chart takes what heading and legend leave of it."""
_BAR_WIDTH = 0.26
_MOST_LEVEL_YEARS = 5
"""More of them would stand on each other on a telephone, so they are turned."""


def is_available() -> bool:
    return find_spec("bokeh") is not None


def version() -> str:
    from importlib.metadata import version

    return version("bokeh")


@lru_cache(maxsize=2)
def library(compressed: bool) -> bytes:
    """Bokeh's own script, as its package brings it."""
    from bokeh.util.paths import static_path

    script = (Path(static_path()) / "js" / "bokeh.min.js").read_bytes()
    return gzip.compress(script, 6) if compressed else script


def legend(view: figures.View) -> list[tuple[str, str, str]]:
    """(stage, label, colour) of the stages that any of the years has."""
    shown = {stage for year in view.years for stage in year.values}
    return [(s, str(STAGE_LABELS[s]), COLOURS[s]) for s in figures.SHOWN_STAGES if s in shown]


def bars(view: figures.View) -> list[dict[str, object]]:
    """One bar a year and stage, with the words of its tooltip."""
    found = []
    for position, year in enumerate(view.years):
        shown = [stage for stage in figures.SHOWN_STAGES if stage in year.values]
        for index, stage in enumerate(shown):
            value = year.values[stage]
            offset = (index - (len(shown) - 1) / 2) * (_BAR_WIDTH + 0.02)
            found.append(
                {
                    "x": position + offset,
                    "top": float(value / Decimal(1_000_000)),
                    "color": COLOURS[stage],
                    "year": str(year.year),
                    "stage": str(STAGE_LABELS[stage]),
                    "amount": formats.money(value, unit="auto"),
                }
            )
    return found


def item(view: figures.View) -> dict:
    """The chart as Bokeh's script reads it."""
    from bokeh.embed import json_item
    from bokeh.models import ColumnDataSource, HoverTool
    from bokeh.plotting import figure

    data = bars(view)
    columns = {key: [bar[key] for bar in data] for key in data[0]} if data else {}
    plot = figure(
        sizing_mode="stretch_both",
        toolbar_location=None,
        tools="",
        x_range=(-0.6, len(view.years) - 0.4),
        html_attributes={"role": "img", "aria-label": _("Years side by side, in millions of lari")},
    )
    glyphs = plot.vbar(
        x="x",
        top="top",
        width=_BAR_WIDTH,
        fill_color="color",
        line_color=None,
        source=ColumnDataSource(columns),
    )
    words = [(_("Year"), "@year"), (_("Stage"), "@stage"), (_("Amount"), "@amount")]
    plot.add_tools(HoverTool(renderers=[glyphs], tooltips=words))
    _year_ticks(plot, view)
    _amount_ticks(plot, data)
    _quiet(plot)
    return json_item(plot)


def _year_ticks(plot, view: figures.View) -> None:
    from bokeh.models import FixedTicker

    ticks = list(range(len(view.years)))
    plot.xaxis.ticker = FixedTicker(ticks=ticks)
    plot.xaxis.major_label_overrides = {
        tick: str(year.year) for tick, year in zip(ticks, view.years, strict=True)
    }
    if len(ticks) > _MOST_LEVEL_YEARS:
        plot.xaxis.major_label_orientation = "vertical"


def _quiet(plot) -> None:
    """Hairlines instead of boxes, and a font that has Georgian."""
    plot.yaxis.axis_label = _("million lari")
    plot.xgrid.grid_line_color = None
    plot.outline_line_color = None
    plot.background_fill_alpha = 0
    plot.border_fill_alpha = 0
    for axis in (plot.xaxis, plot.yaxis):
        axis.major_label_text_font = FONT
        axis.major_label_text_font_size = "15px"
        axis.axis_label_text_font = FONT
        axis.axis_label_text_font_style = "normal"
        axis.axis_label_text_font_size = "15px"
        axis.minor_tick_line_color = None


def _amount_ticks(plot, data: list[dict]) -> None:
    """Ticks of the amounts with labels written in Python: few, round, in the page's language."""
    from bokeh.models import FixedTicker

    tops = [float(bar["top"]) for bar in data] or [0.0]
    low, high = min(0.0, *tops), max(0.0, *tops)
    step = _step(high - low)
    ticks = [step * n for n in range(int(low // step), int(high // step) + 2)]
    plot.yaxis.ticker = FixedTicker(ticks=ticks)
    plot.yaxis.major_label_overrides = {tick: formats.number(round(tick, 2)) for tick in ticks}
    plot.y_range.start, plot.y_range.end = ticks[0], ticks[-1]


def _step(span: float) -> float:
    """1, 2 or 5 times a power of ten, so that there are about five ticks."""
    if span <= 0:
        return 1.0
    power = 1.0
    while power * 10 < span / 4:
        power *= 10
    while power > span / 4:
        power /= 10
    return next((power * m for m in (1, 2, 5) if power * m >= span / 5), power * 10)
