"""Addresses of the app."""

from django.urls import path

from .views import breaks, documents, entries, labels, lists, noting, pictures

_OF = "jeux/<slug:slug>/interventions/"
_ONE = f"{_OF}<int:number>/"
_TABLE = "jeux/<slug:slug>/t/<slug:table>/"
_DOCUMENT = "jeux/<slug:slug>/documents/<int:number>/"

urlpatterns = [
    path("q/<int:table>", labels.tag, name="row-tag"),
    path(f"{_TABLE}etiquettes/", labels.labels, name="labels"),
    path(f"{_TABLE}noter/", noting.note, name="intervention-note"),
    path(f"{_TABLE}joindre/", documents.add, name="document-add"),
    path(f"{_DOCUMENT}fichier", documents.content, name="document"),
    path(f"{_DOCUMENT}retirer/", documents.remove, name="document-remove"),
    path(f"{_TABLE}casses/", breaks.register, name="breaks"),
    path(f"{_TABLE}casses/raepa.csv", breaks.as_file, name="breaks-csv"),
    path(f"{_TABLE}casses/reprendre/", breaks.bring, name="breaks-bring"),
    path(_OF, lists.of_dataset, name="interventions"),
    path(f"{_OF}liste.csv", lists.as_file, name="interventions-csv"),
    path("mes-interventions/", lists.mine, name="my-interventions"),
    path(_ONE, entries.entry, name="intervention"),
    path(f"{_ONE}modifier/", entries.edit, name="intervention-edit"),
    path(f"{_ONE}retirer/", entries.withdraw, name="intervention-withdraw"),
    path(f"{_ONE}photographies/<int:picture>", pictures.photograph, name="photograph"),
    path(f"{_ONE}photographies/<int:picture>/retirer/", pictures.remove, name="photograph-remove"),
]
