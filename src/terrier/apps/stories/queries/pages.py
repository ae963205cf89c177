"""Which pages there are, and which one an address names."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from terrier.apps.territories.queries import organisations_to_write_for
from terrier.domain.access.policy import Reader, Role, Sight
from terrier.domain.kernel.errors import NotFound

from ..models import Block, Page
from ..permissions import require_seen


def page_for(reader: Reader, slug: str) -> tuple[Page, Sight]:
    """Find a page that the reader may see, with what they may do to it."""
    found = Page.objects.select_related("owner", "author").filter(slug=slug).first()
    if found is None:
        raise NotFound(_("Cette page n’existe pas, ou n’est pas ouverte à votre compte."))
    return found, require_seen(reader, found)


def block_of(page: Page, pk: int) -> Block:
    """Find a block of a page."""
    found = page.blocks.filter(pk=pk).first()
    if found is None:
        raise NotFound(_("Ce bloc n’est plus dans la page."))
    found.page = page
    return found


def listing(reader: Reader) -> QuerySet[Page]:
    """Give the pages that the reader sees, the last changed first."""
    seen = Page.objects.visible_to(reader)
    return seen.select_related("owner").order_by("-updated_at", "-pk")


def newest(reader: Reader, count: int) -> list[Page]:
    """Give the last published pages that the reader sees."""
    seen = Page.objects.published().visible_to(reader).select_related("owner")
    return list(seen.order_by("-published_at", "-pk")[:count])


def editable(reader: Reader) -> list[Page]:
    """Give the pages that the reader may add a block to, the last changed first."""
    drafts = Page.objects.filter(
        owner__in=organisations_to_write_for(reader), published_at__isnull=True
    )
    shown = Page.objects.filter(
        owner__in=organisations_to_write_for(reader, Role.PUBLISHER), published_at__isnull=False
    )
    return list((drafts | shown).order_by("-updated_at", "-pk"))
