"""A drinking-water network in RAEPA, as large as wanted, with a fault now and then."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyogrio.raw
import shapely

WIDTH = 400
STEP_M = 60.0
ORIGIN = (830_000.0, 6_600_000.0)
FAULTS = 100
"""One pipe in so many lacks a year, another a diameter, another cites a node that is not there."""


def make(path: Path, pipes: int) -> None:
    """Write a GeoPackage: streets from west to east, joined by one from south to north."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    rank = np.arange(pipes)
    row, column = rank // WIDTH, rank % WIDTH
    xy = np.column_stack([column * STEP_M, row * STEP_M]) + ORIGIN
    before = xy - np.where((column == 0)[:, None], (0.0, STEP_M), (STEP_M, 0.0))
    lines = shapely.linestrings(np.stack([before, xy], axis=1))
    parent = np.where(column == 0, rank - WIDTH, rank - 1)
    names = np.char.add("N", np.char.mod("%06d", np.append(rank, -1))).astype(object)
    ends = np.where(rank % FAULTS == 2, "absent", names[:-1])
    starts = np.where(parent < 0, "SOURCE", names[parent])
    year = np.char.mod("%d", 1950 + rank % 70).astype(object)
    _write(
        path,
        "raepa_canalaep_l",
        lines,
        {
            "idcana": np.char.mod("C%06d", rank).astype(object),
            "mouvrage": np.full(pipes, "Communauté de communes", dtype=object),
            "gexploit": np.full(pipes, "Régie des eaux", dtype=object),
            "enservice": np.full(pipes, "O", dtype=object),
            "branchemnt": np.full(pipes, "N", dtype=object),
            "materiau": np.array(["11", "27", "12"], dtype=object)[rank % 3],
            "diametre": np.where(rank % FAULTS == 1, 0, 100).astype(np.int32),
            "andebpose": np.where(rank % FAULTS == 0, None, year),
            "anfinpose": np.where(rank % FAULTS == 0, None, year),
            "contcanaep": np.full(pipes, "02", dtype=object),
            "idnini": starts.astype(object),
            "idnterm": ends.astype(object),
            "profgen": np.full(pipes, 1.1),
            "longcana": np.full(pipes, 60, dtype=np.int32),
            "qualglocxy": np.array(["01", "02", "03"], dtype=object)[rank % 3],
            "sourmaj": np.full(pipes, "Récolement", dtype=object),
        },
    )
    points = shapely.points(np.vstack([xy, np.array(ORIGIN) - (0.0, STEP_M)]))
    kinds = np.append(np.where(rank % 10 == 0, "03", "01"), "00").astype(object)
    nodes = {
        "idappareil": np.append(names[:-1], "SOURCE").astype(object),
        "fnappaep": kinds,
        "qualglocxy": np.full(pipes + 1, "02", dtype=object),
    }
    _write(path, "raepa_apparaep_p", points, nodes)
    house = {
        "idouvrage": np.array(["R1"], dtype=object),
        "fnouvaep": np.array(["03"], dtype=object),
    }
    _write(path, "raepa_ouvraep_p", points[-1:], house)


def _write(path: Path, layer: str, shapes: np.ndarray, columns: dict[str, np.ndarray]) -> None:
    pyogrio.raw.write(
        path,
        np.asarray(shapely.to_wkb(shapes), dtype=object),
        list(columns.values()),
        fields=list(columns),
        layer=layer,
        driver="GPKG",
        crs="EPSG:2154",
        geometry_type="LineString" if layer.endswith("_l") else "Point",
        append=path.exists(),
    )
