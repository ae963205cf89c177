"""Map archives of finished versions."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any

from django.db import transaction

from terrier.domain.access.policy import Sight
from terrier.lake.relation import RelationColumn
from terrier.lake.tiles import build_archive

from . import authority
from .colouring import colour_columns
from .figures import figures_of
from .models import Dataset, VersionTable
from .store import store


def make(stored_id: int, report: Callable[[str, float], None]) -> dict[str, Any] | None:
    """Build the archive of a table and attach it; None if the policy changed meanwhile."""
    stored = VersionTable.objects.select_related("version__dataset", "table").get(pk=stored_id)
    revision = stored.version.dataset.policy_revision
    if stored.archive or stored.version.gone_reason:
        return {}
    folder = PurePosixPath(stored.path).parent
    key = str(folder / f"{stored.table.name}-{secrets.token_hex(4)}.pmtiles")
    with store().workshop() as workshop:
        made = workshop / "archive.pmtiles"
        info = build_archive(store().path(stored.path), _attributes(stored), made, report)
        store().keep(made, key)
    if not _attach(stored, key, revision):
        store().remove(key)
        return None
    return {"features": info.features, "max_zoom": info.max_zoom}


def _attributes(stored: VersionTable) -> list[RelationColumn]:
    """Choose the columns that the archive holds: useful to colour by, never a masked one."""
    whole = authority.relation(Sight(visible=True), stored.version.dataset, stored)
    figures = figures_of(stored)
    masked = stored.version.dataset.policy().masked_anywhere
    return colour_columns([c for c in whole.columns if c.id not in masked], figures)


def _attach(stored: VersionTable, key: str, revision: int) -> bool:
    with transaction.atomic():
        same = Dataset.objects.select_for_update().filter(
            pk=stored.version.dataset_id, policy_revision=revision
        )
        if not same.exists():
            return False
        VersionTable.objects.filter(pk=stored.pk).update(archive=key)
    return True
