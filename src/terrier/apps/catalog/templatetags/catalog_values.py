"""How values of data are written for people: `{% load catalog_values %}`."""

from __future__ import annotations

from datetime import datetime, time
from decimal import Decimal
from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terrier.lake.filters.values import NUMERIC, family
from terrier.web.days import write_day, write_moment

register = template.Library()

_NO_GROUPING = frozenset({"year"})
"""Concepts of numbers that are names: written without spaces between thousands."""
_YEARS = frozenset({"annee", "exercice", "millesime"})
"""How the names of columns of years end."""


@register.simple_tag
def cell(value: Any, column: Any) -> str:
    """Write one value of a column; nothing for an empty one."""
    if value is None:
        return ""
    match family(column.type):
        case "integer" | "decimal" | "double":
            return _number(value, column)
        case "boolean":
            return _("oui") if value else _("non")
        case "date":
            return write_day(value)
        case "timestamp" | "timestamptz":
            return write_moment(value) if isinstance(value, datetime) else write_day(value)
        case "time":
            return value.strftime("%H:%M") if isinstance(value, time) else str(value)
        case _:
            return str(value)


@register.filter
def is_number(column: Any) -> bool:
    """Say whether the values of a column stand right-aligned."""
    return family(column.type) in NUMERIC


@register.filter
def heading(column: Any) -> str:
    """Name a column for people."""
    return column.label or column.name


@register.filter
def lines(count: int) -> str:
    """Count rows in words: « 1 234 lignes »."""
    said = number_format(count, use_l10n=True, force_grouping=True)
    return ngettext("%(count)s ligne", "%(count)s lignes", count) % {"count": said}


@register.filter
def percent(share: float) -> str:
    """Write a share between 0 and 1; what is not quite all, or hardly any, is said so."""
    rounded = round(share * 100)
    if rounded == 0 and share > 0:
        return _("moins de 1 %%") % ()
    if rounded == 100 and share < 1:
        return _("plus de 99 %%") % ()
    return f"{rounded} %"


def _number(value: Any, column: Any) -> str:
    if column.concept in _NO_GROUPING or column.name.rpartition("_")[2] in _YEARS:
        return str(value)
    if isinstance(value, float):
        value = Decimal(repr(value))
        if not value.is_finite():
            return ""
        if value == value.to_integral_value():
            value = int(value)
    return number_format(value, use_l10n=True, force_grouping=True)
