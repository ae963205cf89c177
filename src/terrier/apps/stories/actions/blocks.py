"""Blocks of a page: added, changed, moved, removed. Each act holds the page."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import Enum
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from terrier.apps.accounts.actions import record
from terrier.apps.accounts.models import User
from terrier.apps.catalog import leftovers
from terrier.apps.catalog.store import store
from terrier.domain.access.policy import Reader
from terrier.domain.kernel.errors import Conflict, Invalid, NotFound

from ..choices import Kind
from ..models import Block, Page
from ..permissions import require_edit
from .pages import touch

if TYPE_CHECKING:
    from terrier.connectors.photographs.rewriting import Rewritten

FIELDS = ("width", "title", "note", "text", "dataset", "table", "question", "alternative")
"""What may be written of a block, beside its kind, its place and its image."""
MOST = 60
"""Blocks of one page: beyond, nobody reads it."""


class Way(Enum):
    """Where a block is moved."""

    UP = "haut"
    DOWN = "bas"


def add(
    actor: User | None,
    reader: Reader,
    page: Page,
    kind: Kind,
    values: Mapping[str, Any],
    image: Rewritten | None = None,
) -> Block:
    """Put a block at the end of a page.

    Raises
    ------
    Refused
        The reader may not change the page.
    Invalid
        The page is full, or the block lacks what its kind needs.
    """
    with _kept_image(image) as stored, transaction.atomic():
        kept = _held(reader, page)
        count = kept.blocks.count()
        if count >= MOST:
            raise Invalid(_("Une page compte %(most)d blocs au plus.") % {"most": MOST})
        block = Block(page=kept, position=count, kind=kind.value, **_known(values), **stored)
        _check(block)
        block.save()
        touch(kept)
        _record(actor, "story.block_add", kept, block)
    return block


def change(
    actor: User | None,
    reader: Reader,
    block: Block,
    values: Mapping[str, Any],
    revision: int,
    image: Rewritten | None = None,
) -> None:
    """Change what a block shows, as it was read under a revision; a new image replaces the old one.

    Raises
    ------
    Conflict
        Somebody changed it since.
    """
    with _kept_image(image) as stored, transaction.atomic():
        kept = _held(reader, block.page)
        now = _block_of(kept, block.pk)
        if now.revision != revision:
            raise Conflict(_("Quelqu’un a modifié ce bloc entre-temps : relisez-le d’abord."))
        if stored:
            leftovers.put_aside([now.image])
        for name, value in {**_known(values), **stored}.items():
            setattr(now, name, value)
        _check(now)
        now.revision += 1
        now.save()
        touch(kept)
        _record(actor, "story.block_change", kept, now)
    leftovers.sweep()


@transaction.atomic
def move(actor: User | None, reader: Reader, block: Block, way: Way) -> None:
    """Move a block by one place; at an end of the page, it stays."""
    kept = _held(reader, block.page)
    order = list(kept.blocks.values_list("pk", flat=True))
    if block.pk not in order:
        raise _gone()
    place = order.index(block.pk)
    other = place + (-1 if way is Way.UP else 1)
    if not 0 <= other < len(order):
        return
    order[place], order[other] = order[other], order[place]
    _number(order)
    touch(kept)
    _record(actor, "story.block_move", kept, block)


def remove(actor: User | None, reader: Reader, block: Block) -> None:
    """Take a block out of its page, with its image."""
    with transaction.atomic():
        kept = _held(reader, block.page)
        now = _block_of(kept, block.pk)
        leftovers.put_aside([now.image])
        _record(actor, "story.block_remove", kept, now)
        now.delete()
        _number(list(kept.blocks.values_list("pk", flat=True)))
        touch(kept)
    leftovers.sweep()


def _held(reader: Reader, page: Page) -> Page:
    kept = Page.objects.select_for_update().filter(pk=page.pk).first()
    if kept is None:
        raise NotFound(_("Cette page a été supprimée."))
    require_edit(reader, kept)
    return kept


def _block_of(page: Page, pk: int) -> Block:
    found = page.blocks.filter(pk=pk).first()
    if found is None:
        raise _gone()
    return found


def _gone() -> NotFound:
    return NotFound(_("Ce bloc n’est plus dans la page : rechargez-la."))


def _number(order: list[int]) -> None:
    Block.objects.bulk_update(
        [Block(pk=pk, position=place) for place, pk in enumerate(order)], ["position"]
    )


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in FIELDS}


def _check(block: Block) -> None:
    if block.kind == Kind.TEXT and not block.text.strip():
        raise Invalid(_("Écrivez le texte de ce bloc."))
    if block.kind == Kind.IMAGE:
        if not block.image:
            raise Invalid(_("Choisissez l’image de ce bloc."))
        if not block.alternative.strip():
            raise Invalid(
                _("Décrivez ce que montre l’image, pour qui ne la voit pas : c’est obligatoire.")
            )
    if block.is_figure and not (block.dataset and block.table):
        raise Invalid(_("Choisissez le jeu de données de ce bloc."))


@contextmanager
def _kept_image(image: Rewritten | None) -> Iterator[dict[str, Any]]:
    """Put an image in the store before its row is written; take it out if that fails."""
    if image is None:
        yield {}
        return
    digest = hashlib.sha256(image.content).hexdigest()
    key = f"images/{digest[:2]}/{digest}-{secrets.token_hex(4)}.jpg"
    with store().workshop() as folder:
        file = folder / "image.jpg"
        file.write_bytes(image.content)
        store().keep(file, key)
    written = False
    try:
        yield {"image": key, "image_width": image.width, "image_height": image.height}
        written = True
    finally:
        if not written:
            store().remove(key)


def _record(actor: User | None, action: str, page: Page, block: Block) -> None:
    # Its title is for who sees its data; the trail is read by others too.
    kind = str(block.get_kind_display())
    record(actor, action, page, organisation=page.owner_id, block=kind)
