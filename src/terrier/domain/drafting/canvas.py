"""A drawing in millimetres of paper, written as SVG; the same lines on screen and in print."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape

import numpy as np
import shapely
from numpy.typing import NDArray

from .sheets import Sheet, Spot

FONTS = "'Terrier Sans', 'Source Sans 3', sans-serif"
WIDTH_OF_LETTER = 0.52
"""Mean width of a letter, in heights of the text."""
DIGITS = 2
"""Hundredths of a millimetre: a printer shows no less."""
FINEST_MM = 0.05
"""What is simplified away."""


@dataclass(frozen=True)
class Ink:
    """How a line and what it encloses are drawn; millimetres."""

    stroke: str = "none"
    width: float = 0.0
    fill: str = "none"
    dash: tuple[float, ...] = ()
    opacity: float = 1.0
    round: bool = False

    def attributes(self) -> str:
        """Write the ink as SVG attributes."""
        parts = [f'fill="{self.fill}"']
        if self.fill != "none":
            parts.append('fill-rule="evenodd"')
        if self.stroke != "none":
            ends = "round" if self.round else "butt"
            parts.append(
                f'stroke="{self.stroke}" stroke-width="{self.width:g}" stroke-linejoin="round" '
                f'stroke-linecap="{ends}"'
            )
        if self.dash:
            parts.append(f'stroke-dasharray="{" ".join(f"{d:g}" for d in self.dash)}"')
        if self.opacity < 1:
            parts.append(f'opacity="{self.opacity:g}"')
        return " ".join(parts)


@dataclass
class Canvas:
    """The frame of a sheet, drawn from below to above."""

    sheet: Sheet
    _parts: list[str] = field(default_factory=list)

    def on_paper(self, shapes: NDArray[np.object_] | Sequence[shapely.Geometry]) -> list[
        shapely.Geometry
    ]:  # fmt: skip
        """Give shapes of the ground as millimetres of the frame, cut at its edge."""
        flat = shapely.force_2d(np.asarray(shapes, dtype=object))
        west, south, east, north = self.sheet.bounds
        clipped = shapely.clip_by_rect(flat, west, south, east, north)
        metres = self.sheet.metres_per_mm

        def move(xy: NDArray[np.float64]) -> NDArray[np.float64]:
            return (xy - (west, north)) / (metres, -metres)

        return [g for g in shapely.transform(clipped, move) if not g.is_empty]

    def shapes(self, shapes: Iterable[shapely.Geometry], ink: Ink) -> None:
        """Draw lines and polygons that are on paper already, as one path."""
        path = "".join(map(path_of, shapes))
        if path:
            self._parts.append(f'<path d="{path}" {ink.attributes()}/>')

    def hatch(
        self, shapes: Iterable[shapely.Geometry], ink: Ink, every: float, degrees: float = 45.0
    ) -> None:
        """Hatch polygons that are on paper, with lines that begin at the same origin everywhere."""
        lines = hatching(self.sheet.width_mm, self.sheet.height_mm, every, degrees)
        zone = shapely.union_all(list(shapes))
        self.shapes([shapely.intersection(lines, zone)], ink)

    def text(
        self, words: str, at: Spot, size: float, *, anchor: str = "start", bold: bool = False,
        colour: str = "#1b1b1b", degrees: float = 0.0, ground: str = "",
    ) -> None:  # fmt: skip
        """Write words; `ground` colours a box under them, so that lines do not cross them."""
        x, y = at
        turn = f' transform="rotate({degrees:.1f} {x:.2f} {y:.2f})"' if degrees else ""
        weight = ' font-weight="bold"' if bold else ""
        parts = []
        if ground:
            width = width_of(words, size) + 0.6
            left = {"start": x - 0.3, "middle": x - width / 2, "end": x - width + 0.3}[anchor]
            parts.append(
                f'<rect x="{left:.2f}" y="{y - size * 0.82:.2f}" width="{width:.2f}" '
                f'height="{size * 1.1:.2f}" fill="{ground}" opacity="0.88"/>'
            )
        parts.append(
            f'<text x="{x:.2f}" y="{y:.2f}" font-family="{FONTS}" font-size="{size:g}"{weight} '
            f'text-anchor="{anchor}" fill="{colour}">{escape(words)}</text>'
        )
        self._parts.append(f"<g{turn}>{''.join(parts)}</g>" if turn else "".join(parts))

    def add(self, svg: str) -> None:
        """Add what is drawn by other means."""
        self._parts.append(svg)

    def svg(self, *, title: str, above: float = 0.0, beside: float = 0.0) -> str:
        """Give the drawing, with room around the frame for what is written there (mm)."""
        width, height = self.sheet.width_mm + 2 * beside, self.sheet.height_mm + 2 * above
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}mm" height="{height:g}mm" '
            f'viewBox="{-beside:g} {-above:g} {width:g} {height:g}" role="img">'
            f"<title>{escape(title)}</title>{''.join(self._parts)}</svg>"
        )


def path_of(shape: shapely.Geometry) -> str:
    """Write lines and rings as an SVG path; points give nothing."""
    parts = []
    for part in shapely.get_parts(shapely.simplify(shape, FINEST_MM)):
        if isinstance(part, shapely.GeometryCollection) and not part.is_empty:
            parts.append(path_of(part))
        elif isinstance(part, shapely.Polygon):
            rings = (part.exterior, *part.interiors)
            parts += [_line(ring.coords[:-1]) + "Z" for ring in rings if len(ring.coords) > 3]
        elif isinstance(part, shapely.LineString) and not part.is_empty:
            parts.append(_line(part.coords))
    return "".join(parts)


def _line(points: Iterable[Sequence[float]]) -> str:
    return "M" + "L".join(f"{p[0]:.{DIGITS}f} {p[1]:.{DIGITS}f}" for p in points)


def hatching(width: float, height: float, every: float, degrees: float) -> shapely.MultiLineString:
    """Give parallel lines that cover a frame."""
    reach = math.hypot(width, height)
    angle = math.radians(degrees)
    along, across = (math.cos(angle), math.sin(angle)), (-math.sin(angle), math.cos(angle))
    lines = []
    for rank in range(-int(reach / every) - 1, int(reach / every) + 2):
        x, y = across[0] * rank * every, across[1] * rank * every
        ends = [(x + s * reach * along[0], y + s * reach * along[1]) for s in (-1, 1)]
        lines.append(shapely.LineString(ends))
    return shapely.MultiLineString(lines)


def width_of(words: str, size: float) -> float:
    """Guess the width of words."""
    return len(words) * size * WIDTH_OF_LETTER
