"""Two raw files as they come: readings that name their building by its SIRET, and the buildings."""

from __future__ import annotations

READINGS, BUILDINGS = "releves-gaz.csv", "patrimoine.csv"
USES = ("École", "Mairie", "Salle", "Gymnase")
CALLED = {3: "gymnase (le premier)", 7: "gymnase no 2"}
"""What the readings call two buildings whose number their writer did not have."""
UNKNOWN = 5
"""Readings of a building that is not in the other file."""


def siret(rank: int) -> str:
    """Give a SIRET whose keys are right."""
    siren = "21960001" + _key("21960001")
    return (number := f"{siren}{rank:04d}") + _key(number)


def buildings() -> str:
    """Write twelve buildings, the numbers in one piece."""
    lines = ["SIRET;Bâtiment;Usage;Surface (m²)"]
    for n in range(12):
        lines.append(f"{siret(n + 1)};{USES[n % 4]} n° {n // 4 + 1};{USES[n % 4]};{150 + 40 * n}")
    return "\r\n".join(lines) + "\r\n"


def readings() -> str:
    """Write three readings of each, the numbers in groups of digits."""
    lines = ["Relevé;SIRET;Mois;Consommation (kWh)"]
    called = [CALLED.get(n, _spaced(siret(n + 1))) for n in range(12) for _ in range(3)]
    for n, name in enumerate([*called, *[_spaced(siret(99))] * UNKNOWN]):
        lines.append(f"G{n:03d};{name};{n % 3 + 1:02d}/2025;{1000 + 37 * n},5")
    return "\r\n".join(lines) + "\r\n"


def gas_of(use: str) -> float:
    """Add up what the buildings of a use burnt."""
    return sum(1000.5 + 37 * n for n in range(36) if USES[n // 3 % 4] == use)


def _spaced(number: str) -> str:
    return f"{number[:3]} {number[3:6]} {number[6:9]} {number[9:]}"


def _key(digits: str) -> str:
    doubled = [int(d) * (1 if n % 2 else 2) for n, d in enumerate(reversed(digits))]
    return str(-sum(d - 9 if d > 9 else d for d in doubled) % 10)
