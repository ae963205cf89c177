"""Charts as SVG, for pages without JavaScript, print and documents."""

from __future__ import annotations

from typing import Any

from terrier.domain.charts import specification
from terrier.domain.charts.question import ChartQuestion, Measured
from terrier.domain.charts.specification import FRENCH_NUMBERS, FRENCH_TIMES, LIGHT, Palette

WIDTH_PX = 720
VEGA_LITE = "6.4"


def svg(
    question: ChartQuestion,
    rows: list[Measured] | tuple[Measured, ...],
    *,
    palette: Palette = LIGHT,
    width_px: int = WIDTH_PX,
) -> str:
    """Draw a chart as SVG, with its alternative text inside.

    Parameters
    ----------
    question, rows
        The chart and its groups.
    palette
        Colours of the page that will hold it.
    width_px
        Width of the drawing area in CSS pixels.
    """
    # Loading the converter takes half a second and 80 MB: only for who draws.
    import vl_convert

    spec: dict[str, Any] = specification(question, rows, palette=palette) | {"width": width_px}
    drawn: str = vl_convert.vegalite_to_svg(
        spec,
        vl_version=VEGA_LITE,
        allowed_base_urls=[],
        format_locale=FRENCH_NUMBERS,
        time_format_locale=FRENCH_TIMES,
    )
    return drawn
