"""Addresses of the app."""

from django.urls import path

from .views import sources

urlpatterns = [
    path("sources/", sources.sources, name="sources"),
    path("jeux/<slug:slug>/source/", sources.source, name="dataset-source"),
    path("jeux/<slug:slug>/source/demander/", sources.ask_now, name="dataset-source-ask"),
    path("jeux/<slug:slug>/source/arreter/", sources.stop, name="dataset-source-stop"),
]
