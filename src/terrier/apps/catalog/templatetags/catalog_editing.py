"""How corrected values are written for people: `{% load catalog_editing %}`."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from terrier.apps.catalog.models import Column
from terrier.domain.kernel.errors import Invalid
from terrier.lake.filters.values import read_value

from .catalog_values import cell

register = template.Library()


@register.simple_tag
def stored_value(text: str | None, column: Column) -> str:
    """Write a value that is kept as the text of the lake, the way its column is shown."""
    if text is None:
        return _("(vide)")
    try:
        return cell(read_value(column, text), column)
    except Invalid:
        # The column has another type by now, or the text is a sentence (« la ligne a disparu »).
        return text
