"""Which blocks of a page an audience would not see, and what can be done about each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from terrier.apps.catalog.authority import sight_of
from terrier.apps.catalog.models import Dataset
from terrier.apps.figures.actions import DRAFT
from terrier.apps.figures.figure import Scope
from terrier.apps.territories.models import Organisation
from terrier.apps.territories.queries import PUBLIC
from terrier.domain.access.policy import Reader, Visibility
from terrier.domain.disclosure import releasable
from terrier.domain.kernel.errors import Invalid
from terrier.domain.questions import address

from .drawn import State, drawn

if TYPE_CHECKING:
    from ..models import Block, Page


@dataclass(frozen=True)
class Closed:
    """A block that some reader of the audience would not see, or see in part."""

    block: Block
    title: str
    why: str
    asks: str = ""
    """Whom to ask, where the writer may not open it."""
    opens: bool = False
    """Whether the writer may open this result alone."""


def closed_blocks(
    reader: Reader, page: Page, visibility: Visibility, shared_with: frozenset[int]
) -> list[Closed]:
    """Give the blocks that the audience would not see as the writer does."""
    audience = audience_of(page, visibility, shared_with)
    figures = [block for block in page.blocks.all() if block.is_figure]
    found = (_closed(reader, block, audience) for block in figures)
    return [closed for closed in found if closed is not None]


def audience_of(
    page: Page, visibility: Visibility, shared_with: frozenset[int]
) -> tuple[Reader, ...]:
    """Give the readers who see least among those whom a page is for."""
    match visibility:
        case Visibility.PUBLIC:
            return (PUBLIC,)
        case Visibility.INTERNAL:
            return (Reader(user=0, roots=frozenset({page.owner.lineage()[-1]})),)
        case Visibility.RESTRICTED:
            bodies = Organisation.objects.filter(pk__in=shared_with | {page.owner_id})
            return tuple(
                Reader(user=0, organisations=frozenset({o.pk}), roots=frozenset({o.lineage()[-1]}))
                for o in bodies
            )


def _closed(reader: Reader, block: Block, audience: tuple[Reader, ...]) -> Closed | None:
    for who in audience:
        made = drawn(who, block, Scope())
        if made.state is not State.SHOWN:
            return _told(reader, block, _("Ses données ne sont pas ouvertes à tous ces lecteurs."))
        assert made.figure is not None
        dataset = Dataset.objects.get(slug=block.dataset)
        if not made.figure.released and not sight_of(who, dataset).every_row:
            return _told(
                reader, block, _("Ces lecteurs n’en voient qu’une partie : leurs propres lignes.")
            )
    return None


def _told(reader: Reader, block: Block, why: str) -> Closed:
    mine = drawn(reader, block, Scope()).figure
    title = block.title or (mine.title if mine else str(block))
    dataset = Dataset.objects.filter(slug=block.dataset).select_related("owner").first()
    seen = sight_of(reader, dataset) if dataset else None
    if dataset is None or seen is None or not seen.visible:
        return Closed(block, title, why)
    if not (seen.publishes and seen.whole):
        asks = _("Données : « %(dataset)s ». %(owner)s peut les publier, ou ouvrir ce résultat.")
        return Closed(block, title, why, asks % {"dataset": dataset, "owner": dataset.owner})
    if dataset.published_at is None:
        return Closed(block, title, why, str(DRAFT))
    try:
        releasable(address.read(block.question))
    except Invalid as refused:
        return Closed(block, title, why, refused.user_message)
    return Closed(block, title, why, opens=True)
