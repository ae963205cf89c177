"""The drawing of an answer as a Vega-Lite v6 specification with its data inside."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from terrier.domain.figures import bars, grids, lines, maps, scatter, shares
from terrier.domain.figures.classes import QUANTILES, Classing
from terrier.domain.figures.form import FORM_NAMES, Form
from terrier.domain.figures.frame import Caption, Frame
from terrier.domain.figures.palette import LIGHT, Palette, twins
from terrier.domain.figures.shapes import Shapes
from terrier.domain.kernel.errors import Invalid
from terrier.domain.questions.answer import Answer

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
FIT = {"type": "fit-x", "contains": "padding"}
"""The whole picture is as wide as asked, its axes and legends included."""
_HEX = re.compile(r"(?<=[#-])[0-9A-F]{6}\b")
_DRAWINGS: dict[Form, Callable[[Answer, Frame], dict[str, Any]]] = {
    Form.BARS: bars.bars,
    Form.HISTOGRAM: bars.histogram,
    Form.LINES: lines.lines,
    Form.AREAS: lines.areas,
    Form.SCATTER: scatter.scatter,
    Form.SHARES: shares.shares,
    Form.HEATMAP: grids.heatmap,
    Form.CALENDAR: grids.calendar,
    Form.MULTIPLES: grids.multiples,
    Form.CHOROPLETH: maps.choropleth,
    Form.CIRCLES: maps.circles,
    Form.CATEGORIES: maps.categories,
}


def specification(
    answer: Answer,
    form: Form,
    palette: Palette = LIGHT,
    *,
    width_px: int = 720,
    shapes: Shapes | None = None,
    classing: Classing = QUANTILES,
    caption: Caption | None = None,
) -> dict[str, Any]:
    """Write the drawing of an answer as Vega-Lite.

    Parameters
    ----------
    answer
        What is drawn: in a form that `suitable` gives.
    form
        How.
    palette
        Colours of the page that will hold the drawing.
    width_px
        Width of the whole picture; under 480 it is laid out for a telephone.
    shapes
        Geometries of a map, by the keys of its first grouping.
    classing
        How a choropleth makes its classes.
    caption
        Words inside a picture that leaves its page.

    Raises
    ------
    Invalid
        The form is not a drawing.
    """
    if form not in _DRAWINGS:
        raise Invalid(f"« {FORM_NAMES[form]} » n’est pas un dessin.")
    frame = Frame(palette, width_px, shapes or Shapes({}), classing, caption or Caption())
    drawn = _DRAWINGS[form](answer, frame)
    composed = "spec" in drawn
    sized = {} if composed else {"width": width_px, "autosize": FIT}
    spec = {
        "$schema": SCHEMA,
        "background": "transparent",
        "padding": {"left": 4, "top": 4, "bottom": 4, "right": 12},
        **frame.titles(),
        **sized,
        **drawn,
        "config": frame.config(),
    }
    spec["usermeta"] = {"terrier": {"fluid": not composed, "dark": _dark_twins(spec, palette)}}
    return spec


def _dark_twins(spec: dict[str, Any], palette: Palette) -> dict[str, str]:
    """Give the dark colours of those that a light drawing uses."""
    if palette is not LIGHT:
        return {}
    used = set(_HEX.findall(json.dumps(spec, default=str)))
    return {own[1:]: dark[1:] for own, dark in twins().items() if own[1:] in used}
