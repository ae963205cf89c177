"""Imports: what is asked, where they are, what is proposed and decided."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from ninja import Field, Schema

from .sent import Strict

Mode = Literal["replace", "append", "upsert"]
Placing = Literal["native", "lonlat", "latlon_text", "xy", "wkt", "geojson"]


class Destination(Strict):
    """For whom a file is: a dataset to update, or an organisation for a new one."""

    dataset: str = Field("", max_length=100, description="Jeu à mettre à jour")
    organisation: str = Field("", max_length=100, description="Propriétaire d’un nouveau jeu")
    mode: Mode = Field(
        "replace",
        description=(
            "replace : tout remplacer ; append : ajouter à la suite ; upsert : mettre à jour par "
            "la clé"
        ),
    )


class AddressSent(Destination):
    """A file that Terrier fetches itself."""

    url: str = Field(min_length=1, max_length=2000, examples=["https://exemple.fr/bornes.csv"])


class ProgressAnswer(Schema):
    """How far a piece of work is."""

    state: Literal["waiting", "running", "done", "failed", "cancelled"]
    step: str = Field(description="Ce qui se fait, en mots")
    share: float = Field(description="Part faite, de 0 à 1")


class FileAnswer(Schema):
    """A file as received."""

    name: str
    size: int = Field(description="Octets")
    sha256: str


class ImportAnswer(Schema):
    """An import, from the file to the version it makes."""

    id: str
    state: Literal["reading", "proposed", "running", "done", "unchanged", "failed", "cancelled"]
    state_label: str
    error: str = Field(description="Pourquoi il a échoué ; vide sinon")
    created_at: datetime
    organisation: str
    dataset: str | None
    mode: str
    files: list[FileAnswer]
    progress: ProgressAnswer | None
    version: int | None = Field(description="Version faite")
    url: str


class ImportsAnswer(Schema):
    """The latest imports."""

    imports: list[ImportAnswer]


class ColumnProposal(Schema):
    """How a column will be read."""

    name: str
    label: str
    keep: bool
    grammar: str = Field(description="Façon de lire", examples=["text", "date-fr"])
    grammars: list[str] = Field(description="Les façons de lire qui se choisissent")
    unit: str | None
    concept: str | None
    reason: str = Field(description="Pourquoi cette lecture est proposée")
    question: str = Field(description="Ce qui reste à trancher ; vide sinon")
    examples: list[str]


class GeometryDecision(Strict):
    """Where places come from."""

    kind: Placing
    x: str = Field("", max_length=200, description="Colonne de la longitude, de X, ou du texte")
    y: str = Field("", max_length=200, description="Colonne de la latitude ou de Y")
    crs: str = Field("", pattern="^(EPSG:[0-9]{4,6})?$", examples=["EPSG:2154"])
    swap_axes: bool = False


class ColumnChange(Schema):
    """A column in place that the new file does not have."""

    name: str
    label: str


class TableProposal(Schema):
    """How a sheet, layer or file becomes a table."""

    name: str
    title: str
    keep: bool
    key: list[str]
    geometry: GeometryDecision | None
    columns: list[ColumnProposal]
    missing: list[ColumnChange] = Field(
        description="Colonnes en place absentes du fichier : à dire renommées ou retirées"
    )


class ProposalAnswer(Schema):
    """The plan of an import, all of it changeable."""

    format: str
    title: str
    questions: list[str] = Field(description="Ce qui reste à trancher, en phrases")
    tables: list[TableProposal]


class ColumnDecision(Strict):
    """What is decided of a column; what is not said stays as proposed."""

    keep: bool | None = None
    grammar: str | None = Field(None, max_length=60)
    label: str | None = Field(None, min_length=1, max_length=200)
    unit: str | None = Field(None, max_length=30)


class TableDecision(Strict):
    """What is decided of a table; what is not said stays as proposed."""

    keep: bool | None = None
    title: str | None = Field(None, min_length=1, max_length=200)
    key: list[str] | None = Field(None, max_length=20, description="Colonnes de la clé")
    geometry: GeometryDecision | None = None
    without_geometry: bool = Field(False, description="Vrai pour ne garder aucune position")
    columns: dict[str, ColumnDecision] = Field({}, description="Par nom de colonne")
    renamed: dict[str, str] = Field(
        {}, description="Ancien nom d’une colonne absente du fichier, et son nouveau nom"
    )
    removed: list[str] = Field([], description="Colonnes absentes du fichier, qui disparaissent")


class Decisions(Strict):
    """Changes to the proposed plan."""

    title: str | None = Field(None, min_length=1, max_length=200, description="Titre du jeu")
    tables: dict[str, TableDecision] = Field({}, description="Par nom de table")


class ReadAgain(Strict):
    """Another way to read a text file."""

    encoding: Literal["", "utf-8", "cp1252", "cp850", "mac-roman", "utf-16"] = ""
    separator: Literal["", ";", ",", "\t", "|"] = ""
    header_line: int | None = Field(None, ge=1, le=10_000)
