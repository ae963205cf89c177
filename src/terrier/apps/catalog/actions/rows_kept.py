"""Rows that only the owner's territory sees, whatever is published."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from terrier.apps.catalog.models import Column, Dataset, Table
from terrier.domain.kernel.errors import Invalid

from .inherited import source_policy_changed

OpenRows = tuple[str, frozenset[str]]
"""Name of a column and its values whose rows others may see; no column: no row."""


def keep_rows(dataset: Dataset, tables: Mapping[str, OpenRows]) -> None:
    """Withhold rows of these tables from everybody outside; other tables are open.

    Part of the caller's transaction, which has checked who asks and writes the audit.
    """
    kept = Dataset.objects.select_for_update().get(pk=dataset.pk)
    changed = bool(tables) != kept.keeps_rows
    for table in Table.objects.select_for_update().filter(dataset=dataset):
        before = table.open_rows
        table.open_rows = _stored(table, *tables[table.name]) if table.name in tables else {}
        if table.open_rows != before:
            table.save(update_fields=["open_rows"])
            changed = True
    if changed:
        kept.keeps_rows = bool(tables)
        kept.policy_revision += 1
        kept.save(update_fields=["keeps_rows", "policy_revision"])
        source_policy_changed(kept)
    dataset.keeps_rows, dataset.policy_revision = kept.keeps_rows, kept.policy_revision


def _stored(table: Table, name: str, values: frozenset[str]) -> dict[str, object]:
    if not name:
        return {"column": "", "values": []}
    found = Column.objects.filter(table=table, name=name, removed=False).first()
    if found is None:
        raise Invalid(_("La table n’a plus de colonne « %(name)s ».") % {"name": name})
    return {"column": found.stable_id, "values": sorted(values)}
