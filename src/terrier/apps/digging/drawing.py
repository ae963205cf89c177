"""The map of an answer, as it was given: its pieces as tiles, what is not known laid over them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import shapely
from django.urls import reverse
from django.utils.translation import gettext as _

from terrier.apps.networks.symbols import DOT, OUTLINES
from terrier.apps.networks.words import MATERIAL_NAMES
from terrier.domain.topology.commodities import LOOKS
from terrier.domain.topology.footprint import Piece
from terrier.domain.topology.precision import MARGINS_M, PrecisionClass
from terrier.lake.tiles import draw_tile, window_of
from terrier.lake.tiles.live import Tile

from .areas import WGS84, moved
from .content import Findings, Told, unpacked
from .models import Answer
from .plan import symbols

KEPT_ANSWERS = 16
"""Answers whose pieces stay ready for the tiles of their map."""
CORNER = "/0/0/0.mvt"


@dataclass(frozen=True)
class Drawable:
    """A piece as the map draws it; its rank in the answer names it."""

    rank: int
    told: Told
    piece: Piece
    shape: shapely.Geometry
    """WGS84 degrees."""


def answer_map(answer: Answer, findings: Findings) -> dict[str, Any]:
    """Give what the map of an answer is drawn from."""
    corner = reverse("digging-tile", args=[answer.reference, 0, 0, 0])
    around = shapely.bounds(moved(findings.around, findings.crs, WGS84))
    carried = {p.commodity for told in findings.networks for p in told.pieces}
    kinds = {p.kind for told in findings.networks for p in told.devices if p.kind}
    return {
        "tiles": corner.replace(CORNER, "/{z}/{x}/{y}.mvt"),
        "bounds": ",".join(f"{edge:.6f}" for edge in around),
        "feature_address": reverse("digging-piece", args=[answer.reference]) + "?rang={row}",
        "basemap": reverse("basemap-style"),
        "legend": [
            {"color": look.colour, "label": f"{look.letters} : {look.label}", "value": kind.value}
            for kind, look in LOOKS.items()
            if kind in carried
        ],
        "symbols": [
            {"kind": kind.value, "label": symbols.NAMES[kind]}
            for kind in OUTLINES
            if kind in kinds and symbols.is_drawn(kind)
        ],
        "unknown": any(u.zone is not None for u in findings.unknowns),
        "drawn": {
            "outlines": OUTLINES | {"": DOT},
            "materials": {code: str(name) for code, name in MATERIAL_NAMES.items()},
            "overlay": {"type": "FeatureCollection", "features": list(_laid_over(findings))},
        },
    }


def tile(answer: Answer, z: int, x: int, y: int) -> Tile:
    """Draw one tile of the map of an answer."""
    window = shapely.box(*window_of(z, x, y))
    here = [d for d in drawables(bytes(answer.content)) if shapely.intersects(d.shape, window)]
    return draw_tile(
        [d.rank for d in here],
        [shapely.to_wkb(d.shape) for d in here],
        _attributes([d.piece for d in here]),
        z,
        x,
        y,
    )


@lru_cache(maxsize=KEPT_ANSWERS)
def drawables(content: bytes) -> tuple[Drawable, ...]:
    """Give the pieces of an answer, in degrees: an answer never changes."""
    findings = unpacked(content)
    pieces = [(told, piece) for told in findings.networks for piece in told.pieces]
    return tuple(
        Drawable(rank, told, piece, moved(shapely.force_2d(piece.geometry), findings.crs, WGS84))
        for rank, (told, piece) in enumerate(pieces)
    )


def _attributes(pieces: list[Piece]) -> dict[str, list[str]]:
    return {
        "role": ["node" if p.kind else "pipe" for p in pieces],
        "commodity": [p.commodity.value for p in pieces],
        "kind": [p.kind.value if p.kind else "" for p in pieces],
        "status": [p.status.value for p in pieces],
        "precision": [p.precision.value for p in pieces],
        "material": [p.material or "" for p in pieces],
        "diameter": [f"{p.diameter_mm:g}" if p.diameter_mm else "" for p in pieces],
        "year": [p.laid for p in pieces],
    }


def _laid_over(findings: Findings) -> Iterator[dict[str, Any]]:
    """Give what lies under and over the networks, the lowest first."""
    for told in findings.networks:
        for precision in (PrecisionClass.C, PrecisionClass.B):
            lines = [p.geometry for p in told.lines if p.precision is precision and p.serves]
            if lines:
                wide = shapely.union_all(shapely.buffer(lines, MARGINS_M[precision], quad_segs=6))
                yield _feature(findings, wide, "corridor", color=told.commodity.look.colour)
    for site in findings.worksites:
        if site.geometry is not None:
            yield _feature(findings, site.geometry, "worksite")
    for unknown in findings.unknowns:
        if unknown.zone is not None and not unknown.zone.is_empty:
            yield _feature(findings, unknown.zone, "unknown")
            spot = shapely.point_on_surface(unknown.zone)
            yield _feature(findings, spot, "unknown", label=_("non connu"))
    yield _feature(findings, findings.around, "margin")
    yield _feature(findings, findings.zone, "footprint")


def _feature(
    findings: Findings, shape: shapely.Geometry, part: str, **properties: str
) -> dict[str, Any]:
    placed = shapely.set_precision(moved(shapely.force_2d(shape), findings.crs, WGS84), 1e-7)
    return {
        "type": "Feature",
        "geometry": shapely.geometry.mapping(placed),
        "properties": {"part": part, **properties},
    }
