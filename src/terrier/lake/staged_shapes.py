"""The shapes of a file that was staged, as its connector wrote them."""

from __future__ import annotations

from pathlib import Path

import shapely

from terrier.domain.tabular.plan import GEOMETRY_COLUMN, LINE_COLUMN
from terrier.lake.engine import cursor
from terrier.lake.relation import literal

SECONDS = 10.0


def staged_shapes(path: Path, limit: int) -> list[shapely.Geometry]:
    """Read the first shapes of a staged file, in its own projection.

    Parameters
    ----------
    path
        Parquet file with a column of WKB.
    limit
        Most shapes that are read.
    """
    with cursor(seconds=SECONDS) as db:
        found = db.execute(
            f"SELECT {GEOMETRY_COLUMN} FROM read_parquet({literal(str(path))}) "
            f"WHERE {GEOMETRY_COLUMN} IS NOT NULL ORDER BY {LINE_COLUMN} LIMIT ?",
            [limit],
        ).fetchall()
    return list(shapely.from_wkb([bytes(wkb) for (wkb,) in found]))
