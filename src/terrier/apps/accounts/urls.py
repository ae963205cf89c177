"""Addresses of the app."""

from django.urls import path

from . import views

urlpatterns = [
    # Stands before allauth's page of the same address.
    path("compte/password/reset/", views.password_reset, name="account_reset_password"),
]
