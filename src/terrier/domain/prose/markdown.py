"""Markdown read as plain data: headings, paragraphs, lists; bold, italics, links; nothing else.

What is not of this small grammar stays as it was written. Nothing is HTML here: a page escapes
every word, a printed document takes the same data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

LONGEST = 20_000
"""Letters of one text: beyond, it is a report, to be attached as a document."""
_HEADING = re.compile(r"#{1,6}\s+(.+?)\s*#*\s*$")
_BULLET = re.compile(r"\s{0,3}[-*•]\s+(.+)$")
_NUMBERED = re.compile(r"\s{0,3}\d{1,3}[.)]\s+(.+)$")
_MARKED = re.compile(
    r"\*\*(?P<strong>[^*\n]{1,2000})\*\*"
    r"|\*(?P<emphasis>[^*\s](?:[^*\n]{0,1998}[^*\s])?)\*"
    r"|\[(?P<words>[^\[\]\n]{1,500})\]\((?P<address>[^()\s]{1,1000})\)"
)
_SAFE_ADDRESS = re.compile(r"(https?://|mailto:|/(?![/\\])|#)[^\s\\\x00-\x1f]*$", re.IGNORECASE)


class Kind(StrEnum):
    """What a piece of text is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    BULLETS = "bullets"
    NUMBERS = "numbers"


@dataclass(frozen=True)
class Span:
    """Words of one look."""

    text: str
    strong: bool = False
    emphasis: bool = False
    address: str = ""
    """Where a link leads; empty: no link."""


Line = tuple[Span, ...]


@dataclass(frozen=True)
class Piece:
    """A heading, a paragraph (lines broken as written) or a list (its items)."""

    kind: Kind
    lines: tuple[Line, ...]


def read(text: str) -> tuple[Piece, ...]:
    """Read a text.

    Parameters
    ----------
    text
        As written; every text can be read.

    Examples
    --------
    >>> [piece.kind.value for piece in read("## Titre\\n\\n- un\\n- deux")]
    ['heading', 'bullets']
    """
    pieces: list[Piece] = []
    for kind, line in _lines(text[:LONGEST]):
        last = pieces[-1] if pieces else None
        if kind is None:
            pieces.append(Piece(Kind.PARAGRAPH, ()))
        elif last is not None and kind is last.kind and kind is not Kind.HEADING:
            pieces[-1] = Piece(kind, (*last.lines, _spans(line)))
        else:
            pieces.append(Piece(kind, (_spans(line),)))
    return tuple(piece for piece in pieces if piece.lines)


def _lines(text: str) -> Iterator[tuple[Kind | None, str]]:
    """Name what each line is; None for an empty one, which ends what is before it."""
    for line in text.splitlines():
        if not line.strip():
            yield None, ""
        elif found := _HEADING.match(line):
            yield Kind.HEADING, found[1]
        elif found := _BULLET.match(line):
            yield Kind.BULLETS, found[1]
        elif found := _NUMBERED.match(line):
            yield Kind.NUMBERS, found[1]
        else:
            yield Kind.PARAGRAPH, line.strip()


def _spans(line: str) -> Line:
    spans: list[Span] = []
    end = 0
    for found in _MARKED.finditer(line):
        span = _marked(found)
        if span is None:
            continue
        if found.start() > end:
            spans.append(Span(line[end : found.start()]))
        spans.append(span)
        end = found.end()
    if end < len(line):
        spans.append(Span(line[end:]))
    return tuple(spans)


def _marked(found: re.Match[str]) -> Span | None:
    """Give the words with their look; None where the address is not one to follow."""
    if found["strong"]:
        return Span(found["strong"], strong=True)
    if found["emphasis"]:
        return Span(found["emphasis"], emphasis=True)
    if not _SAFE_ADDRESS.match(found["address"]):
        return None
    return Span(found["words"], address=found["address"])
