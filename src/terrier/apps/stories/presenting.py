"""The table of a figure as people read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from terrier.domain.kernel.french import number_text

if TYPE_CHECKING:
    from terrier.apps.figures.figure import Figure


def rows(figure: Figure) -> list[dict[str, Any]]:
    """Give the rows; a mean or a rate has as many digits as mean something."""
    return [{"cells": [_read(value) for value in row["cells"]]} for row in figure.cells]


def _read(value: Any) -> Any:
    return number_text(value) if isinstance(value, float) else value
