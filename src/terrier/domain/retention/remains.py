"""What a receipt and a plan keep once values of persons were erased: counts and decisions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

NOTE = (
    "Des lignes de cette version ont été effacées : les comptes restent ceux de l'import, "
    "les valeurs citées en exemple ont été retirées."
)
_CITED = frozenset(
    {"examples", "invalid_examples", "impossible_examples", "repaired_examples"}
    | {"outside_examples", "rejected_examples", "head", "first_reject", "errors"}
)
"""Fields of a receipt that quote values, in lists, tables or alone."""
_EXTREMES = frozenset({"minimum", "maximum"})
_SENTENCES = frozenset({"reason", "question", "why", "proof", "crs_reason"})
"""Sentences of a plan or a receipt that may quote values of the file."""


def receipt_without_values(receipt: dict[str, Any]) -> dict[str, Any]:
    """Give a receipt that keeps its counts, types and rules, and quotes no value.

    Each table says in its notes that values were taken out; an empty receipt stays empty.
    """
    bare: dict[str, Any] = _walked(receipt, _quoted)
    for table in bare.get("tables", ()):
        table["notes"] = [NOTE]
    return bare


def probe_without_values(probe: dict[str, Any]) -> dict[str, Any]:
    """Give what the probe said of a source, without the rows that it showed."""
    bare: dict[str, Any] = _walked(probe, _quoted)
    return bare


def plan_without_values(plan: dict[str, Any], lines: dict[str, frozenset[int]]) -> dict[str, Any]:
    """Give a plan that still builds the version again, and quotes no value.

    Parameters
    ----------
    plan
        As `ImportPlan.to_json` writes it.
    lines
        Lines that were erased, by table: their repairs go with them.
    """
    bare: dict[str, Any] = _walked(plan, lambda name, value: "" if name in _SENTENCES else value)
    for table in bare.get("tables", ()):
        gone = lines.get(table["name"], frozenset())
        table["repairs"] = [r for r in table.get("repairs", ()) if r["line"] not in gone]
    return bare


def _quoted(name: str, value: Any) -> Any:
    if name in _EXTREMES:
        return None
    if name in _SENTENCES:
        return ""
    if name == "missing" and isinstance(value, dict):
        return {}
    if name not in _CITED:
        return value
    if isinstance(value, dict) and name == "examples":
        return {}
    return [] if isinstance(value, (list, tuple)) else None


def _walked(found: Any, change: Callable[[str, Any], Any]) -> Any:
    if isinstance(found, dict):
        return {name: _walked(change(name, value), change) for name, value in found.items()}
    if isinstance(found, (list, tuple)):
        return [_walked(value, change) for value in found]
    return found
