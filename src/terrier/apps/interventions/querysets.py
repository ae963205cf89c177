"""Sets of interventions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from terrier.domain.upkeep.events import Kind

if TYPE_CHECKING:
    from terrier.apps.catalog.models import Table


class InterventionQuerySet(models.QuerySet):
    """Interventions, to narrow; `queries` say who may read them."""

    def standing(self) -> InterventionQuerySet:
        """Leave out those that were withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def of_row(self, table: Table, key: str) -> InterventionQuerySet:
        """Keep those of one row."""
        return self.filter(table=table, row_key=key)

    def breaks(self) -> InterventionQuerySet:
        """Keep the register of breaks and leaks."""
        return self.filter(kind=Kind.BREAK.value)

    def with_all(self) -> InterventionQuerySet:
        """Bring what a list shows of each."""
        return self.select_related(
            "author", "table__dataset", "correction__column", "withdrawn_by"
        ).prefetch_related("photographs")


class DocumentQuerySet(models.QuerySet):
    """Documents, to narrow; `queries.documents` says who may read them."""

    def of_row(self, table: Table, key: str) -> DocumentQuerySet:
        """Keep those of one row."""
        return self.filter(table=table, row_key=key)
