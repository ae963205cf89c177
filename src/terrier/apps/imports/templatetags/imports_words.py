"""Names of types as people say them."""

import re
from datetime import date
from decimal import Decimal

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from terrier.lake.filters.values import family
from terrier.lake.typing import sentences
from terrier.web.days import write_day

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


ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@register.filter
def what(name: str) -> str:
    """Say what a piece of evidence is about."""
    return WHAT.get(name, name.replace("_", " ").capitalize())


@register.filter
def type_name(type_: str) -> str:
    """Say a lake type in French."""
    return sentences.type_name(type_)


@register.filter
def as_read(text: str | None, type_: str) -> str | None:
    """Write the text of a typed value as every page writes it: 1 200,50, 3 février 2026, oui."""
    if not text:
        return text
    match family(type_) if type_ else "text":
        case "decimal" | "double" if "e" not in text and Decimal(text).is_finite():
            return number_format(Decimal(text), use_l10n=True, force_grouping=True)
        case "date" if ISO_DAY.fullmatch(text):
            return write_day(date.fromisoformat(text))
        case "boolean":
            return str(_("oui") if text == "true" else _("non"))
        case _:
            return text
