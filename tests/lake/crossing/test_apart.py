"""Areas that are apart are told apart, whatever DuckDB's distance says of them."""

from __future__ import annotations

import shapely

from terrier.lake.crossing.apart import measure_again
from terrier.lake.engine import cursor

TOUCHING = ("POLYGON ((10 40, 10.5 40, 10 30, 10 40))", "POLYGON ((10 40, 20 40, 20 50, 10 40))")
APART = (
    ("POLYGON ((10 40, 10.5 40, 10 30, 10 40))", "POLYGON ((50 50, 20.5 40, 40.5 20, 50 50))"),
    (
        "POLYGON ((60 30, 40.5 0, 30 0, 50.5 30, 60 30))",
        "POLYGON ((10.5 10, 10.5 0, 0 40, 10.5 10))",
    ),
)
"""Ten metres, and nineteen and a half: both are told to touch."""


def test_areas_that_are_told_to_touch_are_measured_again() -> None:
    pairs = (TOUCHING, *APART)
    with cursor() as cur:
        for name, side in (("lefts", 0), ("rights", 1)):
            cur.execute(f"CREATE TEMP TABLE {name} (row BIGINT, g GEOMETRY)")
            for row, pair in enumerate(pairs):
                cur.execute(f"INSERT INTO {name} VALUES (?, ST_GeomFromText(?))", [row, pair[side]])
        cur.execute(
            "CREATE TEMP TABLE meetings AS SELECT l.row AS grp, r.row AS r, "
            "ST_Distance(l.g, r.g) AS distance FROM lefts l JOIN rights r ON l.row = r.row"
        )
        measure_again(cur, 15)
        told = dict(cur.execute("SELECT grp, distance FROM meetings").fetchall())
    real = [shapely.from_wkt(a).distance(shapely.from_wkt(b)) for a, b in pairs]
    assert told == {row: metres for row, metres in enumerate(real) if metres <= 15}
    assert sorted(told) == [0, 1]
