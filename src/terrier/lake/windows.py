"""Features of a window or around a point, as GeoJSON built inside DuckDB."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from terrier.domain.kernel.errors import Invalid
from terrier.domain.tabular.plan import GEOMETRY_COLUMN
from terrier.lake.engine import cursor
from terrier.lake.filters import NO_FILTERS, Box, Circle, Filter, Filters, Operator, select_from
from terrier.lake.filters.condition import distance_sql
from terrier.lake.json_text import feature_json

if TYPE_CHECKING:
    from terrier.lake.relation import Relation

MAX_LIMIT = 10_000
SECONDS = 20.0


@dataclass(frozen=True)
class Window:
    """Features as a GeoJSON FeatureCollection, with what the limit left out."""

    geojson: bytes
    """With the members `numberMatched` and `numberReturned` of OGC API – Features."""
    matched: int
    returned: int

    @property
    def complete(self) -> bool:
        """Say whether every matching feature is there."""
        return self.matched == self.returned


def features(
    relation: Relation, bbox: Box, filters: Filters = NO_FILTERS, limit: int = 1000
) -> Window:  # fmt: skip
    """Read the features that meet a window.

    Parameters
    ----------
    relation, filters
        What is read.
    bbox
        WGS84 degrees.
    limit
        Most features returned (1 to 10 000); `numberMatched` stays exact.

    Raises
    ------
    Invalid
        The table has no geometry, or the limit is out of range.
    """
    relation.require_geometry()
    inside = filters.with_(Filter(GEOMETRY_COLUMN, Operator.WITHIN, bbox))
    return _collect(relation, inside, feature_json(relation.columns), [], "", limit)


def near(
    relation: Relation,
    lon: float,
    lat: float,
    radius_m: float,
    filters: Filters = NO_FILTERS,
    limit: int = 100,
) -> Window:
    """Read the features at most `radius_m` metres from a point, the nearest first.

    Each feature has a member `distance_m` (metres, one decimal).

    Raises
    ------
    Invalid
        The table has no geometry, the circle does not exist or the limit is out of range.
    """
    relation.require_geometry()
    circle = Circle(lon, lat, radius_m)
    around = filters.with_(Filter(GEOMETRY_COLUMN, Operator.WITHIN, circle))
    distance, params = distance_sql(circle)
    feature = feature_json(
        relation.columns, also="',\"distance_m\":' || CAST(round(_distance, 1) AS TEXT)"
    )
    return _collect(relation, around, feature, params, distance, limit)


def _collect(
    relation: Relation,
    filters: Filters,
    feature: str,
    extra: list[object],
    distance: str,
    limit: int,
) -> Window:
    if not 1 <= limit <= MAX_LIMIT:
        raise Invalid(f"Demandez de 1 à {MAX_LIMIT} objets à la fois.")
    source, params = select_from(relation, filters)
    order = "ORDER BY _distance, _row" if distance else ""
    rows = f"(SELECT *, {distance} AS _distance FROM {source})" if distance else source
    with cursor(seconds=SECONDS) as db:
        found = db.execute(
            f"SELECT {feature} FROM {rows} {order} LIMIT {limit + 1}", [*extra, *params]
        ).fetchall()
        matched = len(found)
        if matched > limit:
            counted = db.execute(f"SELECT count(*) FROM {source}", params).fetchone()
            matched = int(counted[0]) if counted else matched
    returned = min(len(found), limit)
    head = json.dumps({"type": "FeatureCollection", "numberMatched": matched})[:-1]
    body = ",\n".join(text for (text,) in found[:limit])
    collection = f'{head},"numberReturned":{returned},"features":[\n{body}\n]}}'
    return Window(collection.encode(), matched, returned)
