"""Which worksites a reader sees, and which answer a question."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from terrier.domain.worksites.vocabulary import STANDING

from .permissions import organisations_seen_within

if TYPE_CHECKING:
    from terrier.domain.access.policy import Reader


class WorksiteQuerySet(models.QuerySet):
    """Worksites."""

    def visible_to(self, reader: Reader) -> WorksiteQuerySet:
        """Give those of the reader's own territory, and what is published of the others."""
        return self.filter(Q(owner__in=organisations_seen_within(reader)) | Q(published=True))

    def standing(self) -> WorksiteQuerySet:
        """Give what is to come or not over yet."""
        return self.filter(state__in=STANDING)

    def meeting(self, west: float, south: float, east: float, north: float) -> WorksiteQuerySet:
        """Give those whose box meets a window of degrees."""
        return self.filter(west__lte=east, east__gte=west, south__lte=north, north__gte=south)

    def between(self, first: date | None, last: date | None) -> WorksiteQuerySet:
        """Give those of which a day may lie in the span; an unknown date excludes nothing."""
        found = self
        if last is not None:
            found = found.filter(Q(starts_on__lte=last) | Q(starts_on=None))
        if first is not None:
            # Without an end, works are taken to last one day.
            over = Q(ends_on__lt=first) | Q(ends_on=None, starts_on__lt=first)
            found = found.exclude(over)
        return found
