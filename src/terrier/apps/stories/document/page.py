"""A page as PDF/UA-1: what typst needs, block by block."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from terrier.apps.catalog.store import store
from terrier.domain.prose import markdown
from terrier.web.days import write_day
from terrier.web.documents import pdf

from ..choices import Kind, Width
from ..queries.drawn import Drawn, State

if TYPE_CHECKING:
    from terrier.apps.figures.figure import Figure

    from ..models import Block, Page
    from ..scoping import Asked

TEMPLATE = Path(__file__).resolve().parent / "page.typ"
DRAWING_PX = {Width.FULL: 860, Width.HALF: 410, Width.THIRD: 300}
"""Width of drawings, by the width of their block: text keeps one size on paper."""
MOST_ROWS = 60
"""Rows of the table under a drawing; the rest is on the page, and that is said."""
RESERVED = _("Réservé : ce bloc montre des données qui ne sont pas ouvertes à ce lecteur.")
BROKEN = _("Ce bloc ne peut pas être montré : ses données ont changé.")


def printed(page: Page, blocks: Iterable[Drawn], asked: Asked, address: str) -> bytes:
    """Print a page as its reader sees it."""
    drawings: dict[str, str] = {}
    told = [_block(made, drawings) for made in blocks]
    data = {
        "title": page.title,
        "summary": page.summary,
        "owner": str(page.owner),
        "scope": asked.words,
        "at": write_day(timezone.localdate()),
        "address": address,
        "blocks": told,
    }
    return pdf(TEMPLATE, data, drawings)


def _block(made: Drawn, drawings: dict[str, str]) -> dict[str, Any]:
    block = made.block
    told: dict[str, Any] = {
        "kind": block.kind,
        "width": block.width,
        "title": block.title,
        "note": block.note,
    }
    if made.state is not State.SHOWN:
        words = RESERVED if made.state is State.RESERVED else BROKEN
        return {"kind": "words", "width": block.width, "words": str(words)}
    if block.kind == Kind.TEXT:
        return {**told, "pieces": [asdict(piece) for piece in markdown.read(block.text)]}
    if block.kind == Kind.IMAGE:
        name = f"image-{block.pk}.svg"
        drawings[name] = _picture(block)
        return {**told, "file": name, "alt": block.alternative}
    assert made.figure is not None
    return {**told, **_figure(made, made.figure, drawings)}


def _picture(block: Block) -> str:
    """Put a photograph in a drawing: a document takes no other file."""
    content = b64encode(store().path(block.image).read_bytes()).decode()
    size = f'width="{block.image_width}" height="{block.image_height}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size}>'
        f'<image href="data:image/jpeg;base64,{content}" {size}/></svg>'
    )


def _figure(made: Drawn, figure: Figure, drawings: dict[str, str]) -> dict[str, Any]:
    block = made.block
    told: dict[str, Any] = {
        "title": block.title or figure.title,
        "question": figure.title,
        "finding": figure.finding,
        "notes": list(figure.notes),
        "source": _("Source : %(source)s.") % {"source": _source(figure, block.page)},
    }
    if block.kind == Kind.NUMBER:
        key = figure.key_figure
        trend = key.trend.text if key.trend else ""
        told |= {"number": key.value, "unit": key.unit}
        return {**told, "trend": capfirst(" : ".join(filter(None, (key.moment, trend))))}
    if block.kind in {Kind.CHART, Kind.MAP} and not figure.drawable:
        told["kind"] = Kind.TABLE.value
    elif block.kind in {Kind.CHART, Kind.MAP}:
        name = f"figure-{block.pk}.svg"
        width = Width.HALF if block.kind == Kind.MAP else Width(block.width)
        drawings[name] = figure.svg(DRAWING_PX[width])
        told |= {"file": name, "alt": figure.alternative}
    return {
        **told,
        "heads": [{"label": h["label"], "numeric": h["numeric"]} for h in figure.columns],
        "rows": [[value or "–" for value in row["cells"]] for row in figure.cells[:MOST_ROWS]],
        "left_out": max(0, len(figure.cells) - MOST_ROWS),
    }


def _source(figure: Figure, page: Page) -> str:
    """Say where a figure comes from; the owner of the page is named at its top."""
    told = figure.source
    if told.owner == str(page.owner):
        return f"{told.title}, {write_day(told.date)}"
    return told.sentence
