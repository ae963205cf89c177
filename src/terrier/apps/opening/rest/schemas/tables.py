"""Rows, groups and figures of a table."""

from __future__ import annotations

from typing import Annotated, Any

from ninja import Field, Schema

Cell = Annotated[
    bool | int | float | str | None,
    Field(description="Valeur : un nombre trop long pour JSON est un texte, une date est ISO 8601"),
]


class RowAnswer(Schema):
    """One row."""

    row: int = Field(description="Numéro de la ligne, valable dans cette version")
    key: str | None = Field(description="Clé de la ligne, la même d’une version à l’autre")
    values: dict[str, Cell] = Field(examples=[{"commune": "96001", "tonnage": 12.5}])
    geometry: dict[str, Any] | None = Field(
        None, description="GeoJSON en longitude et latitude, avec geometry=true"
    )


class RowsAnswer(Schema):
    """One page of rows."""

    version: int = Field(description="Version lue, que les pages suivantes garderont")
    matched: int = Field(description="Nombre exact de lignes qui répondent, toutes pages ensemble")
    returned: int
    next: str | None = Field(description="Adresse de la page suivante, dans la même version")
    rows: list[RowAnswer]


class GroupAnswer(Schema):
    """One group of rows."""

    keys: dict[str, Cell] = Field(examples=[{"commune": "96001"}])
    value: Cell = Field(description="La mesure ; null si le groupe n’a rien à mesurer")
    rows: int
    others: bool = Field(description="Vrai pour le groupe qui rassemble les autres valeurs (top)")


class AggregatesAnswer(Schema):
    """Exact groups over every row that answers."""

    version: int
    measure: str
    of: str | None
    rows: int = Field(description="Nombre exact de lignes de tous les groupes")
    gathered: int = Field(description="Nombre de valeurs rassemblées sous « autres »")
    groups: list[GroupAnswer]


class FrequentValue(Schema):
    """A value that repeats."""

    value: str
    rows: int


class ColumnFigures(Schema):
    """What one column holds."""

    name: str
    type: str
    filled: int
    empty: int
    distinct: int
    minimum: str | None
    maximum: str | None
    mean: float | None
    frequent: list[FrequentValue]


class StatisticsAnswer(Schema):
    """What a table holds, over the rows and columns that you see."""

    version: int
    rows: int
    located: int = Field(description="Lignes qui ont une position")
    extent: list[float] | None = Field(description="Ouest, sud, est, nord en degrés")
    geometry_types: list[str]
    period: list[str] | None = Field(description="Premier et dernier jour des dates")
    columns: list[ColumnFigures]
