"""Two raw files to cross in the browser: bills that name their building, and the buildings."""

from __future__ import annotations

from tests.browser.door import Door

BUILDINGS = (
    "Mairie d'Aubrac", "École du Bourg", "Salle des fêtes", "Gymnase", "Médiathèque", "Crèche",
    "Stade municipal", "Église Saint-Roch", "Atelier technique", "Maison de santé",
    "École de Cormes", "Halle du marché",
)  # fmt: skip
MISSPELT = {"Mairie d'Aubrac": "Hôtel de ville", "Gymnase": "Salle de sport"}
"""What the bills call two of them."""


def buildings() -> str:
    """Write the buildings, with their floor area."""
    lines = ["Nom;Surface;Usage"]
    lines += [f"{name};{100 + n * 50};usage {n % 3}" for n, name in enumerate(BUILDINGS)]
    return "\r\n".join(lines) + "\r\n"


def bills() -> str:
    """Write three bills of each building."""
    lines = ["Numéro de facture;Bâtiment;Montant"]
    for n in range(3 * len(BUILDINGS)):
        name = BUILDINGS[n % len(BUILDINGS)]
        lines.append(f"F-{n:03d};{MISSPELT.get(name, name).upper()};{100 + n},50")
    return "\r\n".join(lines) + "\r\n"


def fill(door: Door) -> None:
    """Bring both in."""
    door.bring("Factures d'énergie", "factures.csv", bills(), key=("numero_de_facture",))
    door.bring("Bâtiments publics", "batiments.csv", buildings(), key=("nom",))
