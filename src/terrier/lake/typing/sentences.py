"""French sentences of the typing: why, and what the person should decide."""

from __future__ import annotations

from collections.abc import Sequence

from terrier.domain.tabular.grammars.contract import Grammar

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


def unlike(number: int, chosen: Grammar) -> str:
    """Count the values that a grammar does not read."""
    if number == 1:
        return f"1 valeur ne se lit pas comme « {chosen.label} »"
    return f"{count(number)} valeurs ne sont pas {chosen.plural}"


def all_fit(filled: int, chosen: Grammar) -> str:
    """Say that every value fits."""
    if filled == 1:
        return f"la seule valeur se lit comme « {chosen.label} »"
    return f"les {count(filled)} valeurs sont {chosen.plural}"


def misfits(total: int, chosen: Grammar, found: Sequence[Misfit]) -> str:
    """Ask about values that would be rejected."""
    fate = "sa ligne sera rejetée" if total == 1 else "leurs lignes seront rejetées"
    return (
        f"{unlike(total, chosen)} : {places(found, total)} ; {fate} : "
        "réparez, ou choisissez le type texte."
    )


def too_mixed(total: int, chosen: Grammar, found: Sequence[Misfit]) -> str:
    """Say why a column stays text although many values fit."""
    return f"{unlike(total, chosen)} ({places(found, total)}) : gardé en texte"


def typed_all_the_same(total: int, chosen: Grammar) -> str:
    """Say what choosing the type would cost."""
    fate = "sa ligne sera rejetée" if total == 1 else "leurs lignes seront rejetées, à réparer"
    return (
        f"Si la colonne doit contenir {chosen.plural}, choisissez le type « {chosen.label} » : "
        f"{fate}. Sinon, ne changez rien."
    )


def identifiers(kind: str) -> str:
    """Say that the header announces codes or identifiers."""
    return f"l'en-tête annonce des {kind}s, gardés en texte"


def zeros_in_front(padded: Grammar) -> str:
    """Say why zeros in front keep a column in text, and how its quantities would be read."""
    return (
        "des codes qui commencent par un zéro, gardés en texte ; si ce sont des quantités, "
        f"choisissez « {padded.label} »"
    )


def leading_zeros(total: int, found: Sequence[Misfit]) -> str:
    """Say that leading zeros make a column text."""
    verb = "1 valeur commence" if total == 1 else f"{count(total)} valeurs commencent"
    return f"{verb} par un zéro ({places(found, total)}) : un code, gardé en texte"


def rare_zeros(total: int, filled: int, found: Sequence[Misfit], padded: Grammar) -> str:
    """Ask about a leading zero that is rare."""
    verb = "Une seule valeur commence" if total == 1 else f"{count(total)} valeurs commencent"
    return (
        f"{verb} par un zéro sur {count(filled)} ({places(found, total)}) : si la colonne compte "
        f"des choses, choisissez « {padded.label} » ; si c'est un code, ne changez rien."
    )


def invalid_codes(total: int, rule: str, found: Sequence[Misfit]) -> str:
    """Point out codes that do not obey their rule; they are kept."""
    verb = (
        "1 valeur ne convient pas" if total == 1 else f"{count(total)} valeurs ne conviennent pas"
    )
    return f"{verb} : {places(found, total)} ; {rule}. Rien n'est rejeté pour autant."
