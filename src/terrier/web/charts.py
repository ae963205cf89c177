"""Figures as SVG and PNG, for pages without JavaScript, print and documents."""

from __future__ import annotations

import hashlib
import re
from html import escape
from typing import Any

from terrier.domain.figures.locale import FRENCH_NUMBERS, FRENCH_TIMES
from terrier.domain.figures.patterns import definitions, own_fills

VEGA_LITE = "6.4"
PNG_SCALE = 2.0
_PATH = re.compile(r' d="[^"]*"')
_NUMBER = re.compile(r"\d+\.\d{2,}")
_TAG = re.compile(r"<[a-z]+ [^>]*>")
_SPOKEN = re.compile(r' (?:aria-[a-z]+|role)="[^"]*"')
"""What Vega says to screen readers, in English: the picture says it in French, as a whole."""
_ROOT = re.compile(r"(<svg[^>]*)>")


def svg(specification: dict[str, Any], *, title: str, description: str) -> str:
    """Draw a Vega-Lite specification as SVG that says what it shows.

    Parameters
    ----------
    specification
        With its data and its width inside.
    title, description
        What the picture is called, and what it shows in words.
    """
    # Loading the converter takes half a second and 80 MB: only for who draws.
    import vl_convert

    drawn: str = vl_convert.vegalite_to_svg(
        specification,
        vl_version=VEGA_LITE,
        allowed_base_urls=[],
        format_locale=FRENCH_NUMBERS,
        time_format_locale=FRENCH_TIMES,
    )
    said = f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
    drawn = _TAG.sub(lambda tag: _SPOKEN.sub("", tag[0]), drawn)
    drawn = _PATH.sub(lambda path: _NUMBER.sub(_tenth, path[0]), drawn)
    drawn = _ROOT.sub(rf'\1 role="img">{_kept(said + definitions(drawn))}', drawn, count=1)
    return own_fills(drawn, f"f{hashlib.sha256(drawn.encode()).hexdigest()[:8]}")


def png(drawn: str) -> bytes:
    """Turn an SVG into a picture of points on white, sharp enough for a report."""
    import vl_convert

    picture: bytes = vl_convert.svg_to_png(drawn, scale=PNG_SCALE)
    return picture


def _kept(text: str) -> str:
    return text.replace("\\", r"\\")


def _tenth(number: re.Match[str]) -> str:
    """Write a length to a tenth of a pixel: the eye sees no more, and a map weighs half."""
    return f"{float(number[0]):.1f}".removesuffix(".0")
