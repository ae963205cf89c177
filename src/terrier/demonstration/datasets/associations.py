"""Directory of associations, with names and phones of persons: an old Mac's export."""

from __future__ import annotations

from pathlib import Path

from terrier.demonstration import codes
from terrier.demonstration.datasets import associations_names
from terrier.demonstration.ground import stream
from terrier.demonstration.manifest import ColumnNote, DatasetDescription, SourceFile
from terrier.demonstration.names import slug
from terrier.demonstration.territory import Territory
from terrier.demonstration.writing import delimited


def write(territory: Territory, folder: Path) -> DatasetDescription:
    """Write the directory; phones and e-mails are masked for those who only read."""
    rng = stream(territory.seed, "directory")
    rows = []
    for rank, association in enumerate(associations_names.draw(territory), start=1):
        commune = territory.communes[association.commune]
        mail = (
            f"{slug(association.president.first)}.{slug(association.president.last)}@asso.example"
        )
        mobile = bool(rng.random() < 0.7)
        rows.append((
            association.rna, association.name, association.theme, commune.code, commune.name,
            association.president.full, codes.phone(rank * 37 % 10000, mobile=mobile), mail,
            association.members, int(rng.integers(1921, 2025)),
        ))  # fmt: skip
    path = delimited(
        folder / "Annuaire associations.csv",
        ("N° RNA", "Association", "Domaine", "Code commune", "Commune", "Président(e)", "Téléphone",
         "Courriel", "Adhérents", "Créée en"),
        rows, encoding="mac-roman", newline="\r",
    )  # fmt: skip
    return DatasetDescription(
        slug="annuaire-des-associations",
        title="Annuaire des associations",
        description="Les associations, leur domaine, qui les préside et leurs adhérents.",
        theme="culture",
        files=(
            SourceFile(path, note="Export d'un ancien Macintosh : mac-roman, fins de ligne CR."),
        ),
        keywords=("associations", "annuaire"),
        licence="interne",
        visibility="internal",
        masks=("Téléphone", "Courriel"),
        key=("N° RNA",),
        columns=(ColumnNote("Adhérents", "Nombre d'adhérents"),),
    )
