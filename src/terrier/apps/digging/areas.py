"""Where somebody wants to dig: a circle, a drawing, a list of coordinates, checked before use."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pyproj
import shapely
from django.utils.translation import gettext as _

from terrier.apps.territories.models import Commune
from terrier.domain.kernel.errors import Invalid

WGS84 = "EPSG:4326"
LEAST_M, MOST_M = 1, 500
"""Radius of a circle."""
DEFAULT_RADIUS_M = 20
DEFAULT_WIDTH_M = 2.0
"""Around a line that is drawn: a trench."""
MOST_WIDTH_M = 100.0
MARGINS_M = (0, 10, 25, 50, 100)
MOST_HECTARES = 50
MOST_SPAN_M = 3000.0
MOST_POINTS = 5000
LONGEST_TEXT = 200_000
FARTHEST_M = 1e8
"""No projection goes so far."""
_NUMBER = r"-?\d+(?:[.,]\d+)?"
_PAIR = re.compile(rf"\s*({_NUMBER})\s*[;, \t]\s*({_NUMBER})\s*")
_SRID = re.compile(r"\s*SRID\s*=\s*(\d{4,6})\s*;", re.IGNORECASE)


@dataclass(frozen=True)
class Area:
    """A footprint in the territory's projection, and how it is called."""

    shape: shapely.Geometry
    label: str
    crs: str

    def wgs84(self) -> shapely.Geometry:
        """Give the footprint in degrees."""
        return moved(self.shape, self.crs, WGS84)


def circle(lon: float, lat: float, radius_m: float, label: str, crs: str) -> Area:
    """Draw a circle around a point (degrees)."""
    if not LEAST_M <= radius_m <= MOST_M:
        raise Invalid(
            _("Choisissez un rayon de %(least)s à %(most)s mètres.")
            % {"least": LEAST_M, "most": MOST_M}
        )
    centre = moved(shapely.Point(lon, lat), WGS84, crs)
    shape = shapely.buffer(centre, radius_m, quad_segs=16)
    return checked(shape, label, crs)


def written(text: str, crs: str, width_m: float, label: str) -> Area:
    """Read what was pasted or drawn: GeoJSON, WKT, or one point per line.

    Raises
    ------
    Invalid
        It is not understood, or not usable; the sentence says why and what to do.
    """
    if len(text) > LONGEST_TEXT:
        raise Invalid(_("Ce texte est trop long : importez plutôt un fichier."))
    shape, declared = _parsed(text.strip())
    return from_shape(shape, declared or guessed(shape, crs), crs, width_m, label)


def from_shape(
    shape: shapely.Geometry, source_crs: str, crs: str, width_m: float, label: str
) -> Area:
    """Take a shape of any projection; lines and points are widened."""
    if not 0.1 <= width_m <= MOST_WIDTH_M:
        raise Invalid(
            _("Choisissez une largeur de 0,1 à %(most)s mètres.") % {"most": int(MOST_WIDTH_M)}
        )
    ground = moved(shapely.force_2d(shape), source_crs, crs)
    _check_outline(ground)
    parts = shapely.get_parts(_flat(ground))
    thin = shapely.get_dimensions(parts) < 2
    parts = np.where(thin, shapely.buffer(parts, width_m / 2, quad_segs=8), parts)
    return checked(shapely.union_all(parts), label, crs)


def checked(shape: shapely.Geometry, label: str, crs: str) -> Area:
    """Refuse a footprint that is empty, too large or elsewhere."""
    if shape.is_empty or not shape.area:
        raise Invalid(_("Cette emprise est vide : elle ne couvre aucune surface."))
    west, south, east, north = shapely.bounds(shape)
    if shape.area > MOST_HECTARES * 10_000 or max(east - west, north - south) > MOST_SPAN_M:
        raise Invalid(
            _(
                "Cette emprise est trop grande : %(most)s hectares et %(span)s km de long au plus. "
                "Découpez-la par rue ou par tranche de travaux."
            )
            % {"most": MOST_HECTARES, "span": round(MOST_SPAN_M / 1000)}
        )
    lands = territory(crs)
    if lands is not None and not shapely.intersects(lands, shape):
        raise Invalid(
            _(
                "Cette emprise est hors du territoire : la plateforme n’y connaît rien. Vérifiez "
                "l’ordre des coordonnées (longitude puis latitude en GeoJSON et en WKT)."
            )
        )
    return Area(shape, label[:200], crs)


def moved(shape: shapely.Geometry, source: str, target: str) -> shapely.Geometry:
    """Take a shape from one projection to another."""
    if source == target:
        return shape
    try:
        change = _transformer(source, target)
    except pyproj.exceptions.CRSError as wrong:
        raise Invalid(
            _("Le système de coordonnées %(crs)s n’est pas connu.") % {"crs": source[:40]}
        ) from wrong
    found = shapely.transform(shape, lambda xy: np.column_stack(change.transform(*xy.T)))
    if not np.isfinite(shapely.get_coordinates(found)).all():
        raise Invalid(_("Ces coordonnées n’existent pas dans %(crs)s.") % {"crs": name_of(source)})
    return found


@lru_cache(maxsize=16)
def name_of(crs: str) -> str:
    """Name a projection for people: « RGF93 v1 / Lambert-93 »."""
    return str(pyproj.CRS.from_user_input(crs).name)


def territory(crs: str) -> shapely.Geometry | None:
    """Give the land of all the communes; None where none has an outline."""
    outlines = list(Commune.objects.filter(outline__isnull=False).values_list("outline", flat=True))
    return _land(tuple(map(bytes, outlines)), crs) if outlines else None


@lru_cache(maxsize=4)
def _land(outlines: tuple[bytes, ...], crs: str) -> shapely.Geometry:
    land = shapely.union_all(shapely.from_wkb(outlines))
    return moved(land, WGS84, crs)


@lru_cache(maxsize=16)
def _transformer(source: str, target: str) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(source, target, always_xy=True)


def _parsed(text: str) -> tuple[shapely.Geometry, str | None]:
    if not text:
        raise Invalid(_("Dessinez une emprise, ou collez ses coordonnées."))
    try:
        if text.startswith("{"):
            return shapely.from_geojson(text), _declared(text)
        if text[0].isalpha():
            said = _SRID.match(text)
            shape = shapely.from_wkt(_SRID.sub("", text, count=1))
            return shape, f"EPSG:{said[1]}" if said else None
    except (shapely.errors.GEOSException, ValueError, RecursionError) as wrong:
        raise Invalid(
            _(
                "Ce texte n’est ni du GeoJSON, ni du WKT, ni une liste de points (un point par "
                "ligne, par exemple « 46,5631 ; 4,9084 »)."
            )
        ) from wrong
    return _listed(text), None


def _declared(text: str) -> str | None:
    """Give the projection that an older GeoJSON declares; the standard knows degrees alone."""
    crs = json.loads(text).get("crs")
    found = re.search(r"EPSG:{1,2}(\d{4,6})", json.dumps(crs)) if crs else None
    return f"EPSG:{found[1]}" if found else None


def _listed(text: str) -> shapely.Geometry:
    """Read one point per line: latitude then longitude in degrees, else east then north."""
    points = []
    for rank, line in enumerate(filter(str.strip, text.splitlines()), start=1):
        match = _PAIR.fullmatch(line)
        if match is None:
            raise Invalid(
                _("Ligne %(rank)s : « %(line)s » n’est pas un point. Écrivez deux nombres.")
                % {"rank": rank, "line": line.strip()[:60]}
            )
        first, second = (float(part.replace(",", ".")) for part in match.groups())
        degrees = abs(first) <= 90 and abs(second) <= 180
        points.append((second, first) if degrees else (first, second))
    if len(points) < 3:
        return shapely.MultiPoint(points) if len(points) == 1 else shapely.LineString(points)
    return shapely.Polygon(points)


def guessed(shape: shapely.Geometry, crs: str) -> str:
    """Tell degrees from the metres of the territory by the size of the numbers."""
    xy = np.abs(shapely.get_coordinates(shape))
    if not len(xy):
        raise Invalid(_("Cette emprise est vide : elle ne couvre aucune surface."))
    if (xy[:, 0] <= 180).all() and (xy[:, 1] <= 90).all():
        return WGS84
    if (xy >= 1000).any() and np.isfinite(xy).all():
        return crs
    raise Invalid(
        _(
            "Ces coordonnées ne sont ni des degrés (longitude, latitude), ni des mètres en "
            "%(crs)s. Écrivez par exemple « SRID=2154;POLYGON ((…)) »."
        )
        % {"crs": name_of(crs)}
    )


def _check_outline(shape: shapely.Geometry) -> None:
    if shape.is_empty:
        raise Invalid(_("Cette emprise est vide : elle ne couvre aucune surface."))
    if (np.abs(shapely.get_coordinates(shape)) > FARTHEST_M).any():
        raise Invalid(_("Ces coordonnées n’existent pas : vérifiez leur projection."))
    if shapely.get_num_coordinates(shape) > MOST_POINTS:
        raise Invalid(
            _("Cette emprise a plus de %(most)s points : simplifiez-la.") % {"most": MOST_POINTS}
        )
    if not shapely.is_valid(shape):
        reason = shapely.is_valid_reason(shape)
        place = re.search(r"\[([-\d.]+) ([-\d.]+)\]", reason)
        where = f" ({float(place[1]):.1f} ; {float(place[2]):.1f})" if place else ""
        raise Invalid(
            _(
                "Le tracé de cette emprise se croise lui-même%(where)s : elle n’est pas réparée à "
                "votre place. Reprenez le dessin."
            )
            % {"where": where}
        )


def _flat(shape: shapely.Geometry) -> shapely.Geometry:
    """Open collections within collections."""
    parts = shapely.get_parts(shape)
    while any(isinstance(p, shapely.GeometryCollection) for p in parts):
        parts = shapely.get_parts(parts)
    return shapely.GeometryCollection(list(parts))


def hectares(shape: shapely.Geometry) -> float:
    """Give a surface as people of the field count it."""
    return math.ceil(float(shape.area)) / 10_000
