"""Maps: areas filled by class or by category, circles in proportion, with a true scale bar."""

from __future__ import annotations

from typing import Any

from terrier.domain.charts.wording import number_text
from terrier.domain.figures import axes, wording
from terrier.domain.figures.bars import blank_fills, tooltip
from terrier.domain.figures.classes import classes
from terrier.domain.figures.frame import Frame
from terrier.domain.figures.patterns import BELOW, fill
from terrier.domain.figures.rows import Row, rows
from terrier.domain.figures.shapes import round_length_m
from terrier.domain.questions.answer import Answer

NO_DATA = "pas de donnée"
HIDDEN = "non communiqué"
LEGEND_PX = 220
"""Area of a square of the legend."""


def choropleth(answer: Answer, frame: Frame) -> dict[str, Any]:
    """Fill each area by the class of its value; what has none is hatched."""
    found = _placed(answer, frame)
    values = [row["value"] for row in found if row["value"] is not None]
    made = classes(values, frame.classing)
    named = made.names()
    for row in found:
        row["class"] = _blank(row) or named[made.of(row["value"])]
    present = {row["class"] for row in found}
    colours = dict(zip(named, _ramp(made.limits, frame), strict=True))
    return _map(answer, frame, found, _legend(colours, present, frame))


def _ramp(limits: tuple[float, ...], frame: Frame) -> list[str]:
    """Choose the colours of classes: two sides where a limit is zero, else from light to dark."""
    palette = frame.palette
    if 0.0 not in limits or len(limits) < 2:
        return list(palette.ramp(len(limits) + 1))
    below = limits.index(0.0) + 1
    above = len(limits) + 1 - below
    falls = [fill(BELOW, colour, palette.page) for colour in _side(palette.below, below)]
    return falls + list(reversed(_side(tuple(reversed(palette.above)), above)))


def _side(colours: tuple[str, ...], count: int) -> list[str]:
    """Choose colours from the strongest; a side of more classes than colours ends plain."""
    return [colours[min(n, len(colours) - 1)] for n in range(count)]


def _blank(row: Row) -> str:
    return {"suppressed": HIDDEN, "missing": NO_DATA}.get(row["state"], "")


def _legend(colours: dict[str, str], present: set[str], frame: Frame) -> dict[str, Any]:
    blank = blank_fills(frame)
    for word, state in ((HIDDEN, "suppressed"), (NO_DATA, "missing")):
        if word in present:
            colours[word] = blank[state]
    return {
        "field": "class",
        "type": "nominal",
        "scale": {"domain": list(colours), "range": list(colours.values())},
        "legend": {
            "title": None,
            "orient": "bottom",
            "columns": frame.legend_columns(list(colours)),
            "symbolType": "square",
            "symbolSize": LEGEND_PX,
            "symbolStrokeColor": frame.palette.border,
        },
    }


def _placed(answer: Answer, frame: Frame) -> list[Row]:
    """Give a row to each shape; a shape that no group speaks of has no data."""
    shapes = frame.shapes.by_key
    groups = {g.keys[0]: g for g in axes.named(answer)}
    known = [(key, group) for key, group in groups.items() if key in shapes]
    found = [
        _feature(row, shapes[key])
        for row, (key, _group) in zip(rows(answer, [g for _k, g in known]), known, strict=True)
    ]
    names = frame.shapes.names
    for key in shapes:
        if key not in groups:
            name = names.get(key, str(key))
            blank = {"a": name, "value": None, "text": NO_DATA, "state": "missing"}
            found.append(_feature(blank | {"said": f"{name}\u00a0: {NO_DATA}"}, shapes[key]))
    return found


def _feature(row: Row, geometry: dict[str, Any]) -> Row:
    return {"type": "Feature", "geometry": geometry, **row}


def _map(
    answer: Answer, frame: Frame, found: list[Row], colour: dict[str, Any], *more: dict[str, Any]
) -> dict[str, Any]:
    palette = frame.palette
    stroke = {"stroke": palette.border, "strokeWidth": 0.7, "strokeJoin": "round"}
    layers = [
        {
            "data": {"values": found},
            "mark": {"type": "geoshape", **stroke},
            "encoding": {"fill": colour, "tooltip": tooltip(answer)},
        },
        *more,
        *_scale_bar(frame),
    ]
    if frame.shapes.behind:
        behind = [{"type": "Feature", "geometry": g} for g in frame.shapes.behind]
        ground = {"type": "geoshape", "fill": palette.blank, **stroke}
        layers.insert(0, {"data": {"values": behind}, "mark": ground})
    return {
        "height": round(frame.width_px * frame.shapes.aspect) + 60,
        "projection": {"type": "identity", "reflectY": True},
        "layer": layers,
        "title": foot(answer, frame),
    }


def foot(answer: Answer, frame: Frame) -> dict[str, Any]:
    """Say what a map shows above it, and where it comes from below the title."""
    title: dict[str, Any] = frame.titles().get("title", {})
    return title | {"text": wording.measure_title(answer)}


def _scale_bar(frame: Frame) -> list[dict[str, Any]]:
    """Draw a length of the ground under the map, in its own projection: true at any size."""
    west, south, east, north = frame.shapes.extent
    length = round_length_m((east - west) * 0.3)
    below = south - (north - south) * 0.05
    words = f"{number_text(length / 1000)}\u00a0km" if length >= 1000 else f"{length:.0f}\u00a0m"
    tick = (north - south) * 0.012
    bar = [
        [west, below + tick], [west, below], [west + length, below], [west + length, below + tick]
    ]  # fmt: skip
    at = {"x": west + length, "y": below, "text": words}
    return [
        {
            "data": {"values": [{"type": "Feature", "geometry": _line(bar)}]},
            "mark": {
                "type": "geoshape", "filled": False,
                "stroke": frame.palette.text, "strokeWidth": 1.5,
            },
        },
        {
            "data": {"values": [at]},
            "mark": {"type": "text", "align": "left", "dx": 6, "dy": -3, "fontSize": 12},
            "encoding": {
                "longitude": {"field": "x", "type": "quantitative"},
                "latitude": {"field": "y", "type": "quantitative"},
                "text": {"field": "text"},
            },
        },
    ]  # fmt: skip


def _line(points: list[list[float]]) -> dict[str, Any]:
    return {"type": "LineString", "coordinates": points}
