"""Documents to print and to sign: accessible PDF (PDF/UA-1) made by typst, offline.

Only the fonts beside this file are used: a machine that lacks a font would silently print another,
and a plan would no longer measure what it says.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from terrier.domain.kernel.errors import Invalid

FONTS = Path(__file__).resolve().parent / "fonts"
_STANDARD = "ua-1"
MARK = "¿"
"""Stands for a character that cannot be printed."""
_MISSING = re.compile(r'the text `"(.+?)"` could not be displayed')
_MOST_REPLACED = 50


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )


def pdf(template: Path, data: dict[str, Any], drawings: dict[str, str] | None = None) -> bytes:
    """Print a document.

    Parameters
    ----------
    template
        A typst file; it reads `json("data.json")`.
    data
        Plain JSON.
    drawings
        SVG texts that the template names, by file name.

    Raises
    ------
    Invalid
        The text holds too many characters that no font of ours can write.
    """
    texts = {"data.json": json.dumps(data, ensure_ascii=False), **(drawings or {})}
    for _attempt in range(_MOST_REPLACED):
        sources = {name: text.encode() for name, text in texts.items()}
        sources["main.typ"] = template.read_bytes()
        try:
            # Its types do not know of sources in memory.
            made: bytes = typst.compile(  # type: ignore[call-overload]
                sources, font_paths=_fonts(), pdf_standards=[_STANDARD]
            )
        except typst.TypstError as wrong:
            missing = _MISSING.search(str(wrong))
            if missing is None:
                raise
            # PDF/UA wants every character to be readable: those that no font has become a mark.
            strange = {ord(letter): MARK for letter in missing[1] if ord(letter) > 127}
            before, texts = texts, {name: text.translate(strange) for name, text in texts.items()}
            if texts == before:
                # The template itself is at fault.
                raise
        else:
            return made
    raise Invalid("Ce document contient trop de caractères qui ne s’impriment pas.")
