"""Canteen menus: the `.ods` that the kitchen keeps."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from terrier.demonstration.ground import stream
from terrier.demonstration.manifest import ColumnNote, DatasetDescription, SourceFile
from terrier.demonstration.territory import Territory
from terrier.demonstration.writing import opendocument

_STARTERS = ("Carottes râpées", "Betteraves vinaigrette", "Salade de lentilles", "Taboulé",
             "Potage de légumes", "Œuf mayonnaise", "Céleri rémoulade", "Melon")  # fmt: skip
_MAINS = ("Bœuf bourguignon", "Poisson meunière", "Poulet rôti", "Sauté de porc",
          "Hachis parmentier",
          "Colin sauce citron", "Rôti de dinde", "Blanquette de veau")  # fmt: skip
_VEGETARIAN = ("Dahl de lentilles", "Omelette aux herbes", "Gratin de courgettes", "Chili végétal")
_SIDES = ("Purée maison", "Haricots verts", "Riz créole", "Ratatouille", "Pâtes", "Petits pois")
_DESSERTS = ("Pomme", "Yaourt nature", "Compote", "Crème caramel", "Clafoutis", "Clémentines")


def write(territory: Territory, folder: Path) -> DatasetDescription:
    """Write the meals served since September 2025."""
    rng = stream(territory.seed, "menus")
    rows: list[list[Any]] = [[
        "Date", "Jour", "Semaine", "Entrée", "Plat", "Accompagnement", "Dessert", "Végétarien",
        "Bio (%)", "Repas servis", "Coût matières (€)",
    ]]  # fmt: skip
    start = date(2025, 9, 1)
    days = ("lundi", "mardi", "mercredi", "jeudi", "vendredi")
    for offset in range((date(2026, 7, 3) - start).days + 1):
        when = start + timedelta(days=offset)
        if when.weekday() in (2, 5, 6) or _holidays(when):
            continue
        green = when.weekday() == 3
        organic = int(rng.choice([0, 20, 20, 25, 40, 50]))
        served = int(rng.normal(612 if when.weekday() != 4 else 574, 17) - 30 * green)
        cost = round(float(2.05 + 0.006 * organic - 0.35 * green + rng.normal(0, 0.08)), 2)
        rows.append([
            when, days[when.weekday()], when.isocalendar().week, str(rng.choice(_STARTERS)),
            str(rng.choice(_VEGETARIAN if green else _MAINS)), str(rng.choice(_SIDES)),
            str(rng.choice(_DESSERTS)), "x" if green else "", organic, served, cost,
        ])  # fmt: skip
    path = opendocument(folder / "Menus cantine 2025-2026.ods", {"Menus": rows})
    return DatasetDescription(
        slug="menus-des-cantines",
        title="Menus des cantines",
        description="Les repas servis dans les écoles : menu, part de bio, nombre et coût.",
        theme="education",
        files=(SourceFile(path),),
        frequency="weekly",
        keywords=("cantine", "menus", "écoles", "bio"),
        coverage_from="2025-09-01",
        coverage_to="2026-07-03",
        key=("Date",),
        columns=(
            ColumnNote("Bio (%)", "Part de produits biologiques", unit="%"),
            ColumnNote("Coût matières (€)", "Coût des denrées par repas", unit="€"),
            ColumnNote("Repas servis", "Repas servis"),
        ),
    )


def _holidays(when: date) -> bool:
    ranges = ((10, 18, 11, 2), (12, 20, 12, 31), (1, 1, 1, 4), (2, 14, 3, 1), (4, 11, 4, 26))
    return any((a, b) <= (when.month, when.day) <= (c, d) for a, b, c, d in ranges)
