"""Who sees a page, and who may write it: the rule of datasets, asked of pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.apps import apps
from django.utils.translation import gettext as _

from terrier.apps.catalog.permissions import require_role
from terrier.apps.territories.models import Organisation
from terrier.domain.access.policy import Policy, Reader, Role, Sight, Visibility, sight
from terrier.domain.kernel.errors import NotFound

if TYPE_CHECKING:
    from .models import Page


def policies_of(pages: Iterable[Page]) -> dict[int, Policy]:
    """Give the declared policy of each page, by its id, in two queries."""
    known = list(pages)
    lineages = Organisation.objects.lineages()
    shared: dict[int, set[int]] = defaultdict(set)
    named = apps.get_model("stories", "Page").shared_with.through.objects
    for pk, organisation in named.values_list("page_id", "organisation_id"):
        shared[pk].add(organisation)
    return {
        page.pk: Policy(
            Visibility(page.visibility),
            lineages[page.owner_id],
            shared_with=frozenset(shared[page.pk]),
            published=page.published_at is not None,
        )
        for page in known
    }


def sight_of(reader: Reader, page: Page) -> Sight:
    """Give what the reader sees of a page, and may do to it."""
    return sight(reader, policies_of([page])[page.pk])


def require_seen(reader: Reader, page: Page) -> Sight:
    """Refuse to tell that a page exists to whoever does not see it."""
    seen = sight_of(reader, page)
    if not seen.visible:
        raise NotFound(_("Cette page n’existe pas, ou n’est pas ouverte à votre compte."))
    return seen


def require_edit(reader: Reader, page: Page) -> None:
    """Refuse whoever may not change a page: once published, only who may publish it does."""
    require_seen(reader, page)
    published = page.published_at is not None
    require_role(reader, page.owner, Role.PUBLISHER if published else Role.CONTRIBUTOR)


def require_publish(reader: Reader, page: Page) -> None:
    """Refuse whoever may not publish a page."""
    require_seen(reader, page)
    require_role(reader, page.owner, Role.PUBLISHER)


def edits(seen: Sight, page: Page) -> bool:
    """Say whether who sees this of a page may change it."""
    return seen.publishes if page.published_at is not None else seen.contributes
