"""The drawing of a chart as a Vega-Lite v6 specification with its data inside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from terrier.domain.charts.finding import alternative_text
from terrier.domain.charts.question import ChartQuestion, Kind, Measure, Measured, Part
from terrier.domain.charts.wording import MONTHS, key_text, with_unit

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
BAR_STEP = 26
LETTER = 7
"""Pixels of a letter of the value written beyond a bar, the widest."""
LONGEST_LABEL = 32
"""Letters of a bar's name that are shown."""
NUMBER_FORMAT = ",~r"
"""d3-format: grouped thousands, decimals only where there are some."""


@dataclass(frozen=True)
class Palette:
    """Colours of a chart on a light or a dark page."""

    mark: str
    others: str
    text: str
    grid: str


LIGHT = Palette(mark="#0C5361", others="#83765F", text="#29231B", grid="#DDD3C2")
"""The theme's river, line-strong, ink and line, 8.5:1 for the mark on white. The live chart of the
page knows a colour by these values and puts the reader's theme in its place."""
DARK = Palette(mark="#82CCD8", others="#8F8370", text="#F3ECE1", grid="#3D362D")
"""The same four on a dark page."""

FRENCH_NUMBERS = {
    "decimal": ",",
    "thousands": "\u202f",
    "grouping": [3],
    "currency": ["", "\u00a0€"],
    "percent": "\u00a0%",
}
"""d3-format locale."""
FRENCH_TIMES = {
    "dateTime": "%A %e %B %Y à %X",
    "date": "%d/%m/%Y",
    "time": "%H:%M:%S",
    "periods": ["AM", "PM"],
    "days": ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"],
    "shortDays": ["dim.", "lun.", "mar.", "mer.", "jeu.", "ven.", "sam."],
    "months": list(MONTHS),
    "shortMonths": [
        "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.",
        "déc.",
    ],
}  # fmt: skip
"""d3-time-format locale."""


def specification(
    question: ChartQuestion, rows: Sequence[Measured], *, palette: Palette = LIGHT
) -> dict[str, Any]:
    """Write a chart as Vega-Lite.

    Parameters
    ----------
    question
        What is asked.
    rows
        Groups in the order in which they are drawn; those without a measure are left blank.
    palette
        Colours of the page that will hold the chart.

    Returns
    -------
    dict
        Specification with its data, its French formats and its alternative text.
    """
    values = [_datum(question, row) for row in rows if row.value is not None]
    return {
        "$schema": SCHEMA,
        "description": alternative_text(question, rows),
        "width": "container",
        "background": "transparent",
        "padding": _padding(question, values),
        "data": {"values": values},
        **_DRAWINGS[question.kind](question, palette),
        "config": _config(palette),
    }


def _padding(question: ChartQuestion, values: list[dict[str, Any]]) -> dict[str, int]:
    """Keep room for the value beyond the longest bar, and for labels wider than they measure.

    The picture is laid out with one font and shown with the reader's: a label may be a pixel wider
    per letter.
    """
    room = {"left": 4, "top": 4, "bottom": 4, "right": 12}
    if question.kind is not Kind.BAR:
        return room
    written = max((len(v["text"]) for v in values), default=0)
    named = max((len(v["group"]) for v in values), default=0)
    return room | {"left": 4 + min(named, LONGEST_LABEL), "right": 4 + LETTER * written}


def _datum(question: ChartQuestion, row: Measured) -> dict[str, Any]:
    key = row.key
    datum: dict[str, Any] = {
        "group": key_text(question, row),
        "value": float(row.value or 0),
        "text": with_unit(row.value or 0, _unit(question)),
        "others": row.others or key is None,
    }
    if isinstance(key, date):
        datum["at"] = key.isoformat()
    elif question.kind is Kind.HISTOGRAM and key is not None:
        datum |= {"low": float(key), "high": float(key) + (question.width or 0)}
    return datum


def _unit(question: ChartQuestion) -> str | None:
    return None if question.measure is Measure.COUNT else question.unit


def _tooltip(question: ChartQuestion) -> list[dict[str, Any]]:
    return [
        {"field": "group", "type": "nominal", "title": question.x_label},
        {"field": "text", "type": "nominal", "title": question.measure_title},
    ]


def _value_axis(question: ChartQuestion) -> dict[str, Any]:
    return {
        "field": "value",
        "type": "quantitative",
        "title": question.measure_title,
        "axis": {"format": NUMBER_FORMAT, "tickCount": 5},
    }


def _bars(question: ChartQuestion, palette: Palette) -> dict[str, Any]:
    groups = {
        "field": "group",
        "type": "nominal",
        "sort": None,
        "title": None,
        "axis": {"labelLimit": LETTER * LONGEST_LABEL},
    }
    colour = {
        "condition": {"test": "datum.others", "value": palette.others},
        "value": palette.mark,
    }
    return {
        "height": {"step": BAR_STEP},
        "encoding": {
            "y": groups,
            # Each bar bears its value, the caption its measure: an axis would say them twice.
            "x": {"field": "value", "type": "quantitative", "axis": None},
            "tooltip": _tooltip(question),
        },
        "layer": [
            {"mark": {"type": "bar", "cornerRadiusEnd": 2}, "encoding": {"color": colour}},
            {
                "mark": {"type": "text", "align": "left", "dx": 5, "color": palette.text},
                "encoding": {"text": {"field": "text"}},
            },
        ],
    }


_TIME_UNITS = {
    Part.YEAR: ("utcyear", "%Y"),
    Part.MONTH: ("utcyearmonth", "%b %Y"),
    Part.DAY: ("utcyearmonthdate", "%-d %b"),
}


def _line(question: ChartQuestion, palette: Palette) -> dict[str, Any]:
    when: dict[str, Any] = {"title": question.x_label}
    if question.part is Part.VALUE:
        when |= {"field": "group", "type": "ordinal", "sort": None}
    else:
        unit, shown = _TIME_UNITS[question.part]
        when |= {
            "field": "at",
            "type": "temporal",
            "timeUnit": unit,
            "axis": {"format": shown, "labelOverlap": True},
        }
    return {
        "height": 280,
        "mark": {"type": "line", "point": {"filled": True, "size": 45}, "strokeWidth": 2.5},
        "encoding": {
            "x": when,
            "y": _value_axis(question) | {"scale": {"zero": True}},
            "color": {"value": palette.mark},
            "tooltip": _tooltip(question),
        },
    }


def _histogram(question: ChartQuestion, palette: Palette) -> dict[str, Any]:
    unit = f" ({question.unit})" if question.unit else ""
    return {
        "height": 280,
        "mark": {"type": "bar", "binSpacing": 1},
        "encoding": {
            "x": {
                "field": "low",
                "type": "quantitative",
                "bin": {"binned": True, "step": question.width},
                "title": question.x_label + unit,
                "axis": {"format": NUMBER_FORMAT},
            },
            "x2": {"field": "high"},
            "y": _value_axis(question),
            "color": {"value": palette.mark},
            "tooltip": _tooltip(question),
        },
    }


_DRAWINGS = {Kind.BAR: _bars, Kind.LINE: _line, Kind.HISTOGRAM: _histogram}


def _config(palette: Palette) -> dict[str, Any]:
    labels = {"labelColor": palette.text, "titleColor": palette.text}
    return {
        "locale": {"number": FRENCH_NUMBERS, "time": FRENCH_TIMES},
        "font": "system-ui, sans-serif",
        "view": {"stroke": None},
        "axis": {
            **labels,
            "labelFontSize": 13,
            "titleFontSize": 13,
            "titleFontWeight": "normal",
            "gridColor": palette.grid,
            "domainColor": palette.grid,
            "tickColor": palette.grid,
        },
        "text": {"fontSize": 13},
    }
