"""Addresses of the app that read; those that write stand in `urls_editing`."""

from django.urls import include, path

from .views import catalogue, dataset, tiles

urlpatterns = [
    path("catalogue/", catalogue.catalogue, name="catalogue"),
    path("jeux/<slug:slug>/", dataset.dataset, name="dataset"),
    path("jeux/<slug:slug>/t/<slug:table>/", dataset.dataset, name="dataset-table"),
    path(
        "jeux/<slug:slug>/t/<slug:table>/lignes/<int:row>/",
        dataset.row,
        name="dataset-row",
    ),
    path(
        "jeux/<slug:slug>/t/<slug:table>/tuiles/<int:version>-<str:fingerprint>"
        "/<int:z>/<int:x>/<int:y>.mvt",
        tiles.tile,
        name="dataset-tile",
    ),
    path("", include("terrier.apps.catalog.urls_editing")),
]
