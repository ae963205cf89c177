"""A territory from the reference tables, or from plain data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import shapely

from terrier.apps.accounts.models import AuditEntry
from terrier.apps.territories import actions
from terrier.apps.territories.models import Commune, Organisation
from terrier.apps.territories.queries import PUBLIC
from terrier.apps.territories.reference import CommuneFacts, legal_crs
from terrier.connectors.geo_codes.register import communes_of_epci
from terrier.domain.kernel.errors import NotFound, Refused

pytestmark = pytest.mark.django_db
MACONNAIS = "200069698"
OUTLINES = Path(__file__).parents[4] / "shared/data/territoire/communes-71-saone-et-loire.geojson"


@pytest.fixture
def outlines(tmp_path: Path) -> Path:
    features = [
        {
            "type": "Feature",
            "properties": {"code": c.code, "nom": c.name},
            "geometry": shapely.geometry.mapping(shapely.box(n, 46, n + 1, 47)),
        }
        for n, c in enumerate(communes_of_epci(MACONNAIS))
    ]
    file = tmp_path / "communes.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return file


def test_an_epci_becomes_a_root_with_its_communes(outlines):
    root = actions.prepare_territory(MACONNAIS, outlines=[outlines])
    assert (root.kind, root.siren, root.projected_crs) == ("epci", MACONNAIS, "EPSG:2154")
    assert root.children.count() == Commune.objects.count() == 24
    tournus = Organisation.objects.get(slug="tournus")
    assert tournus.name == "Commune de Tournus"
    assert tournus.commune.population > 5000
    assert tournus.siren == "217105436"
    assert shapely.from_wkb(tournus.commune.outline).bounds == tuple(tournus.commune.bbox)


def test_preparing_twice_changes_nothing_that_people_wrote(outlines):
    actions.prepare_territory(MACONNAIS, outlines=[outlines])
    Organisation.objects.filter(slug="tournus").update(contact_email="mairie@tournus.example")
    actions.prepare_territory(MACONNAIS, outlines=[outlines])
    assert Organisation.objects.count() == 25
    assert Organisation.objects.get(slug="tournus").contact_email == "mairie@tournus.example"
    assert AuditEntry.objects.filter(action="territory.prepare").count() == 2


def test_an_unknown_epci_is_said(outlines):
    with pytest.raises(NotFound, match="123456789"):
        actions.prepare_territory("123456789", outlines=[outlines])


def test_only_the_instance_prepares_territories(outlines):
    with pytest.raises(Refused):
        actions.prepare_territory(MACONNAIS, outlines=[outlines], reader=PUBLIC)
    assert not Organisation.objects.exists()


def test_a_commune_without_outline_is_listed_in_the_trail():
    actions.prepare_fictional_territory("Val", [CommuneFacts("96001", "Aubrac", 12, None)])
    entry = AuditEntry.objects.get()
    assert entry.detail["without_outline"] == ["Aubrac"]


def test_an_invented_territory_says_so(place):
    assert place.root.fictional
    assert place.first.fictional
    assert set(Commune.objects.values_list("register", flat=True)) == {"demonstration"}


@pytest.mark.parametrize(
    ("code", "crs"),
    [("71543", "EPSG:2154"), ("97120", "EPSG:5490"), ("97302", "EPSG:2972"),
     ("97411", "EPSG:2975"), ("97608", "EPSG:4471"), ("2A004", "EPSG:2154")],
)  # fmt: skip
def test_each_land_has_its_legal_projection(code, crs):
    assert legal_crs(code) == crs


@pytest.mark.shared
@pytest.mark.skipif(not OUTLINES.exists(), reason="the real files of ../shared/data are absent")
def test_the_real_outlines_cover_every_commune():
    root = actions.prepare_territory(MACONNAIS, outlines=[OUTLINES])
    assert Commune.objects.filter(outline__isnull=False).count() == 24
    assert root.name == "CC Mâconnais - Tournugeois"
