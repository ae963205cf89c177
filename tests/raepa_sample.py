"""A small network in RAEPA, with what real ones have, and what is told of elements."""

from __future__ import annotations

import numpy as np
import pyogrio.raw
import shapely

CRS = "EPSG:2154"
X, Y = 842000.0, 6580000.0
PIPES = {
    "idcana": ["C1", "C2", "C3", "C4"],
    "mouvrage": ["Commune de Préty", None, "CC", "CC"],
    "gexploit": ["Régie", "Régie", None, None],
    "enservice": ["O", "N", "O", None],
    "branchemnt": ["N", "N", "O", None],
    "materiau": ["11", "27", "1", "77"],
    "diametre": np.array([150, 63, 25, 100], np.int32),
    "anfinpose": ["1987", "2004", None, "2010"],
    "andebpose": ["1980", None, None, None],
    "modecirc": ["02", "02", "00", None],
    "contcanaep": ["02", "01", "02", "02"],
    "fonccanaep": ["02", "01", "02", "99"],
    "idnini": ["A1", "A2", None, None],
    "idnterm": ["A2", "O1", None, None],
    "idcanppale": [None, None, "C1", None],
    "profgen": np.array([1.2, np.nan, np.nan, 0.8]),
    "longcana": np.array([120, 80, 12, 50], np.int32),
    "qualglocxy": ["01", "02", "03", None],
    "qualglocz": ["03", "03", "03", "03"],
    "datemaj": np.array(["2024-05-06", "NaT", "NaT", "2023-01-02"], "datetime64[D]"),
    "qualannee": ["02", "00", "05", "01"],
    "sourgeoloc": ["GPS", None, None, None],
}
FITTINGS = {
    "idappareil": ["A1", "A2", "A3"],
    "fnappaep": ["03", "07", "06-01"],
    "idouvrage": [None, "O1", None],
    "z": [181.25, 182.5, None],
    "idcanppale": ["C1", None, None],
    "qualglocxy": ["01", "03", "02"],
}
STRUCTURES = {"idouvrage": ["O1"], "fnouvaep": ["03"], "z": [200.0], "anfinpose": ["1960"]}
SEWERS = {
    "idcana": ["E1", "E2"],
    "typreseau": ["02", "01"],
    "materiau": ["13", "06"],
    "fonccanass": ["02", "01"],
    "zamont": [180.5, 179.0],
    "zaval": [180.0, 179.5],
    "sensecoul": ["1", "0"],
    "qualglocxy": ["03", "01"],
}


def lines(count):
    return [shapely.LineString([(X + 50 * i, Y), (X + 50 * i + 20, Y + 5.25), (X + 50 * i + 50, Y)])
            for i in range(count)]  # fmt: skip


def points(count):
    return [shapely.Point(X + 50 * i, Y) for i in range(count)]


def shapefile(folder, name, columns, shapes, encoding="UTF-8"):
    numbers = [all(isinstance(v, float) for v in c if v is not None) for c in columns.values()]
    fields = [
        c if isinstance(c, np.ndarray) else np.array(c, float if number else object)
        for c, number in zip(columns.values(), numbers, strict=True)
    ]
    pyogrio.raw.write(
        folder / f"{name}.shp", shapely.to_wkb(shapes), fields, list(columns), crs=CRS,
        geometry_type=shapes[0].geom_type, driver="ESRI Shapefile", encoding=encoding,
    )  # fmt: skip


def write_raepa(folder):
    """Write four layers as shapefiles, one of them in cp1252."""
    folder.mkdir()
    shapefile(folder, "RAEPA_CANALAEP_L", PIPES, lines(4), "cp1252")
    shapefile(folder, "RAEPA_APPARAEP_P", FITTINGS, points(3))
    shapefile(folder, "RAEPA_OUVRAEP_P", STRUCTURES, points(1))
    shapefile(folder, "RAEPA_CANALASS_L", SEWERS, lines(2))
    return sorted(folder.glob("*.shp"))


def facts(frame, *without):
    """Give every element by its name: what is known of it, and its place."""
    found = {}
    for i, name in enumerate(frame.texts("identifier")):
        known = {f: v[i] for f, v in frame.columns.items() if v[i] is not None and v[i] == v[i]}
        place = frame.geometry[i]
        found[name] = {f: v for f, v in known.items() if f not in without}
        found[name]["place"] = None if place is None else shapely.to_wkt(place, 3)
    return found
