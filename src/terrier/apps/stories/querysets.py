"""Which pages a reader may know to exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from terrier.domain.access.policy import sight

from .permissions import policies_of

if TYPE_CHECKING:
    from terrier.domain.access.policy import Reader


class PageQuerySet(models.QuerySet):
    """Pages."""

    def visible_to(self, reader: Reader) -> PageQuerySet:
        """Give those that the rule of datasets, asked of each page, calls visible.

        Pages are few: asking the rule keeps it in one place.
        """
        policies = policies_of(self)
        return self.filter(pk__in=[pk for pk, p in policies.items() if sight(reader, p).visible])

    def published(self) -> PageQuerySet:
        """Leave out drafts."""
        return self.filter(published_at__isnull=False)
