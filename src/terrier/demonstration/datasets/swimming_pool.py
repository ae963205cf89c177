"""Swimming-pool attendance: days in words, « fermé » where the pool is closed."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from terrier.demonstration.datasets.calendar import season
from terrier.demonstration.ground import stream
from terrier.demonstration.manifest import ColumnNote, DatasetDescription, Override, SourceFile
from terrier.demonstration.territory import Territory
from terrier.demonstration.writing import delimited, number
from terrier.domain.kernel.french import day_text

_HEADER = ("Jour", "Public", "Scolaires", "Clubs", "Recette", "Température du bassin (°C)")


def write(territory: Territory, folder: Path) -> DatasetDescription:
    """Write two years, then the first nine months of 2026 to add."""
    first = _file(territory, folder / "piscine_2024_2025.csv", date(2024, 1, 1), date(2025, 12, 31))
    newer = _file(territory, folder / "piscine_2026.csv", date(2026, 1, 1), date(2026, 9, 30))
    closed = tuple(
        Override({"grammar": "integer", "missing": ("fermé",)}, column=name)
        for name in ("Public", "Scolaires", "Clubs")
    )
    return DatasetDescription(
        slug="frequentation-de-la-piscine",
        title="Fréquentation de la piscine",
        description="Les entrées de chaque jour : public, scolaires, clubs. La vidange "
        "de septembre ferme le bassin deux semaines.",
        theme="culture",
        organisation=territory.communes[0].slug,
        files=(
            SourceFile(first, overrides=closed),
            SourceFile(newer, mode="append", overrides=closed, note="2026 s'ajoute."),
        ),
        frequency="monthly",
        keywords=("piscine", "sport", "fréquentation"),
        coverage_from="2024-01-01",
        coverage_to="2026-09-30",
        key=("Jour",),
        columns=(
            ColumnNote("Public", "Entrées du public"),
            ColumnNote("Recette", "Recette", unit="€"),
            ColumnNote("Température du bassin (°C)", "Température du bassin", unit="°C"),
        ),
    )


def _file(territory: Territory, path: Path, start: date, end: date) -> Path:
    rng = stream(territory.seed, f"swimming_pool {start.year}")
    rows: list[tuple[object, ...]] = []
    for offset in range((end - start).days + 1):
        when = start + timedelta(days=offset)
        shown = day_text(when)
        if (when.month == 9 and when.day <= 14) or (when.month, when.day) in ((1, 1), (12, 25)):
            rows.append((shown, "fermé", "fermé", "fermé", "", ""))
            continue
        weekend = when.weekday() in (2, 5, 6)
        public = int(rng.poisson(96 * (1 + 0.75 * season(when.month, 7)) * (1.6 if weekend else 1)))
        school = 0 if when.weekday() > 4 or when.month in (7, 8) else int(rng.normal(112, 20))
        clubs = int(rng.poisson(34 if when.weekday() < 5 else 14))
        takings = public * 3.15 + clubs * 0.8
        warmth = float(rng.normal(28.1, 0.25))
        rows.append((shown, public, school, clubs, f"{number(takings, thousands=' ')} €",
                     number(warmth, 1)))  # fmt: skip
    return delimited(path, _HEADER, rows, encoding="cp1252")
