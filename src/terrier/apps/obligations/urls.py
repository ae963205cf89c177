"""Addresses of the app."""

from django.urls import path

from .views import accessibility, archives, duties, public, register, site

urlpatterns = [
    path("mentions-legales/", public.legal, name="legal"),
    path("donnees-personnelles/", public.privacy, name="personal-data"),
    path("contact/", public.contact, name="contact"),
    path("contact/recu/", public.received, name="contact-received"),
    path("cgu-api/", public.api_terms, name="terms-of-api"),
    path(".well-known/security.txt", public.security_txt, name="security-txt"),
    path("repertoire-informations-publiques/", register.page, name="public-register"),
    path("repertoire-informations-publiques.csv", register.export, name="public-register-csv"),
    path("accessibilite/", accessibility.declare, name="accessibility"),
    path("obligations/", site.desk, name="obligations"),
    path("obligations/pages/<slug:kind>/", site.edit_page, name="site-page"),
    path("obligations/messages/", site.inbox, name="inbox"),
    path("obligations/messages/<int:pk>/", site.answer, name="message-answer"),
    path("obligations/accessibilite/", accessibility.overview, name="audit"),
    path("obligations/accessibilite/<int:number>/", accessibility.theme, name="audit-theme"),
    path("obligations/accessibilite/faire", accessibility.act, name="audit-act"),
    path("obligations/accessibilite/rapport", accessibility.take_report, name="audit-report"),
    path("obligations/accessibilite/grille.csv", accessibility.export, name="audit-export"),
    path("reversibilite/", archives.reversibility, name="reversibility"),
    path("archives/", archives.archives, name="archives"),
    path("archives/demander", archives.ask_everything, name="archives-ask"),
    path("archives/<uuid:archive_id>.zip", archives.fetch, name="archive-fetch"),
    path("jeux/<slug:slug>/archive/", archives.dataset, name="dataset-archive"),
    path("jeux/<slug:slug>/archive/demander", archives.ask_one, name="dataset-archive-ask"),
    path("organismes/<slug:slug>/obligations/", duties.duties, name="duties"),
    path("organismes/<slug:slug>/obligations/chiffres/", duties.describe, name="duties-profile"),
    path("organismes/<slug:slug>/obligations/<slug:code>/", duties.answer, name="duty-answer"),
]
