"""The nearest object, exactly: a tree of the right objects is asked for each left one.

Of several at the same distance, the first row is taken. Where keys are asked too, objects are
compared among those of the same key.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa
import shapely

from .plan import Plan

CHUNK = 200_000
"""Left objects held at a time."""
_ROUNDING_M = 1e-6
"""Trees are asked for a hair more than the greatest distance, and what is beyond is left out."""


@dataclass(frozen=True)
class Objects:
    """Objects of one side, of one key or sorted by it: arrays of one length."""

    row: np.ndarray
    """int64; of several rows drawn alike, the first."""
    other: np.ndarray
    """int64; the second of these rows, 0 where there is none."""
    key: np.ndarray
    """int64, ascending."""
    shape: np.ndarray
    """Geometries, metres."""

    def of(self, key: int) -> Objects:
        """Give the objects of a key."""
        some = slice(*np.searchsorted(self.key, [key, key + 1]))
        return Objects(self.row[some], self.other[some], self.key[some], self.shape[some])


@dataclass(frozen=True)
class Found:
    """Candidates: arrays of one length."""

    left: np.ndarray
    """int64, places in the objects that are asked for."""
    row: np.ndarray
    """int64, right rows."""
    distance: np.ndarray
    """float64, metres."""

    def first(self) -> Found:
        """Keep for each left object the nearest, then the first row."""
        order = np.lexsort((self.row, self.distance, self.left))
        _, at = np.unique(self.left[order], return_index=True)
        return self.only(order[at])

    def only(self, which: np.ndarray) -> Found:
        """Keep some of them."""
        return Found(self.left[which], self.row[which], self.distance[which])


def meet_nearest(cur: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    """Make `meetings`: the right object nearest to each left one, and how far it is in metres."""
    _number_keys(cur, plan)
    theirs = next(
        _read(
            cur,
            "SELECT first AS row, CASE WHEN n > 1 THEN two[2] ELSE 0 END AS other, key, g FROM "
            "(SELECT min(row) AS first, min(row, 2) AS two, count(*) AS n, key, ST_AsWKB(g) AS g "
            "FROM keyed_rights GROUP BY key, g) ORDER BY key, row",
            None,
        )
    )
    asked = (
        "SELECT row, 0::BIGINT AS other, key, ST_AsWKB(g) AS g FROM keyed_lefts ORDER BY key, row"
    )
    metres = plan.definition.link.metres
    farthest = np.inf if metres is None else float(metres)
    parts = [
        _table(ours, _nearest(ours, theirs, farthest, itself=plan.itself))
        for ours in _read(cur, asked, CHUNK)
    ]
    found = pa.concat_tables([_EMPTY, *parts])
    cur.register("found_nearest", found)
    cur.execute("CREATE TEMP TABLE meetings AS SELECT * FROM found_nearest")
    cur.unregister("found_nearest")


_EMPTY = pa.table(
    {
        "grp": pa.array([], pa.int64()),
        "r": pa.array([], pa.int64()),
        "distance": pa.array([], pa.float64()),
    }
)


def _number_keys(cur: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    """Make `keyed_lefts` and `keyed_rights`: what can meet something, its key as a number."""
    if plan.keys:
        cur.execute(
            "CREATE TEMP TABLE numbered AS SELECT k, row_number() OVER () AS key "
            "FROM (SELECT DISTINCT k FROM rights WHERE able)"
        )
    joined = "JOIN numbered USING (k)" if plan.keys else "CROSS JOIN (SELECT 0::BIGINT AS key)"
    for side in ("lefts", "rights"):
        cur.execute(
            f"CREATE TEMP VIEW keyed_{side} AS SELECT row, key, g FROM {side} {joined} WHERE able"
        )


def _read(cur: duckdb.DuckDBPyConnection, sql: str, chunk: int | None) -> Iterator[Objects]:
    """Read objects in chunks, or all at once."""
    asked = cur.execute(sql)
    if chunk is None:
        yield _objects(asked.to_arrow_table())
        return
    for batch in asked.to_arrow_reader(chunk):
        yield _objects(pa.Table.from_batches([batch]))


def _objects(table: pa.Table) -> Objects:
    row, other, key = (table.column(name).to_numpy() for name in ("row", "other", "key"))
    wkb = np.empty(len(table), dtype=object)
    wkb[:] = table.column("g").to_pylist()
    return Objects(row, other, key, shapely.from_wkb(wkb))


def _table(ours: Objects, found: Found) -> pa.Table:
    return pa.table({"grp": ours.row[found.left], "r": found.row, "distance": found.distance})


def _nearest(ours: Objects, theirs: Objects, farthest: float, *, itself: bool) -> Found:
    """Find the nearest of each, key by key."""
    parts = [Found(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))]
    for key in np.unique(ours.key):
        begin = np.searchsorted(ours.key, key)
        among = ours.of(key)
        right = theirs.of(key)
        tree = shapely.STRtree(right.shape)
        alone = _nearest_other if itself else _nearest_of_all
        found = alone(among, right, tree, farthest)
        parts.append(Found(found.left + begin, found.row, found.distance))
    return Found(
        np.concatenate([p.left for p in parts]),
        np.concatenate([p.row for p in parts]),
        np.concatenate([p.distance for p in parts]),
    )


def _nearest_of_all(
    ours: Objects, right: Objects, tree: shapely.STRtree, farthest: float, *, other: bool = False
) -> Found:
    limit = farthest * (1 + _ROUNDING_M) + _ROUNDING_M if np.isfinite(farthest) else None
    (left, at), distance = tree.query_nearest(
        ours.shape, max_distance=limit, return_distance=True, exclusive=other
    )
    found = Found(left, right.row[at], distance)
    return found.only(found.distance <= farthest).first()


def _nearest_other(ours: Objects, right: Objects, tree: shapely.STRtree, farthest: float) -> Found:
    """Find the nearest object that is not the row itself.

    What touches it is looked at first: where nothing else does, nothing else is drawn as it is,
    and the tree may leave out whatever equals it.
    """
    left, at = tree.query(ours.shape, predicate="intersects")
    row = np.where(right.row[at] == ours.row[left], right.other[at], right.row[at])
    touching = Found(left, row, np.zeros(len(row))).only(row > 0).first()
    rest = np.setdiff1d(np.arange(len(ours.row)), touching.left)
    apart = _nearest_of_all(
        Objects(ours.row[rest], ours.other[rest], ours.key[rest], ours.shape[rest]),
        right, tree, farthest, other=True,
    )  # fmt: skip
    return Found(
        np.concatenate([touching.left, rest[apart.left]]),
        np.concatenate([touching.row, apart.row]),
        np.concatenate([touching.distance, apart.distance]),
    )
