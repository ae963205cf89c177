"""Composed reads of the door."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from terrier.apps.catalog.authority import dataset_to_contribute, sight_of, version_for
from terrier.apps.catalog.models import Dataset, Version
from terrier.apps.territories.models import Organisation
from terrier.apps.territories.querysets import OrganisationQuerySet
from terrier.domain.access.policy import Reader, Role
from terrier.domain.kernel.errors import NotFound

from .models import Import


def organisations_to_contribute(reader: Reader) -> OrganisationQuerySet:
    """Give the organisations for which the reader may bring files."""
    granted = [g.organisation for g in reader.grants if g.role.includes(Role.CONTRIBUTOR)]
    allowed = Organisation.objects.descendants(granted)
    if reader.bounds is not None:
        within = [o for o in (reader.bounds.organisation,) if o is not None]
        allowed &= Organisation.objects.descendants(within)
    return Organisation.objects.filter(pk__in=allowed)


def _followed(reader: Reader) -> QuerySet[Import]:
    """Give the imports of the reader's organisations, or of the one dataset of a limited token."""
    if reader.bounds is None or reader.bounds.dataset is None:
        return Import.objects.filter(owner__in=organisations_to_contribute(reader))
    dataset = Dataset.objects.select_related("owner").filter(pk=reader.bounds.dataset).first()
    if dataset is None or not sight_of(reader, dataset).contributes:
        return Import.objects.none()
    return Import.objects.filter(dataset=dataset)


def find(reader: Reader, import_id: UUID) -> Import:
    """Find an import of an organisation to which the reader contributes."""
    found = (
        _followed(reader)
        .select_related("job", "owner", "dataset", "version__dataset")
        .filter(pk=import_id)
        .first()
    )
    if found is None:
        raise NotFound(_("Cet import n’existe pas, ou n’est pas celui de votre organisme."))
    return found


def recent(reader: Reader, most: int = 8) -> list[Import]:
    """List the latest imports of the reader's organisations."""
    imports = _followed(reader).select_related("owner", "dataset", "version")
    return list(imports.prefetch_related("originals")[:most])


def version_with_receipt(reader: Reader, slug: str, number: int) -> tuple[Dataset, Version]:
    """Find a version whose receipt the reader may read: contributors of the owner only."""
    dataset, _seen = dataset_to_contribute(reader, slug)
    return dataset, version_for(dataset, number)
