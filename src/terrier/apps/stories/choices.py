"""The short lists of pages and blocks."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a block shows."""

    TEXT = "text", _("Texte")
    NUMBER = "number", _("Chiffre clé")
    CHART = "chart", _("Graphique")
    MAP = "map", _("Carte")
    TABLE = "table", _("Tableau")
    IMAGE = "image", _("Image")


FIGURES = frozenset({Kind.NUMBER.value, Kind.CHART.value, Kind.MAP.value, Kind.TABLE.value})
"""Kinds that show the answer to a question."""


class Width(models.TextChoices):
    """How much of the line a block takes on a wide screen."""

    FULL = "full", _("toute la largeur")
    HALF = "half", _("la moitié")
    THIRD = "third", _("un tiers")
