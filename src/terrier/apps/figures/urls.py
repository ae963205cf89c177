"""Addresses of the app."""

from django.urls import path

from .views import asking, files, releasing

_QUESTION = "jeux/<slug:slug>/t/<slug:table>/question"

urlpatterns = [
    path("montre-moi/", asking.choose, name="ask"),
    path(f"{_QUESTION}/", asking.question, name="dataset-question"),
    path(f"{_QUESTION}/ouvrir/", releasing.release, name="dataset-question-release"),
    path(f"{_QUESTION}.<slug:format>", files.file, name="dataset-question-file"),
    path(
        "jeux/<slug:slug>/resultats/<int:pk>/confirmer/",
        releasing.confirm,
        name="figure-release-confirm",
    ),
    path(
        "jeux/<slug:slug>/resultats/<int:pk>/retirer/",
        releasing.withdraw,
        name="figure-release-withdraw",
    ),
]
