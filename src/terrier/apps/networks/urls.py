"""Addresses of the app."""

from django.urls import path

from .views import checks, declaration, exports, map, network, sensitive, services, working

urlpatterns = [
    path("reseaux/", services.networks, name="networks"),
    path("services/nouveau/", services.create, name="service-create"),
    path("services/<int:pk>/", services.edit, name="service-edit"),
    path("services/<int:pk>/retirer/", services.remove, name="service-remove"),
    path("jeux/<slug:slug>/reseau/", declaration.declaration, name="network-declare"),
    path("jeux/<slug:slug>/reseau/finir/", declaration.end, name="network-undeclare"),
    path("jeux/<slug:slug>/reseau/etablissements/", sensitive.tables, name="network-sensitive"),
    path("reseaux/<slug:slug>/", network.network, name="network"),
    path(
        "reseaux/<slug:slug>/tuiles/<int:version>/<int:revision>/<int:z>/<int:x>/<int:y>.mvt",
        map.tile,
        name="network-tile",
    ),
    path("reseaux/<slug:slug>/objet/", map.element, name="network-object"),
    path("reseaux/<slug:slug>/controles/", checks.checks, name="network-checks"),
    path("reseaux/<slug:slug>/controles/relancer/", checks.again, name="network-check-again"),
    path("reseaux/<slug:slug>/controles/accepter/", checks.accept, name="network-repair"),
    path(
        "reseaux/<slug:slug>/controles/constats.<str:format>", checks.file, name="network-findings"
    ),
    path("reseaux/<slug:slug>/controles/<int:row>/", checks.finding, name="network-finding"),
    path(
        "reseaux/<slug:slug>/controles/<int:run>/tuiles/<int:z>/<int:x>/<int:y>.mvt",
        checks.tile,
        name="network-findings-tile",
    ),
    path("reseaux/<slug:slug>/exporter/", exports.exports, name="network-exports"),
    path("reseaux/<slug:slug>/exporter/<str:format>/", exports.export, name="network-export"),
    path("reseaux/<slug:slug>/fichiers/<uuid:job_id>/", exports.file_page, name="network-file"),
    path(
        "reseaux/<slug:slug>/fichiers/<uuid:job_id>/contenu",
        exports.file_content,
        name="network-file-content",
    ),
    path("reseaux/<slug:slug>/suivre/", working.trace, name="network-trace"),
    path("reseaux/<slug:slug>/points-faibles/", working.weak, name="network-weak"),
    path("reseaux/<slug:slug>/fermer/", working.close, name="network-close"),
    path("reseaux/<slug:slug>/fermer/liste/", working.crew_list, name="network-crew-list"),
    path("reseaux/<slug:slug>/fermer/avis/", working.notice, name="network-notice"),
]
