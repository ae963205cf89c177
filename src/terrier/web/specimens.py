"""Invented content for the page that shows the design system."""

from __future__ import annotations

from typing import Any


def specimens() -> dict[str, Any]:
    """Give each component something to show."""
    return {}
