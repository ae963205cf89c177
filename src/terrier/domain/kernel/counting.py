"""Numbers of things, in words."""

from __future__ import annotations


def counted(number: int, one: str, many: str) -> str:
    """Write a number with its noun in the singular or the plural, as French has it.

    Examples
    --------
    >>> counted(1, "ligne", "lignes")
    '1 ligne'
    >>> counted(0, "cellule en erreur", "cellules en erreur")
    '0 cellule en erreur'
    """
    return f"{number} {many if number > 1 else one}"
