"""Rows that meet by their places, held against shapely, row by row."""

from __future__ import annotations

import pytest
import shapely
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pyproj import Transformer

from terrier.domain.matching.definition import Kind, Several, Summary
from terrier.lake.crossing import measure

from . import oracle
from .tables import GROUND, brought, crossing, pair, table, written

FEW = settings(max_examples=25, deadline=None, phases=[Phase.explicit, Phase.generate])
_DEGREES = Transformer.from_crs("EPSG:2154", "EPSG:4326", always_xy=True)
ORIGIN = (842_000, 6_610_000)
"""Lambert-93, near Tournus."""
NEAR = 1e-3

steps = st.integers(0, 6)
places = st.tuples(steps, steps)


def boxes(scale: float):
    """Draw rectangles, triangles, a bow-tie, nothing."""
    corners = st.tuples(steps, steps, st.integers(1, 4), st.integers(1, 4))
    drawn = corners.map(lambda c: shapely.box(c[0], c[1], c[0] + c[2], c[1] + c[3]))
    triangles = corners.map(
        lambda c: shapely.Polygon([c[:2], (c[0] + c[2], c[1]), (c[0], c[1] + c[3])])
    )
    ties = corners.map(
        lambda c: shapely.Polygon([c[:2], (c[0] + 2, c[1] + 2), (c[0], c[1] + 2), (c[0] + 2, c[1])])
    )
    nothing = st.sampled_from([None, shapely.Polygon()])
    return _scaled(drawn | triangles | ties | nothing, scale)


def points(scale: float):
    """Draw points, on corners and borders too, and nothing."""
    halves = st.tuples(st.integers(0, 16), st.integers(0, 16))
    drawn = halves.map(lambda p: shapely.Point(p[0] / 2, p[1] / 2))
    return _scaled(drawn | st.sampled_from([None, shapely.Point()]), scale)


def _scaled(shapes, scale: float):
    return shapes.map(lambda s: s if s is None else shapely.transform(s, lambda xy: xy * scale))


drawn_lines = st.lists(places, min_size=2, max_size=4, unique=True).map(shapely.LineString)
lines = drawn_lines.filter(lambda line: line.is_simple)
"""A line that comes back over itself has no one length to share."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("places")


def _sound(shape):
    usable = shape is not None and not shape.is_empty
    return shapely.make_valid(shape) if usable else None


def _lies_in(dots, areas):
    """Give the areas of each point: those around it, else the first whose border it is on."""
    met = []
    for dot in dots:
        around = [j for j, a in enumerate(areas) if dot and a and a.contains(dot)]
        border = [j for j, a in enumerate(areas) if dot and a and a.intersects(dot)]
        met.append(around or border[:1])
    return met


@given(
    dots=st.lists(points(0.25), max_size=10), areas=st.lists(boxes(0.25), max_size=6),
    several=st.sampled_from(list(Several)),
)  # fmt: skip
@FEW
def test_a_point_lies_in_the_areas_around_it_and_on_one_side_of_a_border(
    folder, dots, areas, several
):
    left = table(folder, {"name": "TEXT"}, [[n] for n in range(len(dots))], dots)
    right = table(folder, {"v": "BIGINT"}, [[2**n] for n in range(len(areas))], areas)
    value = Summary.SUM if several is Several.SUMMARISED else Summary.VALUE
    bring = [brought("v", value, "v"), brought("many", Summary.COUNT)]
    inner, outer = [_sound(d) for d in dots], [_sound(a) for a in areas]
    met = _lies_in(inner, outer)
    able = [d is not None for d in inner], [a is not None for a in outer]

    made, rows = written(left, right, crossing(Kind.INSIDE, several=several, bring=bring), folder)
    assert oracle.same_counts(made.report, oracle.counted(met, *able))
    if several is Several.EACH:
        told = [v for js in met for v in ([2**j for j in js] or [None])]
    elif several is Several.BEST:
        told = [2 ** js[0] if js else None for js in met]
    else:
        told = [oracle.total([2**j for j in js]) for js in met]
    assert [row["v"] for row in rows] == told
    bow_ties = sum(a is not None and not a.is_empty and not a.is_valid for a in areas)
    assert any("réparé" in note for note in made.report.notes) == (bow_ties > 0)

    # The same, seen from the areas.
    held = [[i for i, js in enumerate(met) if j in js] for j in range(len(areas))]
    seen = crossing(Kind.HOLDS, bring=[brought("many", Summary.COUNT)])
    made, rows = written(right, left, seen, folder)
    assert oracle.same_counts(made.report, oracle.counted(held, *reversed(able)))
    assert [row["many"] for row in rows] == [len(found) for found in held]


def _in_degrees(shape):
    if shape is None:
        return None
    return shapely.transform(
        shape,
        lambda xy: shapely.get_coordinates(shapely.points(*_DEGREES.transform(*(xy + ORIGIN).T))),
    )


anything = (points(10) | boxes(10) | _scaled(lines, 10)).map(_in_degrees)
rows_of = st.lists(st.tuples(st.sampled_from("ab") | st.none(), anything), max_size=7)


@st.composite
def two_tables(draw):
    """Draw two tables of any shapes, or one to be crossed with itself."""
    left = draw(rows_of)
    itself = draw(st.booleans())
    return left, (left if itself else draw(rows_of)), itself, draw(st.booleans())


def _tables(folder, left, right, itself):
    made = [
        table(folder, {"zone": "TEXT", "n": "BIGINT"}, [(z, 2**n) for n, (z, _) in enumerate(rows)],
              [s for _, s in rows])
        for rows in (left, right)
    ]  # fmt: skip
    return (made[0], made[0]) if itself else tuple(made)


def _metric(rows, keyed):
    shapes = [_sound(oracle.metric(s)) if s is not None else None for _, s in rows]
    return [
        s if s is not None and (z or not keyed) else None
        for (z, _), s in zip(rows, shapes, strict=True)
    ]


def _may_meet(left, right, itself, keyed):
    return lambda i, j: (not keyed or left[i][0] == right[j][0]) and not (itself and i == j)


@given(drawn=two_tables(), metres=st.sampled_from([0.0, 3.1, 12.3, 27.7]))
@FEW
def test_distances(folder, drawn, metres):
    left, right, itself, keyed = drawn
    a, b = _tables(folder, left, right, itself)
    ours, theirs = _metric(left, keyed), _metric(right, keyed)
    may = _may_meet(left, right, itself, keyed)
    pairs = [pair("zone", "zone")] if keyed else []
    apart = {
        (i, j): ours[i].distance(theirs[j])
        for i in range(len(ours)) for j in range(len(theirs))
        if ours[i] and theirs[j] and may(i, j)
    }  # fmt: skip
    able = [s is not None for s in ours], [s is not None for s in theirs]
    met = [[j for j in range(len(theirs)) if apart.get((i, j), 1e9) <= metres + NEAR]
           for i in range(len(ours))]  # fmt: skip
    bring = [brought("many", Summary.COUNT), brought("d", Summary.DISTANCE)]
    within = crossing(Kind.WITHIN_DISTANCE, *pairs, metres=metres, bring=bring)
    if metres:  # At 0 m the last decimal decides, which two projections do not share.
        made, rows = written(a, b, within, folder)
        assert oracle.same_counts(made.report, oracle.counted(met, *able))
        for i, row in enumerate(rows):
            assert row["many"] == len(met[i])
            shortest = min((apart[i, j] for j in met[i]), default=None)
            assert row["d"] == pytest.approx(shortest, abs=NEAR)

    bring = [brought("v", Summary.VALUE, "n"), brought("d", Summary.DISTANCE)]
    for limit in (None, metres or None):
        nearest = crossing(Kind.NEAREST, *pairs, metres=limit, several=Several.BEST, bring=bring)
        made, rows = written(a, b, nearest, folder)
        for i, row in enumerate(rows):
            known = {j: d for (k, j), d in apart.items() if k == i and d <= (limit or 1e9) + NEAR}
            least = min(known.values(), default=None)
            assert row["d"] == pytest.approx(least, abs=NEAR)
            tied = [j for j, d in known.items() if d <= least + NEAR]
            assert row["v"] in ([2**j for j in tied] or [None])
            drawn_alike = [
                j
                for j in tied
                if row["v"] and right[j][1].equals_exact(right[row["v"].bit_length() - 1][1])
            ]
            assert not drawn_alike or row["v"] == 2 ** drawn_alike[0]
        assert made.report.pairs == sum(row["v"] is not None for row in rows)


@given(drawn=two_tables())
@FEW
def test_overlaps(folder, drawn):
    left, right, itself, keyed = drawn
    a, b = _tables(folder, left, right, itself)
    ours, theirs = ([_extended(s) for s in _metric(rows, keyed)] for rows in (left, right))
    may = _may_meet(left, right, itself, keyed)
    shared = {}
    for i, x in enumerate(ours):
        for j, y in enumerate(theirs):
            if x and y and may(i, j):
                both = x.intersection(y)
                areas = _dimension(x) == _dimension(y) == 2
                extent = both.area if areas else _length(both)
                if extent > (1e-4 if areas else 1e-3):
                    shared[i, j] = extent
    met = [[j for j in range(len(theirs)) if (i, j) in shared] for i in range(len(ours))]
    able = [s is not None for s in ours], [s is not None for s in theirs]
    asked = crossing(
        Kind.OVERLAP, *([pair("zone", "zone")] if keyed else []),
        bring=[brought("many", Summary.COUNT), brought("extent", Summary.EXTENT),
               brought("share", Summary.SHARE), brought("people", Summary.SUM, "n", spread=True)],
    )  # fmt: skip
    made, rows = written(a, b, asked, folder)
    assert oracle.same_counts(made.report, oracle.counted(met, *able))
    for i, row in enumerate(rows):
        assert row["many"] == len(met[i])
        assert row["extent"] == pytest.approx(
            oracle.total([shared[i, j] for j in met[i]]), abs=1e-3
        )
        people = [2**j * _part(shared[i, j], ours[i], theirs[j]) for j in met[i]]
        assert row["people"] == pytest.approx(oracle.total(people), abs=1e-3)
        assert row["share"] == pytest.approx(
            _covered(ours[i], [theirs[j] for j in met[i]]), abs=1e-5
        )
    best = crossing(Kind.OVERLAP, several=Several.BEST, bring=[brought("extent", Summary.EXTENT)])
    if not keyed:
        _, rows = written(a, b, best, folder)
        for i, row in enumerate(rows):
            most = max((shared[i, j] for j in met[i]), default=None)
            assert row["extent"] == pytest.approx(most, abs=1e-3)


def _dimension(shape):
    return shapely.get_dimensions(shape)


def _extended(shape):
    """Keep the surface of an object, or its length; None: a point has neither."""
    if shape is None or _dimension(shape) < 1:
        return None
    parts = [p for p in shapely.get_parts(shape) if _dimension(p) == _dimension(shape)]
    return shapely.union_all(parts)


def _length(shape):
    return sum(p.length for p in shapely.get_parts(shape) if _dimension(p) == 1)


def _part(extent, x, y):
    """Give the part of the right object that is shared; a line is no part of a surface."""
    if _dimension(y) == 2:
        return min(1, extent / y.area) if _dimension(x) == 2 else 0
    return min(1, extent / y.length)


def _covered(x, others):
    if x is None:
        return None
    surface = _dimension(x) == 2
    joined = shapely.union_all([o for o in others if not surface or _dimension(o) == 2])
    both = x.intersection(joined)
    return both.area / x.area if surface else _length(both) / x.length


def test_measuring_writes_nothing_and_says_the_same(folder):
    dots = [shapely.Point(0.1 * n, 0.1) for n in range(20)]
    left = table(folder, {"v": "BIGINT"}, [[n] for n in range(20)], dots)
    right = table(
        folder, {"v": "BIGINT"}, [[1], [2]], [shapely.box(0, 0, 1, 1), shapely.box(1, 0, 1.5, 1)]
    )
    before = set(folder.iterdir())
    asked = crossing(Kind.INSIDE)
    measured = measure(left, right, asked, GROUND)
    assert set(folder.iterdir()) == before
    made, _ = written(left, right, asked, folder)
    assert made.report == measured
