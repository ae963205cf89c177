"""Tags and filters that every template may use: `{% load terrier %}`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django import template
from django.forms import BoundField
from django.template.context import Context
from django.utils import formats
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from terrier.web.appearance import chosen_theme
from terrier.web.assets import entry
from terrier.web.days import day_of, write_day, write_moment, write_short_day
from terrier.web.icons import ICONS

register = template.Library()


@dataclass(frozen=True)
class Place:
    """One link of the main navigation."""

    address: str
    label: str
    current: str
    """Value of aria-current: `page` here, `true` below it, empty elsewhere."""


@register.simple_tag
def asset(source: str) -> SafeString:
    """Write the style sheet, font and script elements of a source, `{% asset "main.ts" %}`."""
    built = entry(source)
    fonts = format_html_join(
        "\n",
        '<link rel="preload" href="{}" as="font" type="font/woff2" crossorigin>',
        ((address,) for address in built.fonts),
    )
    styles = format_html_join(
        "\n", '<link rel="stylesheet" href="{}">', ((address,) for address in built.styles)
    )
    return format_html(
        '{}\n{}\n<script type="module" src="{}"></script>', fonts, styles, built.script
    )


@register.simple_tag
def trail(*steps: object) -> list[tuple[object, object]]:
    """Pair labels and addresses for the breadcrumb: `{% trail _("Réseaux") address as trail %}`."""
    return list(zip(steps[::2], steps[1::2], strict=True))


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw a sign; it is hidden from screen readers, so a text must stand beside it."""
    return mark_safe(  # noqa: S308 - our own drawings, no input
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
        f"{ICONS[name]}</svg>"
    )


@register.simple_tag(takes_context=True)
def theme(context: Context) -> SafeString:
    """Write the attribute of `<html>` that fixes light or dark, when the reader chose one."""
    request = context.get("request")
    choice = chosen_theme(request) if request else None
    return format_html(' data-theme="{}"', choice) if choice else SafeString("")


@register.simple_tag(takes_context=True)
def navigation(context: Context) -> list[Place]:
    """List the main places, the current one marked."""
    request = context.get("request")
    path = request.path if request else ""
    known = bool(request and getattr(request, "user", None) and request.user.is_authenticated)
    signed_in = (("/reseaux/", _("Réseaux")),) if known else ()
    places = (
        ("/catalogue/", _("Catalogue")),
        ("/croisements/", _("Croiser")),
        ("/infographies/", _("Infographies")),
        ("/importer/", _("Importer")),
        ("/communes/", _("Communes")),
        ("/chantiers/", _("Chantiers")),
        *signed_in,
    )
    return [Place(address, label, _current(address, path)) for address, label in places]


_BELOW = {"/croisements/": ("/croiser/", "/montre-moi/")}
"""Addresses that belong to a place of the navigation without beginning like it."""


def _current(address: str, path: str) -> str:
    if path == address:
        return "page"
    return "true" if path.startswith((address, *_BELOW.get(address, ()))) else ""


@register.filter
def number(value: object) -> str:
    """Write a number the French way, exactly as given: 1 234,5; a dash when there is none."""
    if value is None or value == "":
        return "–"
    if isinstance(value, float):
        value = Decimal(repr(value))
    if not isinstance(value, int | Decimal):
        return str(value)
    return formats.number_format(value, use_l10n=True, force_grouping=True)


@register.filter
def day(when: date | datetime | None) -> str:
    """Write a day, or the day that it was here at a moment: 1er mars 2026; nothing for none."""
    if not when:
        return ""
    return write_day(day_of(when) if isinstance(when, datetime) else when)


@register.filter
def moment(when: datetime | None) -> str:
    """Write a moment: 1er mars 2026 à 14:05; nothing for none."""
    return write_moment(when) if when else ""


@register.filter
def short_day(when: date) -> str:
    """Write a day in few characters, for a key figure."""
    return write_short_day(when)


@register.filter
def cell_text(value: object) -> str:
    """Write a value of a table; what is absent is said, not left blank."""
    if value is None or value == "":
        return format_html(
            '<span class="absent"><span aria-hidden="true">–</span>'
            '<span class="visually-hidden">{}</span></span>',
            _("vide"),
        )
    return number(value)


@register.filter
def paired(columns: Sequence[object], cells: Sequence[object]) -> list[tuple[object, object]]:
    """Put each cell beside its column."""
    return list(zip(columns, cells, strict=True))


@register.filter
def input_type(field: BoundField) -> str:
    """Give the type of the field's `<input>`, empty for other elements."""
    return str(getattr(field.field.widget, "input_type", ""))
