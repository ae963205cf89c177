"""In which reference system coordinates fall where they should."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from terrier.domain.tabular.context import TypingContext
from terrier.domain.tabular.crs import OVERSEAS, Bounds, ReferenceSystem, crs_label, systems
from terrier.lake.relation import literal
from terrier.lake.typing.sentences import count

POINTS = "points"
"""Temporary table `(x, y)` of a sample of coordinates as they stand."""
ENOUGH = 0.5
INVERTED = ", les deux axes étant inversés dans le fichier"
MARGIN = 0.5
"""Degrees around the territory: files of a neighbourhood overflow it."""


@dataclass(frozen=True)
class Fix:
    """The system found for a sample of points."""

    crs: str
    swap_axes: bool
    inside: int
    points: int
    reason: str
    abroad: bool = False
    """Whether the points fall outside France: only their being degrees speaks for the system."""

    @property
    def share(self) -> float:
        """Give the share of points that fall where they should."""
        return self.inside / self.points if self.points else 0.0


def locate(cur: duckdb.DuckDBPyConnection, context: TypingContext) -> Fix | None:
    """Find the system in which most of the sampled points fall in the territory, or in France.

    Degrees that fall elsewhere on Earth are taken as they are, and the reason says so.
    """
    row = cur.execute(f"SELECT count(*) FROM {POINTS}").fetchone()
    points = int(row[0]) if row else 0
    if not points:
        return None
    places = [(context.bbox, "le territoire")] if context.bbox else []
    for place, name in (*places, (None, "la zone d'emploi de ce système")):
        fix = _best(cur, context, place, name, points)
        if fix is not None and fix.share >= ENOUGH:
            return fix
    return _anywhere(cur, points)


def _best(
    cur: duckdb.DuckDBPyConnection,
    context: TypingContext,
    place: Bounds | None,
    name: str,
    points: int,
) -> Fix | None:
    best: Fix | None = None
    for system in systems(context.crs):
        for swapped in (False, True):
            for area in _areas(system, place):
                inside = _inside(cur, system, area, swapped)
                if inside > (best.inside if best else 0):
                    said = _said(system, swapped, inside, points, name)
                    best = Fix(system.code, swapped, inside, points, said)
    return best


def _areas(system: ReferenceSystem, place: Bounds | None) -> list[Bounds]:
    if place is not None:
        west, south, east, north = place
        return [(west - MARGIN, south - MARGIN, east + MARGIN, north + MARGIN)]
    if system.code == "EPSG:4326":
        return [system.area, *(s.area for s in OVERSEAS)]
    return [system.area]


def _inside(
    cur: duckdb.DuckDBPyConnection, system: ReferenceSystem, area: Bounds, swapped: bool
) -> int:
    x, y = ("y", "x") if swapped else ("x", "y")
    low_x, low_y, high_x, high_y = system.ranges
    west, south, east, north = area
    transformed = f"ST_Transform(ST_Point({x}, {y}), {literal(system.code)}, 'EPSG:4326')"
    row = cur.execute(
        f"SELECT count_if(ST_X(p) BETWEEN ? AND ? AND ST_Y(p) BETWEEN ? AND ?) FROM ("
        f"SELECT {transformed} AS p FROM {POINTS} "
        f"WHERE {x} BETWEEN ? AND ? AND {y} BETWEEN ? AND ?)",
        [west, east, south, north, low_x, high_x, low_y, high_y],
    ).fetchone()
    return int(row[0] or 0) if row else 0


def _said(system: ReferenceSystem, swapped: bool, inside: int, points: int, name: str) -> str:
    """Say what proves the system."""
    lead = f"{_told(inside, points)} dans {name} quand on les lit en {crs_label(system.code)}"
    return lead + (INVERTED if swapped else "")


def _told(inside: int, points: int) -> str:
    if points == 1:
        return "le seul point tombe"
    verb = "tombe" if inside == 1 else "tombent"
    return f"{count(inside)} points essayés sur {count(points)} {verb}"


def _anywhere(cur: duckdb.DuckDBPyConnection, points: int) -> Fix | None:
    row = cur.execute(
        f"SELECT count_if(x BETWEEN -180 AND 180 AND y BETWEEN -90 AND 90), "
        f"count_if(x BETWEEN -90 AND 90 AND y BETWEEN -180 AND 180) FROM {POINTS}"
    ).fetchone()
    straight, swapped = row or (0, 0)
    if max(straight, swapped) < ENOUGH * points:
        return None
    turned = swapped > straight
    reason = "les coordonnées sont des degrés, hors de France" + (INVERTED if turned else "")
    return Fix("EPSG:4326", turned, max(straight, swapped), points, reason, abroad=True)
