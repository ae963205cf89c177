"""Problems reported by inhabitants: JSON lines, each commune seeing its own."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

from terrier.demonstration import codes
from terrier.demonstration.datasets.calendar import season
from terrier.demonstration.ground import stream
from terrier.demonstration.manifest import ColumnNote, DatasetDescription, SourceFile
from terrier.demonstration.names import person
from terrier.demonstration.territory import Territory

_KINDS = {
    # peak month, usual days before it is mended
    "Dépôt sauvage": (7, 6), "Nid-de-poule": (2, 17), "Lampadaire en panne": (12, 9),
    "Fuite d'eau": (8, 2), "Arbre tombé": (11, 3), "Herbes hautes": (6, 14),
    "Conteneur plein": (8, 2), "Panneau abîmé": (4, 25),
}  # fmt: skip
_COUNT = 860


def write(territory: Territory, folder: Path) -> DatasetDescription:
    """Write two years of reports, more in summer and where more people live."""
    path = folder / "signalements.jsonl"
    path.write_text("\n".join(_lines(territory)) + "\n", encoding="utf-8")
    return DatasetDescription(
        slug="signalements",
        title="Signalements des habitants",
        description="Ce que les habitants signalent : lieu, nature, délai de résolution. Chaque "
        "commune voit les siens.",
        theme="mobilite",
        files=(SourceFile(path),),
        frequency="daily",
        keywords=("signalements", "voirie", "propreté"),
        coverage_from="2024-11-01",
        coverage_to="2026-10-30",
        licence="interne",
        visibility="internal",
        masks=("signale_par", "telephone"),
        territory_column="code_commune",
        key=("numero",),
        columns=(
            ColumnNote("categorie", "Nature"),
            ColumnNote("delai_jours", "Délai de résolution", unit="jours"),
            ColumnNote("signale_le", "Signalé le"),
        ),
    )


def _lines(territory: Territory) -> list[str]:
    rng = stream(territory.seed, "reports")
    points = territory.along_streets(_COUNT, rng, 5)
    communes = territory.commune_at(points)
    lonlat = territory.lonlat(points)
    start = date(2024, 11, 1)
    lines = []
    for rank, (commune, (lon, lat)) in enumerate(zip(communes, lonlat, strict=True), start=1):
        when = start + timedelta(days=int(rng.integers(0, 729)))
        odds = [1 + 0.8 * season(when.month, peak) for peak, _ in _KINDS.values()]
        kind = str(rng.choice(list(_KINDS), p=[o / sum(odds) for o in odds]))
        delay = int(rng.gamma(1.6, _KINDS[kind][1] / 1.6))
        closed = when + timedelta(days=delay)
        over = closed < date(2026, 10, 31)
        lines.append(json.dumps({
            "numero": f"S{rank:05d}",
            "code_commune": territory.communes[commune].code,
            "commune": territory.communes[commune].name,
            "categorie": kind,
            "signale_le": when.isoformat(),
            "etat": "résolu" if over else "en cours",
            "resolu_le": closed.isoformat() if over else None,
            "delai_jours": delay if over else None,
            "signale_par": person(rng).full,
            "telephone": codes.phone(int(rng.integers(0, 10000)), mobile=True),
            "longitude": round(float(lon), 6),
            "latitude": round(float(lat), 6),
        }, ensure_ascii=False))  # fmt: skip
    return lines
