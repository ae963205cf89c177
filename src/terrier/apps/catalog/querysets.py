"""Which datasets a reader may know to exist."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from terrier.apps.territories.models import Organisation
from terrier.domain.access.policy import Reader, Role, Visibility


class DatasetQuerySet(models.QuerySet):
    """Datasets, scoped to readers."""

    def visible_to(self, reader: Reader) -> DatasetQuerySet:
        """Give what `terrier.domain.access.policy.sight` calls visible, as a query."""
        published = Q(published_at__isnull=False)
        allowed = published & Q(visibility=Visibility.PUBLIC)
        if not reader.is_public:
            contributing = [
                g.organisation for g in reader.grants if g.role.includes(Role.CONTRIBUTOR)
            ]
            allowed |= Q(owner__in=Organisation.objects.descendants(contributing))
            in_roots = Organisation.objects.descendants(reader.roots)
            allowed |= published & Q(visibility=Visibility.INTERNAL, owner__in=in_roots)
            named = Q(owner__in=reader.organisations) | Q(shared_with__in=reader.organisations)
            allowed |= published & Q(visibility=Visibility.RESTRICTED) & named
        return self.filter(allowed).distinct()
