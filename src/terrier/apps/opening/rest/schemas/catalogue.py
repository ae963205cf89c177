"""Datasets, their tables and columns."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from ninja import Field, Schema


class OrganisationAnswer(Schema):
    """An organisation."""

    slug: str = Field(examples=["val-clair"])
    name: str = Field(examples=["Val Clair"])


class FreshnessAnswer(Schema):
    """Whether the owner keeps the promise of updates."""

    state: Literal["a-jour", "en-retard", "sans-promesse"]
    updated_on: date | None
    due_on: date | None = Field(description="Jour promis de la prochaine mise à jour")


class DatasetLine(Schema):
    """A dataset as the list tells it."""

    slug: str = Field(description="Identifiant, qui ne change jamais", examples=["bornes"])
    title: str = Field(examples=["Bornes de recharge"])
    summary: str
    organisation: OrganisationAnswer
    theme: str
    keywords: list[str]
    licence: str
    frequency: str
    visibility: Literal["public", "internal", "restricted"]
    draft: bool = Field(description="Vrai tant que le jeu n’est pas publié")
    version: int | None = Field(description="Numéro de la version en place ; null sans données")
    rows: int | None = Field(
        description="Nombre exact de lignes ; null sans données, ou si vous n’en voyez qu’une part"
    )
    has_geometry: bool
    freshness: FreshnessAnswer
    url: str = Field(description="Adresse du jeu dans l’API")
    page: str = Field(description="Adresse de sa page pour les personnes")


class FacetChoice(Schema):
    """A value that narrows the list."""

    value: str
    label: str
    count: int


class FacetAnswer(Schema):
    """One way to narrow the list."""

    name: str = Field(description="Nom du paramètre à écrire", examples=["theme"])
    title: str
    choices: list[FacetChoice]


class CatalogueAnswer(Schema):
    """One page of the list."""

    found: int = Field(description="Nombre exact de jeux trouvés")
    page: int
    pages: int
    next: str | None = Field(description="Adresse de la page suivante")
    datasets: list[DatasetLine]
    facets: list[FacetAnswer] = Field(description="Ce qui affine la liste, quand cela aide")


class ColumnAnswer(Schema):
    """A column; a masked one is never told."""

    name: str = Field(description="Nom dans les filtres et les lignes", examples=["commune"])
    label: str = Field(examples=["Commune"])
    description: str
    type: str = Field(description="Type DuckDB", examples=["TEXT", "DECIMAL(10,2)", "DATE"])
    unit: str | None = Field(examples=["t"])
    concept: str | None = Field(examples=["commune_code"])


class TableAnswer(Schema):
    """A table of one version."""

    name: str = Field(examples=["points"])
    title: str
    version: int
    rows: int = Field(description="Nombre exact de lignes que vous voyez")
    partial: bool = Field(description="Vrai si d’autres voient plus de lignes")
    has_key: bool = Field(description="Vrai si une clé désigne chaque ligne, de version en version")
    geometry_type: str = Field(description="Vide sans position", examples=["Point"])
    columns: list[ColumnAnswer]
    url: str
    rows_url: str


class DatasetAnswer(DatasetLine):
    """A dataset whole."""

    description: str
    contact_name: str
    contact_email: str
    spatial_coverage: str
    covers_from: date | None
    covers_to: date | None
    source_note: str
    updated_at: datetime | None
    tables: list[TableAnswer]
