"""Figures as SVG and PNG, for pages without JavaScript, print and documents."""

from __future__ import annotations

import hashlib
import re
from concurrent.futures import Future
from html import escape
from typing import Any

from terrier.domain.figures.locale import FRENCH_NUMBERS, FRENCH_TIMES
from terrier.domain.figures.patterns import definitions, own_fills
from terrier.web import draughtsman

LOCALES = {"format_locale": FRENCH_NUMBERS, "time_format_locale": FRENCH_TIMES}
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
    return finished(begun(specification), title=title, description=description)


def begun(specification: dict[str, Any]) -> Future[str]:
    """Begin to draw: whoever has something else to do meanwhile does it."""
    return draughtsman.svg(specification, LOCALES)


def finished(begun: Future[str], *, title: str, description: str) -> str:
    """Wait for a drawing, and make it say what it shows."""
    said = f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
    drawn = _TAG.sub(lambda tag: _SPOKEN.sub("", tag[0]), begun.result())
    drawn = _PATH.sub(lambda path: _NUMBER.sub(_tenth, path[0]), drawn)
    drawn = _ROOT.sub(rf'\1 role="img">{_kept(said + definitions(drawn))}', drawn, count=1)
    return own_fills(drawn, f"f{hashlib.sha256(drawn.encode()).hexdigest()[:8]}")


def png(drawn: str) -> bytes:
    """Turn an SVG into a picture of points on white, sharp enough for a report."""
    return draughtsman.png(drawn)


def _kept(text: str) -> str:
    return text.replace("\\", r"\\")


def _tenth(number: re.Match[str]) -> str:
    """Write a length to a tenth of a pixel: the eye sees no more, and a map weighs half."""
    return f"{float(number[0]):.1f}".removesuffix(".0")
