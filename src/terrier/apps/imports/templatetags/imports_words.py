"""Names of types as people say them."""

from django import template
from django.utils.translation import gettext_lazy as _

from terrier.lake.typing import sentences

register = template.Library()

WHAT = {
    "format": _("Format"),
    "encoding": _("Encodage"),
    "separator": _("Séparateur"),
    "header": _("En-tête"),
    "header_line": _("Ligne d’en-tête"),
    "quote": _("Guillemets"),
    "crs": _("Système de coordonnées"),
    "total": _("Ligne de total"),
    "records": _("Enregistrements"),
    "layer": _("Couche"),
    "sheet": _("Feuille"),
    "member": _("Fichier du zip"),
}
"""What connectors prove, as people say it."""


@register.filter
def what(name: str) -> str:
    """Say what a piece of evidence is about."""
    return WHAT.get(name, name.replace("_", " ").capitalize())


@register.filter
def type_name(type_: str) -> str:
    """Say a lake type in French."""
    return sentences.type_name(type_)
