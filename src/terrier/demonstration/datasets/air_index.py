"""The daily air-quality index of each commune, in the fields of the regional associations."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from terrier.demonstration import air, climate
from terrier.demonstration.manifest import ColumnNote, DatasetDescription, Override, SourceFile
from terrier.demonstration.territory import Territory
from terrier.demonstration.writing import delimited

SLUG = "indices-qualite-de-l-air"
QUALIFIERS = (
    ("Indisponible", "#dddddd"), ("Bon", "#50f0e6"), ("Moyen", "#50ccaa"), ("Dégradé", "#f0e641"),
    ("Mauvais", "#ff5050"), ("Très mauvais", "#960032"), ("Extrêmement mauvais", "#872181"),
)  # fmt: skip
"""Word and colour of each value of the index."""
_ORDER = ("NO2", "SO2", "O3", "PM10", "PM25")
_HEADER = ("date_ech", "code_zone", "lib_zone", "type_zone", "code_qual", "lib_qual", "coul_qual",
           "code_no2", "code_so2", "code_o3", "code_pm10", "code_pm25", "source",
           "date_maj")  # fmt: skip
_DECIDED = (
    Override({"concept": "commune_code"}, column="code_zone"),
    Override({"concept": "commune_name"}, column="lib_zone"),
    *(
        Override({"grammar": "integer", "missing": ("0",)}, column=name)
        for name in _HEADER
        if name in ("code_qual", *(f"code_{p.lower()}" for p in _ORDER))
    ),
)
"""« Indisponible » is no index: its zeros are left out."""
_DOWN = frozenset({131, 132, 417})
"""Days (from the first) on which the model of the association did not run."""


def write(territory: Territory, folder: Path) -> DatasetDescription:
    """Write two years, three days of them without an index."""
    path = delimited(
        folder / "ind_atmo_2024-2026.csv", _HEADER, _rows(territory), encoding="utf-8",
        separator=",", newline="\n",
    )  # fmt: skip
    smoky = territory.communes[air.SMOKY].name
    return DatasetDescription(
        slug=SLUG,
        title="Indices de la qualité de l'air",
        description="L'indice ATMO de chaque commune et de chaque jour, de 1 (bon) à 6 "
        "(extrêmement mauvais) : le plus élevé des cinq sous-indices. L'ozone le dégrade l'été, "
        f"les particules du chauffage au bois l'hiver, surtout à {smoky}, au fond de sa vallée.",
        theme="environnement",
        files=(
            SourceFile(
                path,
                overrides=_DECIDED,
                note="Trois jours à « Indisponible » (0) : le modèle était en panne.",
            ),
        ),
        frequency="daily",
        keywords=("air", "pollution", "indice ATMO", "ozone", "particules"),
        coverage_from=air.FIRST.isoformat(),
        coverage_to=air.LAST.isoformat(),
        key=("date_ech", "code_zone"),
        columns=(
            ColumnNote("date_ech", "Jour"),
            ColumnNote("code_zone", "Code de la commune"),
            ColumnNote("lib_zone", "Commune"),
            ColumnNote("code_qual", "Indice", "De 1 (bon) à 6 (extrêmement mauvais)."),
            ColumnNote("lib_qual", "Qualificatif"),
            ColumnNote("coul_qual", "Couleur"),
            ColumnNote("code_no2", "Sous-indice dioxyde d'azote"),
            ColumnNote("code_so2", "Sous-indice dioxyde de soufre"),
            ColumnNote("code_o3", "Sous-indice ozone"),
            ColumnNote("code_pm10", "Sous-indice particules PM10"),
            ColumnNote("code_pm25", "Sous-indice particules fines PM2,5"),
        ),
    )  # fmt: skip


def _rows(territory: Territory) -> list[list[object]]:
    every = climate.days(air.FIRST, air.LAST)
    rows: list[list[object]] = []
    for rank, commune in enumerate(territory.communes):
        drawn = air.of_commune(territory.seed, rank)
        codes = [air.sub_index(p, drawn[p]).tolist() for p in _ORDER]
        for n, (day, *parts) in enumerate(zip(every, *codes, strict=True)):
            parts = [0] * len(parts) if n in _DOWN else parts
            word, colour = QUALIFIERS[max(parts)]
            rows.append([
                day.isoformat(), commune.code, commune.name, "commune", max(parts), word, colour,
                *parts, "Atmo Ponant", f"{day - timedelta(days=1)} 13:05:00",
            ])  # fmt: skip
    return rows
