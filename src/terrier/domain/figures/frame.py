"""What a drawing is made in: its width, its colours, the words at its foot."""

from __future__ import annotations

from dataclasses import dataclass, field
from textwrap import wrap
from typing import Any

from terrier.domain.figures.classes import QUANTILES, Classing
from terrier.domain.figures.locale import FRENCH_NUMBERS, FRENCH_TIMES
from terrier.domain.figures.palette import LIGHT, Palette
from terrier.domain.figures.shapes import Shapes

NARROW_PX = 480
"""Under this width a drawing is laid out for a telephone."""
LETTER = 7.2
"""Pixels of a letter of 13 pixels: the picture is laid out with one font and shown with another."""
CAPITAL = 9.4
LABEL_PX = 13
SQUARE_PX = 210
"""Area of a square of a legend."""
FACE = "'Source Sans 3', 'Segoe UI', 'Noto Sans', system-ui, sans-serif"


def text_px(text: str) -> float:
    """Give the room that a name takes: capitals are wide."""
    return sum(CAPITAL if letter.isupper() else LETTER for letter in text)


@dataclass(frozen=True)
class Caption:
    """Words inside a picture that leaves its page."""

    title: str = ""
    source: str = ""
    """« Déchetteries, 12 mars 2026 »."""


@dataclass(frozen=True)
class Frame:
    """Where a figure is drawn."""

    palette: Palette = LIGHT
    width_px: int = 720
    shapes: Shapes = field(default_factory=lambda: Shapes({}))
    classing: Classing = QUANTILES
    caption: Caption = Caption()

    @property
    def narrow(self) -> bool:
        """Say whether there is the width of a telephone only."""
        return self.width_px < NARROW_PX

    def legend_columns(self, names: list[str], beside: float = 0) -> int:
        """Say how many names of a legend stand side by side, under what is right of the labels."""
        longest = max(map(text_px, names), default=1)
        return max(1, int((self.width_px - beside) // (longest * 1.15 + 48)))

    def legend(
        self, names: list[str], *, title: str = "", beside: float = 0, orient: str = "bottom"
    ) -> dict[str, Any]:
        """Draw a legend whose names are whole."""
        return {
            "orient": orient,
            "title": self.lines_of(title, beside) if title else None,
            "columns": self.legend_columns(names, beside),
            "labelLimit": 0,
            "symbolType": "square",
            "symbolSize": SQUARE_PX,
        }

    def lines_of(self, text: str, beside: float = 0) -> list[str]:
        """Break a sentence where the drawing ends."""
        return wrap(text, max(20, int((self.width_px - beside) / LETTER) - 3))

    def titles(self) -> dict[str, Any]:
        """Write the title above the drawing, and where it comes from."""
        if not self.caption.title:
            return {}
        source = (
            self.lines_of(f"Source\u00a0: {self.caption.source}") if self.caption.source else []
        )
        lines = wrap(self.caption.title, max(20, int(self.width_px / (LETTER * 1.15))))
        return {
            "title": {
                "text": lines,
                "anchor": "start",
                "subtitle": source,
                "frame": "group",
                "offset": 18,
            }
        }

    def config(self) -> dict[str, Any]:
        """Dress axes, legends and texts."""
        palette = self.palette
        labels = {
            "labelColor": palette.text,
            "titleColor": palette.soft,
            "labelFontSize": LABEL_PX,
            "titleFontSize": LABEL_PX,
            "titleFontWeight": "normal",
        }
        return {
            # The words of Vega for screen readers are English; the picture has its own.
            "aria": False,
            "locale": {"number": FRENCH_NUMBERS, "time": FRENCH_TIMES},
            "font": FACE,
            "view": {"stroke": None},
            "lineBreak": "\n",
            "axis": {
                **labels,
                "gridColor": palette.grid,
                "domainColor": palette.grid,
                "tickColor": palette.grid,
                "titlePadding": 8,
            },
            "axisY": {
                "titleAngle": 0, "titleAlign": "left", "titleAnchor": "end", "titleX": 0,
                "titleY": -14, "titleBaseline": "bottom", "titleLimit": 0,
            },
            "legend": {
                **labels,
                "titleLimit": 0,
                "symbolStrokeWidth": 1.5,
            },
            "header": {"labelColor": palette.text, "labelFontSize": LABEL_PX, "title": None},
            "title": {
                "color": palette.text, "fontSize": 15, "subtitleColor": palette.soft,
                "subtitleFontSize": LABEL_PX,
            },
            "text": {"fontSize": LABEL_PX, "color": palette.text},
        }  # fmt: skip
