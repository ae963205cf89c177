"""What is known of the communes: their names, their inhabitants, their areas."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pyproj
import shapely

from terrier.apps.territories.models import Commune
from terrier.domain.questions.places import Place

if TYPE_CHECKING:
    from terrier.domain.questions.answer import Answer

SQUARE_METRES = 1_000_000


def places(crs: str, *, with_areas: bool = False) -> dict[str, Place]:
    """Give the communes by their code; areas are measured in the projection only where asked."""
    names = ("code", "name", "population", *(("outline",) if with_areas else ()))
    return {
        code: Place(name, population, _area_km2(bytes(rest[0]), crs) if rest and rest[0] else None)
        for code, name, population, *rest in Commune.objects.values_list(*names)
    }


def without_row(answer: Answer) -> dict[str, str]:
    """Name the communes that no group of the first grouping speaks of, under any of their codes."""
    there = {str(group.keys[0]) for group in answer.groups}
    known = Commune.objects.values_list("code", "name", "former_codes")
    return {code: name for code, name, former in known if there.isdisjoint({code, *former})}


@lru_cache(maxsize=5000)
def _area_km2(outline: bytes, crs: str) -> float:
    to_crs = pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    land = shapely.transform(
        shapely.from_wkb(outline), lambda xy: np.column_stack(to_crs.transform(*xy.T))
    )
    return round(float(shapely.area(land)) / SQUARE_METRES, 4)
