"""Addresses of the app that read; those that write stand in `urls_editing`."""

from django.urls import include, path

from .views import basemap, catalogue, charts, dataset, downloads, map, tiles

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
    path("jeux/<slug:slug>/t/<slug:table>/visibles/", map.visible_list, name="dataset-visible"),
    path("jeux/<slug:slug>/t/<slug:table>/objets.geojson", map.features, name="dataset-features"),
    path("jeux/<slug:slug>/t/<slug:table>/graphique.svg", charts.image, name="dataset-chart"),
    path("fond-de-carte/style.json", basemap.style, name="basemap-style"),
    path("fond-de-carte/communes.geojson", basemap.communes, name="basemap-communes"),
    path(
        "jeux/<slug:slug>/t/<slug:table>/telecharger/<slug:format>",
        downloads.download,
        name="dataset-download",
    ),
    path(
        "jeux/<slug:slug>/t/<slug:table>/fichiers/<uuid:job_id>/",
        downloads.file_page,
        name="dataset-file",
    ),
    path(
        "jeux/<slug:slug>/t/<slug:table>/fichiers/<uuid:job_id>/contenu",
        downloads.file_content,
        name="dataset-file-content",
    ),
]
