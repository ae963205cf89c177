"""Addresses of the app."""

from django.urls import path

from . import views

urlpatterns = [
    path("sous-nos-pieds/", views.ask, name="digging"),
    path("sous-nos-pieds/<str:reference>/", views.answer, name="digging-answer"),
    path("sous-nos-pieds/<str:reference>/vue.svg", views.view, name="digging-view"),
    path("sous-nos-pieds/<str:reference>/ouvrage", views.piece, name="digging-piece"),
    path(
        "sous-nos-pieds/<str:reference>/tuiles/<int:z>/<int:x>/<int:y>.mvt",
        views.tile,
        name="digging-tile",
    ),
    path("sous-nos-pieds/<str:reference>/plan.pdf", views.plan, name="digging-plan"),
    path("sous-nos-pieds/<str:reference>/donnees.<str:format>", views.data, name="digging-data"),
]
