"""Coordinate reference systems of French public files, and where their coordinates fall.

Sources: décret 2000-1276 as amended by décret 2019-165 (legal projections); IGN, « Projections
coniques conformes 9 zones »; EPSG registry. Bounds are generous on purpose: they only tell one
system from another.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

Bounds = tuple[float, float, float, float]
"""West, south, east, north (or x and y minima, then maxima)."""

MAINLAND: Bounds = (-5.6, 41.2, 9.8, 51.3)
FIRST_ZONE, LAST_ZONE = 42, 50


@dataclass(frozen=True)
class ReferenceSystem:
    """One system with the ranges of its own coordinates and of its area in WGS84."""

    code: str
    label: str
    ranges: Bounds
    """Smallest x and y, largest x and y, in the system's unit."""
    area: Bounds
    """Where it is used, WGS84 degrees."""


def conic_zone(zone: int) -> ReferenceSystem:
    """Give the conic conformal system of a zone, 42 to 50.

    Its origin lies at x = 1 700 000 m, y = (zone - 41) × 1 000 000 + 200 000 m.
    """
    origin = (zone - 41) * 1_000_000 + 200_000
    return ReferenceSystem(
        code=f"EPSG:{3900 + zone}",
        label=f"CC{zone}",
        ranges=(950_000, origin - 200_000, 2_450_000, origin + 200_000),
        area=(MAINLAND[0], zone - 1.3, MAINLAND[2], zone + 1.3),
    )


WGS84 = ReferenceSystem("EPSG:4326", "degrés WGS84", (-180, -90, 180, 90), MAINLAND)
LAMBERT_93 = ReferenceSystem(
    "EPSG:2154", "Lambert-93", (0, 6_000_000, 1_350_000, 7_250_000), MAINLAND
)
OVERSEAS = (
    ReferenceSystem(
        "EPSG:5490", "UTM 20 nord (Antilles)",
        (400_000, 1_550_000, 850_000, 2_050_000), (-63.3, 14.2, -60.6, 18.3),
    ),
    ReferenceSystem(
        "EPSG:2972", "UTM 22 nord (Guyane)",
        (80_000, 200_000, 600_000, 700_000), (-54.7, 2.0, -51.5, 5.9),
    ),
    ReferenceSystem(
        "EPSG:2975", "UTM 40 sud (La Réunion)",
        (300_000, 7_600_000, 400_000, 7_720_000), (55.1, -21.5, 55.9, -20.8),
    ),
    ReferenceSystem(
        "EPSG:4471", "UTM 38 sud (Mayotte)",
        (480_000, 8_540_000, 560_000, 8_630_000), (44.9, -13.1, 45.4, -12.5),
    ),
    ReferenceSystem(
        "EPSG:4467", "UTM 21 nord (Saint-Pierre-et-Miquelon)",
        (500_000, 5_150_000, 640_000, 5_250_000), (-56.6, 46.7, -56.0, 47.2),
    ),
)  # fmt: skip
OLD_LAMBERT = ReferenceSystem(
    "EPSG:27572", "Lambert II étendu", (0, 1_600_000, 1_250_000, 2_750_000), MAINLAND
)
WEB_MERCATOR = ReferenceSystem(
    "EPSG:3857", "Web Mercator", (-650_000, 5_000_000, 1_100_000, 6_700_000), MAINLAND
)

SYSTEMS = (
    WGS84,
    LAMBERT_93,
    *(conic_zone(zone) for zone in range(FIRST_ZONE, LAST_ZONE + 1)),
    *OVERSEAS,
    OLD_LAMBERT,
    WEB_MERCATOR,
)
LABELS = {s.code: s.label for s in SYSTEMS}


def systems(legal: str) -> Iterator[ReferenceSystem]:
    """Give the systems to try: degrees, the legal projection of the territory, then the others."""
    yield from sorted(SYSTEMS, key=lambda s: (s is not WGS84, s.code != legal))


def crs_label(code: str) -> str:
    """Name a system as people know it: `Lambert-93 (EPSG:2154)`."""
    return f"{LABELS[code]} ({code})" if code in LABELS else code


_COUNTERPARTS = {
    "x": "y", "lon": "lat", "long": "lat", "lng": "lat", "longitude": "latitude",
    "longitudes": "latitudes", "longx": "laty", "longy": "latx", "xlong": "ylat",
    "est": "nord", "easting": "northing",
    "coordx": "coordy", "xcoord": "ycoord", "xcoordinate": "ycoordinate", "xl93": "yl93",
}  # fmt: skip


def counterpart(plain: str) -> str | None:
    """Give the plain label of the second axis that goes with a first one.

    Examples
    --------
    >>> counterpart("coord_x_l93")
    'coord_y_l93'
    """
    words = plain.split("_")
    if not any(w in _COUNTERPARTS for w in words):
        return None
    return "_".join(_COUNTERPARTS.get(w, w) for w in words)
