"""The map of a commune, drawn by the server: its land, its neighbours, roads and water.

A small drawing says where it stands in the territory. It stays a sheet of paper in dark too, the
same on screen and in print.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import shapely
from django.utils.translation import gettext as _

from terrier.apps.catalog.background import BACKGROUND
from terrier.apps.catalog.queries import open_table
from terrier.apps.digging.areas import WGS84, moved
from terrier.apps.digging.queries.inhabited import shapes
from terrier.apps.figures.kept import cache
from terrier.apps.territories.models import Commune, Organisation
from terrier.apps.territories.queries import land_digest
from terrier.domain.kernel.errors import Gone, NotFound

if TYPE_CHECKING:
    from terrier.domain.access.policy import Reader

KEPT_SECONDS = 7 * 24 * 3600
SCHEME = 1
"""Raised when the drawing changes its look."""
WIDTH, HEIGHT = 460, 360
INSET = 130
"""Side of the small drawing of the whole territory."""
ROOM = 1.12
"""Of the box of the commune that the sheet shows: a strip of its neighbours is seen."""
DRAWN = {"water": "#a9cdd6", "stream": "#4b93a3", "street": "#b9ab93"}
WIDE = {"stream": 1.6, "street": 1.0}
LAND, MINE, EDGE, INK = "#f6f1e6", "#e8efdc", "#7b6a43", "#29231b"
CLAY = "#98401f"


@dataclass(frozen=True)
class _Window:
    """From metres to the sheet."""

    west: float
    north: float
    metres: float

    def path(self, shape: shapely.Geometry) -> str:
        """Write lines, and the rings of polygons."""
        simple = shapely.simplify(shape, self.metres * 0.4)
        lines: list[shapely.Geometry] = []
        for part in shapely.get_parts(simple):
            if isinstance(part, shapely.Polygon):
                lines += [part.exterior, *part.interiors]
            elif isinstance(part, shapely.LineString):
                lines.append(part)
        return "".join(f"M{self._points(line)}" for line in lines if not line.is_empty)

    def _points(self, line: shapely.Geometry) -> str:
        return "L".join(f"{x:.1f} {y:.1f}" for x, y in map(self.at, line.coords))

    def at(self, point: Iterable[float]) -> tuple[float, float]:
        """Give the place of a point on the sheet."""
        x, y = tuple(point)[:2]
        return (x - self.west) / self.metres, (self.north - y) / self.metres


def drawing(reader: Reader, commune: Commune, owner: Organisation) -> str:
    """Draw a commune as a whole SVG file, kept while the land and the ground are the same."""
    key = f"sheet-map:{_fingerprint(reader, commune, owner)}"
    kept: str | None = cache.get(key)
    if kept is None:
        kept = _drawn(reader, commune, owner)
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def _fingerprint(reader: Reader, commune: Commune, owner: Organisation) -> str:
    """Digest what a drawing depends on: outlines, names, and the ground that the reader sees."""
    ground = []
    for slug, kind in BACKGROUND.items():
        try:
            ground.append(open_table(reader, slug).relation.fingerprint if kind in DRAWN else "")
        except (NotFound, Gone):
            ground.append("")
    parts = (SCHEME, commune.code, owner.projected_crs, ground, land_digest())
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def _drawn(reader: Reader, commune: Commune, owner: Organisation) -> str:
    """Draw; empty where the commune has no outline."""
    crs = owner.projected_crs
    known = Commune.objects.filter(outline__isnull=False).order_by("code")
    lands = {c.code: moved(shapely.from_wkb(bytes(c.outline)), WGS84, crs) for c in known}
    mine = lands.get(commune.code)
    if mine is None:
        return ""
    window, box = _window(mine)
    parts = [f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{LAND}"/>']
    clipped = {code: shapely.intersection(land, box) for code, land in lands.items()}
    parts.append(_shape(window, clipped[commune.code], f'fill="{MINE}"'))
    parts += _ground(reader, box, crs, window)
    edges = f'fill="none" stroke="{EDGE}" stroke-width="1"'
    parts += [_shape(window, land, edges) for land in clipped.values() if not land.is_empty]
    parts.append(_shape(window, mine, f'fill="none" stroke="{CLAY}" stroke-width="2.5"'))
    names = {c.code: c.name for c in known}
    parts += _names(window, {n: clipped[c] for c, n in names.items() if c != commune.code})
    parts += _inset(lands, commune.code)
    title = escape(alternative(commune))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
        f'height="{HEIGHT}" role="img" aria-label="{title}">{"".join(parts)}</svg>'
    )


def alternative(commune: Commune) -> str:
    """Say what the drawing shows."""
    return _(
        "Carte de %(name)s : ses limites, les communes voisines, les routes et l’eau connues ; en "
        "médaillon, sa place dans le territoire."
    ) % {"name": commune.name}


def _window(land: shapely.Geometry) -> tuple[_Window, shapely.Geometry]:
    west, south, east, north = shapely.bounds(land)
    metres = ROOM * max((east - west) / WIDTH, (north - south) / HEIGHT, 1.0)
    x, y = (west + east) / 2, (south + north) / 2
    half_x, half_y = WIDTH * metres / 2, HEIGHT * metres / 2
    return (
        _Window(x - half_x, y + half_y, metres),
        shapely.box(x - half_x, y - half_y, x + half_x, y + half_y),
    )


def _ground(reader: Reader, box: shapely.Geometry, crs: str, window: _Window) -> list[str]:
    """Draw what visible datasets know of water and roads."""
    parts = []
    for slug, kind in BACKGROUND.items():
        found = shapes(reader, slug, box, crs) if kind in DRAWN else None
        if found is None or not len(found.shapes):
            continue
        colour = DRAWN[kind]
        line = f'fill="none" stroke="{colour}" stroke-width="{WIDE.get(kind)}"'
        look = f'fill="{colour}"' if kind == "water" else line
        inside = shapely.intersection(found.shapes, box)
        path = "".join(window.path(shape) for shape in inside)
        parts.append(f'<path d="{path}" {look}/>')
    return parts


def _shape(window: _Window, land: shapely.Geometry, look: str) -> str:
    return f'<path d="{window.path(land)}" {look} stroke-linejoin="round"/>'


def _names(window: _Window, around: dict[str, shapely.Geometry]) -> list[str]:
    """Name the neighbours where their strip leaves room for it."""
    parts = []
    for name, land in around.items():
        if land.is_empty:
            continue
        west, south, east, north = shapely.bounds(land)
        wide, high = (east - west) / window.metres, (north - south) / window.metres
        if wide < len(name) * 6.5 or high < 18:
            continue
        x, y = window.at(shapely.point_on_surface(land).coords[0])
        half = len(name) * 3.4
        x = min(max(x, half + 4), WIDTH - half - 4)
        parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" font-family="Source Sans 3, Terrier Sans, sans-serif" '
            f'font-size="12" text-anchor="middle" fill="{INK}" stroke="{LAND}" stroke-width="3" '
            f'paint-order="stroke">{escape(name)}</text>'
        )
    return parts


def _inset(lands: dict[str, shapely.Geometry], code: str) -> list[str]:
    """Draw the whole territory small, the commune filled."""
    west, south, east, north = shapely.total_bounds(list(lands.values()))
    metres = max(east - west, north - south, 1.0) / (INSET - 12)
    window = _Window(west - 6 * metres, north + 6 * metres, metres)
    high = (north - south) / metres + 12
    paths = "".join(window.path(land) for land in lands.values())
    return [
        f'<g transform="translate({WIDTH - INSET - 6} {HEIGHT - high - 6:.1f})">'
        f'<rect width="{INSET}" height="{high:.1f}" fill="#ffffff" stroke="{EDGE}"/>'
        f'<path d="{paths}" fill="{MINE}" stroke="{EDGE}" stroke-width="0.6"/>'
        f'<path d="{window.path(lands[code])}" fill="{CLAY}"/></g>'
    ]
