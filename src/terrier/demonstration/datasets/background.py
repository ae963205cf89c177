"""The layers under every map: outlines, water, roads, buildings, addresses."""

from __future__ import annotations

from pathlib import Path

from terrier.demonstration.codes import DEPARTMENT
from terrier.demonstration.ground import CRS, LAMBERT93, coordinates
from terrier.demonstration.manifest import ColumnNote, DatasetDescription, SourceFile
from terrier.demonstration.names import RIVER, slug
from terrier.demonstration.territory import Territory
from terrier.demonstration.writing import TODAY, delimited, layer

_USES = {
    "home": "Habitation", "barn": "Bâtiment agricole", "industry": "Bâtiment d'activité",
    "church": "Lieu de culte",
}  # fmt: skip
_ROADS = {
    "main": "Route principale", "departmental": "Route départementale",
    "communal": "Voie communale", "street": "Rue",
}  # fmt: skip


def outlines(territory: Territory, folder: Path) -> DatasetDescription:
    """Write the outlines of the communes as a GeoPackage."""
    communes = territory.communes
    path = layer(
        folder / "limites_communes.gpkg", "communes", [c.outline for c in communes],
        {
            "insee": [c.code for c in communes],
            "nom": [c.name for c in communes],
            "population": [c.population for c in communes],
            "superficie_km2": [round(c.outline.area / 1e6, 2) for c in communes],
        },
        driver="GPKG", crs=LAMBERT93, geometry_type="Polygon",
    )  # fmt: skip
    return DatasetDescription(
        slug="limites-des-communes",
        title="Limites des communes",
        description="Les contours des 24 communes, avec leur population et leur superficie.",
        theme="population",
        files=(SourceFile(path),),
        keywords=("limites", "communes"),
        key=("insee",),
        columns=(
            ColumnNote("insee", "Code de la commune", "Registre propre à la démonstration."),
            ColumnNote("nom", "Commune"),
            ColumnNote("population", "Population", unit="habitants"),
            ColumnNote("superficie_km2", "Superficie", unit="km²"),
        ),
        background=True,
    )


def water(territory: Territory, folder: Path) -> DatasetDescription:
    """Write the river and its brooks as GeoJSON."""
    drawn = territory.water
    lines = [drawn.river, *drawn.brooks]
    path = layer(
        folder / "cours_eau.geojson", "cours_eau", lines,
        {
            "nom": [RIVER, *drawn.brook_names],
            "classe": ["rivière", *("ruisseau" for _ in drawn.brooks)],
            "longueur_m": [round(line.length) for line in lines],
        },
        driver="GeoJSON", geometry_type="LineString",
    )  # fmt: skip
    return DatasetDescription(
        slug="cours-d-eau",
        title="Rivière et ruisseaux",
        description=f"Le tracé de {RIVER} et de ses huit ruisseaux.",
        theme="environnement",
        files=(SourceFile(path),),
        keywords=("eau", "rivière"),
        columns=(ColumnNote("longueur_m", "Longueur", unit="m"),),
        background=True,
    )


def surfaces(territory: Territory, folder: Path) -> DatasetDescription:
    """Write the river bed and the ponds as FlatGeobuf."""
    drawn = territory.water
    shapes = [drawn.river_surface, *drawn.ponds]
    path = layer(
        folder / "surfaces_eau.fgb", "surfaces_eau", shapes,
        {
            "nature": ["lit de rivière", *("étang" for _ in drawn.ponds)],
            "surface_m2": [round(s.area) for s in shapes],
        },
        driver="FlatGeobuf", crs=LAMBERT93, geometry_type="Unknown",
    )  # fmt: skip
    return DatasetDescription(
        slug="surfaces-en-eau",
        title="Surfaces en eau",
        description="Le lit de la rivière et les étangs.",
        theme="environnement",
        files=(SourceFile(path),),
        keywords=("eau", "étang"),
        columns=(ColumnNote("surface_m2", "Surface", unit="m²"),),
        background=True,
    )


def roads(territory: Territory, folder: Path) -> DatasetDescription:
    """Write roads and streets as FlatGeobuf."""
    drawn = territory.roads
    communes = territory.commune_at([r.line.interpolate(0.5, normalized=True) for r in drawn])
    path = layer(
        folder / "voirie.fgb", "voirie", [r.line for r in drawn],
        {
            "nom": [r.name for r in drawn],
            "classe": [_ROADS[r.kind] for r in drawn],
            "insee": [territory.communes[c].code for c in communes],
            "longueur_m": [round(r.line.length, 1) for r in drawn],
        },
        driver="FlatGeobuf", crs=CRS, geometry_type="LineString",
    )  # fmt: skip
    return DatasetDescription(
        slug="voirie",
        title="Routes et rues",
        description="Les routes départementales et communales et les rues, avec leur longueur.",
        theme="mobilite",
        files=(SourceFile(path),),
        keywords=("routes", "rues"),
        columns=(
            ColumnNote("nom", "Nom de la voie"),
            ColumnNote("classe", "Classe"),
            ColumnNote("insee", "Code de la commune"),
            ColumnNote("longueur_m", "Longueur", unit="m"),
        ),
        background=True,
    )


def buildings(territory: Territory, folder: Path) -> DatasetDescription:
    """Write the buildings as a GeoPackage."""
    drawn = territory.buildings
    path = layer(
        folder / "batiments.gpkg", "batiments", [b.shape for b in drawn],
        {
            "usage": [_USES.get(b.use, "Équipement public") for b in drawn],
            "insee": [territory.communes[b.commune].code for b in drawn],
            "logements": [b.homes for b in drawn],
            "emprise_m2": [round(b.shape.area, 1) for b in drawn],
        },
        driver="GPKG", crs=LAMBERT93, geometry_type="Polygon",
    )  # fmt: skip
    return DatasetDescription(
        slug="batiments",
        title="Bâtiments",
        description="L'emprise au sol des bâtiments et leur usage.",
        theme="urbanisme",
        files=(SourceFile(path),),
        keywords=("bâtiments",),
        columns=(
            ColumnNote("insee", "Code de la commune"),
            ColumnNote("emprise_m2", "Emprise au sol", unit="m²"),
        ),
        background=True,
    )


def addresses(territory: Territory, folder: Path) -> DatasetDescription:
    """Write the addresses in the national format (BAL 1.4)."""
    drawn = territory.addresses
    lonlat = territory.lonlat([a.at for a in drawn])
    metres = coordinates([(a.at.x, a.at.y) for a in drawn], LAMBERT93)
    streets = sorted({(a.commune, a.street) for a in drawn})
    number_of = {street: rank for rank, street in enumerate(streets, start=1)}
    rows = []
    for address, (lon, lat), (x, y) in zip(drawn, lonlat, metres, strict=True):
        commune = territory.communes[address.commune]
        street = f"{number_of[(address.commune, address.street)]:04d}"
        suffix = f"_{address.suffix}" if address.suffix else ""
        rows.append((
            f"{commune.code}_{street}_{address.number:05d}{suffix}", commune.code, commune.name,
            address.street, address.number, address.suffix, "entrée",
            f"{x:.2f}", f"{y:.2f}", f"{lon:.6f}", f"{lat:.6f}",
            slug("Val de Virlane"), TODAY.isoformat(), 1,
        ))  # fmt: skip
    path = delimited(
        folder / f"bal_{DEPARTMENT}_val-de-virlane.csv",
        ("cle_interop", "commune_insee", "commune_nom", "voie_nom", "numero", "suffixe",
         "position", "x", "y", "long", "lat", "source", "date_der_maj", "certification_commune"),
        rows, encoding="utf-8", newline="\n",
    )  # fmt: skip
    return DatasetDescription(
        slug="adresses",
        title="Base adresse locale",
        description="Les adresses du territoire au format national BAL 1.4.",
        theme="population",
        files=(SourceFile(path),),
        frequency="monthly",
        keywords=("adresses", "BAL"),
        key=("cle_interop",),
        columns=(
            ColumnNote("cle_interop", "Clé d'interopérabilité"),
            ColumnNote("commune_insee", "Code de la commune"),
            ColumnNote("voie_nom", "Voie"),
            ColumnNote("numero", "Numéro"),
        ),
    )
