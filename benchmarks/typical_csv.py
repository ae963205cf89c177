"""A typical French export of a million rows, the same at every run."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from terrier.connectors.geo_codes import register

ROWS = 1_000_000
SEED = 20_261_121
HEADER = (
    "reference;code_insee;siret;date_mise_en_service;montant_ht;taux_subvention;"
    "en_service;etat;observation;x_l93;y_l93"
)
WEST, SOUTH, SIDE = 812_000.0, 6_590_000.0, 70_000.0
"""Lambert-93 square of the Ain and the Saône-et-Loire, in metres."""
INTERCOMMUNALITIES = ("200069698", "200071751")
"""Mâconnais-Tournugeois (71) and Bassin de Bourg-en-Bresse (01, whose codes start with a zero)."""
STATES = ("bon", "moyen", "dégradé", "à rénover", "hors d’usage")
WORKS = (
    "Réfection de l’éclairage",
    "Réseau d’eau posé",
    "Vérifié après la crue",
    "Clôture à repeindre",
    "Très bon état général",
    "Accès gêné, voir le gérant",
    "Pièces commandées",
    "Remplacé à l’été",
)
PLACES = ("place de l’Église", "école", "rue des Prés", "mairie", "allée des Tilleuls")
EMPTY = 0.4
"""Share of the free texts that nobody filled in."""
QUOTED = 0.005
"""Share of those that hold the separator, and are quoted."""


def make(out: Path, rows: int = ROWS) -> Path:
    """Write the file (cp1252, `;`, decimal commas, day first), unless it is there already."""
    if out.exists():
        return out
    out.parent.mkdir(parents=True, exist_ok=True)
    partial = out.with_suffix(".partial")
    lines = zip(*_columns(rows, np.random.default_rng(SEED)), strict=True)
    with partial.open("w", encoding="cp1252", newline="\r\n") as text:
        text.write(HEADER + "\n")
        text.writelines(";".join(cells) + "\n" for cells in lines)
    return partial.rename(out)


def _columns(rows: int, dice: np.random.Generator) -> list[list[str]]:
    communes = sorted(
        c.code for siren in INTERCOMMUNALITIES for c in register.communes_of_epci(siren)
    )
    return [
        [f"EQ{n:07d}" for n in dice.permutation(rows).tolist()],
        [communes[i] for i in dice.integers(0, len(communes), rows).tolist()],
        _sirets(dice, rows),
        _dates(dice, rows),
        _amounts(dice, rows),
        [f"{n / 2:.1f} %".replace(".", ",") for n in dice.integers(0, 161, rows).tolist()],
        ["oui" if n else "non" for n in dice.integers(0, 5, rows).tolist()],
        [STATES[n] for n in dice.integers(0, len(STATES), rows).tolist()],
        _texts(dice, rows),
        *_places(dice, rows),
    ]


def _sirets(dice: np.random.Generator, rows: int) -> list[str]:
    """Draw numbers of fourteen digits that pass Luhn's test; one in ten starts with a zero."""
    digits = dice.integers(0, 10, (rows, 13))
    twice = digits[:, 12::-2] * 2
    total = np.where(twice > 9, twice - 9, twice).sum(axis=1) + digits[:, 11::-2].sum(axis=1)
    check = (10 - total % 10) % 10
    numbers = digits @ (10 ** np.arange(12, -1, -1)) * 10 + check
    return [f"{n:014d}" for n in numbers.tolist()]


def _dates(dice: np.random.Generator, rows: int) -> list[str]:
    days = np.datetime64("1985-01-01") + dice.integers(0, 14_600, rows)
    written = {d: f"{d.day:02d}/{d.month:02d}/{d.year}" for d in set(days.tolist())}
    return [written[d] for d in days.tolist()]


def _amounts(dice: np.random.Generator, rows: int) -> list[str]:
    amounts = np.round(np.exp(dice.normal(8, 1.4, rows)), 2)
    empty = dice.random(rows) < 0.02
    return [
        "" if gone else f"{amount:.2f}".replace(".", ",")
        for amount, gone in zip(amounts.tolist(), empty.tolist(), strict=True)
    ]


def _texts(dice: np.random.Generator, rows: int) -> list[str]:
    works = dice.integers(0, len(WORKS), rows).tolist()
    places = dice.integers(0, len(PLACES), rows).tolist()
    numbers = dice.integers(1, 200, rows).tolist()
    kinds = dice.random(rows).tolist()
    return [
        _text(kind, WORKS[w], f"{n} {PLACES[p]}")
        for w, p, n, kind in zip(works, places, numbers, kinds, strict=True)
    ]


def _text(kind: float, work: str, place: str) -> str:
    if kind < EMPTY:
        return ""
    return f'"{work} ; {place}"' if kind > 1 - QUOTED else f"{work}, {place}"


def _places(dice: np.random.Generator, rows: int) -> list[list[str]]:
    """Half of the rows in towns, half anywhere: real data are never spread evenly."""
    towns = dice.random((400, 2)) * SIDE
    chosen = towns[dice.integers(0, len(towns), rows)] + dice.normal(0, 900, (rows, 2))
    anywhere = dice.random((rows, 2)) * SIDE
    x, y = np.where((dice.random(rows) < 0.5)[:, None], chosen, anywhere).T
    return [
        [f"{v:.2f}".replace(".", ",") for v in (np.round(values, 2) + start).tolist()]
        for values, start in ((x, WEST), (y, SOUTH))
    ]
