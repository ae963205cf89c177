"""Pages made, described, published, withdrawn, removed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from terrier.apps.accounts.actions import record
from terrier.apps.accounts.models import User
from terrier.apps.catalog import leftovers
from terrier.apps.catalog.permissions import require_role
from terrier.apps.territories.models import Organisation
from terrier.domain.access.policy import Reader, Role, Visibility
from terrier.domain.kernel.errors import Conflict, Invalid
from terrier.web.days import write_moment

from ..models import Page
from ..permissions import require_edit, require_publish

DESCRIPTION = ("title", "summary", "theme", "asks_commune", "asks_period", "embeddable")
"""What may be written of a page, beside its blocks and who sees it."""
RESERVED = frozenset({"nouvelle", "ajouter"})
"""Addresses of the list, which no page may take."""


@transaction.atomic
def create(
    actor: User | None, reader: Reader, owner: Organisation, values: Mapping[str, Any]
) -> Page:
    """Make a draft.

    Raises
    ------
    Refused
        The reader does not contribute to the owner.
    """
    require_role(reader, owner, Role.CONTRIBUTOR)
    kept = {name: value for name, value in values.items() if name in DESCRIPTION}
    page = Page.objects.create(owner=owner, author=actor, slug=_free_slug(kept["title"]), **kept)
    record(actor, "story.create", page, organisation=owner.pk)
    return page


@transaction.atomic
def describe(
    actor: User | None, reader: Reader, page: Page, values: Mapping[str, Any], revision: int
) -> None:
    """Change what is said of a page, as it was read under a revision."""
    kept = locked(page, revision)
    require_edit(reader, kept)
    before = {name: getattr(kept, name) for name in DESCRIPTION}
    for name in DESCRIPTION:
        setattr(kept, name, values.get(name, before[name]))
    changed = [name for name in DESCRIPTION if getattr(kept, name) != before[name]]
    if changed:
        touch(kept, *changed)
        record(actor, "story.change", kept, organisation=kept.owner_id)


@transaction.atomic
def publish(
    actor: User | None,
    reader: Reader,
    page: Page,
    visibility: Visibility,
    shared_with: frozenset[int],
    revision: int,
) -> None:
    """Show a page to an audience; each block stays as open as what it is drawn from.

    Raises
    ------
    Invalid
        The page is empty, or restricted to nobody.
    """
    kept = locked(page, revision)
    require_publish(reader, kept)
    if not kept.blocks.exists():
        raise Invalid(_("Cette page est vide : ajoutez-lui un bloc avant de la publier."))
    restricted = visibility is Visibility.RESTRICTED
    if restricted and not shared_with:
        raise Invalid(_("Choisissez au moins un organisme avec qui partager la page."))
    kept.visibility = visibility.value
    kept.published_at = kept.published_at or timezone.now()
    kept.shared_with.set(shared_with if restricted else ())
    touch(kept, "visibility", "published_at")
    seen_by = str(kept.get_visibility_display())
    record(actor, "story.publish", kept, organisation=kept.owner_id, audience=seen_by)


@transaction.atomic
def withdraw(actor: User | None, reader: Reader, page: Page) -> None:
    """Make a page a draft again."""
    kept = Page.objects.select_for_update().get(pk=page.pk)
    require_publish(reader, kept)
    if kept.published_at is None:
        return
    kept.published_at = None
    touch(kept, "published_at")
    record(actor, "story.withdraw", kept, organisation=kept.owner_id)


def remove(actor: User | None, reader: Reader, page: Page) -> None:
    """Delete a page and its images."""
    with transaction.atomic():
        kept = Page.objects.select_for_update().get(pk=page.pk)
        require_edit(reader, kept)
        leftovers.put_aside(kept.blocks.values_list("image", flat=True))
        record(actor, "story.remove", kept, organisation=kept.owner_id)
        kept.delete()
    leftovers.sweep()


def locked(page: Page, revision: int) -> Page:
    """Hold a page for the transaction, if nobody changed it since it was read.

    Raises
    ------
    Conflict
        Somebody did.
    """
    kept = Page.objects.select_for_update().get(pk=page.pk)
    if kept.revision != revision:
        when = write_moment(kept.updated_at)
        raise Conflict(
            _("Cette page a été modifiée entre-temps (%(when)s) : relisez-la, puis recommencez.")
            % {"when": when}
        )
    return kept


def touch(page: Page, *fields: str) -> None:
    """Save fields of a page that is held, under a new revision."""
    page.revision += 1
    page.updated_at = timezone.now()
    page.save(update_fields=[*fields, "revision", "updated_at"])


def _free_slug(title: str) -> str:
    wanted = slugify(title)[:90].strip("-") or "page"
    taken = set(Page.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    taken |= RESERVED
    number = 2
    slug = wanted
    while slug in taken:
        slug, number = f"{wanted}-{number}", number + 1
    return slug
