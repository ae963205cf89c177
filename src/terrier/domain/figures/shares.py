"""Parts of a whole: a bar shared out, for one whole or for each group."""

from __future__ import annotations

from typing import Any

from terrier.domain.figures import axes
from terrier.domain.figures.bars import (
    NAME_ABOVE_PX,
    STEP_PX,
    group_tooltip,
    names_above,
    names_beside,
    two_lines,
)
from terrier.domain.figures.choice import MOST_BARS
from terrier.domain.figures.frame import Frame
from terrier.domain.figures.lines import filled_series
from terrier.domain.figures.palette import MOST_CATEGORIES
from terrier.domain.figures.rows import Row, Series, rows, series
from terrier.domain.kernel.french import percent_text
from terrier.domain.questions.answer import Answer

FIRST_ONLY = {"transform": [{"filter": "datum.from === 0"}]}
PLATE = (
    "M-0.9,-0.4L0.9,-0.4Q1,-0.4,1,-0.3L1,0.3Q1,0.4,0.9,0.4"
    "L-0.9,0.4Q-1,0.4,-1,0.3L-1,-0.3Q-1,-0.4,-0.9,-0.4Z"
)
PLATE_PX = 36**2
"""A plain plate under each figure: no pattern runs through it."""
TOLD = 0.08
"""A part under this has no room for its figure."""


def shares(answer: Answer, frame: Frame) -> dict[str, Any]:
    """Share a bar out between series; one bar for each group of the other axis."""
    found = _one_whole(answer) if len(answer.by) == 1 else _wholes(answer, frame)
    shown = _parts(found)
    bars = list(dict.fromkeys(row["bar"] for row in shown))
    one = len(bars) == 1
    above = frame.narrow and not one
    bar: dict[str, Any] = {
        "field": "bar", "type": "nominal", "sort": bars, "title": None,
        "axis": None if one or above else names_beside(bars),
    }  # fmt: skip
    low = {"height": 20, "yOffset": 10} if above else {}
    place = {"dy": 10} if above else {}
    part: dict[str, Any] = {
        "field": "from",
        "type": "quantitative",
        "title": None,
        "scale": {"domain": [0, 1]},
    }
    part["axis"] = {"format": "~p", "tickCount": 3 if frame.narrow else 5, "grid": False}
    text = {"type": "text", "fontSize": 12, "fontWeight": 600}
    plate = {"type": "point", "shape": PLATE, "size": PLATE_PX, "filled": True, "opacity": 1}
    written = {"text": {"field": "share"}, "x": {"field": "middle", "type": "quantitative"}}
    told = [{"filter": f"datum.part >= {TOLD if not frame.narrow else 2 * TOLD}"}]
    return {
        "data": {"values": shown},
        "height": {"step": 56 if one else STEP_PX + (NAME_ABOVE_PX if above else 4)},
        "encoding": {"y": bar, "tooltip": _tooltip(answer)},
        "layer": [
            {
                "mark": {"type": "bar", "stroke": frame.palette.page, "strokeWidth": 1} | low,
                "encoding": {"x": part, "x2": {"field": "to"}, "fill": filled_series(found, frame)},
            },
            {
                "transform": told,
                "mark": plate | _lowered(place) | {"color": frame.palette.page},
                "encoding": {"x": written["x"]},
            },
            {
                "transform": told,
                "mark": text | place | {"color": frame.palette.text},
                "encoding": written,
            },
            *([names_above("bar") | FIRST_ONLY] if above else []),
        ],
    }


def _lowered(place: dict[str, int]) -> dict[str, int]:
    return {"yOffset": place["dy"]} if place else {}


def _one_whole(answer: Answer) -> Series:
    groups = axes.named(answer)
    groups.sort(key=lambda g: -float(g.value or 0))
    apart = [g for g in answer.groups if g.others or None in g.keys]
    found = rows(answer, [*groups[:MOST_CATEGORIES], *apart])
    for row in found:
        row |= {"group": row["a"], "bar": "", "key": None}
    return Series(answer, 0, tuple(row["group"] for row in found), tuple(found), 0)


def _wholes(answer: Answer, frame: Frame) -> Series:
    moment = axes.moment_axis(answer)
    axis = 1 if moment is None else 1 - moment
    found = series(answer, axis)
    for row in found.rows:
        row["bar"] = row["ba"[axis]] if frame.narrow else two_lines(row["ba"[axis]])
    return found


def _parts(found: Series) -> list[Row]:
    """Put the parts of each bar end to end, in the order of the legend."""
    place = {name: n for n, name in enumerate(found.ordered)}
    by_bar: dict[str, list[Row]] = {}
    for row in found.rows:
        by_bar.setdefault(row["bar"], []).append(row)
    shown = []
    for bar, members in list(_ordered(found, by_bar).items())[:MOST_BARS]:
        # A bar of which a part is hidden has no whole: its parts would give the hidden one back.
        hidden = any(row["state"] == "suppressed" for row in members)
        total = sum(row["value"] or 0 for row in members)
        if hidden or total <= 0:
            continue
        start = 0.0
        for row in sorted(members, key=lambda row: place[row["group"]]):
            part = (row["value"] or 0) / total
            ends = {"from": start, "to": start + part, "middle": start + part / 2}
            told = {"part": part, "share": percent_text(part), "bar": bar}
            shown.append({k: v for k, v in row.items() if k != "key"} | ends | told)
            start += part
    return shown


def _ordered(found: Series, by_bar: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """Put moments in their order, other groups from the largest part of the first series."""
    if len(found.answer.by) == 1 or axes.is_moment(found.answer, 1 - found.axis):
        return by_bar
    first = found.ordered[0]

    def weight(members: list[Row]) -> float:
        total = sum(row["value"] or 0 for row in members)
        own = sum(row["value"] or 0 for row in members if row["group"] == first)
        return -own / total if total else 1.0

    return dict(sorted(by_bar.items(), key=lambda item: weight(item[1])))


def _tooltip(answer: Answer) -> list[dict[str, Any]]:
    return [
        *group_tooltip(answer),
        {"field": "text", "type": "nominal", "title": answer.measured.label},
        {"field": "share", "type": "nominal", "title": "Part"},
    ]
