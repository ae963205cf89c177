"""Which points lie in which areas: the cells of a raster tell most, the outlines the others."""

from __future__ import annotations

import duckdb
import numpy as np
import pyarrow as pa
import shapely

from .raster import BORDER, Raster, drawn, fineness
from .sides import count

WORTH_A_RASTER = 20_000
"""Points below which looking at the outlines is as quick."""
MOST_CORNERS = 2
"""For each point: with more, drawing the outlines takes longer than what it spares."""


def tell_by_cells(cur: duckdb.DuckDBPyConnection, *, points: str, areas: str) -> bool:
    """Make `told` and `bordering`, where it is worth it: which points lie in which areas.

    Both have `point` and `area`, rows of the two sides: `told` by the cells, `bordering` by the
    outlines, points on them included.

    Parameters
    ----------
    points, areas
        `lefts` or `rights`.
    """
    many = count(cur, points)
    if many < WORTH_A_RASTER:
        return False
    rows, shapes = _areas(cur, areas)
    if not len(shapes) or shapely.get_num_coordinates(shapes).sum() > MOST_CORNERS * many:
        return False
    raster = _drawn(cur, points, shapes, many)
    if raster is None:
        return False
    patch, area = raster.held.T
    _keep(cur, "cells", cell=raster.cells, patch=raster.patches)
    _keep(cur, "held", patch=patch, area=rows[area])
    west, south, east, north = raster.window
    across, up = raster.scale
    last = raster.size - 1
    cur.execute(
        "CREATE TEMP TABLE dots AS SELECT row AS point, x, y, patch FROM (SELECT row, x, y, "
        f"least({last}, floor((x - $west) * $across)::BIGINT) + {raster.size} * "
        f"least({last}, floor((y - $south) * $up)::BIGINT) AS cell "
        f"FROM (SELECT row, ST_X(g) AS x, ST_Y(g) AS y FROM {points}) "
        "WHERE x BETWEEN $west AND $east AND y BETWEEN $south AND $north) JOIN cells USING (cell)",
        {"west": west, "south": south, "east": east, "north": north, "across": across, "up": up},
    )
    cur.execute("CREATE TEMP VIEW told AS SELECT point, area FROM dots JOIN held USING (patch)")
    found = cur.execute(f"SELECT point, x, y FROM dots WHERE patch = {BORDER}").fetchnumpy()
    tree = shapely.STRtree(shapely.points(found["x"], found["y"]))
    area, point = tree.query(shapes, predicate="intersects")
    _keep(cur, "bordering", point=found["point"][point], area=rows[area])
    return True


def _areas(cur: duckdb.DuckDBPyConnection, areas: str) -> tuple[np.ndarray, np.ndarray]:
    found = cur.execute(f"SELECT row, ST_AsWKB(g) AS g FROM {areas} WHERE able").to_arrow_table()
    return found.column("row").to_numpy(), shapely.from_wkb(found.column("g").to_pylist())


def _drawn(
    cur: duckdb.DuckDBPyConnection, points: str, shapes: np.ndarray, many: int
) -> Raster | None:
    """Draw the areas where there are points too."""
    window = cur.execute(
        f"SELECT min(ST_X(g)), min(ST_Y(g)), max(ST_X(g)), max(ST_Y(g)) FROM {points} WHERE able"
    ).fetchone()
    if window is None or window[0] is None:
        return None
    all_ = shapely.total_bounds(shapes)
    west, south = (max(a, float(b)) for a, b in zip(window[:2], all_[:2], strict=True))
    east, north = (min(a, float(b)) for a, b in zip(window[2:], all_[2:], strict=True))
    if west > east or south > north:
        return None
    return drawn(shapes, (west, south, east, north), fineness(many))


def _keep(cur: duckdb.DuckDBPyConnection, name: str, **columns: np.ndarray) -> None:
    cur.register(f"{name}_found", pa.table(columns))
    cur.execute(f"CREATE TEMP TABLE {name} AS SELECT * FROM {name}_found")
    cur.unregister(f"{name}_found")
