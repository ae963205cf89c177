"""Blocks as HTML, kept from one view to the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from terrier.domain.prose import markdown

from .choices import Kind
from .queries.drawn import Drawn, State, drawn
from .queries.keys import keys_of

if TYPE_CHECKING:
    from terrier.apps.figures.figure import Scope
    from terrier.domain.access.policy import Reader

    from .models import Block, Page

KEPT_SECONDS = 24 * 3600
WIDTHS_PX = {"full": 980, "half": 470, "third": 300}
"""Of drawings, by the width of their block on a wide screen."""


@dataclass(frozen=True)
class Shown:
    """A block with its HTML."""

    block: Block
    html: str


def shown_blocks(reader: Reader, page: Page, scope: Scope, *, explain: bool = False) -> list[Shown]:
    """Render the blocks of a page for a reader.

    Parameters
    ----------
    reader, page, scope
        Who reads what, narrowed to what.
    explain
        Whether a block that cannot be drawn says why: to who writes the page, since it may name
        a column that others do not see.
    """
    blocks = list(page.blocks.all())
    keys = keys_of(reader, blocks, scope)
    kept = cache.get_many(keys.values())
    fresh: dict[str, str] = {}
    shown = []
    for block in blocks:
        key = keys.get(block.pk)
        html = kept.get(key) if key else None
        if html is None:
            made = drawn(reader, block, scope)
            html = rendered(made, page, explain=explain)
            if key and made.state is State.SHOWN:
                fresh[key] = html
        shown.append(Shown(block, SafeString(html)))
    if fresh:
        cache.set_many(fresh, KEPT_SECONDS)
    return shown


def rendered(made: Drawn, page: Page, *, explain: bool = False) -> str:
    """Render one block."""
    block = made.block
    context: dict[str, Any] = {
        "block": block,
        "state": made.state.value,
        "trouble": made.trouble if explain else "",
        "figure": made.figure,
        "table_id": f"bloc-{block.pk}-table",
    }
    if block.kind == Kind.TEXT:
        context |= {"pieces": markdown.read(block.text), "level": 3 if block.title else 2}
    if block.kind == Kind.IMAGE and block.pk:
        context["image"] = reverse("story-image", args=[page.slug, block.pk])
    if made.figure is not None and block.kind in {Kind.CHART, Kind.MAP}:
        context |= _drawing(made)
    return str(render_to_string("stories/_block.html", context))


def _drawing(made: Drawn) -> dict[str, Any]:
    assert made.figure is not None
    width = WIDTHS_PX[made.block.width]
    return {
        "drawing": mark_safe(made.figure.svg(width)),  # noqa: S308 - drawn by us, words escaped
        "specification": made.figure.specification(),
    }
