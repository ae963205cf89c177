"""The place of a commune among the others, said so that it needs no key."""

from __future__ import annotations

from terrier.domain.indicators.standing import Standing

THIRDS = 3
"""A third of the communes are « among the highest », a third « among the lowest »."""


def place(stands: Standing, among: str = "communes") -> str:
    """Say the place in French.

    Parameters
    ----------
    stands
        Where the commune stands.
    among
        Who is compared: « communes », « communes qui en ont ».

    Returns
    -------
    str
        « la plus forte des 24 communes », « parmi les plus faibles : 19e sur 24 communes ».
    """
    if stands.of == 1:
        return "la seule dont le chiffre est connu"
    if stands.tied == stands.of - 1:
        return f"à égalité dans les {stands.of} {among}"
    return _way(stands, among) + _equals(stands.tied)


def _way(stands: Standing, among: str) -> str:
    if stands.rank == 1:
        return f"la plus forte des {stands.of} {among}"
    if stands.from_below == 1:
        return f"la plus faible des {stands.of} {among}"
    said = f"{stands.rank}e sur {stands.of} {among}"
    if stands.rank * THIRDS <= stands.of:
        return f"parmi les plus fortes : {said}"
    if stands.from_below * THIRDS <= stands.of:
        return f"parmi les plus faibles : {said}"
    return f"au milieu : {said}"


def _equals(tied: int) -> str:
    if tied == 0:
        return ""
    return f", à égalité avec {f'{tied} autres' if tied > 1 else 'une autre'}"
