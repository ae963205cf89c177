"""Curves and areas: a measure along time, whole or by series."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from terrier.domain.figures import axes
from terrier.domain.figures.bars import AXIS_PX, tooltip, value_axis
from terrier.domain.figures.frame import Frame
from terrier.domain.figures.patterns import CATEGORIES, fill
from terrier.domain.figures.rows import Row, Series, rows, series
from terrier.domain.figures.scales import from_zero
from terrier.domain.questions.answer import Answer, Value
from terrier.domain.questions.periods import before
from terrier.domain.questions.question import Part

MOST_FILLED = 3000
"""Periods of a curve, those without a value included."""
DASHES = ([1, 0], [7, 3], [2, 2], [10, 3, 2, 3], [5, 5], [1, 4], [12, 4], [6, 2, 2, 2])
POINTS = (
    *("circle", "square", "triangle-up", "diamond"),
    *("cross", "triangle-down", "triangle-right", "stroke"),
)
LEGEND_ABOVE_PX = 32
"""Room for the title of the measure under the legend."""
MANY_POINTS = 60
"""Beyond, a point on each value hides the curve."""


def lines(answer: Answer, frame: Frame) -> dict[str, Any]:
    """Draw a curve, or one for each series; broken where a period has no value.

    The point of a period that is not whole is hollow.
    """
    moment = _moment(answer)
    found = _series(answer, moment)
    shown = with_gaps(answer, moment, list(found.rows) if found else _one(answer))
    crowded = len({row["at"] for row in shown}) > MANY_POINTS
    point = {"filled": True, "size": 12 if crowded else 50}
    mark = {
        "type": "line",
        "strokeWidth": 2.5,
        "point": point,
        "invalid": "break-paths-show-domains",
    }
    hollow = {"mark": {"type": "point", "fill": frame.palette.page, "opacity": 1, "size": 50}}
    partial = [{"filter": "datum.partial"}]
    layers = {"layer": [{"mark": mark}, {"transform": partial} | hollow]}
    return {
        "data": {"values": shown},
        "height": 240 if frame.narrow else 300,
        **(layers if any("partial" in row for row in shown) else {"mark": mark}),
        "encoding": {
            "x": time_axis(answer, moment, frame, shown),
            "y": _height(answer, frame, shown),
            **(_apart(found, frame) if found else {"color": {"value": frame.palette.mark}}),
            "tooltip": tooltip(answer),
        },
    }


def _values(shown: list[Row]) -> list[float]:
    return [row["value"] for row in shown if row["value"] is not None]


def _height(answer: Answer, frame: Frame, shown: list[Row]) -> dict[str, Any]:
    axis = value_axis(answer, frame, _values(shown))
    return axis | {"scale": {"zero": from_zero(answer)}}


def areas(answer: Answer, frame: Frame) -> dict[str, Any]:
    """Draw the area under a curve, or the areas of series one on the other."""
    moment = _moment(answer)
    found = _series(answer, moment)
    shown = with_gaps(answer, moment, list(found.rows) if found else _one(answer))
    colour: dict[str, Any] = {"value": frame.palette.mark}
    if found:
        colour = filled_series(found, frame)
    return {
        "data": {"values": shown},
        "height": 240 if frame.narrow else 300,
        "mark": {"type": "area", **_edge(frame, stacked=found is not None)},
        "encoding": {
            "x": time_axis(answer, moment, frame, shown),
            "y": value_axis(answer, frame, _values(shown)) | ({"stack": "zero"} if found else {}),
            "color" if not found else "fill": colour,
            **({"order": {"field": "rank", "type": "quantitative"}} if found else {}),
            "tooltip": tooltip(answer),
        },
        **({"transform": ranks(found)} if found else {}),
    }


def _edge(frame: Frame, *, stacked: bool) -> dict[str, Any]:
    """Draw the top of an area; areas one on the other are parted by the colour of the page."""
    if stacked:
        return {"fillOpacity": 1, "stroke": frame.palette.page, "strokeWidth": 1}
    return {"fillOpacity": 0.35, "line": {"color": frame.palette.mark}}


def ranks(found: Series) -> list[dict[str, Any]]:
    """Number the series, so that they are stacked in the order of their legend."""
    return [{"calculate": f"indexof({list(found.ordered)!r}, datum.group)", "as": "rank"}]


def filled_series(found: Series, frame: Frame) -> dict[str, Any]:
    """Fill each series with a colour and a pattern."""
    return {
        "field": "group",
        "type": "nominal",
        "title": None,
        "scale": {"domain": list(found.ordered), "range": fills(found.ordered, found, frame)},
        "legend": _legend(found.ordered, frame),
    }


def fills(names: Sequence[str], found: Series, frame: Frame) -> list[str]:
    """Give a fill for each name; what is put together is plain and stands back."""
    palette = frame.palette
    special = {row["group"] for row in found.rows if row["special"]}
    return [
        palette.others
        if name in special
        else fill(CATEGORIES[n % len(CATEGORIES)], palette.categories[n], palette.inks[n])
        for n, name in enumerate(names)
    ]


def _apart(found: Series, frame: Frame) -> dict[str, Any]:
    """Tell series apart by colour, dash and shape of points."""
    special = {row["group"] for row in found.rows if row["special"]}
    colours = [
        frame.palette.others if name in special else frame.palette.categories[n % 8]
        for n, name in enumerate(found.ordered)
    ]
    count = len(found.ordered)
    by = {"field": "group", "type": "nominal", "title": None}
    domain = list(found.ordered)
    legend = _legend(found.ordered, frame) | {"symbolSize": 120}
    del legend["symbolType"]
    return {
        "color": by | {"scale": {"domain": domain, "range": colours}, "legend": legend},
        "strokeDash": by
        | {"scale": {"domain": domain, "range": [DASHES[n % 8] for n in range(count)]}}
        | {"legend": legend},
        "shape": by
        | {"scale": {"domain": domain, "range": [POINTS[n % 8] for n in range(count)]}}
        | {"legend": legend},
    }


def _legend(names: Sequence[str], frame: Frame) -> dict[str, Any]:
    drawn = frame.legend(list(names), beside=AXIS_PX, orient="top")
    return drawn | {"offset": LEGEND_ABOVE_PX}


def time_axis(answer: Answer, axis: int, frame: Frame, shown: list[Row]) -> dict[str, Any]:
    """Draw the axis of time with French dates that do not run into one another."""
    part = axes.part_of(answer, axis)
    days = sorted(date.fromisoformat(row["at"][:10]) for row in shown)
    drawn: dict[str, Any] = {"labelOverlap": "greedy", "labelSeparation": 10, "grid": False}
    drawn["labelFlush"] = False
    drawn |= _date_labels(part, _spanned(part, days), frame)
    if part is Part.YEAR and answer.question.by[axis].part is Part.VALUE:
        # A school year is read as it is written.
        names = {row["at"][:4]: row["ab"[axis]] for row in shown if "a" in row}
        drawn["labelExpr"] = f"{json.dumps(names)}[utcyear(datum.value)] || ''"
    return {
        "field": "at",
        "type": "temporal",
        "title": None,
        "scale": {"type": "utc"},
        "axis": drawn,
    }


def _spanned(part: Part, days: Sequence[date]) -> int:
    """Count the periods from the first to the last, those without a value included."""
    if not days:
        return 0
    first, last = days[0], days[-1]
    months = (last.year - first.year) * 12 + last.month - first.month
    steps = {Part.YEAR: months // 12, Part.QUARTER: months // 3, Part.MONTH: months}
    return steps.get(part, (last - first).days) + 1


def _date_labels(part: Part, count: int, frame: Frame) -> dict[str, Any]:
    most = 4 if frame.narrow else 9
    match part:
        case Part.YEAR:
            step = max(1, -(-count // (most + 2)))
            return {"format": "%Y", "tickCount": {"interval": "year", "step": step}}
        case Part.QUARTER:
            quarter = "'T' + (floor(utcmonth(datum.value) / 3) + 1) + ' ' + utcyear(datum.value)"
            few = {"interval": "month", "step": 3} if count <= most else _months(3 * count, most)
            return {"labelExpr": quarter, "tickCount": few}
        case Part.MONTH:
            return {"format": "%b %Y", "tickCount": _months(count, most)}
        case _:
            return {"format": "%-d %b %Y" if count > 366 else "%-d %b", "tickCount": most}


def _months(count: int, most: int) -> dict[str, Any]:
    """Space the labels of months: each one that is written is measured, which takes time."""
    step = next((step for step in (1, 2, 3, 6, 12) if count <= step * most), None)
    if step:
        return {"interval": "month", "step": step}
    return {"interval": "year", "step": -(-count // (12 * most))}


def _moment(answer: Answer) -> int:
    return axes.moment_axis(answer) or 0


def _series(answer: Answer, moment: int) -> Series | None:
    return series(answer, 1 - moment) if len(answer.by) == 2 else None


def _one(answer: Answer) -> list[Row]:
    groups = axes.named(answer)
    return [
        row | {"group": "", "key": group.keys[0]}
        for row, group in zip(rows(answer, groups), groups, strict=True)
    ]


def with_gaps(answer: Answer, moment: int, found: list[Row]) -> list[Row]:
    """Date the rows, in order, and add an empty one where a period is missing in a series."""
    part = axes.part_of(answer, moment)
    dated = [row | {"at": stamp(row["key"])} for row in found if axes.day_of(row["key"])]
    for row in dated:
        row["day"] = axes.day_of(row.pop("key"))
    if part in axes.PERIODS:
        every = _periods(part, sorted({row["day"] for row in dated}))
        for name in dict.fromkeys(row["group"] for row in dated):
            there = {row["day"] for row in dated if row["group"] == name}
            dated += [_empty(name, day) for day in every if day not in there]
    dated.sort(key=lambda row: row["at"])
    return [{k: v for k, v in row.items() if k != "day"} for row in dated]


def _empty(name: str, day: date) -> Row:
    return {"group": name, "day": day, "at": day.isoformat(), "value": None, "special": False}


def _periods(part: Part, days: list[date]) -> list[date]:
    """List every period from the first to the last; only those that are there when too many."""
    if not days:
        return []
    found, day = [days[-1]], days[-1]
    while day > days[0] and len(found) < MOST_FILLED:
        sooner = before(part, day)
        if sooner is None:
            break
        found.append(day := sooner)
    return found if day == days[0] else days


def stamp(key: Value) -> str:
    """Write a moment for a drawing, as UTC: the hour of the wall is what people read."""
    if isinstance(key, datetime):
        return key.replace(tzinfo=None).isoformat()
    day = axes.day_of(key)
    return day.isoformat() if day else ""
