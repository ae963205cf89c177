"""What is wrong with the tables of a crossing is said, with what can be done."""

from __future__ import annotations

import pytest
import shapely
from django.urls import reverse

from terrier.apps.catalog.models import Dataset
from terrier.apps.crossing import live
from terrier.apps.crossing.models import Crossing
from terrier.apps.crossing.queries import previewing
from terrier.apps.jobs.worker import drain
from terrier.apps.territories.models import Commune
from terrier.domain.access.policy import Role
from terrier.domain.matching.definition import Brought, Definition, Kind, Link, Several, Summary
from tests.apps.crossing.conftest import by_commune, points
from tests.apps.crossing.test_pages import composing, text_of

pytestmark = pytest.mark.django_db(transaction=True)


def outlined(**shapes: shapely.Geometry) -> None:
    """Give communes other outlines."""
    for code, shape in shapes.items():
        Commune.objects.filter(code=code.removeprefix("c")).update(outline=shapely.to_wkb(shape))


def measured(client, dataset: Dataset, **asked: str) -> str:
    """Give the words of the page that measures the points in the communes."""
    return text_of(client.get(composing(dataset, avec="communes", **asked)))


def lose(dataset: Dataset, name: str) -> None:
    """Let the version in place be without a column, as if a new one had dropped it."""
    stored = dataset.current.tables.get()
    stored.columns = [entry for entry in stored.columns if entry["name"] != name]
    stored.save()
    Crossing.objects.update(inputs={})
    assert live.ask_for_what_is_stale() == 1
    drain()


def test_places_elsewhere_lead_to_the_coordinates(bins, place, client):
    """Positions read in another system lie far away: nothing meets, and why is looked for."""
    dataset = bins()
    outlined(c96001=shapely.box(850_000, 6_600_000, 860_000, 6_610_000))
    Commune.objects.exclude(code="96001").update(outline=shapely.to_wkb(shapely.box(1, 1, 2, 2)))
    client.force_login(place.member("Lise", Role.CONTRIBUTOR))
    words = measured(client, dataset, comment="inside", apporte="value:name", plusieurs="best")
    assert "Rien ne se rencontre" in words
    assert "Vérifiez le système de coordonnées choisi à l’import de chacune." in words
    assert "60 sans correspondance" in words


def test_flaws_of_a_zoning_stand_beside_the_result_and_stay(bins, cross, client):
    """Areas that overlap, one that crosses itself, a hole between them."""
    dataset = bins()
    bow = shapely.Polygon([(4.8, 46.5), (4.84, 46.55), (4.84, 46.5), (4.8, 46.55)])
    outlined(
        c96001=bow,
        c96002=shapely.box(4.83, 46.49, 4.88, 46.56),
        c96003=shapely.box(4.87, 46.49, 4.95, 46.56) - shapely.box(4.9, 46.5, 4.91, 46.51),
    )
    client.force_login(cross.actor)
    told = (
        "Des zones se recouvrent, à 2 endroits",
        "reste un trou",
        "1 géométrie n’est pas valide (contour qui se croise) : réparé pour le calcul seulement",
    )
    asked = {"comment": "inside", "apporte": "value:name", "plusieurs": "best"}
    words = measured(client, dataset, **asked)
    for sentence in told:
        assert sentence in words
    where = composing(dataset, avec="communes", **asked)
    owner = dataset.owner.slug
    kept = client.post(where, {"title": "Points situés", "owner": owner}, follow=True)
    drain()
    page = text_of(client.get(kept.redirect_chain[-1][0]))
    for sentence in told:
        assert sentence in page


def test_a_dataset_crossed_with_itself(bins, cross, client):
    """The nearest other point of each point: never itself; computed once when it changes."""
    dataset = bins()
    asked = Definition(
        points(dataset),
        points(dataset),
        Link(Kind.NEAREST),
        Several.BEST,
        (
            Brought("voisin", "Voisin", Summary.VALUE, bins.column(dataset, "nom").stable_id),
            Brought("metres", "Distance", Summary.DISTANCE, unit="m"),
        ),
    )
    crossing = cross(asked, "Voisins")
    assert crossing.problem == ""
    assert crossing.met().left.matched == 60
    assert crossing.dataset.derivations.count() == 1
    client.force_login(cross.actor)
    rows = client.get(f"/api/v1/datasets/{crossing.dataset.slug}/tables/croisement/rows").json()
    assert rows["rows"]
    for row in rows["rows"]:
        assert row["values"]["voisin"] != row["values"]["nom"]
        assert row["values"]["metres"] > 0
    bins.add_version(dataset, rows=30)
    drain()
    crossing.refresh_from_db()
    assert (crossing.met().left.rows, crossing.dataset.versions.count()) == (30, 2)
    assert "Voisins" in text_of(client.get(reverse("crossing", args=[crossing.pk])))


def test_a_dropped_key_is_named_with_what_to_do(bins, cross):
    dataset = bins()
    crossing = cross(by_commune(dataset))
    lose(dataset, "commune")
    crossing.refresh_from_db()
    assert crossing.problem == (
        "La colonne « Commune », par laquelle les lignes se rencontraient, n’existe plus dans "
        "« Points de collecte » : choisissez-en une autre dans les réglages du croisement."
    )
    assert crossing.dataset.versions.count() == 1


def test_a_map_of_some_of_the_objects_says_so(bins, place, client, monkeypatch):
    dataset = bins()
    client.force_login(place.member("Lise", Role.CONTRIBUTOR))
    asked = {"comment": "inside", "apporte": "value:name", "plusieurs": "best"}
    assert "objets dessinés" not in measured(client, dataset, **asked)
    monkeypatch.setattr(previewing, "MOST_ON_THE_MAP", 25)
    assert "25 objets dessinés sur 60" in measured(client, dataset, **asked)
