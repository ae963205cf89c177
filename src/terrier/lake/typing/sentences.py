"""French sentences of the typing: why, and what the person should decide."""

from __future__ import annotations

from collections.abc import Sequence

Misfit = tuple[int, str]
"""Line and raw value."""

LONGEST_QUOTE = 40

_TYPES = {
    "TEXT": "texte", "VARCHAR": "texte", "BIGINT": "nombre entier", "INTEGER": "nombre entier",
    "DOUBLE": "nombre", "BOOLEAN": "vrai/faux", "DATE": "date", "TIME": "heure",
    "TIMESTAMP": "date et heure", "TIMESTAMPTZ": "date et heure",
}  # fmt: skip


def type_name(type_: str) -> str:
    """Give the French name of a DuckDB type."""
    return _TYPES.get(type_.upper(), "nombre" if type_.upper().startswith("DECIMAL") else type_)


def count(number: int) -> str:
    """Write a count as people read it: `12 345`."""
    return f"{number:,}".replace(",", "\u202f")


def quoted(value: str) -> str:
    """Quote a raw value, shortened."""
    short = value if len(value) <= LONGEST_QUOTE else value[: LONGEST_QUOTE - 1] + "…"
    return f"« {short} »"


def places(misfits: Sequence[Misfit], total: int) -> str:
    """List lines and values: `ligne 14 « douze », ligne 20 « x »…`."""
    listed = ", ".join(f"ligne {line} {quoted(value)}" for line, value in misfits)
    return listed + ("…" if total > len(misfits) else "")


def values(number: int) -> str:
    """Count values: `1 valeur n'est pas`, `2 valeurs ne sont pas`."""
    return "1 valeur n'est pas" if number == 1 else f"{count(number)} valeurs ne sont pas"


def all_fit(filled: int, plural: str) -> str:
    """Say that every value fits."""
    if filled == 1:
        return f"la seule valeur se lit : {plural}"
    return f"les {count(filled)} valeurs sont {plural}"


def misfits(total: int, plural: str, found: Sequence[Misfit]) -> str:
    """Ask about values that would be rejected."""
    fate = "elle sera rejetée" if total == 1 else "elles seront rejetées"
    return (
        f"{values(total)} {plural} : {places(found, total)} ; {fate} avec leur ligne : "
        "réparez ou choisissez le type texte."
    )


def too_mixed(total: int, plural: str, found: Sequence[Misfit]) -> str:
    """Say why a column stays text although many values fit."""
    return f"{values(total)} {plural} ({places(found, total)}) : gardé en texte"


def leading_zeros(total: int, found: Sequence[Misfit]) -> str:
    """Say that leading zeros make a column text."""
    verb = "1 valeur commence" if total == 1 else f"{count(total)} valeurs commencent"
    return f"{verb} par un zéro ({places(found, total)}) : un code, gardé en texte"


def rare_zeros(total: int, filled: int, found: Sequence[Misfit]) -> str:
    """Ask about a leading zero that is rare."""
    verb = "Une seule valeur commence" if total == 1 else f"{count(total)} valeurs commencent"
    return (
        f"{verb} par un zéro sur {count(filled)} ({places(found, total)}) : si la colonne compte "
        "des choses, réparez et choisissez nombre entier ; si c'est un code, ne changez rien."
    )


def invalid_codes(total: int, rule: str, found: Sequence[Misfit]) -> str:
    """Point out codes that do not obey their rule; they are kept."""
    verb = (
        "1 valeur ne convient pas" if total == 1 else f"{count(total)} valeurs ne conviennent pas"
    )
    return f"{verb} : {places(found, total)} ; {rule}. Les valeurs sont gardées telles quelles."
