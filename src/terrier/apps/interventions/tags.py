"""QR codes that lead to rows."""

from __future__ import annotations

import segno
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from .queries.log import sheet_address

LEVEL = "q"
"""Error correction of a quarter (ISO/IEC 18004): a label outdoors gets scratched."""


def address_of(table: int, key: str) -> str:
    """Give the whole address that a code opens."""
    return settings.PUBLIC_URL.rstrip("/") + sheet_address(table, key)


def qr_svg(table: int, key: str) -> SafeString:
    """Draw the code of a row, black on white whatever the theme."""
    code = segno.make(address_of(table, key), error=LEVEL, micro=False)
    drawn = code.svg_inline(
        border=4, dark="#000", light="#fff", omitsize=True, svgclass="qr", lineclass=None
    )
    return mark_safe(drawn)  # noqa: S308 - drawn by us, no text of anybody in it
