"""Addresses of the app."""

from django.urls import path

from . import views_seen_as

urlpatterns = [
    path("voir-comme/", views_seen_as.start, name="seen_as"),
    path("voir-comme/fin", views_seen_as.end, name="seen_as_end"),
]
