"""The datasets that serve as background to maps and drawings, known by their slugs."""

from __future__ import annotations

BACKGROUND = {
    "surfaces-en-eau": "water",
    "cours-d-eau": "stream",
    "batiments": "building",
    "voirie": "street",
}
"""What each draws, the lowest layer first; an instance draws those it has."""
