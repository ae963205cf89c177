"""What is known of a territory before its files are read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class TypingContext:
    """Facts of the territory that help to recognise codes and places.

    Parameters
    ----------
    communes
        Known commune codes and their names (`{"71270": "Mâcon"}`); empty: unknown.
    bbox
        Bounds of the territory, WGS84 degrees: west, south, east, north; None: unknown.
    crs
        Legal projected CRS of the territory, `EPSG:2154` in mainland France.
    """

    communes: tuple[tuple[str, str], ...] = ()
    bbox: tuple[float, float, float, float] | None = None
    crs: str = "EPSG:2154"
