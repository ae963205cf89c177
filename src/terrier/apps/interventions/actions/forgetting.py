"""The log and the documents of rows that are erased for good, erased with them."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from terrier.apps.catalog import authority, leftovers
from terrier.apps.catalog.models import VersionTable
from terrier.domain.access.policy import Sight
from terrier.lake.keys import rows_of

from ..models import Document, Intervention, Photograph

if TYPE_CHECKING:
    from terrier.apps.catalog.models import Table


def keys_of(table: Table) -> set[str]:
    """List the keys that are known of a table: of rows, and of repairs read from it."""
    documented = Document.objects.filter(table=table).values_list("row_key", flat=True)
    of_rows = Intervention.objects.filter(table=table).values_list("row_key", flat=True)
    brought = Intervention.objects.filter(brought_from=table).values_list("brought_key", flat=True)
    return {*of_rows.distinct(), *documented.distinct(), *brought}


def orphans(table: Table) -> set[str]:
    """List the keys that are known, and that no version of the table has any more."""
    left = keys_of(table)
    stored = VersionTable.objects.filter(table=table, version__gone_reason="")
    for one in stored.select_related("version__dataset", "table"):
        everything = authority.relation(Sight(visible=True), one.version.dataset, one)
        left -= rows_of(everything, left).keys()
    return left


def forget(table: Table, keys: Collection[str]) -> None:
    """Erase the documents of these rows, and every entry, withdrawn or not, with photographs."""
    documents = Document.objects.filter(table=table, row_key__in=keys)
    gone = Intervention.objects.filter(
        Q(table=table, row_key__in=keys) | Q(brought_from=table, brought_key__in=keys)
    )
    with transaction.atomic():
        pictures = Photograph.objects.filter(intervention__in=gone)
        leftovers.put_aside(pictures.values_list("path", flat=True))
        leftovers.put_aside(documents.values_list("path", flat=True))
        gone.delete()
        documents.delete()
