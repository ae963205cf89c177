"""Areas that are always at hand, and what is said of those that are not sound."""

from __future__ import annotations

import pytest
import shapely
from pyproj import Transformer

from terrier.domain.matching.definition import Kind, Summary
from terrier.lake.crossing import measure, zonings

from .tables import GROUND, brought, crossing, read, table, written

_GRID = Transformer.from_crs("EPSG:4326", "EPSG:3035", always_xy=True)


def _moved(shape, transformer):
    return shapely.transform(
        shape, lambda xy: shapely.get_coordinates(shapely.points(*transformer.transform(*xy.T)))
    )


def test_communes(tmp_path):
    land = shapely.box(4.88, 46.53, 4.93, 46.58)
    areas = [
        zonings.Area("71543", "Tournus", 5000, shapely.to_wkb(land)),
        zonings.Area("71248", "Lacrost", None, None),
    ]
    made = zonings.communes(areas, "EPSG:2154", tmp_path / "communes.parquet")
    assert [(c.id, c.type) for c in made.columns] == [
        ("code", "TEXT"),
        ("name", "TEXT"),
        ("population", "BIGINT"),
        ("area_km2", "DOUBLE"),
    ]
    first, second = read(made.path)
    assert (first["_key"], first["population"], second["population"]) == ("71543", 5000, None)
    assert first["area_km2"] == pytest.approx(21.3, abs=0.1)
    assert second["area_km2"] is None
    again = zonings.communes([], "EPSG:2154", made.path)
    assert len(read(again.path)) == 2


def test_every_object_lies_in_its_square(tmp_path):
    dots = [shapely.Point(4.9 + n / 700, 46.5 + n / 900) for n in range(50)]
    things = [
        *dots,
        None,
        shapely.Point(),
        shapely.box(4.9, 46.5, 4.95, 46.52),
        shapely.LineString([(4.0, 46.0), (4.9, 46.5)]),
    ]
    stations = table(tmp_path, {"v": "BIGINT"}, [[n] for n in range(len(things))], things)
    squares = zonings.grid(stations, tmp_path / "grid.parquet")
    found = read(squares.path)
    cells = {row["cell"] for row in found}
    assert len(cells) == len(found)
    for dot in dots:
        x, y = _GRID.transform(dot.x, dot.y)
        assert f"CRS3035RES200mN{int(y // 200) * 200}E{int(x // 200) * 200}" in cells
    report = measure(stations, squares, crossing(Kind.INSIDE), GROUND)
    assert (report.left.matched, report.left.several, report.left.without) == (52, 0, 2)
    moved = [_moved(t, _GRID) for t in things[-2:]]
    for row in found:
        north, east = row["cell"].removeprefix("CRS3035RES200mN").split("E")
        square = shapely.box(int(east), int(north), int(east) + 200, int(north) + 200)
        held = any(square.distance(m) < 0.01 for m in moved)
        assert held or any(
            square.distance(shapely.Point(_GRID.transform(d.x, d.y))) < 0.01 for d in dots
        )
    most = 200 * 2 + sum(m.area for m in moved) / 40_000 + sum(m.length for m in moved) / 100
    assert sum(m.area for m in moved) / 40_000 < len(cells) < most

    held = crossing(Kind.HOLDS, bring=[brought("n", Summary.COUNT)])
    only_dots = table(tmp_path, {"v": "BIGINT"}, [[n] for n in range(50)], dots)
    _, rows = written(squares, only_dots, held, tmp_path)
    assert sum(row["n"] for row in rows) == 50


def test_overlaps_and_holes_are_told_in_number_and_area(tmp_path):
    ring = shapely.box(4.0, 46.0, 4.3, 46.3) - shapely.box(4.1, 46.1, 4.2, 46.2)
    areas = [ring, shapely.box(4.29, 46.0, 4.5, 46.1), shapely.box(4.3, 46.1, 4.5, 46.3)]
    zones = table(tmp_path, {"v": "BIGINT"}, [[1], [2], [3]], areas)
    dots = table(tmp_path, {"v": "BIGINT"}, [[1]], [shapely.Point(4.15, 46.15)])
    overlap, hole = measure(dots, zones, crossing(Kind.INSIDE), GROUND).notes
    assert "à 1 endroit (" in overlap
    assert "reste un trou (" in hole
    told = [int(n.split("(")[1].split(" m²")[0].replace("\u202f", "")) for n in (overlap, hole)]
    metres = Transformer.from_crs("EPSG:4326", "EPSG:2154", always_xy=True)
    drawn = [shapely.box(4.29, 46.0, 4.3, 46.1), shapely.box(4.1, 46.1, 4.2, 46.2)]
    real = [_moved(d, metres).area for d in drawn]
    assert told == pytest.approx(real, abs=1)
    sound = table(
        tmp_path,
        {"v": "BIGINT"},
        [[1], [2]],
        [shapely.box(4, 46, 5, 47), shapely.box(5, 46, 6, 47)],
    )
    assert measure(dots, sound, crossing(Kind.INSIDE), GROUND).notes == ()
