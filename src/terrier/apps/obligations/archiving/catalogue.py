"""The public datasets of an archive in DCAT, pointing to the files beside it."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse

from terrier.apps.catalog import authority
from terrier.apps.catalog.models import Dataset
from terrier.apps.territories.queries import PUBLIC


def as_turtle(datasets: Sequence[Dataset]) -> str:
    """Describe, in Turtle, the datasets that everybody sees; the others have their JSON alone."""
    # Imported here: rdflib takes a fifth of a second that no page should wait for.
    from rdflib import Graph, Literal, URIRef
    from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF

    from terrier.domain.dcat.vocabularies import LICENCES

    graph = Graph(bind_namespaces="none")
    for prefix, namespace in (("dcat", DCAT), ("dct", DCTERMS), ("foaf", FOAF)):
        graph.bind(prefix, namespace)
    catalogue = URIRef("#catalogue")
    graph.add((catalogue, RDF.type, DCAT.Catalog))
    public = authority.sights_of(PUBLIC, datasets)
    for dataset in datasets:
        if not public[dataset.pk].visible or dataset.current is None:
            continue
        node = URIRef(
            f"{urljoin(settings.PUBLIC_URL, reverse('dataset', args=[dataset.slug]))}#jeu"
        )
        publisher = URIRef(f"#{dataset.owner.slug}")
        for triple in (
            (catalogue, DCAT.dataset, node),
            (node, RDF.type, DCAT.Dataset),
            (node, DCTERMS.title, Literal(dataset.title, lang="fr")),
            (node, DCTERMS.description, Literal(dataset.description, lang="fr")),
            (node, DCTERMS.identifier, Literal(dataset.slug)),
            (node, DCTERMS.modified, Literal(dataset.current.created_at)),
            (node, DCTERMS.publisher, publisher),
            (publisher, RDF.type, FOAF.Agent),
            (publisher, FOAF.name, Literal(dataset.owner.name)),
        ):
            graph.add(triple)
        if licence := LICENCES.get(dataset.licence):
            graph.add((node, DCTERMS.license, URIRef(licence)))
        for keyword in dataset.keywords:
            graph.add((node, DCAT.keyword, Literal(keyword, lang="fr")))
        for table in dataset.current.tables.select_related("table"):
            file = URIRef(f"jeux/{dataset.slug}/courant/{table.table.name}.csv")
            graph.add((node, DCAT.distribution, file))
            graph.add((file, RDF.type, DCAT.Distribution))
            graph.add((file, DCAT.downloadURL, file))
    return str(graph.serialize(format="turtle"))
