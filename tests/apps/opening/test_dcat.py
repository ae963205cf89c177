"""The DCAT-AP catalogue: conforms to the shapes of SEMIC, and is read whole as udata reads it."""

from __future__ import annotations

import datetime

import pytest
import shapely
from rdflib import Graph, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, SH
from rdflib.term import BNode, Literal

from terrier.apps.opening.harvesting import pages

# rdflib's own reader of JSON-LD still uses what rdflib deprecates.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
WKT = URIRef("http://www.opengis.net/ont/geosparql#wktLiteral")
AUTHORITY = "http://publications.europa.eu/resource/authority"
DESCRIBED = {
    "description": "Où poser ses bacs.",
    "theme": "dechets",
    "contact_name": "Service déchets",
    "contact_email": "dechets@val.example",
    "licence": "etalab-2.0",
    "frequency": "annual",
    "keywords": ["déchets", "bacs"],
    "spatial_coverage": "Val Clair",
    "covers_from": datetime.date(2024, 1, 1),
    "covers_to": datetime.date(2024, 12, 31),
}
FORMS = {"application/ld+json": "json-ld", "text/turtle": "turtle"}
"""How udata chooses a parser from the Content-Type."""


def read_all(client, address: str) -> list[Graph]:
    """Follow the pages as udata's harvester does: HEAD, then GET until there is no next."""
    form = FORMS[client.head(address)["Content-Type"].split(";")[0]]
    graphs = []
    while address:
        graph = Graph().parse(data=client.get(address).content, format=form)
        (view,) = graph.subjects(RDF.type, HYDRA.PartialCollectionView)
        graphs.append(graph)
        following = graph.value(view, HYDRA.next)
        address = str(following).removeprefix("http://127.0.0.1:8000") if following else ""
    return graphs


def as_udata_reads(graph: Graph, node) -> dict:
    """Read a dataset by the rules of udata/core/dataset/rdf.py (standards, section 5.2)."""
    (period,) = graph.objects(node, DCTERMS.temporal)
    assert isinstance(period, BNode), "an address would be fetched"
    contact = graph.value(node, DCAT.contactPoint)
    where = graph.value(node, DCTERMS.spatial)
    (zone,) = (o for o in graph.objects(where) if isinstance(o, Literal) and o.datatype == WKT)
    return {
        "remote_id": str(graph.value(node, DCTERMS.identifier)),
        "title": str(graph.value(node, DCTERMS.title)),
        "description": str(graph.value(node, DCTERMS.description)),
        "frequency": str(graph.value(node, DCTERMS.accrualPeriodicity)),
        "tags": {str(k) for k in graph.objects(node, DCAT.keyword)},
        "spatial": shapely.from_wkt(str(zone)),
        "temporal": (
            graph.value(period, DCAT.startDate).toPython(),
            graph.value(period, DCAT.endDate).toPython(),
        ),
        "licence": str(graph.value(node, DCTERMS.license)),
        "contact": (
            str(graph.value(contact, VCARD.fn)),
            str(graph.value(contact, VCARD.hasEmail)),
        ),
        "publisher": str(graph.value(graph.value(node, DCTERMS.publisher), FOAF.name)),
        "landing": str(graph.value(node, DCAT.landingPage)),
        "modified": graph.value(node, DCTERMS.modified).toPython(),
        "resources": {
            str(graph.value(d, DCTERMS.title)): (
                str(graph.value(d, DCAT.downloadURL) or graph.value(d, DCAT.accessURL)),
                str(graph.value(d, DCTERMS["format"]) or ""),
                graph.value(d, DCAT.accessService) is not None,
            )
            for d in graph.objects(node, DCAT.distribution)
        },
    }


@pytest.mark.parametrize("form", ["jsonld", "ttl"])
def test_udata_reads_everything(client, bins, form):
    bins(**DESCRIBED)
    (graph,) = read_all(client, f"/api/catalogue.{form}")
    (node,) = graph.subjects(RDF.type, DCAT.Dataset)
    found = as_udata_reads(graph, node)
    page = "http://127.0.0.1:8000/jeux/points-de-collecte/"
    assert found.pop("modified") <= datetime.datetime.now(datetime.UTC)
    zone = shapely.box(4.805, 46.505, 4.905, 46.545)
    assert found.pop("spatial").equals(zone)
    resources = found.pop("resources")
    assert found == {
        "remote_id": "points-de-collecte",
        "title": "Points de collecte",
        "description": "Où poser ses bacs.",
        "frequency": f"{AUTHORITY}/frequency/ANNUAL",
        "tags": {"déchets", "bacs"},
        "temporal": (datetime.date(2024, 1, 1), datetime.date(2024, 12, 31)),
        "licence": "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
        "contact": ("Service déchets", "mailto:dechets@val.example"),
        "publisher": "Val Clair",
        "landing": page,
    }
    assert resources == {
        f"Points de collecte ({name})": (
            f"{page}t/points/telecharger/{name.lower()}",
            f"{AUTHORITY}/file-type/{name}",
            False,
        )
        for name in ("CSV", "GEOJSON", "JSON")
    } | {
        "Points de collecte (OGC API – Features)": (
            "http://127.0.0.1:8000/api/collections/points-de-collecte.points",
            "",
            True,
        )
    }
    for address, _format, _service in resources.values():
        answer = client.get(address.removeprefix("http://127.0.0.1:8000"))
        assert answer.status_code == 200
        assert b"".join(answer)


def test_only_what_everybody_sees_is_told_whoever_asks(client, bins, place):
    from terrier.domain.access.policy import Role

    bins(**DESCRIBED)
    bins("Internes", visibility="internal")
    bins("Brouillon", published_at=None)
    bins("Retirés", slug="retires", gone_reason="Erreur.")
    client.force_login(place.member("Chef", Role.ADMINISTRATOR))
    (graph,) = read_all(client, "/api/catalogue.ttl")
    assert len(list(graph.subjects(RDF.type, DCAT.Dataset))) == 1
    assert "Internes" not in client.get("/api/catalogue.ttl").content.decode()


def test_an_extent_that_the_public_does_not_see_is_not_told(client, bins):
    bins.limit(bins(**DESCRIBED))
    (graph,) = read_all(client, "/api/catalogue.ttl")
    (node,) = graph.subjects(RDF.type, DCAT.Dataset)
    assert graph.value(node, DCTERMS.spatial) is None


def test_pages_hold_every_dataset_once(client, bins, monkeypatch):
    monkeypatch.setattr(pages, "PAGE_SIZE", 2)
    for n in range(5):
        bins(f"Jeu {n}", rows=3)
    graphs = read_all(client, "/api/catalogue.jsonld")
    found = [
        str(g.value(d, DCTERMS.identifier))
        for g in graphs
        for d in g.subjects(RDF.type, DCAT.Dataset)
    ]
    assert len(graphs) == 3
    assert sorted(found) == [f"jeu-{n}" for n in range(5)]
    assert len({c for g in graphs for c in g.subjects(RDF.type, DCAT.Catalog)}) == 1
    assert client.get("/api/catalogue.jsonld?page=4").status_code == 404


def test_an_identifier_outlives_title_and_version(client, bins):
    dataset = bins(**DESCRIBED)
    before = read_all(client, "/api/catalogue.ttl")[0]
    bins.add_version(dataset, rows=5)
    dataset.refresh_from_db()
    dataset.title = "Autre titre"
    dataset.save()
    after = read_all(client, "/api/catalogue.ttl")[0]
    assert {*before.subjects(RDF.type, DCAT.Dataset)} == {*after.subjects(RDF.type, DCAT.Dataset)}
    assert {*before.objects(None, DCTERMS.identifier)} == {*after.objects(None, DCTERMS.identifier)}
    kept = {*before.subjects(RDF.type, DCAT.Distribution)}
    assert kept == {*after.subjects(RDF.type, DCAT.Distribution)}


def shapes_of(shared_data, *names: str) -> Graph:
    """Read the shapes of the release; its other rendering is not well-formed SHACL."""
    folder = shared_data / "dcat-shacl" / "releases" / "3.0.1" / "html" / "shacl"
    shapes = Graph()
    for name in names:
        shapes.parse(folder / f"{name}.ttl")
    return shapes


@pytest.mark.shared
@pytest.mark.parametrize("described", [DESCRIBED, {}], ids=["described", "bare"])
def test_the_shapes_of_dcat_ap_are_obeyed(client, bins, shared_data, described):
    from pyshacl import validate

    dataset = bins(**described)
    bins.add_version(dataset, tables=("points", "sites"))
    (graph,) = read_all(client, "/api/catalogue.ttl")
    shapes = shapes_of(shared_data, "shapes", "range")
    conforms, _report, text = validate(graph, shacl_graph=shapes)
    assert conforms, text


@pytest.mark.shared
def test_what_is_recommended_is_said_of_a_described_dataset(client, bins, shared_data):
    from pyshacl import validate

    bins(**DESCRIBED)
    (graph,) = read_all(client, "/api/catalogue.ttl")
    shapes = shapes_of(shared_data, "shapes_recommended")
    _conforms, report, _text = validate(graph, shacl_graph=shapes)
    node = next(graph.subjects(RDF.type, DCAT.Dataset))
    lacking = {
        (report.value(result, SH.focusNode), report.value(result, SH.resultPath))
        for result in report.subjects(RDF.type, SH.ValidationResult)
    }
    assert not [path for focus, path in lacking if focus == node]
    # A service has no file format, the licences are not of the European list of types, and a
    # centroid would be one more shape for harvesters to choose from.
    assert {path for focus, path in lacking if "#catalogue" not in str(focus)} <= {
        DCTERMS["format"],
        DCTERMS.type,
        DCAT.centroid,
    }


@pytest.mark.shared
def test_the_shapes_find_a_fault(client, bins, shared_data):
    from pyshacl import validate

    bins(**DESCRIBED)
    (graph,) = read_all(client, "/api/catalogue.ttl")
    graph.remove((None, DCTERMS.title, None))
    conforms, _report, _text = validate(graph, shacl_graph=shapes_of(shared_data, "shapes"))
    assert not conforms
