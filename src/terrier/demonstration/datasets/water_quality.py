"""Water-quality readings: a laboratory's file with `<0,05`, decimal commas and trailing spaces."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np

from terrier.demonstration.datasets.calendar import season
from terrier.demonstration.ground import stream
from terrier.demonstration.manifest import ColumnNote, DatasetDescription, Override, SourceFile
from terrier.demonstration.territory import Territory
from terrier.demonstration.writing import day, delimited, number

_PARAMETERS = (
    # Sandre code, label, unit, mean, spread, quantification limit, decimals, seasonal share
    ("1340", "Nitrates", "mg/L", 21.0, 0.28, 0.5, 1, 0.25),
    ("1398", "Chlore libre", "mg/L", 0.14, 0.55, 0.05, 2, 0.0),
    ("1295", "Turbidité", "NFU", 0.24, 0.6, 0.1, 2, 0.1),
    ("1302", "pH", "unité pH", 7.5, 0.02, 0.0, 2, 0.0),
    ("1303", "Conductivité à 25 °C", "µS/cm", 612.0, 0.06, 0.0, 0, 0.0),
    ("1449", "Escherichia coli", "n/(100mL)", 0.03, 2.0, 1.0, 0, 0.0),
    ("1107", "Atrazine", "µg/L", 0.012, 0.9, 0.02, 3, 0.1),
)
_ZONES = ("Haut service", "Bourg", "Vallée aval", "Plateau sud", "Coteaux")

_CODES_ARE_TEXT = tuple(
    Override({"grammar": "text"}, column=name) for name in ("N° prélèvement", "Code paramètre")
)


def write(territory: Territory, folder: Path) -> DatasetDescription:
    """Write four years of monthly samples in five supply zones."""
    rng = stream(territory.seed, "water_quality")
    rows = []
    for year in (2022, 2023, 2024, 2025):
        for month in range(1, 13):
            for rank, zone in enumerate(_ZONES):
                sampled = date(year, month, int(rng.integers(2, 27)))
                commune = territory.communes[(rank * 5 + month) % len(territory.communes)]
                for code, label, unit, mean, spread, limit, decimals, wave in _PARAMETERS:
                    level = mean * (1 + 0.3 * (rank == 2) * (code == "1340"))
                    level *= 1 + wave * season(month, 2)
                    value = float(level * np.exp(rng.normal(0, spread)))
                    below = value < limit
                    shown = f"<{number(limit, decimals)}" if below else number(value, decimals)
                    rows.append((
                        f"{year}{month:02d}{rank + 1:02d}", day(sampled), commune.code,
                        f"{zone} ", code, label, shown, unit,
                        "C" if code != "1340" or value < 50 else "N",
                    ))  # fmt: skip
    path = delimited(
        folder / "ANALYSES_EAU_2022-2025.csv",
        ("N° prélèvement", "Date", "INSEE", "Zone de distribution", "Code paramètre", "Paramètre",
         "Résultat", "Unité", "Conformité"),
        rows, encoding="cp1252",
    )  # fmt: skip
    return DatasetDescription(
        slug="qualite-de-l-eau-potable",
        title="Qualité de l'eau potable",
        description="Les analyses de l'eau distribuée, zone par zone. « <0,05 » veut dire : sous "
        "la limite que le laboratoire sait mesurer.",
        theme="reseaux",
        files=(SourceFile(path, overrides=_CODES_ARE_TEXT),),
        frequency="monthly",
        keywords=("eau potable", "nitrates", "analyses"),
        coverage_from="2022-01-01",
        coverage_to="2025-12-31",
        key=("N° prélèvement", "Code paramètre"),
        columns=(
            ColumnNote("Résultat", "Résultat", "Dans l'unité de la colonne « Unité »."),
            ColumnNote("Conformité", "Conformité", "C : conforme, N : non conforme."),
        ),
    )
