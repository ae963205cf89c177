"""Map archives of finished versions."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any

from django.db import transaction

from terrier.lake.filters.values import family
from terrier.lake.relation import RelationColumn
from terrier.lake.tiles import build_archive

from .models import Column, Dataset, VersionTable
from .row_names import NEVER_A_CATEGORY
from .store import store

MAX_ATTRIBUTES = 6
"""Columns kept in an archive, so that tiles stay light."""


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
        columns = colour_columns(_unmasked(stored))
        info = build_archive(store().path(stored.path), columns, made, report)
        store().keep(made, key)
    if not _attach(stored, key, revision):
        store().remove(key)
        return None
    return {"features": info.features, "max_zoom": info.max_zoom}


def colour_columns(columns: list[RelationColumn]) -> list[RelationColumn]:
    """Choose the columns worth colouring a map by: categories and measures, no codes of things."""
    good = [c for c in columns if c.concept not in NEVER_A_CATEGORY and _tells(c)]
    return good[:MAX_ATTRIBUTES]


def _tells(column: RelationColumn) -> bool:
    return family(column.type) in {"text", "boolean", "integer", "decimal", "double"}


def _unmasked(stored: VersionTable) -> list[RelationColumn]:
    """Give the columns that an archive may hold: never a masked one."""
    described = {c.stable_id: c for c in Column.objects.filter(table=stored.table_id)}
    return [
        RelationColumn(e["id"], e["name"], e["type"], concept=described[e["id"]].concept or None)
        for e in stored.columns
        if not described[e["id"]].masked
    ]


def _attach(stored: VersionTable, key: str, revision: int) -> bool:
    with transaction.atomic():
        same = Dataset.objects.select_for_update().filter(
            pk=stored.version.dataset_id, policy_revision=revision
        )
        if not same.exists():
            return False
        VersionTable.objects.filter(pk=stored.pk).update(archive=key)
    return True
