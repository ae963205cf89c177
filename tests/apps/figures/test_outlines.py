"""The shapes of maps: whole where data lack, behind where others were asked, generalised as one."""

from __future__ import annotations

import pytest
import shapely

from terrier.apps.figures.drawing.outlines import communes, generalised
from terrier.apps.territories.models import Commune
from terrier.domain.questions.answer import Answer, Group, Heading
from terrier.domain.questions.question import Grouping, Question

CRS = "EPSG:2154"
COMMUNE = Heading("Commune", concept="commune_code")


@pytest.fixture
def territory(db) -> None:
    """Four squares of a tenth of a degree in a row, one of them two communes before."""
    for n in range(4):
        Commune.objects.create(
            code=f"9700{n}",
            name=f"Commune {n}",
            former_codes=["97900", "97901"] if n == 3 else [],
            outline=shapely.to_wkb(shapely.box(4.8 + n / 10, 46.5, 4.9 + n / 10, 46.6)),
        )


def asked(*codes: str, filters: tuple[tuple[str, str], ...] = ()) -> Answer:
    groups = tuple(Group((code,), (code,), 1, 1) for code in codes)
    question = Question(by=(Grouping("insee"),), filters=filters)
    return Answer(question, (COMMUNE,), Heading("Nombre de lignes"), groups, 1, 1)


def test_a_commune_without_a_group_lacks_data(territory) -> None:
    shapes = communes(asked("97000", "97001"), CRS)
    assert shapes
    assert set(shapes.by_key) == {"97000", "97001", "97002", "97003"}
    assert shapes.names["97003"] == "Commune 3"
    assert not shapes.behind


def test_a_commune_that_was_not_asked_does_not(territory) -> None:
    filters = (("f.insee", "in:97000"),)
    shapes = communes(asked("97000", filters=filters), CRS)
    assert shapes
    assert set(shapes.by_key) == {"97000"}
    assert len(shapes.behind) == 3
    assert len(communes(asked("97000", filters=(("f.an", "eq:2024"),)), CRS).by_key) == 4


def test_a_former_code_lies_in_its_commune_of_today(territory) -> None:
    shapes = communes(asked("97000", "97900"), CRS)
    assert shapes
    assert "97900" in shapes.by_key
    assert "97003" not in shapes.by_key
    assert communes(asked("01001"), CRS) is None


def test_neighbours_keep_their_common_edge() -> None:
    """Two areas along a jagged line, drawn coarsely: nothing between them, nothing twice."""
    edge = [(100 + (n % 3) * 4, n * 10) for n in range(101)]
    west = shapely.Polygon([(0, 0), *edge, (0, 1000)])
    east = shapely.Polygon([(2000, 0), *edge, (2000, 1000)])
    found = generalised(
        {"w": west.wkb, "e": east.wkb, "x": shapely.box(5000, 0, 40_000, 9).wkb}, CRS, CRS
    )
    one, other = (shapely.geometry.shape(found[key]) for key in "we")
    assert len(one.exterior.coords) < 60
    assert one.intersection(other).area == 0
    assert one.union(other).area == pytest.approx(2000 * 1000, rel=0.01)
    assert all(type(c) is int for c in found["w"]["coordinates"][0][0])
