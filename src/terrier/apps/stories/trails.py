"""Where a screen stands: what its breadcrumb names above it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from terrier.apps.territories.models import Commune

    from .models import Page

Trail = list[tuple[str, str]]


def of_stories() -> Trail:
    """Give what stands above a page."""
    return [(_("Infographies"), reverse("stories"))]


def of_page(page: Page) -> Trail:
    """Give what stands above a screen about a page."""
    return [*of_stories(), (page.title, reverse("story", args=[page.slug]))]


def of_editor(page: Page) -> Trail:
    """Give what stands above a screen that changes a part of a page."""
    return [*of_page(page), (_("Modifier"), reverse("story-edit", args=[page.slug]))]


def of_commune(commune: Commune) -> Trail:
    """Give what stands above the sheet of a commune."""
    return [
        (_("Communes"), reverse("communes")),
        (commune.name, reverse("commune", args=[commune.code])),
    ]


def of_indicators() -> Trail:
    """Give what stands above a figure of the sheets."""
    return [(_("Chiffres des fiches"), reverse("indicators"))]
