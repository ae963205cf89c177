"""The background of every map, served by the platform itself: outlines, river, roads, buildings."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import shapely
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from terrier.apps.catalog import queries
from terrier.apps.catalog.background import BACKGROUND
from terrier.apps.territories.models import Commune
from terrier.domain.kernel.errors import Gone, NotFound
from terrier.lake.tiles import COMPLETE_ZOOM, LAYER
from terrier.web.audience import Audience, audience

from .tiles import PRIVATE_CACHE

if TYPE_CHECKING:
    from terrier.domain.access.policy import Reader

PALETTES = {
    "light": {
        "ground": "#f6f1e6", "land": "#fbf8f1", "edge": "#b9a98c", "water": "#9cc9d3",
        "road": "#ffffff", "road_edge": "#d8ccb8", "building": "#e2d5c0",
    },
    "dark": {
        "ground": "#12100d", "land": "#1d1915", "edge": "#6b5f4d", "water": "#1f4e5a",
        "road": "#3a332a", "road_edge": "#12100d", "building": "#2c261f",
    },
}  # fmt: skip
"""Grounds of the theme, quiet enough that data stand out."""


@audience(Audience.BY_DATASET)
def style(request: HttpRequest) -> HttpResponse:
    """Give the MapLibre style of the background that this reader may see."""
    palette = PALETTES["dark" if request.GET.get("theme") == "dark" else "light"]
    outlines = request.build_absolute_uri(reverse("basemap-communes"))
    sources: dict[str, Any] = {"communes": {"type": "geojson", "data": outlines}}
    layers = [
        {"id": "ground", "type": "background", "paint": {"background-color": palette["ground"]}},
        _layer("land", "fill", "communes", {"fill-color": palette["land"]}),
    ]
    for slug, kind in BACKGROUND.items():
        source = _source(request, slug)
        if source is not None:
            sources[slug] = source
            layers += _drawn(slug, kind, palette)
    outline = {"line-color": palette["edge"], "line-width": 1.2, "line-dasharray": [3, 2]}
    layers.append(_layer("communes", "line", "communes", outline))
    response = JsonResponse({"version": 8, "sources": sources, "layers": layers})
    response["Cache-Control"] = PRIVATE_CACHE
    return response


@audience(Audience.EVERYONE)
def communes(request: HttpRequest) -> HttpResponse:
    """Give the outlines of the territory's communes as GeoJSON."""
    known = Commune.objects.filter(outline__isnull=False).order_by("code")
    features = [_feature(c) for c in known]
    body = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    tag = f'"{hashlib.sha256(body.encode()).hexdigest()[:24]}"'
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(body, content_type="application/geo+json")
    response["ETag"] = tag
    response["Cache-Control"] = "public, max-age=3600"
    return response


def _feature(commune: Commune) -> dict[str, Any]:
    shape = shapely.set_precision(shapely.from_wkb(bytes(commune.outline)), 1e-5)
    centre = shapely.point_on_surface(shape)
    return {
        "type": "Feature",
        "geometry": json.loads(shapely.to_geojson(shape)),
        "properties": {
            "code": commune.code,
            "name": commune.name,
            "lon": round(centre.x, 5),
            "lat": round(centre.y, 5),
        },
    }


def _source(request: HttpRequest, slug: str) -> dict[str, Any] | None:
    opened = _visible(request.reader, slug)
    if opened is None:
        return None
    # The host alone is made absolute: the braces must stay as they are.
    tiles = request.build_absolute_uri("/").rstrip("/") + opened.tile_template()
    source = {"type": "vector", "tiles": [tiles], "minzoom": 0, "maxzoom": COMPLETE_ZOOM}
    return source | ({"bounds": opened.stored.bbox} if opened.relation.whole else {})


def _visible(reader: Reader, slug: str) -> queries.Opened | None:
    try:
        opened = queries.open_table(reader, slug)
    except (NotFound, Gone):
        # No such background here, or not for this reader: the map does without.
        return None
    return opened if opened.relation.has_geometry else None


def _drawn(slug: str, kind: str, palette: dict[str, str]) -> list[dict[str, Any]]:
    def width(low: float, high: float) -> list[Any]:
        return ["interpolate", ["exponential", 1.5], ["zoom"], 9, low, 17, high]

    match kind:
        case "water":
            return [_layer(slug, "fill", slug, {"fill-color": palette["water"]})]
        case "stream":
            line = {"line-color": palette["water"], "line-width": width(1.5, 6)}
            return [_layer(slug, "line", slug, line)]
        case "street":
            edge = {"line-color": palette["road_edge"], "line-width": width(1.2, 14)}
            road = {"line-color": palette["road"], "line-width": width(0.6, 11)}
            return [
                _layer(f"{slug}-edge", "line", slug, edge),
                _layer(slug, "line", slug, road),
            ]
        case _:
            shape = _layer(slug, "fill", slug, {"fill-color": palette["building"]})
            return [shape | {"minzoom": 12}]


def _layer(name: str, kind: str, source: str, paint: dict[str, Any]) -> dict[str, Any]:
    layer = {"id": name, "type": kind, "source": source, "paint": paint}
    return layer if source == "communes" else layer | {"source-layer": LAYER}
