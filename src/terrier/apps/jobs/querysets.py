"""Which jobs a reader may follow."""

from __future__ import annotations

from django.db import models

from terrier.domain.access.policy import Reader


class JobQuerySet(models.QuerySet):
    """Jobs, scoped to the person who asked for them."""

    def visible_to(self, reader: Reader) -> JobQuerySet:
        """Give the reader's own jobs; an instance administrator sees all."""
        if reader.instance_administrator:
            return self
        return self.filter(created_by_id=reader.user) if reader.user else self.none()
