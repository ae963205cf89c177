"""How devices and structures are drawn: one outline each, told apart without colour."""

from __future__ import annotations

from terrier.domain.topology.elements import NodeKind

SIDE = 16
"""Side of the square that the outlines are drawn in."""
_CIRCLE = "M8 2a6 6 0 1 0 .01 0z"
_SQUARE = "M3 3h10v10H3z"
DOT = "M8 5a3 3 0 1 0 .01 0z"
OUTLINES: dict[str, str] = {
    NodeKind.VALVE: "M2 4L14 12V4L2 12z",
    NodeKind.CHECK_VALVE: "M3 4L12 8L3 12zM13 4V12",
    NodeKind.REGULATOR: "M2 6L14 13V6L2 13zM8 9V3M5 3h6",
    NodeKind.PUMP: f"{_CIRCLE}M6 5l5 3-5 3z",
    NodeKind.SOURCE: f"{_SQUARE}M5 9c2-3 4 3 6 0",
    NodeKind.TANK: f"{_SQUARE}M3 7h10",
    NodeKind.HYDRANT: f"{_CIRCLE}M6 5v6M10 5v6M6 8h4",
    NodeKind.METER: f"{_CIRCLE}M8 8l3-3",
    NodeKind.AIR_VALVE: "M8 2l5 6-5 6-5-6z",
    NodeKind.DRAIN: "M3 4h10L8 13z",
    NodeKind.CONNECTION: "M8 6a2 2 0 1 0 .01 0z",
    NodeKind.CAP: "M4 3v10M4 8h9",
    NodeKind.MANHOLE: "M8 3a5 5 0 1 0 .01 0z",
    NodeKind.INLET: "M2 5h12v6H2zM6 5v6M10 5v6",
    NodeKind.OVERFLOW: "M2 13L8 3l6 10z",
    NodeKind.OUTFALL: "M8 2v10M4 8l4 5 4-5",
    NodeKind.TREATMENT: f"{_SQUARE}M3 3l10 10M13 3L3 13",
    NodeKind.BASIN: "M2 4c0 12 12 12 12 0z",
    NodeKind.CABINET: "M4 2h8v12H4zM4 6h8",
    NodeKind.SENSOR: "M8 5a3 3 0 1 0 .01 0zM3 3a7 7 0 0 0 0 10M13 3a7 7 0 0 1 0 10",
}


def outline(kind: str) -> str:
    """Give the outline of a kind, as the path of an SVG; a dot for those without one."""
    return OUTLINES.get(kind, DOT)
