"""Figures as pictures and files: drawn once, kept under all that they depend on."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone

from terrier.apps.figures.kept import cache, kept
from terrier.domain.figures.axes import commune_axis, label
from terrier.web import charts
from terrier.web.spreadsheet_cells import harmless

if TYPE_CHECKING:
    from terrier.apps.figures.figure import Figure
    from terrier.domain.questions.answer import Answer

WIDTH_PX, NARROW_PX = 720, 300
KEPT_SECONDS = 24 * 3600
COMMUNE = "Code Insee de la commune"
"""Head of the column that other tables are joined by."""
_SCHEME = 2
"""Raised when drawings change their look."""


def svg(figure: Figure, width_px: int = WIDTH_PX, *, captioned: bool = False) -> str:
    """Draw a figure, or give it as it was drawn before.

    Parameters
    ----------
    figure
        In a form that is a drawing.
    width_px
        Of the whole picture.
    captioned
        Whether its title and source are inside: for a picture that leaves its page.
    """

    def drawn() -> str:
        begun = figure.begun.pop(width_px, None)
        if captioned or begun is None:
            begun = charts.begun(figure.specification(width_px=width_px, captioned=captioned))
        return charts.finished(begun, title=figure.title, description=figure.alternative)

    return kept(_key(figure, width_px, captioned=captioned), drawn, KEPT_SECONDS)


def begin(figure: Figure, width_px: int) -> None:
    """Begin to draw what is not kept: the next question is asked meanwhile."""
    for width in (width_px, NARROW_PX):
        if cache.get(_key(figure, width)) is None:
            figure.begun[width] = charts.begun(figure.specification(width_px=width))


def _key(figure: Figure, width_px: int, *, captioned: bool = False) -> str:
    shapes = figure.shapes.digest if figure.shapes else ""
    return (
        f"drawing:{_SCHEME}:{figure.fingerprint}:{figure.form}:{figure.classing}:{width_px}:"
        f"{captioned}:{shapes}:{timezone.localdate()}"
    ).replace(" ", "")


def png(figure: Figure, width_px: int = WIDTH_PX) -> bytes:
    """Draw a figure in points, with its title and source."""
    return charts.png(svg(figure, width_px, captioned=True))


def table(answer: Answer) -> str:
    """Write the table of an answer as CSV, for a French spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    commune = commune_axis(answer)
    heads = [label(answer, axis) for axis in range(len(answer.by))]
    heads += [COMMUNE] if commune is not None else []
    measured = [h for h in (answer.measured, answer.against) if h]
    heads += [f"{h.label} ({h.unit})" if h.unit else h.label for h in measured]
    writer.writerow(map(harmless, heads))
    for group in answer.groups:
        values = [group.value, *([group.against] if answer.against else [])]
        named = [*group.names, *([str(group.keys[commune] or "")] if commune is not None else [])]
        writer.writerow([*map(harmless, named), *map(_cell, values)])
    return f"\ufeff{out.getvalue()}"


def _cell(value: float | int | Decimal | None) -> str:
    """Write a number with a comma and every digit."""
    return "" if value is None else f"{value}".replace(".", ",")
