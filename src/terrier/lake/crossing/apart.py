"""Areas that DuckDB takes to touch and that do not.

`ST_Distance` and `ST_DWithin` of two areas (duckdb-extension-spatial 1.5.5) are now and then 0
where the areas are apart: about one pair in a thousand drawn on round coordinates, where corners
lie at the same height. `ST_Intersects` is right, hence what is told to touch and does not is
measured again by GEOS.
"""

from __future__ import annotations

import duckdb
import pyarrow as pa
import shapely


def measure_again(cur: duckdb.DuckDBPyConnection, metres: float) -> None:
    """Mend the distances of `meetings`, and leave out what is farther than asked.

    Parameters
    ----------
    cur
        Holds `meetings` (`grp`, `r`, `distance`), `lefts` and `rights` (`row`, `g`, metres).
    metres
        The greatest distance that was asked for.
    """
    found = cur.execute(
        "SELECT m.grp, m.r, ST_AsWKB(l.g) AS a, ST_AsWKB(o.g) AS b FROM meetings m "
        "JOIN lefts l ON l.row = m.grp JOIN rights o ON o.row = m.r "
        "WHERE m.distance = 0 AND NOT ST_Intersects(l.g, o.g)"
    ).to_arrow_table()
    if not found.num_rows:
        return
    one, other = (shapely.from_wkb(found.column(name).to_pylist()) for name in ("a", "b"))
    real = pa.array(shapely.distance(one, other))
    cur.register("apart", found.select(["grp", "r"]).append_column("metres", real))
    cur.execute(
        "UPDATE meetings SET distance = apart.metres FROM apart "
        "WHERE meetings.grp = apart.grp AND meetings.r = apart.r"
    )
    cur.unregister("apart")
    cur.execute("DELETE FROM meetings WHERE distance > ?", [metres])
