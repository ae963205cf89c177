from __future__ import annotations

import pytest
import shapely
from pyproj import Transformer

from terrier.domain.kernel.errors import Invalid
from terrier.lake.filters import parse
from terrier.lake.outlines import outlines

CRS = "EPSG:2154"
ROWS = """
SELECT n AS _line, n AS _row, 'poste ' || (n % 3) AS poste, n AS valeur,
  CASE WHEN n < 6 THEN ST_Point(4.9 + (n % 3) / 10, 46.5) END AS geom FROM range(9) t(n)
"""
TYPES = {"poste": "TEXT", "valeur": "BIGINT"}


def test_things_measured_many_times_have_one_place(make_relation) -> None:
    relation = make_relation(ROWS, TYPES, has_geometry=True)
    found = outlines(relation, "poste", CRS)
    to_metres = Transformer.from_crs("EPSG:4326", CRS, always_xy=True)
    assert set(found) == {"poste 0", "poste 1", "poste 2"}
    for n in range(3):
        point = shapely.from_wkb(found[f"poste {n}"])
        expected = to_metres.transform(4.9 + n / 10, 46.5)
        assert (point.x, point.y) == pytest.approx(expected, abs=0.001)
    one = parse({"f.poste": ["eq:poste 1"]}, relation)
    assert set(outlines(relation, "poste", CRS, filters=one)) == {"poste 1"}


def test_a_kind_of_thing_has_no_place(communes) -> None:
    """« Tournus » lies in one place, « actif » in several."""
    assert outlines(communes, "actif", CRS) == {}
    assert set(outlines(communes, "commune", CRS)) == {"Tournus", "Lacrost", "Préty"}


def test_masked_columns_and_tables_without_places_are_refused(communes, make_relation) -> None:
    with pytest.raises(Invalid, match="Aucune colonne"):
        outlines(communes, "agent", CRS)
    with pytest.raises(Invalid, match="position"):
        outlines(make_relation("SELECT 1 AS _line, 1 AS _row, 'a' AS a", {"a": "TEXT"}), "a", CRS)
