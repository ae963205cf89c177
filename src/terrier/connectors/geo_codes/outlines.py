"""Outlines of communes, from a GeoJSON file or from geo.api.gouv.fr."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import shapely

from terrier.connectors.geo_codes.register import current_code, is_commune_code
from terrier.domain.kernel.errors import Unreadable

GEO_API = "https://geo.api.gouv.fr"
"""API Découpage administratif, open and without a key. Source: etalab/api-geo `definition.yml`."""


@dataclass(frozen=True)
class Outline:
    """The land of one commune."""

    code: str
    """Code in force."""
    name: str
    wkb: bytes
    """Polygon or MultiPolygon, WGS84 longitude/latitude."""
    former_codes: tuple[str, ...] = ()
    """Codes under which the source gave parts of this land."""


def from_file(path: Path, *, codes: Iterable[str] | None = None) -> tuple[Outline, ...]:
    """Read a GeoJSON file of communes (`code`, `nom`), mending obsolete codes.

    Communes merged since the file was made are joined into the commune in force.

    Parameters
    ----------
    path
        FeatureCollection in WGS84.
    codes
        Codes in force to keep; None: all.

    Raises
    ------
    Unreadable
        Where the file is no such collection.
    """
    try:
        collection = json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        raise Unreadable(
            f"Le fichier de contours {path.name} n'est pas du GeoJSON lisible ({error})."
        ) from error
    return _outlines(collection, path.name, codes)


def from_api(
    siren: str, *, base: str = GEO_API, client: httpx.Client | None = None
) -> tuple[Outline, ...]:
    """Ask geo.api.gouv.fr for the outlines of the communes of an EPCI.

    Raises
    ------
    Unreadable
        Where the service does not answer, or not with outlines.
    """
    url = f"{base}/epcis/{siren}/communes"
    asked = {"format": "geojson", "geometry": "contour", "fields": "code,nom"}
    own = client or httpx.Client(timeout=30, follow_redirects=True)
    try:
        answer = own.get(url, params=asked)
        answer.raise_for_status()
        collection = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        raise Unreadable(
            f"Les contours des communes n'ont pas pu être demandés à {base} ({error}) : "
            "donnez un fichier avec --outlines."
        ) from error
    finally:
        if client is None:
            own.close()
    return _outlines(collection, base, None)


def _outlines(collection: Any, origin: str, codes: Iterable[str] | None) -> tuple[Outline, ...]:
    if not isinstance(collection, dict) or collection.get("type") != "FeatureCollection":
        raise Unreadable(f"{origin} ne donne pas de contours (FeatureCollection attendue).")
    wanted = None if codes is None else set(codes)
    parts: dict[str, list[tuple[str, str, shapely.Geometry]]] = {}
    for feature in collection["features"]:
        given, name, geometry = _commune(feature, origin)
        code = current_code(given) if is_commune_code(given) else given
        if wanted is None or code in wanted:
            parts.setdefault(code, []).append((given, name, geometry))
    return tuple(_join(code, parts[code]) for code in sorted(parts))


def _commune(feature: dict[str, Any], origin: str) -> tuple[str, str, shapely.Geometry]:
    properties = feature.get("properties") or {}
    code = properties.get("code")
    if not code or not feature.get("geometry"):
        raise Unreadable(
            f"Dans {origin}, un contour n'a pas de code de commune (propriété « code ») ou pas de "
            "géométrie."
        )
    geometry = shapely.make_valid(shapely.from_geojson(json.dumps(feature["geometry"])))
    return str(code), str(properties.get("nom") or code), geometry


def _join(code: str, parts: list[tuple[str, str, shapely.Geometry]]) -> Outline:
    name = next((n for given, n, _ in parts if given == code), parts[0][1])
    land = shapely.union_all([geometry for _, _, geometry in parts])
    former = tuple(sorted(given for given, _, _ in parts if given != code))
    return Outline(code=code, name=name, wkb=shapely.to_wkb(land), former_codes=former)
