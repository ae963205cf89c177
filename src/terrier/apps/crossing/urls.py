"""Addresses of the app."""

from django.urls import path

from .views import composing, crossings, mending, proposing, releasing, remains

urlpatterns = [
    path("croiser/<slug:slug>/<slug:table>/", proposing.proposals, name="cross"),
    path("croiser/<slug:slug>/<slug:table>/composer/", composing.compose, name="cross-compose"),
    path("croisements/", crossings.crossings, name="crossings"),
    path("croisements/<int:pk>/", crossings.crossing, name="crossing"),
    path("croisements/<int:pk>/modifier/", composing.change, name="crossing-change"),
    path("croisements/<int:pk>/recalculer/", crossings.compute, name="crossing-compute"),
    path("croisements/<int:pk>/ouvrir/", releasing.release, name="crossing-release"),
    path(
        "croisements/<int:pk>/ouvrir/confirmer/", releasing.confirm, name="crossing-release-confirm"
    ),
    path("croisements/<int:pk>/ouvrir/retirer/", releasing.close, name="crossing-release-close"),
    path("croisements/<int:pk>/retirer/", crossings.withdraw, name="crossing-withdraw"),
    path("croisements/<int:pk>/restes/<slug:side>/", remains.unmatched, name="crossing-remains"),
    path("croisements/<int:pk>/restes/<slug:side>.csv", remains.file, name="crossing-remains-file"),
    path(
        "croisements/<int:pk>/restes/<slug:side>/corriger/",
        mending.correct,
        name="crossing-correct",
    ),
    path("croisements/<int:pk>/rapprocher/", remains.match, name="crossing-match"),
    path(
        "croisements/<int:pk>/rapprochements/<int:hand>/retirer/",
        remains.unmatch,
        name="crossing-unmatch",
    ),
]
