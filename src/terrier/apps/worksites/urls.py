"""Addresses of the app."""

from django.urls import path

from .views import downloads, editing, feeds, pages

urlpatterns = [
    path("chantiers/", pages.worksites, name="worksites"),
    path("chantiers/visibles/", pages.visible, name="worksites-visible"),
    path("chantiers/carte/<int:z>/<int:x>/<int:y>.mvt", pages.tile, name="worksites-tile"),
    path("chantiers/fichier/<slug:format>/", downloads.download, name="worksites-download"),
    path("chantiers/nouveau/", editing.new, name="worksite-new"),
    path("chantiers/sources/", feeds.feeds, name="worksite-feeds"),
    path("chantiers/sources/<int:pk>/", feeds.feed, name="worksite-feed"),
    path("chantiers/sources/<int:pk>/relire/", feeds.read_again, name="worksite-feed-read"),
    path("chantiers/sources/<int:pk>/arreter/", feeds.stop, name="worksite-feed-stop"),
    path("chantiers/sources/table/<int:table>/", feeds.map_table, name="worksite-feed-table"),
    path("chantiers/<int:pk>/", pages.worksite, name="worksite"),
    path("chantiers/<int:pk>/modifier/", editing.edit, name="worksite-edit"),
    path("chantiers/<int:pk>/publier/", editing.publish, name="worksite-publish"),
    path("chantiers/<int:pk>/supprimer/", editing.remove, name="worksite-remove"),
]
