"""Road works: GeoJSON of lines, in two deliveries."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import shapely
from shapely.ops import substring

from terrier.demonstration.ground import stream
from terrier.demonstration.manifest import ColumnNote, DatasetDescription, SourceFile
from terrier.demonstration.territory import Territory
from terrier.demonstration.writing import layer

SLUG = "travaux-de-voirie"
_KINDS = (
    ("Renouvellement de conduite d'eau", "Route barrée", 34, 420),
    ("Réfection de chaussée", "Circulation alternée", 12, 160),
    ("Enfouissement de réseaux", "Circulation alternée", 45, 380),
    ("Raccordement de fibre optique", "Chaussée rétrécie", 4, 35),
    ("Aménagement de sécurité", "Circulation alternée", 25, 240),
    ("Branchement d'assainissement", "Route barrée", 3, 90),
)
"""Kind, traffic, usual days, euros per metre."""


def write(territory: Territory, folder: Path) -> DatasetDescription:
    """Write the works of autumn, then the list a month later: some added, moved, over."""
    works = _works(territory)
    first = _file(folder / "travaux_2026-09.geojson", works[:74])
    later = [dict(work) for work in works[9:]]
    for work in later[:7]:
        work["date_fin"] += timedelta(days=21)
        work["etat"] = "prolongé"
    second = _file(folder / "travaux_2026-10.geojson", later)
    return DatasetDescription(
        slug=SLUG,
        title="Travaux sur la voirie",
        description="Les chantiers en cours et à venir : nature, dates, gêne pour la circulation.",
        theme="mobilite",
        files=(
            SourceFile(first),
            SourceFile(second, note="9 chantiers sont finis, 7 sont prolongés, 12 s'ajoutent."),
        ),
        frequency="weekly",
        keywords=("travaux", "circulation", "chantiers"),
        key=("id_chantier",),
        columns=(
            ColumnNote("montant_ht", "Montant hors taxes", unit="€"),
            ColumnNote("longueur_m", "Longueur", unit="m"),
            ColumnNote("date_debut", "Début"),
            ColumnNote("date_fin", "Fin"),
        ),
    )


def _works(territory: Territory) -> list[dict[str, Any]]:
    rng = stream(territory.seed, "road_works")
    roads = [r for r in territory.roads if r.line.length > 120]
    works = []
    for rank in range(1, 87):
        road = roads[int(rng.integers(len(roads)))]
        kind, traffic, days, price = _KINDS[int(rng.integers(len(_KINDS)))]
        length = float(min(rng.uniform(40, 380), road.line.length - 5))
        start = float(rng.uniform(0, road.line.length - length))
        line = substring(road.line, start, start + length)
        opened = date(2026, 8, 20) + timedelta(days=int(rng.integers(0, 130)))
        commune = territory.communes[territory.commune_at([line.centroid])[0]]
        works.append({
            "shape": line, "id_chantier": f"CH-2026-{rank:03d}", "insee": commune.code,
            "commune": commune.name, "voie": road.name, "nature": kind, "circulation": traffic,
            "date_debut": opened,
            "date_fin": opened + timedelta(days=int(days * rng.uniform(0.6, 1.6)) + 1),
            "longueur_m": round(length), "montant_ht": float(round(length * price, -2)),
            "etat": "prévu" if opened > date(2026, 10, 1) else "en cours",
        })  # fmt: skip
    return works


def _file(path: Path, works: list[dict[str, Any]]) -> Path:
    shapes: list[shapely.Geometry] = [w["shape"] for w in works]
    columns = {k: [w[k] for w in works] for k in works[0] if k != "shape"}
    return layer(path, "travaux", shapes, columns, driver="GeoJSON", geometry_type="LineString")
