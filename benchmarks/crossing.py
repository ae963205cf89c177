"""`crossing`: a million points in 1 580 communes, and two tables by key; by hand, and geopandas."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import shapely

from benchmarks.figures import HERE, Run
from terrier.domain.matching.definition import (
    Brought,
    Definition,
    KeyPair,
    Kind,
    Link,
    Several,
    Side,
    Summary,
)
from terrier.lake import crossing as lake
from terrier.lake.crossing import Ground, write
from terrier.lake.engine import cursor
from terrier.lake.relation import Relation, RelationColumn, literal
from terrier.lake.snapshot import COMPRESSION, ROW_GROUP_ROWS, write_sorted

TITLE = "Crossings: a million points in communes, half a million rows by key"
SHARED = HERE.parents[1] / "shared" / "data" / "territoire"
WORK = HERE / "work" / "crossing"
PEER = HERE / "work" / "geopandas" / "bin" / "python"
POINTS, ROWS = 1_000_000, 500_000
TIMES = 5
PARQUET = f"FORMAT parquet, {COMPRESSION}, ROW_GROUP_SIZE {ROW_GROUP_ROWS}"


def measure(run: Run) -> None:
    """Write each crossing, then the same by hand: the best of several, one after the other."""
    if not SHARED.exists():
        raise SystemExit("the real files of ../shared/data are absent")
    WORK.mkdir(parents=True, exist_ok=True)
    _in_communes(run)
    _by_key(run)


def _in_communes(run: Run) -> None:
    communes, points = WORK / "communes.parquet", WORK / "points.parquet"
    bounds = _write_communes(communes)
    _write_points(points, bounds)
    asked = Definition(
        Side(1), Side(2), Link(Kind.INSIDE), Several.BEST,
        (Brought("code", "Code", Summary.VALUE, "code"),),
    )  # fmt: skip
    left = _relation(points, {"nom": "TEXT", "montant": "DECIMAL(10,2)"}, geometry=True)
    right = _relation(communes, {"code": "TEXT"}, geometry=True)
    ours, theirs = WORK / "ours.parquet", WORK / "by-hand.parquet"
    by_hand = (
        f"SELECT p.*, p.file_row_number, c.code FROM read_parquet({literal(str(points))}) p "
        f"LEFT JOIN read_parquet({literal(str(communes))}) c ON ST_Within(p.geom, c.geom)"
    )

    def hand() -> None:
        with cursor() as db:
            write_sorted(db, by_hand, [], theirs, geometry=True, in_order=True)

    first, _ = _timed(lambda: write(left, right, asked, Ground(), (), ours))
    spent, spent_by_hand = _alternately(
        run, "communes", lambda: write(left, right, asked, Ground(), (), ours), hand
    )
    same = _same(ours, theirs, "code")
    note = f"{POINTS:,} points, with the report; {first:.2f} s the first time, zoning checked"
    run.add("Points in 1 580 communes: Terrier", spent, "s", note=note)
    note = "spatial join, in the order of the points' file too; " + (
        "identical" if same else "**not the same**"
    )
    run.add("The same written by hand in DuckDB", spent_by_hand, "s", note=note)
    run.add("Compared with by hand", spent / spent_by_hand, "×", most=1.5)
    _geopandas(
        run, points, communes, ours, spent, lambda: lake.measure(left, right, asked, Ground())
    )


def _geopandas(
    run: Run, points: Path, communes: Path, ours: Path, spent: float, count: Callable[[], object]
) -> None:
    if not PEER.exists():
        run.detail["peers"] = "geopandas is not installed in benchmarks/work/geopandas"
        print(f"peer left out: {run.detail['peers']}")
        return
    out = WORK / "geopandas.parquet"
    rounds = [_peer(points, communes, out) for _ in range(TIMES)]
    run.detail["geopandas"] = rounds
    found = {name: min(told[name] for told in rounds) for name in rounds[0]}
    same = "identical" if _same(ours, out, "code") else "**not the same**"
    version = found["version"]
    note = f"read, joined, written, on one processor; {same}"
    run.add(f"geopandas {version}, sjoin of the same files", found["whole"], "s", note=note)
    run.add("geopandas compared with Terrier", found["whole"] / spent, "×", least=5)
    counting, _ = min((_timed(count) for _ in range(TIMES)), key=lambda told: told[0])
    run.add("Its join alone", found["joining"], "s", note="tables in memory, nothing counted")
    note = "reading, joining, counting every row of both sides"
    run.add("Terrier's exact report alone", counting, "s", note=note)
    note = "its join alone compared with our report: it has neither read nor counted"
    run.add(
        "sjoin alone compared with Terrier's report", found["joining"] / counting, "×", note=note
    )


def _peer(points: Path, communes: Path, out: Path) -> dict[str, Any]:
    told = subprocess.run(
        [PEER, HERE / "geopandas_peer.py", points, communes, out],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(told.stdout)
    return found


def _by_key(run: Run) -> None:
    left, right = WORK / "left.parquet", WORK / "right.parquet"
    for path, step in ((left, 7919), (right, 104_729)):
        _copy(
            f"SELECT i AS _line, i AS _row, 'k' || i AS _key, 'libelle ' || i AS nom, i AS v, "
            f"lpad(CAST((i * {step}) % 600011 AS TEXT), 14, '0') AS siret "
            f"FROM range(1, {ROWS + 1}) t(i)",
            path,
        )
    types = {"nom": "TEXT", "v": "BIGINT", "siret": "TEXT"}
    asked = Definition(
        Side(1), Side(2), Link(Kind.KEYS, (KeyPair("siret", "siret"),)), Several.SUMMARISED,
        (Brought("n", "Nombre", Summary.COUNT), Brought("total", "Total", Summary.SUM, "v")),
    )  # fmt: skip
    ours, theirs = WORK / "ours-by-key.parquet", WORK / "by-hand-by-key.parquet"
    by_hand = (
        "SELECT l.*, coalesce(r.n, 0) AS n, r.total::BIGINT AS total "
        f"FROM read_parquet({literal(str(left))}) l LEFT JOIN (SELECT siret, count(*) AS n, "
        f"sum(v) AS total FROM read_parquet({literal(str(right))}) GROUP BY siret) r USING (siret)"
    )

    def hand() -> None:
        with cursor() as db:
            write_sorted(db, by_hand, [], theirs, geometry=False)

    spent, spent_by_hand = _alternately(
        run,
        "keys",
        lambda: write(_relation(left, types), _relation(right, types), asked, Ground(), (), ours),
        hand,
    )
    same = "identical" if _same(ours, theirs, "(n, total)") else "**not the same**"
    run.add("500 000 × 500 000 rows by key: Terrier", spent, "s", note="with the report")
    run.add("The same written by hand in DuckDB by key", spent_by_hand, "s", note=same)
    run.add("By key, compared with by hand", spent / spent_by_hand, "×", most=1.5)


def _alternately(
    run: Run, name: str, ours: Callable[[], object], theirs: Callable[[], object]
) -> tuple[float, float]:
    """Do both in turn: the best of each, and the ratio of their processor time."""
    rounds = []
    for _ in range(TIMES):
        marks = [time.process_time()]
        spent = []
        for work in (ours, theirs):
            spent.append(_timed(work)[0])
            marks.append(time.process_time())
        rounds.append((*spent, marks[1] - marks[0], marks[2] - marks[1]))
    run.detail[name] = rounds
    best = [min(told) for told in zip(*rounds, strict=True)]
    note = f"{best[2]:.2f} s and {best[3]:.2f} s; a busy machine bends it less"
    run.add(f"Ratio of processor time ({name})", best[2] / best[3], "×", note=note)
    return best[0], best[1]


def _timed(work: Callable[[], object]) -> tuple[float, object]:
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def _same(one: Path, other: Path, value: str) -> bool:
    with cursor() as db:
        found = db.execute(
            f"SELECT count(*), count_if(a.v IS NOT DISTINCT FROM b.v) FROM "
            f"(SELECT _row, {value} AS v FROM read_parquet({literal(str(one))})) a FULL JOIN "
            f"(SELECT _row, {value} AS v FROM read_parquet({literal(str(other))})) b USING (_row)"
        ).fetchone()
    return bool(found and found[0] == found[1])


def _relation(path: Path, types: dict[str, str], *, geometry: bool = False) -> Relation:
    columns = tuple(RelationColumn(name, name, type_, name) for name, type_ in types.items())
    return Relation(path, columns, has_geometry=geometry, has_key=True)


def _write_communes(path: Path) -> tuple[float, float, float, float]:
    found = [
        feature
        for file in sorted(SHARED.glob("communes-*.geojson"))
        for feature in json.loads(file.read_text())["features"]
    ]
    lands = [shapely.geometry.shape(f["geometry"]) for f in found]
    codes = [f["properties"]["code"] for f in found]
    held = pa.table({"code": codes, "wkb": [shapely.to_wkb(land) for land in lands]})
    with cursor() as db:
        db.register("held", held)
        db.execute(
            "CREATE TEMP TABLE land AS SELECT row_number() OVER () AS _line, "
            "row_number() OVER () AS _row, code AS _key, code, ST_GeomFromWKB(wkb) AS geom "
            "FROM held"
        )
        db.execute(f"COPY land TO {literal(str(path))} ({PARQUET}, GEOPARQUET_VERSION 'V1')")
    west, south, east, north = shapely.total_bounds(lands)
    return float(west), float(south), float(east), float(north)


def _write_points(path: Path, bounds: tuple[float, float, float, float]) -> None:
    west, south, east, north = bounds
    # The same points at every run: a sequence that fills the plane evenly (Roberts).
    across = f"{west} + ((i * 0.7548776662466927) % 1) * {east - west}"
    up = f"{south} + ((i * 0.5698402909980532) % 1) * {north - south}"
    _copy(
        f"SELECT i AS _line, i AS _row, 'k' || i AS _key, 'objet ' || i AS nom, "
        f"((i * 7919) % 100003)::DECIMAL(10,2) AS montant, ST_Point({across}, {up}) AS geom "
        f"FROM range(1, {POINTS + 1}) t(i) ORDER BY ST_Hilbert(geom, ST_Extent("
        f"ST_MakeEnvelope({west}, {south}, {east}, {north})))",
        path,
        ", GEOPARQUET_VERSION 'V1'",
    )


def _copy(select: str, path: Path, more: str = "") -> None:
    with cursor() as db:
        db.execute(f"COPY ({select}) TO {literal(str(path))} ({PARQUET}{more})")
