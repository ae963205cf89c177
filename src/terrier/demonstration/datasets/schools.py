"""School enrolment: Excel's « texte Unicode » (UTF-16), for the education services only."""

from __future__ import annotations

from pathlib import Path

from terrier.demonstration import codes
from terrier.demonstration.ground import stream
from terrier.demonstration.manifest import EPCI_SLUG, ColumnNote, DatasetDescription, SourceFile
from terrier.demonstration.names import of
from terrier.demonstration.territory import Territory
from terrier.demonstration.writing import delimited

_LEVELS = ("PS", "MS", "GS", "CP", "CE1", "CE2", "CM1", "CM2")


def write(territory: Territory, folder: Path) -> DatasetDescription:
    """Write the pupils of each level over seven school years."""
    rng = stream(territory.seed, "schools")
    rows = []
    with_school = [b.commune for _, b in territory.of_use("school")]
    for number, rank in enumerate(with_school, start=1):
        commune = territory.communes[rank]
        for year in range(2019, 2026):
            people = territory.history[year][rank]
            fewer = 1 - 0.016 * (year - 2019)
            for level in _LEVELS:
                pupils = int(rng.poisson(people * 0.0112 * fewer))
                rows.append((
                    codes.uai(number), f"École {of(commune.name)}", commune.code, commune.name,
                    f"{year}-{year + 1}", level, pupils, round(pupils * rng.uniform(0.5, 0.85)),
                    "x" if rank in (0, 1, 11) else "",
                ))  # fmt: skip
    path = delimited(
        folder / "effectifs_scolaires.txt",
        ("UAI", "École", "Code commune", "Commune", "Année scolaire", "Niveau", "Élèves",
         "Inscrits à la cantine", "Transport scolaire"),
        rows, encoding="utf-16", separator="\t",
    )  # fmt: skip
    shared = (EPCI_SLUG, *(territory.communes[rank].slug for rank in sorted(set(with_school))))
    return DatasetDescription(
        slug="effectifs-scolaires",
        title="Effectifs des écoles",
        description="Le nombre d'élèves par école et par niveau depuis 2019. Baisse lente des "
        "naissances.",
        theme="education",
        files=(SourceFile(path, note="« Texte Unicode » d'Excel : UTF-16, tabulations."),),
        licence="interne",
        visibility="restricted",
        shared_with=shared,
        keywords=("écoles", "élèves", "cantine"),
        coverage_from="2019-09-01",
        coverage_to="2026-07-03",
        key=("UAI", "Année scolaire", "Niveau"),
        columns=(
            ColumnNote("UAI", "Numéro de l'école (UAI)"),
            ColumnNote("Élèves", "Nombre d'élèves"),
        ),
    )
