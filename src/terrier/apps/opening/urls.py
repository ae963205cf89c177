"""Addresses of the doors; they are promises: none changes once given."""

from django.urls import path

from .views import features

urlpatterns = [
    path("api/", features.landing, name="api"),
    path("api/openapi.json", features.description, name="api-openapi"),
    path("api/conformance", features.conformance, name="api-conformance"),
    path("api/collections", features.all_collections, name="api-collections"),
    path("api/collections/<str:collection>", features.one_collection, name="api-collection"),
    path("api/collections/<str:collection>/items", features.all_items, name="api-items"),
    path(
        "api/collections/<str:collection>/items/<path:item>",
        features.one_item,
        name="api-item",
    ),
]
