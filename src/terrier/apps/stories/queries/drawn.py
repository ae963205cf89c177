"""Blocks with what they show to one reader."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from terrier.apps.figures.figure import Figure, FigureAddress, Scope, Shared, figure
from terrier.domain.figures import MAPS, Form, notes
from terrier.domain.kernel.errors import Gone, Invalid, NotFound

from ..choices import Kind

if TYPE_CHECKING:
    from terrier.domain.access.policy import Reader

    from ..models import Block


AS_TEXT = {Kind.NUMBER: Form.NUMBER, Kind.TABLE: Form.TABLE}
"""Blocks that are no drawing, whatever the form of their question."""


class State(StrEnum):
    """Whether a block can be shown."""

    SHOWN = "shown"
    RESERVED = "reserved"
    """Its data are not open to the reader, who learns nothing of them."""
    BROKEN = "broken"
    """Its question no longer suits its data."""


@dataclass(frozen=True)
class Drawn:
    """A block as one reader sees it."""

    block: Block
    state: State = State.SHOWN
    figure: Figure | None = None
    trouble: str = ""
    """Why it is not shown, for who writes the page; it may name a column."""


def drawn(reader: Reader, block: Block, scope: Scope, shared: Shared | None = None) -> Drawn:
    """Draw a block for a reader, sharing what is read with the other blocks of its page."""
    if not block.is_figure:
        return Drawn(block)
    try:
        found = figure(reader, address_of(block), scope, shared)
    except (NotFound, Gone) as closed:
        return Drawn(block, State.RESERVED, trouble=closed.user_message)
    except Invalid as refused:
        return Drawn(block, State.BROKEN, trouble=refused.user_message)
    return Drawn(block, figure=_told(found, Kind(block.kind)))


def _told(found: Figure, kind: Kind) -> Figure:
    """Leave out what is said of a drawing, where the block shows a number or a table."""
    form = AS_TEXT.get(kind)
    if form is None:
        return found
    drawing = set(notes(found.answer, found.form, found.shapes)) - set(notes(found.answer, form))
    return replace(found, notes=tuple(note for note in found.notes if note not in drawing))


def drawn_all(reader: Reader, blocks: Iterable[Block], scope: Scope) -> list[Drawn]:
    """Draw every block for a reader."""
    shared = Shared()
    return [drawn(reader, block, scope, shared) for block in blocks]


def kind_of(drawing: Figure | None) -> Kind:
    """Give the kind of block that shows a figure as it was drawn for its question."""
    if drawing is None or drawing.form is Form.TABLE:
        return Kind.TABLE
    if drawing.form is Form.NUMBER:
        return Kind.NUMBER
    return Kind.MAP if drawing.form in MAPS else Kind.CHART


def address_of(block: Block) -> FigureAddress:
    """Give the address of the figure that a block shows."""
    return FigureAddress(block.dataset, block.table, block.question)
