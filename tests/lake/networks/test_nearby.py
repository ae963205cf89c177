"""Elements around a place are those that a plain look at every element finds."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from terrier.domain.topology.commodities import Commodity
from terrier.domain.topology.elements import Role
from terrier.domain.topology.mapping import FieldSource, NetworkMapping, TableMapping
from terrier.lake.engine import cursor
from terrier.lake.filters import Box
from terrier.lake.networks.nearby import Lost, lost, near
from terrier.lake.networks.reading import read_elements
from terrier.lake.relation import Relation, RelationColumn
from terrier.lake.snapshot import write_sorted

PIPES, LOST = 45_000, 7
CRS = "EPSG:2154"
MAPPING = NetworkMapping(
    "guided",
    Commodity.DRINKING_WATER,
    {
        "pipes": TableMapping(
            Role.PIPES,
            {"identifier": FieldSource("nom"), "precision_xy": FieldSource("q", codes={"1": "A"})},
        )
    },
)


@pytest.fixture(scope="module")
def relation(tmp_path_factory):
    """Write three row groups of short pipes, some of them without a place."""
    out = tmp_path_factory.mktemp("lake") / "pipes.parquet"
    sql = f"""
        SELECT i AS _line, i AS _row, 'k' || i AS _key, 'c' || i AS nom, i % 2 AS q,
          CASE WHEN i >= {LOST} THEN ST_SetCRS(ST_MakeLine(ST_Point(x, y),
            ST_Point(x + 0.0008 * cos(i), y + 0.0006 * sin(i))), 'EPSG:4326') END AS geom
        FROM (SELECT i, 4.6 + (i * 7919 % 10007) / 10007 * 0.5 AS x,
                     46.3 + (i * 104729 % 9973) / 9973 * 0.4 AS y FROM range({PIPES}) t(i))
    """
    with cursor() as db:
        write_sorted(db, sql, [], out, geometry=True)
    columns = (RelationColumn("a", "nom", "VARCHAR"), RelationColumn("b", "q", "BIGINT"))
    return Relation(out, columns, has_geometry=True, has_key=True)


def test_windows_give_what_a_look_at_everything_gives(relation):
    tables = {"pipes": relation}
    everything = read_elements(tables, MAPPING, CRS).pipes
    with cursor() as db:
        degrees = db.execute(
            f"SELECT 'pipes/' || _key, ST_AsWKB(geom) FROM '{relation.path}' WHERE geom NOT NULL"
        ).fetchall()
    refs, shapes = zip(*degrees, strict=True)
    shapes = shapely.from_wkb([bytes(s) for s in shapes])
    refs = np.array(refs)
    rng = np.random.default_rng(5)
    met = 0
    for _turn in range(25):
        x, y = 4.6 + rng.random() * 0.5, 46.3 + rng.random() * 0.4
        size = 0.0002 * 10 ** (rng.random() * 2)
        found = near(tables, MAPPING, CRS, Box(x, y, x + size, y + size)).pipes
        expected = set(refs[shapely.intersects(shapes, shapely.box(x, y, x + size, y + size))])
        assert set(found.refs) == expected
        met += len(expected)
        for ref, shape in zip(found.refs, found.geometry, strict=True):
            at = np.flatnonzero(everything.refs == ref)[0]
            assert shapely.equals(shape, everything.geometry[at])
    assert met > 100
    assert set(found.texts("commodity")) <= {Commodity.DRINKING_WATER}
    assert lost(tables, MAPPING, None) == Lost(LOST, 0)
    lands = Box(4.7, 46.4, 4.9, 46.6)
    outside = ~shapely.intersects(shapely.box(4.7, 46.4, 4.9, 46.6), shapely.envelope(shapes))
    assert lost(tables, MAPPING, lands) == Lost(LOST, int(outside.sum()))


def test_only_the_row_groups_that_meet_the_window_are_read(relation):
    """Pruning is what makes three hundred thousand pipes quick: it must not be lost unseen."""
    with cursor() as db:
        bounds = "ST_MakeEnvelope(4.6, 46.3, 4.601, 46.301)"
        plan = db.execute(
            f"EXPLAIN ANALYZE SELECT count(nom) FROM '{relation.path}' WHERE geom && {bounds} "
            f"AND ST_Intersects(geom, {bounds})"
        ).fetchall()[0][1]
    assert "Filters" in plan
    assert "geom && " in plan
