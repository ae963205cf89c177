"""The CRS that a file declares, as an authority code where there is one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pyproj import CRS
from pyproj.exceptions import CRSError

_SURE = 70
_LIKELY = 25
"""Confidence of pyproj from which a code is proposed; below `_SURE` it is said to be a guess."""

NOT_DEGREES = "Le fichier dit des degrés, ou rien, mais ses coordonnées n'en sont pas."


def crs_code(declared: Any) -> tuple[str | None, str]:
    """Name a declared CRS.

    Parameters
    ----------
    declared
        Anything that pyproj reads (`EPSG:2154`, WKT, PROJJSON), or None.

    Returns
    -------
    tuple of (str or None, str)
        `EPSG:code`, or the WKT where no code is near; and a French sentence.
    """
    if not declared:
        return None, "Le fichier ne dit pas dans quel système sont ses coordonnées."
    try:
        crs = CRS.from_user_input(declared)
    except CRSError:
        return None, "Le système de coordonnées déclaré par le fichier n'est pas compris."
    crs = _unbound(crs)
    sure = crs.to_epsg(min_confidence=_SURE)
    if sure:
        name = CRS.from_epsg(sure).name if crs.name == "unknown" else crs.name
        return f"EPSG:{sure}", f"Déclaré par le fichier : {name} (EPSG:{sure})."
    authority = crs.to_authority(auth_name="OGC")
    if authority and authority[1] in ("CRS84", "CRS84h"):
        return "EPSG:4326", "Déclaré par le fichier : longitude et latitude WGS84."
    likely = crs.to_epsg(min_confidence=_LIKELY)
    if likely:
        return f"EPSG:{likely}", (
            f"Le fichier déclare « {crs.name} » sans code : il ressemble à EPSG:{likely}, à "
            "confirmer."
        )
    return crs.to_wkt(), f"Déclaré par le fichier : {crs.name}, sans code connu."


def beyond_degrees(bounds: Sequence[float] | None) -> bool:
    """Tell bounds (west, south, east, north) that no longitudes and latitudes have.

    A GeoJSON without a system is said to be in degrees; many programs write metres there.
    """
    if bounds is None:
        return False
    west, south, east, north = bounds
    # Data around the antimeridian may go on beyond it.
    return max(abs(west), abs(east)) > 360 or max(abs(south), abs(north)) > 90.001


def _unbound(crs: CRS) -> CRS:
    """Take off a way to WGS84 that changes nothing (`+towgs84=0,0,0`), which hides the code."""
    way = crs.coordinate_operation if crs.is_bound else None
    if way is None or crs.source_crs is None or any(p.value for p in way.params):
        return crs
    return crs.source_crs
