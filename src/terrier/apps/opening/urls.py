"""Addresses of the doors; they are promises: none changes once given."""

from django.urls import include, path

from terrier.apps.opening.harvesting import dcat, national_file
from terrier.apps.opening.news import views as news
from terrier.apps.opening.ogc import features, queryables, tiles
from terrier.apps.opening.tokens import views as tokens

urlpatterns = [
    path("mon-compte/jetons/", tokens.tokens, name="tokens"),
    path("mon-compte/jetons/<int:pk>/revoquer/", tokens.revoke_token, name="token-revoke"),
    path("mon-compte/alertes/", news.webhooks, name="webhooks"),
    path("mon-compte/alertes/<int:pk>/retirer/", news.remove_webhook, name="webhook-remove"),
    path("api/nouveautes.atom", news.catalogue, name="api-news"),
    path("api/jeux/<slug:slug>/versions.atom", news.dataset, name="api-dataset-news"),
    path("api/", features.landing, name="api"),
    # QGIS does not follow the way from an address without its last slash.
    path("api", features.landing, name="api-without-slash"),
    path("api/openapi.json", features.description, name="api-openapi"),
    path("api/conformance", features.conformance, name="api-conformance"),
    path("api/collections", features.all_collections, name="api-collections"),
    path("api/collections/<str:collection>", features.one_collection, name="api-collection"),
    path(
        "api/collections/<str:collection>/queryables",
        queryables.queryables,
        name="api-queryables",
    ),
    path("api/collections/<str:collection>/items", features.all_items, name="api-items"),
    path(
        "api/collections/<str:collection>/items/<path:item>",
        features.one_item,
        name="api-item",
    ),
    path("api/v1/", include("terrier.apps.opening.rest.urls")),
    path("api/explore/v2.1/", include("terrier.apps.opening.explore.urls")),
    path(
        "api/collections/<str:collection>/schema.csv",
        national_file.national_file,
        name="api-national-file",
    ),
    path("api/catalogue.jsonld", dcat.json_ld, name="api-dcat-json"),
    path("api/catalogue.ttl", dcat.turtle, name="api-dcat-turtle"),
    path("api/tileMatrixSets", tiles.matrix_sets, name="api-tile-matrix-sets"),
    path("api/tileMatrixSets/WebMercatorQuad", tiles.matrix_set, name="api-tile-matrix-set"),
    path("api/collections/<str:collection>/tiles", tiles.tilesets, name="api-tilesets"),
    path(
        "api/collections/<str:collection>/tiles/WebMercatorQuad",
        tiles.tileset,
        name="api-tileset",
    ),
    path(
        "api/collections/<str:collection>/tiles/WebMercatorQuad/<int:zoom>/<int:row>/<int:column>",
        tiles.tile,
        name="api-tile",
    ),
]
