"""Bars, the spread of a number, parts of a whole."""

from __future__ import annotations

from textwrap import wrap
from typing import Any

from terrier.domain.figures import axes, wording
from terrier.domain.figures.choice import MOST_BARS
from terrier.domain.figures.frame import LETTER, Frame, text_px
from terrier.domain.figures.patterns import MISSING, PARTIAL, SUPPRESSED, fill
from terrier.domain.figures.rows import rows
from terrier.domain.figures.scales import measure_axis
from terrier.domain.questions.answer import Answer, Group
from terrier.domain.questions.question import Order, Part

STEP_PX, WRAPPED_STEP_PX, NAME_ABOVE_PX = 26, 36, 16
AXIS_PX = 60
"""Width of the labels of an axis of values."""
NARROW_LETTER = 6.4
"""Pixels of a letter of a name above its bar."""
LINE_LETTERS = 34
"""Letters of a line of a bar's name."""


def bars(answer: Answer, frame: Frame) -> dict[str, Any]:
    """Draw a bar for each group, its value beyond its end."""
    room = int(frame.width_px / NARROW_LETTER)
    found = [
        row | {"label": shortened(row["a"], room) if frame.narrow else two_lines(row["a"])}
        for row in rows(answer, drawn_groups(answer))
    ]
    written = max((len(row["text"]) for row in found), default=0)
    low = min((row["value"] or 0 for row in found), default=0)
    beyond = min(LETTER * written, frame.width_px * 0.45)
    value: dict[str, Any] = {"field": "value", "type": "quantitative", "axis": None}
    group: dict[str, Any] = {
        "field": "label", "type": "nominal", "sort": [row["label"] for row in found], "title": None,
        "axis": names_beside([row["label"] for row in found]),
    }  # fmt: skip
    step = WRAPPED_STEP_PX if any("\n" in row["label"] for row in found) else STEP_PX
    if frame.narrow:
        group["axis"], step = None, STEP_PX + NAME_ABOVE_PX
    return {
        "data": {"values": found},
        "height": {"step": step},
        "padding": {"left": 4, "top": 4, "bottom": 4, "right": 6 + beyond},
        "encoding": {"y": group, "x": value, "tooltip": tooltip(answer)},
        "layer": [
            {
                "mark": {"type": "bar", "cornerRadiusEnd": 2}
                | ({"height": 16, "yOffset": 9} if frame.narrow else {}),
                "encoding": {"color": bar_colour(frame)},
            },
            _values(frame, low),
            *([names_above("label")] if frame.narrow else []),
        ],
    }


WRAPPED_BASELINE = {
    "condition": {"test": "indexof(datum.label, '\\n') > 0", "value": "line-bottom"},
    "value": "middle",
}
"""A name on two lines has its middle between them."""


def names_beside(names: list[str]) -> dict[str, Any]:
    """Write names beside what they name, with room for the longest in any font."""
    longest = max((text_px(line) for name in names for line in name.split("\n")), default=0)
    return {"labelLimit": 0, "ticks": False, "domain": False, "minExtent": round(longest * 0.95),
            "labelBaseline": WRAPPED_BASELINE}  # fmt: skip


def drawn_groups(answer: Answer) -> list[Group]:
    """Choose and order the groups that become bars: names from the most, « Autres » last."""
    ordered = axes.is_moment(answer, 0) or axes.is_cycle(answer, 0)
    ordered = ordered or answer.question.by[0].part is Part.BANDS
    own = axes.named(answer)
    if not ordered:
        down = 1 if answer.question.order is Order.LOWEST else -1
        own.sort(key=lambda g: (g.value is None, down * float(g.value or 0)))
    kept = own[-MOST_BARS:] if axes.is_moment(answer, 0) else own[:MOST_BARS]
    apart = [g for g in answer.groups if g.others or None in g.keys]
    return kept + sorted(apart, key=lambda g: not g.others)


def shortened(name: str, letters: int) -> str:
    """Write a name on one line; what is beyond is in the table."""
    return name if len(name) <= letters else f"{name[: letters - 1].rstrip()}…"


def two_lines(name: str, letters: int = LINE_LETTERS) -> str:
    """Write a name on two lines at most; what is beyond is in the table."""
    lines = wrap(name, letters, max_lines=2, placeholder="…") or [name]
    return "\n".join(lines)


def bar_colour(frame: Frame) -> dict[str, Any]:
    """Colour a bar: what gathers others stands back, a period that is not whole is hatched."""
    palette = frame.palette
    return {
        "condition": [
            {"test": "datum.special", "value": palette.others},
            {"test": "datum.partial", "value": fill(PARTIAL, palette.page, palette.mark)},
        ],
        "value": palette.mark,
    }


def group_tooltip(answer: Answer) -> list[dict[str, Any]]:
    """Say the groups under the pointer."""
    return [
        {"field": field, "type": "nominal", "title": axes.label(answer, axis)}
        for axis, field in zip(range(len(answer.by)), "ab", strict=False)
    ]


def tooltip(answer: Answer) -> list[dict[str, Any]]:
    """Say the groups and the value under the pointer."""
    value = {"field": "text", "type": "nominal", "title": wording.measure_title(answer)}
    return [*group_tooltip(answer), value]


def _values(frame: Frame, low: float) -> dict[str, Any]:
    """Write each value beyond its bar; that of a fall beyond zero, where there is room."""
    layer: dict[str, Any] = {
        "mark": {"type": "text", "align": "left", "dx": 5} | ({"dy": 9} if frame.narrow else {}),
        "encoding": {
            "text": {"field": "text"},
            "color": {
                "condition": {"test": "datum.state !== ''", "value": frame.palette.soft},
                "value": frame.palette.text,
            },
        },
    }
    # A group without a value has its word at the beginning of the line.
    end = "max(datum.value === null ? 0 : datum.value, 0)" if low < 0 else "datum.value || 0"
    layer["transform"] = [{"calculate": end, "as": "end"}]
    layer["encoding"]["x"] = {"field": "end", "type": "quantitative", "axis": None}
    return layer


def names_above(field: str) -> dict[str, Any]:
    """Write each name above its bar: a telephone has no room beside it."""
    return {
        "mark": {"type": "text", "align": "left", "baseline": "bottom", "dy": -1, "fontSize": 12},
        "encoding": {"text": {"field": field}, "x": {"value": 0}},
    }


def histogram(answer: Answer, frame: Frame) -> dict[str, Any]:
    """Draw how a number spreads over its bands, side by side and in proportion."""
    ends = _band_ends(answer)
    found = []
    for row, group in zip(rows(answer, axes.named(answer)), axes.named(answer), strict=True):
        low, high = ends[group.keys[0]]
        found.append(row | {"low": low, "high": high})
    unit = f" ({answer.by[0].unit})" if answer.by[0].unit else ""
    return {
        "data": {"values": found},
        "height": 240 if frame.narrow else 280,
        "mark": {"type": "bar", "binSpacing": 1},
        "encoding": {
            "x": {
                "field": "low",
                "type": "quantitative",
                "bin": {"binned": True},
                "title": answer.by[0].label + unit,
                "axis": {"format": ",~f", "tickCount": 5 if frame.narrow else 10},
            },
            "x2": {"field": "high"},
            "y": value_axis(answer, frame, [row["value"] or 0 for row in found]),
            "color": {"value": frame.palette.mark},
            "tooltip": tooltip(answer),
        },
    }


def _band_ends(answer: Answer) -> dict[Any, tuple[float, float]]:
    """Give both ends of each band; an open one is as wide as its neighbour."""
    grouping = answer.question.by[0]
    lows = sorted(float(key) for key in axes.keys(answer, 0))  # type: ignore[arg-type]
    if grouping.width is not None:
        return {low: (low, low + grouping.width) for low in lows}
    limits = list(grouping.limits) or [low for low in lows if low != float("-inf")]
    first = limits[1] - limits[0] if len(limits) > 1 else 1.0
    last = limits[-1] - limits[-2] if len(limits) > 1 else 1.0
    highs = [*limits, limits[-1] + last]
    ends = {low: (low, high) for low, high in zip(limits, highs[1:], strict=False)}
    return ends | {float("-inf"): (limits[0] - first, limits[0])}


def value_axis(answer: Answer, frame: Frame, values: list[float]) -> dict[str, Any]:
    """Draw the axis of the measure from zero."""
    return {
        "field": "value",
        "type": "quantitative",
        "title": frame.lines_of(wording.measure_title(answer), AXIS_PX),
        "axis": measure_axis(answer, values),
        "scale": {"zero": True},
    }


def blank_fills(frame: Frame) -> dict[str, str]:
    """Give the fills of what has no value, by state."""
    palette = frame.palette
    return {
        "missing": fill(MISSING, palette.blank, palette.faint),
        "suppressed": fill(SUPPRESSED, palette.blank, palette.others),
    }
