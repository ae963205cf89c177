"""Addresses of the app that write, and of what goes with writing: comparing and restoring."""

from django.urls import path

from .views.editing import comparing, correcting, describing, opening, versions

urlpatterns = [
    path("jeux/<slug:slug>/decrire/", describing.describe, name="dataset-describe"),
    path("jeux/<slug:slug>/colonnes/", describing.columns, name="dataset-columns"),
    path("jeux/<slug:slug>/retirer/", describing.withdraw, name="dataset-withdraw"),
    path("jeux/<slug:slug>/visibilite/", opening.policy, name="dataset-policy"),
    path("jeux/<slug:slug>/publier/", opening.publish, name="dataset-publish"),
    path("jeux/<slug:slug>/brouillon/", opening.unpublish, name="dataset-unpublish"),
    path("jeux/<slug:slug>/comparer/", comparing.comparing, name="dataset-compare"),
    path("jeux/<slug:slug>/corrections/", correcting.corrections, name="dataset-corrections"),
    path(
        "jeux/<slug:slug>/corrections/<int:correction>/garder/",
        correcting.settle,
        {"act": "garder"},
        name="correction-keep",
    ),
    path(
        "jeux/<slug:slug>/corrections/<int:correction>/accepter/",
        correcting.settle,
        {"act": "accepter"},
        name="correction-accept",
    ),
    path(
        "jeux/<slug:slug>/corrections/<int:correction>/retirer/",
        correcting.settle,
        {"act": "retirer"},
        name="correction-withdraw",
    ),
    path(
        "jeux/<slug:slug>/t/<slug:table>/lignes/<int:row>/corriger/",
        correcting.correct,
        name="dataset-correct",
    ),
    path(
        "jeux/<slug:slug>/versions/<int:number>/restaurer/",
        versions.restore,
        name="dataset-restore",
    ),
]
