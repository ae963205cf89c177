"""Sheets of paper: true scale, whole cover, points that tie them to the ground."""

from __future__ import annotations

import math

import pytest
import shapely
import shapely.affinity
from hypothesis import given
from hypothesis import strategies as st

from terrier.domain.drafting.canvas import Canvas, Ink
from terrier.domain.drafting.labels import Room, _box, along
from terrier.domain.drafting.sheets import APART_M, MOST_SHEETS, SCALES, lay_out, nearest, overview
from terrier.domain.kernel.errors import Invalid

CORNER = (843_000.0, 6_612_000.0)


def zone(width: float, height: float, turn: float = 0.0) -> shapely.Geometry:
    box = shapely.box(0, 0, width, height)
    turned = shapely.affinity.rotate(box, turn)
    return shapely.affinity.translate(turned, *CORNER)


@given(
    st.floats(1, 900), st.floats(1, 900), st.floats(0, 180), st.sampled_from(["A4", "A3"]),
    st.sampled_from([None, *SCALES]),
)  # fmt: skip
def test_sheets_cover_the_zone_at_the_scale_they_say(width, height, turn, paper, scale):
    asked = zone(width, height, turn)
    try:
        chosen, sheets = lay_out(asked, paper, scale)
    except Invalid:
        # Only a zone that no sixteen sheets could hold may be refused.
        assert asked.area > 16 * 0.186 * 0.219 * (scale or 1000) ** 2 * 0.3
        return
    assert 1 <= len(sheets) <= MOST_SHEETS
    cover = shapely.buffer(shapely.union_all([s.box for s in sheets]), 1e-6)
    assert shapely.covers(cover, asked)
    for sheet in sheets:
        west, south, east, north = sheet.bounds
        assert math.isclose((east - west) * 1000 / sheet.scale, chosen.frame_width_mm, rel_tol=1e-9)
        assert math.isclose(
            (north - south) * 1000 / sheet.scale, chosen.frame_height_mm, rel_tol=1e-9
        )
        assert shapely.intersects(sheet.box, asked)
        assert scale in (None, sheet.scale)
    assert [s.number for s in sheets] == list(range(1, len(sheets) + 1))


def test_the_largest_scale_that_fits_is_taken():
    assert [lay_out(zone(side, side), "A4", None)[1][0].scale for side in (30, 80, 150)] == [
        200, 500, 1000,
    ]  # fmt: skip


@given(st.floats(5, 2500), st.floats(5, 2500))
def test_the_overview_has_three_points_far_enough_apart(width, height):
    sheet = overview(tuple(zone(width, height).bounds), 170, 168)
    assert shapely.covers(sheet.box, zone(width, height))
    points = sheet.points()
    assert len(points) >= 3
    assert nearest(points) >= APART_M
    assert shapely.Polygon(points).area > 0
    for x, y in points:
        assert x == round(x)
        assert y == round(y)


@pytest.mark.parametrize(("paper", "scale"), [("A5", None), ("A4", 300), ("", 200)])
def test_other_papers_and_scales_are_refused(paper, scale):
    with pytest.raises(Invalid):
        lay_out(zone(10, 10), paper, scale)


def test_a_zone_that_needs_too_many_sheets_is_refused_with_what_to_do():
    with pytest.raises(Invalid, match="échelle plus petite"):
        lay_out(zone(900, 900), "A4", 200)


def test_what_is_drawn_is_cut_at_the_frame_and_escaped():
    sheet = overview(tuple(zone(100, 100).bounds), 100, 100)
    canvas = Canvas(sheet)
    canvas.shapes(canvas.on_paper([zone(5000, 5000)]), Ink(fill="#000000"))
    canvas.text('<script> & "', (1, 1), 2)
    svg = canvas.svg(title="<b>")
    assert "<script>" not in svg
    assert "<b>" not in svg
    assert "&lt;script&gt; &amp;" in svg
    numbers = [float(n) for n in svg.split('d="M')[1].split("Z")[0].replace("L", " ").split()]
    assert min(numbers) >= -0.01
    assert max(numbers) <= 100.01


def test_labels_never_cover_each_other_and_follow_the_line():
    room = Room(200, 200)
    lines = [shapely.LineString([(10, y), (190, y + 40)]) for y in range(5, 150, 2)]
    placed = [label for line in lines for label in along(room, line, ("AEP ø110 · B", "B"), 2.1)]
    assert len(placed) > 20
    boxes = [_box(label, label.words, 2.1) for label in placed]
    for rank, box in enumerate(boxes):
        assert not shapely.intersects(boxes[rank + 1 :], box).any()
        assert shapely.box(0, 0, 200, 200).contains(box)
    for label in placed:
        assert label.degrees == pytest.approx(math.degrees(math.atan2(40, 180)))
    assert along(Room(200, 200), shapely.LineString([(5, 5), (5.5, 5)]), ("AEP",), 2) == []
