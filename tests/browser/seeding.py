"""A small territory for the browser, made in a process and a folder of its own.

Run as `python -m tests.browser.seeding FOLDER`; prints, as JSON, what the tests must know.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

PASSWORD = "quatre-mots-pour-un-terrier"
EMAILS = {
    "secretary": "secretaire@val.example",
    "reader": "elue@val.example",
    "administrator": "administration@val.example",
}
CODES = {"96001": "Aubrac", "96002": "Le Bourg", "96003": "Cormes"}
STREAMS = ("Ordures ménagères", "Emballages", "Verre")


def tonnages(years: range) -> str:
    """Write tonnages: commune, stream and year, the way a contractor sends them."""
    lines = ["Année;Code INSEE;Commune;Flux;Tonnage (t)"]
    for year in years:
        for rank, (code, name) in enumerate(CODES.items(), start=1):
            for place, stream in enumerate(STREAMS):
                tons = f"{rank * 100 - place * 30 + year % 10},5"
                lines.append(f"{year};{code};{name};{stream};{tons}")
    return "\r\n".join(lines) + "\r\n"


def points() -> str:
    """Write collection points with their places."""
    lines = ["Identifiant;Nom;Code INSEE;Type;Bacs;Longitude;Latitude"]
    for n in range(30):
        code = list(CODES)[n % 3]
        lon, lat = 4.81 + n % 3 * 0.05 + n // 3 * 0.003, 46.51 + n // 3 * 0.003
        kind = STREAMS[n % 3]
        lines.append(f"P{n:02d};Point {n};{code};{kind};{n % 4 + 1};{lon:.4f};{lat:.4f}")
    return "\r\n".join(lines) + "\r\n"


def grants(*, mended: bool = True) -> str:
    """Write grants to associations; without mending, two amounts are words."""
    lines = ["Numéro;Association;Code INSEE;Montant;Date"]
    for n in range(60):
        amount = f"{200 + n * 10},00"
        if not mended and n in (17, 42):
            amount = {17: "mille deux cents", 42: "à revoir"}[n]
        code = list(CODES)[n % 3]
        lines.append(f"S{n:03d};Association n° {n};{code};{amount};{n % 28 + 1:02d}/03/2025")
    return "\r\n".join(lines) + "\r\n"


def main(folder: Path) -> None:
    """Make the territory, its people and its datasets."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "terrier.config.settings"
    django.setup()
    from django.core.management import call_command

    from terrier.connectors import child
    from tests import nursery

    call_command("migrate", verbosity=0, interactive=False)
    child.subprocess = nursery
    print(json.dumps(_fill(folder)))
    nursery.close()


def _fill(folder: Path) -> dict[str, str]:
    from tests.browser import bills, trenches, underground, waterworks
    from tests.browser.door import Door

    door = Door.open(folder, PASSWORD, EMAILS, CODES)
    waste = door.bring(
        "Tonnages de déchets par commune", "tonnages.csv", tonnages(range(2021, 2025)),
        key=("annee", "code_insee", "flux"),
    )  # fmt: skip
    door.publish(waste, "public", theme="environnement")
    later = tonnages(range(2021, 2026)).replace("2024;96001;Aubrac;Verre;44,5", "", 1)
    later = later.replace("2023;96002;Le Bourg;Verre;143,5", "2023;96002;Le Bourg;Verre;150,0", 1)
    door.bring_again(waste, "tonnages.csv", later.replace("\r\n\r\n", "\r\n"))
    place = door.bring("Points de collecte", "points.csv", points(), key=("identifiant",))
    door.publish(place, "public", theme="environnement")
    sorting = door.bring("Bornes de tri", "bornes.csv", points(), key=("identifiant",))
    door.publish(sorting, "public", theme="environnement")
    door.bring("Jours de permanence", "permanences.csv", points())
    found = door.bring(
        "Subventions aux associations", "subventions.csv", grants(mended=False),
        types={"montant": "decimal_comma"},
    )  # fmt: skip
    door.publish(found, "internal", theme="finances")
    pending = door.read("Relevé à vérifier", "releve.csv", points())
    underground.fill(door)
    waterworks.fill(door, folder)
    trenches.fill(door)
    bills.fill(door)
    (folder / "subventions-2025.csv").write_bytes(grants(mended=False).encode("cp1252"))
    return {"pending": str(pending.pk), "folder": str(folder)}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
