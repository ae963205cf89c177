"""Where the schools are: an extract of the directory of education."""

from __future__ import annotations

from pathlib import Path

from terrier.demonstration import codes
from terrier.demonstration.manifest import ColumnNote, DatasetDescription, SourceFile
from terrier.demonstration.names import of
from terrier.demonstration.territory import Territory
from terrier.demonstration.writing import delimited

SLUG = "ecoles"


def write(territory: Territory, folder: Path) -> DatasetDescription:
    """Write the schools, numbered like their pupils' file, then the collège."""
    found = [("École", "Ecole primaire", b) for b in territory.of_use("school")]
    found += [("Collège", "Collège", b) for b in territory.of_use("college")]
    lonlat = territory.lonlat([b.shape.centroid for *_, (_, b) in found])
    rows = []
    for number, ((title, kind, (index, building)), (lon, lat)) in enumerate(
        zip(found, lonlat, strict=True), 1
    ):
        commune = territory.communes[building.commune]
        address = territory.address_of(index)
        door = f"{address.number} {address.suffix}".strip()
        rows.append((
            codes.uai(number), f"{title} {of(commune.name)}", kind, "Public",
            f"{door} {address.street}", commune.postal_code, commune.code, commune.name,
            f"{lat:.6f}", f"{lon:.6f}",
        ))  # fmt: skip
    path = delimited(
        folder / "annuaire_education_extrait.csv",
        ("identifiant_uai", "appellation_officielle", "nature", "secteur", "adresse",
         "code_postal", "code_commune", "libelle_commune", "latitude", "longitude"),
        rows, encoding="utf-8",
    )  # fmt: skip
    return DatasetDescription(
        slug=SLUG,
        title="Écoles",
        description="Les écoles et le collège, avec leur adresse et leur place sur la carte.",
        theme="education",
        files=(SourceFile(path),),
        keywords=("écoles", "éducation", "annuaire"),
        key=("identifiant_uai",),
        columns=(
            ColumnNote("identifiant_uai", "Numéro de l'école (UAI)"),
            ColumnNote("appellation_officielle", "École"),
            ColumnNote("code_commune", "Code de la commune"),
            ColumnNote("libelle_commune", "Commune"),
        ),
    )
