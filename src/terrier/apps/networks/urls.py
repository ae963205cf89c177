"""Addresses of the app."""

from django.urls import path

from .views import declaration, network, services

urlpatterns = [
    path("reseaux/", services.networks, name="networks"),
    path("services/nouveau/", services.create, name="service-create"),
    path("services/<int:pk>/", services.edit, name="service-edit"),
    path("services/<int:pk>/retirer/", services.remove, name="service-remove"),
    path("jeux/<slug:slug>/reseau/", declaration.declaration, name="network-declare"),
    path("jeux/<slug:slug>/reseau/finir/", declaration.end, name="network-undeclare"),
    path("reseaux/<slug:slug>/", network.network, name="network"),
]
