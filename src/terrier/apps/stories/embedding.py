"""The code that other sites copy to show a page, or one of its blocks, in a frame."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from math import ceil
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from .choices import Kind

if TYPE_CHECKING:
    from .models import Block, Page

HEIGHTS_PX = {Kind.NUMBER: 210, Kind.CHART: 600, Kind.MAP: 740, Kind.TABLE: 700}
"""Of a block in a frame 600 px wide, what stands under it included: measured in a browser."""
AROUND_PX = 110
"""Above and below the blocks: margins, the line that leads back to the page."""
TITLE_PX = 140
"""Of the title of a whole page with its summary."""
LINE_PX, LINE_CHARACTERS = 28, 70
COLUMN_PX = 560
FOLLOW = (
    '<script>addEventListener("message", function (told) {'
    ' document.querySelectorAll("iframe").forEach(function (frame) {'
    " if (frame.contentWindow === told.source && told.data && told.data.terrierHeight > 0)"
    " frame.height = told.data.terrierHeight; }); });</script>"
)
"""What gives a frame the height that the page inside it tells (`frontend/src/frame.ts`)."""


def codes(page: Page, blocks: Iterable[Block], address: str) -> list[dict[str, str]]:
    """Write the code of the whole page, then of each block that the reader sees.

    Parameters
    ----------
    page, blocks, address
        Of the page in a frame, narrowed as the reader has it.
    """
    known = list(blocks)
    whole = _frame(address, page.title, TITLE_PX + height_px(known))
    told = [{"id": "code-page", "title": _("Toute la page"), "code": whole}]
    joint = "&" if "?" in address else "?"
    for block in known:
        alone = _frame(f"{address}{joint}bloc={block.pk}", str(block), height_px([block]))
        told.append({"id": f"code-{block.pk}", "title": str(block), "code": alone})
    return told


def height_px(blocks: Iterable[Block]) -> int:
    """Give the height of a frame that shows these blocks where nothing measures it."""
    return AROUND_PX + sum(_height_px(block) for block in blocks)


def _height_px(block: Block) -> int:
    if block.kind == Kind.IMAGE:
        wide, high = block.image_width or COLUMN_PX, block.image_height or COLUMN_PX
        return ceil(high * min(1.0, COLUMN_PX / wide)) + LINE_PX * 3
    if block.kind == Kind.TEXT:
        lines = (ceil(len(line) / LINE_CHARACTERS) or 1 for line in block.text.splitlines())
        return LINE_PX * (sum(lines) + (2 if block.title else 1))
    return HEIGHTS_PX[Kind(block.kind)]


def _frame(address: str, title: str, high_px: int) -> str:
    return (
        f'<iframe src="{escape(address)}" title="{escape(title)}" width="100%" '
        f'height="{high_px}" style="border:0" loading="lazy"></iframe>\n{FOLLOW}'
    )
