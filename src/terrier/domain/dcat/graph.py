"""A catalogue's page as an RDF graph that conforms to DCAT-AP 3.0.1 and that udata reads whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib import BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, SKOS, XSD

from terrier.domain.dcat.vocabularies import (
    AUTHORITY,
    FILE_TYPES,
    FREQUENCIES,
    LICENCES,
    MEDIA_TYPES,
    THEME_LABELS,
    THEMES,
)

if TYPE_CHECKING:
    from rdflib.term import IdentifiedNode

    from terrier.domain.dcat.facts import (
        Agent,
        Contact,
        DatasetFacts,
        Distribution,
        PageFacts,
        ServiceFacts,
    )

HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
DCATAP = Namespace("http://data.europa.eu/r5r/")
GEOSPARQL = Namespace("http://www.opengis.net/ont/geosparql#")
PREFIXES = {
    "dcat": DCAT,
    "dcatap": DCATAP,
    "dct": DCTERMS,
    "foaf": FOAF,
    "vcard": VCARD,
    "hydra": HYDRA,
    "gsp": GEOSPARQL,
    "skos": SKOS,
    "xsd": XSD,
}
VERSION = URIRef(f"{DCAT}version")
"""A term of DCAT 3, which rdflib does not know yet."""
PUBLIC_SECTOR = "GOVE"
LOCAL_AUTHORITY = URIRef("http://purl.org/adms/publishertype/LocalAuthority")


def page_graph(page: PageFacts) -> Graph:
    """Write one page of a catalogue.

    The catalogue's own node is the same on every page; the page itself is a
    `hydra:PartialCollectionView`, one and one only, as udata's harvester wants it.
    """
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    catalogue = URIRef(page.uri)
    graph.add((catalogue, RDF.type, DCAT.Catalog))
    _say(graph, catalogue, page.title, page.description)
    _typed(graph, catalogue, FOAF.homepage, page.homepage, FOAF.Document)
    _typed(
        graph, catalogue, DCTERMS.language, f"{AUTHORITY}/language/FRA", DCTERMS.LinguisticSystem
    )
    graph.add((catalogue, DCTERMS.publisher, _agent(graph, page.publisher)))
    graph.add((catalogue, DCAT.themeTaxonomy, _taxonomy(graph)))
    for facts in page.datasets:
        graph.add((catalogue, DCAT.dataset, _dataset(graph, facts)))
    graph.add((catalogue, DCAT.service, _service(graph, page)))
    _view(graph, page)
    return graph


def _say(graph: Graph, node: IdentifiedNode, title: str, description: str) -> None:
    graph.add((node, DCTERMS.title, Literal(title, lang="fr")))
    graph.add((node, DCTERMS.description, Literal(description or title, lang="fr")))


def _typed(
    graph: Graph, node: IdentifiedNode, predicate: URIRef, uri: str, kind: URIRef
) -> None:  # fmt: skip
    """Name a thing of another vocabulary with its class, which the shapes ask for."""
    graph.add((node, predicate, URIRef(uri)))
    graph.add((URIRef(uri), RDF.type, kind))


def _view(graph: Graph, page: PageFacts) -> None:
    view = URIRef(page.address)
    graph.add((view, RDF.type, HYDRA.PartialCollectionView))
    graph.add((view, HYDRA.totalItems, Literal(page.total)))
    steps = {
        HYDRA.first: page.first,
        HYDRA.last: page.last,
        HYDRA.previous: page.previous,
        HYDRA.next: page.next,
    }
    for predicate, address in steps.items():
        if address:
            graph.add((view, predicate, URIRef(address)))


def _agent(graph: Graph, agent: Agent) -> URIRef:
    node = URIRef(agent.uri)
    graph.add((node, RDF.type, FOAF.Agent))
    graph.add((node, FOAF.name, Literal(agent.name)))
    _typed(graph, node, DCTERMS.type, str(LOCAL_AUTHORITY), SKOS.Concept)
    graph.add((LOCAL_AUTHORITY, SKOS.prefLabel, Literal("Autorité locale", lang="fr")))
    if agent.homepage:
        _typed(graph, node, FOAF.homepage, agent.homepage, FOAF.Document)
    return node


def _contact(graph: Graph, contact: Contact) -> BNode:
    node = BNode()
    graph.add((node, RDF.type, VCARD.Kind))
    graph.add((node, RDF.type, VCARD.Organization))
    graph.add((node, VCARD.fn, Literal(contact.name)))
    if contact.email:
        graph.add((node, VCARD.hasEmail, URIRef(f"mailto:{contact.email}")))
    if contact.page:
        graph.add((node, VCARD.hasURL, URIRef(contact.page)))
    return node


def _taxonomy(graph: Graph) -> URIRef:
    scheme = URIRef(f"{AUTHORITY}/data-theme")
    graph.add((scheme, RDF.type, SKOS.ConceptScheme))
    graph.add((scheme, DCTERMS.title, Literal("Thèmes de données", lang="fr")))
    return scheme


def _dataset(graph: Graph, facts: DatasetFacts) -> URIRef:
    node = URIRef(facts.uri)
    graph.add((node, RDF.type, DCAT.Dataset))
    _say(graph, node, facts.title, facts.description)
    graph.add((node, DCTERMS.identifier, Literal(facts.identifier)))
    graph.add((node, VERSION, Literal(facts.version)))
    graph.add((node, DCTERMS.modified, Literal(facts.modified)))
    if facts.issued:
        graph.add((node, DCTERMS.issued, Literal(facts.issued)))
    graph.add((node, DCTERMS.publisher, _agent(graph, facts.publisher)))
    graph.add((node, DCAT.contactPoint, _contact(graph, facts.contact)))
    _typed(graph, node, DCAT.landingPage, facts.page, FOAF.Document)
    _controlled(graph, node, facts)
    for keyword in facts.keywords:
        graph.add((node, DCAT.keyword, Literal(keyword, lang="fr")))
    _time(graph, node, facts)
    _space(graph, node, facts)
    for distribution in facts.distributions:
        graph.add((node, DCAT.distribution, _distribution(graph, distribution, facts)))
    return node


def _controlled(graph: Graph, node: URIRef, facts: DatasetFacts) -> None:
    language, rights = f"{AUTHORITY}/language/FRA", f"{AUTHORITY}/access-right/PUBLIC"
    _typed(graph, node, DCTERMS.language, language, DCTERMS.LinguisticSystem)
    _typed(graph, node, DCTERMS.accessRights, rights, DCTERMS.RightsStatement)
    if frequency := FREQUENCIES.get(facts.frequency):
        uri = f"{AUTHORITY}/frequency/{frequency}"
        _typed(graph, node, DCTERMS.accrualPeriodicity, uri, DCTERMS.Frequency)
    if theme := THEMES.get(facts.theme):
        _theme(graph, node, theme)
    _licence(graph, node, facts)


def _theme(graph: Graph, node: URIRef, theme: str) -> None:
    uri = f"{AUTHORITY}/data-theme/{theme}"
    _typed(graph, node, DCAT.theme, uri, SKOS.Concept)
    graph.add((URIRef(uri), SKOS.prefLabel, Literal(THEME_LABELS[theme], lang="fr")))
    graph.add((URIRef(uri), SKOS.inScheme, URIRef(f"{AUTHORITY}/data-theme")))


def _licence(graph: Graph, node: URIRef, facts: DatasetFacts) -> None:
    if licence := LICENCES.get(facts.licence):
        _typed(graph, node, DCTERMS.license, licence, DCTERMS.LicenseDocument)


def _time(graph: Graph, node: URIRef, facts: DatasetFacts) -> None:
    if not (facts.covers_from or facts.covers_to):
        return
    # A node without address: harvesters would fetch one that has an address.
    period = BNode()
    graph.add((node, DCTERMS.temporal, period))
    graph.add((period, RDF.type, DCTERMS.PeriodOfTime))
    if facts.covers_from:
        graph.add((period, DCAT.startDate, Literal(facts.covers_from)))
    if facts.covers_to:
        graph.add((period, DCAT.endDate, Literal(facts.covers_to)))


def _space(graph: Graph, node: URIRef, facts: DatasetFacts) -> None:
    if facts.bbox is None:
        return
    west, south, east, north = facts.bbox
    ring = ((west, south), (east, south), (east, north), (west, north), (west, south))
    text = f"POLYGON(({', '.join(f'{x:.7g} {y:.7g}' for x, y in ring)}))"
    where = BNode()
    graph.add((node, DCTERMS.spatial, where))
    graph.add((where, RDF.type, DCTERMS.Location))
    graph.add((where, DCAT.bbox, Literal(text, datatype=GEOSPARQL.wktLiteral)))
    if facts.place:
        graph.add((where, SKOS.prefLabel, Literal(facts.place, lang="fr")))


def _distribution(graph: Graph, facts: Distribution, dataset: DatasetFacts) -> URIRef:
    node = URIRef(facts.uri)
    graph.add((node, RDF.type, DCAT.Distribution))
    _say(graph, node, facts.title, facts.title)
    graph.add((node, DCTERMS.modified, Literal(dataset.modified)))
    graph.add((node, DCAT.accessURL, URIRef(facts.access_url)))
    if facts.download_url:
        graph.add((node, DCAT.downloadURL, URIRef(facts.download_url)))
    if facts.service:
        graph.add((node, DCAT.accessService, URIRef(facts.service)))
    if facts.format:
        kind = f"{AUTHORITY}/file-type/{FILE_TYPES[facts.format]}"
        _typed(graph, node, DCTERMS["format"], kind, DCTERMS.MediaTypeOrExtent)
        media = f"https://www.iana.org/assignments/media-types/{MEDIA_TYPES[facts.format]}"
        _typed(graph, node, DCAT.mediaType, media, DCTERMS.MediaType)
    if facts.conforms_to:
        # Of the file and of the dataset: udata reads either, catalogues show the second.
        for thing in (node, URIRef(dataset.uri)):
            _typed(graph, thing, DCTERMS.conformsTo, facts.conforms_to, DCTERMS.Standard)
    available = f"{AUTHORITY}/planned-availability/AVAILABLE"
    _typed(graph, node, DCATAP.availability, available, SKOS.Concept)
    graph.add((URIRef(available), SKOS.prefLabel, Literal("Disponible", lang="fr")))
    _licence(graph, node, dataset)
    return node


def _service(graph: Graph, page: PageFacts) -> URIRef:
    facts: ServiceFacts = page.service
    node = URIRef(facts.uri)
    graph.add((node, RDF.type, DCAT.DataService))
    _say(graph, node, facts.title, facts.title)
    graph.add((node, DCAT.endpointURL, URIRef(facts.endpoint)))
    graph.add((node, DCAT.endpointDescription, URIRef(facts.description_url)))
    graph.add((node, DCTERMS.publisher, _agent(graph, page.publisher)))
    graph.add((node, DCAT.contactPoint, _contact(graph, page.contact)))
    graph.add((node, DCAT.keyword, Literal("OGC API", lang="fr")))
    _theme(graph, node, PUBLIC_SECTOR)
    for uri in facts.conforms_to:
        _typed(graph, node, DCTERMS.conformsTo, uri, DCTERMS.Standard)
    for dataset in page.datasets:
        graph.add((node, DCAT.servesDataset, URIRef(dataset.uri)))
    return node
