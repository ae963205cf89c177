"""« Que y a-t-il sous cette rue ? »: from what a person gave to a point and what is around it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from terrier.apps.territories.drawing import Drawing
from terrier.domain.kernel.errors import Invalid

RADII = (20, 50, 100, 250, 500)
DEFAULT_RADIUS = 50
IMAGE = "carte"
"""Name of the image that a person clicks; browsers send `carte.x` and `carte.y`."""
_DIGITS = r"-?\d{1,3}(?:[.,]\d+)?"


@dataclass(frozen=True)
class Point:
    """Where to look (WGS84 degrees), and how far (metres)."""

    lon: float
    lat: float
    radius_m: int

    def query(self, **more: str) -> str:
        """Write the point as the query string of a stable address."""
        place = {"lat": f"{self.lat:.6f}", "lon": f"{self.lon:.6f}", "rayon": str(self.radius_m)}
        return urlencode({**place, **more})


def radius(asked: Mapping[str, str]) -> int:
    """Read the radius; one of the offered values."""
    text = asked.get("rayon", "") or str(DEFAULT_RADIUS)
    if text not in map(str, RADII):
        raise Invalid(_("Choisissez un des rayons proposés, de 20 à 500 mètres."))
    return int(text)


def point(asked: Mapping[str, str], drawing: Drawing | None) -> Point | None:
    """Read the point that was given: a click on the image, or coordinates; None: none was."""
    metres = radius(asked)
    if drawing is not None and f"{IMAGE}.x" in asked:
        x, y = (_pixel(asked.get(f"{IMAGE}.{axis}", "")) for axis in "xy")
        lon, lat = drawing.place(x, y)
        return Point(lon, lat, metres)
    if asked.get("lat") or asked.get("lon"):
        return Point(
            _degrees(asked.get("lon", ""), 180), _degrees(asked.get("lat", ""), 90), metres
        )
    return coordinates(asked.get("q", ""), metres)


def coordinates(text: str, metres: int) -> Point | None:
    """Read « 46.563, 4.908 » or « 46,563 ; 4,908 » (latitude first); None: something else."""
    match = re.fullmatch(rf"\s*({_DIGITS})\s*[;, ]\s*({_DIGITS})\s*", text)
    if match is None:
        return None
    return Point(_degrees(match[2], 180), _degrees(match[1], 90), metres)


def _degrees(text: str, limit: int) -> float:
    match = re.fullmatch(_DIGITS, text.strip())
    value = float(match[0].replace(",", ".")) if match else None
    if value is None or abs(value) > limit:
        raise Invalid(
            _(
                "« %(text)s » n’est pas une coordonnée : écrivez des degrés décimaux, latitude "
                "puis longitude, par exemple 46,5631 ; 4,9084."
            )
            % {"text": text[:40]}
        )
    return value


def _pixel(text: str) -> float:
    if not re.fullmatch(r"\d{1,5}", text):
        raise Invalid(_("Cliquez dans le dessin de la commune."))
    return float(text)
