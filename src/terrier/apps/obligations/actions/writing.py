"""Filling in the pages of the site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from terrier.apps.accounts.actions import record
from terrier.apps.territories.permissions import require_administrator
from terrier.apps.territories.queries import person

from ..models import SitePage

if TYPE_CHECKING:
    from terrier.domain.access.policy import Reader

    from ..pages import Page


@transaction.atomic
def write_page(reader: Reader, page: Page, values: dict[str, str]) -> list[str]:
    """Keep what was written; give the labels of what changed."""
    require_administrator(reader, None)
    kept, _created = SitePage.objects.select_for_update().get_or_create(kind=page.kind)
    changed = {
        f.key: [kept.values.get(f.key, ""), values.get(f.key, "")]
        for f in page.fields
        if kept.values.get(f.key, "") != values.get(f.key, "")
    }
    if changed:
        kept.values = {key: value for key, value in values.items() if value}
        kept.updated_at, kept.updated_by = timezone.now(), person(reader)
        kept.save()
        record(kept.updated_by, "site.page", kept, changed=changed)
    return [str(f.label) for f in page.fields if f.key in changed]
