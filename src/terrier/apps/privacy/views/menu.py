"""The pages of whoever protects the data, as tabs of each other."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _


def tabs(current: str) -> list[dict[str, Any]]:
    """List the pages, for `components/tabs.html`."""
    pages = (
        ("register", _("Registre"), "table"),
        ("retention", _("Conservation"), "info"),
        ("erase", _("Effacer une personne"), "user"),
        ("readings", _("Consultations"), "eye"),
    )
    return [
        {
            "label": label,
            "address": reverse(name),
            "current": name == current,
            "icon": icon,
            "count": None,
        }
        for name, label, icon in pages
    ]
