"""Blocks as HTML, kept from one view to the next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from terrier.apps.figures.drawing.component import component
from terrier.apps.figures.drawing.pictures import begin
from terrier.apps.figures.figure import Shared
from terrier.apps.figures.kept import cache
from terrier.domain.prose import markdown

from .choices import Kind
from .queries.drawn import Drawn, State, drawn
from .queries.keys import keys_of
from .queries.troubles import Trouble, troubles

if TYPE_CHECKING:
    from terrier.apps.figures.figure import Scope
    from terrier.domain.access.policy import Reader

    from .models import Block, Page

KEPT_SECONDS = 24 * 3600
WIDTHS_PX = {"full": 980, "half": 470, "third": 300}
"""Of drawings, by the width of their block on a wide screen."""
DRAWN = frozenset({Kind.CHART.value, Kind.MAP.value})


@dataclass(frozen=True)
class Shown:
    """A block with its HTML."""

    block: Block
    html: str
    seen: bool = True
    """Whether the reader sees what it holds."""
    trouble: Trouble | None = None
    """What is wrong with it, where the reader may mend it."""


def shown_blocks(reader: Reader, page: Page, scope: Scope, *, explain: bool = False) -> list[Shown]:
    """Render the blocks of a page for a reader.

    Parameters
    ----------
    reader, page, scope
        Who reads what, narrowed to what.
    explain
        Whether what is wrong with a block is told: to who may change the page.
    """
    blocks = list(page.blocks.all())
    keys = keys_of(reader, blocks, scope)
    kept = cache.get_many(keys.values())
    missing = [block for block in blocks if keys.get(block.pk) not in kept]
    made = {one.block.pk: one for one in _begun(reader, missing, scope)}
    told = troubles(reader, page, blocks, made.values()) if explain else {}
    fresh: dict[str, str] = {}
    shown = []
    for block in blocks:
        key, one = keys.get(block.pk, ""), made.get(block.pk)
        html = kept[key] if one is None else rendered(one, page)
        seen = one is None or one.state is State.SHOWN
        if one is not None and key and seen:
            fresh[key] = html
        shown.append(Shown(block, SafeString(html), seen, told.get(block.pk)))
    if fresh:
        cache.set_many(fresh, KEPT_SECONDS)
    return shown


def _begun(reader: Reader, blocks: list[Block], scope: Scope) -> Iterator[Drawn]:
    """Ask the questions of blocks; the picture of one is drawn while the next is asked."""
    shared = Shared()
    for block in blocks:
        one = drawn(reader, block, scope, shared)
        if one.figure is not None and block.kind in DRAWN and one.figure.drawable:
            begin(one.figure, WIDTHS_PX[block.width])
        yield one


def rendered(made: Drawn, page: Page, *, explain: bool = False) -> str:
    """Render one block; explained to who is writing it, and chose its data among those they see."""
    block = made.block
    context: dict[str, Any] = {
        "block": block,
        "state": made.state.value,
        "trouble": made.trouble if explain else "",
        "figure": made.figure,
        "id": f"bloc-{block.pk}-figure",
        "wide": "",
    }
    if block.kind == Kind.TEXT:
        context |= {"pieces": markdown.read(block.text), "level": 3 if block.title else 2}
    if block.kind == Kind.IMAGE and block.pk:
        context["image"] = reverse("story-image", args=[page.slug, block.pk])
    if made.figure is not None:
        context |= {"key": made.figure.key_figure, "rows": made.figure.cells}
        if block.kind in DRAWN:
            context |= component(made.figure, context["id"], width_px=WIDTHS_PX[block.width])
    return str(render_to_string("stories/_block.html", context))
