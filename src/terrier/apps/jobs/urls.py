"""Addresses of the app."""

from django.urls import path

from . import views

urlpatterns = [
    path("travaux/", views.mine, name="jobs"),
    path("travaux/<uuid:job_id>/", views.progress, name="job"),
    path("travaux/<uuid:job_id>/annuler/", views.cancel, name="job-cancel"),
]
