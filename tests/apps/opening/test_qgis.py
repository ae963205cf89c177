"""QGIS itself, without a screen, reads collections as the technician's desk does."""

from __future__ import annotations

import pytest

from terrier.apps.accounts import tokens
from terrier.apps.catalog.models import Dataset
from terrier.domain.access.policy import Role
from tests.apps.opening.conftest import in_qgis, needs_qgis

pytestmark = [pytest.mark.django_db(transaction=True), needs_qgis]

QGIS = """
import json, os, sys
from qgis.core import QgsApplication, QgsFeatureRequest, QgsRectangle, QgsVectorLayer
app = QgsApplication([], False)
app.initQgis()
layer = QgsVectorLayer(sys.argv[1] + " typename='points-de-collecte.points' pageSize='700'",
                       "points", "OAPIF")
found = {
    f["nom"]: [f.geometry().asPoint().x(), f.geometry().asPoint().y(), f["tonnage"]]
    for f in layer.getFeatures()
} if layer.isValid() else {}
near = QgsFeatureRequest().setFilterRect(QgsRectangle(4.80, 46.50, 4.81, 46.5071))
print(json.dumps({
    "valid": layer.isValid(), "crs": layer.crs().authid(), "count": layer.featureCount(),
    "fields": [f.name() for f in layer.fields()], "found": found,
    "near": sorted(f["nom"] for f in layer.getFeatures(near)) if layer.isValid() else [],
}), flush=True)
# QGIS ends badly where a layer outlives its application.
os._exit(0)
"""


def places(rows: int) -> dict[str, list[float]]:
    """Give the points of the fixture by name: longitude, latitude, tonnage."""
    return {
        f"Point {n + 1}": [4.805 + n % 3 * 0.05, 46.505 + n // 3 * 0.002, n * 1000.5]
        for n in range(rows)
    }


@pytest.mark.parametrize("slash", ["", "/"])
def test_every_object_comes_in_its_place_over_several_pages(live_server, bins, slash):
    bins(rows=2500)
    found = in_qgis(QGIS, f"url='{live_server.url}/api{slash}'")
    assert found["valid"]
    assert (found["crs"], found["count"]) == ("EPSG:4326", 2500)
    assert found["found"].keys() == places(2500).keys()
    for name, place in places(2500).items():
        assert found["found"][name] == pytest.approx(place, abs=1.1e-7)
    assert found["near"] == ["Point 1", "Point 4"]
    assert {"commune", "nom", "tonnage", "releve", "actif", "telephone"} <= set(found["fields"])


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("url='{site}/api/?token={token}'", 20),
        ("url='{site}/api/' username='qgis' password='{token}'", 20),
        ("url='{site}/api/'", None),
        ("url='{site}/api/' username='qgis' password='terrier_faux'", None),
    ],
)
def test_with_a_token_in_the_address_or_as_a_password(live_server, bins, place, source, count):
    bins.limit(bins(visibility="internal"))
    elected = place.member("Elue", Role.READER, place.second)
    _token, secret = tokens.make(elected, "QGIS", 30)
    found = in_qgis(QGIS, source.format(site=live_server.url, token=secret))
    assert found["valid"] == (count is not None)
    if count:
        assert found["count"] == len(found["found"]) == count
        expected = {n: p for n, p in places(60).items() if int(n.split()[1]) % 3 == 2}
        assert found["found"].keys() == expected.keys()


def test_a_masked_column_is_no_field(live_server, bins):
    bins.mask(bins())
    assert Dataset.objects.get().policy_revision == 2
    found = in_qgis(QGIS, f"url='{live_server.url}/api/'")
    assert len(found["found"]) == 60
    assert "telephone" not in found["fields"]
