"""Addresses of the app."""

from django.urls import path

from .views import blocks, editing, indicators, pages, publishing, sheets

urlpatterns = [
    path("infographies/", pages.stories, name="stories"),
    path("infographies/nouvelle/", editing.new, name="story-new"),
    path("infographies/ajouter/", blocks.from_question, name="story-add-figure"),
    path("infographies/<slug:slug>/", pages.story, name="story"),
    path("infographies/<slug:slug>/integrer/", pages.embed, name="story-embed"),
    path("infographies/<slug:slug>/pdf/", pages.document, name="story-pdf"),
    path("infographies/<slug:slug>/images/<int:pk>/", pages.image, name="story-image"),
    path("infographies/<slug:slug>/modifier/", editing.edit, name="story-edit"),
    path("infographies/<slug:slug>/reglages/", editing.describe, name="story-describe"),
    path("infographies/<slug:slug>/supprimer/", editing.remove, name="story-remove"),
    path("infographies/<slug:slug>/publier/", publishing.publish, name="story-publish"),
    path("infographies/<slug:slug>/depublier/", publishing.withdraw, name="story-withdraw"),
    path("infographies/<slug:slug>/blocs/<str:kind>/ajouter/", blocks.add, name="block-add"),
    path("infographies/<slug:slug>/blocs/<int:pk>/", blocks.edit, name="block-edit"),
    path("infographies/<slug:slug>/blocs/<int:pk>/deplacer/", blocks.move, name="block-move"),
    path("infographies/<slug:slug>/blocs/<int:pk>/supprimer/", blocks.remove, name="block-remove"),
    path("communes/<str:code>/fiche/", sheets.show, name="commune-sheet"),
    path("communes/<str:code>/fiche/pdf/", sheets.document, name="commune-sheet-pdf"),
    path("fiches/toutes/", sheets.ask_all, name="commune-sheets-ask"),
    path("fiches/toutes/<uuid:job_id>/", sheets.all_sheets, name="commune-sheets"),
    path("fiches/chiffres/", indicators.indicators, name="indicators"),
    path("fiches/chiffres/proposer/", indicators.propose, name="indicators-propose"),
    path("fiches/chiffres/nouveau/", indicators.add, name="indicator-add"),
    path("fiches/chiffres/<int:pk>/", indicators.edit, name="indicator-edit"),
    path("fiches/chiffres/<int:pk>/deplacer/", indicators.move, name="indicator-move"),
    path("fiches/chiffres/<int:pk>/retirer/", indicators.remove, name="indicator-remove"),
]
