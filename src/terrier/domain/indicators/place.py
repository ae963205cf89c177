"""The place of a commune among the others, said so that it needs no key."""

from __future__ import annotations

from terrier.domain.indicators.standing import Standing

THIRDS = 3
"""A third of the communes are among the highest, a third among the lowest."""


def place(stands: Standing, among: str = "communes") -> str:
    """Say the place in French; whoever shares it is counted.

    Parameters
    ----------
    stands
        Where the commune stands.
    among
        Who is compared: « communes », « communes qui en ont ».

    Returns
    -------
    str
        « le plus élevé des 24 communes », « le 3e plus bas des 24 communes », « 12e sur 24
        communes », « comme 14 autres des 24 communes ».
    """
    if stands.of == 1:
        return "le seul connu"
    if stands.tied == stands.of - 1:
        return f"le même dans les {stands.of} {among}"
    end = _end(stands)
    if stands.tied:
        others = "une autre" if stands.tied == 1 else f"{stands.tied} autres"
        return f"{end}{', ' if end else ''}comme {others} des {stands.of} {among}"
    return f"{end} des {stands.of} {among}" if end else f"{stands.rank}e sur {stands.of} {among}"


def _end(stands: Standing) -> str:
    """Count the place from the nearer end; empty: in the middle, or shared by too many."""
    for rank, word in ((stands.rank, "élevé"), (stands.from_below, "bas")):
        if rank == 1:
            return f"le plus {word}"
        if (rank + stands.tied) * THIRDS <= stands.of:
            return f"le {rank}e plus {word}"
    return ""
