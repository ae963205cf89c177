"""Two measures of the same groups, one against the other."""

from __future__ import annotations

from typing import Any

from terrier.domain.figures import axes, wording
from terrier.domain.figures.bars import group_tooltip
from terrier.domain.figures.frame import LETTER, Frame
from terrier.domain.figures.rows import Row, rows
from terrier.domain.figures.scales import measure_axis, number_axis
from terrier.domain.questions.answer import Answer

MOST_NAMED = 8
SPREAD = {"zero": False, "padding": 12}
"""No point lies on the edge."""
HEIGHT_PX, NARROW_HEIGHT_PX = 380, 300


def scatter(answer: Answer, frame: Frame) -> dict[str, Any]:
    """Draw a point for each group, and name those that stand out."""
    groups = [g for g in axes.measured(answer) if g.against is not None]
    found = rows(answer, groups)
    for row, group in zip(found, groups, strict=True):
        row["against"] = float(group.against or 0)
        row["text_against"] = wording.against_text(answer, group.against or 0)
        row["said"] = f"{row['said']}\u00a0; {row['text_against']}"
    height = NARROW_HEIGHT_PX if frame.narrow else HEIGHT_PX
    for n in _standing_out(found, frame, height):
        found[n]["named"] = found[n]["a"]
    measure, against = wording.measure_title(answer), wording.against_title(answer)
    ticks = 4 if frame.narrow else 7
    values, others = ([row[side] for row in found] for side in ("value", "against"))
    facing = answer.against or answer.measured
    # What is asked first goes across, so that the second reads as what it may go with.
    across = {"field": "value", "type": "quantitative", "title": frame.lines_of(measure)}
    up = {"field": "against", "type": "quantitative", "title": frame.lines_of(against)}
    return {
        "data": {"values": found},
        "height": height,
        "encoding": {
            "x": across | {"axis": measure_axis(answer, values, ticks), "scale": SPREAD},
            "y": up | {"axis": number_axis(facing, others, ticks), "scale": SPREAD},
            "tooltip": _tooltip(answer, measure, against),
        },
        "layer": [
            {
                "mark": {
                    "type": "point", "filled": True, "size": 80, "opacity": 0.85,
                    "color": frame.palette.mark, "stroke": frame.palette.page,
                },
            },
            {
                "transform": [{"filter": "isValid(datum.named)"}],
                "mark": {"type": "text", "align": "left", "dx": 8, "fontSize": 12},
                "encoding": {"text": {"field": "named"}},
            },
        ],
    }  # fmt: skip


def _tooltip(answer: Answer, measure: str, against: str) -> list[dict[str, Any]]:
    return [
        *group_tooltip(answer),
        {"field": "text", "type": "nominal", "title": measure},
        {"field": "text_against", "type": "nominal", "title": against},
    ]


def _standing_out(found: list[Row], frame: Frame, height: float) -> list[int]:
    """Choose the points furthest from the middle whose names do not run into one another."""
    xs = _unit([row["value"] for row in found])
    ys = _unit([row["against"] for row in found])
    far = sorted(range(len(found)), key=lambda n: -((xs[n] - 0.5) ** 2 + (ys[n] - 0.5) ** 2))
    chosen: list[int] = []
    boxes: list[tuple[float, float, float, float]] = []
    plot = frame.width_px - 80
    for n in far:
        wide = len(found[n]["a"]) * LETTER
        box = (xs[n] * plot, ys[n] * height - 9, xs[n] * plot + wide + 10, ys[n] * height + 9)
        if len(chosen) < MOST_NAMED and box[2] < plot and not any(_meet(box, b) for b in boxes):
            chosen.append(n)
            boxes.append(box)
    return chosen


def _unit(values: list[float]) -> list[float]:
    low, high = min(values, default=0), max(values, default=1)
    return [(value - low) / (high - low) if high > low else 0.5 for value in values]


def _meet(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    across = one[0] < other[2] and other[0] < one[2]
    return across and one[1] < other[3] and other[1] < one[3]
