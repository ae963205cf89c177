"""Tags about networks: `{% load networks %}`."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ..symbols import SIDE, outline

register = template.Library()


@register.simple_tag
def network_symbol(kind: str) -> SafeString:
    """Draw a device or a structure; it is hidden from screen readers: a text stands beside it."""
    return format_html(
        '<svg class="network-symbol" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">'
        '<path d="{}" /></svg>',
        SIDE, SIDE, outline(kind),
    )  # fmt: skip
