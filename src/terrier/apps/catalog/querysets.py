"""Which datasets a reader may know to exist."""

from __future__ import annotations

from django.apps import apps
from django.db import models
from django.db.models import Q

from terrier.apps.territories.models import Organisation
from terrier.domain.access.policy import Bounds, Reader, Role, Visibility


class DatasetQuerySet(models.QuerySet):
    """Datasets, scoped to readers."""

    def visible_to(self, reader: Reader) -> DatasetQuerySet:
        """Give what `terrier.domain.access.policy.sight` calls visible, as a query.

        Withdrawn datasets are left out: only their own address still tells of them.
        """
        from .derivations import hidden_from

        allowed = _allowed(reader) if reader.through is None else _both(*reader.through)
        found = self.filter(allowed, gone_reason="")
        if hidden := hidden_from(reader, _narrowed(found, allowed)):
            found = found.exclude(pk__in=hidden)
        return found.distinct()


def _narrowed(found: DatasetQuerySet, allowed: Q) -> DatasetQuerySet:
    """Give those computed from something that does not show a reader all its rows, or may not."""
    whole = Q(gone_reason="", derived=False, territory_column="", keeps_rows=False)
    shown = found.model.objects.filter(allowed, whole)
    links = apps.get_model("catalog", "Derivation").objects.exclude(source__in=shown.values("pk"))
    return found.filter(pk__in=links.values("dataset"))


def _both(one: Reader, other: Reader) -> Q:
    # Sub-queries: « partagé avec » joins once per reader, not once for the two.
    datasets = apps.get_model("catalog", "Dataset").objects
    return Q(pk__in=datasets.filter(_allowed(one)).values("pk")) & Q(
        pk__in=datasets.filter(_allowed(other)).values("pk")
    )


def _allowed(reader: Reader) -> Q:
    published = Q(published_at__isnull=False)
    open_to_all = published & Q(visibility=Visibility.PUBLIC)
    if reader.is_public:
        return open_to_all
    lineages = Organisation.objects.lineages()
    contributing = {g.organisation for g in reader.grants if g.role.includes(Role.CONTRIBUTOR)}
    allowed = Q(owner__in=[pk for pk, lineage in lineages.items() if contributing & {*lineage}])
    ours = [pk for pk, lineage in lineages.items() if lineage[-1] in reader.roots]
    allowed |= published & Q(visibility=Visibility.INTERNAL, owner__in=ours)
    named = Q(owner__in=reader.organisations) | Q(shared_with__in=reader.organisations)
    allowed |= published & Q(visibility=Visibility.RESTRICTED) & named
    return open_to_all | _within(reader.bounds) & allowed


def _within(bounds: Bounds | None) -> Q:
    if bounds is None:
        return Q()
    if bounds.dataset is not None:
        return Q(pk=bounds.dataset)
    return Q(owner__in=Organisation.objects.descendants([bounds.organisation]))
