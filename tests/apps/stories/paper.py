"""What a reader by ear is told of a PDF: its title, its language, its structure, its images."""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium


@dataclass(frozen=True)
class Paper:
    """A PDF as assistive tools read it."""

    pages: int
    title: str
    tagged: bool
    language: str
    kinds: Counter[str]
    """Elements of the structure by their kind: H1, Figure, Table."""
    alternatives: tuple[str, ...]
    """Of its figures, one each; empty where there is none."""
    words: str


def read(content: bytes) -> Paper:
    """Read a PDF with another library than the one that wrote it."""
    paper = pypdfium2.PdfDocument(content)
    kinds: Counter[str] = Counter()
    alternatives: list[str] = []
    for page in paper:
        tree = pdfium.FPDF_StructTree_GetForPage(page)
        for rank in range(pdfium.FPDF_StructTree_CountChildren(tree)):
            _walk(pdfium.FPDF_StructTree_GetChildAtIndex(tree, rank), kinds, alternatives)
        pdfium.FPDF_StructTree_Close(tree)
    told = Paper(
        pages=len(paper),
        title=paper.get_metadata_dict()["Title"],
        tagged=bool(pdfium.FPDFCatalog_IsTagged(paper)),
        language=_text(pdfium.FPDFCatalog_GetLanguage, paper),
        kinds=kinds,
        alternatives=tuple(alternatives),
        words="\n".join(page.get_textpage().get_text_range() for page in paper),
    )
    paper.close()
    return told


def _walk(element: object, kinds: Counter[str], alternatives: list[str]) -> None:
    kind = _text(pdfium.FPDF_StructElement_GetType, element)
    kinds[kind] += 1
    if kind == "Figure":
        alternatives.append(_text(pdfium.FPDF_StructElement_GetAltText, element))
    for rank in range(pdfium.FPDF_StructElement_CountChildren(element)):
        child = pdfium.FPDF_StructElement_GetChildAtIndex(element, rank)
        if child:
            _walk(child, kinds, alternatives)


def _text(ask: Callable, thing: object) -> str:
    """Ask for a text: its size first; letters are UTF-16."""
    size = ask(thing, None, 0)
    held = (ctypes.c_ushort * (size // 2))()
    wanted = ask.argtypes[1]
    ask(thing, ctypes.cast(held, wanted), size)
    return bytes(held).decode("utf-16-le").rstrip("\0")
