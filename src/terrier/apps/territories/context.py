"""What every page says of the place."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from .models import Organisation


def place(request: HttpRequest) -> dict[str, Any]:
    """Give templates the territory's root, and whether it is invented."""
    root = Organisation.objects.filter(parent=None).order_by("pk").first()
    return {
        "place": root,
        "fictional": bool(root and root.fictional),
        "demonstration": settings.DEMONSTRATION,
        "reader": getattr(request, "reader", None),
        "seen_as": getattr(request, "seen_as", ""),
    }
