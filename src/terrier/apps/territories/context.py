"""What every page says of the place, in one query."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from terrier.domain.access.policy import Role

from . import demonstration
from .models import Organisation
from .queries import PUBLIC


def place(request: HttpRequest) -> dict[str, Any]:
    """Give templates the territory's root, the reader, and what banners need."""
    reader = getattr(request, "reader", PUBLIC)
    root = _root(reader.roots)
    open_bar = settings.DEMONSTRATION and demonstration.available(request)
    return {
        "place": root,
        "fictional": bool(root and root.fictional),
        "demonstration": open_bar,
        "reader_kind": demonstration.kind_of(request.user) if open_bar else "",
        "reader": reader,
        "administers": reader.instance_administrator
        or any(g.role is Role.ADMINISTRATOR for g in reader.grants),
        "contributes": any(g.role.includes(Role.CONTRIBUTOR) for g in reader.grants),
        "seen_as": getattr(request, "seen_as", None),
    }


def _root(mine: frozenset[int]) -> Organisation | None:
    """Give the reader's own root, or the first of the instance."""
    roots = list(Organisation.objects.filter(parent=None).order_by("pk"))
    return next((r for r in roots if r.pk in mine), roots[0] if roots else None)
