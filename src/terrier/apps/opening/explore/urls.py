"""Addresses of Explore v2.1; each is known with and without a slash at its end."""

from django.urls import URLPattern, re_path

from . import views

_PARTS = {"dataset": "[^/]+", "format": "[^/]+", "record": ".+?"}


def _door(route: str, view: object, name: str) -> URLPattern:
    for part, matched in _PARTS.items():
        route = route.replace(f"{{{part}}}", f"(?P<{part}>{matched})")
    return re_path(rf"^{route}/?$", view, name=name)


urlpatterns = [
    _door("catalog/datasets", views.datasets, "explore-datasets"),
    _door("catalog/facets", views.catalogue_facets, "explore-catalogue-facets"),
    _door("catalog/exports", views.catalogue_exports, "explore-catalogue-exports"),
    _door("catalog/exports/{format}", views.catalogue_export, "explore-catalogue-export"),
    _door("catalog/datasets/{dataset}", views.dataset, "explore-dataset"),
    _door("catalog/datasets/{dataset}/records", views.records, "explore-records"),
    _door("catalog/datasets/{dataset}/records/{record}", views.record, "explore-record"),
    _door("catalog/datasets/{dataset}/facets", views.record_facets, "explore-facets"),
    _door("catalog/datasets/{dataset}/attachments", views.attachments, "explore-attachments"),
    _door("catalog/datasets/{dataset}/exports", views.dataset_exports, "explore-exports"),
    _door("catalog/datasets/{dataset}/exports/{format}", views.dataset_export, "explore-export"),
]
