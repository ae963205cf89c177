"""Maps: areas filled by class or by category, circles in proportion, with a true scale bar."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from math import inf, sqrt
from typing import Any

from shapely.geometry import shape

from terrier.domain.figures import axes, wording
from terrier.domain.figures.bars import blank_fills, tooltip
from terrier.domain.figures.classes import classes
from terrier.domain.figures.frame import Frame
from terrier.domain.figures.palette import MOST_CATEGORIES
from terrier.domain.figures.patterns import BELOW, CATEGORIES, fill
from terrier.domain.figures.rows import Row, names, rows
from terrier.domain.figures.scales import written
from terrier.domain.figures.shapes import round_length_m
from terrier.domain.kernel.french import number_text
from terrier.domain.questions.answer import Answer, Group, Value

VALUED = ""
LARGEST = 0.11
"""Side of the largest circle, for the width of the map."""
COVERED = 0.2
"""Part of the map that circles cover together at most: small ones beside large ones are seen."""
NO_DATA = "pas de donnée"
HIDDEN = "non communiqué"


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
    title = wording.measure_title(answer)
    return _map(answer, frame, found, _legend(colours, present, frame, title))


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


def _legend(colours: dict[str, str], present: set[str], frame: Frame, title: str) -> dict[str, Any]:
    blank = blank_fills(frame)
    for word, state in ((HIDDEN, "suppressed"), (NO_DATA, "missing")):
        if word in present:
            colours[word] = blank[state]
    return {
        "field": "class",
        "type": "nominal",
        "scale": {"domain": list(colours), "range": list(colours.values())},
        "legend": frame.legend(list(colours), title=title)
        | {"symbolStrokeColor": frame.palette.border},
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
    called = frame.shapes.names
    for key in shapes:
        if key not in groups:
            name = called.get(key, str(key))
            blank = {"a": name, "value": None, "text": NO_DATA, "state": "missing"}
            found.append(_feature(blank | {"said": f"{name}\u00a0: {NO_DATA}"}, shapes[key]))
    return found


def _feature(row: Row, geometry: dict[str, Any]) -> Row:
    return {"type": "Feature", "geometry": geometry, **row}


def _map(
    answer: Answer, frame: Frame, found: list[Row], colour: dict[str, Any], *more: dict[str, Any]
) -> dict[str, Any]:
    palette = frame.palette
    stroke = {"stroke": palette.border, "strokeWidth": _border(frame), "strokeJoin": "round"}
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
        "height": round(frame.width_px * frame.shapes.aspect),
        "projection": {"type": "identity", "reflectY": True},
        "layer": layers,
    }


def _border(frame: Frame) -> float:
    """Draw borders the finer the smaller the areas are, so that their colours are seen."""
    across = frame.width_px / sqrt(max(1, len(frame.shapes.by_key)))
    return round(min(0.7, across / 40), 2)


def circles(answer: Answer, frame: Frame) -> dict[str, Any]:
    """Draw circles whose areas are in the proportion of the values, the largest first."""
    found = _placed(answer, frame)
    palette = frame.palette
    valued = sorted(
        ({k: v for k, v in row.items() if k not in {"type", "geometry"}} | _middle(row["geometry"])
         for row in found if row["value"]),
        key=lambda row: -row["value"],
    )  # fmt: skip
    highest = max((row["value"] for row in valued), default=1.0)
    together = sum(row["value"] for row in valued) / highest
    ground = frame.width_px**2 * frame.shapes.aspect
    largest = min((frame.width_px * LARGEST) ** 2, COVERED * ground / max(together, 1))
    size = {
        "field": "value",
        "type": "quantitative",
        "scale": {"type": "linear", "domain": [0, highest], "range": [0, largest]},
        "legend": {
            "title": frame.lines_of(wording.measure_title(answer)),
            "orient": "bottom",
            "values": legend_values(highest, whole=answer.measured.family == "integer"),
            "labelExpr": written(),
            "symbolFillColor": palette.mark,
            "symbolStrokeColor": palette.page,
        },
    }
    layer = {
        "data": {"values": valued},
        "mark": {
            "type": "circle", "fill": palette.mark, "fillOpacity": 0.8, "stroke": palette.page,
            "strokeWidth": 1, "opacity": 1,
        },
        "encoding": {
            "longitude": {"field": "x", "type": "quantitative"},
            "latitude": {"field": "y", "type": "quantitative"},
            "size": size,
            "tooltip": tooltip(answer),
        },
    }  # fmt: skip
    for row in found:
        row["class"] = _blank(row) or VALUED
    colours = _grounds({row["class"] for row in found}, frame)
    return _map(answer, frame, found, colours, layer)


def _grounds(present: set[str], frame: Frame) -> dict[str, Any]:
    """Fill what lies under circles; only what has no value is told."""
    colour = _legend({VALUED: frame.palette.blank}, present, frame, "")
    told = [word for word in colour["scale"]["domain"] if word != VALUED]
    colour["legend"] = colour["legend"] | {"values": told, "title": None} if told else None
    return colour


def _middle(geometry: dict[str, Any]) -> dict[str, float]:
    """Give a point inside a geometry."""
    point = shape(geometry).representative_point()
    return {"x": point.x, "y": point.y}


def legend_values(highest: float, *, whole: bool = False) -> list[float]:
    """Choose three round values for a legend of sizes, the largest near the highest value.

    Examples
    --------
    >>> legend_values(620), legend_values(5, whole=True)
    ([50.0, 200.0, 500.0], [1.0, 2.0, 5.0])
    """
    if not highest > 0:
        return []
    top = round_length_m(highest)
    least = 1.0 if whole else 0.0
    return sorted({max(least, round_length_m(value)) for value in (top / 10, top / 2, top)})


def categories(answer: Answer, frame: Frame) -> dict[str, Any]:
    """Fill each area by the category that measures most in it."""
    by_area: dict[Value, list[Group]] = defaultdict(list)
    for group in axes.named(answer):
        by_area[group.keys[0]].append(group)
    kinds = names(answer, 1)
    palette = frame.palette
    best = [max(groups, key=_rank) for groups in by_area.values()]
    leads = Counter(group.keys[1] for group in best)
    # What leads most often is plain: most of the map is calm.
    keys = sorted(axes.keys(answer, 1), key=lambda key: -leads[key])
    fills = {
        kinds[(key, False)]: fill(CATEGORIES[n], palette.categories[n], palette.inks[n])
        for n, key in enumerate(keys[:MOST_CATEGORIES])
    }
    found = _placed(replace(answer, groups=tuple(best)), frame)
    for row in found:
        row["class"] = _blank(row) or row["b"]
    present = {row["class"] for row in found}
    shown = {name: own for name, own in fills.items() if name in present}
    title = f"{answer.by[1].label}\u00a0: la plus forte valeur"
    return _map(answer, frame, found, _legend(shown, present, frame, title))


def _rank(group: Group) -> float:
    """Rank a group among those of its area; what is hidden could be the first: it wins."""
    if group.suppressed:
        return inf
    return -inf if group.value is None else float(group.value)


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
