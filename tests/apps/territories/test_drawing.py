"""The drawing of the territory."""

from __future__ import annotations

import pytest

from terrier.apps.territories.drawing import draw
from terrier.apps.territories.models import Commune

pytestmark = pytest.mark.django_db


def test_points_go_to_the_sheet_and_back(place):
    drawing = draw(Commune.objects.all(), "EPSG:2154")
    lon, lat = drawing.place(*drawing.at(4.83, 46.52))
    assert (lon, lat) == pytest.approx((4.83, 46.52), abs=1e-9)


def test_north_is_up_and_east_is_right(place):
    drawing = draw(Commune.objects.all(), "EPSG:2154")
    west, east = drawing.at(4.81, 46.52), drawing.at(4.93, 46.52)
    north = drawing.at(4.81, 46.54)
    assert west[0] < east[0] <= drawing.width
    assert 0 < north[1] < west[1] < drawing.height


def test_lengths_are_those_of_the_ground(place):
    one = draw(Commune.objects.filter(code="96001"), "EPSG:2154")
    # 0.05° of longitude at 46.5° is 3 837 m on the ellipsoid; Lambert-93 adds less than 1 ‰.
    inner = one.at(4.85, 46.5)[0] - one.at(4.8, 46.5)[0]
    assert inner * one.metres == pytest.approx(3837, rel=2e-3)


def test_every_outlined_commune_has_a_shape_and_room_for_names_is_not_shared(place):
    Commune.objects.filter(code="96003").update(outline=None)
    drawing = draw(Commune.objects.all(), "EPSG:2154")
    assert {s.name for s in drawing.shapes} == {"Aubrac", "Le Bourg"}
    assert all(s.path.startswith("M") and s.path.endswith("Z") for s in drawing.shapes)


def test_without_outlines_there_is_no_drawing(place):
    Commune.objects.update(outline=None)
    assert draw(Commune.objects.all(), "EPSG:2154") is None


def test_a_long_name_that_does_not_fit_is_left_out(place):
    Commune.objects.filter(code="96001").update(name="Saint-Aubrin-le-Marché-sur-Virlane-les-Bois")
    labels = {s.code: s.label for s in draw(Commune.objects.all(), "EPSG:2154").shapes}
    assert labels["96001"] is None
    assert labels["96002"] is not None
