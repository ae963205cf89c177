"""What a crossing stands on besides its two tables: the projection, old codes, matches by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Ground:
    """What is known of the territory."""

    crs: str = "EPSG:2154"
    """Legal projection, in metres: distances, lengths and areas are computed in it."""
    former_communes: Mapping[str, str] = field(default_factory=dict)
    """Code of a commune that merged → code of the commune of today."""
    perimeter: bytes | None = None
    """WKB (Multi)Polygon, WGS84 longitude/latitude, of the communes of `Definition.perimeter`;
    None: rows are told by their code of commune."""


@dataclass(frozen=True)
class Hand:
    """A match made by a person; it stands in place of what the row would meet by itself."""

    left: tuple[str, ...]
    """`KEYS` and `COMMUNE_NAMES`: the values of the pairs as texts, in their order, rewritten as
    the column is before they are compared. Other kinds: the key of one row, alone."""
    right: tuple[str, ...] | None
    """The same over there; None: it has nothing over there, and that is right."""
