"""Points told by the cells of a raster lie where shapely says: on borders, in holes, overlaps."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from terrier.domain.kernel.errors import Invalid
from terrier.domain.matching.definition import Kind, Summary
from terrier.lake.crossing import inside, measure, meetings, raster

from . import oracle
from .tables import GROUND, brought, crossing, table, written

RINGS = [
    shapely.box(0, 0, 4, 4).difference(shapely.box(1, 1, 3, 3)),
    shapely.box(1, 1, 3, 3),
    shapely.box(2.5, 2.5, 6, 6),
    shapely.MultiPolygon([shapely.box(4, 0, 5, 1), shapely.box(5.5, 0, 6, 2)]),
    shapely.Polygon([(0, 5), (2, 5.7), (0.3, 6)]),
    shapely.Polygon([(0, 4.1), (6, 4.3), (0, 4.2)]),
]
"""A hole that another fills, an overlap, parts, slanting sides, an area thinner than any cell."""


def _lying(seed: int, many: int) -> list[shapely.Point]:
    """Draw points anywhere, on corners, and on a grid where the sides run."""
    dice = np.random.default_rng(seed)
    anywhere = dice.uniform(-1, 7, (many, 2))
    on_sides = dice.integers(-2, 14, (many // 2, 2)) / 2
    corners = shapely.get_coordinates(RINGS)
    return list(shapely.points(np.concatenate([anywhere, on_sides, corners])))


def _met(dots, areas):
    """Give the areas of each point: those around it, else the first whose border it is on."""
    found = []
    for dot in dots:
        around = [j for j, a in enumerate(areas) if a.contains(dot)]
        found.append(around or [j for j, a in enumerate(areas) if a.intersects(dot)][:1])
    return found


@pytest.mark.parametrize("size", [1, 2, 7, 40])
def test_points_lie_where_shapely_says(tmp_path, monkeypatch, size):
    monkeypatch.setattr(inside, "WORTH_A_RASTER", 0)
    monkeypatch.setattr(inside, "fineness", lambda _points: size)
    dots = [*_lying(size, 400), None, shapely.Point()]
    left = table(tmp_path, {"n": "BIGINT"}, [[n] for n in range(len(dots))], dots)
    right = table(tmp_path, {"v": "BIGINT"}, [[2**j] for j in range(len(RINGS))], RINGS)
    able = [dot is not None and not dot.is_empty for dot in dots]
    met = _met(
        [dot if can else shapely.Point() for dot, can in zip(dots, able, strict=True)], RINGS
    )
    bring = [brought("v", Summary.SUM, "v"), brought("many", Summary.COUNT)]

    made, rows = written(left, right, crossing(Kind.INSIDE, bring=bring), tmp_path)
    assert [row["v"] for row in rows] == [oracle.total([2**j for j in js]) for js in met]
    expected = oracle.counted(met, able, [True] * len(RINGS))
    assert oracle.same_counts(made.report, expected)

    held = crossing(Kind.HOLDS, bring=[brought("many", Summary.COUNT)])
    _, rows = written(right, left, held, tmp_path)
    assert [row["many"] for row in rows] == [sum(j in js for js in met) for j in range(len(RINGS))]


@given(
    corners=st.lists(
        st.tuples(st.floats(-1, 2, width=32), st.floats(-1, 2, width=32)), min_size=3, max_size=6
    ),
    size=st.integers(1, 30),
)
@settings(max_examples=60, deadline=None, phases=[Phase.explicit, Phase.generate])
def test_a_cell_that_is_told_is_told_whole(corners, size):
    """Whatever the outline, a patch is inside or outside, at each corner of each of its cells."""
    area = shapely.make_valid(shapely.Polygon(corners))
    parts = shapely.get_parts(area)
    areas = parts[shapely.get_dimensions(parts) == 2]
    drawn = raster.drawn(areas, (0.0, 0.0, 1.0, 1.0), size)
    patches = np.full(size * size, -1)
    patches[drawn.cells] = drawn.patches
    held = {(int(patch), int(j)) for patch, j in drawn.held}
    for cell in np.flatnonzero(patches != raster.BORDER):
        row, column = divmod(int(cell), size)
        square = shapely.box(column / size, row / size, (column + 1) / size, (row + 1) / size)
        for j, one in enumerate(areas):
            told = (int(patches[cell]), j) in held
            assert one.covers(square) if told else not one.intersects(square)


def test_an_outline_too_long_and_too_many_meetings(tmp_path, monkeypatch):
    monkeypatch.setattr(raster, "MOST_PIECES", 10)
    assert raster.drawn(np.array(RINGS), (0.0, 0.0, 6.0, 6.0), 100) is None
    monkeypatch.undo()
    monkeypatch.setattr(inside, "WORTH_A_RASTER", 0)
    monkeypatch.setattr(meetings, "MOST_MEETINGS", 100)
    dots = [shapely.Point(0.5, 0.5 + n / 1000) for n in range(60)]
    left = table(tmp_path, {"n": "BIGINT"}, [[n] for n in range(60)], dots)
    layers = table(tmp_path, {"v": "BIGINT"}, [[1], [2]], [shapely.box(-9, -9, 9, 9)] * 2)
    with pytest.raises(Invalid, match="plus de 100 rencontres"):
        measure(left, layers, crossing(Kind.INSIDE), GROUND)
