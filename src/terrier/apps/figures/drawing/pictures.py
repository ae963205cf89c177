"""Figures as pictures and files: drawn once, kept under all that they depend on."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone

from terrier.apps.figures.kept import cache
from terrier.web import charts
from terrier.web.spreadsheet_cells import harmless

if TYPE_CHECKING:
    from terrier.apps.figures.figure import Figure
    from terrier.domain.questions.answer import Answer

WIDTH_PX, NARROW_PX = 720, 300
MOST_PX = 2000
KEPT_SECONDS = 24 * 3600
_SCHEME = 1
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
    key = (
        f"drawing:{_SCHEME}:{figure.fingerprint}:{figure.form}:{figure.classing}:{width_px}:"
        f"{captioned}:{timezone.localdate()}"
    ).replace(" ", "")
    drawn: str | None = cache.get(key)
    if drawn is None:
        specification = figure.specification(width_px=width_px, captioned=captioned)
        drawn = charts.svg(specification, title=figure.title, description=figure.alternative)
        cache.set(key, drawn, KEPT_SECONDS)
    return drawn


def png(figure: Figure, width_px: int = WIDTH_PX) -> bytes:
    """Draw a figure in points, with its title and source."""
    return charts.png(svg(figure, width_px, captioned=True))


def table(answer: Answer) -> str:
    """Write the table of an answer as CSV, for a French spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    heads = [h for h in (*answer.by, answer.measured, answer.against) if h]
    writer.writerow(harmless(f"{h.label} ({h.unit})" if h.unit else h.label) for h in heads)
    for group in answer.groups:
        values = [group.value, *([group.against] if answer.against else [])]
        writer.writerow([*map(harmless, group.names), *map(_cell, values)])
    return f"\ufeff{out.getvalue()}"


def _cell(value: float | int | Decimal | None) -> str:
    """Write a number with a comma and every digit."""
    return "" if value is None else f"{value}".replace(".", ",")
