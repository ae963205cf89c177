"""What `figures/figure.html` shows of a figure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString, mark_safe

from terrier.domain.figures import Form
from terrier.domain.figures.palette import twins

from .pictures import NARROW_PX, WIDTH_PX, svg

if TYPE_CHECKING:
    from terrier.apps.figures.figure import Figure

_COLOUR = re.compile(r'"(#[0-9A-F]{6})"')
MOST_LIVE = 300
"""Shapes of a map that the browser draws again; a larger map stays the picture of the server."""


def component(
    figure: Figure,
    id: str,
    *,
    width_px: int = WIDTH_PX,
    title: str = "",
    downloads: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Give the context of `figures/figure.html`.

    Parameters
    ----------
    figure
        For one reader.
    id
        One per page and figure.
    width_px
        Of the drawing where the page is wide.
    title
        In place of its own.
    downloads
        Addresses of the files, by `svg`, `png` and `csv`.
    """
    shown: dict[str, Any] = {
        "figure": figure,
        "id": id,
        "title": title or figure.title,
        "downloads": downloads,
        "number": figure.key_figure,
        "trend": figure.trend,
        # One number needs no table of itself.
        "columns": figure.columns if figure.answer.by else None,
        "open_table": figure.form is Form.TABLE,
    }
    if not figure.drawable:
        return shown
    shown |= {"wide": _picture(figure, width_px), "narrow": _picture(figure, NARROW_PX)}
    if figure.shapes is None or len(figure.shapes.by_key) <= MOST_LIVE:
        shown["specification"] = figure.specification(width_px=width_px)
        shown["narrow_specification"] = figure.specification(width_px=NARROW_PX)
    return shown


def _picture(figure: Figure, width_px: int) -> SafeString:
    """Give the picture of the server in the colours of both themes."""
    dark = twins()

    def both(colour: re.Match[str]) -> str:
        light = colour[1]
        return f'"light-dark({light}, {dark[light]})"' if light in dark else colour[0]

    drawn = _COLOUR.sub(both, svg(figure, width_px))
    return mark_safe(drawn)  # noqa: S308 - drawn by us, words escaped
