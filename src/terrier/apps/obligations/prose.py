"""Words that an administrator writes: a little Markdown, never HTML."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

SCHEMES = frozenset({"http", "https", "mailto"})
PARTS = ("list", "emphasis", "link", "autolink", "escape", "entity", "newline")
"""What may be written beside paragraphs; titles are the page's own, pictures and HTML are out."""


def _safe_link(address: str) -> bool:
    return urlsplit(address.strip()).scheme.lower() in SCHEMES


def _reader() -> MarkdownIt:
    reader = MarkdownIt("zero", {"html": False, "breaks": True}).enable(list(PARTS))
    reader.validateLink = _safe_link
    return reader


_READER = _reader()


def to_html(text: str) -> SafeString:
    """Write a text as HTML: paragraphs, lists, emphasis, and links that lead out safely."""
    return mark_safe(_READER.render(text))  # noqa: S308 - markdown-it with HTML off escapes the rest
