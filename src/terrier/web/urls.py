"""Addresses of the shell."""

from django.urls import path

from terrier.web import views

urlpatterns = [
    path("style/", views.style, name="style"),
    path("apparence/", views.appearance, name="appearance"),
]
