"""Grids: heat-map, calendar, small curves side by side."""

from __future__ import annotations

import json
from calendar import monthrange
from datetime import date
from typing import Any

from terrier.domain.figures import axes, wording
from terrier.domain.figures.bars import blank_fills, tooltip, two_lines
from terrier.domain.figures.classes import Classes, Classing, Method, classes, equal_classes
from terrier.domain.figures.frame import LETTER, Frame
from terrier.domain.figures.lines import time_axis, with_gaps
from terrier.domain.figures.locale import FRENCH_TIMES
from terrier.domain.figures.rows import Row, names, rows, series
from terrier.domain.figures.scales import measure_axis, on_one_scale
from terrier.domain.kernel.french import day_text
from terrier.domain.questions.answer import Answer, Value
from terrier.domain.questions.question import Part

CELL_PX, LOW_CELL_PX, WRAPPED_CELL_PX = 26, 20, 30
MANY_LINES = 24
CROWDED = 0.7
"""Part of the cells in the first class from which equal steps tell nothing of them."""
NARROW_LETTERS = 16
"""Letters of a line of a name beside a heat-map on a telephone."""
MOST_MONTHS = 36
"""Months of a calendar: three years."""
DAY_PX, NARROW_DAY_PX = 15, 11
MOST_SMALL = 48
SMALL_PX = 130
"""Width that a small curve needs, its margins included."""
WEEK_LETTERS = ("L", "M", "M", "J", "V", "S", "D")


def heatmap(answer: Answer, frame: Frame) -> dict[str, Any]:
    """Colour a cell for each meeting of two groupings."""
    across, down = _sides(answer, frame)
    named = [names(answer, axis) for axis in (0, 1)]
    words = [[named[axis][(key, False)] for key in _keys(answer, axis)] for axis in (0, 1)]
    found = rows(answer, axes.named(answer))
    there = {(row["a"], row["b"]) for row in found}
    found += [_empty(a, b) for a in words[0] for b in words[1] if (a, b) not in there]
    sides = {"x": ("ab"[across], words[across]), "y": ("ab"[down], words[down])}
    drawn = {"x": _across(answer, across, words[across], frame), "y": _down(frame, words[down])}
    beside = min(max(map(len, words[down])), NARROW_LETTERS if frame.narrow else 99) * LETTER
    cells = _cells(answer, frame, found, beside)
    for side, (field, order) in sides.items():
        cells["encoding"][side] = {
            "field": field, "type": "ordinal", "sort": order, "title": None,
            "axis": {"domain": False, "ticks": False} | drawn[side],
        }  # fmt: skip
    cells["encoding"]["tooltip"] = tooltip(answer)
    step = CELL_PX if len(words[down]) <= MANY_LINES else LOW_CELL_PX
    if "labelExpr" in drawn["y"]:
        step = WRAPPED_CELL_PX
    return {"data": {"values": found}, "height": {"step": step}, **cells}


def _sides(answer: Answer, frame: Frame) -> tuple[int, int]:
    """Choose what goes across: time and hours where there is room, else what is shortest."""
    counts = [len(axes.keys(answer, axis)) for axis in (0, 1)]
    hours = [n for n in (0, 1) if answer.question.by[n].part is Part.HOUR]
    moment = axes.moment_axis(answer)
    if frame.narrow or (moment is None and not hours):
        across = counts.index(min(counts))
    else:
        across = hours[0] if hours else moment or 0
    return across, 1 - across


def _keys(answer: Answer, axis: int) -> list[Value]:
    """Order the keys of a side: hours, days, bands and moments in their own order."""
    found = axes.keys(answer, axis)
    if answer.question.by[axis].part is not Part.VALUE or axes.is_moment(answer, axis):
        return sorted(found)  # type: ignore[type-var]
    return found


def _empty(first: str, second: str) -> Row:
    said = f"{first}, {second}\u00a0: {wording.MISSING}"
    cell = {"a": first, "b": second, "said": said, "special": False}
    return cell | {"value": None, "text": wording.MISSING, "state": "missing"}


def _down(frame: Frame, words: list[str]) -> dict[str, Any]:
    """Write names beside the lines, on two lines where a telephone has no room."""
    drawn: dict[str, Any] = {"labelLimit": 0}
    if frame.narrow and any(len(word) > NARROW_LETTERS for word in words):
        shown = {word: two_lines(word, NARROW_LETTERS) for word in words}
        drawn |= {"labelExpr": f"{json.dumps(shown)}[datum.label]", "labelFontSize": 11}
    return drawn


def _across(answer: Answer, axis: int, words: list[str], frame: Frame) -> dict[str, Any]:
    """Write names above the columns: short where they are known, slanted where they are long."""
    room = frame.width_px * 0.75 / max(len(words), 1)
    longest = max((len(word) for word in words), default=0) * LETTER
    drawn: dict[str, Any] = {"orient": "top", "labelAngle": 0, "labelLimit": 0}
    part = answer.question.by[axis].part
    if part is Part.WEEKDAY:
        short = "slice(datum.label, 0, 3) + '.'" if room > 40 else "upper(slice(datum.label, 0, 1))"
        return drawn | {"labelExpr": short}
    if part is Part.HOUR:
        bare = "replace(datum.label, /[^0-9]/g, '')" if room < 36 else "datum.label"
        return drawn | {"labelExpr": bare, "labelOverlap": True}
    return drawn | ({"labelAngle": -50} if longest > room else {})


def _cells(answer: Answer, frame: Frame, found: list[Row], beside: float = 0) -> dict[str, Any]:
    """Colour the cells by class, and hatch those that have no value."""
    values = [row["value"] for row in found if row["value"] is not None]
    made = _classes(values)
    fills = dict(zip(made.names(), frame.palette.ramp(len(made.limits) + 1), strict=True))
    blank = blank_fills(frame)
    for row in found:
        row["class"] = row["text"] if row["state"] else made.names()[made.of(row["value"])]
        if row["state"]:
            fills[row["text"]] = blank[row["state"]]
    return {
        "mark": {"type": "rect", "stroke": frame.palette.page, "strokeWidth": 1},
        "encoding": {
            "fill": {
                "field": "class",
                "type": "nominal",
                "scale": {"domain": list(fills), "range": list(fills.values())},
                "legend": frame.legend(
                    list(fills), title=wording.measure_title(answer), beside=beside
                ),
            }
        },
    }


def _classes(values: list[float]) -> Classes:
    """Cut values into equal steps; where a few stand far above the others, into natural classes."""
    made = equal_classes(values)
    first = sum(value < made.limits[0] for value in values) if made.limits else 0
    if first <= CROWDED * len(values) and len(made.limits) >= 3:
        return made
    return classes(values, Classing(Method.NATURAL))


def calendar(answer: Answer, frame: Frame) -> dict[str, Any]:
    """Draw the days of each month in weeks, the last three years at most."""
    own = axes.named(answer)
    by_day = {axes.day_of(g.keys[0]): row for g, row in zip(own, rows(answer, own), strict=True)}
    days = sorted(day for day in by_day if day is not None)
    months = _months(days[0], days[-1])[-MOST_MONTHS:]
    size = NARROW_DAY_PX if frame.narrow else DAY_PX
    found = []
    for place, (year, month) in enumerate(months):
        for day in _days(year, month):
            row = by_day.get(day) or _blank_day(day)
            found.append(row | _square(day) | {"month": place})
    shown = FRENCH_TIMES["shortMonths"]
    titles = [f"{shown[month - 1]} {year}" for year, month in months]
    cells = _cells(answer, frame, found)
    cells["encoding"] |= {
        "x": _square_side("weekday", 7) | {"axis": _weekday_axis()},
        "y": _square_side("week", 6),
        "tooltip": tooltip(answer),
    }
    columns = max(1, min(6, int((frame.width_px + 4) // (7 * size + 18))))
    return {
        "data": {"values": found},
        "columns": columns,
        "facet": {
            "field": "month",
            "type": "ordinal",
            "title": None,
            "header": {"labelExpr": f"{titles!r}[datum.value]", "labelAnchor": "start",
                       "labelPadding": 4},
        },
        "spacing": {"row": 10, "column": 16},
        "spec": {"width": {"step": size}, "height": {"step": size}, **cells},
    }  # fmt: skip


def _square(day: date) -> dict[str, int]:
    first = day.replace(day=1).weekday()
    return {"weekday": day.weekday(), "week": (day.day - 1 + first) // 7}


def _square_side(field: str, count: int) -> dict[str, Any]:
    return {
        "field": field,
        "type": "ordinal",
        "scale": {"domain": list(range(count)), "paddingInner": 0.08},
        "axis": None,
        "title": None,
    }


def _weekday_axis() -> dict[str, Any]:
    letters = f"{list(WEEK_LETTERS)!r}[datum.value]"
    return {"orient": "bottom", "labelExpr": letters, "labelFontSize": 9, "domain": False,
            "ticks": False, "labelAngle": 0, "labelPadding": 2, "title": None}  # fmt: skip


def _months(first: date, last: date) -> list[tuple[int, int]]:
    start, end = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    return [(n // 12, n % 12 + 1) for n in range(max(start, end - MOST_MONTHS + 1), end + 1)]


def _days(year: int, month: int) -> list[date]:
    return [date(year, month, day + 1) for day in range(monthrange(year, month)[1])]


def _blank_day(day: date) -> Row:
    name = day_text(day)
    return {"a": name, "value": None, "text": wording.MISSING, "state": "missing",
            "special": False, "said": f"{name}\u00a0: {wording.MISSING}"}  # fmt: skip


def multiples(answer: Answer, frame: Frame) -> dict[str, Any]:
    """Draw one small curve for each series, all on one scale unless some would be flat."""
    moment = axes.moment_axis(answer) or 0
    found = series(answer, 1 - moment, MOST_SMALL)
    shown = with_gaps(answer, moment, list(found.rows))
    columns = max(1, min(4, frame.width_px // SMALL_PX, len(found.ordered)))
    together = on_one_scale(answer)
    width = (frame.width_px - 52) / columns - 24 if together else frame.width_px / columns - 68
    letters = max(12, int(width / (LETTER * 0.9)))
    titles = {name: two_lines(name, letters) for name in found.ordered}
    for row in shown:
        row["title"] = titles[row["group"]]
    small = Frame(frame.palette, 300)
    when = time_axis(answer, moment, small, shown)
    when["axis"] |= {"tickCount": 2, "labelFontSize": 11, "labelFlush": True}
    values = [row["value"] for row in shown if row["value"] is not None]
    apart = {} if together else {"resolve": {"scale": {"y": "independent"}}}
    return {
        "data": {"values": shown},
        "columns": columns,
        "spacing": {"row": 18, "column": 24},
        **apart,
        "facet": {
            "field": "title", "type": "nominal", "sort": list(titles.values()), "title": None,
            "header": {
                "labelAnchor": "start", "labelLimit": 0, "labelPadding": 4, "labelFontSize": 12,
            },
        },
        "spec": {
            "width": width,
            "height": 84,
            "mark": {
                "type": "area", "line": {"color": frame.palette.mark, "strokeWidth": 2},
                "color": frame.palette.mark, "fillOpacity": 0.18,
                "invalid": "break-paths-show-domains",
            },
            "encoding": {
                "x": when,
                "y": {
                    "field": "value", "type": "quantitative", "title": None,
                    "axis": measure_axis(answer, values, 3) | {"labelFontSize": 11},
                },
                "tooltip": tooltip(answer),
            },
        },
    }  # fmt: skip
