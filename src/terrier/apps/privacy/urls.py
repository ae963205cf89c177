"""Addresses of the app."""

from django.urls import path

from .views import account, erasing, readings, register, retention

urlpatterns = [
    path("jeux/<slug:slug>/personnes/", register.sheet, name="dataset-persons"),
    path("protection/registre/", register.register, name="register"),
    path("protection/registre.csv", register.register_csv, name="register-csv"),
    path("protection/delegues/", register.name_officer, name="officer-name"),
    path("protection/delegues/<int:pk>/fin/", register.dismiss_officer, name="officer-dismiss"),
    path("protection/effacer/", erasing.erase, name="erase"),
    path("protection/effacements/<uuid:pk>/", erasing.erasure, name="erasure"),
    path("protection/conservation/", retention.retention, name="retention"),
    path("protection/conservation/durees/", retention.keep, name="keeping"),
    path("protection/conservation/<slug:slug>/", retention.decide, name="retention-decide"),
    path("protection/consultations/", readings.readings, name="readings"),
    path("protection/consultations.csv", readings.readings_csv, name="readings-csv"),
    path("mon-compte/mes-donnees/", account.my_data, name="my-data"),
    path("mon-compte/mes-donnees.json", account.my_data_json, name="my-data-json"),
    path("mon-compte/supprimer/", account.delete, name="account-delete"),
]
