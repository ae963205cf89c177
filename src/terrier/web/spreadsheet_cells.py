"""Cells of the CSV files that people open in a spreadsheet."""

from __future__ import annotations

FORMULA_STARTS = frozenset("=+-@\t\r")
"""First characters that make a spreadsheet run a text as a formula (OWASP, CSV injection)."""


def harmless(cell: str) -> str:
    """Keep a spreadsheet from running what somebody wrote."""
    return f"'{cell}" if cell[:1] in FORMULA_STARTS else cell
