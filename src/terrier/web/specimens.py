"""Invented content for the page that shows the design system."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from terrier.web.icons import ICONS
from terrier.web.pagination import paginate
from terrier.web.specimen_figures import specimen_figures

_FRESH = {"state": "a-jour", "label": "À jour", "sentence": "mis à jour le 3 novembre"}
_LATE = {"state": "en-retard", "label": "En retard", "sentence": "attendu avant le 1er octobre"}
_UNKNOWN = {"state": "sans-promesse", "label": "Sans échéance", "sentence": ""}

_COLUMNS: list[dict[str, Any]] = [
    {
        "label": "Commune",
        "sort": "ascending",
        "sort_address": "?tri=-commune",
        "filter_name": "commune",
    },
    {"label": "Code", "sort_address": "?tri=code", "filter_name": "code"},
    {
        "label": "Tonnage",
        "unit": "t",
        "numeric": True,
        "sort_address": "?tri=tonnage",
        "filter_name": "tonnage",
    },
    {"label": "Collecte", "filter_name": "collecte", "filter_value": "verre"},
]
_ROWS: list[dict[str, Any]] = [
    {"cells": ["Kerlann-sur-Mer", "DM001", 184.25, "verre"], "address": "#tableau"},
    {"cells": ["Port-Salvy", "DM002", 1203, "verre"], "address": "#tableau"},
    {"cells": ["Roz-an-Dour", "DM003", None, "verre"], "address": "#tableau"},
    {"cells": ["Saint-Budoc", "DM004", 96.4, "verre"], "address": "#tableau"},
]


class SpecimenForm(forms.Form):
    """One field of each family, two of them refused."""

    title = forms.CharField(
        label="Titre", help_text="Ce qu’un habitant chercherait : « Points de collecte du verre »."
    )
    contact = forms.EmailField(label="Adresse de contact", required=False)
    frequency = forms.ChoiceField(
        label="Fréquence de mise à jour",
        choices=[("annual", "chaque année"), ("monthly", "chaque mois")],
    )
    description = forms.CharField(label="Description", widget=forms.Textarea(attrs={"rows": 3}))
    encoding = forms.ChoiceField(
        label="Encodage du fichier",
        choices=[("cp1252", "Windows (cp1252)"), ("utf-8", "UTF-8")],
        widget=forms.RadioSelect,
    )
    agreed = forms.BooleanField(label="J’ai lu la liste des points à vérifier")


def specimens() -> dict[str, Any]:
    """Give each component something to show."""
    form = SpecimenForm({"title": "", "contact": "mairie@", "frequency": "annual"})
    return {
        "icons": list(ICONS),
        "colours": (
            *("ground", "surface", "sunken", "line", "line-strong", "ink", "ink-soft", "river"),
            *(
                "river-wash",
                "clay",
                "moss",
                "moss-wash",
                "ochre",
                "ochre-wash",
                "brick",
                "brick-wash",
            ),
        ),
        "form": form,
        "fresh": _FRESH,
        "late": _LATE,
        "unknown": _UNKNOWN,
        "plain_meta": ["Îles-d’Armen", "11 540 lignes", "2012–2026"],
        "trail": [("Catalogue", "/catalogue/"), ("Déchets", "/catalogue/?theme=dechets")],
        "columns": _COLUMNS,
        "rows": _ROWS,
        "plain_columns": [
            {"label": column["label"], "numeric": column.get("numeric"), "unit": column.get("unit")}
            for column in _COLUMNS
        ],
        "pages": paginate(QueryDict("tri=commune"), 7, 1204),
        "drawn": specimen_figures(),
        **_figures(),
        **_choices(),
        **_import(),
        **_history(),
        **_map(),
    }


def _figures() -> dict[str, Any]:
    return {
        "figures": [
            {"value": 16434, "label": "habitants", "note": "population municipale 2023"},
            {"value": 24, "label": "communes"},
            {"value": 214.5, "unit": "kg/hab.", "label": "ordures ménagères", "note": "en 2025"},
            {"value": 14, "label": "jeux de données", "note": "dont 9 publics"},
        ],
        "tabs": [
            {"label": "Présentation", "address": "#onglets", "icon": "info"},
            {
                "label": "Tableau",
                "address": "#onglets",
                "current": True,
                "count": 11540,
                "icon": "table",
            },
            {"label": "Carte", "address": "#onglets", "icon": "map"},
            {"label": "Graphique", "address": "#onglets", "icon": "chart"},
            {"label": "Versions", "address": "#onglets", "count": 3, "icon": "clock"},
        ],
    }


def _choices() -> dict[str, Any]:
    return {
        "themes": [
            {"label": "Déchets", "count": 4, "address": "#listes", "current": True},
            {"label": "Voirie et réseaux", "count": 3, "address": "#listes"},
            {"label": "Bâtiments et équipements", "count": 2, "address": "#listes"},
        ],
        "audiences": [
            {"value": "public", "label": "Public", "help": "Tout le monde, sans compte."},
            {
                "value": "internal",
                "label": "Interne",
                "help": "Les agents et élus de l’intercommunalité.",
                "checked": True,
            },
            {
                "value": "restricted",
                "label": "Restreint",
                "help": "Les organisations que vous nommez.",
            },
        ],
    }


def _import() -> dict[str, Any]:
    return {
        "steps": [
            {"label": "Lire", "state": "done"},
            {"label": "Typer", "state": "current"},
            {"label": "Vérifier", "state": "todo"},
            {"label": "Dessiner la carte", "state": "todo"},
        ],
        "proofs": [
            {"text": "Encodage Windows (cp1252), prouvé par", "excerpt": "collège, Mâcon, œuvre"},
            {"text": "Séparateur point-virgule : 12 colonnes sur chacune des 11 540 lignes"},
            "Colonne « Code INSEE » : 5 chiffres, tous connus du code officiel géographique",
        ],
    }


def _history() -> dict[str, Any]:
    return {
        "facts": [
            {
                "term": "Producteur",
                "text": "Communauté de communes des Îles-d’Armen",
                "address": "#listes",
            },
            {"term": "Licence", "text": "Licence ouverte 2.0 (etalab-2.0)"},
            {"term": "Contact", "text": None},
        ],
        "versions": [
            {
                "title": "Version 3",
                "address": "#versions",
                "meta": "12 mars 2026, par Anne Le Goff · 11 540 lignes",
                "text": "42 lignes ajoutées, 3 retirées, 17 modifiées.",
                "current": True,
                "links": [
                    {"label": "Comparer à la version 2", "address": "#versions"},
                    {"label": "Récépissé", "address": "#versions"},
                ],
            },
            {"title": "Version 2", "address": "#versions", "meta": "4 mars 2025 · 11 501 lignes"},
        ],
        "differences": [
            {"kind": "added", "cells": ["PAV-118", "Port-Salvy", "4 m³"]},
            {"kind": "removed", "cells": ["PAV-007", "Roz-an-Dour", "3 m³"]},
            {
                "kind": "changed",
                "cells": ["PAV-042", "Saint-Budoc", {"before": "3 m³", "after": "4 m³"}],
            },
        ],
    }


def _map() -> dict[str, Any]:
    return {
        "legend": [
            {"value": "verre", "color": "#2f7d8a", "label": "Verre"},
            {"value": "papier", "color": "#b3653f", "label": "Papier"},
        ],
        "in_view": {
            "total": 2,
            "items": [
                {
                    "row": "PAV-042",
                    "title": "PAV-042",
                    "text": "Verre · Saint-Budoc",
                    "address": "#tableau",
                },
                {"row": "PAV-118", "title": "PAV-118", "text": "Papier · Port-Salvy"},
            ],
            "more_address": "#tableau",
        },
    }
