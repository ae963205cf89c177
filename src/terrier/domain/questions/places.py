"""What is known of the communes that a question speaks of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """A commune."""

    name: str
    population: int | None = None
    """Inhabitants in the territory's register; None: not known."""
    area_km2: float | None = None
    """Area of its outline in the legal projection; None: no outline."""


Places = Mapping[str, Place]
"""Communes by their code."""
