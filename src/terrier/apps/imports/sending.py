"""Rejected rows on their way to whoever mends them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import FileResponse
from django.utils.translation import gettext as _

from terrier.apps.accounts.actions import record
from terrier.apps.catalog.store import store
from terrier.domain.kernel.errors import NotFound

if TYPE_CHECKING:
    from terrier.apps.accounts.models import User
    from terrier.apps.catalog.models import Dataset, Version, VersionTable


def with_rejects(version: Version, table: str) -> VersionTable:
    """Find the table of a version that left rows aside."""
    stored = version.tables.select_related("table").filter(table__name=table).first()
    if stored is None or not stored.rejects:
        raise NotFound(_("Aucune ligne n’a été rejetée ici."))
    return stored


def send_rejects(dataset: Dataset, version: Version, table: str, actor: User) -> FileResponse:
    """Send the rejected rows as CSV (line, column, raw value, rule), noted on the trail."""
    stored = with_rejects(version, table)
    number = version.number
    record(actor, "download.rejects", dataset, organisation=dataset.owner_id, version=number)
    return FileResponse(
        store().path(stored.rejects).open("rb"),
        as_attachment=True,
        filename=f"{dataset.slug}-v{number}-{table}-rejets.csv",
        content_type="text/csv; charset=utf-8",
    )
