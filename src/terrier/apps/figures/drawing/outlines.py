"""The shapes of a map: communes of the territory, or the objects of a table themselves."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj
import shapely

from terrier.apps.figures.kept import cache
from terrier.apps.territories.models import Commune
from terrier.domain.figures import Shapes
from terrier.domain.figures.axes import is_commune, narrowed
from terrier.domain.questions.question import Part
from terrier.lake import outlines as lake_outlines
from terrier.lake.filters import parse

if TYPE_CHECKING:
    from terrier.domain.questions.answer import Answer, Value
    from terrier.lake.relation import Relation

KEPT_SECONDS = 7 * 24 * 3600
DETAIL = 1000
"""A shape is generalised to this part of the width of the map: less than a pixel."""
FAR = 4
"""Communes without a group are drawn unless they are this many times those with one."""
FEW = 2


def shapes_of(answer: Answer, relation: Relation, crs: str) -> Shapes | None:
    """Find the shapes of the groups of the first grouping; None where they have no place.

    Parameters
    ----------
    answer
        Grouped by commune, or by something that has one place in its table.
    relation
        The table of the reader.
    crs
        Legal projection of the territory.
    """
    if not answer.by:
        return None
    if is_commune(answer, 0):
        return communes(answer, crs)
    if answer.question.by[0].part is not Part.VALUE or not relation.has_geometry:
        return None
    return _own(answer, relation, crs)


def communes(answer: Answer, crs: str) -> Shapes | None:
    """Give the outlines of communes, those without a group included when they are near.

    A former code takes the outline of its commune of today, unless that one is there too.
    """
    asked = {str(group.keys[0]) for group in answer.groups if group.keys[0] is not None}
    known = list(Commune.objects.exclude(outline=None).values_list("code", "name", "former_codes"))
    drawn: dict[Value, str] = {}
    for code, _name, former in known:
        key = code if code in asked else next((old for old in former if old in asked), None)
        if key is not None:
            drawn[key] = code
    if not drawn:
        return None
    near = len(known) <= FAR * len(drawn)
    around = sorted({code for code, *_rest in known} - set(drawn.values())) if near else []
    outlined = _outlined(tuple(sorted([*drawn.values(), *around])), crs)
    by_key = {key: outlined[code] for key, code in drawn.items()}
    names: dict[Value, str] = {code: name for code, name, _former in known}
    if narrowed(answer):
        # They were not asked: they do not lack data.
        return Shapes(by_key, names, tuple(outlined[code] for code in around))
    return Shapes(by_key | {code: outlined[code] for code in around}, names)


def _outlined(codes: tuple[str, ...], crs: str) -> dict[str, dict[str, Any]]:
    stored = Commune.objects.filter(code__in=codes).order_by("code").values_list("code", "outline")
    found = {code: bytes(outline) for code, outline in stored}
    return _kept(crs, found, lambda: generalised(found, crs, "EPSG:4326"))


def _own(answer: Answer, relation: Relation, crs: str) -> Shapes | None:
    """Give the places of the rows themselves, over the outlines of the territory."""
    params: dict[str, list[str]] = {}
    for name, value in answer.question.filters:
        params.setdefault(name, []).append(value)
    filters = parse(params, relation)
    found = lake_outlines.outlines(relation, answer.question.by[0].column, crs, filters=filters)
    if len(found) < FEW:
        return None
    shapes = generalised(found, crs, crs)
    extent = Shapes(shapes).extent
    codes = tuple(
        Commune.objects.exclude(outline=None).order_by("code").values_list("code", flat=True)
    )
    around = _outlined(codes, crs) if codes else {}
    behind = tuple(shape for shape in around.values() if _meets(shape, extent))
    return Shapes(shapes, {}, behind)


def _meets(shape: dict[str, Any], extent: tuple[float, float, float, float]) -> bool:
    west, south, east, north = Shapes({"": shape}).extent
    return west <= extent[2] and extent[0] <= east and south <= extent[3] and extent[1] <= north


def _kept(
    crs: str, found: Mapping[str, bytes], make: Callable[[], dict[str, dict[str, Any]]]
) -> dict[str, dict[str, Any]]:
    """Generalise once: outlines change with the territory, hardly ever."""
    digest = hashlib.sha256(crs.encode())
    for code, outline in found.items():
        digest.update(code.encode() + outline)
    key = f"outlines:{digest.hexdigest()[:32]}"
    shapes: dict[str, dict[str, Any]] | None = cache.get(key)
    if shapes is None:
        shapes = make()
        cache.set(key, shapes, KEPT_SECONDS)
    return shapes


def generalised(found: Mapping[Any, bytes], crs: str, held_in: str) -> dict[Any, dict[str, Any]]:
    """Project outlines and drop what is smaller than a pixel; neighbours keep their common edge.

    Parameters
    ----------
    found
        WKB by key.
    crs, held_in
        Projection wanted, and that of the outlines.

    Returns
    -------
    dict
        GeoJSON geometries in whole metres, or finer where the map is small.
    """
    keys, shapes = list(found), shapely.force_2d(shapely.from_wkb(list(found.values())))
    if held_in != crs:
        to_crs = pyproj.Transformer.from_crs(held_in, crs, always_xy=True)
        shapes = shapely.transform(shapes, lambda xy: np.column_stack(to_crs.transform(*xy.T)))
    west, south, east, north = shapely.total_bounds(shapes)
    grain = max(east - west, north - south, 1.0) / DETAIL
    drawn = _simplified(shapes, grain)
    digits = max(0, -int(np.floor(np.log10(grain / 10)))) if grain < 10 else 0
    return {
        key: _rounded(shapely.geometry.mapping(shape), digits)
        for key, shape in zip(keys, drawn, strict=True)
        if not shape.is_empty
    }


def _simplified(shapes: Any, grain: float) -> Any:
    areas = bool(np.all(shapely.get_dimensions(shapes) == 2))
    if areas and len(shapes) > 1 and shapely.coverage_is_valid(shapes):
        return shapely.coverage_simplify(shapes, grain)
    simpler = shapely.simplify(shapes, grain)
    # A building smaller than a pixel keeps its shape rather than vanish.
    return np.where(shapely.is_empty(simpler), shapes, simpler)


def _rounded(geometry: dict[str, Any], digits: int) -> dict[str, Any]:
    if geometry["type"] == "GeometryCollection":
        return geometry | {"geometries": [_rounded(g, digits) for g in geometry["geometries"]]}
    return {"type": geometry["type"], "coordinates": _points(geometry["coordinates"], digits)}


def _points(coordinates: Any, digits: int) -> Any:
    if isinstance(coordinates[0], int | float):
        return [round(float(c), digits) if digits else round(c) for c in coordinates]
    return [_points(part, digits) for part in coordinates]
