"""Look up communes and EPCI in the reference tables, and follow a code through mergers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from terrier.domain.kernel.errors import NotFound

_FOLDER = Path(__file__).parent
EDITION = 2026
"""Year of the register, whose populations are the legal ones in force."""


@dataclass(frozen=True)
class Commune:
    """One code of the register, in force or not."""

    code: str
    name: str | None
    """None for a former commune whose name no edition of the source gives."""
    status: str
    """`current`, `former`, or `arrondissement` (of Paris, Lyon, Marseille)."""
    merged_into: str | None
    """Code of the commune that took it over, or that the arrondissement belongs to."""
    last_seen: int | None
    """Last year (2019 to 2025) whose register still had it in force; None: before, or current."""
    population: int | None
    """Population municipale."""
    postal_codes: tuple[str, ...]
    siren: str | None
    department: str | None
    region: str | None
    epci: str | None
    """SIREN of the EPCI à fiscalité propre it belongs to."""


@dataclass(frozen=True)
class Epci:
    """One EPCI à fiscalité propre."""

    siren: str
    name: str
    kind: str
    """`CC`, `CA`, `CU`, `METRO`, `MET69`."""
    population: int
    """Population municipale."""
    population_total: int
    """Population totale, the figure that the EPCI themselves quote."""


def commune(code: str) -> Commune:
    """Give what is known of a commune code.

    Raises
    ------
    NotFound
        Where the register has no such code.
    """
    found = _communes().get(code)
    if found is None:
        raise NotFound(f"Le code « {code} » n'existe pas dans le code officiel géographique.")
    return found


def is_commune_code(code: str) -> bool:
    """Say whether a code is, or was, that of a commune or of a municipal arrondissement.

    Examples
    --------
    >>> is_commune_code("71543"), is_commune_code("71131"), is_commune_code("71999")
    (True, True, False)
    """
    return code in _communes()


def current_code(code: str, on: date | None = None) -> str:
    """Give the code in force for the land that a code stands for.

    Parameters
    ----------
    code
        A code in force today or before.
    on
        Day to consider; today by default. The source dates mergers by the yearly edition from
        2019 on only: an older merger counts as done whatever the day.

    Raises
    ------
    NotFound
        Where the register has no such code.

    Examples
    --------
    >>> current_code("71131"), current_code("71131", on=date(2022, 5, 1))
    ('71566', '71131')
    """
    seen: set[str] = set()
    found = commune(code)
    while found.status == "former" and found.merged_into and found.code not in seen:
        if on is not None and found.last_seen is not None and on.year <= found.last_seen:
            break
        seen.add(found.code)
        found = commune(found.merged_into)
    return found.code


def former_codes(code: str) -> tuple[str, ...]:
    """Give the codes that once stood for a part of a commune's land, sorted.

    Examples
    --------
    >>> former_codes("71566")
    ('71131',)
    """
    return tuple(sorted(_former().get(code, ())))


@lru_cache(maxsize=1)
def successors() -> dict[str, str]:
    """Give the code of today for every code of a commune that merged into another.

    Examples
    --------
    >>> successors()["71131"]
    '71566'
    """
    return {old: new for new, olds in _former().items() for old in olds}


def epci(siren: str) -> Epci:
    """Give an EPCI à fiscalité propre by its SIREN.

    Raises
    ------
    NotFound
        Where no EPCI has this SIREN.
    """
    found = _epci().get(siren)
    if found is None:
        raise NotFound(
            f"Aucune intercommunalité à fiscalité propre n'a le SIREN « {siren} » : "
            "vérifiez les neuf chiffres."
        )
    return found


def communes_of_epci(siren: str) -> tuple[Commune, ...]:
    """Give the communes of an EPCI, sorted by code.

    Raises
    ------
    NotFound
        Where no EPCI has this SIREN.
    """
    epci(siren)
    return tuple(c for c in _communes().values() if c.epci == siren)


@lru_cache(maxsize=1)
def _communes() -> dict[str, Commune]:
    rows: list[dict[str, Any]] = pq.read_table(_FOLDER / "communes.parquet").to_pylist()
    return {
        row["code"]: Commune(**{**row, "postal_codes": tuple((row["postal_codes"] or "").split())})
        for row in rows
    }


@lru_cache(maxsize=1)
def _former() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for known in _communes().values():
        if known.status == "former":
            found.setdefault(current_code(known.code), []).append(known.code)
    return found


@lru_cache(maxsize=1)
def _epci() -> dict[str, Epci]:
    rows = pq.read_table(_FOLDER / "epci.parquet").to_pylist()
    return {row["siren"]: Epci(**row) for row in rows}
