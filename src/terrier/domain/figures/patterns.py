"""Fills that stay apart in grey, named by what they are made of.

A fill is an address, `url(#dots-5E8282-FFFEFB)`; who renders a picture adds the definitions of the
fills that it finds in it. The live drawing does the same (`frontend/src/chart/patterns.ts`).
"""

from __future__ import annotations

import re

TILE = 8
SHAPES = {
    "rising": '<path d="M-2,2l4,-4M0,8l8,-8M6,10l4,-4"/>',
    "dots": '<circle cx="2" cy="2" r="1.1"/><circle cx="6" cy="6" r="1.1"/>',
    "falling": '<path d="M-2,6l4,4M0,0l8,8M6,-2l4,4"/>',
    "level": '<path d="M0,2h8M0,6h8"/>',
    "crossed": '<path d="M0,4h8M4,0v8"/>',
    "upright": '<path d="M2,0v8M6,0v8"/>',
    "rings": '<circle cx="4" cy="4" r="2.2"/>',
}
"""Strokes of each pattern on a tile of 8 pixels; dots are filled."""
CATEGORIES = ("", "rising", "dots", "level", "falling", "upright", "crossed", "rings")
"""Pattern of each category in turn; the first is plain."""
MISSING, SUPPRESSED, BELOW, PARTIAL = "rising", "dots", "falling", "upright"
_FILL = re.compile(r"url\(#([a-z]+)-([0-9A-F]{6})-([0-9A-F]{6})\)")


def fill(kind: str, ground: str, ink: str) -> str:
    """Name a fill.

    Examples
    --------
    >>> fill("dots", "#5E8282", "#FFFEFB")
    'url(#dots-5E8282-FFFEFB)'
    """
    return f"url(#{kind}-{ground[1:]}-{ink[1:]})" if kind else ground


def definitions(picture: str) -> str:
    """Write the SVG definitions of the fills that a picture uses; empty where it uses none."""
    used = sorted(set(_FILL.findall(picture)))
    tiles = "".join(_tile(*parts) for parts in used if parts[0] in SHAPES)
    return f"<defs>{tiles}</defs>" if tiles else ""


def own_fills(picture: str, name: str) -> str:
    """Name the fills of a picture after it.

    Two pictures of one page would share them otherwise, and one that is not shown takes its fills
    from the other.
    """
    owned = _FILL.sub(rf"url(#{name}-\1-\2-\3)", picture)
    return owned.replace('<pattern id="', f'<pattern id="{name}-')


def _tile(kind: str, ground: str, ink: str) -> str:
    painted = f'fill="#{ink}"' if kind == "dots" else f'fill="none" stroke="#{ink}"'
    return (
        f'<pattern id="{kind}-{ground}-{ink}" width="{TILE}" height="{TILE}" '
        f'patternUnits="userSpaceOnUse"><rect width="{TILE}" height="{TILE}" fill="#{ground}"/>'
        f'<g {painted} stroke-width="1.3">{SHAPES[kind]}</g></pattern>'
    )
