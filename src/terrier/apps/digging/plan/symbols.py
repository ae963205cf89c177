"""Signs of the plan, in millimetres: they differ by their shape, never by colour alone."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import shapely

from terrier.domain.drafting.sheets import STEPS_M, Spot
from terrier.domain.topology.elements import NodeKind

EDGE_MM = 4.0
"""Around the frame, for the coordinates of the grid."""
INK = "#1b1b1b"
SHAPES: dict[NodeKind, str] = {
    NodeKind.VALVE: "M-1.3 -0.8L1.3 0.8V-0.8L-1.3 0.8Z",
    NodeKind.CHECK_VALVE: "M-1.1 -0.9L0.9 0L-1.1 0.9ZM1.1 -0.9V0.9",
    NodeKind.REGULATOR: "M-1.3 -0.8L1.3 0.8V-0.8L-1.3 0.8ZM0 0V-1.5",
    NodeKind.PUMP: "M-1 0A1 1 0 1 1 1 0A1 1 0 1 1 -1 0ZM-0.5 0.8L1 0L-0.5 -0.8",
    NodeKind.SOURCE: "M-1.2 -1.2H1.2V1.2H-1.2ZM-1.2 0H1.2",
    NodeKind.TANK: "M-1.2 -1.2H1.2V1.2H-1.2Z",
    NodeKind.HYDRANT: "M-1 0A1 1 0 1 1 1 0A1 1 0 1 1 -1 0ZM-1 0H1M0 -1V1",
    NodeKind.METER: "M-0.9 -0.9H0.9V0.9H-0.9ZM-0.9 0.9L0.9 -0.9",
    NodeKind.AIR_VALVE: "M-0.9 0.9L0 -0.9L0.9 0.9Z",
    NodeKind.DRAIN: "M-0.9 -0.9L0 0.9L0.9 -0.9Z",
    NodeKind.CAP: "M0 -1V1M-0.4 -1V1",
    NodeKind.MANHOLE: "M-0.9 0A0.9 0.9 0 1 1 0.9 0A0.9 0.9 0 1 1 -0.9 0Z",
    NodeKind.INLET: "M-1 -0.6H1V0.6H-1Z",
    NodeKind.OVERFLOW: "M-1 0L0 -1L1 0L0 1ZM-1 0H1",
    NodeKind.OUTFALL: "M-1 -0.9L0.9 0L-1 0.9Z",
    NodeKind.TREATMENT: "M-1.3 -1.3H1.3V1.3H-1.3ZM-1.3 -1.3L1.3 1.3",
    NodeKind.BASIN: "M-1.4 -0.8H1.4V0.8H-1.4Z",
    NodeKind.CABINET: "M-0.8 -1.1H0.8V1.1H-0.8ZM0 -1.1V1.1",
    NodeKind.SENSOR: "M-0.7 0A0.7 0.7 0 1 1 0.7 0A0.7 0.7 0 1 1 -0.7 0ZM0 -1.4V-0.7",
}
NAMES: dict[NodeKind, str] = {
    NodeKind.VALVE: "vanne",
    NodeKind.CHECK_VALVE: "clapet anti-retour",
    NodeKind.REGULATOR: "régulateur",
    NodeKind.PUMP: "pompe",
    NodeKind.SOURCE: "source, captage",
    NodeKind.TANK: "réservoir",
    NodeKind.HYDRANT: "poteau ou bouche d’incendie",
    NodeKind.METER: "compteur",
    NodeKind.AIR_VALVE: "ventouse",
    NodeKind.DRAIN: "vidange",
    NodeKind.CONNECTION: "départ de branchement",
    NodeKind.CAP: "bouchon",
    NodeKind.MANHOLE: "regard",
    NodeKind.INLET: "avaloir, grille",
    NodeKind.OVERFLOW: "déversoir d’orage",
    NodeKind.OUTFALL: "exutoire",
    NodeKind.TREATMENT: "station d’épuration",
    NodeKind.BASIN: "bassin",
    NodeKind.CABINET: "coffret, armoire",
    NodeKind.SENSOR: "capteur",
    NodeKind.JUNCTION: "raccord",
    NodeKind.OTHER: "autre ouvrage",
    NodeKind.UNKNOWN: "ouvrage de nature inconnue",
}
UNKNOWN = "M-0.6 -0.6H0.6V0.6H-0.6Z"
UNSEEN = frozenset({NodeKind.JUNCTION, NodeKind.CONNECTION})
"""They are where lines meet, and have no sign."""


def is_drawn(kind: NodeKind) -> bool:
    """Say whether a device has a sign."""
    return kind not in UNSEEN


def device(kind: NodeKind, at: Spot, colour: str) -> str:
    """Draw a device."""
    path = SHAPES.get(kind, UNKNOWN)
    return (
        f'<path d="{path}" transform="translate({at[0]:.2f} {at[1]:.2f})" fill="#ffffff" '
        f'stroke="{colour}" stroke-width="0.3" stroke-linejoin="round"/>'
    )


def cross(at: Spot) -> str:
    """Draw a cross of the grid."""
    return (
        f'<path d="M-1.5 0H1.5M0 -1.5V1.5" transform="translate({at[0]:.2f} {at[1]:.2f})" '
        f'stroke="#777777" stroke-width="0.12" fill="none"/>'
    )


def target(at: Spot) -> str:
    """Draw a georeferenced point."""
    return (
        '<path d="M-2.6 0H2.6M0 -2.6V2.6M-1.2 0A1.2 1.2 0 1 1 1.2 0A1.2 1.2 0 1 1 -1.2 0Z" '
        f'transform="translate({at[0]:.2f} {at[1]:.2f})" stroke="{INK}" stroke-width="0.25" '
        'fill="none"/>'
    )


def crossed(lines: Iterable[shapely.Geometry]) -> list[shapely.Geometry]:
    """Give the little crosses that strike out what is definitively out of service."""
    marks: list[shapely.Geometry] = []
    for line in shapely.get_parts(list(lines)):
        for along in np.arange(3.0, line.length, 6.0):
            x, y = shapely.line_interpolate_point(line, along).coords[0]
            marks.append(shapely.LineString([(x - 0.8, y - 0.8), (x + 0.8, y + 0.8)]))
            marks.append(shapely.LineString([(x - 0.8, y + 0.8), (x + 0.8, y - 0.8)]))
    return marks


def ruler(scale: int) -> str:
    """Draw the graduated ruler of a scale, true on paper, with its metres."""
    step = max(1, STEPS_M[scale] // 5)
    wide = step * 1000 / scale
    parts = []
    for rank in range(5):
        fill = INK if rank % 2 == 0 else "#ffffff"
        parts.append(
            f'<rect x="{2 + rank * wide:.3f}" y="4" width="{wide:.3f}" height="1.6" fill="{fill}" '
            f'stroke="{INK}" stroke-width="0.2"/>'
        )
    for rank in range(6):
        words = f"{rank * step} m" if rank == 5 else str(rank * step)
        parts.append(
            f'<text x="{2 + rank * wide:.3f}" y="3" font-family="Terrier Sans" font-size="2.4" '
            f'text-anchor="middle" fill="{INK}">{words}</text>'
        )
    width = 5 * wide + 8
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.2f}mm" height="7mm" '
        f'viewBox="0 0 {width:.2f} 7">{"".join(parts)}</svg>'
    )


def north() -> str:
    """Draw the arrow of the projection's north."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="9mm" height="13mm" viewBox="0 0 9 13">'
        f'<path d="M4.5 0.5L7 9L4.5 7.4L2 9Z" fill="#ffffff" stroke="{INK}" stroke-width="0.3"/>'
        f'<path d="M4.5 0.5L7 9L4.5 7.4Z" fill="{INK}"/>'
        f'<text x="4.5" y="12.6" font-family="Terrier Sans" font-weight="bold" font-size="3.4" '
        f'text-anchor="middle" fill="{INK}">N</text></svg>'
    )
