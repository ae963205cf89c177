"""Taking away what was brought and never imported."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from terrier.apps.catalog.leftovers import put_aside, sweep
from terrier.apps.catalog.models import Original

from .. import workplace
from ..models import Import


def forget(importing: Import) -> None:
    """Delete an import that made no version, with its files, unless another import holds them."""
    workplace.clear(importing)
    with transaction.atomic():
        only = Original.objects.filter(imports=importing, versions=None).exclude(
            pk__in=Original.objects.filter(~Q(imports=importing), imports__isnull=False)
        )
        put_aside(only.values_list("path", flat=True))
        only.update(gone_reason=_("apporté et jamais importé"))
        importing.delete()
    sweep()
