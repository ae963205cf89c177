"""Places brought onto lines: against every point of the line, tried one by one."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, MultiLineString

from terrier.domain.kernel.errors import Invalid
from terrier.domain.upkeep.snapping import FARTHEST_M, snap

metres = st.floats(-400, 400, allow_nan=False).map(lambda v: round(v, 2))
places = st.tuples(metres, metres)
lines = st.lists(places, min_size=2, max_size=6, unique=True)


def nearest_on_segment(p, a, b) -> tuple[float, float]:
    """Project on one segment by hand, in plain arithmetic."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    t = ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / (dx * dx + dy * dy)
    t = min(1.0, max(0.0, t))
    return a[0] + t * dx, a[1] + t * dy


@given(st.lists(lines, min_size=1, max_size=3), places)
def test_no_place_of_the_line_is_nearer(parts, place):
    found = snap(MultiLineString(parts) if len(parts) > 1 else LineString(parts[0]), *place)

    segments = [pair for part in parts for pair in pairwise(part)]
    distances = [math.dist(place, nearest_on_segment(place, *s)) for s in segments]
    assert found.distance_m == pytest.approx(min(distances), abs=1e-6)
    assert math.dist(place, (found.x, found.y)) == pytest.approx(found.distance_m, abs=1e-6)
    on_line = min(
        math.dist((found.x, found.y), nearest_on_segment((found.x, found.y), *s)) for s in segments
    )
    assert on_line == pytest.approx(0, abs=1e-6)


def test_a_place_that_belongs_to_something_else_is_refused():
    line = LineString([(0, 0), (10, 0)])
    assert snap(line, 5, FARTHEST_M).distance_m == FARTHEST_M
    for far in (FARTHEST_M + 1, math.inf, math.nan):
        with pytest.raises(Invalid):
            snap(line, 5, far)
