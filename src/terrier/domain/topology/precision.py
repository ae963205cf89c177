"""Precision classes of buried networks (arrêté of 15 February 2012, article 1)."""

from __future__ import annotations

from enum import StrEnum


class PrecisionClass(StrEnum):
    """How far a structure may lie from where it is drawn."""

    A = "A"
    B = "B"
    C = "C"

    @property
    def uncertainty(self) -> str:
        """Say the class in words."""
        return UNCERTAINTIES[self]

    @classmethod
    def of(cls, declared: str | None) -> PrecisionClass:
        """Give the class that was declared; unknown is C, never better.

        Parameters
        ----------
        declared
            `A`, `B`, `C`, or anything else.
        """
        return cls(declared) if declared in set(cls) else cls.C


UNCERTAINTIES = {
    PrecisionClass.A: "à 40 cm près (50 cm pour un ouvrage souple)",
    PrecisionClass.B: "à 1,50 m près",
    PrecisionClass.C: "à plus de 1,50 m, ou position inconnue",
}
MARGINS_M = {PrecisionClass.A: 0.5, PrecisionClass.B: 1.5, PrecisionClass.C: 5.0}
"""Half-width, in metres, of the corridor to draw; C has no bound: 5 m is only for drawing."""
