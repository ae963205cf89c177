"""A plan of a closure drawn on the server: it prints, and needs no JavaScript."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import shapely

from terrier.domain.topology.isolation import Isolation

from . import overlay
from .communes import middle_of
from .places import Chosen
from .reading import Loaded

WIDTH, HEIGHT = 720.0, 440.0
MARGIN = 40.0
MARK, LETTER = 11.0, 8.0
"""Half of the height of a mark, and the width of a letter in it."""
LEAST_M = 60.0
"""Smallest ground that a plan shows, in metres."""
BARS_M = (5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)


@dataclass(frozen=True)
class Mark:
    """Something at a point, with its number or letter; valves that stand together share one."""

    x: float
    y: float
    text: str
    kind: str

    @property
    def half(self) -> float:
        """Give half of its width, in units of the drawing."""
        return max(MARK, LETTER * len(self.text) / 2 + LETTER)

    @property
    def width(self) -> float:
        """Give its width, in units of the drawing."""
        return 2 * self.half

    def hides(self, other: Mark) -> bool:
        """Tell whether another mark would be drawn over this one."""
        near_x = abs(self.x - other.x) < self.half + other.half
        return near_x and abs(self.y - other.y) < 2 * MARK


@dataclass(frozen=True)
class Sketch:
    """Paths of an SVG of 720 by 440, and what stands on them."""

    others: str
    secondary: str
    zone: str
    marks: list[Mark]
    bar: float
    """Length of the graduated bar, in units of the drawing."""
    bar_m: int

    @property
    def bar_width(self) -> float:
        """Give the width of the bar with its length in figures, in units of the drawing."""
        return self.bar + 70


@dataclass(frozen=True)
class _Frame:
    """Ground in metres → units of the drawing, the north up."""

    west: float
    north: float
    scale: float

    def place(self, x: float, y: float) -> tuple[float, float]:
        return (
            round(MARGIN + (x - self.west) * self.scale, 1),
            round(MARGIN + (self.north - y) * self.scale, 1),
        )

    def path(self, shapes: list[shapely.Geometry]) -> str:
        return "".join(
            "M" + "L".join(f"{x} {y}" for x, y in (self.place(*p[:2]) for p in part.coords))
            for shape in shapes
            for part in getattr(shape, "geoms", [shape])
        )


def sketch(loaded: Loaded, at: Chosen, found: Isolation) -> Sketch | None:
    """Draw a closure; None where nothing of it has a place."""
    zone = overlay.shapes(loaded, np.flatnonzero(found.zone))
    secondary = overlay.shapes(loaded, np.flatnonzero(found.secondary))
    if not zone:
        return None
    frame, ground = _frame(zone + secondary)
    pipes = loaded.elements.pipes.geometry
    near = [s for s in pipes[shapely.intersects(pipes, ground)] if s is not None]
    bar_m = max((m for m in BARS_M if m * frame.scale <= WIDTH / 4), default=BARS_M[0])
    return Sketch(
        others=frame.path(near),
        secondary=frame.path(secondary),
        zone=frame.path(zone),
        marks=_marks(loaded, at, found, frame),
        bar=round(bar_m * frame.scale, 1),
        bar_m=bar_m,
    )


def _frame(shapes: list[shapely.Geometry]) -> tuple[_Frame, shapely.Geometry]:
    west, south, east, north = shapely.total_bounds(shapes)
    across, along = max(east - west, LEAST_M), max(north - south, LEAST_M)
    scale = min((WIDTH - 2 * MARGIN) / across, (HEIGHT - 2 * MARGIN) / along)
    middle_x, middle_y = (west + east) / 2, (south + north) / 2
    half_x, half_y = (WIDTH / 2 - MARGIN) / scale, (HEIGHT / 2 - MARGIN) / scale
    frame = _Frame(middle_x - half_x, middle_y + half_y, scale)
    outer_x, outer_y = WIDTH / 2 / scale, HEIGHT / 2 / scale
    ground = shapely.box(
        middle_x - outer_x, middle_y - outer_y, middle_x + outer_x, middle_y + outer_y
    )
    return frame, ground


def _marks(loaded: Loaded, at: Chosen, found: Isolation, frame: _Frame) -> list[Mark]:
    where = overlay.point_of(loaded, at.place) if at.place else None
    # The first is drawn below the others: what is to be closed stays legible beside the leak.
    made = [Mark(*frame.place(where.x, where.y), "×", "leak")] if where is not None else []
    made += _together(
        mark
        for number, one in enumerate(found.to_close, 1)
        if (mark := _mark(loaded, one.ref, str(number), "valve", frame))
    )
    for refs, text, kind in ((found.sources, "S", "source"), (found.hydrants, "H", "hydrant")):
        made += [m for ref in refs if (m := _mark(loaded, ref, text, kind, frame))]
    return made


def _together(marks: Iterable[Mark]) -> list[Mark]:
    """Write the numbers of valves that would hide one another in one mark."""
    made: list[Mark] = []
    for mark in marks:
        hidden = next((m for m in made if m.hides(mark)), None)
        if hidden is None:
            made.append(mark)
        else:
            text = f"{hidden.text}, {mark.text}"
            made[made.index(hidden)] = replace(hidden, text=text)
    return made


def _mark(loaded: Loaded, ref: str, text: str, kind: str, frame: _Frame) -> Mark | None:
    elements, rank = loaded.rows.get(ref, (None, 0))
    middle = None if elements is None else middle_of(elements.geometry[rank])
    if middle is None:
        return None
    return Mark(*frame.place(middle.x, middle.y), text, kind)
