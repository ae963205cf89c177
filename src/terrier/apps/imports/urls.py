"""Addresses of the app."""

from django.urls import path

from .views import door, receipts

urlpatterns = [
    path("importer/", door.bring, name="bring"),
    path("importer/<uuid:import_id>/", door.follow, name="import"),
    path("importer/<uuid:import_id>/avancement/", door.fragment, name="import-fragment"),
    path("importer/<uuid:import_id>/decider/", door.decide, name="import-decide"),
    path("importer/<uuid:import_id>/annuler/", door.cancel, name="import-cancel"),
    path("jeux/<slug:slug>/recepisse/<int:number>/", receipts.show, name="receipt"),
    path("jeux/<slug:slug>/recepisse/<int:number>.json", receipts.as_json, name="receipt-json"),
    path(
        "jeux/<slug:slug>/recepisse/<int:number>/rejets/<slug:table>.csv",
        receipts.rejects,
        name="receipt-rejects",
    ),
    path(
        "jeux/<slug:slug>/recepisse/<int:number>/reparer/<slug:table>/",
        receipts.repair,
        name="receipt-repair",
    ),
    path(
        "jeux/<slug:slug>/recepisse/<int:number>/original/<int:original_id>/",
        receipts.original,
        name="receipt-original",
    ),
    path("jeux/<slug:slug>/recepisse/<int:number>/reprendre/", receipts.resume, name="resume"),
]
