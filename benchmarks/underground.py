"""`underground`: « Que y a-t-il ici ? » on 300 000 pipes, with PostGIS `ST_DWithin` beside it."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import shapely

from benchmarks import instance, postgis
from benchmarks.figures import Run
from terrier.domain.topology import ignorance
from terrier.domain.topology.commodities import Commodity
from terrier.domain.topology.elements import Role
from terrier.domain.topology.footprint import concerned
from terrier.domain.topology.mapping import FieldSource, NetworkMapping, TableMapping
from terrier.lake.engine import cursor
from terrier.lake.filters import Box
from terrier.lake.networks.nearby import near
from terrier.lake.relation import Relation, RelationColumn
from terrier.lake.snapshot import write_sorted

TITLE = "What lies here, among 300 000 pipes"
PIPES, PLACES = 300_000, 200
RADIUS_M, MARGIN_M = 20.0, 50.0
CRS = "EPSG:2154"
WEST, SOUTH, WIDE, HIGH = 820_000.0, 6_590_000.0, 40_000.0, 40_000.0
"""A square of forty kilometres: as many pipes to the hectare as a large syndicate of water."""
COLUMNS = {
    "nom": "VARCHAR", "matiere": "VARCHAR", "diametre": "DOUBLE", "annee": "BIGINT",
    "classe": "VARCHAR", "profondeur": "DOUBLE", "commentaire": "VARCHAR",
}  # fmt: skip
MAPPING = NetworkMapping(
    "guided",
    Commodity.DRINKING_WATER,
    {
        "pipes": TableMapping(
            Role.PIPES,
            {
                "identifier": FieldSource("nom"),
                "material": FieldSource("matiere", codes={"PVC": "pvc", "FD": "fd"}),
                "diameter_mm": FieldSource("diametre"),
                "laid_from": FieldSource("annee"),
                "precision_xy": FieldSource("classe", codes={c: c for c in "ABC"}),
                "depth_m": FieldSource("profondeur"),
                "comment": FieldSource("commentaire"),
            },
        )
    },
)
to_degrees = pyproj.Transformer.from_crs(CRS, "EPSG:4326", always_xy=True)


def measure(run: Run) -> None:
    """Ask at the same two hundred places, here then there, and compare what is found."""
    relation = written()
    rng = np.random.default_rng(4)
    places = [(WEST + WIDE * x, SOUTH + HIGH * y) for x, y in rng.random((PLACES, 2))]
    ours, found = _asked(lambda x, y: _ours(relation, x, y), places)
    run.add("Terrier: pipes, distances, what is not known; median", ours[0], "ms", most=150)
    run.add("Terrier: the slowest but one in twenty", ours[1], "ms")
    run.detail |= {"found": sum(map(len, found)), "places": PLACES}
    missing = postgis.missing_server()
    if missing:
        run.detail["peer"] = missing
        print(f"peer left out: {missing}")
        return
    with postgis.cluster() as database:
        theirs, same = _beside(database, relation.path, places)
    assert found == same, "the two do not find the same pipes"
    run.add("PostGIS: ST_DWithin and ST_Distance, median", theirs[0], "ms")
    run.add("PostGIS: the slowest but one in twenty", theirs[1], "ms")
    run.add("Terrier / PostGIS", ours[0] / theirs[0], "times",
            note="the same pipes found; PostGIS tells neither gaps nor lengths")  # fmt: skip


def _asked(
    ask: Callable[[float, float], set[str]], places: list[tuple[float, float]]
) -> tuple[tuple[float, float], list[set[str]]]:
    ask(*places[0])
    times, found = [], []
    for place in places:
        began = time.perf_counter()
        found.append(ask(*place))
        times.append((time.perf_counter() - began) * 1000)
    return (statistics.median(times), statistics.quantiles(times, n=20)[-1]), found


def _ours(relation: Relation, x: float, y: float) -> set[str]:
    reach = RADIUS_M + MARGIN_M + ignorance.SERVED_WITHIN_M
    xs, ys = to_degrees.transform(
        [x - reach, x + reach, x - reach, x + reach], [y - reach, y - reach, y + reach, y + reach]
    )
    window = Box(min(xs), min(ys), max(xs), max(ys))
    pipes = near({"pipes": relation}, MAPPING, CRS, window).pipes
    zone = shapely.Point(x, y).buffer(RADIUS_M, quad_segs=16)
    pieces = concerned(pipes, zone, MARGIN_M, commodity=Commodity.DRINKING_WATER)
    ignorance.of_pieces("Eau", pieces)
    return {piece.ref.removeprefix("pipes/") for piece in pieces}


def written() -> Relation:
    """Give the file of the pipes, written once."""
    out = instance.WORK / "underground.parquet"
    columns = tuple(RelationColumn(n, n, kind) for n, kind in COLUMNS.items())
    if not out.exists():
        out.parent.mkdir(parents=True, exist_ok=True)
        with cursor() as db:
            write_sorted(db, _invented(), [], out, geometry=True)
    return Relation(out, columns, has_geometry=True, has_key=True)


def _invented() -> str:
    """Lay pipes of fifty metres: three in four stand within a kilometre of a village."""
    return f"""
      WITH spots AS (
        SELECT i, i % 400 AS village, hash(i) % 10007 / 10007 AS a, hash(i + 7) % 9973 / 9973 AS b
        FROM range({PIPES}) t(i)
      ), placed AS (
        SELECT i, CASE WHEN i % 4 > 0
            THEN {WEST} + hash(village) % 1009 / 1009 * {WIDE} + (a - 0.5) * 2000
            ELSE {WEST} + a * {WIDE} END AS x,
          CASE WHEN i % 4 > 0
            THEN {SOUTH} + hash(village + 3) % 997 / 997 * {HIGH} + (b - 0.5) * 2000
            ELSE {SOUTH} + b * {HIGH} END AS y
        FROM spots
      )
      SELECT i AS _line, i AS _row, 'K' || i AS _key, 'C' || i AS nom,
        CASE i % 3 WHEN 0 THEN 'PVC' WHEN 1 THEN 'FD' END AS matiere,
        (60 + i % 5 * 30)::DOUBLE AS diametre, 1950 + i % 70 AS annee,
        CASE i % 4 WHEN 0 THEN 'A' WHEN 1 THEN 'B' WHEN 2 THEN 'C' END AS classe,
        CASE WHEN i % 2 = 0 THEN 0.8 + i % 10 / 10 END AS profondeur,
        'relevé numéro ' || i AS commentaire,
        ST_SetCRS(ST_Transform(ST_MakeLine(ST_Point(x, y),
          ST_Point(x + 50 * cos(i), y + 50 * sin(i))), '{CRS}', 'EPSG:4326'), 'EPSG:4326') AS geom
      FROM placed"""


def _beside(
    database: str, file: Path, places: list[tuple[float, float]]
) -> tuple[tuple[float, float], list[set[str]]]:
    import psycopg

    with psycopg.connect(database, autocommit=True) as connection:
        _load(connection, file)
        names = ", ".join(COLUMNS)
        question = (
            f"SELECT _key, {names}, ST_AsBinary(geom), ST_Distance(geom, zone) FROM pipes, "
            "(SELECT ST_Buffer(ST_SetSRID(ST_MakePoint(%s, %s), 2154), %s, 16) AS zone) AS z "
            "WHERE ST_DWithin(geom, zone, %s)"
        )

        def ask(x: float, y: float) -> set[str]:
            rows = connection.execute(question, (x, y, RADIUS_M, MARGIN_M)).fetchall()
            return {row[0] for row in rows}

        return _asked(ask, places)


def _load(connection: Any, file: Path) -> None:
    connection.execute("CREATE EXTENSION postgis")
    kinds = {"VARCHAR": "text", "DOUBLE": "double precision", "BIGINT": "bigint"}
    declared = ", ".join(f"{name} {kinds[kind]}" for name, kind in COLUMNS.items())
    connection.execute(
        f"CREATE TABLE pipes (_key text, {declared}, geom geometry(LineString, 2154))"
    )
    text = instance.WORK / "underground.csv"
    with cursor() as db:
        db.execute(
            f"COPY (SELECT _key, {', '.join(COLUMNS)}, 'SRID=2154;' || "
            f"ST_AsText(ST_Transform(geom, 'EPSG:4326', '{CRS}')) FROM '{file}') "
            f"TO '{text}' (HEADER false)"
        )
    order = "COPY pipes FROM STDIN (FORMAT csv)"
    with connection.cursor().copy(order) as copy, text.open("rb") as rows:
        while block := rows.read(1 << 20):
            copy.write(block)
    text.unlink()
    connection.execute("CREATE INDEX ON pipes USING gist (geom)")
    connection.execute("VACUUM ANALYZE pipes")
